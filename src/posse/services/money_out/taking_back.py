"""Money that came back: it is in the bank again, and awaits payment again."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from posse.apps.books.choices import Cause
from posse.apps.instruments.models import DisbursementEvent
from posse.apps.runs.models import Run
from posse.ledger.accounts import Account
from posse.services.books.posting import do_write_postings
from posse.services.bulk import read_frame, write_frame

KEY = ["receipt", "case", "account"]
LINES = """
    SELECT event.id, line.receipt_id, line.case_id, line.account, cases_case.obligor_id,
           line.amount_cents
    FROM instruments_disbursementevent AS event
    JOIN payments_disbursementline AS line USING (disbursement_id)
    JOIN cases_case ON cases_case.id = line.case_id
    WHERE event.id = ANY(%s) ORDER BY event.id, line.id"""
# What was paid above what the facts now say, and has not come back.
OVERPAID = """
    SELECT receipt_id, case_id, greatest(debit, credit),
           sum(CASE WHEN debit = 150 THEN amount_cents ELSE -amount_cents END)::bigint
    FROM books_posting
    WHERE receipt_id = ANY(%s) AND cause = 8 AND 150 IN (debit, credit)
    GROUP BY 1, 2, 3"""


def do_take_back(events: Sequence[DisbursementEvent], *, on: date, run: Run) -> int:
    """Book the money of ended disbursements as back; how many cents came back.

    Where a correction meanwhile made a part of it too much, that part settles what was to be
    recovered of the payee; the rest is payable again.
    """
    back = _lines([event.pk for event in events])
    do_write_postings(_postings(back, on=on), posted_on=on, run=run)
    again = back.with_columns(amount_cents=pl.col("amount_cents") - pl.col("settled_cents"))
    write_frame(
        "books_payable",
        again.filter(pl.col("amount_cents") > 0).select(
            "account",
            "amount_cents",
            receipt_id="receipt",
            case_id="case",
            release_on=pl.lit(on),
        ),
    )
    return int(back["amount_cents"].sum())


def _lines(events: list[int]) -> pl.DataFrame:
    """The lines of the disbursements, each with the cents that settle an overpayment."""
    schema = {
        "event": pl.Int64,
        **dict.fromkeys(KEY, pl.Int64),
        "obligor": pl.Int64,
        "amount_cents": pl.Int64,
    }
    lines = read_frame(LINES, schema=schema, params=[events])
    amounts = {**dict.fromkeys(KEY, pl.Int64), "overpaid_cents": pl.Int64}
    receipts = lines["receipt"].unique().sort().to_list()
    overpaid = read_frame(OVERPAID, schema=amounts, params=[receipts])
    before_cents = pl.col("amount_cents").cum_sum().over(KEY) - pl.col("amount_cents")
    left_cents = pl.max_horizontal(0, pl.col("overpaid_cents").fill_null(0) - before_cents)
    return lines.join(overpaid, on=KEY, how="left", maintain_order="left").with_columns(
        settled_cents=pl.min_horizontal("amount_cents", left_cents)
    )


def _postings(back: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Into the bank and payable again; and out of what was to be recovered, where any was."""
    common = {
        **{name: pl.col(name) for name in ("obligor", "case", "receipt")},
        "effective_on": pl.lit(on),
    }
    returned = back.select(
        **common,
        cause=pl.lit(int(Cause.RETURNED)),
        cause_id="event",
        debit=pl.lit(int(Account.BANK), dtype=pl.Int64),
        credit="account",
        amount_cents="amount_cents",
    )
    settled = back.filter(pl.col("settled_cents") > 0).select(
        **common,
        cause=pl.lit(int(Cause.OVERPAYMENT)),
        cause_id="receipt",
        debit="account",
        credit=pl.lit(int(Account.RECEIVABLE_FROM_PAYEE), dtype=pl.Int64),
        amount_cents="settled_cents",
    )
    return pl.concat([returned, settled])
