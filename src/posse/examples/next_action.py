"""Examples of kind ``next_action``: what a case needs next, and why."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.keys import day, money, text, yes_no
from posse.examples.model import Example
from posse.rules.parameters import Law
from posse.rules.support.next_action import CaseFacts, next_action_rows, next_actions

KIND = "next_action"
# What is not said of a case is as in a case where all is well.
FLAGS = {
    "is_served": True,
    "is_closure_noticed": False,
    "has_other_parent": True,
    "is_located": True,
    "is_paternity_open": False,
    "has_order": True,
    "is_withholding_open": False,
    "is_review_open": False,
}
AMOUNTS = {"month_cents": "month", "current_cents": "current", "past_due_cents": "past_due"}
INPUT_KEYS = {
    "date": day,
    **dict.fromkeys(FLAGS, yes_no),
    **dict.fromkeys(AMOUNTS.values(), money),
}
REQUIRED_INPUT_KEYS = ("date",)
EXPECTED_KEYS = {"action": text, "when": text, "cites": [text]}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """The next action of each example, in one array call for each day."""
    results: list[dict[str, Any]] = [{} for _ in examples]
    days = [day(example.inputs["date"]) for example in examples]
    for on in sorted(set(days)):
        places = [place for place, its_day in enumerate(days) if its_day == on]
        chosen = [examples[place] for place in places]
        for place, told in zip(places, _run_on(on, chosen, law), strict=True):
            results[place] = told
    return results


def _run_on(on: date, examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    flags: dict[str, Any] = {
        name: np.array([example.inputs.get(name, usual) for example in examples], dtype=bool)
        for name, usual in FLAGS.items()
    }
    amounts: dict[str, Any] = {
        name: np.array(
            [money(example.inputs.get(key, "0.00")) for example in examples], dtype=np.int64
        )
        for name, key in AMOUNTS.items()
    }
    rows = next_action_rows(law, on=on)
    places = next_actions(CaseFacts(**flags, **amounts), law=law, on=on)
    found = [rows[place] for place in places]
    return [{"action": row.action, "when": row.when, "cites": list(row.cites)} for row in found]
