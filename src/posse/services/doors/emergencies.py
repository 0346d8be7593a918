"""Opening a closed case in an emergency, and the review of it by another person."""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Door
from posse.apps.doors.models import BrokenGlass, GlassReview
from posse.apps.staff.choices import Relation
from posse.services.access import BREAK_GLASS, Visitor, may
from posse.services.doors.closed_cases import closed_cases
from posse.services.doors.viewings import do_log_viewing
from posse.services.law import current_law
from posse.services.register.entries import required

OPEN_MINUTES = "support.access.emergency_minutes"


@transaction.atomic
def do_break_glass(
    *, user: Visitor, case: Case, reason: str, page: str, on: date
) -> BrokenGlass:
    """Open a closed case to a user for a while; another person reviews it.

    Raises: ValueError without a reason, for the own case, or where nothing is closed.
    """
    relation = closed_cases(user, on=on).get(case.pk)
    if relation is None or not isinstance(user, User):
        raise ValueError("this case is not closed to you")
    if relation == Relation.SELF:
        raise ValueError("nobody opens the own case, in an emergency neither")
    if not may(user, BREAK_GLASS):
        raise ValueError("your role opens no case in an emergency")
    if len(reason.strip()) < 20:
        raise ValueError("say in a sentence what cannot wait; another person reviews it")
    minutes = int(current_law().value(OPEN_MINUTES, on=on))
    opening = BrokenGlass.objects.create(
        user=user,
        case=case,
        reason=required(reason, what="the reason", length_max=300),
        until=Now() + timedelta(minutes=minutes),
    )
    do_log_viewing(
        user=user,
        door=Door.BROKEN_GLASS,
        case=case,
        reason=reason,
        subject=str(relation.label),
        page=page,
    )
    return BrokenGlass.objects.get(pk=opening.pk)


@transaction.atomic
def do_review_glass(
    *, opening: BrokenGlass, reviewer: User, was_justified: bool, note: str
) -> GlassReview:
    """What another person found of an opening; the database refuses a review by oneself.

    Raises: ValueError.
    """
    if opening.user_id == reviewer.pk:
        raise ValueError("another person reviews what you opened")
    if GlassReview.objects.filter(opening=opening).exists():
        raise ValueError("this opening is reviewed already")
    return GlassReview.objects.create(
        opening=opening,
        reviewer=reviewer,
        was_justified=was_justified,
        note=required(note, what="the note", length_max=300),
    )


def openings_to_review() -> list[BrokenGlass]:
    """Every emergency opening, those without a review first, the oldest of them first."""
    rows = BrokenGlass.objects.select_related("user", "case", "review__reviewer")
    return sorted(rows, key=lambda row: (hasattr(row, "review"), row.pk))


def opening_by_id(opening_id: int) -> BrokenGlass | None:
    """An emergency opening; nobody's permission is asked here."""
    rows = BrokenGlass.objects.select_related("user", "case", "review__reviewer")
    return rows.filter(pk=opening_id).first()
