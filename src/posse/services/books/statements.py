"""Statements of a case: each thing that happened to its debts, with the fact behind it.

Read from the postings alone, so that a statement ends at the balances of
:mod:`posse.services.books.as_of`. What was posted and taken back by the known day nets out.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from posse.apps.books.choices import Cause
from posse.apps.orders.models import BalanceAdjustment, OrderTerm
from posse.apps.payments.models import Receipt
from posse.services.books.as_of import balances_for_case
from posse.units.money import format_dollars

# A month ends before anything else of its day; then as the fold takes the facts of one day.
PLACE_IN_DAY = (
    Cause.MONTH_END, Cause.ADJUSTMENT, Cause.GRANT, Cause.TERM, Cause.IDENTIFICATION,
    Cause.RECEIPT,
)  # fmt: skip
MONEY_IN = frozenset({Cause.RECEIPT, Cause.IDENTIFICATION})

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

Fact = tuple[date, Cause, int, int]
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
    words = _words_of_facts(facts)
    rows, balances = [], dict(opening)
    for fact in sorted(facts, key=_place):
        for account, cents in facts[fact].items():
            balances[account] = balances.get(account, 0) + cents
        rows.append(StatementRow(fact[0], fact[1], words[fact], facts[fact], dict(balances)))
    return Statement(first, last, known_on, opening, tuple(rows))


def _movements(case: int, **days: date) -> dict[Fact, Cents]:
    facts: dict[Fact, Cents] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(MOVEMENTS, {"case": case, **days})
        for day, cause, cause_id, receipt, account, cents in cursor.fetchall():
            facts[day, Cause(cause), cause_id, receipt][account] = cents
    return facts


def _place(fact: Fact) -> tuple[date, int, int]:
    day, cause, cause_id, _ = fact
    place = PLACE_IN_DAY.index(cause) if cause in PLACE_IN_DAY else len(PLACE_IN_DAY)
    return day, place, cause_id


def _words_of_facts(facts: Mapping[Fact, Cents]) -> dict[Fact, str]:
    """Each fact in words; three queries whatever the number of facts."""
    ids: dict[Cause, set[int]] = defaultdict(set)
    for _, cause, cause_id, receipt in facts:
        ids[Cause.RECEIPT if cause in MONEY_IN else cause].add(receipt or cause_id)
    terms = OrderTerm.objects.select_related("order").in_bulk(ids[Cause.TERM])
    adjustments = BalanceAdjustment.objects.in_bulk(ids[Cause.ADJUSTMENT])
    receipts = Receipt.objects.in_bulk(ids[Cause.RECEIPT])
    found: dict[Cause, Mapping[int, Any]] = {
        Cause.TERM: terms, Cause.ADJUSTMENT: adjustments, Cause.RECEIPT: receipts,
    }  # fmt: skip
    return {fact: _words(fact, found) for fact in facts}


def _words(fact: Fact, found: Mapping[Cause, Mapping[int, Any]]) -> str:
    _, cause, cause_id, receipt_id = fact
    if cause in MONEY_IN:
        return _receipt_words(found[Cause.RECEIPT][receipt_id])
    if cause is Cause.TERM:
        term = found[cause][cause_id]
        kind = str(term.get_obligation_display())
        return f"{kind} fell due under order {term.order.number}"
    if cause is Cause.ADJUSTMENT:
        row = found[cause][cause_id]
        return f"{row.get_bucket_display()}: {row.reason}"
    if cause is Cause.MONTH_END:
        # A month's end names its month by the count of months from January 1970.
        month = date(1970 + cause_id // 12, cause_id % 12 + 1, 1)
        return f"Support of {month:%B %Y} left unpaid became past due"
    return str(cause.label)


def _receipt_words(receipt: Receipt) -> str:
    payor = f" from {receipt.payor_name}" if receipt.payor_name else ""
    amount = format_dollars(receipt.amount_cents)
    return f"{receipt.get_source_display()}{payor}, receipt R{receipt.pk} of {amount}"
