"""The books a second time: plain facts, and what the second calculation makes of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from posse.ledger.accounts import (
    BUCKETS,
    OBLIGATIONS,
    PAYEE_ACCOUNTS,
    PAYEES,
    Account,
    debt_account,
)
from posse.ledger.facts import Facts
from posse.ledger.order import DistributionOrder
from posse.proof.books import Books
from posse.proof.facts import (
    Adjustment,
    Affidavit,
    Case,
    Certification,
    Circumstance,
    FactRows,
    Grant,
    Hold,
    Judgment,
    Period,
    Permission,
    Receipt,
    Reversal,
    Suppression,
    Term,
)
from posse.proof.groups import groups
from posse.proof.walk import books_of
from posse.services.law import current_law

OBLIGATION_PLACES = {term.name: term.index for term in OBLIGATIONS}
BUCKET_PLACES = {term.name: term.index for term in BUCKETS}
ACCOUNT_OF_PAYEE = {term.name: PAYEE_ACCOUNTS[term.index] for term in PAYEES}

# The row of the second calculation for each frame of facts; both have the same columns.
ROWS: Mapping[str, Callable[..., Any]] = {
    "cases": Case,
    "circumstances": Circumstance,
    "terms": Term,
    "periods": Period,
    "grants": Grant,
    "adjustments": Adjustment,
    "receipts": Receipt,
    "holds": Hold,
    "reversals": Reversal,
    "certifications": Certification,
    "permissions": Permission,
    "judgments": Judgment,
    "affidavits": Affidavit,
    "suppressions": Suppression,
}

# What support repays to the State, counted for the family over all its obligors.
OF_FAMILIES = (Account.ASSISTANCE_UNREIMBURSED, Account.FOSTER_CARE_UNREIMBURSED)
UNREIMBURSED_WORDS = {
    int(Account.ASSISTANCE_UNREIMBURSED): "unreimbursed",
    int(Account.FOSTER_CARE_UNREIMBURSED): "unreimbursed foster care",
}

# Case and account.
DebtKey = tuple[int, int]
# Family and account.
FamilyKey = tuple[int, int]
# Receipt, case and account.
EntitlementKey = tuple[int, int, int]


@dataclass
class Standing:
    """Where some obligors stand, by one way of reckoning. Units: cents, zeros left out.

    ``debts``, fees owed and penalties not claimed by case and account; ``unreimbursed``
    assistance and foster care by family and account; ``entitlements`` of payees, and what
    is held, by receipt, case and account.
    """

    debts: Counter[DebtKey] = field(default_factory=Counter)
    unreimbursed: Counter[FamilyKey] = field(default_factory=Counter)
    entitlements: Counter[EntitlementKey] = field(default_factory=Counter)


def plain_facts(facts: Facts) -> FactRows:
    """The frames of facts as rows that need no library of arrays."""
    return FactRows(
        **{
            name: [row_of(*row) for row in getattr(facts, name).iter_rows()]
            for name, row_of in ROWS.items()
        }
    )


def second_standing(facts: FactRows, *, through: date) -> Standing:
    """Where obligors stand by the second calculation, under the installation's law."""
    law = DistributionOrder.from_law(current_law(), through=through).periods
    found = Standing()
    for group in groups(facts):
        _add(found, books_of(group, through=through, law=law))
    return found


def _add(standing: Standing, books: Books) -> None:
    for (case, obligation, bucket), cents in books.balances().items():
        account = debt_account(OBLIGATION_PLACES[obligation], BUCKET_PLACES[bucket])
        standing.debts[case, account] = cents
    for of_case, account in (
        (books.fees_owed, Account.ANNUAL_FEE_OWED),
        (books.penalties, Account.PENALTY_PENDING),
    ):
        standing.debts.update(_on_account(of_case, account))
    for of_family, account in zip(
        (books.unreimbursed, books.foster_care), OF_FAMILIES, strict=True
    ):
        standing.unreimbursed.update(_on_account(of_family, account))
    for receipt, lines in books.lines.items():
        for line in lines:
            key = (receipt, line.case, ACCOUNT_OF_PAYEE[line.payee])
            standing.entitlements[key] += line.cents
    # What was taken back again, or let go, is nobody's: zeros are left out.
    standing.entitlements += Counter()


def _on_account(amounts: Mapping[int, int], account: int) -> dict[tuple[int, int], int]:
    return {(key, int(account)): cents for key, cents in amounts.items() if cents}


def balance_lines(
    standing: Standing, cases: Iterable[Case], numbers: Mapping[int, str]
) -> list[str]:
    """Every derived balance as a line of text that says nothing of one database's own ids.

    A family is named by the lowest number of its cases; what payees are entitled to is
    summed over the receipts of a case.
    """
    families: dict[int, str] = {}
    for row in cases:
        number = numbers[row.case]
        families[row.family] = min(number, families.get(row.family, number))
    entitled: Counter[tuple[int, int]] = Counter()
    for (_, case, account), cents in standing.entitlements.items():
        entitled[case, account] += cents
    return [
        *(
            f"{numbers[case]} {account} {cents}"
            for (case, account), cents in standing.debts.items()
        ),
        *(
            f"{families[family]} {UNREIMBURSED_WORDS[account]} {cents}"
            for (family, account), cents in standing.unreimbursed.items()
        ),
        *(f"{numbers[case]} {account} {cents}" for (case, account), cents in entitled.items()),
    ]
