"""The books a second time: plain facts, and what the second calculation makes of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from posse.ledger.accounts import BUCKETS, OBLIGATIONS, PAYEE_ACCOUNTS, PAYEES, debt_account
from posse.ledger.facts import Facts
from posse.ledger.order import DistributionOrder
from posse.proof.facts import Adjustment, Case, FactRows, Grant, Period, Receipt, Term
from posse.proof.groups import groups
from posse.proof.walk import Books, books_of
from posse.services.law import current_law

OBLIGATION_PLACES = {term.name: term.index for term in OBLIGATIONS}
BUCKET_PLACES = {term.name: term.index for term in BUCKETS}
ACCOUNT_OF_PAYEE = {term.name: PAYEE_ACCOUNTS[term.index] for term in PAYEES}

# Case and account.
DebtKey = tuple[int, int]
# Receipt, case and account.
EntitlementKey = tuple[int, int, int]


@dataclass
class Standing:
    """Where some obligors stand, by one way of reckoning. Units: cents, zeros left out.

    ``debts`` by case and account, ``unreimbursed`` assistance by family, ``entitlements``
    of payees by receipt, case and account.
    """

    debts: Counter[DebtKey] = field(default_factory=Counter)
    unreimbursed: Counter[int] = field(default_factory=Counter)
    entitlements: Counter[EntitlementKey] = field(default_factory=Counter)


def plain_facts(facts: Facts) -> FactRows:
    """The frames of facts as rows that need no library of arrays."""
    return FactRows(
        cases=[Case(*row) for row in facts.cases.iter_rows()],
        terms=[Term(*row) for row in facts.terms.iter_rows()],
        periods=[Period(*row) for row in facts.periods.iter_rows()],
        grants=[Grant(*row) for row in facts.grants.iter_rows()],
        adjustments=[Adjustment(*row) for row in facts.adjustments.iter_rows()],
        receipts=[Receipt(*row) for row in facts.receipts.iter_rows()],
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
    standing.unreimbursed.update(_not_zero(books.unreimbursed))
    for receipt, lines in books.lines.items():
        for line in lines:
            key = (receipt, line.case, ACCOUNT_OF_PAYEE[line.payee])
            standing.entitlements[key] += line.cents


def _not_zero(amounts: Mapping[int, int]) -> dict[int, int]:
    return {key: cents for key, cents in amounts.items() if cents}


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
            f"{families[family]} unreimbursed {cents}"
            for family, cents in standing.unreimbursed.items()
        ),
        *(f"{numbers[case]} {account} {cents}" for (case, account), cents in entitled.items()),
    ]
