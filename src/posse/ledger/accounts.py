"""Words of the ledger: obligations, buckets, payees, and the chart of accounts.

A posting debits one account and credits another by the same cents, so the books cannot
be out of balance. Debts are kept by obligation and by bucket (who owns them), each pair
an account of its own.
"""

from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True)
class Term:
    """A coded word: its place in arrays, its name in YAML, its words for people."""

    index: int
    name: str
    words: str


def _terms(*pairs: tuple[str, str]) -> tuple[Term, ...]:
    return tuple(Term(index, name, words) for index, (name, words) in enumerate(pairs))


OBLIGATIONS = _terms(
    ("child_support", "Child support"),
    ("medical", "Medical support"),
    ("spousal", "Spousal support"),
    ("fee", "Fee"),
    ("interest", "Interest"),
    ("penalty", "Late-payment penalty"),
)

# Source: money core, buckets; federal_rules 1.3.
BUCKETS = _terms(
    ("current", "Current support"),
    ("never_assigned", "Past-due support owed to the family"),
    ("permanently_assigned", "Past-due support assigned to the State"),
    ("temporarily_assigned", "Past-due support assigned while assistance lasts"),
    ("conditionally_assigned", "Past-due support assigned for tax refunds only"),
    ("unassigned_during_assistance", "Past-due support from assistance months above the grant"),
    ("unassigned_pre_assistance", "Past-due support from before assistance, released"),
    ("assigned_iv_e", "Past-due support assigned for foster care"),
    ("futures", "Paid ahead for coming months"),
)

CASE_TYPES = _terms(
    ("never", "Never on assistance"),
    ("current", "On assistance now"),
    ("former", "Formerly on assistance"),
    ("iv_e", "In foster care"),
    ("medicaid_only", "On Medicaid only"),
)

PAYEES = _terms(
    ("family", "The family"),
    ("state", "The State"),
    ("obligor", "The paying parent"),
    ("foster_agency", "The agency that placed the child"),
    ("medicaid_agency", "The Medicaid agency"),
    ("annual_fee", "The annual fee"),
    ("offset_fee", "The fee for a tax refund offset"),
    ("hold", "Held before it is applied"),
)

PAST_DUE = "Past-due support"
CURRENT, NEVER_ASSIGNED, PERMANENTLY_ASSIGNED = 0, 1, 2
TEMPORARILY_ASSIGNED, CONDITIONALLY_ASSIGNED = 3, 4
UNASSIGNED_DURING, UNASSIGNED_PRE, ASSIGNED_FOSTER_CARE, FUTURES = 5, 6, 7, 8
FAMILY, STATE, OBLIGOR, FOSTER_AGENCY, MEDICAID_AGENCY, ANNUAL_FEE, OFFSET_FEE, HOLD = range(8)
NEVER, ON_ASSISTANCE, FORMER, FOSTER_CARE, MEDICAID_ONLY = range(5)
CHILD_SUPPORT, MEDICAL, SPOUSAL, FEE, INTEREST, PENALTY = range(6)
SUPPORT_OBLIGATIONS = 3

# Lines that pay none of the buckets: money returned, and money held before it is applied.
REFUND = len(BUCKETS)
HELD_BUCKET = REFUND + 1


class Account(IntEnum):
    """The chart of accounts; debt accounts follow from 1000 by obligation and bucket."""

    BANK = 100
    RECEIVABLE_FROM_PAYEE = 150
    WRITTEN_OFF = 160
    SUSPENSE = 200
    UNDISTRIBUTED = 210
    HELD = 220
    PAYABLE_FAMILY = 300
    PAYABLE_STATE = 301
    PAYABLE_OBLIGOR = 302
    PAYABLE_FOSTER_AGENCY = 303
    PAYABLE_MEDICAID_AGENCY = 304
    ANNUAL_FEE_KEPT = 305
    OFFSET_FEE_KEPT = 306
    SUPPORT_OWED = 400
    ASSISTANCE_UNREIMBURSED = 500
    ASSISTANCE_PAID = 510
    FOSTER_CARE_UNREIMBURSED = 520
    FOSTER_CARE_PAID = 530
    ANNUAL_FEE_OWED = 600
    ANNUAL_FEE_IMPOSED = 610
    PENALTY_PENDING = 620
    PENALTY_ARISEN = 630


