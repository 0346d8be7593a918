"""What a certified payment record says: amounts in cents here, in words on the page.

Of a Social Security number it knows the last four digits only, and of nobody an address.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from posse.notices.typesetting import typeset
from posse.units.days import day_words
from posse.units.money import format_dollars

FOLDER = "payment_record"


@dataclass(frozen=True)
class Party:
    """A parent as the record names them; ``ssn_last_four`` may be empty."""

    name: str
    ssn_last_four: str


@dataclass(frozen=True)
class CourtOrder:
    """An order of the case."""

    number: str
    court: str
    ordered_on: date


@dataclass(frozen=True)
class Movement:
    """A row of the record. ``balances_cents`` are in the order of the record's columns."""

    day: date
    words: str
    due_cents: int
    adjusted_cents: int
    paid_cents: int
    balances_cents: tuple[int, ...]


@dataclass(frozen=True)
class Calculation:
    """The arrears calculation of one debt: it opens, changes and closes. Units: cents.

    ``moved_cents`` is what became past due out of current support, or out of it.
    """

    words: str
    opening_cents: int
    due_cents: int
    moved_cents: int
    adjusted_cents: int
    paid_cents: int
    closing_cents: int


@dataclass(frozen=True)
class Ground:
    """A rule on which the calculation rests, its citations, and how sure the source is."""

    words: str
    citations: tuple[str, ...]
    sure: str


@dataclass(frozen=True)
class PaymentRecord:
    """Everything that the document says."""

    case_number: str
    orders: tuple[CourtOrder, ...]
    obligor: Party
    obligee: Party
    first: date
    last: date
    known_on: date
    issued_on: date
    columns: tuple[str, ...]
    opening_cents: tuple[int, ...]
    movements: tuple[Movement, ...]
    calculations: tuple[Calculation, ...]
    past_due_cents: int
    grounds: tuple[Ground, ...]
    profile: str
    law_fingerprint: str

    @property
    def sha256(self) -> str:
        """The hash of the record's data, which the document prints on itself."""
        plain = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()

    def to_pdf(self, *, is_certified: bool = True) -> bytes:
        """The record as an accessible PDF; a parent's own copy carries no certification."""
        return typeset(FOLDER, page_words(self) | {"is_certified": is_certified})


def page_words(record: PaymentRecord) -> dict[str, Any]:
    """The record as its template reads it: every amount and day in words."""
    return {
        "case_number": record.case_number,
        "orders": [
            {"number": row.number, "court": row.court, "ordered_on": day_words(row.ordered_on)}
            for row in record.orders
        ],
        "obligor": asdict(record.obligor),
        "obligee": asdict(record.obligee),
        "first": day_words(record.first),
        "last": day_words(record.last),
        "known_on": day_words(record.known_on),
        "issued_on": day_words(record.issued_on),
        "issued": [record.issued_on.year, record.issued_on.month, record.issued_on.day],
        "columns": list(record.columns),
        "opening": _amounts(record.opening_cents),
        "movements": [_movement_words(each) for each in record.movements],
        "totals": _totals(record),
        "calculations": [_calculation_words(each) for each in record.calculations],
        "past_due": format_dollars(record.past_due_cents),
        "grounds": [
            {**asdict(each), "citations": ", ".join(each.citations),
             "sure": each.sure.replace("_", " ")}
            for each in record.grounds
        ],
        "profile": record.profile,
        "law_fingerprint": record.law_fingerprint,
        "sha256": record.sha256,
    }  # fmt: skip


def _amounts(balances_cents: tuple[int, ...]) -> list[str]:
    return [*map(format_dollars, balances_cents), format_dollars(sum(balances_cents))]


def _movement_words(row: Movement) -> dict[str, Any]:
    return {
        "day": day_words(row.day),
        "words": row.words,
        "due": _or_blank(row.due_cents),
        "adjusted": _signed_or_blank(row.adjusted_cents),
        "paid": _or_blank(row.paid_cents),
        "balances": _amounts(row.balances_cents),
    }


def _totals(record: PaymentRecord) -> dict[str, Any]:
    rows = record.movements
    closing = rows[-1].balances_cents if rows else record.opening_cents
    return {
        "due": format_dollars(sum(row.due_cents for row in rows)),
        "adjusted": _signed_or_blank(sum(row.adjusted_cents for row in rows)),
        "paid": format_dollars(sum(row.paid_cents for row in rows)),
        "balances": _amounts(closing),
    }


def _calculation_words(row: Calculation) -> dict[str, str]:
    return {
        "words": row.words,
        "opening": format_dollars(row.opening_cents),
        "due": _or_blank(row.due_cents),
        "moved": _signed_or_blank(row.moved_cents),
        "adjusted": _signed_or_blank(row.adjusted_cents),
        "paid": _or_blank(row.paid_cents),
        "closing": format_dollars(row.closing_cents),
    }


def _or_blank(amount_cents: int) -> str:
    return format_dollars(amount_cents) if amount_cents else ""


def _signed_or_blank(amount_cents: int) -> str:
    """What goes both ways is marked by its sign."""
    if amount_cents == 0:
        return ""
    sign = "-" if amount_cents < 0 else "+"
    return f"{sign}{format_dollars(abs(amount_cents))}"
