"""What is added for a child with special needs, and what is still missing for it.

Clauses: CC-1101-O, CC-A1-C-10-c, CC-A1-C-10-d, CC-200-special-needs-child.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from posse.rules.childcare.eligibility.facts import Bools, Ints
from posse.rules.parameters import Law
from posse.units.money import CentsArray

PREFIX = "childcare.special_needs."
MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class Condition:
    """One thing that must be on file."""

    name: str
    words: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class SupplementTerms:
    """The law of the supplement on one day. Units: cents of a month, months of age."""

    most_cents: int
    under_months: int
    conditions: tuple[Condition, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "SupplementTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-1101-O, CC-A1-C-10-d.
        """
        rows = law.value(f"{PREFIX}conditions", on=on)
        return cls(
            most_cents=law.value(f"{PREFIX}supplement_most", on=on),
            under_months=law.value(f"{PREFIX}child_under", on=on) * MONTHS_OF_YEAR,
            conditions=tuple(
                Condition(row["name"], row["words"], row["cites"]) for row in rows
            ),
        )


@dataclass(frozen=True)
class Supplements:
    """What is added for each child in a month, and which conditions hold. Shapes: [child]."""

    cents: CentsArray
    is_young_enough: Bools
    is_met: Mapping[str, Bools]


def supplements(
    asked_cents: CentsArray,
    age_months: Ints,
    *,
    held: Mapping[str, Bools],
    terms: SupplementTerms,
) -> Supplements:
    """What was asked for, as far as the law adds it; nothing until all conditions hold.

    ``held`` says of each condition by its name for whom it is on file; one that is not named
    holds for nobody. Shapes: [child]. Units: cents of a month.
    Source: CC-1101-O, CC-1101-O-1, CC-1101-O-2, CC-1101-O-3, CC-1101-O-4, CC-A1-C-10-c.
    """
    nobody = np.zeros(len(asked_cents), dtype=np.bool_)
    is_met = {each.name: held.get(each.name, nobody) for each in terms.conditions}
    is_young = age_months < terms.under_months
    is_due = is_young.copy()
    for marks in is_met.values():
        is_due &= marks
    granted = np.where(is_due, np.clip(asked_cents, 0, terms.most_cents), 0)
    return Supplements(granted, is_young, is_met)
