"""Statements of a case: each thing that happened to its debts, with the fact behind it.

Read from the postings alone, so that a statement ends at the balances of
:mod:`posse.services.books.as_of`. What was posted and taken back by the known day nets out.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import connection

from posse.apps.books.choices import Cause
from posse.services.books.as_of import balances_for_case
from posse.services.books.fact_words import Fact, words_of_facts

# A month ends before anything else of its day; then as the fold takes the facts of one day.
PLACE_IN_DAY = (
    Cause.MONTH_END, Cause.INTEREST, Cause.ASSISTANCE, Cause.JUDGMENT, Cause.ADJUSTMENT,
    Cause.GRANT, Cause.TERM, Cause.PENALTY, Cause.IDENTIFICATION, Cause.RECEIPT,
    Cause.FEE_IMPOSED, Cause.RELEASE, Cause.REVERSAL, Cause.PENALTY_CLAIMED,
)  # fmt: skip

MOVEMENTS = """
    SELECT posting.effective_on, posting.cause, posting.cause_id,
           coalesce(posting.receipt_id, 0), moved.account, sum(moved.cents)::bigint
    FROM books_posting AS posting
    CROSS JOIN LATERAL (VALUES (debit, amount_cents), (credit, -amount_cents))
        AS moved (account, cents)
    WHERE posting.case_id = %(case)s
      AND posting.effective_on BETWEEN %(first)s AND %(last)s
      AND posting.posted_on <= %(known_on)s AND moved.account >= 1000
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(moved.cents) <> 0
    ORDER BY 1, 2, 3, 4, 5"""

Cents = dict[int, int]


@dataclass(frozen=True)
class StatementRow:
    """One fact's effect on the debts of a case. Units: cents, debits positive.

    ``changes_cents`` and ``balances_cents`` are by account; the latter stand after the row.
    """

    day: date
    cause: Cause
    words: str
    changes_cents: Cents
    balances_cents: Cents

    @property
    def total_cents(self) -> int:
        """By how much all debts together changed."""
        return sum(self.changes_cents.values())


@dataclass(frozen=True)
class Statement:
    """What happened to the debts of a case from ``first`` through ``last``, as known."""

    first: date
    last: date
    known_on: date
    opening_cents: Cents
    rows: tuple[StatementRow, ...]

    @property
    def closing_cents(self) -> Cents:
        """The balances by account at the end of ``last``."""
        return self.rows[-1].balances_cents if self.rows else self.opening_cents


def statement_for_case(case: int, *, first: date, last: date, known_on: date) -> Statement:
    """The statement of a case for a period, as known on a business date."""
    before = balances_for_case(case, as_of=date.fromordinal(first.toordinal() - 1),
                               known_on=known_on)  # fmt: skip
    opening = {line.account: line.balance_cents for line in before.lines}
    facts = _movements(case, first=first, last=last, known_on=known_on)
    words = words_of_facts(facts)
    rows, balances = [], dict(opening)
    for fact in sorted(facts, key=_place):
        for account, cents in facts[fact].items():
            balances[account] = balances.get(account, 0) + cents
        change = facts[fact]
        rows.append(StatementRow(fact.day, fact.cause, words[fact], change, dict(balances)))
    return Statement(first, last, known_on, opening, tuple(rows))


def _movements(case: int, **days: date) -> dict[Fact, Cents]:
    facts: dict[Fact, Cents] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(MOVEMENTS, {"case": case, **days})
        for day, cause, cause_id, receipt, account, cents in cursor.fetchall():
            facts[Fact(day, Cause(cause), cause_id, receipt)][account] = cents
    return facts


def _place(fact: Fact) -> tuple[date, int, int]:
    day, cause, cause_id, _ = fact
    place = PLACE_IN_DAY.index(cause) if cause in PLACE_IN_DAY else len(PLACE_IN_DAY)
    return day, place, cause_id
