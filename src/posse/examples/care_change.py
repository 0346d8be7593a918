"""Examples of kind ``care_change``: whether a change was told in time, and what it does.

``happened``, ``learned`` and ``received`` are days; amounts are of a month. What is not said
of hours, providers and prices is as it was; a day that is not said is the one before it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.columns import Raw, day_told, days_named, flags_named, run_by_day
from posse.examples.keys import day, money, text, yes_no
from posse.examples.model import Example
from posse.rules.childcare.changes import (
    CentsArray,
    ChangeTerms,
    Redeterminations,
    Reports,
    effects,
    timing,
)
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.parameters import Law
from posse.units.days import DayArray, day_number

KIND = "care_change"
FLAGS = (
    *("fails_income", "fails_else", "has_other_provider", "has_fewer_hours"),
    *("has_other_hours", "has_other_price", "is_passing"),
)
AMOUNTS = ("income", "ceiling", "paid_before", "paid_after", "share_before", "share_after")
INPUT_KEYS = {
    "date": day,
    "happened": day,
    "learned": day,
    "received": day,
    "has_cause": yes_no,
    **dict.fromkeys(AMOUNTS, money),
    **dict.fromkeys(FLAGS, yes_no),
}
REQUIRED_INPUT_KEYS = ("date",)
EXPECTED_KEYS = {
    "due": day,
    "is_late": yes_no,
    "cause_until": day,
    "can_have_cause": yes_no,
    "counts_from": day,
    "effect": text,
}
NO_CEILING = 2**40


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """What became of the change of each example."""
    return run_by_day(examples, law, _answer)


def _answer(raws: Sequence[Raw], law: Law, on: date) -> list[dict[str, Any]]:
    terms = ChangeTerms.from_law(law, on=on)
    happened = _days_or(raws, "happened", np.full(len(raws), day_number(on)))
    learned = _days_or(raws, "learned", happened)
    told = timing(
        Reports(
            happened_days=happened,
            learned_days=learned,
            received_days=_days_or(raws, "received", learned),
            has_cause=flags_named(raws, "has_cause"),
        ),
        terms=terms,
    )
    found = effects(
        Redeterminations(
            income_cents=_cents_named(raws, "income"),
            ceiling_cents=_cents_named(raws, "ceiling", unsaid=NO_CEILING),
            paid_before_cents=_cents_named(raws, "paid_before"),
            paid_after_cents=_cents_named(raws, "paid_after"),
            share_before_cents=_cents_named(raws, "share_before"),
            share_after_cents=_cents_named(raws, "share_after"),
            **{name: flags_named(raws, name) for name in FLAGS},
        ),
        terms=terms,
    )
    return [
        {
            "due": day_told(told.due_days[at]),
            "is_late": bool(told.is_late[at]),
            "cause_until": day_told(told.cause_days[at]),
            "can_have_cause": bool(told.can_have_cause[at]),
            "counts_from": day_told(told.counts_days[at]),
            "effect": terms.effects[found[at]].name,
        }
        for at in range(len(raws))
    ]


def _days_or(raws: Sequence[Raw], name: str, unsaid: DayArray) -> DayArray:
    told = days_named(raws, name)
    return np.where(told == NO_DAY, unsaid, told)


def _cents_named(raws: Sequence[Raw], name: str, *, unsaid: int = 0) -> CentsArray:
    """The amount that stands under a name in each."""
    told = [money(raw[name]) if name in raw else unsaid for raw in raws]
    return np.array(told, dtype=np.int64)
