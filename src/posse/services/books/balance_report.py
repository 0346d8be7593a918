"""The shape of the day's balance report, for people and for programs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.ledger.accounts import Account
from posse.services.books.proof_findings import OpenFinding
from posse.units.money import format_cents

# Money that has come in and not gone out: what a federal report calls undistributed.
WAITING_ACCOUNTS = (
    Account.SUSPENSE,
    Account.UNDISTRIBUTED,
    Account.PAYABLE_FAMILY,
    Account.PAYABLE_STATE,
    Account.PAYABLE_OBLIGOR,
)


@dataclass(frozen=True)
class AccountLine:
    """One account over a day. Units: cents, debits positive."""

    account: int
    words: str
    opening_cents: int
    debit_cents: int
    credit_cents: int
    closing_cents: int


@dataclass(frozen=True)
class Total:
    """How many of something, and how much they come to. Units: cents."""

    count: int
    amount_cents: int


@dataclass(frozen=True)
class WaitingLine:
    """Money that waits for one reason, by how long it has waited. Units: cents.

    ``oldest_on`` is the day since when the oldest of it waits.
    """

    reason: str
    words: str
    age: str
    count: int
    amount_cents: int
    oldest_on: date


@dataclass(frozen=True)
class Proof:
    """Two ways to the same cents: out of the books, and out of the facts."""

    words: str
    books_cents: int
    facts_cents: int

    @property
    def holds(self) -> bool:
        """Whether both ways end at the same."""
        return self.books_cents == self.facts_cents


@dataclass(frozen=True)
class BalanceReport:
    """The books of one business day.

    ``not_booked`` counts accepted files of which some money is not in the books, because a
    record was rejected or a payment came back; it waits for a person.
    ``unpaid`` is empty (None) for a day before the last one closed, because what awaits
    payment is kept only as it stands now. ``doubts`` say which facts of the bank no source
    confirms.
    """

    business_date: date
    is_closed: bool
    accounts: tuple[AccountLine, ...]
    receipts: Total
    disbursements: Total
    not_booked: Total
    suspense: tuple[WaitingLine, ...]
    unpaid: tuple[WaitingLine, ...] | None
    proofs: tuple[Proof, ...]
    doubts: tuple[str, ...]
    differing: tuple[OpenFinding, ...] = ()

    @property
    def total_cents(self) -> int:
        """All closing balances together: zero, or the books are wrong."""
        return sum(line.closing_cents for line in self.accounts)

    @property
    def waiting_cents(self) -> int:
        """What has come in and not gone out."""
        return -sum(
            line.closing_cents for line in self.accounts if line.account in WAITING_ACCOUNTS
        )

    @property
    def agrees(self) -> bool:
        """Whether the books add up and every proof holds."""
        return self.total_cents == 0 and all(proof.holds for proof in self.proofs)

    def to_json(self) -> dict[str, Any]:
        """The report for a program: money as text, dates as YYYY-MM-DD."""
        return {
            "business_date": self.business_date.isoformat(),
            "is_closed": self.is_closed,
            "agrees": self.agrees,
            "total": format_cents(self.total_cents),
            "waiting": format_cents(self.waiting_cents),
            "accounts": [_account_json(line) for line in self.accounts],
            "receipts": _total_json(self.receipts),
            "disbursements": _total_json(self.disbursements),
            "not_booked": _total_json(self.not_booked),
            "suspense": [_waiting_json(line) for line in self.suspense],
            "unpaid": None
            if self.unpaid is None
            else [_waiting_json(line) for line in self.unpaid],
            "proofs": [_proof_json(proof) for proof in self.proofs],
            "doubts": list(self.doubts),
            "differing": [finding.to_json() for finding in self.differing],
        }


def _account_json(line: AccountLine) -> dict[str, Any]:
    return {
        "account": line.account,
        "words": line.words,
        "opening": format_cents(line.opening_cents),
        "debits": format_cents(line.debit_cents),
        "credits": format_cents(line.credit_cents),
        "closing": format_cents(line.closing_cents),
    }


def _total_json(total: Total) -> dict[str, Any]:
    return {"count": total.count, "amount": format_cents(total.amount_cents)}


def _waiting_json(line: WaitingLine) -> dict[str, Any]:
    return {
        "reason": line.reason,
        "words": line.words,
        "age": line.age,
        "count": line.count,
        "amount": format_cents(line.amount_cents),
        "oldest_on": line.oldest_on.isoformat(),
    }


def _proof_json(proof: Proof) -> dict[str, Any]:
    return {
        "words": proof.words,
        "books": format_cents(proof.books_cents),
        "facts": format_cents(proof.facts_cents),
        "holds": proof.holds,
    }
