"""The access log as a page reads it: who looked at what behind which door, and why."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from posse.apps.doors.choices import Answer, Door
from posse.apps.doors.models import Viewing

VIEWINGS_MAX = 200


@dataclass(frozen=True)
class Asked:
    """What narrows the log; an empty value narrows nothing."""

    user: str = ""
    case: str = ""
    door: str = ""
    answer: str = ""
    first: date | None = None
    last: date | None = None


def viewings(asked: Asked) -> QuerySet[Viewing]:
    """Views and refusals that fit what is asked, the latest first."""
    chosen = Q()
    if asked.user:
        chosen &= Q(user__username__iexact=asked.user)
    if asked.case:
        chosen &= Q(case__number__iexact=asked.case)
    if asked.door in Door.values:
        chosen &= Q(door=asked.door)
    if asked.answer in Answer.values:
        chosen &= Q(answer=asked.answer)
    if asked.first:
        chosen &= Q(at__date__gte=asked.first)
    if asked.last:
        chosen &= Q(at__date__lte=asked.last)
    return Viewing.objects.filter(chosen).select_related("user", "case")