ACCOUNT_WORDS = {
    Account.BANK: "Cash at the disbursement unit's bank",
    Account.RECEIVABLE_FROM_PAYEE: "To be recovered from payees",
    Account.WRITTEN_OFF: "Written off, not recovered from payees",
    Account.SUSPENSE: "Received, payer or case not identified",
    Account.UNDISTRIBUTED: "Received and identified, not yet distributed",
    Account.HELD: "Held before it is applied",
    Account.PAYABLE_FAMILY: "To be paid to families",
    Account.PAYABLE_STATE: "To be kept by the State for assistance paid",
    Account.PAYABLE_OBLIGOR: "To be returned to paying parents",
    Account.PAYABLE_FOSTER_AGENCY: "To be paid to the foster care agency",
    Account.PAYABLE_MEDICAID_AGENCY: "To be paid to the Medicaid agency",
    Account.ANNUAL_FEE_KEPT: "Annual fees kept out of support",
    Account.OFFSET_FEE_KEPT: "Fees kept out of tax refund offsets",
    Account.SUPPORT_OWED: "Support owed (contra to the debts)",
    Account.ASSISTANCE_UNREIMBURSED: "Assistance not yet reimbursed",
    Account.ASSISTANCE_PAID: "Assistance paid (contra)",
    Account.FOSTER_CARE_UNREIMBURSED: "Foster care not yet reimbursed",
    Account.FOSTER_CARE_PAID: "Foster care paid (contra)",
    Account.ANNUAL_FEE_OWED: "Annual fees owed by families",
    Account.ANNUAL_FEE_IMPOSED: "Annual fees imposed (contra)",
    Account.PENALTY_PENDING: "Penalties not claimed by affidavit yet",
    Account.PENALTY_ARISEN: "Penalties arisen (contra)",
}

PAYABLE_BASE = int(Account.PAYABLE_FAMILY)
# The account of each payee, by its place in PAYEES.
PAYEE_ACCOUNTS = (*range(PAYABLE_BASE, PAYABLE_BASE + 7), int(Account.HELD))
# Accounts that hold money for somebody until it is paid out.
PAYABLE_ACCOUNTS = PAYEE_ACCOUNTS[:-1]
DEBT_BASE = 1000
DEBT_STRIDE = 20


def debt_account(obligation: int, bucket: int) -> int:
    """The account of one obligation's debt in one bucket."""
    return DEBT_BASE + DEBT_STRIDE * obligation + bucket


def debt_parts(account: int) -> tuple[Term, Term] | None:
    """Obligation and bucket of a debt account; None for any other."""
    if account < DEBT_BASE:
        return None
    obligation, bucket = divmod(account - DEBT_BASE, DEBT_STRIDE)
    return OBLIGATIONS[obligation], BUCKETS[bucket]


def account_words(account: int) -> str:
    """The account in words for people."""
    parts = debt_parts(account)
    return ACCOUNT_WORDS[Account(account)] if parts is None else words_of_debt(*parts)


def words_of_debt(obligation: Term, bucket: Term) -> str:
    """A debt in words: "Medical support: current support", "Interest owed to the family"."""
    whose = bucket_words(obligation, bucket)
    between = ": " if obligation.index < SUPPORT_OBLIGATIONS else " "
    return f"{obligation.words}{between}{whose[0].lower()}{whose[1:]}"


def bucket_words(obligation: Term, bucket: Term) -> str:
    """Whose a debt is, in words; fees, interest and penalties are no support themselves."""
    if obligation.index < SUPPORT_OBLIGATIONS:
        return bucket.words
    if bucket.index == CURRENT:
        return "Due now"
    whose = bucket.words.removeprefix(f"{PAST_DUE} ")
    return f"{whose[0].upper()}{whose[1:]}"


def all_accounts() -> list[int]:
    """Every account of the chart, in order."""
    debts = [debt_account(o.index, b.index) for o in OBLIGATIONS for b in BUCKETS]
    return [int(account) for account in Account] + debts


def index_of(terms: tuple[Term, ...], name: str) -> int:
    """The array index of a coded word.

    Raises: ValueError naming the words there are.
    """
    for term in terms:
        if term.name == name:
            return term.index
    raise ValueError(f"{name!r} is none of {', '.join(term.name for term in terms)}")
