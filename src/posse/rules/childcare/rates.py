"""The statewide maximum for a child and a day, by setting, age and part or full day.

Clauses: CC-1101-N-5, CC-1101-M.2, CC-200-full-day, CC-200-part-day.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.days import DayArray, month_starts
from posse.units.money import CentsArray, parse_cents

PREFIX = "childcare.rates."
FULL_DAY = "childcare.authorization.full_day_hours"
# Hours are kept in hundredths, so that four hours and three quarters are a whole number.
HUNDREDTHS = 100

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RateTerms:
    """The grid of one day: a column of cells for each setting, by the age at which it begins.

    ``from_months`` rises from 0. Shapes: cells [setting, band], ``from_months`` [band].
    Units: cents, months of age, hundredths of hours.
    """

    settings: tuple[str, ...]
    from_months: IntArray
    part_day_cents: CentsArray
    full_day_cents: CentsArray
    full_day_hours: int
    sure: str

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "RateTerms":
        """The grid in force on a day. Raises: UnknownParameter, BeforeFirstDate, EmptyValue.

        Source: CC-200-statewide-maximum-limit, CC-200-full-day.
        """
        dated = law.dated(f"{PREFIX}maximum", on=on)
        settings = tuple(dict.fromkeys(row["setting"] for row in dated.value))
        months = sorted({row["from_months"] for row in dated.value})
        cells = np.zeros((2, len(settings), len(months)), dtype=np.int64)
        for row in sorted(dated.value, key=lambda row: row["from_months"]):
            place = (
                settings.index(row["setting"]),
                slice(months.index(row["from_months"]), None),
            )
            # A row holds until the next one of its setting begins.
            cells[0][place] = parse_cents(row["part_day"])
            cells[1][place] = parse_cents(row["full_day"])
        return cls(
            settings=settings,
            from_months=np.array(months, dtype=np.int64),
            part_day_cents=cells[0],
            full_day_cents=cells[1],
            full_day_hours=law.value(FULL_DAY, on=on) * HUNDREDTHS,
            sure=dated.sure,
        )


def are_full_days(hours_day: IntArray, *, terms: RateTerms) -> BoolArray:
    """Whether so much care of a day is a full day. Units: hundredths of hours.

    Source: CC-200-full-day, CC-200-part-day.
    """
    is_full: BoolArray = hours_day >= terms.full_day_hours
    return is_full


def ages_in_months(birth_days: DayArray, on_days: DayArray) -> IntArray:
    """Completed months from birth to a day; below zero for a child not yet born.

    Who is born on a day that a month lacks completes it on the first of the next.
    Shapes: any that fit. Units: days since 1970.
    Source: CC-1101-N-5.
    """
    if birth_days.size == 0 or on_days.ndim > 0:
        return _completed_months(birth_days, on_days)
    first, last = int(birth_days.min()), int(birth_days.max())
    if last - first >= birth_days.size:
        return _completed_months(birth_days, on_days)
    # Of a caseload many are born on each day, which need be worked out but once.
    of_days = _completed_months(np.arange(first, last + 1), on_days)
    ages: IntArray = of_days[birth_days - first]
    return ages


def _completed_months(birth_days: DayArray, on_days: DayArray) -> IntArray:
    born, today = (each.astype("datetime64[D]") for each in (birth_days, on_days))
    born_month, month = (each.astype("datetime64[M]") for each in (born, today))
    is_before_day = (today - month.astype("datetime64[D]")) < (
        born - born_month.astype("datetime64[D]")
    )
    months: IntArray = (month - born_month).astype(np.int64) - is_before_day
    return months


def ages_for_rates(birth_days: DayArray, on_days: DayArray) -> IntArray:
    """Months of age on the first day of the month of care, at least none.

    Source: CC-1101-N-5, CC-200-infant.
    """
    return np.maximum(ages_in_months(birth_days, month_starts(on_days)), 0)


def family_charges(
    charge_cents: CentsArray, family_cents: CentsArray, siblings: IntArray
) -> CentsArray:
    """What a day of a child costs: the family price where several of its family go there.

    A family price below zero is none. Shapes: [child]. Units: cents. Source: CC-1101-N-3.
    """
    has_price = (siblings > 1) & (family_cents >= 0)
    charges: CentsArray = np.where(
        has_price, np.minimum(charge_cents, family_cents), charge_cents
    )
    return charges


def maximum_rates(
    age_months: IntArray, setting: IntArray, *, is_full_day: BoolArray, terms: RateTerms
) -> CentsArray:
    """The most paid for each child and day; settings are places in the terms' own.

    Shapes: [child]. Units: cents. Source: CC-1101-M.2, CC-1101-N-1, CC-1101-N-2.
    """
    band = np.searchsorted(terms.from_months, age_months, side="right") - 1
    full: CentsArray = terms.full_day_cents[setting, band]
    part: CentsArray = terms.part_day_cents[setting, band]
    return np.where(is_full_day, full, part)
