"""The files of a business date: deposits, card loads, the warrant register, positive pay.

They hold whatever was decided since the last closed day, by the night or at a screen, and
nothing of the time of day: a repeated run makes the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl

from posse.apps.payments.choices import PaymentMethod
from posse.apps.payments.models import OutboundFile
from posse.apps.runs.models import Run
from posse.formats.instruments import (
    ISSUED,
    Drawn,
    write_card_load,
    write_positive_pay,
    write_warrant_register,
)
from posse.formats.nacha import CreditBatch, FileHeader, write_credits
from posse.formats.nacha.writing import CHECKING_CREDIT, SAVINGS_CREDIT
from posse.services.bulk import read_frame
from posse.services.business_dates import last_closed_day
from posse.services.disbursement_unit import Bank, unit_bank
from posse.units.days import add_business_days

DEPOSITS, CARD_LOADS = "direct deposits to families", "card loads"
REGISTER, POSITIVE_PAY = "warrant register", "positive pay"

SENT = """
    SELECT sent.method, sent.payee_id, sent.amount_cents, sent.trace_number,
           sent.routing_number, sent.account_number, sent.account_kind, sent.card_reference,
           sent.recorded_on, named.payee_name
    FROM payments_disbursement AS sent
    LEFT JOIN LATERAL (
        SELECT concat_ws(' ', given_name, surname) AS payee_name FROM people_identity
        WHERE participant_id = sent.payee_id
        ORDER BY effective_on DESC, id DESC LIMIT 1) AS named ON true
    WHERE sent.recorded_on > %s AND sent.recorded_on <= %s
      AND sent.method IN ('direct_deposit', 'debit_card')
    ORDER BY sent.id"""
SENT_SCHEMA = {
    "method": pl.String,
    "payee": pl.Int64,
    "amount_cents": pl.Int64,
    "trace_number": pl.String,
    "routing_number": pl.String,
    "account_number": pl.String,
    "account_kind": pl.String,
    "card_reference": pl.String,
    "recorded_on": pl.Date,
    "payee_name": pl.String,
}
# A warrant that ended before its file was made is neither printed nor told to the bank as
# one to pay; whatever was told and is not to be paid is told once as void.
WARRANTS = """
    WITH undone AS (
        SELECT disbursement_id, min(recorded_on) AS undone_on
        FROM instruments_disbursementevent
        WHERE kind IN ('stop_requested', 'voided', 'undeliverable', 'stale')
        GROUP BY disbursement_id)
    SELECT warrant.number, sent.recorded_on, sent.amount_cents, warrant.payee_name,
           warrant.line_1, warrant.line_2, warrant.city, warrant.state, warrant.zip_code,
           CASE WHEN undone_on IS NULL THEN 'I' ELSE 'V' END
    FROM instruments_warrant AS warrant
    JOIN payments_disbursement AS sent ON sent.id = warrant.disbursement_id
    LEFT JOIN undone ON undone.disbursement_id = sent.id
    WHERE (sent.recorded_on > %s AND sent.recorded_on <= %s)
       OR (undone_on > %s AND undone_on <= %s)
    ORDER BY warrant.number"""
WARRANT_SCHEMA = {
    "number": pl.Int64,
    "issued_on": pl.Date,
    "amount_cents": pl.Int64,
    "payee_name": pl.String,
    "line_1": pl.String,
    "line_2": pl.String,
    "city": pl.String,
    "state": pl.String,
    "zip_code": pl.String,
    "status": pl.String,
}


@dataclass(frozen=True)
class _Made:
    """A file as it is to be kept."""

    kind: str
    name: str
    content: bytes
    rows: pl.DataFrame


def do_keep_day_files(*, on: date, run: Run) -> tuple[str, ...]:
    """Keep the day's files byte for byte; their names, none where there is nothing to send."""
    bank = unit_bank(on=on)
    since = last_closed_day() or date.min
    sent = read_frame(SENT, schema=SENT_SCHEMA, params=[since, on])
    warrants = read_frame(WARRANTS, schema=WARRANT_SCHEMA, params=[since, on, since, on])
    files = [*_sent_files(sent, bank=bank, on=on), *_warrant_files(warrants, bank=bank, on=on)]
    for made in files:
        OutboundFile.objects.create(
            kind=made.kind,
            business_date=on,
            name=made.name,
            content=made.content,
            sha256=sha256(made.content).hexdigest(),
            entry_count=made.rows.height,
            amount_cents=int(made.rows["amount_cents"].sum()),
            run=run,
        )
    return tuple(made.name for made in files)


def _sent_files(sent: pl.DataFrame, *, bank: Bank, on: date) -> Iterator[_Made]:
    deposits = sent.filter(pl.col("method") == str(PaymentMethod.DIRECT_DEPOSIT))
    if deposits.height:
        content = _deposit_file(deposits, bank=bank, on=on)
        yield _Made(DEPOSITS, f"families-{on}.ach", content, deposits)
    loads = sent.filter(pl.col("method") == str(PaymentMethod.DEBIT_CARD))
    if loads.height:
        content = write_card_load(
            loads.rename({"trace_number": "load_number"}),
            program_id=bank.card_program_id,
            created_on=on,
            effective_on=add_business_days(on, 1),
        )
        yield _Made(CARD_LOADS, f"cards-{on}.cards", content, loads)


def _warrant_files(warrants: pl.DataFrame, *, bank: Bank, on: date) -> Iterator[_Made]:
    drawn = Drawn(account_number=bank.warrant_account_number, unit_name=bank.unit_name)
    printed = warrants.filter(pl.col("status") == ISSUED)
    if printed.height:
        content = write_warrant_register(printed, drawn=drawn, created_on=on)
        yield _Made(REGISTER, f"warrants-{on}.wreg", content, printed)
    if warrants.height:
        content = write_positive_pay(warrants, drawn=drawn, created_on=on)
        yield _Made(POSITIVE_PAY, f"positive-pay-{on}.ppay", content, warrants)


def _deposit_file(deposits: pl.DataFrame, *, bank: Bank, on: date) -> bytes:
    """The bank's file, made of the business date and the payments alone."""
    is_savings = pl.col("account_kind") == "savings"
    entries = deposits.select(
        "routing_number",
        "account_number",
        "amount_cents",
        identification_number=pl.col("payee").cast(pl.String),
        receiver_name=pl.col("payee_name").fill_null("").str.to_uppercase(),
        transaction_code=pl.when(is_savings).then(SAVINGS_CREDIT).otherwise(CHECKING_CREDIT),
        sequence=pl.col("trace_number").str.slice(-7).cast(pl.Int64),
    )
    header = FileHeader(
        immediate_destination=f" {bank.bank_routing_number}",
        immediate_origin=bank.origin_id,
        destination_name=bank.bank_name,
        origin_name=bank.unit_name,
        created_on=on,
    )
    batch = CreditBatch(
        sec_code="PPD",
        company_name=bank.company_name,
        company_id=bank.company_id,
        entry_description=bank.entry_description,
        effective_on=add_business_days(on, 1),
        originating_dfi=bank.originating_dfi,
        entries=entries,
    )
    return write_credits(header, [batch])
