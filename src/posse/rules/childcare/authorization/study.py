"""Until when care is authorized for who studies: a term, or a class until it is completed.

The twelve months of the family go on; a new term is a new authorization and asks for no new
determination (ambiguity 1.05).
Clauses: CC-1101-I, CC-1101-C.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.childcare.authorization.begin import NOT_YET
from posse.rules.parameters import Law
from posse.units.days import DayArray, anniversaries

PREFIX = "childcare.authorization."
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class StudyTerms:
    """The law of a student's authorization on one day. Units: months, days.

    ``kinds`` are activities that follow a term or a class; ``notice_days`` lie between the day
    on which the next term is asked for and the end of this one.
    """

    kinds: tuple[str, ...]
    months_max: int
    notice_days: int

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "StudyTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-1101-I.
        """
        return cls(
            kinds=tuple(row["kind"] for row in law.value(f"{PREFIX}study_kinds", on=on)),
            months_max=int(law.value(f"{PREFIX}study_months_max", on=on)),
            notice_days=int(law.value(f"{PREFIX}study_notice_days", on=on)),
        )


def study_lasts(
    adult: npt.NDArray[np.int64], is_study: BoolArray, lasts: DayArray, *, adults: int
) -> DayArray:
    """The last day on which each adult studies who does nothing else.

    ``adult`` says whose each activity is, ``lasts`` its last day, NOT_YET where nobody told.
    Who works beside the study is busy after it too. Shapes: [activity]; out: [adult], NOT_YET
    where the end of a study ends no need. Source: CC-1101-I, CC-1101-F.
    """
    found = np.full(adults, np.iinfo(np.int64).min)
    np.maximum.at(found, adult, lasts)
    only = np.zeros(adults, dtype=np.bool_)
    only[adult] = True
    only[adult[~is_study]] = False
    return np.where(only, found, NOT_YET)


def last_days(
    begins: DayArray, lasts: DayArray, study: DayArray, *, terms: StudyTerms
) -> DayArray:
    """The last day of each authorization, by the study that its hours rest on.

    ``lasts`` is what the period allows; ``study`` is NOT_YET where none limits it. It is never
    before the first day. Shapes: [authorization]. Source: CC-1101-I, CC-1101-C.
    """
    is_limited = study < NOT_YET
    ceiling = anniversaries(begins, months=terms.months_max) - 1
    until = np.minimum(np.minimum(lasts, ceiling), study)
    return np.where(is_limited, np.maximum(until, begins), lasts)
