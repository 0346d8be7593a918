"""The day of a page: the one place of the screens that reads a clock."""

from datetime import date, datetime

from django.utils import timezone

from posse.services.business_dates import first_open_day
from posse.services.pages.history import books_date


def page_date() -> date:
    """As of when a page speaks: the day of the latest nightly job, or today before it."""
    return books_date() or timezone.localdate()


def acting_date() -> date:
    """The business date of what a person does now: today, or the next day still open."""
    return first_open_day(today=timezone.localdate())


def today() -> date:
    """The day on the calendar, for what waits for no books, such as a sign-in."""
    return timezone.localdate()


def now() -> datetime:
    """This moment, for what lasts minutes."""
    return timezone.now()


def local(at: datetime) -> datetime:
    """A moment by the office's own clock."""
    return timezone.localtime(at)
