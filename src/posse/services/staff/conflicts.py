"""Declared conflicts of interest: whose cases somebody of the staff may not open."""

from datetime import date

from django.db import transaction

from posse.apps.people.models import Participant
from posse.apps.staff.choices import Relation
from posse.apps.staff.models import ConflictOfInterest, StaffMember


@transaction.atomic
def do_declare_conflict(
    *,
    staff: StaffMember,
    participant: Participant,
    relation: Relation,
    on: date,
    by: str,
    note: str = "",
    is_ended: bool = False,
) -> ConflictOfInterest:
    """That somebody may not open a person's cases, or may again."""
    return ConflictOfInterest.objects.create(
        staff=staff,
        participant=participant,
        relation=Relation(relation),
        note=note,
        is_ended=is_ended,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_end_conflict(
    *, conflict: ConflictOfInterest, note: str, on: date, by: str
) -> ConflictOfInterest:
    """That a conflict is over, as another person has looked into.

    Raises: ValueError to whoever it closes the cases to, or where it is over already.
    """
    if conflict.staff.user.get_username() == by:
        raise ValueError("another person ends a conflict of interest, not you yourself")
    if conflict.pk not in {each.pk for each in standing_conflicts(on=on)}:
        raise ValueError("this conflict of interest is over already")
    return do_declare_conflict(
        staff=conflict.staff,
        participant=conflict.participant,
        relation=Relation(conflict.relation),
        on=on,
        by=by,
        note=note,
        is_ended=True,
    )


def standing_conflicts(*, on: date) -> list[ConflictOfInterest]:
    """Every declared conflict that holds on a day, the latest first."""
    rows = ConflictOfInterest.objects.filter(effective_on__lte=on)
    rows = rows.select_related("staff__user").order_by("effective_on", "id")
    latest = {(row.staff_id, row.participant_id): row for row in rows}
    return [row for row in reversed(latest.values()) if not row.is_ended]


def conflicts_of(staff: StaffMember, *, on: date) -> dict[int, Relation]:
    """Participants whose cases somebody may not open on a day, and why; themselves too."""
    rows = ConflictOfInterest.objects.filter(staff=staff, effective_on__lte=on)
    latest = {row.participant_id: row for row in rows.order_by("effective_on", "id")}
    closed = {
        participant: Relation(row.relation)
        for participant, row in latest.items()
        if not row.is_ended
    }
    if staff.participant_id:
        closed[staff.participant_id] = Relation.SELF
    return closed
