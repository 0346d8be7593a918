"""The month to which a payment belongs.

A payment is of the month in which the payer made it available or in which it was in hand,
whichever is earlier. Benefits of some payers that come at a month's end are those of the
month that follows; how many days are the end is a reading (ambiguity B17).

Clauses: CC-200-month-received.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.days import DayArray, add_months_to_days, month_starts

PREFIX = "childcare.income.month_end_"


@dataclass(frozen=True)
class ReceivingTerms:
    """The law of the month received on one day."""

    days: int
    kinds: tuple[str, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "ReceivingTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-200-month-received.
        """
        rows = law.value(f"{PREFIX}kinds", on=on)
        return cls(
            days=int(law.value(f"{PREFIX}days", on=on)),
            kinds=tuple(row["kind"] for row in rows),
        )


def days_received(
    paid: DayArray, *, are_moved: npt.NDArray[np.bool_], terms: ReceivingTerms
) -> DayArray:
    """The day that places each payment in its month: its own, or the first of the next.

    Shapes: all [payment]. Units: days since 1970. Source: CC-200-month-received.
    """
    next_month = add_months_to_days(month_starts(paid), 1)
    is_at_end = next_month - paid <= terms.days
    return np.where(are_moved & is_at_end, next_month, paid)
