"""The dashboard of remedies, and the worklists behind it."""

from collections.abc import Container, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.pages.remedies_at_a_glance import (
    STANDING_WORDS,
    collected_by_month,
    next_runs,
    remedy_counts,
)
from posse.services.pages.remedy_lists.listing import (
    LISTED_MAX,
    Asked,
    Cell,
    Listing,
    hidden_from,
    sees_tax,
)
from posse.services.pages.remedy_lists.register import LISTINGS, waiting_lists
from posse.services.pages.worklists import counties_for_choice
from posse.units.money import format_cents
from posse.web.asking import asked_address
from posse.web.doors import staff_page
from posse.web.exports import csv_response
from posse.web.workday import acting_date, page_date

ROWS_A_PAGE, ROWS_AT_ONCE = 50, 1_000


@require_GET
@staff_page
def enforcement(request: HttpRequest) -> HttpResponse:
    """How many parents stand where with each remedy, what waits, what runs, what came."""
    asked = _asked(request)
    context = {
        "on": asked.on,
        "rows": remedy_counts(asked),
        "standings": STANDING_WORDS,
        "waiting": waiting_lists(asked),
        "runs": next_runs(on=acting_date()),
        "collected": collected_by_month(on=asked.on, sees_tax=asked.sees_tax),
        "sees_tax": asked.sees_tax,
        "counties": counties_for_choice(on=asked.on),
        "county": asked.county,
    }
    return render(request, "enforcement/home.html", context)


@require_GET
@staff_page
def enforcement_csv(request: HttpRequest) -> HttpResponse:
    """The table of remedies as CSV."""
    header = ["Remedy", *STANDING_WORDS, "Amount with partners"]
    rows = remedy_counts(_asked(request))
    cells = ([row.words, *row.counts, format_cents(row.amount_cents)] for row in rows)
    return csv_response("remedies.csv", header, cells)


@require_GET
@staff_page
def collected_csv(request: HttpRequest) -> HttpResponse:
    """Money by remedy and month as CSV."""
    asked = _asked(request)
    found = collected_by_month(on=asked.on, sees_tax=asked.sees_tax)
    header = ["Remedy", *(month.strftime("%Y-%m") for month in found.months), "All months"]
    cells = (
        [row.words, *map(format_cents, row.cents), format_cents(row.total_cents)]
        for row in (*found.rows, found.totals)
    )
    return csv_response("money-by-remedy.csv", header, cells)


@require_GET
@staff_page
def remedy_list(request: HttpRequest, name: str) -> HttpResponse:
    """A worklist, filtered, in an order and by pages."""
    listing = _listing(name)
    asked = _asked(request, listing)
    pages = _pages(listing, asked)
    page = pages.get_page(request.GET.get("page"))
    lines = listing.lines(list(page), asked.on)
    context = {
        "listing": listing,
        "asked": asked,
        "kinds": listing.kinds(asked.on),
        "counties": counties_for_choice(on=asked.on),
        "page": page,
        "lines": lines,
        "header": zip(listing.header, lines[0], strict=True) if lines else (),
        "is_cut": pages.count == LISTED_MAX,
        "is_narrowed": bool(asked.kind or asked.state or asked.county),
        "keep": asked_address(request),
    }
    return render(request, "enforcement/list.html", context)


@require_GET
@staff_page
def remedy_list_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The same list as CSV, as far as it can be leafed through."""
    listing = _listing(name)
    cells = _cells(listing, _asked(request, listing))
    return csv_response(f"{name}.csv", listing.header, cells)


def _cells(listing: Listing, asked: Asked) -> Iterator[list[object]]:
    rows = list(listing.sorted_rows(asked)[:LISTED_MAX])
    for start in range(0, len(rows), ROWS_AT_ONCE):
        for line in listing.lines(rows[start : start + ROWS_AT_ONCE], asked.on):
            yield [_plain(cell) for cell in line]


def _plain(cell: Cell) -> object:
    if cell.kind == "cents" and isinstance(cell.value, int):
        return format_cents(cell.value)
    return cell.value


def _pages(listing: Listing, asked: Asked) -> "Paginator[Any]":
    """A list's pages, its rows counted without their order, which would take longer."""
    pages = Paginator(listing.sorted_rows(asked)[:LISTED_MAX], ROWS_A_PAGE)
    pages.count = listing.rows(asked).order_by()[:LISTED_MAX].count()
    return pages


def _listing(name: str) -> Listing:
    """The worklist of a name. Raises: Http404."""
    if name not in LISTINGS:
        raise Http404(f"There is no list {name}.")
    return LISTINGS[name]


def _asked(request: HttpRequest, listing: Listing | None = None) -> Asked:
    """What the address asks for; nonsense narrows nothing."""
    on = page_date()
    kind = _one_of(request, "kind", listing.kinds(on) if listing else {})
    return Asked(
        on=on,
        kind=kind,
        state=_one_of(request, "state", listing.states if listing else {}),
        county=_one_of(request, "county", dict(counties_for_choice(on=on))),
        sort=_one_of(request, "sort", listing.sorts_for(kind) if listing else {}),
        hidden=hidden_from(request.user, on=on),
        sees_tax=sees_tax(request.user),
    )


def _one_of(request: HttpRequest, name: str, known: Container[str]) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in known else ""
