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
)

PAYEES = _terms(
    ("family", "The family"),
    ("state", "The State"),
    ("obligor", "The paying parent"),
)

CURRENT, NEVER_ASSIGNED, PERMANENTLY_ASSIGNED, FUTURES = 0, 1, 2, 8
FAMILY, STATE, OBLIGOR = 0, 1, 2
NEVER, ON_ASSISTANCE, FORMER = 0, 1, 2

# The step of the order of distribution that pays none of the buckets but returns money.
REFUND = len(BUCKETS)


class Account(IntEnum):
    """The chart of accounts; debt accounts follow from 1000 by obligation and bucket."""

    BANK = 100
    RECEIVABLE_FROM_PAYEE = 150
    SUSPENSE = 200
    UNDISTRIBUTED = 210
    PAYABLE_FAMILY = 300
    PAYABLE_STATE = 301
    PAYABLE_OBLIGOR = 302
    SUPPORT_OWED = 400
    ASSISTANCE_UNREIMBURSED = 500
    ASSISTANCE_PAID = 510


ACCOUNT_WORDS = {
    Account.BANK: "Cash at the disbursement unit's bank",
    Account.RECEIVABLE_FROM_PAYEE: "To be recovered from payees",
    Account.SUSPENSE: "Received, payer or case not identified",
    Account.UNDISTRIBUTED: "Received and identified, not yet distributed",
    Account.PAYABLE_FAMILY: "To be paid to families",
    Account.PAYABLE_STATE: "To be kept by the State for assistance paid",
    Account.PAYABLE_OBLIGOR: "To be returned to paying parents",
    Account.SUPPORT_OWED: "Support owed (contra to the debts)",
    Account.ASSISTANCE_UNREIMBURSED: "Assistance not yet reimbursed",
    Account.ASSISTANCE_PAID: "Assistance paid (contra)",
}

PAYABLE_BASE = int(Account.PAYABLE_FAMILY)
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
    if parts is None:
        return ACCOUNT_WORDS[Account(account)]
    obligation, bucket = parts
    return f"{obligation.words}: {bucket.words[0].lower()}{bucket.words[1:]}"


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
