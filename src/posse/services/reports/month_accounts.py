"""Months for people: which are closed, what hinders the others, and one month's accounts."""

from dataclasses import dataclass
from datetime import date

from posse.apps.books.models import ClosingBalance, MonthClose
from posse.services.books.months import (
    MonthLine,
    month_lines,
    refusal_of_month,
    standing_lines,
)
from posse.units.days import add_months
from posse.units.money import format_cents

NIGHT_CLOSES_IT = "The next nightly job closes it."
HEADER = ("account", "words", "carried_forward", "debits", "credits", "carried_on")


@dataclass(frozen=True)
class MonthState:
    """A month of the books: the day that closed it, or what hinders its close."""

    month: date
    closed_on: date | None
    hindrance: str


@dataclass(frozen=True)
class MonthAccounts:
    """The accounts of one month; of an open one, through its last closed day. Units: cents."""

    state: MonthState
    through: date
    lines: tuple[MonthLine, ...]

    @property
    def total_cents(self) -> int:
        """All that is carried on together: zero, or the books are wrong."""
        return sum(line.closing_cents for line in self.lines)

    def to_rows(self) -> list[tuple[str, ...]]:
        """The accounts as text, for files; debits positive."""
        return [
            (
                str(line.account),
                line.words,
                format_cents(line.opening_cents),
                format_cents(line.debit_cents),
                format_cents(line.credit_cents),
                format_cents(line.closing_cents),
            )
            for line in self.lines
        ]


def months_for_office() -> list[MonthState]:
    """Every month from the first closed day through the last one, newest first."""
    days = ClosingBalance.objects.order_by("business_date")
    oldest, newest = days.first(), days.last()
    if oldest is None or newest is None:
        return []
    closed = dict(MonthClose.objects.values_list("month", "closed_on").distinct())
    month, states = oldest.business_date.replace(day=1), []
    while month <= newest.business_date:
        states.append(_state(month, closed.get(month)))
        month = add_months(month, 1)
    return states[::-1]


def accounts_for_month(month: date) -> MonthAccounts | None:
    """The accounts of a month; None where no day of it is closed."""
    first = month.replace(day=1)
    close = MonthClose.objects.filter(month=first).first()
    if close:
        state = _state(first, close.closed_on)
        return MonthAccounts(state, close.closed_on, tuple(month_lines(first)))
    through, lines = standing_lines(first)
    if through is None:
        return None
    return MonthAccounts(_state(first, None), through, tuple(lines))


def _state(month: date, closed_on: date | None) -> MonthState:
    hindrance = "" if closed_on else refusal_of_month(month) or NIGHT_CLOSES_IT
    return MonthState(month, closed_on, hindrance)
