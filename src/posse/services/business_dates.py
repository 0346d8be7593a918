"""Which business dates may still be posted to, in words for whoever may not.

No function here reads a clock: what is too late follows from the days closed, and what is
too early from what was recorded last and from the caller's calendar.
"""

from datetime import date, timedelta

from django.db import connection

from posse.apps.books.models import ClosingBalance
from posse.units.days import add_business_days, is_business_day

# A slip of the year would post decades of support; a month bridges any outage.
LONGEST_LEAP = timedelta(days=31)

NEWEST_FACT = """
    SELECT max(day) FROM (
        SELECT max(recorded_on) AS day FROM cases_casestatus
        UNION ALL SELECT max(recorded_on) FROM orders_orderterm
        UNION ALL SELECT max(recorded_on) FROM payments_receipt) AS recorded"""


def last_closed_day() -> date | None:
    """The last business date whose books are closed."""
    newest = ClosingBalance.objects.order_by("-business_date").first()
    return newest.business_date if newest else None


def first_open_day(*, today: date) -> date:
    """The business date on which something learned today is recorded.

    Today, or the next business day when the books of today are closed already.
    """
    closed = last_closed_day()
    return today if closed is None or today > closed else add_business_days(closed, 1)


def refusal_of_closed_day(on: date) -> str:
    """Why nothing may be recorded on a day any more; empty when it may."""
    closed = last_closed_day()
    if closed is None or on > closed:
        return ""
    return (
        f"The books are closed through {closed}, so nothing can be recorded on {on}."
        f" Use a later date, {add_business_days(closed, 1)} being the next business day."
    )


def refusal_of_far_day(on: date, *, today: date | None) -> str:
    """Why a day is too far ahead to be meant; empty when it is not.

    ``today`` is the caller's calendar, where there is one: what has come is not far ahead.
    """
    anchor = max(filter(None, [last_closed_day(), _newest_fact_day()]), default=None)
    has_come = today is not None and on <= today
    if has_come or anchor is None or on <= anchor + LONGEST_LEAP:
        return ""
    return (
        f"{on} lies more than {LONGEST_LEAP.days} days after {anchor}, the last day with"
        " anything recorded; that cannot be meant."
    )


def refusal_of_nightly_date(on: date, *, today: date | None) -> str:
    """Why the nightly job cannot run for a date; empty when it can."""
    if not is_business_day(on):
        return (
            f"{on} is no business day (weekend, holiday). Run the job for"
            f" {add_business_days(on, 0)}, the next one."
        )
    return refusal_of_closed_day(on) or refusal_of_far_day(on, today=today)


def _newest_fact_day() -> date | None:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_FACT)
        newest: date | None = cursor.fetchone()[0]
    return newest
