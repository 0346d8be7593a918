"""Money out: what may be paid is paid once, and the files that pay it are kept with it.

Payments, their postings and the bytes of the day's files are one transaction, so a day is
paid wholly or not at all. Files on disk are only copies of what is kept here.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection, transaction

from posse.apps.books.choices import Cause
from posse.apps.payments.choices import PaymentMethod
from posse.apps.payments.models import Disbursement
from posse.apps.runs.models import Run
from posse.ledger.accounts import Account
from posse.services.books.posting import do_write_postings
from posse.services.bulk import next_ids, write_frame
from posse.services.disbursement_unit import unit_bank
from posse.services.money_out.day_files import do_keep_day_files
from posse.services.money_out.numbering import (
    NumberedBy,
    load_numbers,
    next_warrant_number,
    trace_numbers,
)
from posse.services.money_out.payments_due import KEY, due_for_day
from posse.services.money_out.ways import PARTICULARS
from posse.services.recovery.recovering import do_recover
from posse.units.days import add_business_days

TRANSFER_METHODS = (
    PaymentMethod.STATE_TRANSFER,
    PaymentMethod.FOSTER_CARE_TRANSFER,
    PaymentMethod.MEDICAID_TRANSFER,
)


@dataclass(frozen=True)
class DisbursementCounts:
    """What was paid on a day, out of ``due_count`` amounts that awaited payment.

    ``waiting`` is what stays: not released yet, or its payee cannot be paid. Units: cents.
    """

    due_count: int = 0
    payment_count: int = 0
    payee_cents: int = 0
    state_cents: int = 0
    waiting_cents: int = 0
    file_names: tuple[str, ...] = ()

    @property
    def paid_cents(self) -> int:
        """Everything that left the bank account."""
        return self.payee_cents + self.state_cents


@transaction.atomic
def do_disburse(*, on: date, run: Run) -> DisbursementCounts:
    """Pay everything due on a business date to whoever can be paid, and keep its files.

    Families and, where money is returned to them, paying parents get one payment each; the
    State and each of its agencies get one transfer. What nobody can be paid stays payable;
    of what a payee owes, a share is kept by that payee's terms.
    Source: 45 CFR 302.32(b)(3)(i), 45 CFR 302.38, 42 USC 654b(c)(1).
    """
    due = due_for_day(on)
    paid = do_recover(due.filter(pl.col("hindrance") == ""), on=on, run=run)
    payments = do_issue(paid.filter(pl.col("amount_cents") > 0), on=on, run=run)
    _do_remove_payables(due)
    file_names = do_keep_day_files(on=on, run=run)
    to_state = payments.filter(pl.col("method").is_in(list(map(str, TRANSFER_METHODS))))
    payee_cents = int(payments["amount_cents"].sum()) - int(to_state["amount_cents"].sum())
    return DisbursementCounts(
        due_count=due.height,
        payment_count=payments.height,
        payee_cents=payee_cents,
        state_cents=int(to_state["amount_cents"].sum()),
        waiting_cents=int(due.filter(pl.col("hindrance") != "")["amount_cents"].sum()),
        file_names=file_names,
    )


@transaction.atomic
def do_issue(
    paid: pl.DataFrame, *, on: date, run: Run, reissue_of: Disbursement | None = None
) -> pl.DataFrame:
    """One payment to each payee out of ``paid`` (rows of ``due_for_day``), with its postings.

    Returns: the payments, one row each.
    """
    payments = _payments(paid, on=on)
    keys = ["payee", "method"]
    lines = paid.join(payments.select(*keys, "id"), on=keys, nulls_equal=True).sort("id", *KEY)
    _do_write_payments(payments, on=on, run=run, reissue_of=reissue_of)
    _do_write_warrants(payments.filter(pl.col("number").is_not_null()))
    _do_write_lines(lines)
    do_write_postings(_postings(lines, on=on), posted_on=on, run=run)
    return payments


def _payments(paid: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """One payment a payee, payees by rising id and the State last, each with its number.

    Nothing but the payees and what was numbered before decides the numbers, so a run that is
    repeated after a kill writes the same files.
    """
    particulars = [name for name in PARTICULARS if name != "method"]
    payments = (
        paid.group_by("payee", "method")
        .agg(pl.col("amount_cents").sum(), pl.col(particulars).first())
        .sort("payee", "method", nulls_last=True)
        .with_columns(place=pl.int_range(pl.len()).over("method"))
    )
    counts = dict(payments.group_by("method").len().iter_rows())
    number = NumberedBy(
        traces=trace_numbers(
            unit_bank(on=on).originating_dfi, counts.get(PaymentMethod.DIRECT_DEPOSIT, 0)
        ),
        loads=load_numbers(on, counts.get(PaymentMethod.DEBIT_CARD, 0)),
        first_warrant=next_warrant_number(unit_bank(on=on).first_warrant_number),
    )
    ids = next_ids("payments_disbursement", payments.height)
    is_warrant = pl.col("method") == str(PaymentMethod.WARRANT)
    return payments.with_columns(
        number.trace_of(payments),
        id=pl.Series(list(ids), dtype=pl.Int64),
        number=pl.when(is_warrant).then(pl.col("place") + number.first_warrant),
        # Banks are open when the unit is; what is decided on a weekend waits for both.
        effective_on=pl.lit(add_business_days(add_business_days(on, 0), 1)),
    )


def _do_write_payments(
    payments: pl.DataFrame, *, on: date, run: Run, reissue_of: Disbursement | None
) -> None:
    accounts = ("routing_number", "account_number", "account_kind")
    is_deposit = pl.col("method") == str(PaymentMethod.DIRECT_DEPOSIT)
    is_card = pl.col("method") == str(PaymentMethod.DEBIT_CARD)
    write_frame(
        "payments_disbursement",
        payments.select(
            "id",
            "amount_cents",
            "method",
            "trace_number",
            pl.when(is_deposit).then(pl.col(accounts)).fill_null(""),
            pl.when(is_card).then("card_reference").fill_null("").alias("card_reference"),
            "effective_on",
            payee_id="payee",
            recorded_on=pl.lit(on),
            recorded_by=pl.lit(run.started_by),
            reissue_of_id=pl.lit(reissue_of.pk if reissue_of else None, dtype=pl.Int64),
            run_id=pl.lit(run.pk),
        ),
    )


def _do_write_warrants(payments: pl.DataFrame) -> None:
    write_frame(
        "instruments_warrant",
        payments.select(
            "number",
            pl.col("payee_name", "line_1", "line_2", "city", "state", "zip_code").fill_null(""),
            disbursement_id="id",
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
