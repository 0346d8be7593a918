"""Warrants that nobody cashed in time, and money that stays unclaimed after it came back."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db import transaction

from posse.apps.instruments.choices import EventKind
from posse.apps.instruments.models import DisbursementEvent
from posse.apps.runs.models import Run
from posse.services.bulk import read_frame
from posse.services.law import current_law
from posse.services.money_out.taking_back import do_take_back
from posse.services.search.hits import identities_for_participants

STALE_DAYS = "support.disbursement.warrant_stale_days"
UNCLAIMED_DAYS = "support.disbursement.unclaimed_report_days"

UNCASHED = """
    SELECT sent.id FROM instruments_warrant AS warrant
    JOIN payments_disbursement AS sent ON sent.id = warrant.disbursement_id
    WHERE sent.recorded_on <= %s
      AND NOT EXISTS (SELECT FROM instruments_disbursementevent AS ended
                      WHERE ended.disbursement_id = sent.id AND ended.kind <> 'stop_requested')
    ORDER BY sent.id"""
UNCLAIMED = """
    SELECT sent.id, sent.payee_id, event.kind, event.effective_on,
           least(sent.amount_cents, sum(waiting.amount_cents))::bigint
    FROM instruments_disbursementevent AS event
    JOIN payments_disbursement AS sent ON sent.id = event.disbursement_id
    JOIN (SELECT DISTINCT disbursement_id, receipt_id, case_id, account
          FROM payments_disbursementline) AS line ON line.disbursement_id = sent.id
    JOIN books_payable AS waiting USING (receipt_id, case_id, account)
    WHERE event.kind IN ('stopped', 'voided', 'undeliverable', 'returned', 'stale')
      AND event.effective_on <= %s
      AND NOT EXISTS (SELECT FROM payments_disbursement AS again
                      WHERE again.reissue_of_id = sent.id)
    GROUP BY sent.id, event.id HAVING sum(waiting.amount_cents) > 0
    ORDER BY event.effective_on, sent.id"""
UNCLAIMED_SCHEMA = {
    "disbursement": pl.Int64,
    "payee": pl.Int64,
    "kind": pl.String,
    "since": pl.Date,
    "amount_cents": pl.Int64,
}


@dataclass(frozen=True)
class StaleCounts:
    """Warrants that went stale, and their cents."""

    warrant_count: int
    amount_cents: int


@dataclass(frozen=True)
class UnclaimedLine:
    """Money that came back and was not claimed for long. Units: cents."""

    disbursement_id: int
    payee: str
    why: str
    since: date
    days: int
    amount_cents: int


@transaction.atomic
def do_mark_stale(*, on: date, run: Run) -> StaleCounts:
    """End each warrant that nobody cashed in time; its money is payable again, and waits.

    The bank is told by the day's positive pay file. Twice does nothing.
    Source: policy parameter support.disbursement.warrant_stale_days.
    """
    last_day = on - timedelta(days=current_law().value(STALE_DAYS, on=on))
    stale = read_frame(UNCASHED, schema={"id": pl.Int64}, params=[last_day])["id"]
    events = [
        DisbursementEvent.objects.create(
            disbursement_id=sent,
            kind=EventKind.STALE,
            effective_on=on,
            recorded_on=on,
            recorded_by=run.started_by,
        )
        for sent in stale
    ]
    return StaleCounts(len(events), do_take_back(events, on=on, run=run))


def unclaimed_for_office(*, on: date) -> list[UnclaimedLine]:
    """Money that came back, still awaits payment and is older than the report's days."""
    days = current_law().value(UNCLAIMED_DAYS, on=on)
    params = [on - timedelta(days=days)]
    rows = read_frame(UNCLAIMED, schema=UNCLAIMED_SCHEMA, params=params)
    names = identities_for_participants(set(rows["payee"].to_list()))
    return [
        UnclaimedLine(
            disbursement_id=row["disbursement"],
            payee=names[row["payee"]][0].full_name,
            why=str(EventKind(row["kind"]).label),
            since=row["since"],
            days=(on - row["since"]).days,
            amount_cents=row["amount_cents"],
        )
        for row in rows.iter_rows(named=True)
    ]
