"""What an address asks for, read leniently: nonsense narrows nothing."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from posse.rules.forms import Field


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


def offered(field: Field) -> tuple[str, ...]:
    """What a question of a form offers to choose from; nothing where an answer is written."""
    return ("yes", "no") if field.kind == "yes_no" else tuple(field.choices)


def answers_in(request: HttpRequest, fields: Iterable[Field]) -> dict[str, str]:
    """What was told by the keys of the questions; what a question does not offer is no answer.

    Of several chosen ones the answer holds all, with commas, in the order of the form.
    """
    told = {}
    for field in fields:
        if choices := offered(field):
            texts = request.POST.getlist(field.key)
            chosen = [each for each in choices if each in texts]
            told[field.key] = ",".join(chosen if field.kind == "several" else chosen[:1])
        else:
            told[field.key] = request.POST.get(field.key, "")[: field.longest + 1]
    return told
