"""What each source of income is expected to bring in a month, for any number of cases."""

from datetime import timedelta

import numpy as np
import polars as pl

from posse.rules.childcare.best_estimate import (
    METHOD_NAMES,
    NOT_SAID,
    IncomeTerms,
    Sources,
    best_estimates,
    net_of_business,
)
from posse.rules.childcare.countable_income import COUNTED, income_types
from posse.rules.childcare.receiving import ReceivingTerms, days_received
from posse.services.care.reading import CareFacts
from posse.services.law import current_law
from posse.units.days import month_end

OF_SOURCE = ["care_case", "participant", "kind", "payer"]
SAID = (
    *("check_cents", "week_cents", "rate_cents", "hours_low", "hours_high"),
    *("tips_week_cents",),
)
# Columns of what comes out.
ESTIMATES = {
    "income": pl.Int64, "care_case": pl.Int64, "participant": pl.Int64, "kind": pl.String,
    "payer": pl.String, "is_earned": pl.Boolean, "treatment": pl.String,
    "month_cents": pl.Int64, "following_cents": pl.Int64, "month_method": pl.String,
    "following_method": pl.String, "is_known": pl.Boolean,
}  # fmt: skip


def estimates(facts: CareFacts) -> pl.DataFrame:
    """Each source with its amounts of the month of ``facts.on`` and of those after it.

    Of a source of which nothing is known ``is_known`` is false and its amounts are nothing;
    one that the law exempts or leaves to the worker brings nothing. Columns: ESTIMATES.
    Source: CC-905-A-2-b, CC-905-A-3-a, CC-905-A-4-a, CC-901-A, CC-901-G.
    """
    terms = IncomeTerms.from_law(current_law(), on=facts.on)
    rows = _with_checks(facts, terms)
    rows = _typed(rows, facts)
    known = rows.filter("is_known")
    found = best_estimates(_sources(known, terms), terms=terms)
    methods = np.array(METHOD_NAMES)
    amounts = known.select("income").with_columns(
        month_cents=found.month_cents,
        following_cents=found.following_cents,
        month_method=methods[found.month_method],
        following_method=methods[found.following_method],
    )
    counts = pl.col("treatment") == COUNTED
    return (
        rows.join(amounts, on="income", how="left", maintain_order="left")
        .with_columns(
            pl.when(counts).then(pl.col(name)).otherwise(0).fill_null(0).alias(name)
            for name in ("month_cents", "following_cents")
        )
        .select(list(ESTIMATES))
    )


def _typed(rows: pl.DataFrame, facts: CareFacts) -> pl.DataFrame:
    """What each kind of income is, and of which sources anything is known."""
    types = income_types(current_law(), on=facts.on)
    kinds = pl.DataFrame(
        {
            "kind": list(types),
            "is_earned": [each.is_earned for each in types.values()],
            "treatment": [each.treatment for each in types.values()],
        },
        schema={"kind": pl.String, "is_earned": pl.Boolean, "treatment": pl.String},
    )
    is_by_hour = (pl.col("hours_low") != NOT_SAID) & (pl.col("rate_cents") != NOT_SAID)
    said = [pl.col(name) != NOT_SAID for name in ("check_cents", "week_cents", "spread_cents")]
    counted = [pl.col(name) > 0 for name in ("received_count", "history_count")]
    return rows.join(kinds, on="kind", how="left", maintain_order="left").with_columns(
        is_known=pl.any_horizontal(*said, *counted, is_by_hour, pl.col("is_ended"))
    )


