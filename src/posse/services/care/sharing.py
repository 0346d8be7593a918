"""Children who are of two cases at once, which only shared custody allows.

Source: CC-603-A-4, CC-200-need (ambiguity A18).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Exists, OuterRef

from posse.apps.care.choices import CareApplicationState, MemberRole
from posse.apps.care.models import CareApplication, CareCase, Circumstance, HouseholdMember
from posse.apps.subsidy.models import Authorization, CareArrangement, CarePeriod
from posse.services.care.letters import names_of
from posse.services.care.units import LaidOut

IS_SHARED = "is_custody_shared"
CARED = "1"


@dataclass(frozen=True)
class SharedChild:
    """A child of a case who is a child of another as well.

    ``is_told`` where the family told that the parents live apart and share custody;
    ``is_at_once`` where both cases have care on the same weekday.
    """

    child: int
    name: str
    other: CareCase
    is_told: bool
    is_at_once: bool


def shared_children(care_case: CareCase, laid_out: LaidOut, *, on: date) -> list[SharedChild]:
    """The children of units of a case who live in the household of another that is alive.

    Source: CC-603-A-4, CC-200-need.
    """
    rows = laid_out.whole.filter(
        (pl.col("care_case") == care_case.pk) & (pl.col("role") == MemberRole.CHILD)
    )
    children = rows["participant"].unique().sort().to_list()
    pairs = _elsewhere(care_case, children, on=on)
    names = names_of([child for child, _ in pairs], on=on)
    return [
        SharedChild(
            child=child,
            name=names.get(child, "A child"),
            other=other,
            is_told=_is_told(care_case, child, on=on),
            is_at_once=bool(
                _days_arranged(care_case, child, on=on) & _days_authorized(other, child, on=on)
            ),
        )
        for child, other in pairs
    ]


def refusals_of_sharing(
    care_case: CareCase, laid_out: LaidOut, *, on: date, is_supervisor: bool
) -> list[str]:
    """What a second case of a child has against an approval, in words.

    On which weeks a child is with whom nobody can tell here, so where both cases have the
    same weekday a supervisor weighs it. Source: CC-603-A-4, CC-200-need (ambiguity A18).
    """
    found = shared_children(care_case, laid_out, on=on)
    untold = [
        f"{each.name} is a child of case {each.other.number} as well; tell that the parents"
        " live apart and share custody, or that the child left one household (CC-603-A-4)"
        for each in found
        if not each.is_told
    ]
    weighed = [
        f"a supervisor weighs that {each.name} has care on the same weekday in case"
        f" {each.other.number}, which is needed only while the child is here (CC-603-A-4)"
        for each in found
        if each.is_told and each.is_at_once and not is_supervisor
    ]
    return untold + weighed


def _elsewhere(
    care_case: CareCase, children: Sequence[int], *, on: date
) -> list[tuple[int, CareCase]]:
    """Children of other cases that wait for a decision or in which months run."""
    waiting = CareApplication.objects.filter(
        care_case=OuterRef("care_case"), state=CareApplicationState.FILED
    )
    running = CarePeriod.objects.filter(
        care_case=OuterRef("care_case"), replaced_by__isnull=True, is_withdrawn=False,
        effective_on__lte=on, ends_on__gte=on,
    )  # fmt: skip
    rows = HouseholdMember.objects.filter(
        Exists(waiting) | Exists(running), participant__in=children, effective_on__lte=on
    ).exclude(care_case=care_case)
    latest = {
        (row.participant_id, row.care_case_id, row.home): row
        for row in rows.select_related("care_case").order_by("effective_on", "id")
    }
    pairs = {
        (row.participant_id, row.care_case_id): (row.participant_id, row.care_case)
        for row in latest.values()
        if not row.is_ended and row.role == MemberRole.CHILD
    }
    return [pairs[key] for key in sorted(pairs)]


def _is_told(care_case: CareCase, child: int, *, on: date) -> bool:
    rows = Circumstance.objects.filter(
        care_case=care_case, participant=child, name=IS_SHARED, effective_on__lte=on
    )
    latest = rows.order_by("effective_on", "id").last()
    return latest is not None and latest.value is True


def _days_arranged(care_case: CareCase, child: int, *, on: date) -> set[int]:
    """The weekdays on which a child is to be cared for."""
    rows = CareArrangement.objects.filter(
        care_case=care_case, child=child, replaced_by__isnull=True, is_withdrawn=False
    ).exclude(ends_on__lt=on)
    return {
        day for row in rows for day, mark in enumerate(row.weekdays) if mark == CARED
    }  # fmt: skip


def _days_authorized(care_case: CareCase, child: int, *, on: date) -> set[int]:
    rows = Authorization.objects.filter(
        care_case=care_case, child=child, ends_on__gte=on, end__isnull=True,
        replaced_by__isnull=True,
    )  # fmt: skip
    return {
        day for row in rows for day, minutes in enumerate(row.day_minutes) if minutes
    }  # fmt: skip
