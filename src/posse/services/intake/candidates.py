"""People who may be a person of an application: found, scored and explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posse.apps.intake.models import ApplicationPerson
from posse.services.matching.one import candidates_for

CANDIDATES_MAX = 8
# Whoever is less alike than this would only hide the others.
SCORE_MIN = 5


@dataclass(frozen=True)
class Candidate:
    """Somebody known who may be the person, how like (of 100), and why."""

    participant: int
    score: int
    reasons: tuple[str, ...]


def candidates_of(
    persons: Sequence[ApplicationPerson], *, on: date, limit: int = CANDIDATES_MAX
) -> dict[int, list[Candidate]]:
    """For each person of an application the people it may be, the likeliest first.

    Compared by number, name and date of birth, near-misses included.
    Source: CS-6.3-SEARCH-2.
    """
    found: dict[int, list[Candidate]] = {person.pk: [] for person in persons}
    for each in candidates_for(persons, on=on, limit=limit):
        if each.score >= SCORE_MIN:
            reasons = tuple(
                f"{reason.label}: {reason.words[:1].lower()}{reason.words[1:]}"
                for reason in each.reasons
                if reason.weight
            )
            found[persons[each.person].pk].append(
                Candidate(each.participant, each.score, reasons)
            )
    return found
