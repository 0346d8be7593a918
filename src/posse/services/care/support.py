"""Child support that people of a unit pay and get, read from this State's own ledger.

The months are whole calendar months before the day asked: the latest, and the one before it
where support fell due in both. What was paid privately or through another State is not in the
ledger and is no deduction. Clauses: CC-907-B-1, CC-907-B-2, CC-907-B-3, CC-907-B-4.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from posse.apps.books.choices import Cause
from posse.apps.cases.choices import CaseState
from posse.ledger.accounts import CHILD_SUPPORT, CURRENT, Account, debt_account
from posse.services.bulk import read_frame
from posse.units.days import add_months

COLUMNS = {
    "participant": pl.Int64,
    "is_counted": pl.Boolean,
    "paid_cents": pl.Int64,
    "months": pl.Int64,
    "ordered_cents": pl.Int64,
    "received_cents": pl.Int64,
}
MONEY_IN = (Cause.RECEIPT, Cause.IDENTIFICATION, Cause.REVERSAL, Cause.RELEASE)
CURRENT_SUPPORT = debt_account(CHILD_SUPPORT, CURRENT)
_IN = ", ".join(str(int(each)) for each in MONEY_IN)
_OPEN = f"""
    (SELECT state FROM cases_casestatus AS status
     WHERE status.case_id = book.case_id AND status.effective_on <= %s
     ORDER BY effective_on DESC, id DESC LIMIT 1) IS DISTINCT FROM '{CaseState.CLOSED}'"""  # noqa: S608 - a constant
# What fell due debits the debt against support owed; money, or money paid ahead, credits it.
PAID = f"""
    SELECT book.obligor_id, date_trunc('month', book.effective_on)::date,
           coalesce(sum(amount_cents) FILTER (
               WHERE cause = {int(Cause.TERM)} AND debit = {CURRENT_SUPPORT}), 0)::bigint,
           coalesce(sum(CASE WHEN credit = {CURRENT_SUPPORT} THEN amount_cents
                             ELSE -amount_cents END) FILTER (
               WHERE cause IN ({_IN})
                  OR (cause = {int(Cause.TERM)} AND credit = {CURRENT_SUPPORT})), 0)::bigint
    FROM books_posting AS book
    WHERE book.obligor_id = ANY(%s) AND {CURRENT_SUPPORT} IN (debit, credit)
      AND book.effective_on >= %s AND book.effective_on < %s AND book.posted_on <= %s
      AND {_OPEN}
    GROUP BY 1, 2"""  # noqa: S608 - constants
RECEIVED = f"""
    SELECT cases_case.obligee_id, date_trunc('month', book.effective_on)::date,
           sum(CASE WHEN credit = {int(Account.PAYABLE_FAMILY)} THEN amount_cents
                    ELSE -amount_cents END)::bigint
    FROM books_posting AS book JOIN cases_case ON cases_case.id = book.case_id
    WHERE cases_case.obligee_id = ANY(%s) AND cause IN ({_IN})
      AND {int(Account.PAYABLE_FAMILY)} IN (debit, credit)
      AND book.effective_on >= %s AND book.effective_on < %s AND book.posted_on <= %s
      AND {_OPEN}
    GROUP BY 1, 2"""  # noqa: S608 - constants
EACH_MONTH = {
    "participant": pl.Int64, "month": pl.Date, "due_cents": pl.Int64, "paid_cents": pl.Int64,
}  # fmt: skip


def support_of(people: Sequence[int], *, on: date) -> pl.DataFrame:
    """Child support of people as the rules take it, a row for whoever pays or gets any.

    Columns as COLUMNS; ``paid_cents`` is of all ``months``, ``ordered_cents`` and
    ``received_cents`` of one. Units: cents. Source: CC-907-B-5, CC-907-B-6,
    CC-200-child-support, ambiguities B14 and B15.
    """
    ids = list(people)
    ends = on.replace(day=1)
    begins, latest = add_months(ends, -2), add_months(ends, -1)
    paid = read_frame(PAID, schema=EACH_MONTH, params=(ids, begins, ends, on, on))
    received = read_frame(
        RECEIVED,
        schema={"participant": pl.Int64, "month": pl.Date, "cents": pl.Int64},
        params=(ids, begins, ends, on, on),
    )
    both = _paid(paid, latest=latest).join(
        _received(received, latest=latest), on="participant", how="full", coalesce=True
    )
    return both.with_columns(
        pl.col("is_counted").fill_null(value=False),
        pl.col("paid_cents", "months", "ordered_cents", "received_cents").fill_null(0),
    ).select(list(COLUMNS))


def _paid(rows: pl.DataFrame, *, latest: date) -> pl.DataFrame:
    """By payer; nothing counts unless the latest whole month brought current support."""
    is_latest = pl.col("month") == latest
    counted = rows.filter(is_latest | (pl.col("due_cents") > 0))
    return counted.group_by("participant").agg(
        is_counted=(is_latest & (pl.col("paid_cents") > 0)).any(),
        paid_cents=pl.col("paid_cents").sum(),
        months=pl.len().cast(pl.Int64),
        ordered_cents=_average(pl.col("due_cents"), pl.len().cast(pl.Int64)),
    )


def _received(rows: pl.DataFrame, *, latest: date) -> pl.DataFrame:
    """What goes to a family in a month, over the whole months since it began to come."""
    is_earlier = (pl.col("month") < latest).any()
    months = pl.when(is_earlier).then(2).otherwise(1)
    return rows.group_by("participant").agg(
        received_cents=_average(pl.col("cents"), months).clip(0)
    )


def _average(cents: pl.Expr, count: pl.Expr) -> pl.Expr:
    """To the nearest cent, half a cent up."""
    return (2 * cents.sum() + count) // (2 * count)
