"""Pictures of money, drawn as SVG with whole numbers; each has its table beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django import template

from posse.ledger.accounts import Account
from posse.services.pages.case_money import LedgerMonth
from posse.services.pages.receipt_money import Part
from posse.services.pages.remedies_at_a_glance import Collected
from posse.units.money import format_dollars

register = template.Library()

BAR_WIDTH = 1000
LETTER_WIDTH = 60
CHART_HEIGHT = 80
CHART_MONTHS = 12
# Letters tie a segment to its row in the table, so that colour is never needed.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS = {
    Account.PAYABLE_FAMILY: "family",
    Account.PAYABLE_STATE: "state",
    Account.PAYABLE_OBLIGOR: "obligor",
    Account.PAYABLE_FOSTER_AGENCY: "state",
    Account.PAYABLE_MEDICAID_AGENCY: "state",
    Account.ANNUAL_FEE_KEPT: "fee",
    Account.OFFSET_FEE_KEPT: "fee",
    Account.SUSPENSE: "held",
    Account.UNDISTRIBUTED: "held",
    Account.HELD: "held",
}


@dataclass(frozen=True)
class Segment:
    """A piece of a bar. Units: thousandths of the bar's width."""

    letter: str
    kind: str
    part: Part
    left: int
    width: int

    @property
    def has_room(self) -> bool:
        """Whether its letter fits in; the table names it in any case."""
        return self.width >= LETTER_WIDTH

    @property
    def left_percent(self) -> str:
        """Where it begins, for SVG."""
        return _percent(self.left)

    @property
    def width_percent(self) -> str:
        """How wide it is, for SVG."""
        return _percent(self.width)

    @property
    def middle_percent(self) -> str:
        """Where its letter stands, for SVG."""
        return _percent(self.left + self.width // 2)


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}%"


def segments(parts: Sequence[Part]) -> list[Segment]:
    """The parts of a receipt laid side by side over the width of one bar."""
    shown = [part for part in parts if part.amount_cents > 0]
    total_cents = sum(part.amount_cents for part in shown)
    found, before_cents = [], 0
    for letter, part in zip(LETTERS, shown, strict=False):
        left = before_cents * BAR_WIDTH // total_cents
        before_cents += part.amount_cents
        width = before_cents * BAR_WIDTH // total_cents - left
        found.append(Segment(letter, KINDS[Account(part.account)], part, left, width))
    return found


@register.inclusion_tag("_split_bar.html")
def split_bar(parts: Sequence[Part]) -> dict[str, object]:
    """One bar that divides into families, agencies, fees, paying parent and what is held."""
    found = segments(parts)
    words = [f"{format_dollars(s.part.amount_cents)} {s.part.words}" for s in found]
    return {"segments": found, "words": "; ".join(words)}


@dataclass(frozen=True)
class Column:
    """A month of the chart. Units: pixels of a chart of fixed height."""

    month: LedgerMonth
    left: int
    due_height: int
    paid_height: int

    @property
    def due_top(self) -> int:
        """Where the bar of what was due begins."""
        return CHART_HEIGHT - self.due_height

    @property
    def paid_top(self) -> int:
        """Where the bar of what was paid begins."""
        return CHART_HEIGHT - self.paid_height

    @property
    def paid_left(self) -> int:
        """The bar of what was paid stands beside that of what was due."""
        return self.left + 18


@register.inclusion_tag("_due_and_paid.html")
def due_and_paid(months: Iterable[LedgerMonth]) -> dict[str, object]:
    """A small picture of due against paid over the latest months, oldest first."""
    shown = list(months)[:CHART_MONTHS][::-1]
    most_cents = max((max(m.due_cents, m.paid_cents) for m in shown), default=0) or 1
    return {
        "columns": [
            Column(
                month,
                place * 48,
                max(0, month.due_cents) * CHART_HEIGHT // most_cents,
                max(0, month.paid_cents) * CHART_HEIGHT // most_cents,
            )
            for place, month in enumerate(shown)
        ],
        "width": max(1, len(shown)) * 48,
    }


@dataclass(frozen=True)
class MonthBar:
    """The money of one month as a bar. Units: pixels of a chart of fixed height."""

    month: date
    cents: int
    left: int
    height: int

    @property
    def top(self) -> int:
        """Where the bar begins."""
        return CHART_HEIGHT - self.height

    @property
    def middle(self) -> int:
        """Where the month's name stands."""
        return self.left + 18


@register.inclusion_tag("enforcement/_collected_bars.html")
def collected_bars(collected: Collected) -> dict[str, object]:
    """A small picture of what enforcement brought, a bar a month, the oldest first."""
    cents = collected.totals.cents
    # A month in which more was taken back than came has no bar; the table has its figure.
    most_cents = max((0, *cents)) or 1
    return {
        "bars": [
            MonthBar(month, each, place * 48 + 6, max(0, each) * CHART_HEIGHT // most_cents)
            for place, (month, each) in enumerate(zip(collected.months, cents, strict=True))
        ],
        "width": len(cents) * 48,
    }
