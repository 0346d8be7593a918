"""When the terms of orders fall due: one row an installment, and what a month of each is.

Source: money core, units and rounding; policy 14.2 (first due date; no proration).
"""

from datetime import date

import numpy as np
import polars as pl

from posse.units.days import DayArray, day_number
from posse.units.money import Ratio, Rounding, apply_ratio

# The monthly obligation, for thresholds and prorating: amount x 52/12, x 26/12, x 2.
MONTHS_RATIO = {
    "monthly": Ratio(1, 1),
    "semimonthly": Ratio(2, 1),
    "biweekly": Ratio(26, 12),
    "weekly": Ratio(52, 12),
    "once": Ratio(0, 1),
}
DAYS_BETWEEN = {"weekly": 7, "biweekly": 14}


def monthly_cents(terms: pl.DataFrame) -> pl.Series:
    """The monthly obligation of each term, rounded once, half up, to the cent."""
    amounts = terms["amount_cents"].to_numpy()
    monthly = np.zeros(terms.height, dtype=np.int64)
    frequencies = terms["frequency"].to_numpy()
    for frequency, ratio in MONTHS_RATIO.items():
        chosen = frequencies == frequency
        monthly[chosen] = apply_ratio(amounts[chosen], ratio, rounding=Rounding.HALF_UP)
    return pl.Series("month_cents", monthly, dtype=pl.Int64)


def _numbered(terms: pl.DataFrame, through: date) -> pl.DataFrame:
    """Terms with first and last due day as numbers; those not yet due are left out."""
    last = day_number(through)
    return terms.with_columns(
        first=pl.col("first_due_on").to_physical().cast(pl.Int64),
        last=pl.min_horizontal(pl.col("ends_on").to_physical().cast(pl.Int64), pl.lit(last)),
    ).filter(pl.col("first") <= pl.col("last"))


def _spread(terms: pl.DataFrame, counts: DayArray) -> tuple[pl.DataFrame, DayArray]:
    """Each term repeated ``counts`` times, with the place of each repetition."""
    rows = np.repeat(np.arange(terms.height), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    return terms[rows], np.arange(rows.size) - starts


def _by_days(terms: pl.DataFrame, step_days: int) -> pl.DataFrame:
    first, last = terms["first"].to_numpy(), terms["last"].to_numpy()
    spread, place = _spread(terms, (last - first) // step_days + 1)
    return spread.with_columns(day=pl.Series(spread["first"].to_numpy() + step_days * place))


def _day_of_month(first: DayArray, months: DayArray) -> DayArray:
    """The same day of a later month, or that month's last day where it is shorter."""
    months_of_first = first.astype("datetime64[D]").astype("datetime64[M]")
    days_in = (first.astype("datetime64[D]") - months_of_first.astype("datetime64[D]")).astype(
        int
    )
    target = months_of_first + months
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(int)
    days: DayArray = (target.astype("datetime64[D]") + np.minimum(days_in, length - 1)).astype(
        np.int64
    )
    return days


def _by_months(terms: pl.DataFrame) -> pl.DataFrame:
    first = terms["first"].to_numpy().astype("datetime64[D]").astype("datetime64[M]")
    last = terms["last"].to_numpy().astype("datetime64[D]").astype("datetime64[M]")
    spread, place = _spread(terms, (last - first).astype(np.int64) + 1)
    days = _day_of_month(spread["first"].to_numpy(), place)
    return spread.with_columns(day=pl.Series(days)).filter(pl.col("day") <= pl.col("last"))


def installments(terms: pl.DataFrame, *, through: date) -> pl.DataFrame:
    """Every installment of ``terms`` that falls due through a date.

    Args:
        terms: as :data:`posse.ledger.facts.TERMS`; a month is owed in full whatever the
            day (policy 14.2); twice a month means the first due day and the day a
            fortnight from it in the same month.

    Returns: the terms' columns and ``day``, the due date as a day number.
    """
    known = _numbered(terms, through)
    parts = [known.clear().with_columns(day=pl.lit(0, dtype=pl.Int64))]
    for frequency, step_days in DAYS_BETWEEN.items():
        parts.append(_by_days(known.filter(frequency=frequency), step_days))
    parts.append(_by_months(known.filter(frequency="monthly")))
    twice = known.filter(frequency="semimonthly")
    shift = pl.when(pl.col("first_due_on").dt.day() <= 14).then(14).otherwise(-14)
    parts.append(_by_months(twice))
    second = twice.with_columns(first=pl.col("first") + shift)
    parts.append(
        _by_months(second).filter(pl.col("day") > pl.col("first_due_on").to_physical())
    )
    once = known.filter(frequency="once")
    parts.append(once.with_columns(day=pl.col("first")))
    # A term that replaces another keeps its due dates, but governs from its own first day.
    return pl.concat(parts).filter(pl.col("day") >= pl.col("starts_on").to_physical())
