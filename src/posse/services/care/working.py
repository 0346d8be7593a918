"""What an adult does, is paid for and gets otherwise, as the turns of a form tell it.

Only what the form can say is written; hours that differ from day to day are left to be asked.
Source: CC-701-A, CC-901-A, CC-1319-A-2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from posse.apps.care.models import Activity, CareCase, CareIncome
from posse.rules.forms import care_application_form
from posse.units.money import format_cents

WORK, MONEY = "more_work", "more_money"
EARNED = ("wages", "self_employment")
# Which choice of the form a week of days is; any other week changes from day to day.
DAYS = {"1111100": "weekdays", "1111110": "six", "1111111": "every", "0000011": "weekend"}
CHANGING = "changing"
HOUR = 60


@dataclass(frozen=True)
class PaidActivity:
    """An activity with what is paid for it, as one turn of the form tells both."""

    activity: Activity | None
    income: CareIncome | None
    told: Mapping[str, str]


def sources_of(care_case: CareCase, participant: int, *, on: date) -> list[PaidActivity]:
    """What an adult does on a day and is paid for, the earliest first.

    Pay belongs to the activity at its payer, or else to the first that has none.
    """
    activities = _activities(care_case, participant, on=on)
    incomes = [row for row in _incomes(care_case, participant, on=on) if row.kind in EARNED]
    paid: dict[int, CareIncome] = {}
    for is_alike in (_is_at_payer, _is_work):
        for row in activities:
            found = next((each for each in incomes if is_alike(row, each)), None)
            if found is not None and row.pk not in paid:
                paid[row.pk] = found
                incomes.remove(found)
    pairs: list[tuple[Activity | None, CareIncome | None]] = [
        *((row, paid.get(row.pk)) for row in activities),
        *((None, row) for row in incomes),
    ]
    return [
        PaidActivity(row, income, {**_work(row), **_pay(row, income)}) for row, income in pairs
    ]


def money_of(
    care_case: CareCase, participant: int, *, on: date
) -> list[tuple[CareIncome, Mapping[str, str]]]:
    """What an adult gets on a day that is not paid for work, as far as the form asks it."""
    rows = _incomes(care_case, participant, on=on)
    kinds, frequencies = choices_of("money_kind"), choices_of("money_frequency")
    return [
        (row, _money(row)) for row in rows if row.kind in kinds and row.frequency in frequencies
    ]


def work_told(of: str, told: Mapping[str, str]) -> list[Mapping[str, str]]:
    """What a form tells of work and pay, a turn each; turns without an answer are left out."""
    turns = care_application_form().turns_of(of, told, again=WORK)
    return [turn for turn in turns if turn["activity"] or turn["place"] or turn["pay"]]


def money_told(of: str, told: Mapping[str, str]) -> list[Mapping[str, str]]:
    """What a form tells of other money, a turn each; turns without an answer are left out."""
    turns = care_application_form().turns_of(of, told, again=MONEY)
    return [turn for turn in turns if turn["money_kind"] or turn["money"]]


def choices_of(name: str) -> Mapping[str, str]:
    """What the form offers an adult for an answer."""
    fields = {each.key: each.choices for each in care_application_form().fields_of("applicant")}
    return fields[name]


def _activities(care_case: CareCase, participant: int, *, on: date) -> list[Activity]:
    rows = care_case.activities.filter(
        participant=participant, replaced_by__isnull=True, is_withdrawn=False,
    ).exclude(ends_on__lt=on)  # fmt: skip
    found = rows.prefetch_related("spans").order_by("effective_on", "id")
    return [row for row in found if row.kind in choices_of("activity")]


def _incomes(care_case: CareCase, participant: int, *, on: date) -> list[CareIncome]:
    rows = care_case.incomes.filter(
        participant=participant, replaced_by__isnull=True, is_withdrawn=False,
        effective_on__lte=on,
    ).exclude(ended_on__lt=on)  # fmt: skip
    return list(rows.order_by("effective_on", "id"))


def _is_at_payer(row: Activity, income: CareIncome) -> bool:
    return bool(income.payer) and income.payer.casefold() == row.place.casefold()


def _is_work(row: Activity, income: CareIncome) -> bool:
    """Whether pay may be for an activity: that of a business for the business alone."""
    return row.kind == "self_employment" if income.kind == "self_employment" else (
        row.kind == "employment"
    )  # fmt: skip


def _work(row: Activity | None) -> dict[str, str]:
    if row is None:
        return {}
    spans = list(row.spans.all())
    days = {span.weekday for span in spans}
    times = {(span.starts_minute, span.ends_minute) for span in spans}
    marks = "".join("1" if day in days else "0" for day in range(7))
    found = {
        "activity": row.kind,
        "place": row.place,
        "began_on": row.effective_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
        "days": DAYS.get(marks, CHANGING),
    }
    if len(times) == 1 and found["days"] != CHANGING:
        found["starts"], found["ends"] = (_clock(each) for each in times.pop())
    return found


def _clock(minute: int) -> str:
    return f"{minute // HOUR % 24:02}:{minute % HOUR:02}"


def _pay(row: Activity | None, income: CareIncome | None) -> dict[str, str]:
    if income is None or income.check_cents is None:
        return {}
    if income.frequency not in choices_of("pay_frequency"):
        return {}
    place = {} if row is not None else {"place": income.payer}
    pay = format_cents(income.check_cents)
    return {**place, "pay": pay, "pay_frequency": income.frequency}


def _money(row: CareIncome) -> dict[str, str]:
    return {
        "money_kind": row.kind,
        "money": "" if row.check_cents is None else format_cents(row.check_cents),
        "money_frequency": row.frequency,
        "money_from": row.payer,
    }
