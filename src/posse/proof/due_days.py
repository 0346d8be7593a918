"""When terms fall due and what a month of them is, with plain dates."""

from calendar import monthrange
from datetime import date, timedelta

from posse.proof.facts import Term

FORTNIGHT = 14
# The monthly obligation is the amount times the first over the second.
MONTHLY = {"weekly": (52, 12), "biweekly": (26, 12), "semimonthly": (2, 1), "monthly": (1, 1)}


def due_dates(term: Term, *, through: date) -> list[date]:
    """Every day on which a term falls due, first to last: policy 14.2.

    A month is owed in full whatever the day it begins or ends on.
    """
    if term.obligation == "arrears_payment":
        return []
    last = min(through, term.ends_on or through)
    first = max(term.starts_on, term.first_due_on)
    days = _endless(term.first_due_on, term.frequency, last)
    return [day for day in days if day >= first]


def _endless(first: date, frequency: str, last: date) -> list[date]:
    """The frequency's days from the first due date's month on, up to ``last``."""
    if frequency == "once":
        return [first] if first <= last else []
    if frequency in {"weekly", "biweekly"}:
        step = timedelta(days=7 if frequency == "weekly" else FORTNIGHT)
        count = (last - first) // step + 1
        return [first + place * step for place in range(max(0, count))]
    days_of_month = [first.day]
    if frequency == "semimonthly":
        partner = first.day + (FORTNIGHT if first.day <= FORTNIGHT else -FORTNIGHT)
        days_of_month = sorted([first.day, partner])
    return [
        day
        for year, month in _months(first, last)
        for day in (_clipped(year, month, number) for number in days_of_month)
        if day <= last
    ]


def _months(first: date, last: date) -> list[tuple[int, int]]:
    count = (last.year - first.year) * 12 + last.month - first.month
    places = (first.month - 1 + offset for offset in range(count + 1))
    return [(first.year + place // 12, place % 12 + 1) for place in places]


def _clipped(year: int, month: int, number: int) -> date:
    """A day of a month, or the month's last where it is shorter."""
    return date(year, month, min(number, monthrange(year, month)[1]))


def monthly_amount(term: Term) -> int:
    """The monthly obligation of a term: times 52/12, 26/12 or 2, half up to the cent."""
    over, under = MONTHLY.get(term.frequency, (0, 1))
    return (2 * term.amount_cents * over + under) // (2 * under)
