"""What awaits payment, kept in step with the books after each fold."""

from datetime import date

import polars as pl
from django.db import connection

from posse.ledger.accounts import FAMILY, ON_ASSISTANCE, PAYABLE_ACCOUNTS, PAYABLE_BASE, Account
from posse.ledger.fold import POSTINGS, Folded
from posse.services.bulk import read_frame, write_frame

OVERPAID = 8
KEY = ["receipt", "case", "account"]
AMOUNTS = {"receipt": pl.Int64, "case": pl.Int64, "account": pl.Int64, "cents": pl.Int64}

PAID = """
    SELECT line.receipt_id, line.case_id, line.account, sum(line.amount_cents)::bigint
    FROM changed JOIN payments_disbursementline AS line USING (receipt_id)
    WHERE NOT EXISTS (
        SELECT FROM instruments_disbursementevent AS back
        WHERE back.disbursement_id = line.disbursement_id
          AND back.kind IN ('stopped', 'voided', 'undeliverable', 'returned', 'stale'))
    GROUP BY 1, 2, 3"""
WAITING = """
    SELECT payable.receipt_id, payable.case_id, payable.account,
           sum(payable.amount_cents)::bigint
    FROM changed JOIN books_payable AS payable USING (receipt_id)
    GROUP BY 1, 2, 3"""
RECEIVABLE = """
    SELECT receipt_id, case_id, greatest(debit, credit),
           sum(CASE WHEN debit = 150 THEN amount_cents ELSE -amount_cents END)::bigint
    FROM changed JOIN books_posting USING (receipt_id)
    WHERE cause = 8 GROUP BY 1, 2, 3"""


def _entitled(folded: Folded, receipts: pl.Series) -> pl.DataFrame:
    """What each payee is entitled to out of each changed receipt."""
    to_payees = folded.postings.filter(
        (pl.col("debit") == int(Account.UNDISTRIBUTED))
        & pl.col("receipt").is_in(receipts.implode())
    )
    types = folded.lines.select("receipt", "case", "case_type").unique(["receipt", "case"])
    return (
        to_payees.rename({"credit": "account"})
        .group_by(KEY)
        .agg(entitled=pl.col("amount_cents").sum())
        .join(types, on=["receipt", "case"], how="left")
    )


def _release_on(through: date) -> pl.Expr:
    """When a payee may be paid: the family of a current case after the month's end.

    Source: 45 CFR 302.32(b)(2)(i) (TF101), 302.32(b)(3)(i) (TF100).
    """
    waits = (pl.col("account") == PAYABLE_BASE + FAMILY) & (
        pl.col("case_type") == ON_ASSISTANCE
    )
    month_after = pl.col("effective_on").dt.month_start().dt.offset_by("1mo")
    return (
        pl.when(waits)
        .then(pl.max_horizontal(month_after, pl.lit(through)))
        .otherwise(pl.lit(through))
    )


def do_settle_payables(folded: Folded, missing: pl.DataFrame, *, through: date) -> pl.DataFrame:
    """Write what changed of the amounts that await payment, after a fold.

    Money that has left the building is not pulled back: what was paid above what the
    facts now say becomes a receivable. Returns: the postings of receivables.
    """
    touches_payee = pl.col("debit").is_in(PAYABLE_ACCOUNTS) | pl.col("credit").is_in(
        PAYABLE_ACCOUNTS
    )
    receipts = missing.filter(touches_payee)["receipt"].unique().sort()
    if receipts.is_empty():
        return pl.DataFrame(schema=POSTINGS)
    states = _states(folded, receipts)
    moved = states.with_columns(
        waiting_change=pl.max_horizontal(pl.lit(0), pl.col("entitled") - pl.col("paid"))
        - pl.col("waiting"),
        receivable_change=pl.max_horizontal(pl.lit(0), pl.col("paid") - pl.col("entitled"))
        - pl.col("receivable"),
    ).sort(KEY)
    changed = moved.filter(pl.col("waiting_change") != 0)
    write_frame(
        "books_payable",
        changed.select(
            receipt_id="receipt",
            case_id="case",
            account="account",
            amount_cents="waiting_change",
            release_on=_release_on(through),
        ),
    )
    return _receivable_postings(moved)


def _states(folded: Folded, receipts: pl.Series) -> pl.DataFrame:
    """Entitled, paid, waiting and receivable cents of each payee of the changed receipts."""
    _choose_receipts(receipts)
    states = _entitled(folded, receipts)
    for name, query in (("paid", PAID), ("waiting", WAITING), ("receivable", RECEIVABLE)):
        amounts = read_frame(query, schema=AMOUNTS).rename({"cents": name})
        states = states.join(amounts, on=KEY, how="full", coalesce=True)
    # Who paid and when stands with the receipt: a payee may be entitled to nothing any more.
    collected = folded.postings.filter(pl.col("credit") == int(Account.UNDISTRIBUTED))
    return states.with_columns(
        pl.col("entitled", "paid", "waiting", "receivable").fill_null(0)
    ).join(collected.select("receipt", "obligor", "effective_on"), on="receipt", how="left")


def _choose_receipts(receipts: pl.Series) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS changed")
        cursor.execute("CREATE TEMPORARY TABLE changed (receipt_id bigint) ON COMMIT DROP")
    write_frame("changed", pl.DataFrame({"receipt_id": receipts}))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE changed")


def _receivable_postings(moved: pl.DataFrame) -> pl.DataFrame:
    """Overpaid cents as money to be recovered; a change the other way forgives it."""
    change = pl.col("receivable_change")
    receivable = pl.lit(int(Account.RECEIVABLE_FROM_PAYEE))
    return (
        moved.filter(change != 0)
        .select(
            obligor="obligor",
            case="case",
            receipt="receipt",
            cause=pl.lit(OVERPAID),
            cause_id="receipt",
            effective_on="effective_on",
            debit=pl.when(change > 0).then(receivable).otherwise("account"),
            credit=pl.when(change > 0).then("account").otherwise(receivable),
            amount_cents=change.abs(),
        )
        .cast(POSTINGS)  # type: ignore[arg-type]
    )
