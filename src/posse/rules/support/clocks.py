"""The clocks that the events of a case start and stop: pure arrays, for one case or a million.

A clock belongs to one case and one time frame. It starts at an event that opens it, and
stops at the first later event that closes it; an event that does both starts it anew. While
it runs, a second opening changes nothing, for the first duty is due first. Which event does
what is the table of :mod:`posse.rules.case_events`.

Clauses: CS-17-TF-1 (time frames are a table of parameters, not code).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.case_events import CLOSES, EventRow, EventTable, event_rows
from posse.rules.errors import UnknownParameter
from posse.rules.parameters import Law
from posse.rules.support.deadlines import deadlines, next_returns, time_frame_keys
from posse.units.days import DayArray, day_number

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

NONE = -1
NO_ALERT = np.iinfo(np.int64).max
# The first forbids something before its end instead of asking for it.
MUST_WAIT, RECURRING = "must_wait_at_least", "recurring"


@dataclass(frozen=True)
class EventLog:
    """Events of cases in the order in which they were told.

    ``kinds`` are places in the table's names. ``known_days`` are the days on which the events
    were learned. Shapes: each is [event]. Units: days since 1970-01-01.
    """

    cases: Places
    kinds: Places
    days: DayArray
    known_days: DayArray


@dataclass(frozen=True)
class Clocks:
    """Every clock that the events ever started.

    ``starts`` and ``ends`` are places in the log, ``ends`` is NONE while a clock runs.
    ``is_cancelled`` where its end met no duty, as when the case was closed. ``alert_days`` is
    NO_ALERT where nothing reminds. Shapes: each is [clock]. Units: days since 1970-01-01.
    """

    rules: npt.NDArray[np.str_]
    starts: Places
    ends: Places
    is_cancelled: Flags
    due_days: DayArray
    alert_days: DayArray


class _Sorted:
    """The log by case and day, with what stood after each event, worked out when asked."""

    def __init__(self, log: EventLog, table: EventTable) -> None:
        self.places = np.lexsort((np.arange(log.cases.size), log.days, log.cases))
        self.cases, self.kinds = log.cases[self.places], log.kinds[self.places]
        self.days = log.days[self.places]
        self.known_days = log.known_days[self.places]
        self.table = table
        self.codes = {name: code for code, name in enumerate(table.names)}
        self.firsts = _segment_firsts(self.cases)
        self._standing: dict[str, Flags] = {}
        self._of_kind: dict[str, Flags] = {}

    def is_kind(self, name: str) -> Flags:
        if name not in self._of_kind:
            self._of_kind[name] = np.asarray(self.kinds == self.codes[name])
        return self._of_kind[name]

    def last(self, names: Iterable[str]) -> Places:
        """The place of the case's last event of some kinds, up to each event itself."""
        found = np.zeros(self.cases.size, dtype=bool)
        for name in names:
            found |= self.is_kind(name)
        return _last_place(found, self.firsts)

    def stands_after(self, name: str) -> Flags:
        """Whether the state that an event begins lasts once each event has happened."""
        if name not in self._standing:
            began, ended = self.last([name]), self.last(self.table.events[name].stands_until)
            self._standing[name] = np.asarray(began > ended)
        return self._standing[name]

    def begins(self, name: str) -> Flags:
        """Where an event happens; a state that stands already does not begin again."""
        happens = self.is_kind(name)
        if not self.table.events[name].stands_until:
            return happens
        stood = np.roll(self.stands_after(name), 1)
        is_first = self.firsts == np.arange(self.cases.size)
        begun: Flags = happens & ~(stood & ~is_first)
        return begun


def clocks_of_events(
    log: EventLog,
    *,
    table: EventTable,
    law: Law,
    rows: Sequence[EventRow] = (),
    closed_days: Iterable[date] = (),
) -> Clocks:
    """Every clock that ran or runs in the cases of a log.

    ``rows`` is the table with its changes; the table alone where they are not given. An event
    meets the table as it stood on the event's own day.

    Shapes: the log is [event], the result [clock]. Units: days since 1970-01-01.
    Raises: LawError where a time frame has no number or is not known.
    Source: 45 CFR 303.2(b), 45 CFR 303.6(c)(2), 45 CFR 303.8(e); CS-17-TF-1.
    """
    events = _Sorted(log, table)
    chosen = rows or event_rows(table)
    by_rule: dict[str, list[EventRow]] = {}
    for row in chosen:
        by_rule.setdefault(row.rule, []).append(row)
    found = [
        _clocks_of_rule(rule, lines, events, law=law, closed_days=tuple(closed_days))
        for rule, lines in by_rule.items()
    ]
    return _stacked([each for each in found if each is not None])


def _clocks_of_rule(
    rule: str,
    rows: Sequence[EventRow],
    events: _Sorted,
    *,
    law: Law,
    closed_days: tuple[date, ...],
) -> Clocks | None:
    """The clocks of one time frame over all cases; None where no event ever started one."""
    size = events.cases.size
    opens, closes = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    counted_days, alert_before = events.days.copy(), np.full(size, NO_ALERT)
    for row in rows:
        is_on, alerts = _in_force(row, events.days)
        if row.effect == CLOSES:
            closes |= events.is_kind(row.event) & is_on
            continue
        fires = _fires(row, events) & is_on
        opens |= fires
        alert_before = np.where(fires, alerts, alert_before)
        if row.opening.counted_from:
            latest = events.last(row.opening.counted_from)
            counted = np.where(latest == NONE, events.days, events.days[latest])
            counted_days = np.where(fires, counted, counted_days)
    if not opens.any():
        return None
    ends_all = _ends_all(events)
    starts, ends = _spans(opens, closes | ends_all, events.cases)
    ended = np.where(ends == NONE, 0, ends)
    counted, known = counted_days[starts], events.known_days[starts]
    due_days = _due_days(rule, counted, known, law=law, closed_days=closed_days)
    before = alert_before[starts]
    return Clocks(
        rules=np.full(starts.size, rule, dtype="<U20"),
        starts=events.places[starts],
        ends=np.where(ends == NONE, NONE, events.places[ended]),
        is_cancelled=(ends != NONE) & ~closes[ended],
        due_days=due_days,
        alert_days=np.where(before == NO_ALERT, NO_ALERT, due_days - before),
    )


