"""What the agency pays for each child and what the family owes, in a month of care.

The price is the lowest of the charge, the rate the provider declared and the statewide
maximum. What others pay comes off before the family's share (ambiguity 3.01), and no
child's share is made up by another's. A child with several providers has a price and a
share at each.

Clauses: CC-1101-K, CC-1101-M.2, CC-1101-N, CC-1101-N-4, CC-1203-E-1, CC-1203-E-2.
"""

from dataclasses import dataclass

import numpy as np

from posse.rules.childcare.eligibility.facts import (
    NOT_SAID,
    Bools,
    ChildFacts,
    FamilyFacts,
    Grouping,
    Ints,
    MoreCare,
)
from posse.rules.childcare.rates import (
    RateTerms,
    ages_for_rates,
    are_full_days,
    maximum_rates,
)
from posse.rules.childcare.scale import ScaleTerms, daily_obligations, obligation_caps
from posse.units.days import DayArray
from posse.units.money import CentsArray


@dataclass(frozen=True)
class CareMonth:
    """The money of a month at one provider. Units: cents; rates and prices are of a day.

    Shapes: [child] for the chief provider of each, [care] for further ones.
    """

    is_full_day: Bools
    maximum_cents: CentsArray
    price_cents: CentsArray
    obligation_cents: CentsArray
    agency_cents: CentsArray


@dataclass(frozen=True)
class Benefits(CareMonth):
    """The month at each child's chief provider, and ``more`` at its further ones.

    Shapes: [child]; ``more`` is [care], in the order of the facts' further care.
    """

    more: CareMonth


@dataclass(frozen=True)
class Owing:
    """By what a family's share is found. Shapes: steps and gross [family], the rest [child].

    ``is_paid_for`` marks the eligible children, ``is_waived`` those for whom nothing is owed.
    """

    steps: Ints
    gross_cents: CentsArray
    is_paid_for: Bools
    is_waived: Bools


@dataclass(frozen=True)
class _Rows:
    """Care at providers, a row a provider of a child. Shapes: all [row] but ``owed``.

    ``owed_cents`` is what each family owes already, which counts against a cap: [family].
    """

    care: ChildFacts | MoreCare
    group: Grouping
    birth_days: DayArray
    is_paid_for: Bools
    is_waived: Bools
    owed_cents: CentsArray


def benefits(
    facts: FamilyFacts, owing: Owing, *, on_day: int, scale: ScaleTerms, rates: RateTerms
) -> Benefits:
    """Each child's month of care: price, family's share, agency's share.

    Source: CC-1101-K, CC-1101-M.2, CC-1101-N-4, CC-1101-N-5, CC-1203-E-1, CC-1203-E-2.
    """
    children, more = facts.children, facts.more_care
    chief = _Rows(
        children, facts.of_children, children.birth_days, owing.is_paid_for,
        owing.is_waived, np.zeros(len(facts), dtype=np.int64),
    )  # fmt: skip
    first = _month(chief, owing, on_day=on_day, scale=scale, rates=rates)
    # Further providers come after the chief one, so a cap is used up in that order.
    further = _Rows(
        more, facts.of_more_care, children.birth_days[more.child],
        owing.is_paid_for[more.child] & more.is_payable, owing.is_waived[more.child],
        facts.of_children.total(first.obligation_cents),
    )  # fmt: skip
    then = _month(further, owing, on_day=on_day, scale=scale, rates=rates)
    return Benefits(**vars(first), more=then)


def _month(
    rows: _Rows, owing: Owing, *, on_day: int, scale: ScaleTerms, rates: RateTerms
) -> CareMonth:
    care = rows.care
    is_full = are_full_days(care.hours_day, terms=rates)
    ages = ages_for_rates(rows.birth_days, np.array(on_day, dtype=np.int64))
    maximum = maximum_rates(ages, care.setting, is_full_day=is_full, terms=rates)
    price = maximum
    for rate in (care.charge_cents, care.declared_cents):
        price = np.where(rate == NOT_SAID, price, np.minimum(price, rate))
    share = _shares(rows, owing, is_full_day=is_full, scale=scale)
    net = _after_others(care, price)
    agency = np.where(rows.is_paid_for, np.maximum(net - share, 0), 0)
    return CareMonth(is_full, maximum, price, share, agency)


def _after_others(care: ChildFacts | MoreCare, price_cents: CentsArray) -> CentsArray:
    """The price of the month, no more than others leave of the charge. Source: CC-1203-E-2."""
    month = price_cents * care.days_month
    charge = np.where(care.charge_cents == NOT_SAID, price_cents, care.charge_cents)
    left = charge * care.days_month - care.other_cents
    net: CentsArray = np.maximum(np.minimum(month, left), 0)
    return net


def _shares(rows: _Rows, owing: Owing, *, is_full_day: Bools, scale: ScaleTerms) -> CentsArray:
    """What the family owes for each child; under a cap the first children use it up.

    Source: CC-200-parental-obligation, CC-1101-K, 45 CFR 98.45(l).
    """
    family_of = rows.group.family_of
    daily = daily_obligations(owing.steps[family_of], is_full_day, terms=scale)
    owed = np.where(rows.is_paid_for & ~rows.is_waived, daily * rows.care.days_month, 0)
    caps = obligation_caps(owing.gross_cents, terms=scale)
    if caps is None:
        return owed
    used = rows.owed_cents[family_of] + rows.group.before(owed)
    shares: CentsArray = np.minimum(owed, np.maximum(caps[family_of] - used, 0))
    return shares
