"""One receipt as its page shows it: where it went, who was paid, what waits or is held."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from posse.apps.books.choices import Cause
from posse.apps.books.models import Payable, Posting
from posse.apps.payments.choices import HoldReason, HoldScope, PaymentMethod
from posse.apps.payments.models import DisbursementLine, Hold, Receipt
from posse.apps.recovery.models import RecoveryLine
from posse.ledger.accounts import PAYABLE_ACCOUNTS, PAYABLE_BASE, PAYEES, Account, account_words
from posse.services.money_in.owners import owned_cents
from posse.services.search.hits import identities_for_participants

HELD = (Account.SUSPENSE, Account.UNDISTRIBUTED, Account.HELD)
# What a part is called once nothing of it waits any more.
SENT_WORDS = {
    Account.PAYABLE_FAMILY: "Paid to families",
    Account.PAYABLE_STATE: "Kept by the State for assistance paid",
    Account.PAYABLE_OBLIGOR: "Returned to paying parents",
    Account.PAYABLE_FOSTER_AGENCY: "Paid to the foster care agency",
    Account.PAYABLE_MEDICAID_AGENCY: "Paid to the Medicaid agency",
    Account.ANNUAL_FEE_KEPT: "Annual fees kept out of support",
    Account.OFFSET_FEE_KEPT: "Fees kept out of tax refund offsets",
}
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
    """A part of a receipt that waits to be paid, or is held, for ``hold_words``.

    Units: cents.
    """

    account: int
    case_number: str
    release_on: date
    hold_words: str
    amount_cents: int

    @property
    def words(self) -> str:
        """Where it goes."""
        return account_words(self.account)


def receipt_by_id(receipt: int) -> Receipt | None:
    """A receipt with its file (without the bytes)."""
    rows = Receipt.objects.select_related("file", "obligor", "case").defer("file__content")
    return rows.filter(pk=receipt).first()


def parts_for_receipt(receipt: int) -> list[Part]:
    """Where the cents of a receipt are, in the order of the accounts.

    What the books put to be paid divides into what was sent, what was kept for money owed
    back, what waits, and what is held.
    """
    waiting = _unsent_parts(receipt)
    kept = _kept_parts(receipt)
    found = []
    for part in _placed_parts(receipt):
        place = (part.account, part.case_number)
        unsent = [
            each for each in (*waiting, *kept) if (each.account, each.case_number) == place
        ]
        sent_cents = part.amount_cents - sum(each.amount_cents for each in unsent)
        if part.account in SENT_WORDS and sent_cents > 0:
            words = SENT_WORDS[Account(part.account)]
            found.append(replace(part, words=words, amount_cents=sent_cents))
        elif sent_cents:
            found.append(replace(part, amount_cents=sent_cents))
        found += unsent
    return found


def _placed_parts(receipt: int) -> list[Part]:
    """Where the cents of a receipt were put by the books, whatever was sent since."""
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
    """What of a receipt waits to be paid, from which day it may be, and why it is held."""
    rows = Payable.objects.filter(receipt=receipt).select_related("case")
    of_receipt, of_payees = _holds(receipt)
    cents: dict[tuple[int, str, date, str], int] = defaultdict(int)
    for row in rows:
        payee = row.payee_id or _payee_by_account(row)
        hold_words = of_receipt or of_payees.get(payee or 0, "")
        cents[row.account, row.case.number, row.release_on, hold_words] += row.amount_cents
    return [
        Waiting(*place, amount_cents)
        for place, amount_cents in sorted(cents.items())
        if amount_cents
    ]


def _payee_by_account(row: Payable) -> int | None:
    """Who is paid where the row names nobody: nobody in the case of the State."""
    case = row.case
    parents = {
        Account.PAYABLE_FAMILY: case.obligee_id,
        Account.PAYABLE_OBLIGOR: case.obligor_id,
    }
    return parents.get(Account(row.account))


def _holds(receipt: int) -> tuple[str, dict[int, str]]:
    """Why the payments of a receipt are held, and those of each payee whose are."""
    rows = Hold.objects.filter(scope=HoldScope.PAYMENT, release__isnull=True)
    of_receipt = rows.filter(receipt=receipt).order_by("reason").first()
    payees = rows.filter(participant__isnull=False).order_by("-reason")
    words = {row.participant_id or 0: _reason_words(row) for row in payees}
    return (_reason_words(of_receipt) if of_receipt else ""), words


def _reason_words(hold: Hold) -> str:
    return str(HoldReason(hold.reason).label)


def _unsent_parts(receipt: int) -> list[Part]:
    """What is to be paid and was not sent, told apart by whether it is held."""
    cents: dict[tuple[int, str, str], int] = defaultdict(int)
    for each in waiting_for_receipt(receipt):
        cents[each.account, each.case_number, each.hold_words] += each.amount_cents
    return [
        Part(
            account, f"{account_words(account)}, {_standing(hold_words)}", number, amount_cents
        )
        for (account, number, hold_words), amount_cents in sorted(cents.items())
        if amount_cents
    ]


def _standing(hold_words: str) -> str:
    if not hold_words:
        return "waiting"
    return f"on hold: {hold_words[0].lower()}{hold_words[1:]}"


def _kept_parts(receipt: int) -> list[Part]:
    """What was kept out of payments for money that the payee owed back."""
    rows = RecoveryLine.objects.filter(receipt=receipt).select_related("case")
    cents: dict[tuple[int, str], int] = defaultdict(int)
    for row in rows:
        cents[row.account, row.case.number] += row.amount_cents
    return [
        Part(account, "Kept for money that the payee owes back", number, amount_cents)
        for (account, number), amount_cents in sorted(cents.items())
    ]


def is_anything_left(receipt: Receipt) -> bool:
    """Whether something of a receipt can still be held or taken back."""
    return bool(owned_cents(receipt))
