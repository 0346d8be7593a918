"""What each event of a case opens, alerts and closes: a table, read from ``events.yaml``.

An administrator's dated changes lie over the table and never replace it, so that what held
on any day can be told. Start with :func:`load_event_table` and :func:`event_rows`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posse.rules.errors import LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.yaml_files import read_checked

FILE_NAME = "events.yaml"
OPENS, CLOSES = "opens", "closes"
SINCE_EVER = date.min


@dataclass(frozen=True)
class Opening:
    """That an event starts the clock of a rule, under which conditions, and how sure that is.

    ``alert_days`` is how many days before the due day to remind, None for no reminder.
    """

    event: str
    rule: str
    alert_days: int | None = None
    while_standing: tuple[str, ...] = ()
    unless_standing: tuple[str, ...] = ()
    counted_from: tuple[str, ...] = ()
    sure: str = "unverified"
    note: str = ""


@dataclass(frozen=True)
class Event:
    """A kind of event. One with ``stands_until`` begins a state, which lasts until then."""

    name: str
    words: str
    part: str
    by_hand: bool
    stands_until: tuple[str, ...]
    opens: tuple[Opening, ...]
    closes: tuple[str, ...]
    closes_all: bool


@dataclass(frozen=True)
class TableChange:
    """A dated change of the table, with who made it and why; ``key`` says of which line."""

    event: str
    effect: str
    rule: str
    is_on: bool
    alert_days: int | None
    effective_from: date
    by: str = ""
    why: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The line of the table that is changed."""
        return self.event, self.effect, self.rule


@dataclass(frozen=True)
class EventRow:
    """One line of the table, and all that was ever laid over it, the oldest first."""

    event: str
    effect: str
    rule: str
    opening: Opening
    is_in_file: bool
    changes: tuple[TableChange, ...] = ()

    def change_on(self, on: date) -> TableChange | None:
        """The change in force on a day, None where the file's own line is."""
        found = [each for each in self.changes if each.effective_from <= on]
        return found[-1] if found else None

    def is_on(self, on: date) -> bool:
        """Whether the line is in force on a day."""
        change = self.change_on(on)
        return self.is_in_file if change is None else change.is_on

    def alert_days(self, on: date) -> int | None:
        """How many days before its end the clock reminds, as of a day."""
        change = self.change_on(on)
        return self.opening.alert_days if change is None else change.alert_days


@dataclass(frozen=True)
class EventTable:
    """The table of a profile. ``no_task`` says why a time frame opens nothing."""

    events: Mapping[str, Event]
    no_task: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Every kind of event; its place here is its code in arrays."""
        return tuple(self.events)

    def closing_events(self, rule: str) -> list[Event]:
        """The events that stop a rule's clock, as the file has them."""
        return [event for event in self.events.values() if rule in event.closes]


def load_event_table(profile: str = "wyoming", root: Path | None = None) -> EventTable:
    """The table of a profile; a later layer's event replaces an earlier one's whole.

    Raises: LawFileInvalid, also for an event that another names and that is nowhere.
    """
    return _load(profile, (root or policy_root()).resolve())


@lru_cache(maxsize=8)
def _load(profile: str, root: Path) -> EventTable:
    content = read_checked(root / "profiles" / f"{profile}.yaml", "profile")
    events: dict[str, Event] = {}
    no_task: dict[str, str] = {}
    for layer in content["layers"]:
        for file in sorted((root / layer).rglob(FILE_NAME)):
            raw = read_checked(file, "events")
            events |= {name: _event(name, each) for name, each in raw["events"].items()}
            no_task |= {rule: " ".join(why.split()) for rule, why in raw["no_task"].items()}
            _check_names(events, file)
    return EventTable(MappingProxyType(events), MappingProxyType(no_task))


def _event(name: str, raw: Mapping[str, Any]) -> Event:
    return Event(
        name=name,
        words=raw["words"],
        part=raw["part"],
        by_hand=raw.get("by_hand", True),
        stands_until=tuple(raw.get("stands_until", ())),
        opens=tuple(_opening(name, each) for each in raw.get("opens", ())),
        closes=tuple(raw.get("closes", ())),
        closes_all=raw.get("closes_all", False),
    )


def _opening(event: str, raw: Mapping[str, Any]) -> Opening:
    return Opening(
        event=event,
        rule=raw["rule"],
        alert_days=raw.get("alert_days"),
        while_standing=tuple(raw.get("while", ())),
        unless_standing=tuple(raw.get("unless", ())),
        counted_from=tuple(raw.get("counted_from", ())),
        sure=raw["sure"],
        note=" ".join(raw.get("note", "").split()),
    )


def _check_names(events: Mapping[str, Event], file: Path) -> None:
    """Whatever is named is an event; what is asked to stand is a state."""
    for event in events.values():
        rules = [opening.rule for opening in event.opens]
        if len(rules) != len(set(rules)):
            raise LawFileInvalid(file, f"events.{event.name}", "it opens one rule twice")
        for named, must_stand in _named(event):
            if named not in events:
                reason = f"there is no event {named!r}"
                raise LawFileInvalid(file, f"events.{event.name}", reason)
            if must_stand and not events[named].stands_until:
                reason = f"{named!r} is no state, for it has no stands_until"
                raise LawFileInvalid(file, f"events.{event.name}", reason)


def _named(event: Event) -> Iterator[tuple[str, bool]]:
    """Every event that one names, and whether that must be a state."""
    yield from ((name, False) for name in event.stands_until)
    for opening in event.opens:
        yield from ((name, True) for name in opening.while_standing)
        # An event may be the reason not to open again whether or not it begins a state.
        yield from ((name, True) for name in opening.unless_standing)
        yield from ((name, False) for name in opening.counted_from)


def event_rows(table: EventTable, changes: Iterable[TableChange] = ()) -> list[EventRow]:
    """Every line of the table with the changes laid over it, in the order of the file.

    A change of an event that the file no longer has changes nothing.
    """
    rows = {(row.event, row.effect, row.rule): row for row in _rows_of_file(table)}
    laid: dict[tuple[str, str, str], list[TableChange]] = {}
    for change in changes:
        laid.setdefault(change.key, []).append(change)
    for key, told in laid.items():
        event, effect, rule = key
        if event not in table.events:
            continue
        bare = EventRow(event, effect, rule, Opening(event, rule), is_in_file=False)
        # Of two changes from one day on the later told is in force: the sort is stable.
        told.sort(key=lambda each: each.effective_from)
        found = rows.get(key, bare)
        rows[key] = EventRow(
            event, effect, rule, found.opening, is_in_file=found.is_in_file, changes=tuple(told)
        )
    places = {name: place for place, name in enumerate(table.names)}
    return sorted(rows.values(), key=lambda row: (places[row.event], row.effect != OPENS))


def _rows_of_file(table: EventTable) -> Iterator[EventRow]:
    for event in table.events.values():
        for opening in event.opens:
            yield EventRow(event.name, OPENS, opening.rule, opening, is_in_file=True)
        for rule in event.closes:
            bare = Opening(event.name, rule)
            yield EventRow(event.name, CLOSES, rule, bare, is_in_file=True)
