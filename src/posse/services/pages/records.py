"""What the pages of the case record show: documents, letters, notes, contacts, the calendar."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.records.models import CalendarEntry, Contact, Document, Letter, Note
from posse.services.pages.timeline_sources import names_of
from posse.services.records.calendar import entries_between

SUNDAY_FIRST = Calendar(firstweekday=6)
COMING_DAYS = 60


@dataclass(frozen=True)
class NamedContact:
    """A contact and with whom it was."""

    contact: Contact
    name: str


@dataclass(frozen=True)
class NamedLetter:
    """A letter and to whom it went."""

    letter: Letter
    name: str


@dataclass(frozen=True)
class CalendarDay:
    """A day of a month's table; ``is_of_month`` where it is no neighbour's."""

    day: date
    is_of_month: bool
    entries: list[CalendarEntry]


def documents_for_case(case: Case) -> QuerySet[Document]:
    """The documents of a case without their bytes, the latest first."""
    rows = Document.objects.filter(case=case).select_related("stored")
    return rows.defer("stored__content")


def document_by_id(document_id: int) -> Document | None:
    """A document without its bytes; nobody's permission is asked here."""
    rows = Document.objects.select_related(
        "stored", "case", "care_case", "care_application"
    ).defer("stored__content")
    return rows.filter(pk=document_id).first()


def letters_for_case(case: Case) -> list[NamedLetter]:
    """The letters sent in a case, the latest first."""
    rows = list(
        Letter.objects.filter(case=case).select_related("stored").defer("stored__content")
    )
    names = names_of(row.participant_id for row in rows if row.participant_id)
    return [NamedLetter(row, _addressee(row, names)) for row in rows]


def _addressee(letter: Letter, names: Mapping[int, str]) -> str:
    """Who got it; a bank or an employer stands in the first line of its address alone."""
    if letter.participant_id is None:
        return str(letter.address[0]) if letter.address else "Somebody outside"
    return names.get(letter.participant_id, "Somebody")


def letter_by_id(letter_id: int) -> Letter | None:
    """A letter without its bytes; nobody's permission is asked here."""
    rows = Letter.objects.select_related("stored", "case", "care_case").defer("stored__content")
    return rows.filter(pk=letter_id).first()


def notes_for_case(case: Case) -> QuerySet[Note]:
    """The notes of a case, the latest first, each with its correction."""
    return (
        Note.objects.filter(case=case).defer("stems").select_related("corrected_by", "corrects")
    )


def note_by_id(note_id: int) -> Note | None:
    """A note; nobody's permission is asked here."""
    return Note.objects.filter(pk=note_id).select_related("case").first()


def contacts_for_case(case: Case, *, limit: int = 50) -> list[NamedContact]:
    """The latest contacts of a case."""
    rows = list(Contact.objects.filter(case=case)[:limit])
    names = names_of(row.participant_id for row in rows)
    return [NamedContact(row, names.get(row.participant_id, "Somebody")) for row in rows]


def calendar_entry_by_id(entry_id: int) -> CalendarEntry | None:
    """Something on the calendar; nobody's permission is asked here."""
    return CalendarEntry.objects.filter(pk=entry_id).select_related("case").first()


def coming_for_case(case: Case, *, on: date) -> list[CalendarEntry]:
    """What comes up in a case."""
    return list(entries_between(on, on + timedelta(days=COMING_DAYS), case=case))


def weeks_of_month(
    month: date, *, case: Case | None = None, hidden_cases: Collection[int] = ()
) -> list[list[CalendarDay]]:
    """A month as weeks from Sunday on, each day with what stands on it."""
    weeks = SUNDAY_FIRST.monthdatescalendar(month.year, month.month)
    entries = entries_between(weeks[0][0], weeks[-1][-1], case=case, hidden_cases=hidden_cases)
    by_day: dict[date, list[CalendarEntry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.effective_on].append(entry)
    return [
        [CalendarDay(day, day.month == month.month, by_day[day]) for day in week]
        for week in weeks
    ]
