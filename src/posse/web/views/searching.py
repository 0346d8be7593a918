"""Search, and the page of an employer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.doors.closed_cases import closed_cases
from posse.services.pages.withholding import orders_in_force, troubles_with
from posse.services.search import hits_for_employer, search
from posse.services.search.closing import hits_for_viewer
from posse.web.acts.income_acts import EMPLOYER_ACTS
from posse.web.doors import employer_for_user, staff_page
from posse.web.workday import acting_date

HITS_MAX = 20


@require_GET
@staff_page
def search_page(request: HttpRequest) -> HttpResponse:
    """What was found, as a page, or as its list alone while someone types."""
    query = request.GET.get("q", "").strip()
    found = search(query, limit=HITS_MAX)
    hits = hits_for_viewer(request.user, found, on=acting_date())
    context = {"query": query, "hits": hits, "is_full": len(hits) >= HITS_MAX}
    is_partial = bool(request.htmx)  # type: ignore[attr-defined]  # set by its middleware
    return render(request, "_results.html" if is_partial else "search.html", context)


@require_GET
@staff_page
def employer(request: HttpRequest, employer_id: int) -> HttpResponse:
    """An employer: who works there, which orders it follows, and where it did not."""
    found = employer_for_user(request.user, employer_id)
    hidden = closed_cases(request.user, on=acting_date())
    context = {
        "employer": found,
        "hits": hits_for_viewer(request.user, hits_for_employer(found), on=acting_date()),
        "orders": orders_in_force(found, hidden=hidden),
        "troubles": troubles_with(found, hidden=hidden),
        "acts": EMPLOYER_ACTS,
    }
    return render(request, "employer.html", context)
