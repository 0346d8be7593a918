"""Who of a household is one assistance unit, and which tie says so.

People are rows, ties are pairs of them. Whoever is tied to each other, over any number of
ties that join, is one unit; a tie that does not join says why. A child of parents who live
apart is one row in each household.

Clauses: CC-505-A-1, CC-505-A-2, CC-505-A-3, CC-505-B-1, CC-505-C, CC-603-A-4, CC-200-minor.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.days import DayArray, add_months_to_days, day_number

PREFIX = "childcare.units."
ALWAYS, OF_A_MINOR, OF_MINORS, NEVER = "always", "of_a_minor", "of_minors", "never"
# What became of a tie, in the order in which it is asked.
OUTCOMES = MappingProxyType({
    "joins": "They are one unit",
    "elsewhere": "They do not live in one household",
    "law": "This tie makes no unit",
    "grown_up": "The child is an adult",
    "minor_parent": "A minor parent is of the own child's unit, not of the parents'",
})  # fmt: skip
OUTCOME_NAMES = tuple(OUTCOMES)
MONTHS_A_YEAR = 12

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class UnitTerms:
    """The law of units on one day; the tuples are by kind of tie, in the law's order."""

    names: tuple[str, ...]
    joins: tuple[str, ...]
    words: tuple[str, ...]
    cites: tuple[tuple[str, ...], ...]
    adult_years: int
    today: int

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "UnitTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-505, CC-200-adult.
        """
        rows = law.value(f"{PREFIX}ties", on=on)
        return cls(
            names=tuple(row["name"] for row in rows),
            joins=tuple(row["joins"] for row in rows),
            words=tuple(row["words"] for row in rows),
            cites=tuple(tuple(row["cites"]) for row in rows),
            adult_years=law.value(f"{PREFIX}adult_years", on=on),
            today=day_number(on),
        )


@dataclass(frozen=True)
class People:
    """Who lives where. Shapes: all [person]. Units: days since 1970.

    ``household`` is any number; somebody who lives in two is two rows.
    """

    household: IntArray
    born: DayArray
    is_emancipated: BoolArray


@dataclass(frozen=True)
class Ties:
    """Pairs of people. Shapes: all [tie].

    ``elder`` and ``younger`` are places of people, the parent or caretaker first; ``kind`` is
    a place in the terms' names.
    """

    elder: IntArray
    younger: IntArray
    kind: IntArray


@dataclass(frozen=True)
class Units:
    """Which unit each person belongs to, numbered from zero, and what became of each tie.

    Shapes: ``unit`` [person], ``outcome`` [tie]: places in OUTCOME_NAMES.
    """

    unit: IntArray
    outcome: IntArray

    @property
    def joins(self) -> BoolArray:
        """Which ties made one unit. Shapes: [tie]. Source: CC-505."""
        found: BoolArray = self.outcome == OUTCOME_NAMES.index("joins")
        return found


def units_of(people: People, ties: Ties, *, terms: UnitTerms) -> Units:
    """The units of any number of households.

    Raises: ValueError for a tie of somebody with himself or herself.
    Source: CC-505-A-1, CC-505-A-2, CC-505-A-3, CC-505-B-1, CC-505-C.
    """
    if (ties.elder == ties.younger).any():
        raise ValueError("nobody is tied to himself or herself")
    outcome = _outcomes(people, ties, terms)
    is_joined = outcome == OUTCOME_NAMES.index("joins")
    labels = _connected(len(people.household), ties.elder[is_joined], ties.younger[is_joined])
    return Units(unit=np.unique(labels, return_inverse=True)[1], outcome=outcome)


def minors(people: People, *, terms: UnitTerms) -> BoolArray:
    """Who is younger than an adult and not emancipated. Shapes: [person].

    Source: CC-200-minor, CC-200-adult.
    """
    grown = add_months_to_days(people.born, terms.adult_years * MONTHS_A_YEAR)
    found: BoolArray = (grown > terms.today) & ~people.is_emancipated
    return found


def _outcomes(people: People, ties: Ties, terms: UnitTerms) -> IntArray:
    """What becomes of each tie; the first reason against it counts."""
    elder, younger = ties.elder, ties.younger
    is_minor = minors(people, terms=terms)
    joins = np.array(terms.joins)[ties.kind]
    # A minor who is a parent at home carries the unit of the own child (ambiguity A13).
    is_parent = np.zeros(len(is_minor), dtype=np.bool_)
    of_parents = ties.kind == terms.names.index("parent_child")
    together = people.household[elder] == people.household[younger]
    is_parent[elder[of_parents & together & is_minor[elder]]] = True
    asks_younger = np.isin(joins, [OF_A_MINOR, OF_MINORS])
    both = joins == OF_MINORS
    reasons = (
        ("elsewhere", ~together),
        ("law", joins == NEVER),
        ("grown_up", asks_younger & ~is_minor[younger] | both & ~is_minor[elder]),
        ("minor_parent", asks_younger & is_parent[younger] | both & is_parent[elder]),
    )
    outcome = np.full(len(elder), OUTCOME_NAMES.index("joins"), dtype=np.int64)
    for name, applies in reversed(reasons):
        outcome[applies] = OUTCOME_NAMES.index(name)
    return outcome


def _connected(count: int, first: IntArray, second: IntArray) -> IntArray:
    """The lowest place of everybody whom each is tied to. Shapes: [person]."""
    labels = np.arange(count)
    while True:
        before = labels.copy()
        lowest = np.minimum(labels[first], labels[second])
        np.minimum.at(labels, first, lowest)
        np.minimum.at(labels, second, lowest)
        # Whoever has the label of another takes over that one's.
        labels = labels[labels]
        if (labels == before).all():
            return labels
