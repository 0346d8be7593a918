"""What is wrong with the answers of an application, each by field, reason and clause.

A fault that ``is_blocking`` must be mended before the application can be filed; any other is
asked about. Nothing that was typed is lost either way.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from posse.rules.answer_checks import DIGITS, digits_of, reason_against
from posse.rules.forms import Form
from posse.units.days import add_months

Person = Mapping[str, str]
GROUPS = ("other_parents", "children")
PLACES = MappingProxyType(
    {"other_parents": "other parent", "children": "child", "custodial": "custodial parent",
     "case": "application"}
)  # fmt: skip
DATA_1, DATA_4, SEARCH_2 = "CS-6.3-DATA-1", "CS-6.3-DATA-4", "CS-6.3-SEARCH-2"


@dataclass(frozen=True)
class Fault:
    """One thing wrong: ``of`` and ``place`` (from 1) say about whom, ``field`` is its key."""

    of: str
    place: int
    field: str
    label: str
    reason: str
    clause: str = DATA_1
    is_blocking: bool = True

    @property
    def where(self) -> str:
        """About whom, in words. Source: CS-6.3-INTAKE-3."""
        number = f" {self.place}" if self.of in GROUPS else ""
        return f"{PLACES[self.of].capitalize()}{number}"


def faults(
    answers: Mapping[str, Any], *, form: Form, on: date, parent_years_min: int
) -> list[Fault]:
    """Everything that is wrong with the answers on a day, in the order of the form.

    Source: CS-6.3-DATA-1, CS-6.3-DATA-4.
    """
    found = [
        fault
        for of, place, person in people(answers)
        for fault in _of_person(of, place, person, form=form, on=on)
    ]
    found += _across(answers, years=parent_years_min)
    return found


def people(answers: Mapping[str, Any]) -> Iterator[tuple[str, int, Person]]:
    """Each part of the answers: the case, the custodial parent, other parents, children.

    Source: CS-6.3-INTAKE-3.
    """
    for of in ("case", "custodial"):
        yield of, 1, answers.get(of) or {}
    for of in GROUPS:
        for place, person in enumerate(answers.get(of) or [], start=1):
            yield of, place, person


def day_of(person: Person, field: str) -> date | None:
    """A date of the answers, where it is one. Source: CS-6.3-DATA-1."""
    try:
        return date.fromisoformat(person.get(field, ""))
    except ValueError:
        return None


def _of_person(of: str, place: int, person: Person, *, form: Form, on: date) -> Iterator[Fault]:
    for field in form.fields_of(of):
        text = person.get(field.key, "").strip()
        reason = _MISSING if field.is_needed and not text else ""
        if text:
            reason = reason_against(field, text, on=on)
        if reason:
            clause = field.cites[-1] if field.cites else DATA_1
            yield Fault(of, place, field.key, field.label, reason, clause)


_MISSING = "This is needed."


def _across(answers: Mapping[str, Any], *, years: int) -> Iterator[Fault]:
    """What only two answers together show."""
    yield from _counts(answers)
    yield from _same_numbers(answers)
    yield from _same_children(answers)
    yield from _ages(answers, years=years)
    yield from _marriages(answers)


def _counts(answers: Mapping[str, Any]) -> Iterator[Fault]:
    if not answers.get("children"):
        reason = "An application needs at least one child."
        yield Fault("case", 1, "children", "Children", reason, "CS-6.3-INTAKE-1")
    count = len(answers.get("other_parents") or [])
    is_by_agency = (answers.get("custodial") or {}).get("relation_to_children") == "agency"
    for place, child in enumerate(answers.get("children") or [], start=1):
        chosen = child.get("of_parent", "")
        reason = ""
        if chosen and not all(_is_one_of(each, count) for each in chosen.split(",")):
            reason = "Choose one of the other parents above."
        elif not chosen and count > 1 and not is_by_agency:
            reason = "Say which of the other parents is this child's."
        if reason:
            yield Fault("children", place, "of_parent", "Other parent", reason)


def _is_one_of(text: str, count: int) -> bool:
    return bool(DIGITS.fullmatch(text)) and 1 <= int(text) <= count


def _same_numbers(answers: Mapping[str, Any]) -> Iterator[Fault]:
    """One number for two people is a slip, whoever of them it belongs to."""
    seen: dict[str, str] = {}
    for of, place, person in people(answers):
        number = digits_of(person)
        here = Fault(of, place, "ssn", "Social Security number", "", SEARCH_2)
        if number and number in seen:
            reason = f"The same number stands with {seen[number].lower()}."
            yield Fault(of, place, here.field, here.label, reason, SEARCH_2)
        seen.setdefault(number, here.where)


def _same_children(answers: Mapping[str, Any]) -> Iterator[Fault]:
    keys = [_key(child) for child in answers.get("children") or []]
    twice = {key for key, count in Counter(keys).items() if count > 1 and all(key)}
    for place, key in enumerate(keys, start=1):
        if key in twice and keys.index(key) < place - 1:
            reason = "This child stands here twice."
            yield Fault("children", place, "given_name", "Given name", reason)
    custodial = _key(answers.get("custodial") or {})
    for place, other in enumerate(answers.get("other_parents") or [], start=1):
        if all(custodial) and _key(other) == custodial:
            reason = "One person cannot be both the custodial and the other parent of a case."
            yield Fault("other_parents", place, "surname", "Family name", reason)


def _key(person: Person) -> tuple[str, str, str]:
    names = (person.get("given_name", ""), person.get("surname", ""))
    given, family = (name.strip().casefold() for name in names)
    return given, family, person.get("birth_date", "")


def _ages(answers: Mapping[str, Any], *, years: int) -> Iterator[Fault]:
    """A child is younger than both parents, and by how much is asked about."""
    born = [(where, day) for where, day in _parents_born(answers) if day]
    for place, child in enumerate(answers.get("children") or [], start=1):
        child_born = day_of(child, "birth_date")
        for where, day in born if child_born else []:
            is_older = child_born is not None and child_born <= day
            if is_older or (child_born and child_born < add_months(day, 12 * years)):
                reason = (
                    f"The child is older than {where}." if is_older
                    else f"The child was born before {where} was {years}; is that right?"
                )  # fmt: skip
                yield Fault("children", place, "birth_date", "Date of birth", reason, DATA_4,
                            is_blocking=is_older)  # fmt: skip


def _parents_born(answers: Mapping[str, Any]) -> Iterator[tuple[str, date | None]]:
    custodial = answers.get("custodial") or {}
    if custodial.get("relation_to_children") in {"parent", "", None}:
        yield "the custodial parent", day_of(custodial, "birth_date")
    for person in answers.get("other_parents") or []:
        yield "the other parent", day_of(person, "birth_date")


def _marriages(answers: Mapping[str, Any]) -> Iterator[Fault]:
    for place, person in enumerate(answers.get("other_parents") or [], start=1):
        began, ended = day_of(person, "married_on"), day_of(person, "marriage_ended_on")
        if began and ended and ended < began:
            reason = "The marriage ended before it began."
            yield Fault("other_parents", place, "marriage_ended_on", "End of marriage",
                        reason, DATA_4)  # fmt: skip