def _with_checks(facts: CareFacts, terms: IncomeTerms) -> pl.DataFrame:
    """Each source with its checks of the month and of its history counted up."""
    month, last_day = facts.on.replace(day=1), month_end(facts.on)
    since = facts.on - timedelta(days=terms.history_days_max)
    paid = ~pl.col("is_missed")
    in_month = pl.col("paid").is_between(month, last_day)
    in_history = paid & pl.col("paid").is_between(since, facts.on)
    sums = (
        _in_its_month(facts)
        .group_by(OF_SOURCE)
        .agg(
            received_cents=pl.col("gross_cents").filter(in_month & paid).sum(),
            received_count=(in_month & paid).sum(),
            missed_count=(in_month & ~paid).sum(),
            history_cents=pl.col("gross_cents").filter(in_history).sum(),
            history_count=in_history.sum(),
            history_first=pl.col("paid").filter(in_history).min(),
            last=pl.col("paid").filter(paid).max(),
        )
    )
    days = dict(zip(terms.units, terms.period_days, strict=True))
    rows = facts.incomes.join(sums, on=OF_SOURCE, how="left", maintain_order="left")
    rows = rows.with_columns(
        pl.col(*(name for name in SAID), "spread_cents").fill_null(NOT_SAID),
        pl.col("received_cents", "received_count", "missed_count").fill_null(0),
        pl.col("history_cents", "history_count").fill_null(0),
        is_ended=pl.col("ended").is_not_null() & (pl.col("ended") <= facts.on),
        period_days=pl.col("frequency").replace_strict(days, return_dtype=pl.Int64),
    )
    return _with_history(_with_awaited(rows, facts), terms)


def _in_its_month(facts: CareFacts) -> pl.DataFrame:
    """The checks, with the day that places each in its month. Source: CC-200-month-received."""
    terms = ReceivingTerms.from_law(current_law(), on=facts.on)
    paid = facts.checks["paid"].cast(pl.Int64).to_numpy()
    moved = facts.checks["kind"].is_in(list(terms.kinds)).to_numpy()
    days = days_received(paid, are_moved=moved, terms=terms)
    return facts.checks.with_columns(paid=pl.Series(days).cast(pl.Int32).cast(pl.Date))


def _with_history(rows: pl.DataFrame, terms: IncomeTerms) -> pl.DataFrame:
    """A history counts when its checks cover enough days. Source: CC-905-NOTE-1."""
    covered = (pl.col("last") - pl.col("history_first")).dt.total_days() + pl.col("period_days")
    is_whole = covered.is_between(terms.history_days_min, terms.history_days_max).fill_null(
        value=False
    )
    return rows.with_columns(
        pl.when(is_whole).then(pl.col(name)).otherwise(0).alias(name)
        for name in ("history_cents", "history_count")
    )


def _with_awaited(rows: pl.DataFrame, facts: CareFacts) -> pl.DataFrame:
    """Pay dates of the month still to come, from the last check on."""
    month_end = pl.lit(facts.on).dt.month_end()
    left = (month_end - pl.col("last")).dt.total_days() // pl.col("period_days")
    is_open = pl.col("last").is_not_null() & ~pl.col("is_ended")
    return rows.with_columns(
        awaited_count=pl.when(is_open).then(left.clip(0)).otherwise(0).cast(pl.Int64)
    )


def _sources(rows: pl.DataFrame, terms: IncomeTerms) -> Sources:
    places = {name: place for place, name in enumerate(terms.units)}

    def column(name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return rows[name].to_numpy().astype(np.int64)

    spread = column("spread_cents")
    expenses = rows["expenses_cents"].fill_null(NOT_SAID).to_numpy().astype(np.int64)
    # Gross receipts of a business lose its expenses. Source: CC-902-A-1, CC-903-A.
    is_business = (expenses != NOT_SAID) & (spread != NOT_SAID)
    net = net_of_business(np.maximum(spread, 0), np.maximum(expenses, 0), terms=terms)
    unit = rows["frequency"].replace_strict(places, return_dtype=pl.Int64).to_numpy()
    return Sources(
        unit=unit.astype(np.int64),
        received_cents=column("received_cents"),
        received_count=column("received_count"),
        missed_count=column("missed_count"),
        awaited_count=column("awaited_count"),
        **{name: column(name) for name in SAID},
        history_cents=column("history_cents"),
        history_count=column("history_count"),
        spread_cents=np.where(is_business, net, spread),
        spread_months=rows["spread_months"].fill_null(terms.spread_months).to_numpy()
        .astype(np.int64),
        is_ended=rows["is_ended"].to_numpy().astype(np.bool_),
    )  # fmt: skip
