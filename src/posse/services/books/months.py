"""The close of a month: each account carried forward from the month before.

A month is complete once a business date in it or after it is closed and no business date of
it is still to come. What is learned later is posted on a later business date, so a closed
month never changes and the next one carries the correction.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Sum

from posse.apps.books.models import ClosingBalance, MonthClose
from posse.apps.runs.models import Run
from posse.ledger.accounts import account_words
from posse.services.business_dates import last_closed_day
from posse.units.days import add_business_days, add_months
from posse.units.money import format_cents


@dataclass(frozen=True)
class MonthLine:
    """One account over a month. Units: cents, debits positive."""

    account: int
    opening_cents: int
    debit_cents: int
    credit_cents: int
    closing_cents: int

    @property
    def words(self) -> str:
        """The account in words."""
        return account_words(self.account)

    def to_json(self) -> dict[str, Any]:
        """The line for a program: money as text."""
        return {
            "account": self.account,
            "words": self.words,
            "opening": format_cents(self.opening_cents),
            "debits": format_cents(self.debit_cents),
            "credits": format_cents(self.credit_cents),
            "closing": format_cents(self.closing_cents),
        }


def month_lines(month: date) -> list[MonthLine]:
    """The accounts of a closed month, in the order of the chart; none while it is open."""
    rows = MonthClose.objects.filter(month=month.replace(day=1))
    return [
        MonthLine(
            account=row.account,
            opening_cents=row.opening_cents,
            debit_cents=row.debit_cents,
            credit_cents=row.credit_cents,
            closing_cents=row.closing_cents,
        )
        for row in rows
    ]


def standing_lines(month: date) -> tuple[date | None, list[MonthLine]]:
    """The last day of a month that is closed, and its accounts through that day.

    Of an open month this is how far it has come; None and nothing where no day is closed.
    """
    first = month.replace(day=1)
    days = ClosingBalance.objects.filter(
        business_date__gte=first, business_date__lt=add_months(first, 1)
    )
    newest = days.order_by("-business_date").first()
    if newest is None:
        return None, []
    last = newest.business_date
    moved = {
        row["account"]: (row["debits"], row["credits"])
        for row in days.values("account").annotate(
            debits=Sum("debit_cents"), credits=Sum("credit_cents")
        )
    }
    closings = dict(days.filter(business_date=last).values_list("account", "closing_cents"))
    return last, [
        MonthLine(
            account=account,
            # What the month began with is what its own movements leave of its end.
            opening_cents=closing_cents - moved[account][0] + moved[account][1],
            debit_cents=moved[account][0],
            credit_cents=moved[account][1],
            closing_cents=closing_cents,
        )
        for account, closing_cents in sorted(closings.items())
    ]


def refusal_of_month(month: date) -> str:
    """Why a month cannot be closed yet; empty when it can."""
    first = month.replace(day=1)
    closed = last_closed_day()
    in_month = ClosingBalance.objects.filter(
        business_date__gte=first, business_date__lt=add_months(first, 1)
    )
    if closed is None or not in_month.exists():
        return f"No business date of {first:%B %Y} is closed."
    to_come = add_business_days(closed, 1)
    if to_come < add_months(first, 1):
        return f"{to_come} is still to be closed in {first:%B %Y}."
    earlier = ClosingBalance.objects.filter(business_date__lt=first).order_by("-business_date")
    before = earlier.first()
    if before and not MonthClose.objects.filter(closed_on=before.business_date).exists():
        return f"{before.business_date:%B %Y} must be closed before {first:%B %Y}."
    return ""


@transaction.atomic
def do_close_month(month: date, *, run: Run) -> int:
    """Carry every account over a complete month; the accounts written, none the second time.

    Raises: ValueError in a sentence where the month is not complete, or the one before is
    not closed.
    """
    first = month.replace(day=1)
    if MonthClose.objects.filter(month=first).exists():
        return 0
    refusal = refusal_of_month(first)
    if refusal:
        raise ValueError(refusal)
    closed_on, standing = standing_lines(first)
    if closed_on is None:
        raise ValueError(f"No business date of {first:%B %Y} is closed.")
    lines = [
        MonthClose(
            month=first,
            closed_on=closed_on,
            account=line.account,
            opening_cents=line.opening_cents,
            debit_cents=line.debit_cents,
            credit_cents=line.credit_cents,
            closing_cents=line.closing_cents,
            run=run,
        )
        for line in standing
    ]
    _check_carried_forward(lines, first)
    MonthClose.objects.bulk_create(lines)
    return len(lines)


def _check_carried_forward(lines: list[MonthClose], first: date) -> None:
    """Each account must begin with what the month before left of it."""
    before = MonthClose.objects.filter(month__lt=first).order_by("-month").first()
    if before is None:
        return
    carried = dict(
        MonthClose.objects.filter(month=before.month).values_list("account", "closing_cents")
    )
    for line in lines:
        if line.opening_cents != carried.get(line.account, 0):
            raise ValueError(
                f"{account_words(line.account)} began {first:%B %Y} with"
                f" {format_cents(line.opening_cents)}, and {before.month:%B %Y} left"
                f" {format_cents(carried.get(line.account, 0))}"
            )


def do_close_complete_months(*, run: Run) -> list[date]:
    """Close every complete month that is open, in order; the months closed."""
    newest = MonthClose.objects.order_by("-month").first()
    oldest_day = ClosingBalance.objects.order_by("business_date").first()
    if oldest_day is None:
        return []
    month = add_months(newest.month, 1) if newest else oldest_day.business_date.replace(day=1)
    closed = last_closed_day()
    done = []
    while closed and month <= closed:
        if not refusal_of_month(month):
            do_close_month(month, run=run)
            done.append(month)
        month = add_months(month, 1)
    return done
