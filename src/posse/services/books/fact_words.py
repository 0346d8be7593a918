"""The facts behind postings in words: what fell due, came in, was corrected.

Statements, ledgers and the page of a fact all say it from here, so that one fact has one
wording. The queries are as many as there are kinds of facts, whatever their number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from posse.apps.books.choices import Cause
from posse.apps.orders.models import BalanceAdjustment, OrderTerm
from posse.apps.payments.models import Receipt
from posse.units.money import format_dollars

MONEY_IN = frozenset({Cause.RECEIPT, Cause.IDENTIFICATION})
# These name a month by the count of months from January 1970, and no row of a table.
MONTHLY = frozenset({Cause.MONTH_END, Cause.INTEREST})


class Fact(NamedTuple):
    """The fact that a posting follows from; ``receipt`` is 0 where it touches none."""

    day: date
    cause: Cause
    cause_id: int
    receipt: int


Rows = Mapping[Cause, Mapping[int, Any]]


def words_of_facts(facts: Iterable[Fact]) -> dict[Fact, str]:
    """Each fact in words."""
    chosen = set(facts)
    ids: dict[Cause, set[int]] = defaultdict(set)
    for _, cause, cause_id, receipt in chosen:
        ids[Cause.RECEIPT if cause in MONEY_IN else cause].add(receipt or cause_id)
    found = {
        Cause.TERM: OrderTerm.objects.select_related("order").in_bulk(ids[Cause.TERM]),
        Cause.ADJUSTMENT: BalanceAdjustment.objects.in_bulk(ids[Cause.ADJUSTMENT]),
        Cause.RECEIPT: Receipt.objects.in_bulk(ids[Cause.RECEIPT]),
    }
    return {fact: _words(fact, found) for fact in chosen}


def month_of(cause_id: int) -> date:
    """The month that a month's end or a month's interest names."""
    return date(1970 + cause_id // 12, cause_id % 12 + 1, 1)


def _words(fact: Fact, found: Rows) -> str:
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
        return f"Support of {month_of(cause_id):%B %Y} left unpaid became past due"
    if cause is Cause.INTEREST:
        return f"Interest of {month_of(cause_id):%B %Y}"
    return str(cause.label)


def _receipt_words(receipt: Receipt) -> str:
    payor = f" from {receipt.payor_name}" if receipt.payor_name else ""
    amount = format_dollars(receipt.amount_cents)
    return f"{receipt.get_source_display()}{payor}, receipt R{receipt.pk} of {amount}"
