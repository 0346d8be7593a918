"""Whether payment is assured while a first application is worked on, and until when.

Clauses: CC-200-presumptive-eligibility, CC-401-A-1, CC-401-A-2, CC-401-A-3, CC-1101-A-1,
CC-1101-A-2.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from posse.rules.childcare.eligibility.facts import NO_DAY, Bools
from posse.rules.parameters import Law
from posse.units.days import DayArray, add_months_to_days

PREFIX = "childcare.presumptive."


@dataclass(frozen=True)
class PresumptiveTerms:
    """The law of presumptive eligibility on one day. Units: days, months."""

    payment_days: int
    once_in_months: int

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "PresumptiveTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-200-presumptive-eligibility.
        """
        return cls(
            payment_days=law.value(f"{PREFIX}payment_days", on=on),
            once_in_months=law.value(f"{PREFIX}once_in_months", on=on),
        )


@dataclass(frozen=True)
class Applications:
    """First applications. Shapes: all [family]. Units: days since 1970, NO_DAY for none.

    ``appears_eligible`` is what a determination on the family's own statements came to.
    ``begins_days`` is the first day of care that would be paid, ``last_days`` the last
    presumptive day of an earlier time, ``refused_days`` the day of a decision against them.
    """

    appears_eligible: Bools
    is_provider_licensed: Bools
    is_provider_registered: Bools
    begins_days: DayArray
    last_days: DayArray
    refused_days: DayArray


@dataclass(frozen=True)
class Presumptive:
    """Whether payment is assured, and its last day, NO_DAY where it is not. Shapes: [family].

    ``is_first_in_time``: nothing presumptive was paid in the months before.
    """

    is_assured: Bools
    is_first_in_time: Bools
    last_days: DayArray


def presumptive(applications: Applications, *, terms: PresumptiveTerms) -> Presumptive:
    """What is assured for each application.

    Source: CC-200-presumptive-eligibility, CC-401-A-1, CC-401-A-2, CC-401-A-3.
    """
    begins, earlier = applications.begins_days, applications.last_days
    has_earlier = earlier != NO_DAY
    again = add_months_to_days(np.where(has_earlier, earlier, 0), terms.once_in_months)
    is_first = ~has_earlier | (begins >= again)
    is_assured = (
        applications.appears_eligible
        & applications.is_provider_licensed
        & applications.is_provider_registered
        & is_first
    )
    last = begins + terms.payment_days - 1
    refused = applications.refused_days
    last = np.where(refused == NO_DAY, last, np.minimum(last, refused))
    # A decision before the first day leaves nothing to assure.
    is_assured = is_assured & (last >= begins)
    return Presumptive(is_assured, is_first, np.where(is_assured, last, NO_DAY))
