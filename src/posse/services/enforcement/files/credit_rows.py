"""A month's accounts for the credit bureaus, with what they were told the month before."""

from datetime import date

import numpy as np
import polars as pl

from posse.apps.enforcement.choices import OPEN_REVIEWS
from posse.apps.enforcement.models import Review
from posse.formats.metro2 import (
    ACCOUNT_COLUMNS,
    DELETED,
    SATISFIED,
    dispute_code,
    statuses,
    with_history,
)
from posse.rules.support.remedies.register import remedy_named
from posse.services.enforcement.files.kinds import CREDIT_BUREAU
from posse.services.enforcement.files.people import accounts_for_files, standings_for_files
from posse.services.law import current_law

INVESTIGATED = "XB"
COMPARE = {">": pl.Expr.gt, ">=": pl.Expr.ge}


def accounts_for_bureaus(*, on: date, last: pl.DataFrame | None) -> pl.DataFrame:
    """Everyone reported: who stands with the bureaus, and who stood there last month.

    The status follows from the age of the oldest unpaid instalment. Whoever no longer stands
    there is deleted once, and not told again; where nothing is owed and nothing falls due the
    account is satisfied. A case is an account, told first when it owes the law's amount.
    ``last`` are the accounts of the last file, None before the first.
    Source: CS-9.2-CBR-SUB-6, CS-9.2-CBR-SUB-8, CS-9.2-CBR-SUB-9, CS-9.2-CBR-SUB-10.
    """
    before = pl.DataFrame(schema=ACCOUNT_COLUMNS)
    if last is not None:
        before = last.filter(pl.col("status") != DELETED)
    owed = pl.col("assigned_cents") + pl.col("unassigned_cents")
    is_told = pl.col("account_number").is_in(before["account_number"].implode())
    standings = standings_for_files([remedy_named(current_law(), CREDIT_BUREAU, on=on)])
    cases = accounts_for_files(standings["obligor"], on=on)
    accounts = cases.filter(is_told | _reaches_threshold(owed, on=on)).with_columns(
        balance_cents=owed,
        past_due_cents=owed,
        first_delinquent_on=pl.col("oldest_on"),
        is_deleted=pl.lit(value=False),
        **_nothing_known(),
    )
    gone = before.join(accounts, on="account_number", how="anti").with_columns(
        is_deleted=pl.lit(value=True), is_running=pl.lit(value=False)
    )
    chosen = [
        "is_deleted",
        "is_running",
        *(name for name in ACCOUNT_COLUMNS if name != "status"),
    ]
    whole = pl.concat([accounts.select(chosen), gone.select(chosen)])
    told = with_history(whole, before)
    # A satisfied account is told once, and comes again only where something is owed again.
    done = before.filter(pl.col("status") == SATISFIED)["account_number"]
    is_done = pl.col("account_number").is_in(done.implode()) & _is_satisfied()
    return _with_status(told.filter(~is_done), before, on=on).select(*ACCOUNT_COLUMNS)


def _reaches_threshold(owed: pl.Expr, *, on: date) -> pl.Expr:
    """Whether a case owes enough to be told for the first time. Source: CS-9.2-CBR-SUB-1."""
    [test] = (
        remedy_named(current_law(), CREDIT_BUREAU, on=on).criterion("arrears_threshold").tests
    )
    assert test.threshold is not None, "the first report has its amount"
    return COMPARE[test.threshold.comparator](owed, pl.lit(test.threshold.value))


def _is_satisfied() -> pl.Expr:
    """Nothing is owed and nothing falls due any more; otherwise it is current at least."""
    return (pl.col("balance_cents") == 0) & ~pl.col("is_running")


def _nothing_known() -> dict[str, pl.Expr]:
    """What the books do not tell a bureau: it stays empty and is not made up."""
    return {
        "dispute": pl.lit(""),
        "history": pl.lit(""),
        "monthly_cents": pl.lit(0, dtype=pl.Int64),
        "paid_cents": pl.lit(0, dtype=pl.Int64),
        "closed_on": pl.lit(None, dtype=pl.Date),
        "last_paid_on": pl.lit(None, dtype=pl.Date),
    }


def _with_status(accounts: pl.DataFrame, before: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The accounts with status, closing day and dispute."""
    late = (pl.lit(on) - pl.col("first_delinquent_on")).dt.total_days().fill_null(0)
    is_satisfied = accounts.select(_is_satisfied()).to_series().to_numpy()
    found = statuses(
        accounts.select(late).to_series().to_numpy(),
        is_satisfied=is_satisfied,
        is_deleted=accounts["is_deleted"].to_numpy(),
        was_collection=np.zeros(accounts.height, dtype=np.bool_),
    )
    known = accounts.with_columns(pl.Series("status", found.tolist(), dtype=pl.String))
    is_closed = pl.col("status") == SATISFIED
    closed_on = pl.when(is_closed).then(pl.lit(on)).otherwise(None)
    return known.with_columns(closed_on=closed_on, dispute=_disputes(known, before))


def _disputes(accounts: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """Each account's condition: under investigation, or decided since the last file.

    Source: CS-9.2-CBR-DISP-1.
    """
    reviews = Review.objects.filter(remedy=CREDIT_BUREAU, state__in=OPEN_REVIEWS)
    running = set(reviews.values_list("case__number", flat=True))
    told = before.filter(pl.col("dispute") == INVESTIGATED)["account_number"].to_list()
    decided = set(told) - running
    codes = {number: dispute_code(is_open=True) for number in running}
    codes |= {number: dispute_code(is_open=False, is_decided=True) for number in decided}
    return accounts["account_number"].replace_strict(codes, default="", return_dtype=pl.String)
