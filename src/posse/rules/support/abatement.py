"""What of support abates while the children are with the paying parent, under older orders.

A row is one stay of consecutive days under one order. Nothing abates by itself: a court or
clerk decides it, and the books take it as an adjustment of that decision.

Clauses: CS-IRG-K7 (otherwise none), CS-IRG-K7.1 (older orders), CS-IRG-K7.2 (half the daily
obligation), CS-IRG-K7.2-b (15 consecutive days), in the reading A-34.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.days import DayArray, day_number
from posse.units.money import CentsArray, Ratio, Rounding, apply_ratio

PREFIX = "support.abatement."


@dataclass(frozen=True)
class AbatementTerms:
    """The law of abatement on one day; ``share_of_monthly`` is what abates for a day."""

    ordered_before: date
    days_least: int
    share_of_monthly: Ratio

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "AbatementTerms":
        """The terms in force on a day, that of the decision.

        Raises: UnknownParameter, BeforeFirstDate, EmptyValue.
        Source: CS-IRG-K7.1, CS-IRG-K7.2, CS-IRG-K7.2-b.
        """
        share = law.value(PREFIX + "share_of_daily", on=on)
        daily = law.value(PREFIX + "daily_of_monthly", on=on)
        return cls(
            ordered_before=law.value(PREFIX + "ordered_before", on=on),
            days_least=law.value(PREFIX + "days_least", on=on),
            share_of_monthly=Ratio(
                share.numerator * daily.numerator, share.denominator * daily.denominator
            ),
        )


def abatements(
    monthly_cents: CentsArray,
    ordered_days: DayArray,
    counted_days: npt.NDArray[np.int64],
    *,
    terms: AbatementTerms,
) -> CentsArray:
    """What abates of each stay; zero under a newer order, or for too few days.

    ``ordered_days`` is when each order was made, ``counted_days`` how many consecutive days
    the stay lasted, its first and last included.

    Shapes: all [stay].
    Units: cents of the monthly obligation in, cents of the whole stay out, rounded once.
    Source: CS-IRG-K7.1, CS-IRG-K7.2, CS-IRG-K7.2-b.
    """
    is_older = ordered_days < day_number(terms.ordered_before)
    is_long = counted_days >= terms.days_least
    abating_cents = np.where(is_older & is_long, monthly_cents * counted_days, 0)
    return apply_ratio(abating_cents, terms.share_of_monthly, rounding=Rounding.HALF_UP)
