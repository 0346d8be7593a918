"""Search, and the page of an employer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.search import hits_for_employer, search
from posse.services.search.closing import hits_for_viewer
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
    """An employer and the people who work there."""
    found = employer_for_user(request.user, employer_id)
    hits = hits_for_viewer(request.user, hits_for_employer(found), on=acting_date())
    return render(request, "employer.html", {"employer": found, "hits": hits})
