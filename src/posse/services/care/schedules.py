"""Schedules and pay checks as people write them, a line each."""

import re
from collections.abc import Sequence
from datetime import date

from posse.services.care.activities import Span
from posse.units.money import format_cents, read_cents

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CLASS, STUDY = "class", "study"
LINE = re.compile(
    r"^(?P<days>[A-Za-z,\- ]+?)\s+(?P<from>\d{1,2}:\d{2})\s*-\s*(?P<to>\d{1,2}:\d{2})"
    r"(?:\s+(?P<kind>class|study))?$"
)
NO_CHECK = "none"
HOUR = 60


def parse_schedule(text: str) -> list[Span]:
    """Lines such as ``Mon-Fri 09:00-17:00`` or ``Tue,Thu 18:00-02:00 class``.

    A span that ends before it begins goes on after midnight. Raises: ValueError with the
    line. Source: CC-1101-F, CC-1101-I-3.
    """
    spans: list[Span] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            spans += _spans(line.strip(), number)
    return spans


def _spans(line: str, number: int) -> list[Span]:
    found = LINE.match(line)
    if found is None:
        raise ValueError(f"line {number}: write days and times, such as Mon-Fri 09:00-17:00")
    start = _minute(found["from"], number)
    end = _minute(found["to"], number) or 24 * HOUR
    return [
        Span(
            day, start, end, is_class=found["kind"] == CLASS,
            is_private_study=found["kind"] == STUDY,
        )
        for day in _days(found["days"], number)
    ]  # fmt: skip


def _minute(text: str, number: int) -> int:
    hours, minutes = (int(each) for each in text.split(":"))
    if hours > 24 or minutes >= HOUR or (hours == 24 and minutes):
        raise ValueError(f"line {number}: {text} is no time of day")
    return hours * HOUR + minutes


def _days(text: str, number: int) -> list[int]:
    days: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        places = [_day(each, number) for each in (first, last or first)]
        # Fri-Mon goes over the weekend.
        count = (places[1] - places[0]) % len(WEEKDAYS) + 1
        days += [(places[0] + step) % len(WEEKDAYS) for step in range(count)]
    return list(dict.fromkeys(days))


def _day(text: str, number: int) -> int:
    for place, name in enumerate(WEEKDAYS):
        if text[:3].capitalize() == name:
            return place
    raise ValueError(f"line {number}: {text!r} is no day of the week")


def schedule_words(spans: Sequence[Span]) -> str:
    """The lines by which spans would be written; the way back of :func:`parse_schedule`."""
    lines: dict[tuple[int, int, str], list[int]] = {}
    for span in spans:
        kind = CLASS if span.is_class else STUDY if span.is_private_study else ""
        lines.setdefault((span.starts_minute, span.ends_minute, kind), []).append(span.weekday)
    return "\n".join(
        f"{','.join(WEEKDAYS[day] for day in days)} {_time(start)}-{_time(end)} {kind}".strip()
        for (start, end, kind), days in lines.items()
    )


def _time(minute: int) -> str:
    return f"{minute // HOUR:02}:{minute % HOUR:02}"


def parse_checks(text: str) -> list[tuple[date, int | None]]:
    """Lines such as ``2026-06-05 1,234.00``, or ``2026-06-12 none`` for no check.

    Cents; None where nothing came. Raises: ValueError with the line, for an amount below
    nothing too. Source: CC-905-A-3-a, CC-905-B-2-a.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            found.append(_check(line.split(), number))
    days = [day for day, _ in found]
    if len(set(days)) < len(days):
        raise ValueError("the same pay date stands twice; add the checks of a day together")
    return found


def _check(parts: list[str], number: int) -> tuple[date, int | None]:
    if len(parts) != 2:
        raise ValueError(f"line {number}: write a day and an amount, such as 2026-06-05 234.00")
    try:
        day = date.fromisoformat(parts[0])
    except ValueError:
        raise ValueError(f"line {number}: {parts[0]} is no day such as 2026-06-05") from None
    if parts[1].lower() == NO_CHECK:
        return day, None
    try:
        cents = read_cents(parts[1])
    except ValueError:
        raise ValueError(f"line {number}: {parts[1]} is no amount such as 1,234.00") from None
    if cents < 0:
        raise ValueError(f"line {number}: {format_cents(cents)} is below nothing")
    return day, cents
