"""One fact with everything that was posted because of it, for whoever asks why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from posse.apps.books.choices import Cause
from posse.apps.books.models import Posting
from posse.apps.cases.models import AssistanceGrant, AssistancePeriod, Case
from posse.apps.orders.models import BalanceAdjustment, Judgment, OrderTerm, PenaltyAffidavit
from posse.apps.payments.models import HoldRelease, Reversal
from posse.services.books.fact_words import Fact, words_of_facts
from posse.units.days import day_words
from posse.units.money import format_dollars

Pairs = dict[str, str]


@dataclass(frozen=True)
class FactPage:
    """A fact in words, what was recorded of it, and its postings in one case."""

    words: str
    kind: str
    details: Pairs
    postings: tuple[Posting, ...]
    receipt: int | None

    @property
    def posted_days(self) -> int:
        """On how many business dates something was posted because of it."""
        return len({posting.posted_on for posting in self.postings})


def fact_for_case(case: Case, cause: Cause, cause_id: int) -> FactPage | None:
    """The fact behind postings of a case, or None where nothing was posted for it."""
    rows = Posting.objects.filter(case=case, cause=cause, cause_id=cause_id)
    postings = tuple(rows.order_by("posted_on", "id"))
    if not postings:
        return None
    first = postings[0]
    fact = Fact(first.effective_on, cause, cause_id, first.receipt_id or 0)
    table = TABLES.get(cause)
    row = table[0].objects.filter(pk=cause_id).first() if table else None  # type: ignore[attr-defined]  # every model has a manager
    details = {**table[1](row), **_recorded(row)} if table and row else {}
    return FactPage(
        words=words_of_facts([fact])[fact],
        kind=str(cause.label),
        details=details,
        postings=postings,
        receipt=first.receipt_id or getattr(row, "receipt_id", None),
    )


def _recorded(row: Any) -> Pairs:
    return {
        "Holds from": day_words(row.effective_on),
        "Recorded": f"{day_words(row.recorded_on)} by {row.recorded_by}",
    }


def _term(row: OrderTerm) -> Pairs:
    amount = format_dollars(row.amount_cents)
    return {
        "Order": f"{row.order.number}, {row.order.court}",
        "Amount": f"{amount} {row.get_frequency_display().lower()}",
        "First due": day_words(row.first_due_on),
        "Through": _day_or(row.ends_on, "open"),
    }


def _adjustment(row: BalanceAdjustment) -> Pairs:
    return {"Amount": format_dollars(row.amount_cents), "Reason": row.reason}


def _grant(row: AssistanceGrant) -> Pairs:
    amount = format_dollars(row.amount_cents)
    return {"Program": row.get_program_display(), "Amount": amount}


def _period(row: AssistancePeriod) -> Pairs:
    return {"Program": row.get_program_display(), "Through": _day_or(row.ends_on, "open")}


def _reversal(row: Reversal) -> Pairs:
    return {"Amount": format_dollars(row.amount_cents), "Note": row.note}


def _release(row: HoldRelease) -> Pairs:
    return {"What ended the hold": row.get_trigger_display(), "Note": row.note or "none"}


def _judgment(row: Judgment) -> Pairs:
    return {"Amount": format_dollars(row.amount_cents), "Note": row.note}


def _affidavit(row: PenaltyAffidavit) -> Pairs:
    return {"Sworn on": day_words(row.effective_on)}


def _day_or(day: date | None, otherwise: str) -> str:
    return day_words(day) if day else otherwise


# Which table a cause's id names, and what of its row is told.
TABLES: Mapping[Cause, tuple[type[Model], Callable[[Any], Pairs]]] = {
    Cause.TERM: (OrderTerm, _term),
    Cause.PENALTY: (OrderTerm, _term),
    Cause.ADJUSTMENT: (BalanceAdjustment, _adjustment),
    Cause.GRANT: (AssistanceGrant, _grant),
    Cause.ASSISTANCE: (AssistancePeriod, _period),
    Cause.REVERSAL: (Reversal, _reversal),
    Cause.RELEASE: (HoldRelease, _release),
    Cause.JUDGMENT: (Judgment, _judgment),
    Cause.PENALTY_CLAIMED: (PenaltyAffidavit, _affidavit),
}
