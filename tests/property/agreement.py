"""That the engine and the slow reference say the same of a history, to the cent."""

from collections import defaultdict

from tests.property.engine_books import (
    balances_of,
    by_obligor,
    entitlements_of,
    lines_of,
    owed_of_cases,
    owed_of_families,
    unreimbursed_of,
)
from tests.property.histories import LAST
from tests.property.reference import slow_fold

from posse.ledger.accounts import Account
from posse.ledger.fold import fold
from posse.services.books.second_books import ACCOUNT_OF_PAYEE


def agreed_books(history, order):
    """The books of the slow reference, which the engine's equal in everything they say."""
    facts = history.facts
    fast = fold(facts, through=LAST, order=order)
    slow = slow_fold(facts, through=LAST, periods=order.periods)
    told = {receipt: lines for receipt, lines in slow.lines.items() if lines}
    assert by_obligor(lines_of(fast), facts) == by_obligor(told, facts)
    assert balances_of(fast) == slow.balances()
    assert unreimbursed_of(fast, facts) == without_zeros(slow.unreimbursed)
    foster_care = owed_of_families(fast, facts, Account.FOSTER_CARE_UNREIMBURSED)
    assert foster_care == without_zeros(slow.foster_care)
    assert owed_of_cases(fast, Account.ANNUAL_FEE_OWED) == without_zeros(slow.fees_owed)
    assert owed_of_cases(fast, Account.PENALTY_PENDING) == without_zeros(slow.penalties)
    assert entitlements_of(fast) == entitlements_by_proof(slow)
    return slow


def without_zeros(amounts):
    """Amounts of more or less than nothing."""
    return {key: cents for key, cents in amounts.items() if cents}


def entitlements_by_proof(books):
    """What payees hold out of each receipt by the lines of the second calculation."""
    found = defaultdict(int)
    for receipt, lines in books.lines.items():
        for line in lines:
            found[receipt, line.case, ACCOUNT_OF_PAYEE[line.payee]] += line.cents
    return without_zeros(found)
