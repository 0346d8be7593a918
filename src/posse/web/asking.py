"""What an address asks for, read leniently: nonsense narrows nothing."""

from datetime import date

from django.http import HttpRequest
from django.utils.dateparse import parse_date


def asked_day(request: HttpRequest, name: str) -> date | None:
    """A day such as 2026-03-10, or None."""
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None


def asked_number(request: HttpRequest, name: str) -> int | None:
    """A whole number of at most nine digits, or None."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def asked_address(request: HttpRequest, *, without: str = "page") -> str:
    """The question as it stands in the address, for links that ask it again."""
    kept = request.GET.copy()
    kept.pop(without, None)
    return kept.urlencode()


def day_of_text(text: str) -> date | None:
    """A day such as 2026-03-10, or None for anything else."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None
