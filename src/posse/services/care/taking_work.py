"""Work, pay and other money of a form taken over: what goes on, what is new, what ended.

A turn of the form that names an activity and a place that are known goes on with it; what is
known and stands on the form no more is asked after, and never ended by the program itself.
Source: CC-401-A, CC-404-C-1, CC-901-A.
"""

from collections.abc import Iterator, Mapping, Sequence

from posse.apps.care.models import CareIncome
from posse.services.care.activities import Span, do_record_activity
from posse.services.care.answered import Person, Taking, cents_told, day_told, minute_told
from posse.services.care.incomes import do_record_income
from posse.services.care.working import (
    DAYS,
    PaidActivity,
    money_of,
    money_told,
    sources_of,
    work_told,
)

WORK = ("activity", "place", "began_on", "ends_on", "days", "starts", "ends")
PAY = ("pay", "pay_frequency")
MONEY, SOURCE = ("money", "money_frequency"), ("money_kind", "money_from")
# Which days of a week a choice of the form means, Monday first.
MARKS = {name: marks for marks, name in DAYS.items()}
UNVERIFIED = "As the application says; not verified yet"
BUSINESS, OTHER = "self_employment", "other"


def do_take_work(taking: Taking, person: Person) -> None:
    """Each job, business, school and training that was told, with its pay."""
    turns = work_told(person.of, person.told)
    left = sources_of(taking.care_case, taking.people[person.key].pk, on=taking.on)
    for turn in turns:
        known = next((each for each in left if _is_same(turn, each)), None)
        if known is not None:
            left.remove(known)
        if turn["activity"] not in {"", "none"} and _is_news(known, turn, WORK):
            _do_take_activity(taking, person, turn, known=known)
        if turn["pay"] and _is_news(known, turn, PAY):
            _do_take_pay(taking, person, turn, known=known)
    if turns:
        taking.notes += [each for source in left for each in _asked_after(person, source)]


def do_take_money(taking: Taking, person: Person) -> None:
    """Each other kind of money that was told. Source: CC-901-A, CC-901-G."""
    turns = money_told(person.of, person.told)
    left = money_of(taking.care_case, taking.people[person.key].pk, on=taking.on)
    for turn in turns:
        alike = [each for each in left if _agree(each[1], turn, SOURCE)]
        known = alike[0] if alike else None
        if known is not None:
            left.remove(known)
        if known is None or not _agree(known[1], turn, _answered(turn, MONEY)):
            _do_take_other(taking, person, turn, replaces=known[0] if known else None)
    if turns:
        taking.notes += [
            f"{person.name}: had {row.kind.replace('_', ' ')}; ask whether that is over"
            for row, _ in left
        ]


def _is_same(turn: Mapping[str, str], source: PaidActivity) -> bool:
    """Whether a turn tells of a source that is known: what it is and where."""
    return _agree(source.told, turn, ("activity", "place"))


def _is_news(known: PaidActivity | None, turn: Mapping[str, str], names: Sequence[str]) -> bool:
    """Whether a turn says anything but what is known already; a blank says nothing."""
    return known is None or not _agree(known.told, turn, _answered(turn, names))


def _answered(turn: Mapping[str, str], names: Sequence[str]) -> list[str]:
    return [name for name in names if turn.get(name)]


def _agree(told: Mapping[str, str], turn: Mapping[str, str], names: Sequence[str]) -> bool:
    """Whether two tell the same of some questions; an amount may be written either way."""
    return all(_plain(told.get(name, "")) == _plain(turn.get(name, "")) for name in names)


def _plain(text: str) -> str | int:
    cents = cents_told(text) if text else None
    return text.strip() if cents is None else cents


def _asked_after(person: Person, source: PaidActivity) -> Iterator[str]:
    if source.activity is not None:
        words = source.activity.get_kind_display().lower()
        yield f"{person.name}: was known for {words}; ask whether that is over"
    if source.income is not None:
        who = source.income.payer or "another source"
        yield f"{person.name}: had pay of {who}; ask whether that is over"


def _do_take_activity(
    taking: Taking, person: Person, turn: Mapping[str, str], *, known: PaidActivity | None
) -> None:
    begins_on, ends_on = day_told(turn["began_on"]) or taking.on, day_told(turn["ends_on"])
    if ends_on is not None and ends_on < begins_on:
        taking.notes.append(f"{person.name}: told an end before its beginning; ask for both")
        ends_on = None
    do_record_activity(
        participant=taking.people[person.key],
        kind=turn["activity"],
        begins_on=begins_on,
        ends_on=ends_on,
        spans=list(_spans(taking, person, turn)),
        place=turn["place"],
        replaces=known.activity if known else None,
        **taking.at,
    )


def _spans(taking: Taking, person: Person, turn: Mapping[str, str]) -> Iterator[Span]:
    """The hours of a week; those that change are left to the worker."""
    marks = MARKS.get(turn["days"])
    starts, ends = (minute_told(turn[name]) for name in ("starts", "ends"))
    if marks is None or starts is None or ends is None or starts == ends:
        place = f" at {turn['place']}" if turn["place"] else ""
        taking.notes.append(f"{person.name}: the hours{place} are to be asked for")
        return
    for weekday, mark in enumerate(marks):
        if mark == "1":
            yield Span(weekday, starts, ends or 24 * 60)


def _do_take_pay(
    taking: Taking, person: Person, turn: Mapping[str, str], *, known: PaidActivity | None
) -> None:
    cents, kind = cents_told(turn["pay"]), "wages"
    if cents is None or not turn["pay_frequency"]:
        taking.notes.append(f"{person.name}: pay told as “{turn['pay']}”; ask how often")
        return
    if turn["activity"] == BUSINESS:
        kind = BUSINESS
    before = known.income if known and known.income and known.income.kind == kind else None
    do_record_income(
        participant=taking.people[person.key],
        kind=kind,
        frequency=turn["pay_frequency"],
        payer=before.payer if before else turn["place"],
        replaces=before,
        expected={"check_cents": cents},
        reasons=UNVERIFIED,
        **taking.at,
    )


def _do_take_other(
    taking: Taking, person: Person, turn: Mapping[str, str], *, replaces: CareIncome | None
) -> None:
    """A kind that the law names is income; anything else is left to the worker in words."""
    cents, kind = cents_told(turn["money"]), turn["money_kind"]
    if cents is None or kind in {"", OTHER} or not turn["money_frequency"]:
        said = " ".join(each for each in turn.values() if each not in {"", "yes", "no"})
        taking.notes.append(f"{person.name}: other money told as “{said}”; ask what it is")
        return
    do_record_income(
        participant=taking.people[person.key],
        kind=kind,
        frequency=turn["money_frequency"],
        payer=turn["money_from"],
        replaces=replaces,
        expected={"check_cents": cents},
        reasons=UNVERIFIED,
        **taking.at,
    )
