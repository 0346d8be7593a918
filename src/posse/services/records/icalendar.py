"""The calendar as an iCalendar file (RFC 5545), which every calendar program reads."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from posse.apps.records.models import CalendarEntry

LINE_OCTETS = 75
ZONE = "America/Denver"


def icalendar_of(entries: Iterable[CalendarEntry], *, on: date) -> bytes:
    """The entries as a file; ``on`` is the day on which it was made.

    RFC 5545 says how: section 3.1 folds the lines, 3.3.11 escapes text, 3.6.1 has events.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Posse//Calendar//EN"]
    for entry in entries:
        lines += _event(entry, on=on)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(entry: CalendarEntry, *, on: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:calendar-{entry.pk}@posse"
    yield f"DTSTAMP:{on:%Y%m%d}T000000Z"
    if entry.begins_at:
        begins = datetime.combine(entry.effective_on, entry.begins_at)
        yield f"DTSTART;TZID={ZONE}:{begins:%Y%m%dT%H%M%S}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.effective_on:%Y%m%d}"
    # A calendar leaves the office: it names the case by its number and nobody by name.
    about = f" (case {entry.case.number})" if entry.case else ""
    yield f"SUMMARY:{_text(f'{entry.get_kind_display()}{about}')}"
    if entry.place:
        yield f"LOCATION:{_text(entry.place)}"
    yield "END:VEVENT"


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> Iterator[bytes]:
    """A line in pieces of at most 75 octets, no letter torn; later ones begin with a blank."""
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > LINE_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece
