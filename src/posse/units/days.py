"""Days and months: ordinals for arrays, business days, month arithmetic.

Dates travel through arrays as days since 1970-01-01 (``int64``), months as months since
1970-01 (``int64``): both compare, subtract and sort as whole numbers.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays
import numpy as np
import numpy.typing as npt

DayArray = npt.NDArray[np.int64]

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days from 1970-01-01 to ``day``."""
    return (day - EPOCH).days


def day_from_number(number: int) -> date:
    """The date ``number`` days after 1970-01-01."""
    return EPOCH + timedelta(days=int(number))


def day_words(day: date) -> str:
    """A date for people: ``Mar 10, 2026``."""
    return f"{day:%b} {day.day}, {day.year}"


def month_starts(days: DayArray) -> DayArray:
    """The first day of the month of each day. Shapes: any."""
    as_days = days.astype("datetime64[D]")
    return as_days.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_months_to_days(days: DayArray, months: int) -> DayArray:
    """The same day of a later month, or that month's last day; as ``add_months``, for arrays.

    Shapes: any.
    """
    as_days = days.astype("datetime64[D]")
    as_months = as_days.astype("datetime64[M]")
    target = as_months + months
    last = (target + 1).astype("datetime64[D]") - 1
    same = target.astype("datetime64[D]") + (as_days - as_months.astype("datetime64[D]"))
    found: DayArray = np.minimum(same, last).astype(np.int64)
    return found


def anniversaries(days: DayArray, *, months: int) -> DayArray:
    """The first day after so many whole months that begin on each day.

    A day that the later month lacks becomes the first of the month after it, because ending
    before would make the months shorter: a year from February 29 is over on March 1.
    Shapes: any.
    """
    clamped = add_months_to_days(days, months)
    of_month = days - month_starts(days)
    is_short = clamped - month_starts(clamped) < of_month
    found: DayArray = clamped + is_short
    return found


def month_end(day: date) -> date:
    """The last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


@lru_cache(maxsize=64)
def office_holidays(year: int, state: str = "WY") -> frozenset[date]:
    """Days of ``year`` on which federal or state offices are closed.

    A day on which the disbursement unit's state offices are closed is no business day:
    42 USC 654b(d). The list comes from the ``holidays`` package.
    """
    federal = holidays.country_holidays("US", years=year)
    of_state = holidays.country_holidays("US", subdiv=state, years=year)
    return frozenset(federal) | frozenset(of_state)


def is_business_day(day: date, *, closed_days: Iterable[date] = ()) -> bool:
    """Whether offices are open: no weekend, no holiday, no day closed by notice.

    Source: 42 USC 654b(d).
    """
    is_weekday = day.weekday() < 5
    return is_weekday and day not in office_holidays(day.year) and day not in set(closed_days)


def add_business_days(day: date, count: int, *, closed_days: Iterable[date] = ()) -> date:
    """The ``count``-th business day after ``day``; ``day`` itself is not counted.

    Zero gives ``day`` itself when it is a business day, else the next one.
    Source: 42 USC 654b(d).
    """
    closed = frozenset(closed_days)
    while count == 0 and not is_business_day(day, closed_days=closed):
        day += timedelta(days=1)
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day, closed_days=closed)
    return day


def next_business_days(days: DayArray) -> DayArray:
    """Each day itself when it is a business day, else the next one; for arrays.

    Shapes: any.
    Source: 42 USC 654b(d).
    """
    if not days.size:
        return days
    as_days = days.astype("datetime64[D]")
    first, last = (each.astype(object).year for each in (as_days.min(), as_days.max()))
    closed = [day for year in range(first, last + 2) for day in office_holidays(year)]
    rolled = np.busday_offset(as_days, 0, roll="forward", holidays=closed)
    found: DayArray = rolled.astype(np.int64)
    return found


def business_days_between(first: date, last: date) -> list[date]:
    """Every business day from ``first`` to ``last``, both included."""
    span = (last - first).days + 1
    days = (first + timedelta(days=offset) for offset in range(span))
    return [day for day in days if is_business_day(day)]
