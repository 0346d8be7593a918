"""Writers of what a payee agrees to, pays back, or is let off."""

from datetime import date

import polars as pl
from django.db import connection, transaction

from posse.apps.books.choices import Cause
from posse.apps.people.models import Participant
from posse.apps.recovery.choices import TermsBasis
from posse.apps.recovery.models import Repayment, RepaymentTerms, WriteOff
from posse.apps.runs.choices import RunKind
from posse.ledger.accounts import Account
from posse.services.books.posting import do_write_postings
from posse.services.law import current_law
from posse.services.recovery.debts import debts_of_payee, meet
from posse.services.recovery.standing import KEY, do_write_lines
from posse.services.register.entries import (
    BALANCE_CENTS_MAX,
    check_amount,
    check_open_day,
    check_order_of_dates,
    required,
)
from posse.services.runs import (
    JOB_LOCK,
    do_finish_run,
    do_record_step,
    do_start_run,
    exclusive_job,
)
from posse.units.money import format_dollars

NOTE_LENGTH = 300
SHARE_PERCENT = "support.recovery.share_percent"


def default_share_percent(*, on: date) -> int:
    """The share that terms take where they name none."""
    return int(current_law().value(SHARE_PERCENT, on=on))


@transaction.atomic
def do_agree_to_terms(
    *,
    payee: Participant,
    basis: str,
    note: str,
    on: date,
    by: str,
    share_percent: int | None = None,
    monthly_cents: int | None = None,
    effective_on: date | None = None,
) -> RepaymentTerms:
    """By a written agreement or an order, money is kept out of a payee's later payments.

    A share of each payment or an amount a month; the law's own share where neither is given.
    """
    check_open_day(on)
    if TermsBasis(basis) is TermsBasis.ENDED:
        raise ValueError("terms need the payee's written agreement or a court's order")
    if share_percent is not None and monthly_cents is not None:
        raise ValueError("say either a share of each payment or an amount a month, not both")
    if monthly_cents is not None:
        check_amount(
            monthly_cents, what="the amount a month", cents_min=1, cents_max=BALANCE_CENTS_MAX
        )
    elif share_percent is None:
        share_percent = default_share_percent(on=on)
    if share_percent is not None and not 1 <= share_percent <= 100:
        raise ValueError("the share must be from 1 to 100 percent")
    if debts_of_payee(payee.pk, on=on).is_empty():
        raise ValueError("the payee owes nothing that could be recovered")
    return RepaymentTerms.objects.create(
        payee=payee,
        basis=TermsBasis(basis),
        share_percent=share_percent,
        monthly_cents=monthly_cents,
        note=required(note, what="the note", length_max=NOTE_LENGTH),
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_end_terms(*, payee: Participant, note: str, on: date, by: str) -> RepaymentTerms:
    """Nothing is kept out of a payee's payments any more; what is owed stays owed."""
    check_open_day(on)
    latest = payee.repayment_terms.order_by("-effective_on", "-id").first()
    if latest is None or latest.basis == TermsBasis.ENDED:
        raise ValueError("no terms are in force that could end")
    return RepaymentTerms.objects.create(
        payee=payee,
        basis=TermsBasis.ENDED,
        note=required(note, what="the note", length_max=NOTE_LENGTH),
        # Terms that only begin later end as well.
        effective_on=max(on, latest.effective_on),
        recorded_on=on,
        recorded_by=by,
    )


def do_enter_repayment(
    *, payee: Participant, amount_cents: int, received_on: date, note: str, on: date, by: str
) -> Repayment:
    """Money that a payee paid back is in the bank, and so much less is owed.

    Raises: ValueError; AnotherJobRuns.
    """
    check_open_day(on)
    check_order_of_dates(received_on, on, earlier_what="the day received", later_what="today")
    with exclusive_job(), transaction.atomic():
        _check_owed(payee, amount_cents, what="the repayment", on=on)
        repayment = Repayment.objects.create(
            payee=payee,
            amount_cents=amount_cents,
            note=required(note, what="the note", length_max=NOTE_LENGTH),
            effective_on=received_on,
            recorded_on=on,
            recorded_by=by,
        )
        _do_lower(repayment, cause=Cause.REPAYMENT, account=Account.BANK)
    return repayment


def do_write_off(
    *, payee: Participant, amount_cents: int, reason: str, on: date, by: str
) -> WriteOff:
    """No more is asked of a payee for so many cents; the State bears them.

    Raises: ValueError; AnotherJobRuns.
    """
    check_open_day(on)
    with exclusive_job(), transaction.atomic():
        _check_owed(payee, amount_cents, what="the write-off", on=on)
        write_off = WriteOff.objects.create(
            payee=payee,
            amount_cents=amount_cents,
            reason=required(reason, what="the reason", length_max=NOTE_LENGTH),
            effective_on=on,
            recorded_on=on,
            recorded_by=by,
        )
        _do_lower(write_off, cause=Cause.WRITTEN_OFF, account=Account.WRITTEN_OFF)
    return write_off


def _check_owed(payee: Participant, amount_cents: int, *, what: str, on: date) -> None:
    with connection.cursor() as cursor:
        # Within another transaction the job's own lock would end before the commit.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOB_LOCK])
    check_amount(amount_cents, what=what, cents_min=1, cents_max=BALANCE_CENTS_MAX)
    owed_cents = int(debts_of_payee(payee.pk, on=on)["owed_cents"].sum())
    if amount_cents > owed_cents:
        raise ValueError(f"{what} is more than the {format_dollars(owed_cents)} that is owed")


def _do_lower(fact: Repayment | WriteOff, *, cause: Cause, account: Account) -> None:
    """Post a fact against what its payee owes, the oldest first, as an act of its day."""
    on = fact.recorded_on
    run = do_start_run(
        key=f"recovery:{on}", kind=RunKind.SCREEN, business_date=on, by=fact.recorded_by
    )
    debts = debts_of_payee(fact.payee_id, on=on)
    met = list(meet([fact.amount_cents], debts["owed_cents"].to_list()))
    lowered = debts[[place for _, place, _ in met]].with_columns(
        amount_cents=pl.Series([cents for *_, cents in met], dtype=pl.Int64),
        cause=pl.lit(int(cause), dtype=pl.Int64),
        cause_id=pl.lit(fact.pk, dtype=pl.Int64),
    )
    lines = lowered.with_columns(amount_cents=-pl.col("amount_cents"))
    do_write_lines(lines.select(*KEY, "cause", "cause_id", "amount_cents"), on=on, run=run)
    postings = lowered.select(
        "obligor",
        "case",
        "receipt",
        "cause",
        "cause_id",
        "amount_cents",
        effective_on=pl.lit(fact.effective_on),
        debit=pl.lit(int(account)),
        credit=pl.lit(int(Account.RECEIVABLE_FROM_PAYEE)),
    )
    do_write_postings(postings, posted_on=on, run=run)
    do_record_step(
        run=run,
        name=str(cause.label).lower(),
        part=f"{cause.name.lower()} {fact.pk}",
        out_count=postings.height,
        amount_cents=fact.amount_cents,
    )
    do_finish_run(run)
