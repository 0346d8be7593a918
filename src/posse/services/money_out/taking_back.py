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
from posse.services.recovery.standing import (
    KEY,
    KEY_TYPES,
    do_write_lines,
    standing_of_receipts,
)

LINES = """
    SELECT event.id, line.receipt_id, line.case_id, line.account, coalesce(sent.payee_id, 0),
           cases_case.obligor_id, line.amount_cents
    FROM instruments_disbursementevent AS event
    JOIN payments_disbursement AS sent ON sent.id = event.disbursement_id
    JOIN payments_disbursementline AS line USING (disbursement_id)
    JOIN cases_case ON cases_case.id = line.case_id
    WHERE event.id = ANY(%s) ORDER BY event.id, line.id"""


def do_take_back(events: Sequence[DisbursementEvent], *, on: date, run: Run) -> int:
    """Book the money of ended disbursements as back; how many cents came back.

    Where a correction meanwhile made a part of it too much, that part settles what was to be
    recovered of the payee; the rest is payable again.
    """
    back = _lines([event.pk for event in events])
    do_write_postings(_postings(back, on=on), posted_on=on, run=run)
    _do_settle_receivables(back, on=on, run=run)
    again = back.with_columns(amount_cents=pl.col("amount_cents") - pl.col("settled_cents"))
    write_frame(
        "books_payable",
        again.filter(pl.col("amount_cents") > 0).select(
            "account",
            "amount_cents",
            receipt_id="receipt",
            case_id="case",
            payee_id=pl.when(pl.col("payee") != 0).then("payee"),
            release_on=pl.lit(on),
        ),
    )
    return int(back["amount_cents"].sum())


def _lines(events: list[int]) -> pl.DataFrame:
    """The lines of the disbursements, each with the cents that settle an overpayment.

    What the payee has given back of it already is settled, and what was written off of it is
    so no longer.
    """
    schema = {"event": pl.Int64, **KEY_TYPES, "obligor": pl.Int64, "amount_cents": pl.Int64}
    lines = read_frame(LINES, schema=schema, params=[events])
    standing = standing_of_receipts(lines["receipt"].unique().sort().to_list())
    joined = lines.join(standing, on=KEY, how="left", maintain_order="left").with_columns(
        pl.col("raised", "returned", "written_off").fill_null(0)
    )
    before_cents = pl.col("amount_cents").cum_sum().over(KEY) - pl.col("amount_cents")
    kept_cents = pl.col("raised") - pl.col("returned")
    settled = pl.min_horizontal("amount_cents", pl.max_horizontal(0, kept_cents - before_cents))
    # The last that comes back is the first that was written off.
    owed_cents = pl.max_horizontal(0, kept_cents - pl.col("written_off") - before_cents)
    return joined.with_columns(settled_cents=settled).with_columns(
        unforgiven_cents=pl.col("settled_cents")
        - pl.min_horizontal("settled_cents", owed_cents)
    )


def _do_settle_receivables(back: pl.DataFrame, *, on: date, run: Run) -> None:
    """Tell by payee what is no longer to be recovered, as its postings say."""
    names = {"cause_id": pl.col("receipt")}
    for name, cause, sign in (
        ("settled_cents", Cause.OVERPAYMENT, -1),
        ("unforgiven_cents", Cause.WRITTEN_OFF, 1),
    ):
        lines = back.select(
            *KEY, cause=pl.lit(int(cause)), **names, amount_cents=sign * pl.col(name)
        )
        do_write_lines(lines, on=on, run=run)


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
    unforgiven = back.filter(pl.col("unforgiven_cents") > 0).select(
        **common,
        cause=pl.lit(int(Cause.WRITTEN_OFF)),
        cause_id="receipt",
        debit=pl.lit(int(Account.RECEIVABLE_FROM_PAYEE), dtype=pl.Int64),
        credit=pl.lit(int(Account.WRITTEN_OFF), dtype=pl.Int64),
        amount_cents="unforgiven_cents",
    )
    frames = [
        frame.with_columns(pl.col("debit", "credit").cast(pl.Int64))
        for frame in (returned, settled, unforgiven)
    ]
    return pl.concat(frames)
