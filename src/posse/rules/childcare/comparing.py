"""What a change of the law does to families: both laws asked of the same facts.

It is a preview before anything is decided; a family within its period keeps what it has
until a change may act (CC-1500-B), and the facts say so by their stage and step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from posse.rules.childcare.determination import Determination, DeterminationTerms, determine
from posse.rules.childcare.eligibility.facts import Bools, FamilyFacts, Ints
from posse.units.money import CentsArray

# What becomes of a family, in the order in which it is asked.
OUTCOMES = MappingProxyType({
    "comes_in": "Becomes eligible",
    "falls_out": "Is eligible no longer",
    "gains": "The agency pays more",
    "loses": "The agency pays less",
    "same": "The agency pays the same",
})  # fmt: skip
OUTCOME_NAMES = tuple(OUTCOMES)
STEP, SIZE = "step", "size"


@dataclass(frozen=True)
class Comparison:
    """Every family under the law before and after, and what became of it.

    ``outcome`` is a place in OUTCOME_NAMES. What is more after the change is above zero; a
    family that is not eligible has nothing paid and owes nothing.
    Shapes: all [family]. Units: cents of a month.
    """

    before: Determination
    after: Determination
    outcome: Ints
    agency_more_cents: CentsArray
    copay_more_cents: CentsArray


@dataclass(frozen=True)
class Sum:
    """Families of one step or size, and what the change does to them in a month.

    ``families`` counts by outcome. Units: cents; more is above zero.
    """

    key: int
    families: MappingProxyType[str, int]
    agency_more_cents: int
    copay_more_cents: int


def compare(
    facts: FamilyFacts, *, before: DeterminationTerms, after: DeterminationTerms
) -> Comparison:
    """The same families determined twice.

    Raises: ValueError as for one determination.
    Source: CC-906-A, CC-1101-K.
    """
    old, new = determine(facts, terms=before), determine(facts, terms=after)
    agency_more = new.agency_cents - old.agency_cents
    return Comparison(
        before=old,
        after=new,
        outcome=outcomes(old.eligibility.is_eligible, new.eligibility.is_eligible, agency_more),
        agency_more_cents=agency_more,
        copay_more_cents=new.copay_cents - old.copay_cents,
    )


def sums(found: Comparison, *, by: str) -> Iterator[Sum]:
    """Sums by ``step`` before the change, or by ``size`` of the unit; only those with families.

    Source: CC-906-A, CC-505-C.
    """
    keys = {STEP: found.before.steps, SIZE: found.before.eligibility.facts.sizes}[by]
    width = len(OUTCOME_NAMES)
    lines = int(keys.max(initial=-1)) + 1
    counts = np.bincount(keys * width + found.outcome, minlength=lines * width)
    agency = _added(found.agency_more_cents, keys, lines)
    copay = _added(found.copay_more_cents, keys, lines)
    for key, of_key in enumerate(counts.reshape(lines, width)):
        if of_key.any():
            by_outcome = dict(zip(OUTCOME_NAMES, map(int, of_key), strict=True))
            yield Sum(key, MappingProxyType(by_outcome), int(agency[key]), int(copay[key]))


def outcomes(was: Bools, is_now: Bools, more_cents: CentsArray) -> Ints:
    """The first outcome that holds of each family, as a place in OUTCOME_NAMES.

    ``was`` and ``is_now`` say who is eligible, ``more_cents`` what the agency pays more.
    Shapes: all [family]. Units: cents.
    """
    holds: tuple[Bools, ...] = (
        *(~was & is_now, was & ~is_now),
        *(more_cents > 0, more_cents < 0),
    )
    found: Ints = np.select(holds, list(range(len(holds))), default=len(holds))
    return found


def _added(cents: CentsArray, keys: Ints, lines: int) -> CentsArray:
    """Cents added up by key; in whole numbers, which a weighted count would not keep."""
    totals = np.zeros(lines, dtype=np.int64)
    np.add.at(totals, keys, cents)
    return totals
