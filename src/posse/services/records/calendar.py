"""The calendar: what is entered, moved or called off, and what stands on a day."""

from collections.abc import Collection
from datetime import date, time

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.records.choices import EntryKind
from posse.apps.records.models import CalendarEntry
from posse.services.records.twice import just_recorded
from posse.services.register.entries import required

TITLE_LENGTH = PLACE_LENGTH = 120


@transaction.atomic
def do_enter_in_calendar(  # noqa: PLR0913 - one argument a column
    *,
    kind: str,
    title: str,
    day: date,
    on: date,
    by: str,
    begins_at: time | None = None,
    place: str = "",
    case: Case | None = None,
    replaces: CalendarEntry | None = None,
) -> CalendarEntry:
    """Something on the calendar, or another day for something. Raises: ValueError in words."""
    if day < on:
        raise ValueError(f"{day} is past; write a note about what happened then")
    if len(place.strip()) > PLACE_LENGTH:
        raise ValueError(f"the place is longer than {PLACE_LENGTH} characters")
    told = {
        "case": replaces.case if replaces else case,
        "kind": EntryKind(kind),
        "title": required(title, what="the title", length_max=TITLE_LENGTH),
        "begins_at": begins_at,
        "place": place.strip(),
        "replaces": replaces,
        "effective_on": day,
        "recorded_on": on,
        "recorded_by": by,
    }
    return just_recorded(CalendarEntry, **told) or _do_enter(CalendarEntry(**told))


@transaction.atomic
def do_call_off(*, entry: CalendarEntry, on: date, by: str) -> CalendarEntry:
    """What stood on the calendar will not take place. Raises: ValueError in words."""
    return _do_enter(
        CalendarEntry(
            case=entry.case,
            kind=entry.kind,
            title=entry.title,
            begins_at=entry.begins_at,
            place=entry.place,
            replaces=entry,
            is_called_off=True,
            effective_on=entry.effective_on,
            recorded_on=on,
            recorded_by=by,
        )
    )


def _do_enter(entry: CalendarEntry) -> CalendarEntry:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as twice:
        raise ValueError("this was moved or called off already; look at the latest") from twice
    return entry


def entries_between(
    first: date, last: date, *, case: Case | None = None, hidden_cases: Collection[int] = ()
) -> QuerySet[CalendarEntry]:
    """What stands on the calendar from one day through another, of a case or of all."""
    rows = CalendarEntry.objects.filter(
        effective_on__range=(first, last), replaced_by__isnull=True, is_called_off=False
    )
    rows = rows.exclude(case__in=hidden_cases) if hidden_cases else rows
    return (rows.filter(case=case) if case else rows).select_related("case")
