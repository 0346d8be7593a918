"""Direct deposits that came back: each return entry ends the payment that it names."""

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import transaction

from posse.apps.instruments.choices import EventKind
from posse.apps.instruments.models import DisbursementEvent
from posse.apps.runs.models import Run
from posse.services.bulk import read_frame
from posse.services.money_out.taking_back import do_take_back

# The latest deposit with the trace number, since traces come again after ten million.
OPEN_RETURNS = """
    SELECT entry.id, entry.amount_cents, entry.return_code, entry.original_trace_number,
           entry.effective_on, sent.id, sent.amount_cents, ended.kind
    FROM payments_returnedentry AS entry
    LEFT JOIN LATERAL (
        SELECT id, amount_cents FROM payments_disbursement
        WHERE trace_number = entry.original_trace_number AND trace_number <> ''
          AND method = 'direct_deposit' AND recorded_on <= entry.recorded_on
        ORDER BY id DESC LIMIT 1) AS sent ON true
    LEFT JOIN instruments_disbursementevent AS ended
      ON ended.disbursement_id = sent.id
     AND ended.kind IN ('cleared', 'stopped', 'voided', 'undeliverable', 'returned', 'stale')
    WHERE entry.recorded_on <= %s
      AND NOT EXISTS (SELECT FROM instruments_disbursementevent AS acted
                      WHERE acted.returned_entry_id = entry.id)
    ORDER BY entry.id"""
SCHEMA = {
    "entry": pl.Int64,
    "amount_cents": pl.Int64,
    "return_code": pl.String,
    "trace_number": pl.String,
    "returned_on": pl.Date,
    "disbursement": pl.Int64,
    "sent_cents": pl.Int64,
    "ended": pl.String,
}
WORDS = {
    "no_payment": "No direct deposit of this unit has the trace number",
    "other_amount": "The deposit with the trace number was of another amount",
    "ended": "The deposit with the trace number came back already",
}


@dataclass(frozen=True)
class ReturnCounts:
    """Return entries that waited, those acted on, and the cents that came back."""

    entry_count: int
    acted_count: int
    amount_cents: int


@dataclass(frozen=True)
class OpenReturn:
    """A return entry that fits no payment and waits for a person. Units: cents."""

    entry_id: int
    return_code: str
    trace_number: str
    returned_on: date
    amount_cents: int
    reason: str

    @property
    def words(self) -> str:
        """Why it fits none."""
        return WORDS[self.reason]


def _open_returns(on: date) -> pl.DataFrame:
    """Entries not acted on, each with ``reason``: empty where it fits a payment."""
    rows = read_frame(OPEN_RETURNS, schema=SCHEMA, params=[on])
    is_first = pl.col("disbursement").is_first_distinct()
    reason = (
        pl.when(pl.col("disbursement").is_null())
        .then(pl.lit("no_payment"))
        .when(pl.col("amount_cents") != pl.col("sent_cents"))
        .then(pl.lit("other_amount"))
        .when(pl.col("ended").is_not_null())
        .then(pl.lit("ended"))
        .otherwise(pl.lit(""))
    )
    fitting = rows.with_columns(reason=reason)
    # Two entries of one night for one payment: the second finds it ended.
    is_second = (pl.col("reason") == "") & ~is_first.over("reason")
    return fitting.with_columns(
        reason=pl.when(is_second).then(pl.lit("ended")).otherwise("reason")
    )


@transaction.atomic
def do_act_on_returns(*, on: date, run: Run) -> ReturnCounts:
    """End each deposit that came back, and make its money payable again; twice does nothing.

    The payee is paid again once a good account, card or other way is on file.
    Source: 45 CFR 302.32(b)(3)(i).
    """
    rows = _open_returns(on)
    fitting = rows.filter(pl.col("reason") == "")
    events = [
        DisbursementEvent.objects.create(
            disbursement_id=row["disbursement"],
            kind=EventKind.RETURNED,
            note=f"Return code {row['return_code']}",
            returned_entry_id=row["entry"],
            effective_on=row["returned_on"],
            recorded_on=on,
            recorded_by=run.started_by,
        )
        for row in fitting.iter_rows(named=True)
    ]
    cents = do_take_back(events, on=on, run=run)
    return ReturnCounts(rows.height, len(events), cents)


def open_returns_for_office(*, on: date) -> list[OpenReturn]:
    """Return entries that fit no payment; what each brought is not in the books."""
    rows = _open_returns(on).filter(pl.col("reason") != "")
    names = ("return_code", "trace_number", "returned_on", "amount_cents", "reason")
    return [
        OpenReturn(entry_id=row["entry"], **{name: row[name] for name in names})
        for row in rows.iter_rows(named=True)
    ]
