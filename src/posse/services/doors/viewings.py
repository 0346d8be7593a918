"""The log of who looked at what behind a door, and why."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.doors.models import Viewing
from posse.apps.people.models import Participant
from posse.services.access import Visitor


def do_log_viewing(
    *,
    user: Visitor,
    door: Door,
    answer: Answer = Answer.OPENED,
    case: Case | None = None,
    participant: Participant | None = None,
    subject: str = "",
    reason: str = "",
    page: str = "",
) -> Viewing:
    """Keep that somebody looked, or tried to."""
    return Viewing.objects.create(
        user=user if isinstance(user, User) else None,
        door=Door(door),
        answer=Answer(answer),
        case=case,
        participant=participant,
        subject=subject[:120],
        reason=reason.strip()[:300],
        page=page[:200],
    )


def participants_opened(user: Visitor, door: Door, *, for_minutes: int) -> frozenset[int]:
    """Participants whom a user opened behind a door within the last minutes by the database."""
    if not isinstance(user, User):
        return frozenset()
    since = Now() - timedelta(minutes=for_minutes)
    rows = Viewing.objects.filter(
        user=user, door=door, answer=Answer.OPENED, at__gt=since, participant__isnull=False
    )
    # Looking again is logged without a reason of its own and opens nothing further.
    return frozenset(rows.exclude(reason="").values_list("participant_id", flat=True))
