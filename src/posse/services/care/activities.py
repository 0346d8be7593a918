"""Activities of caretakers with the spans of a week in which they take place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.care.choices import ActivityKind
from posse.apps.care.models import Activity, ActivitySpan, CareCase
from posse.apps.people.models import Participant

DAYS_A_WEEK, MINUTES_A_DAY = 7, 1440
PLACE_LENGTH = 80


@dataclass(frozen=True)
class Span:
    """A span of a weekday, Monday being 0. Units: minutes after midnight.

    One that ends before it begins goes on into the next day.
    """

    weekday: int
    starts_minute: int
    ends_minute: int
    is_class: bool = False
    is_private_study: bool = False

    def fault(self) -> str:
        """What is wrong with it; empty when nothing is. Source: CC-1101-F."""
        if not 0 <= self.weekday < DAYS_A_WEEK:
            return "a weekday lies between Monday and Sunday"
        if not (
            0 <= self.starts_minute < MINUTES_A_DAY and 0 < self.ends_minute <= MINUTES_A_DAY
        ):
            return "a time of day lies between 00:00 and 24:00"
        if self.starts_minute == self.ends_minute:
            return "an activity that begins and ends in the same minute has no hours"
        return ""


@transaction.atomic
def do_record_activity(  # noqa: PLR0913 - one argument a column
    *,
    care_case: CareCase,
    participant: Participant,
    kind: str,
    begins_on: date,
    spans: Sequence[Span],
    on: date,
    by: str,
    ends_on: date | None = None,
    place: str = "",
    replaces: Activity | None = None,
    is_withdrawn: bool = False,
) -> Activity:
    """An activity from a day on, or a correction of one that was told before.

    Raises: ValueError in words. Source: CC-701-A, CC-1101-F.
    """
    if ends_on is not None and ends_on < begins_on:
        raise ValueError("an activity ends after it begins")
    for span in spans:
        if span.fault():
            raise ValueError(span.fault())
    if replaces is not None and hasattr(replaces, "replaced_by"):
        raise ValueError("this activity was corrected already; correct the latest of it")
    activity = Activity.objects.create(
        care_case=care_case,
        participant=participant,
        kind=ActivityKind(kind),
        place=place.strip()[:PLACE_LENGTH],
        ends_on=ends_on,
        replaces=replaces,
        is_withdrawn=is_withdrawn,
        effective_on=begins_on,
        recorded_on=on,
        recorded_by=by,
    )
    ActivitySpan.objects.bulk_create(
        ActivitySpan(
            activity=activity,
            weekday=span.weekday,
            starts_minute=span.starts_minute,
            ends_minute=span.ends_minute,
            is_class=span.is_class,
            is_private_study=span.is_private_study,
        )
        for span in spans
    )
    return activity
