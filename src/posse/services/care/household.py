"""Who lives in the household of a case, and how they are tied."""

from datetime import date

from django.db import transaction

from posse.apps.care.choices import MemberRole
from posse.apps.care.models import CareCase, HouseholdMember, HouseholdTie
from posse.apps.people.models import Participant
from posse.services.law import current_law

TIES = "childcare.units.ties"
MEMBERS_MAX = 60


@transaction.atomic
def do_put_in_household(
    *,
    care_case: CareCase,
    participant: Participant,
    role: str,
    on: date,
    by: str,
    home: int = 1,
    effective_on: date | None = None,
    is_ended: bool = False,
) -> HouseholdMember:
    """That somebody lives in a household from a day on, or no longer does.

    Raises: ValueError for a role that there is not. Source: CC-200-household, CC-505.
    """
    return HouseholdMember.objects.create(
        care_case=care_case,
        participant=participant,
        role=MemberRole(role),
        home=home,
        is_ended=is_ended,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_tie(
    *,
    care_case: CareCase,
    elder: Participant,
    younger: Participant,
    kind: str,
    on: date,
    by: str,
    effective_on: date | None = None,
    is_ended: bool = False,
) -> HouseholdTie:
    """How two people are tied from a day on, by a name of the law's table.

    Raises: ValueError for a tie the law does not know, or of somebody with himself.
    Source: CC-505.
    """
    names = {row["name"] for row in current_law().value(TIES, on=on)}
    if kind not in names:
        raise ValueError(f"there is no tie of the kind {kind!r}")
    if elder.pk == younger.pk:
        raise ValueError("nobody is tied to himself or herself")
    return HouseholdTie.objects.create(
        care_case=care_case,
        elder=elder,
        younger=younger,
        kind=kind,
        is_ended=is_ended,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )
