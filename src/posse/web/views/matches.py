"""Matches of partners: what was found beside what stands here, and what is decided."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.enforcement.models import AssetMatch
from posse.services.enforcement.matches import case_of
from posse.services.pages.enforcement import match_by_id
from posse.services.pages.match import match_page_for
from posse.web.acts.levy_acts import ALL_MATCH_ACTS, acts_of_match
from posse.web.doors import case_for_user, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import page_date


@require_GET
@staff_page
def match(request: HttpRequest, match_id: int) -> HttpResponse:
    """What a partner found, beside what the register knows."""
    found = _match(request, match_id)
    context = {
        "match": found,
        "case": case_of(found),
        "events": found.events.all(),
        "acts": acts_of_match(found, on=page_date()),
        "page": match_page_for(found, on=page_date()),
    }
    return render(request, "enforcement/match.html", context)


@FORM_METHODS
@staff_page
def match_act(request: HttpRequest, match_id: int, act: str) -> HttpResponse:
    """A decision on a match."""
    found = _match(request, match_id)
    done_url = reverse("match", args=[found.pk])
    context = {
        "page": match_page_for(found, on=page_date()),
        "about_template": "enforcement/_levy_tests.html",
    }
    chosen = act_or_404(ALL_MATCH_ACTS, act)
    return act_page(
        request, Acting(chosen, found, f"Match {found.pk}", done_url, context=context)
    )


def _match(request: HttpRequest, match_id: int) -> AssetMatch:
    """The match, where its case is open to the viewer. Raises: Http404, PermissionDenied."""
    found = match_by_id(match_id)
    if found is None:
        raise Http404(f"There is no match {match_id}.")
    case_for_user(request.user, case_of(found).number)
    return found