def _fires(row: EventRow, events: _Sorted) -> Flags:
    """Where an opening meets its conditions, as they are once its event has happened."""
    # What stops a clock and starts it again does so each time, as another failed attempt.
    is_again = row.rule in events.table.events[row.event].closes
    fires = events.is_kind(row.event) if is_again else events.begins(row.event)
    for name in row.opening.while_standing:
        fires = fires & events.stands_after(name)
    for name in row.opening.unless_standing:
        fires = fires & ~events.stands_after(name)
    return fires


def _ends_all(events: _Sorted) -> Flags:
    found = np.zeros(events.cases.size, dtype=bool)
    for event in events.table.events.values():
        if event.closes_all:
            found |= events.is_kind(event.name)
    return found


def _in_force(row: EventRow, days: DayArray) -> tuple[Flags, DayArray]:
    """Whether a line holds on each event's day, and how long before it then reminds."""
    before = NO_ALERT if row.opening.alert_days is None else row.opening.alert_days
    is_on, alerts = [row.is_in_file], [before]
    for change in row.changes:
        is_on.append(change.is_on)
        alerts.append(NO_ALERT if change.alert_days is None else change.alert_days)
    starts = np.array([day_number(each.effective_from) for each in row.changes], dtype=np.int64)
    versions = np.searchsorted(starts, days, side="right")
    return np.array(is_on)[versions], np.array(alerts, dtype=np.int64)[versions]


def _spans(opens: Flags, closes: Flags, cases: Places) -> tuple[Places, Places]:
    """Where clocks start, and where each stops or NONE: places in the sorted log."""
    places = np.flatnonzero(opens | closes)
    opened, closed = opens[places], closes[places]
    firsts = _segment_firsts(cases[places])
    own = np.arange(places.size)
    last_open = _before(_last_place(opened, firsts), firsts)
    last_close = _before(_last_place(closed, firsts), firsts)
    # An event that closes and opens leaves its clock running.
    is_running = (last_open != NONE) & (last_open >= last_close)
    starts = np.flatnonzero(opened & (closed | ~is_running))
    next_close = np.minimum.accumulate(np.where(closed, own, own.size)[::-1])[::-1]
    following = np.append(next_close, own.size)[starts + 1]
    in_case = np.minimum(following, own.size - 1)
    is_ended = (following < own.size) & (firsts[in_case] == firsts[starts])
    return places[starts], np.where(is_ended, places[in_case], NONE)


def _due_days(
    rule: str,
    counted: DayArray,
    known: DayArray,
    *,
    law: Law,
    closed_days: tuple[date, ...],
) -> DayArray:
    """When each clock runs out; one that returns, first after its event became known."""
    first = law.history(time_frame_keys(law)[rule])[0].effective_from
    # What happened before the first text that was read is measured by that text.
    law_days = np.maximum(counted, day_number(first))
    names = [rule] * counted.size
    if duty_of(rule, law=law) == RECURRING:
        return next_returns(rule, counted, not_before=known, law=law)
    return deadlines(
        names, counted, law=law, closed_days=closed_days, law_days=law_days
    ).due_days


def duty_of(rule: str, *, law: Law) -> str:
    """What kind of duty a time frame is by its latest text, such as ``must_complete_by``.

    Raises: UnknownParameter. Source: 45 CFR 303.2(b) and the section of each time frame.
    """
    keys = time_frame_keys(law)
    if rule not in keys:
        raise UnknownParameter(rule, keys, profile=law.profile)
    return str(law.history(keys[rule])[-1].value.duty)


def _segment_firsts(cases: Places) -> Places:
    """For each place of sorted cases, the first place of the same case."""
    is_first = np.ones(cases.size, dtype=bool)
    is_first[1:] = cases[1:] != cases[:-1]
    found: Places = np.maximum.accumulate(np.where(is_first, np.arange(cases.size), 0))
    return found


def _last_place(flags: Flags, firsts: Places) -> Places:
    """The last flagged place up to each place, within its case; NONE where there is none."""
    last = np.maximum.accumulate(np.where(flags, np.arange(flags.size), NONE))
    return np.where(last >= firsts, last, NONE)


def _before(last: Places, firsts: Places) -> Places:
    """The same up to the place before; NONE at the first place of a case."""
    shifted = np.concatenate([[NONE], last[:-1]])
    return np.where(firsts == np.arange(last.size), NONE, shifted)


def _stacked(parts: Sequence[Clocks]) -> Clocks:
    if not parts:
        empty = np.array([], dtype=np.int64)
        no_rules = np.array([], dtype="<U20")
        return Clocks(no_rules, empty, empty, empty.astype(bool), empty, empty)
    return Clocks(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in Clocks.__dataclass_fields__
        )
    )
