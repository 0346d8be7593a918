"""The statement of a payee: what was paid in a month, out of which receipts, and why."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.books.models import DistributionLine
from posse.apps.instruments.choices import MONEY_BACK, EventKind
from posse.apps.instruments.models import DisbursementEvent
from posse.apps.payments.choices import PaymentMethod, Source
from posse.apps.payments.models import Disbursement, DisbursementLine, Receipt
from posse.apps.people.models import Identity, Participant
from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.ledger.accounts import (
    CURRENT,
    FEE,
    FUTURES,
    INTEREST,
    OBLIGATIONS,
    PAYABLE_BASE,
    PENALTY,
    REFUND,
)
from posse.notices.payee_statement.data import (
    CameBack,
    PayeeStatement,
    StatedLine,
    StatedPayment,
    Withheld,
)
from posse.services.doors.addresses import mail_address
from posse.services.pages.receivables import kept_for_payee
from posse.services.runs import do_finish_run, do_record_step, do_start_run
from posse.units.days import day_words, month_end
from posse.units.money import format_dollars

STEP = "payee statement"

# For what money counted, by receipt, case and account.
Reasons = Mapping[tuple[int, int, int], list[str]]

# What each kind of debt is called to the family that gets the money.
WORDS_OF_OBLIGATION = {FEE: "A fee", INTEREST: "Interest", PENALTY: "Late-payment penalty"}


@dataclass(frozen=True)
class IssuedStatement:
    """A statement as it went out, and the run that says so."""

    name: str
    content: bytes
    statement: PayeeStatement
    run: Run


def statement_for_payee(payee: Participant, *, month: date, issued_on: date) -> PayeeStatement:
    """What was sent to a payee, and what came back, in the month of a day.

    Source: 45 CFR 302.38.
    """
    first, last = month.replace(day=1), month_end(month)
    sent = list(
        Disbursement.objects.filter(payee=payee, recorded_on__range=(first, last))
        .select_related("warrant")
        .prefetch_related("events", "lines__receipt", "lines__case")
        .order_by("recorded_on", "id")
    )
    back = (
        DisbursementEvent.objects.filter(
            disbursement__payee=payee, kind__in=MONEY_BACK, effective_on__range=(first, last)
        )
        .select_related("disbursement", "disbursement__warrant")
        .order_by("effective_on", "id")
    )
    reasons = _reasons(line.receipt_id for row in sent for line in row.lines.all())
    return PayeeStatement(
        payee_name=_name(payee),
        address=_address(payee, on=issued_on),
        first=first,
        last=last,
        issued_on=issued_on,
        payments=tuple(_payment(row, reasons) for row in sent),
        came_back=tuple(_came_back(event) for event in back),
        withheld=_withheld(payee, first=first, last=last),
    )


@transaction.atomic
def do_issue_payee_statement(
    *, payee: Participant, month: date, issued_on: date, by: str
) -> IssuedStatement:
    """A statement as a PDF, and the fact that it was issued, by whom, with its hash."""
    # Two copies at one moment wait for each other here, so that each has its number.
    Participant.objects.select_for_update().get(pk=payee.pk)
    statement = statement_for_payee(payee, month=month, issued_on=issued_on)
    content = statement.to_pdf()
    key = f"issue:{STEP}:{payee.pk}:{statement.first:%Y-%m}"
    copy = Run.objects.filter(key__startswith=f"{key}:").count() + 1
    run = do_start_run(key=f"{key}:{copy}", kind=RunKind.ISSUE, business_date=issued_on, by=by)
    do_record_step(
        run=run,
        name=STEP,
        part=f"payee {payee.pk}, {statement.first:%Y-%m}",
        out_count=1,
        amount_cents=statement.sent_cents,
        checksum=hashlib.sha256(content).hexdigest(),
    )
    do_finish_run(run)
    name = f"statement-{payee.pk}-{statement.first:%Y-%m}.pdf"
    return IssuedStatement(name, content, statement, run)


def how_words(sent: Disbursement) -> str:
    """How a payment went out, with what the payee can tell it by."""
    if sent.method == PaymentMethod.WARRANT:
        warrant = sent.warrant
        return f"Warrant {warrant.number} mailed to {warrant.line_1}, {warrant.city}"
    if sent.method == PaymentMethod.DEBIT_CARD:
        return f"Loaded on your card, enrolment ending {sent.card_reference[-4:]}"
    if sent.method == PaymentMethod.DIRECT_DEPOSIT:
        kind = sent.account_kind or "bank"
        return f"Direct deposit to your {kind} account ending {sent.account_number[-4:]}"
    return str(PaymentMethod(sent.method).label)


def _payment(sent: Disbursement, reasons: Reasons) -> StatedPayment:
    lines = sorted(sent.lines.all(), key=lambda line: (line.receipt.effective_on, line.pk))
    return StatedPayment(
        sent_on=sent.recorded_on,
        how=how_words(sent),
        what_became=" ".join(_turn(event) for event in sent.events.all()),
        amount_cents=sent.amount_cents,
        lines=tuple(_line(line, reasons) for line in lines),
    )


def _turn(event: DisbursementEvent) -> str:
    return f"{EventKind(event.kind).label} on {day_words(event.effective_on)}."


def _came_back(event: DisbursementEvent) -> CameBack:
    sent = event.disbursement
    return CameBack(
        day=event.effective_on,
        how=f"{how_words(sent)}, sent {day_words(sent.recorded_on)}",
        why=str(EventKind(event.kind).label),
        amount_cents=sent.amount_cents,
    )


def _withheld(payee: Participant, *, first: date, last: date) -> tuple[Withheld, ...]:
    kept = kept_for_payee(payee.pk, on=last)
    return tuple(
        Withheld(
            day=line.kept_on,
            case_number=line.case_number,
            due_cents=line.due_cents,
            why=line.terms_words,
            amount_cents=line.amount_cents,
        )
        for line in reversed(kept)
        if line.kept_on >= first
    )


def _line(line: DisbursementLine, reasons: Reasons) -> StatedLine:
    receipt = line.receipt
    return StatedLine(
        case_number=line.case.number if line.case else "",
        received_on=receipt.effective_on,
        source=_source(receipt),
        why=tuple(reasons.get((line.receipt_id, line.case_id or 0, line.account), ())),
        amount_cents=line.amount_cents,
    )


def _source(receipt: Receipt) -> str:
    label = str(Source(receipt.source).label)
    return f"{label} from {receipt.payor_name}" if receipt.payor_name else label


def _reasons(receipts: Iterable[int]) -> Reasons:
    """For what each receipt counted, by case and account, as last decided.

    A receipt has a decision for each person it was ever posted to.
    """
    rows = list(
        DistributionLine.objects.filter(distribution__receipt__in=set(receipts))
        .exclude(amount_cents=0)
        .select_related("distribution")
        .order_by("id")
    )
    latest = {
        (row.distribution.receipt_id, row.distribution.obligor_id): row.distribution_id
        for row in rows
    }
    latest_ids = set(latest.values())
    found: dict[tuple[int, int, int], list[DistributionLine]] = defaultdict(list)
    for row in rows:
        if row.distribution_id in latest_ids:
            account = PAYABLE_BASE + row.payee
            found[row.distribution.receipt_id, row.case_id, account].append(row)
    return {key: _why(lines) for key, lines in found.items()}


def _why(lines: Sequence[DistributionLine]) -> list[str]:
    """Amounts by kind of debt, in the order in which the law was applied."""
    cents: dict[str, int] = defaultdict(int)
    for line in lines:
        cents[_debt_words(line.obligation, line.bucket)] += line.amount_cents
    return [f"{words}: {format_dollars(amount)}" for words, amount in cents.items() if amount]


def _debt_words(obligation: int, bucket: int) -> str:
    """A debt as the family calls it; whose it once was by law is not its concern."""
    if bucket == REFUND:
        return "Paid above what was owed"
    if obligation in WORDS_OF_OBLIGATION:
        return WORDS_OF_OBLIGATION[obligation]
    support = OBLIGATIONS[obligation].words.lower()
    if bucket == CURRENT:
        return f"Current {support}"
    if bucket == FUTURES:
        return f"Support paid ahead: {support}"
    return f"Past-due {support}"


def _name(payee: Participant) -> str:
    identity = Identity.objects.filter(participant=payee).order_by("effective_on", "id").last()
    return identity.full_name if identity else "Name not recorded"


def _address(payee: Participant, *, on: date) -> tuple[str, ...]:
    """Where the payee gets mail on a day: the mailing address, else the residence."""
    address = mail_address(payee.pk, on=on)
    if address is None:
        return ()
    town = f"{address.city}, {address.state} {address.zip_code}"
    return tuple(line for line in (address.line_1, address.line_2, town) if line)
