"""What a payee's statement says: amounts in cents here, in words on the page.

Of an account or card it knows the last four signs only, and no Social Security number.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from posse.notices.typesetting import typeset
from posse.units.days import day_words
from posse.units.money import format_dollars

FOLDER = "payee_statement"


@dataclass(frozen=True)
class StatedLine:
    """A part of a payment: out of which receipt of which case, and for what.

    ``why`` tells for what it counts, one entry a kind of debt.
    """

    case_number: str
    received_on: date
    source: str
    why: tuple[str, ...]
    amount_cents: int


@dataclass(frozen=True)
class StatedPayment:
    """A payment that was sent: how, and what became of it where that is known."""

    sent_on: date
    how: str
    what_became: str
    amount_cents: int
    lines: tuple[StatedLine, ...]


@dataclass(frozen=True)
class CameBack:
    """A payment that came back in the month, whenever it was sent."""

    day: date
    how: str
    why: str
    amount_cents: int


@dataclass(frozen=True)
class Withheld:
    """What of a payment was kept for what the payee was paid wrongly before, and why."""

    day: date
    case_number: str
    due_cents: int
    why: str
    amount_cents: int


@dataclass(frozen=True)
class PayeeStatement:
    """Everything that the document says of one month."""

    payee_name: str
    address: tuple[str, ...]
    first: date
    last: date
    issued_on: date
    payments: tuple[StatedPayment, ...]
    came_back: tuple[CameBack, ...]
    withheld: tuple[Withheld, ...] = ()

    @property
    def sent_cents(self) -> int:
        """What was sent in the month."""
        return sum(payment.amount_cents for payment in self.payments)

    @property
    def came_back_cents(self) -> int:
        """What came back in the month."""
        return sum(row.amount_cents for row in self.came_back)

    @property
    def sha256(self) -> str:
        """The hash of the statement's data, which the document prints on itself."""
        plain = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()

    def to_pdf(self) -> bytes:
        """The statement as an accessible PDF."""
        return typeset(FOLDER, page_words(self))


def page_words(statement: PayeeStatement) -> dict[str, Any]:
    """The statement as its template reads it: every amount and day in words."""
    issued = statement.issued_on
    return {
        "payee_name": statement.payee_name,
        "address": list(statement.address),
        "month": f"{statement.first:%B %Y}",
        "first": day_words(statement.first),
        "last": day_words(statement.last),
        "issued_on": day_words(issued),
        "issued": [issued.year, issued.month, issued.day],
        "payments": [_payment_words(payment) for payment in statement.payments],
        "came_back": [
            {"day": day_words(row.day), "how": row.how, "why": row.why,
             "amount": format_dollars(row.amount_cents)}
            for row in statement.came_back
        ],
        "withheld": [
            {"day": day_words(row.day), "case_number": row.case_number, "why": row.why,
             "due": format_dollars(row.due_cents), "amount": format_dollars(row.amount_cents)}
            for row in statement.withheld
        ],
        "sent": format_dollars(statement.sent_cents),
        "came_back_total": format_dollars(statement.came_back_cents),
        "kept": format_dollars(statement.sent_cents - statement.came_back_cents),
        "sha256": statement.sha256,
    }  # fmt: skip


def _payment_words(payment: StatedPayment) -> dict[str, Any]:
    return {
        "sent_on": day_words(payment.sent_on),
        "how": payment.how,
        "what_became": payment.what_became,
        "amount": format_dollars(payment.amount_cents),
        "lines": [
            {"case_number": line.case_number, "received_on": day_words(line.received_on),
             "source": line.source, "why": list(line.why),
             "amount": format_dollars(line.amount_cents)}
            for line in payment.lines
        ],
    }  # fmt: skip
