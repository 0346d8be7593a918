"""The library: everything in it, found by words and narrowed, as a page and as CSV."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.rules.library.finding import Found, Wish, find
from posse.rules.library.shelves import KINDS, Entry
from posse.services.law import law_library
from posse.web.exports import csv_response
from posse.web.workday import today

HEADER = ("kind", "id", "title", "says", "program", "topic", "sure", "in force from")
SURENESS = ("seen", "second_hand", "derived", "unverified")
ENTRIES_SHOWN = 40


@require_GET
@login_not_required
def law(request: HttpRequest) -> HttpResponse:
    """The search, its filters, what was found, and what changes next."""
    wish, fault = _wish(request)
    found = find(law_library().entries, wish)
    asked = {key: value for key, value in request.GET.items() if value and key != "page"}
    context = {
        **_choices(),
        "wish": wish,
        "fault": fault,
        "found": found,
        "page": Paginator(found.entries, ENTRIES_SHOWN).get_page(request.GET.get("page")),
        "keep": urlencode(asked),
    }
    return render(request, "law/library.html", context)


@require_GET
@login_not_required
def law_csv(request: HttpRequest) -> HttpResponse:
    """The same list, whole, as CSV."""
    wish, _ = _wish(request)
    return csv_response("law.csv", HEADER, _rows(find(law_library().entries, wish)))


@require_GET
@login_not_required
def definitions(request: HttpRequest) -> HttpResponse:
    """What the words of the child care program mean, all of them or those asked for."""
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:100]
    rows = law_library().law.value("childcare.definitions.terms", on=today())
    asked = words.casefold()
    found = [each for each in rows if asked in f"{each['term']} {each['words']}".casefold()]
    return render(request, "law/definitions.html", {"rows": found, "words": words})


def _choices() -> dict[str, object]:
    """What a reader may narrow by, and what changes next."""
    held = law_library()
    return {
        "held": held,
        "kinds": KINDS,
        "programs": sorted({entry.program for entry in held.entries}),
        "topics": held.topics,
        "sureness": SURENESS,
        "coming": held.coming(on=today()),
    }


def _rows(found: Found) -> Iterator[list[str]]:
    for entry in found.entries:
        yield [*_plain(entry), "; ".join(day.isoformat() for day in entry.days)]


def _plain(entry: Entry) -> list[str]:
    sure = "; ".join(entry.sure)
    return [entry.kind, entry.id, entry.title, entry.said, entry.program, entry.topic, sure]


def _wish(request: HttpRequest) -> tuple[Wish, str]:
    """What the address asks for, and what in it could not be read."""
    asked, since, fault = request.GET, None, ""
    text = asked.get("since", "").strip()
    try:
        since = date.fromisoformat(text) if text else None
    except ValueError:
        fault = f"“{text}” is no day. Give one such as 2018-10-01; nothing is narrowed by it."
    wish = Wish(
        words=" ".join(asked.get("q", "").replace("\0", " ").split())[:100],
        kind=asked.get("kind", ""),
        program=asked.get("program", ""),
        topic=asked.get("topic", ""),
        sure=asked.get("sure", ""),
        since=since,
    )
    return wish, fault
