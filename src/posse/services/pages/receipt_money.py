"""One receipt as its page shows it: where it went, who was paid, what still waits."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from posse.apps.books.choices import Cause
from posse.apps.books.models import Payable, Posting
from posse.apps.payments.choices import PaymentMethod
from posse.apps.payments.models import DisbursementLine, Receipt
from posse.ledger.accounts import PAYABLE_ACCOUNTS, PAYABLE_BASE, PAYEES, Account, account_words
from posse.services.search.hits import identities_for_participants

HELD = (Account.SUSPENSE, Account.UNDISTRIBUTED, Account.HELD)
# What puts the cents of a receipt somewhere; the other causes move them on from there.
PLACED_BY = (Cause.RECEIPT, Cause.IDENTIFICATION, Cause.RELEASE, Cause.REVERSAL)


@dataclass(frozen=True)
class Part:
    """A part of a receipt that was put in one place. Units: cents."""

    account: int
    words: str
    case_number: str
    amount_cents: int


@dataclass(frozen=True)
class Payment:
    """A part of a receipt that left the building. Units: cents."""

    paid_on: date
    settles_on: date
    payee: str
    method: str
    case_number: str
    amount_cents: int
    disbursement_id: int


@dataclass(frozen=True)
class Waiting:
    """A part of a receipt that waits to be paid. Units: cents."""

    words: str
    case_number: str
    release_on: date
    amount_cents: int


def receipt_by_id(receipt: int) -> Receipt | None:
    """A receipt with its file (without the bytes)."""
    rows = Receipt.objects.select_related("file", "obligor", "case").defer("file__content")
    return rows.filter(pk=receipt).first()


def parts_for_receipt(receipt: int) -> list[Part]:
    """Where the cents of a receipt were put by the books, in the order of the accounts."""
    rows = Posting.objects.filter(receipt=receipt, cause__in=PLACED_BY).values_list(
        "debit", "credit", "case__number", "amount_cents"
    )
    cents: dict[tuple[int, str], int] = defaultdict(int)
    for debit, credit, number, amount_cents in rows:
        cents[credit, _case_of(credit, number)] += amount_cents
        cents[debit, _case_of(debit, number)] -= amount_cents
    return [
        Part(account, account_words(account), number, amount_cents)
        for (account, number), amount_cents in sorted(cents.items())
        if amount_cents and account in {*HELD, *PAYABLE_ACCOUNTS}
    ]


def _case_of(account: int, number: str | None) -> str:
    # Money is distributed out of one pot for all cases, so the pot has no case.
    return (number or "") if account in PAYABLE_ACCOUNTS else ""


def payments_for_receipt(receipt: int) -> list[Payment]:
    """What was paid out of a receipt, to whom, when and how."""
    rows = DisbursementLine.objects.filter(receipt=receipt).select_related(
        "disbursement", "case"
    )
    lines = list(rows.order_by("disbursement__recorded_on", "id"))
    payees = (line.disbursement.payee_id for line in lines)
    names = identities_for_participants({payee for payee in payees if payee is not None})
    return [
        Payment(
            paid_on=line.disbursement.recorded_on,
            settles_on=line.disbursement.effective_on,
            payee=_payee(line, {key: rows[0].full_name for key, rows in names.items()}),
            method=str(PaymentMethod(line.disbursement.method).label),
            case_number=line.case.number if line.case else "",
            amount_cents=line.amount_cents,
            disbursement_id=line.disbursement_id,
        )
        for line in lines
    ]


def _payee(line: DisbursementLine, names: dict[int, str]) -> str:
    payee = line.disbursement.payee_id
    if payee is None:
        return PAYEES[line.account - PAYABLE_BASE].words
    return names.get(payee, "A person not named")


def waiting_for_receipt(receipt: int) -> list[Waiting]:
    """What of a receipt waits to be paid, and from which day it may be."""
    rows = Payable.objects.filter(receipt=receipt).select_related("case")
    cents: dict[tuple[int, str, date], int] = defaultdict(int)
    for row in rows:
        cents[row.account, row.case.number, row.release_on] += row.amount_cents
    return [
        Waiting(account_words(account), number, release_on, amount_cents)
        for (account, number, release_on), amount_cents in sorted(cents.items())
        if amount_cents
    ]
