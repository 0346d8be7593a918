"""The facts behind postings in words: what fell due, came in, was corrected.

Statements, ledgers and the page of a fact all say it from here, so that one fact has one
wording. The queries are as many as there are kinds of facts, whatever their number.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from posse.apps.books.choices import Cause
from posse.apps.cases.models import AssistancePeriod
from posse.apps.orders.models import BalanceAdjustment, Judgment, OrderTerm, PenaltyAffidavit
from posse.apps.payments.models import HoldRelease, Receipt, Reversal
from posse.units.days import day_words
from posse.units.money import format_dollars

MONEY_IN = frozenset({Cause.RECEIPT, Cause.IDENTIFICATION})


class Fact(NamedTuple):
    """The fact that a posting follows from; ``receipt`` is 0 where it touches none."""

    day: date
    cause: Cause
    cause_id: int
    receipt: int


def words_of_facts(facts: Iterable[Fact]) -> dict[Fact, str]:
    """Each fact in words."""
    chosen = set(facts)
    ids: dict[Cause, set[int]] = defaultdict(set)
    for fact in chosen:
        ids[fact.cause].add(_row_id(fact))
    found = {
        cause: ROWS[cause][0]().in_bulk(wanted)
        for cause, wanted in ids.items()
        if cause in ROWS
    }
    return {fact: _words(fact, found) for fact in chosen}


def month_of(cause_id: int) -> date:
    """The month that a month's end or a month's interest names."""
    return date(1970 + cause_id // 12, cause_id % 12 + 1, 1)


def _row_id(fact: Fact) -> int:
    return fact.receipt if fact.cause in MONEY_IN and fact.receipt else fact.cause_id


def _words(fact: Fact, found: Mapping[Cause, Mapping[int, Any]]) -> str:
    cause = fact.cause
    if cause is Cause.MONTH_END:
        return f"Support of {month_of(fact.cause_id):%B %Y} left unpaid became past due"
    if cause is Cause.INTEREST:
        return f"Interest of {month_of(fact.cause_id):%B %Y}"
    row = found.get(cause, {}).get(_row_id(fact))
    return str(cause.label) if row is None else ROWS[cause][1](row)


def _receipt(receipt: Receipt) -> str:
    payor = f" from {receipt.payor_name}" if receipt.payor_name else ""
    amount = format_dollars(receipt.amount_cents)
    return f"{receipt.get_source_display()}{payor}, receipt R{receipt.pk} of {amount}"


def _term(term: OrderTerm) -> str:
    return f"{term.get_obligation_display()} fell due under order {term.order.number}"


def _penalty(term: OrderTerm) -> str:
    return f"An installment under order {term.order.number} was unpaid too long"


def _adjustment(row: BalanceAdjustment) -> str:
    return f"{row.get_bucket_display()}: {row.reason}"


def _reversal(row: Reversal) -> str:
    reason = row.get_reason_display()
    return f"Receipt R{row.receipt_id} was taken back: {reason[0].lower()}{reason[1:]}"


def _release(row: HoldRelease) -> str:
    trigger = row.get_trigger_display()
    return f"Receipt R{row.hold.receipt_id} was released: {trigger[0].lower()}{trigger[1:]}"


def _judgment(row: Judgment) -> str:
    kind = row.get_kind_display()
    return f"Judgment for {format_dollars(row.amount_cents)}: {kind[0].lower()}{kind[1:]}"


def _affidavit(row: PenaltyAffidavit) -> str:
    return f"Penalties claimed by affidavit of {day_words(row.effective_on)}"


def _fee(receipt: Receipt) -> str:
    return f"The annual fee became owed with receipt R{receipt.pk}"


def _period(row: AssistancePeriod) -> str:
    through = f" through {day_words(row.ends_on)}" if row.ends_on else ""
    return f"{row.get_program_display()} from {day_words(row.effective_on)}{through}"


# Which table a cause's id names, and its row in words.
Reader = tuple[Callable[[], QuerySet[Any]], Callable[[Any], str]]
ROWS: Mapping[Cause, Reader] = {
    Cause.RECEIPT: (Receipt.objects.all, _receipt),
    Cause.IDENTIFICATION: (Receipt.objects.all, _receipt),
    Cause.TERM: (lambda: OrderTerm.objects.select_related("order"), _term),
    Cause.PENALTY: (lambda: OrderTerm.objects.select_related("order"), _penalty),
    Cause.ADJUSTMENT: (BalanceAdjustment.objects.all, _adjustment),
    Cause.REVERSAL: (Reversal.objects.all, _reversal),
    Cause.RELEASE: (lambda: HoldRelease.objects.select_related("hold"), _release),
    Cause.JUDGMENT: (Judgment.objects.all, _judgment),
    Cause.PENALTY_CLAIMED: (PenaltyAffidavit.objects.all, _affidavit),
    Cause.FEE_IMPOSED: (Receipt.objects.all, _fee),
    Cause.ASSISTANCE: (AssistancePeriod.objects.all, _period),
}
