"""The events table as its page shows it: by part of the work, each line with its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from posse.rules.case_events import Event, EventRow
from posse.services.work.tables import (
    RuleWords,
    event_table,
    event_words,
    rows_of_table,
    rule_told,
)


@dataclass(frozen=True)
class TableLine:
    """A line of the table as in force on a day."""

    row: EventRow
    told: RuleWords
    is_on: bool
    alert_days: int | None
    conditions: str

    @property
    def is_changed(self) -> bool:
        """Whether anything was ever laid over it."""
        return bool(self.row.changes)


@dataclass(frozen=True)
class EventLines:
    """One event with its lines."""

    event: Event
    lines: list[TableLine]


def parts_of_table(parts: Mapping[str, str], *, on: date) -> list[tuple[str, list[EventLines]]]:
    """Every event by the part of the work that it belongs to."""
    lines = _lines(on=on)
    return [
        (
            words,
            [
                EventLines(event, lines.get(event.name, []))
                for event in event_table().events.values()
                if event.part == part
            ],
        )
        for part, words in parts.items()
    ]


def lines_of_event(event: str, *, on: date) -> list[TableLine]:
    """The lines of one event."""
    return _lines(on=on).get(event, [])


def _lines(*, on: date) -> dict[str, list[TableLine]]:
    found: dict[str, list[TableLine]] = {}
    for row in rows_of_table():
        line = TableLine(
            row=row,
            told=rule_told(row.rule, on=on),
            is_on=row.is_on(on),
            alert_days=row.alert_days(on),
            conditions=_conditions(row),
        )
        found.setdefault(row.event, []).append(line)
    return found


def _conditions(row: EventRow) -> str:
    """When an opening holds back, in words."""
    opening = row.opening
    told = []
    if opening.while_standing:
        told.append(f"only while: {_named(opening.while_standing)}")
    if opening.unless_standing:
        told.append(f"not while: {_named(opening.unless_standing)}")
    if opening.counted_from:
        told.append(f"counted from the latest of: {_named(opening.counted_from)}")
    return "; ".join(told)


def _named(kinds: tuple[str, ...]) -> str:
    return ", ".join(event_words(kind).lower() for kind in kinds)
