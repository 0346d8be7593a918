"""Columns of arrays out of the inputs of examples, and examples answered day by day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.keys import day
from posse.examples.model import Example
from posse.rules.childcare.eligibility.facts import NO_DAY, Bools
from posse.rules.parameters import Law
from posse.units.days import DayArray, day_from_number, day_number

Raw = Mapping[str, Any]
Answer = Callable[[Sequence[Raw], Law, date], list[dict[str, Any]]]


def run_by_day(examples: Sequence[Example], law: Law, answer: Answer) -> list[dict[str, Any]]:
    """The results of examples, all with the same ``date`` in one array call."""
    days = [day(example.inputs["date"]) for example in examples]
    results: list[dict[str, Any]] = [{} for _ in examples]
    for on in sorted(set(days)):
        places = [place for place, its_day in enumerate(days) if its_day == on]
        told = answer([examples[place].inputs for place in places], law, on)
        for place, result in zip(places, told, strict=True):
            results[place] = result
    return results


def days_named(raws: Sequence[Raw], name: str) -> DayArray:
    """The day that stands under a name in each, NO_DAY where none does."""
    told = [day_number(day(raw[name])) if raw.get(name) else NO_DAY for raw in raws]
    return np.array(told, dtype=np.int64)


def flags_named(raws: Sequence[Raw], name: str) -> Bools:
    """Whether a name is true in each; not where it is not given."""
    return np.array([bool(raw.get(name)) for raw in raws], dtype=np.bool_)


def day_told(number: int) -> str:
    """A day as an example writes it, ``none`` where there is none."""
    return "none" if number == NO_DAY else day_from_number(int(number)).isoformat()


def day_or_none(raw: Any) -> date | None:
    """A day, or ``none``. Raises: ValueError."""
    return None if raw == "none" else day(raw)
