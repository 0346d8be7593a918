"""What of a family's income counts: the disregard, child support paid, and whose income it is.

The monthly amounts come from the best estimate. Earnings lose the disregard once for each
working adult; what is unearned is added; child support paid is taken off last, and never
more than there is (ambiguity B4).

Clauses: CC-901-A, CC-901-F-1-a, CC-901-F-2, CC-907-A, CC-907-B, CC-200-countable-income.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np

from posse.rules.childcare.eligibility.facts import AdultFacts, Bools, FamilyFacts
from posse.rules.parameters import Law
from posse.units.money import CentsArray

PREFIX = "childcare.countable_income."
COUNTED, EXEMPT, REFER = "counted", "exempt", "refer"


@dataclass(frozen=True)
class IncomeType:
    """How one kind of income counts; what is referred is for the worker to decide."""

    name: str
    is_earned: bool
    treatment: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class CountingTerms:
    """The law of deductions on one day. Units: cents, months."""

    disregard_cents: int
    support_months_max: int

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "CountingTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-907-A, CC-907-B-5.
        """
        return cls(
            disregard_cents=law.value(f"{PREFIX}earned_disregard", on=on),
            support_months_max=law.value(f"{PREFIX}support_paid_months_max", on=on),
        )


def income_types(law: Law, *, on: date) -> Mapping[str, IncomeType]:
    """Every kind of income by its name. Raises: UnknownParameter, BeforeFirstDate.

    Source: CC-901-A, CC-901-G.
    """
    rows = law.value(f"{PREFIX}types", on=on)
    return MappingProxyType({
        row["type"]: IncomeType(
            row["type"], row["class"] == "earned", row["treatment"], row["cites"]
        )
        for row in rows
    })  # fmt: skip


def is_infrequent(amount_cents: CentsArray, *, law: Law, on: date) -> Bools:
    """Whether income that comes once in a calendar quarter is too little to count.

    Shapes: any. Units: cents of one person. Source: CC-200-infrequent-income.
    """
    infrequent: Bools = amount_cents < law.value(f"{PREFIX}infrequent_below", on=on)
    return infrequent


@dataclass(frozen=True)
class Incomes:
    """The income of each family, line by line. Shapes: [family]. Units: cents of a month."""

    earned_cents: CentsArray
    disregard_cents: CentsArray
    unearned_cents: CentsArray
    support_paid_cents: CentsArray

    @property
    def gross_cents(self) -> CentsArray:
        """Before any deduction. Source: CC-200-gross-income."""
        return self.earned_cents + self.unearned_cents

    @property
    def countable_cents(self) -> CentsArray:
        """What places the family on the scale, never below nothing.

        Source: CC-200-countable-income, CC-907-B.
        """
        left = self.gross_cents - self.disregard_cents - self.support_paid_cents
        countable: CentsArray = np.maximum(left, 0)
        return countable


def count_incomes(
    facts: FamilyFacts, *, is_child_counted: Bools, terms: CountingTerms
) -> Incomes:
    """Each family's income and deductions.

    ``is_child_counted``: what comes in for a child that is not itself eligible is left out.
    Shapes: ``is_child_counted`` is [child].
    Source: CC-901-A, CC-901-F-1-b, CC-901-F-2, CC-905-A-6, CC-907-A.
    """
    adults, of_adults = facts.adults, facts.of_adults
    is_counted = adults.is_income_counted
    earned = np.where(is_counted, np.maximum(adults.earned_cents, 0), 0)
    unearned = np.where(is_counted, adults.unearned_cents, 0)
    of_children = np.where(is_child_counted, facts.children.unearned_cents, 0)
    support = np.where(is_counted, support_deductions(adults, terms=terms), 0)
    return Incomes(
        earned_cents=of_adults.total(earned),
        # Who earns less than the disregard has no more taken off. Source: CC-907-A.
        disregard_cents=of_adults.total(np.minimum(earned, terms.disregard_cents)),
        unearned_cents=of_adults.total(unearned) + facts.of_children.total(of_children),
        support_paid_cents=of_adults.total(support),
    )


def support_deductions(adults: AdultFacts, *, terms: CountingTerms) -> CentsArray:
    """The child support each adult pays in a month, as far as it is deducted.

    The average of completed months, to the nearest cent, never more than is ordered; nothing
    without a full month, outside this State's program, or where no order is known.
    Shapes: [adult]. Units: cents. Raises: ValueError for more months than may be averaged.
    Source: CC-907-B-1, CC-907-B-2, CC-907-B-3, CC-907-B-5, CC-907-B-6.
    """
    if not adults.is_support_counted.any():
        return np.zeros(len(adults), dtype=np.int64)
    if (adults.support_months > terms.support_months_max).any():
        raise ValueError(
            f"child support paid is averaged over {terms.support_months_max} months at most"
        )
    months = np.maximum(adults.support_months, 1)
    average = (2 * adults.support_paid_cents + months) // (2 * months)
    has_deduction = adults.is_support_counted & (adults.support_months > 0)
    deducted: CentsArray = np.where(
        has_deduction, np.minimum(average, adults.support_ordered_cents), 0
    )
    return deducted
