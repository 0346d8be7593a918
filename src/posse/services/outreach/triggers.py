"""What there is to be reminded of on a business date, and who it concerns.

Each trigger is a reader named by the law's table; it tells the row, the person, the day that
the words name, and until when a reminder of it is of use.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery

from posse.apps.cases.models import Case
from posse.apps.closure.models import ClosureNotice
from posse.apps.payments.models import Disbursement
from posse.apps.portal.models import Message, Thread
from posse.apps.records.choices import LetterKind
from posse.apps.records.models import CalendarEntry, Letter
from posse.services.law import current_law
from posse.services.outreach.preferences import persons_in_danger
from posse.units.days import add_business_days

TOPIC = "support.outreach"
DAY = timedelta(days=1)
OFFICE = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True)
class Cause:
    """Something to be reminded of: the row it is, the person, the case, the days."""

    about: str
    participant: int
    case: int | None
    about_on: date
    useful_through: date


Trigger = Callable[[Collection[int], int, date], list[Cause]]


def _calendar(people: Collection[int], days: int, on: date) -> list[Cause]:
    """What is set within so many days of the next night, for each parent of its case.

    An entry names no parent, so where somebody of the case is in danger nobody is told by
    it when another may be at the office.
    """
    last = add_business_days(on, 1) + (days - 1) * DAY
    rows = current_law().value(f"{TOPIC}.calendar_kinds", on=on)
    found = CalendarEntry.objects.filter(
        _of_parents("case__", people),
        effective_on__gt=on,
        effective_on__lte=last,
        kind__in=[row["entry"] for row in rows],
        is_called_off=False,
        replaced_by=None,
    )
    entries = list(found.select_related("case").order_by("pk"))
    cases = [entry.case for entry in entries if entry.case]
    parents = {each for case in cases for each in _parents(case)}
    in_danger = persons_in_danger(parents)
    return [
        Cause(
            f"calendar {entry.pk}", each, entry.case.pk, entry.effective_on, entry.effective_on
        )
        for entry in entries
        if entry.case and not any(each in in_danger for each in _parents(entry.case))
        for each in _parents(entry.case)
        if each in people
    ]


def _closure(people: Collection[int], days: int, on: date) -> list[Cause]:
    """Notices that may still be answered, whose last day draws near."""
    found = ClosureNotice.objects.filter(
        letter__participant__in=people,
        closes_on__gt=on,
        closes_on__lte=on + days * DAY,
        closure=None,
    ).exclude(answers__keeps_open=True)
    return [
        Cause(f"closure {notice.pk}", notice.letter.participant_id, notice.case_id,
              notice.closes_on, notice.closes_on)
        for notice in found.select_related("letter").order_by("pk")
        if notice.letter and notice.letter.participant_id
    ]  # fmt: skip


def _request(people: Collection[int], days: int, on: date) -> list[Cause]:
    """Letters of the last days that ask the person for something."""
    found = Letter.objects.filter(
        participant__in=people,
        kind=LetterKind.CONTACT_REQUEST,
        effective_on__gte=on - days * DAY,
        effective_on__lt=on,
    )
    return [
        Cause(f"letter {letter.pk}", letter.participant_id, letter.case_id,
              letter.effective_on, letter.effective_on + (days + 7) * DAY)
        for letter in found.order_by("pk")
        if letter.participant_id
    ]  # fmt: skip


def _message(people: Collection[int], days: int, on: date) -> list[Cause]:
    """Conversations in which the office wrote last, within some days."""
    newest = (
        Message.objects.filter(thread=OuterRef("pk")).order_by("-at", "-pk").values("pk")[:1]
    )
    threads = Thread.objects.filter(participant__in=people).annotate(newest=Subquery(newest))
    last = [thread.newest for thread in threads]
    found = Message.objects.filter(pk__in=last, is_from_family=False).select_related("thread")
    causes = []
    for message in found.order_by("pk"):
        day, thread = message.at.astimezone(OFFICE).date(), message.thread
        if on - days * DAY <= day <= on:
            causes.append(
                Cause(f"message {message.pk}", thread.participant_id, thread.case_id, day,
                      day + (days + 7) * DAY)
            )  # fmt: skip
    return causes


def _payment(people: Collection[int], days: int, on: date) -> list[Cause]:
    """What was sent to the person in the last days."""
    found = Disbursement.objects.filter(
        payee__in=people, recorded_on__gt=on - days * DAY, recorded_on__lte=on
    )
    return [
        Cause(f"payment {row.pk}", row.payee_id, None, row.recorded_on,
              row.recorded_on + (days + 7) * DAY)
        for row in found.order_by("pk")
        if row.payee_id
    ]  # fmt: skip


def _of_parents(prefix: str, people: Collection[int]) -> Q:
    return Q(**{f"{prefix}obligor__in": people}) | Q(**{f"{prefix}obligee__in": people})


def _parents(case: Case) -> list[int]:
    return [each for each in (case.obligee_id, case.obligor_id) if each is not None]


TRIGGERS: Mapping[str, Trigger] = {
    "calendar": _calendar,
    "closure": _closure,
    "request": _request,
    "message": _message,
    "payment": _payment,
}


def reminder_kinds(on: date) -> list[str]:
    """The kinds of reminders that the law's table has, in its order."""
    return [row["kind"] for row in current_law().value(f"{TOPIC}.reminders", on=on)]
