"""What the agency pays for each child and what the family owes, in a month of care.

The price is the lowest of the charge, the rate the provider declared and the statewide
maximum. What others pay comes off before the family's share (ambiguity 3.01), and no
child's share is made up by another's.

Clauses: CC-1101-K, CC-1101-M.2, CC-1101-N, CC-1101-N-4, CC-1203-E-1, CC-1203-E-2.
"""

from dataclasses import dataclass

import numpy as np

from posse.rules.childcare.eligibility.facts import NOT_SAID, Bools, FamilyFacts, Ints
from posse.rules.childcare.rates import (
    RateTerms,
    ages_for_rates,
    are_full_days,
    maximum_rates,
)
from posse.rules.childcare.scale import ScaleTerms, daily_obligations, obligation_caps
from posse.units.money import CentsArray


@dataclass(frozen=True)
class Benefits:
    """The money of a month. Shapes: [child]. Units: cents; rates and prices are of a day."""

    is_full_day: Bools
    maximum_cents: CentsArray
    price_cents: CentsArray
    obligation_cents: CentsArray
    agency_cents: CentsArray


@dataclass(frozen=True)
class Owing:
    """By what a family's share is found. Shapes: steps and gross [family], the rest [child].

    ``is_paid_for`` marks the eligible children, ``is_waived`` those for whom nothing is owed.
    """

    steps: Ints
    gross_cents: CentsArray
    is_paid_for: Bools
    is_waived: Bools


def benefits(
    facts: FamilyFacts, owing: Owing, *, on_day: int, scale: ScaleTerms, rates: RateTerms
) -> Benefits:
    """Each child's month of care: price, family's share, agency's share.

    Source: CC-1101-K, CC-1101-M.2, CC-1101-N-4, CC-1101-N-5, CC-1203-E-1, CC-1203-E-2.
    """
    children = facts.children
    is_full = are_full_days(children.hours_day, terms=rates)
    ages = ages_for_rates(children.birth_days, np.array(on_day, dtype=np.int64))
    maximum = maximum_rates(ages, children.setting, is_full_day=is_full, terms=rates)
    price = maximum
    for rate in (children.charge_cents, children.declared_cents):
        price = np.where(rate == NOT_SAID, price, np.minimum(price, rate))
    share = _shares(facts, owing, is_full_day=is_full, scale=scale)
    net = _after_others(facts, price)
    agency = np.where(owing.is_paid_for, np.maximum(net - share, 0), 0)
    return Benefits(is_full, maximum, price, share, agency)


def _after_others(facts: FamilyFacts, price_cents: CentsArray) -> CentsArray:
    """The price of the month, no more than others leave of the charge. Source: CC-1203-E-2."""
    children = facts.children
    month = price_cents * children.days_month
    charge = np.where(children.charge_cents == NOT_SAID, price_cents, children.charge_cents)
    left = charge * children.days_month - children.other_cents
    net: CentsArray = np.maximum(np.minimum(month, left), 0)
    return net


def _shares(
    facts: FamilyFacts, owing: Owing, *, is_full_day: Bools, scale: ScaleTerms
) -> CentsArray:
    """What the family owes for each child; under a cap the first children use it up.

    Source: CC-200-parental-obligation, CC-1101-K, 45 CFR 98.45(l).
    """
    family_of = facts.of_children.family_of
    daily = daily_obligations(owing.steps[family_of], is_full_day, terms=scale)
    owed = np.where(owing.is_paid_for & ~owing.is_waived, daily * facts.children.days_month, 0)
    caps = obligation_caps(owing.gross_cents, terms=scale)
    if caps is None:
        return owed
    left = np.maximum(caps[family_of] - facts.of_children.before(owed), 0)
    shares: CentsArray = np.minimum(owed, left)
    return shares
