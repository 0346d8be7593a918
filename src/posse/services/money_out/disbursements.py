"""Money out: what may be paid is paid once, and the file for the bank is kept with it.

Payments, their postings and the bytes of the file are one transaction, so a day is paid
wholly or not at all. Files on disk are only copies of what is kept here.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl
from django.db import connection, transaction

from posse.apps.books.choices import Cause
from posse.apps.payments.choices import PaymentMethod
from posse.apps.payments.models import OutboundFile
from posse.apps.runs.models import Run
from posse.formats.nacha import CreditBatch, FileHeader, write_credits
from posse.formats.nacha.writing import CHECKING_CREDIT, SAVINGS_CREDIT
from posse.ledger.accounts import Account
from posse.services.books.posting import do_write_postings
from posse.services.bulk import next_ids, read_frame, write_frame
from posse.services.disbursement_unit import Bank, unit_bank
from posse.services.money_out.payments_due import KEY, due_for_day
from posse.units.days import add_business_days

FILE_KIND = "direct deposits to families"

NAMES = """
    SELECT DISTINCT ON (identity.participant_id) identity.participant_id,
           identity.given_name || ' ' || identity.surname
    FROM unnest(%s::bigint[]) AS paid (participant_id)
    JOIN people_identity AS identity USING (participant_id)
    ORDER BY identity.participant_id, identity.effective_on DESC, identity.id DESC"""


@dataclass(frozen=True)
class DisbursementCounts:
    """What was paid on a day, out of ``due_count`` amounts that awaited payment.

    ``waiting`` is what stays: not released yet, or its payee has no account. Units: cents.
    """

    due_count: int = 0
    payment_count: int = 0
    payee_cents: int = 0
    state_cents: int = 0
    waiting_cents: int = 0
    file_name: str = ""

    @property
    def paid_cents(self) -> int:
        """Everything that left the bank account."""
        return self.payee_cents + self.state_cents


@transaction.atomic
def do_disburse(*, on: date, run: Run) -> DisbursementCounts:
    """Pay everything due on a business date to whoever can be paid.

    Families and, where money is returned to them, paying parents get one direct deposit
    each; the State's share is one transfer. What has no account stays payable.
    Source: 45 CFR 302.32(b)(3)(i), 42 USC 654b(c)(1).
    """
    due = due_for_day(on)
    paid = due.filter(pl.col("hindrance") == "")
    payments = _payments(paid, bank=unit_bank(on=on), on=on)
    lines = paid.join(payments.select("payee", "id"), on="payee", nulls_equal=True).sort(
        "id", *KEY
    )
    _do_write_payments(payments, on=on, run=run)
    _do_write_lines(lines)
    do_write_postings(_postings(lines, on=on), posted_on=on, run=run)
    _do_remove_payables(due)
    deposits = payments.filter(pl.col("payee").is_not_null())
    file_name = _do_keep_file(deposits, on=on, run=run)
    to_state = payments.filter(pl.col("payee").is_null())
    return DisbursementCounts(
        due_count=due.height,
        payment_count=payments.height,
        payee_cents=int(deposits["amount_cents"].sum()),
        state_cents=int(to_state["amount_cents"].sum()),
        waiting_cents=int(due.filter(pl.col("hindrance") != "")["amount_cents"].sum()),
        file_name=file_name,
    )


def _payments(paid: pl.DataFrame, *, bank: Bank, on: date) -> pl.DataFrame:
    """One payment a payee, payees by rising id and the State last, each with its trace.

    Nothing but the business date and the payees decides the trace numbers, so a run that
    is repeated after a kill writes the same file.
    """
    accounts = ["routing_number", "account_number", "account_kind"]
    payments = (
        paid.group_by("payee")
        .agg(pl.col("amount_cents").sum(), pl.col(accounts).first())
        .sort("payee", nulls_last=True)
        .with_row_index("place", offset=1)
    )
    is_deposit = pl.col("payee").is_not_null()
    trace = pl.lit(bank.originating_dfi) + pl.col("place").cast(pl.String).str.zfill(7)
    ids = next_ids("payments_disbursement", payments.height)
    return payments.with_columns(
        id=pl.Series(list(ids), dtype=pl.Int64),
        method=pl.when(is_deposit)
        .then(pl.lit(str(PaymentMethod.DIRECT_DEPOSIT)))
        .otherwise(pl.lit(str(PaymentMethod.STATE_TRANSFER))),
        trace_number=pl.when(is_deposit).then(trace).otherwise(pl.lit("")),
        effective_on=pl.lit(add_business_days(on, 1)),
    )


def _do_write_payments(payments: pl.DataFrame, *, on: date, run: Run) -> None:
    write_frame(
        "payments_disbursement",
        payments.select(
            "id",
            "amount_cents",
            "method",
            "trace_number",
            pl.col("routing_number", "account_number", "account_kind").fill_null(""),
            "effective_on",
            payee_id="payee",
            recorded_on=pl.lit(on),
            recorded_by=pl.lit(run.started_by),
            run_id=pl.lit(run.pk),
        ),
    )


def _do_write_lines(lines: pl.DataFrame) -> None:
    write_frame(
        "payments_disbursementline",
        lines.select(
            "account",
            "amount_cents",
            disbursement_id="id",
            receipt_id="receipt",
            case_id="case",
        ),
    )


def _postings(lines: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Each line takes money out of the bank and settles what was payable."""
    return lines.select(
        "obligor",
        "case",
        "receipt",
        cause=pl.lit(int(Cause.DISBURSEMENT)),
        cause_id="id",
        effective_on=pl.lit(on),
        debit="account",
        credit=pl.lit(int(Account.BANK)),
        amount_cents="amount_cents",
    )


def _do_remove_payables(due: pl.DataFrame) -> None:
    """Take away the rows that were paid, and those that add up to nothing."""
    settled = due.filter(pl.col("hindrance").is_in(["", "nothing"]))
    ids = settled["payables"].explode().drop_nulls().to_list()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM books_payable WHERE id = ANY(%s)", [ids])


def _do_keep_file(deposits: pl.DataFrame, *, on: date, run: Run) -> str:
    """Keep the bank's file of a day byte for byte; its name, or nothing when none is due."""
    if deposits.is_empty():
        return ""
    content = _file_content(deposits, bank=unit_bank(on=on), on=on)
    file = OutboundFile.objects.create(
        kind=FILE_KIND,
        business_date=on,
        name=f"families-{on}.ach",
        content=content,
        sha256=sha256(content).hexdigest(),
        entry_count=deposits.height,
        amount_cents=int(deposits["amount_cents"].sum()),
        run=run,
    )
    return file.name


def _file_content(deposits: pl.DataFrame, *, bank: Bank, on: date) -> bytes:
    """The file, made of the business date and the payments alone; it holds no time of day."""
    payees = deposits["payee"].to_list()
    schema = {"payee": pl.Int64, "receiver_name": pl.String}
    names = read_frame(NAMES, schema=schema, params=[payees])
    is_savings = pl.col("account_kind") == "savings"
    entries = deposits.join(names, on="payee", how="left", maintain_order="left").select(
        "routing_number",
        "account_number",
        "amount_cents",
        identification_number=pl.col("payee").cast(pl.String),
        receiver_name=pl.col("receiver_name").fill_null("").str.to_uppercase(),
        transaction_code=pl.when(is_savings).then(SAVINGS_CREDIT).otherwise(CHECKING_CREDIT),
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
