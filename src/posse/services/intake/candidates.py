"""People who may be a person of an application: found, scored and explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posse.apps.intake.models import ApplicationPerson
from posse.services.search.hits import Found, identities_for_participants
from posse.services.search.names import people_by_name
from posse.services.search.numbers import people_by_ssn

CANDIDATES_MAX = 8
# A name alone is shared by many, so it never counts as strong without the date of birth.
NAME_ALONE_MAX, OTHER_BIRTH_MAX = 80, 60
SSN_AND_NAME = 100


@dataclass(frozen=True)
class Candidate:
    """Somebody known who may be the person, how like (of 100), and why."""

    participant: int
    score: int
    reasons: tuple[str, ...]


def candidates_of(
    persons: Sequence[ApplicationPerson], *, limit: int = CANDIDATES_MAX
) -> dict[int, list[Candidate]]:
    """For each person of an application the people it may be, the likeliest first.

    Source: CS-6.3-SEARCH-2.
    """
    return {person.pk: _candidates(person, limit) for person in persons}


def _candidates(person: ApplicationPerson, limit: int) -> list[Candidate]:
    by_number = people_by_ssn(person.ssn) if person.ssn else []
    name = f"{person.surname} {person.given_name}".strip()
    by_name = people_by_name(name, limit=limit * 5) if name else []
    born = _birth_dates([found.participant for found in (*by_number, *by_name)])
    scored: dict[int, Candidate] = {}
    names = {found.participant: found for found in by_name}
    for found in by_number:
        also = names.get(found.participant)
        scored[found.participant] = _with_number(found, also)
    for found in by_name:
        if found.participant not in scored:
            there = born.get(found.participant)
            scored[found.participant] = _by_name(found, person.birth_date, there)
    return sorted(scored.values(), key=lambda each: (-each.score, each.participant))[:limit]


def _with_number(found: Found, by_name: Found | None) -> Candidate:
    if by_name is None:
        # The number of somebody with quite another name may have been misused or mistyped.
        score = min(found.score, 90)
        return Candidate(found.participant, score, (found.why, "another name"))
    score = SSN_AND_NAME if not found.is_near_miss else 90
    return Candidate(found.participant, score, (found.why, by_name.why))


def _by_name(found: Found, born: date | None, there: date | None) -> Candidate:
    if born is None or there is None:
        score, why = min(found.score, NAME_ALONE_MAX), "date of birth not known"
    elif born == there:
        score, why = min(found.score, 98), "Date of birth matches"
    elif is_slip(born, there):
        score, why = min(found.score, 88), f"Date of birth nearly matches ({there})"
    else:
        score, why = min(found.score, OTHER_BIRTH_MAX), f"another date of birth ({there})"
    return Candidate(found.participant, score, (found.why, why))


def is_slip(one: date, other: date) -> bool:
    """Whether two dates differ in one digit, or in day and month taken for each other."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    pairs = zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)
    return sum(first != second for first, second in pairs) == 1


def _birth_dates(participants: Sequence[int]) -> dict[int, date | None]:
    names = identities_for_participants(participants)
    return {
        person: next((name.birth_date for name in told if name.birth_date), None)
        for person, told in names.items()
    }
