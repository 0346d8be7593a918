"""Examples of kind ``clock``: which clocks a case's events start, and what stops them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from posse.examples.keys import day, one_of, text, whole_number, yes_no
from posse.examples.model import Example
from posse.rules.case_events import (
    CLOSES,
    OPENS,
    EventTable,
    TableChange,
    event_rows,
    load_event_table,
)
from posse.rules.parameters import Law
from posse.rules.support.clocks import NO_ALERT, NONE, Clocks, EventLog, clocks_of_events
from posse.units.days import day_from_number, day_number

KIND = "clock"
RUNS, MET, CANCELLED = "runs", "met", "cancelled"
INPUT_KEYS = {
    "events": [{"event": text, "day": day, "known": day}],
    "changes": [
        {
            "event": text,
            "effect": one_of(OPENS, CLOSES),
            "rule": text,
            "is_on": yes_no,
            "alert_days": whole_number,
            "from": day,
        }
    ],
}
REQUIRED_INPUT_KEYS = ("events",)
EXPECTED_KEYS = {
    "clocks": [
        {"rule": text, "due": day, "state": one_of(RUNS, MET, CANCELLED), "remind": day}
    ],
    "rules": [text],
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """The clocks of each example; those under one set of changes in one array call.

    Raises: ValueError for an event that the table does not have.
    """
    table = load_event_table(law.profile)
    results: list[dict[str, Any]] = [{} for _ in examples]
    plain = [place for place, each in enumerate(examples) if "changes" not in each.inputs]
    changed = [place for place, each in enumerate(examples) if "changes" in each.inputs]
    for places in [plain, *([place] for place in changed)]:
        if not places:
            continue
        changes = _changes(examples[places[0]].inputs)
        log = _log([examples[place] for place in places], table)
        found = clocks_of_events(log, table=table, law=law, rows=event_rows(table, changes))
        for number, place in enumerate(places):
            results[place] = _told(found, log.cases[found.starts] == number)
    return results


def _changes(inputs: Mapping[str, Any]) -> list[TableChange]:
    return [
        TableChange(
            event=each["event"],
            effect=each["effect"],
            rule=each["rule"],
            is_on=each["is_on"],
            alert_days=each.get("alert_days"),
            effective_from=day(each["from"]),
        )
        for each in inputs.get("changes", ())
    ]


def _log(examples: Sequence[Example], table: EventTable) -> EventLog:
    """The events of the examples in one log, each example a case of its own."""
    rows = [
        (number, _code(table, event["event"]), event["day"], event.get("known", event["day"]))
        for number, example in enumerate(examples)
        for event in example.inputs["events"]
    ]
    return EventLog(
        cases=np.array([row[0] for row in rows], dtype=np.int64),
        kinds=np.array([row[1] for row in rows], dtype=np.int64),
        days=np.array([day_number(day(row[2])) for row in rows], dtype=np.int64),
        known_days=np.array([day_number(day(row[3])) for row in rows], dtype=np.int64),
    )


def _code(table: EventTable, name: str) -> int:
    if name not in table.events:
        raise ValueError(f"there is no event {name!r}")
    return table.names.index(name)


def _told(clocks: Clocks, chosen: Any) -> dict[str, Any]:
    found = [_clock(clocks, int(place)) for place in np.flatnonzero(chosen)]
    found.sort(key=lambda each: (each["rule"], each["due"]))
    return {"clocks": found, "rules": [each["rule"] for each in found]}


def _clock(clocks: Clocks, place: int) -> dict[str, Any]:
    state = RUNS if clocks.ends[place] == NONE else MET
    reminds = clocks.alert_days[place]
    told = {
        "rule": str(clocks.rules[place]),
        "due": day_from_number(clocks.due_days[place]).isoformat(),
        "state": CANCELLED if clocks.is_cancelled[place] else state,
    }
    return told if reminds == NO_ALERT else told | {"remind": _iso(reminds)}


def _iso(number: int) -> str:
    return day_from_number(number).isoformat()
