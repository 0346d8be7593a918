"""Examples of kind ``deadline``: when is something due under a time frame."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from posse.examples.keys import day, days, one_of, text
from posse.examples.model import Example
from posse.rules.parameters import Law
from posse.rules.support.deadlines import deadlines
from posse.rules.value_units import CLOCKS
from posse.units.days import day_from_number, day_number

KIND = "deadline"
INPUT_KEYS = {"rule": text, "event_date": day, "closed_days": days}
REQUIRED_INPUT_KEYS = ("rule", "event_date")
EXPECTED_KEYS = {"due": day, "clock": one_of(*CLOCKS)}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """The due day and the clock of each example; closed days are each example's own."""
    results: list[dict[str, Any]] = [{} for _ in examples]
    # One array call for each set of closed days, for a closing by notice holds for all.
    closings = sorted({tuple(example.inputs.get("closed_days", ())) for example in examples})
    for closing in closings:
        places = [
            place
            for place, example in enumerate(examples)
            if tuple(example.inputs.get("closed_days", ())) == closing
        ]
        found = deadlines(
            [examples[place].inputs["rule"] for place in places],
            np.array([_event_day(examples[place]) for place in places], dtype=np.int64),
            law=law,
            closed_days=days(list(closing)),
        )
        for place, due_day, clock in zip(places, found.due_days, found.clocks, strict=True):
            results[place] = {"due": day_from_number(due_day).isoformat(), "clock": str(clock)}
    return results


def _event_day(example: Example) -> int:
    return day_number(day(example.inputs["event_date"]))
