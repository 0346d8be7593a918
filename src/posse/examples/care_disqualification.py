"""Examples of kind ``care_disqualification``: until when a person is not eligible.

``decisions`` are those against one person, each with its ``finding`` and the day on which it
``begins``; two on one ``act`` are one violation. What is asked is of the last of them, but
for ``disqualified``, which is of the person on the date. ``care_stays`` says that a supervisor
let the children's care go on though nobody else can be their caretaker.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.columns import day_or_none, days_named, flags_named, run_by_day
from posse.examples.keys import day, text, whole_number, yes_no
from posse.examples.model import Example
from posse.rules.childcare.disqualification import (
    FOR_GOOD,
    Decisions,
    DisqualificationTerms,
    are_disqualified,
    disqualifications,
)
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.parameters import Law
from posse.units.days import day_from_number, day_number

KIND = "care_disqualification"
DECISION = {
    "finding": text,
    "act": text,
    "begins": day,
    "repaid": day,
    "served": day,
    "overturned": yes_no,
    "care_stays": yes_no,
}
INPUT_KEYS = {"date": day, "decisions": [DECISION]}
REQUIRED_INPUT_KEYS = ("date", "decisions")
EXPECTED_KEYS = {"disqualified": yes_no, "number": whole_number, "through": day_or_none}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """Until when the person of each example is not eligible."""
    return run_by_day(examples, law, _answer)


def _answer(raws: Sequence[Any], law: Law, on: date) -> list[dict[str, Any]]:
    terms = DisqualificationTerms.from_law(law, on=on)
    rows = [each for raw in raws for each in raw["decisions"]]
    person = np.repeat(np.arange(len(raws)), [len(raw["decisions"]) for raw in raws])
    acts = [each.get("act", f"act {place}") for place, each in enumerate(rows)]
    decisions = Decisions(
        person=person,
        act=np.unique(acts, return_inverse=True)[1],
        finding=np.array([terms.place(each["finding"]) for each in rows], dtype=np.int64),
        begins_days=days_named(rows, "begins"),
        repaid_days=days_named(rows, "repaid"),
        served_days=days_named(rows, "served"),
        is_overturned=flags_named(rows, "overturned"),
        does_care_stay=flags_named(rows, "care_stays"),
    )
    found = disqualifications(decisions, terms=terms)
    marked = are_disqualified(
        decisions, found, count=len(raws), today=day_number(on), terms=terms
    )
    lasts = [int(np.flatnonzero(person == place)[-1]) for place in range(len(raws))]
    return [
        {
            "disqualified": bool(marked[place]),
            "number": int(found.number[last]),
            "through": _told(int(found.last_days[last])),
        }
        for place, last in enumerate(lasts)
    ]


def _told(number: int) -> str:
    """A last day as an example writes it, ``none`` where there is none to say."""
    return "none" if number in {FOR_GOOD, NO_DAY} else day_from_number(number).isoformat()
