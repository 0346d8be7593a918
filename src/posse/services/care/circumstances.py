"""What a family told of itself, by the law's catalogue of circumstances."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from posse.apps.care.choices import Origin
from posse.apps.care.models import CareCase, Circumstance
from posse.apps.people.models import Participant
from posse.services.law import current_law

CATALOGUE = "childcare.circumstances.catalogue"
REPORT = "childcare.circumstances.report"
ADULT, CHILD, FAMILY = "adult", "child", "family"
YES_NO, CHOICE, CENTS, COUNT, HUNDREDTHS = "yes_no", "choice", "cents", "count", "hundredths"
ALWAYS, NEVER = "always", "never"
# No figure that anybody tells of a family comes near it.
FIGURE_MAX = 10**12


@dataclass(frozen=True)
class Asked:
    """One circumstance: of whom it is asked, what may be said, and what counts unsaid.

    ``needed`` is always, never, or ``name:value`` of what makes it needed.
    """

    name: str
    of: str
    kind: str
    words: str
    factor: str
    needed: str
    unsaid: Any
    choices: tuple[str, ...]
    cites: tuple[str, ...]

    def fault_of(self, value: Any) -> str:
        """What is wrong with a value; empty when it may be said. Null takes back.

        Source: CC-501.
        """
        if value is None:
            return ""
        if self.kind == YES_NO:
            return "" if isinstance(value, bool) else "answer yes or no"
        if self.kind == CHOICE:
            return "" if value in self.choices else f"choose one of: {', '.join(self.choices)}"
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or not 0 <= value <= FIGURE_MAX:
            return "give a number that is not negative"
        return ""


def catalogue(*, on: date) -> Mapping[tuple[str, str], Asked]:
    """Every circumstance by whom it is of and its name, in the law's order. Source: CC-501."""
    return _asked(CATALOGUE, on=on)


def everything_asked(*, on: date) -> Mapping[tuple[str, str], Asked]:
    """The same with what only the federal report asks, which no decision reads.

    Source: CC-501, 45 CFR 98.71(a).
    """
    return {**catalogue(on=on), **_asked(REPORT, on=on)}


def _asked(parameter: str, *, on: date) -> Mapping[tuple[str, str], Asked]:
    return {
        (row["of"], row["name"]): Asked(
            name=row["name"],
            of=row["of"],
            kind=row["kind"],
            words=row["words"],
            factor=row["factor"],
            needed=row["needed"],
            unsaid=row["unsaid"],
            choices=tuple(row.get("choices", ())),
            cites=tuple(row["cites"]),
        )
        for row in current_law().value(parameter, on=on)
    }


@transaction.atomic
def do_tell(
    *,
    care_case: CareCase,
    of: str,
    told: Mapping[str, Any],
    on: date,
    by: str,
    participant: Participant | None = None,
    origin: str = Origin.WORKER,
    effective_on: date | None = None,
) -> list[Circumstance]:
    """Keep what is told of a person or of the family, from a day on; null takes it back.

    Nothing is kept when one of the values may not be said.
    Raises: ValueError in words for who told. Source: CC-404-C-1, CC-1501-B.
    """
    known = everything_asked(on=on)
    if (participant is None) != (of == FAMILY):
        raise ValueError("say of whom this is told")
    for name, value in told.items():
        asked = known.get((of, name))
        fault = asked.fault_of(value) if asked else f"there is no such circumstance of a {of}"
        if fault:
            raise ValueError(f"{asked.words if asked else name}: {fault}")
    return Circumstance.objects.bulk_create(
        Circumstance(
            care_case=care_case,
            participant=participant,
            name=name,
            value=value,
            origin=Origin(origin),
            effective_on=effective_on or on,
            recorded_on=on,
            recorded_by=by,
        )
        for name, value in told.items()
    )
