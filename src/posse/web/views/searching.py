"""Search, and the page of an employer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.search import hits_for_employer, search
from posse.web.doors import employer_for_user, staff_page

HITS_MAX = 20


@require_GET
@staff_page
def search_page(request: HttpRequest) -> HttpResponse:
    """What was found, as a page, or as its list alone while someone types."""
    query = request.GET.get("q", "").strip()
    hits = search(query, limit=HITS_MAX)
    context = {"query": query, "hits": hits, "is_full": len(hits) >= HITS_MAX}
    is_partial = bool(request.htmx)  # type: ignore[attr-defined]  # set by its middleware
    return render(request, "_results.html" if is_partial else "search.html", context)


@require_GET
@staff_page
def employer(request: HttpRequest, employer_id: int) -> HttpResponse:
    """An employer and the people who work there."""
    found = employer_for_user(request.user, employer_id)
    hits = hits_for_employer(found)
    return render(request, "employer.html", {"employer": found, "hits": hits})
