"""Examples of kind ``assistance_units``: the people of a household, and their units.

A tie's first name is the parent's or caretaker's. Units are told by the names of their people,
in the order in which the example names them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.keys import day, one_of, text, yes_no
from posse.examples.model import Example
from posse.rules.childcare.units import (
    OUTCOME_NAMES,
    People,
    Ties,
    UnitTerms,
    units_of,
)
from posse.rules.parameters import Law
from posse.units.days import day_number

KIND = "assistance_units"


def pair(raw: Any) -> tuple[str, str]:
    """Two names in a list. Raises: ValueError."""
    if not isinstance(raw, list) or len(raw) != 2:
        raise ValueError(f"{raw!r} is not a list of two names")
    return text(raw[0]), text(raw[1])


def groups(raw: Any) -> list[list[str]]:
    """Lists of names. Raises: ValueError."""
    if not isinstance(raw, list) or not all(isinstance(each, list) for each in raw):
        raise ValueError(f"{raw!r} is not a list of lists of names")
    return [[text(name) for name in each] for each in raw]


INPUT_KEYS = {
    "date": day,
    "people": [{"id": text, "born": day, "emancipated": yes_no, "household": text}],
    "ties": [{"between": pair, "kind": text}],
}
REQUIRED_INPUT_KEYS = ("date", "people")
EXPECTED_KEYS = {"units": groups, "ties": [one_of(*OUTCOME_NAMES)]}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """The units of each example, all households of a day in one array call.

    Raises: ValueError for a name that nobody has, or a tie that the law does not know.
    """
    days = [day(example.inputs["date"]) for example in examples]
    results: list[dict[str, Any]] = [{} for _ in examples]
    for on in sorted(set(days)):
        places = [place for place, its_day in enumerate(days) if its_day == on]
        for place, result in zip(places, _found(examples, places, law, on=on), strict=True):
            results[place] = result
    return results


def _found(
    examples: Sequence[Example], places: Sequence[int], law: Law, *, on: date
) -> list[dict[str, Any]]:
    terms = UnitTerms.from_law(law, on=on)
    people = [
        (place, person) for place in places for person in examples[place].inputs["people"]
    ]
    ties = [(place, tie) for place in places for tie in examples[place].inputs.get("ties", [])]
    at = {(place, each["id"]): row for row, (place, each) in enumerate(people)}
    found = units_of(_people(people), _ties(ties, at=at, terms=terms), terms=terms)
    told: dict[int, dict[str, Any]] = {place: {"units": {}, "ties": []} for place in places}
    for unit, (place, person) in zip(found.unit.tolist(), people, strict=True):
        told[place]["units"].setdefault(unit, []).append(person["id"])
    for outcome, (place, _) in zip(found.outcome.tolist(), ties, strict=True):
        told[place]["ties"].append(OUTCOME_NAMES[outcome])
    return [each | {"units": list(each["units"].values())} for each in told.values()]


def _people(rows: list[tuple[int, Any]]) -> People:
    homes = [(place, each.get("household", "home")) for place, each in rows]
    numbers = {home: number for number, home in enumerate(dict.fromkeys(homes))}
    return People(
        household=np.array([numbers[home] for home in homes], dtype=np.int64),
        born=np.array([day_number(day(each["born"])) for _, each in rows], dtype=np.int64),
        is_emancipated=np.array([each.get("emancipated", False) for _, each in rows]),
    )


def _ties(
    rows: list[tuple[int, Any]], *, at: dict[tuple[int, str], int], terms: UnitTerms
) -> Ties:
    def place_of(place: int, name: str) -> int:
        if (place, name) not in at:
            raise ValueError(f"nobody of the example is called {name!r}")
        return at[place, name]

    for _, tie in rows:
        one_of(*terms.names)(tie["kind"])
    pairs = [(place, pair(tie["between"])) for place, tie in rows]
    return Ties(
        elder=np.array([place_of(place, elder) for place, (elder, _) in pairs], dtype=np.int64),
        younger=np.array(
            [place_of(place, younger) for place, (_, younger) in pairs], dtype=np.int64
        ),
        kind=np.array([terms.names.index(tie["kind"]) for _, tie in rows], dtype=np.int64),
    )
