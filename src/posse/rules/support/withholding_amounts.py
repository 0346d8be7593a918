"""What an income withholding order asks for: by pay period, of a lump sum, of arrears in turn.

The order names one amount for each of four ways of being paid, all from the same month's
support. A lump sum is asked for once.

Clauses: CS-IRG-G19 (arrears in turn), CS-IRG-L9.2 (lump sums), CS-IRG-G2.1-b (ceiling).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.rules.support.withholding import PREFIX
from posse.units.money import CentsArray, Ratio, Rounding, apply_ratio

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class AmountTerms:
    """The law of an order's amounts on one day; both are in the law's own order."""

    payments_a_year: dict[str, int]
    arrears: tuple[str, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "AmountTerms":
        """The terms in force on a day, usually the day on which the order is issued.

        Raises: UnknownParameter, BeforeFirstDate, EmptyValue.
        Source: 45 CFR 303.100(e)(1), CS-IRG-G19.
        """
        periods = law.value(PREFIX + "payments_a_year", on=on)
        order = law.value(PREFIX + "arrears_order", on=on)
        return cls(
            payments_a_year={row["frequency"]: int(row["payments"]) for row in periods},
            arrears=tuple(row["arrears"] for row in order),
        )


def amounts_by_frequency(
    monthly_cents: CentsArray, *, terms: AmountTerms
) -> dict[str, CentsArray]:
    """A month's support as the amount of one pay period, for each way of being paid.

    Shapes: any; each amount has the shape of ``monthly_cents``.
    Source: 45 CFR 303.100(e)(1), the federal order's fields 13a to 13d; cents by a reading.
    """
    return {
        frequency: apply_ratio(
            monthly_cents,
            Ratio(MONTHS_A_YEAR, payments),
            # Down, because the payments of a year may not come to more than the year's order.
            rounding=Rounding.DOWN,
        )
        for frequency, payments in terms.payments_a_year.items()
    }


def lump_sum_amounts(
    *,
    lump_sums_cents: CentsArray,
    owed_cents: CentsArray,
    is_earnings: npt.NDArray[np.bool_],
    earnings_limits_cents: CentsArray,
) -> CentsArray:
    """What is asked for of each lump sum: never more than it holds, nor more than is owed.

    ``earnings_limits_cents`` is the ceiling of ``withholding.limits``. It binds a lump sum that
    is earnings, such as a bonus; for others the State sets none.

    Shapes: all [lump sum].
    Source: 15 USC 1673(b)(2), CS-IRG-L9.2; reading A-29.
    """
    reachable_cents = np.where(
        is_earnings, np.minimum(lump_sums_cents, earnings_limits_cents), lump_sums_cents
    )
    return np.minimum(reachable_cents, owed_cents)


def arrears_in_turn(available_cents: CentsArray, arrears_cents: CentsArray) -> CentsArray:
    """Arrears under one order met in the law's order, each whole before the next.

    Shapes: ``available_cents`` [order], ``arrears_cents`` [order, claim] with the columns of
    ``AmountTerms.arrears``; the result is as ``arrears_cents``.
    Source: CS-IRG-G19.
    """
    reached_cents = np.minimum(np.cumsum(arrears_cents, axis=1), available_cents[:, None])
    met_cents: CentsArray = np.diff(reached_cents, axis=1, prepend=0)
    return met_cents
