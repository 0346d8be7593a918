"""Requests to see or copy what the child care program holds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.releases.models import ReleaseRequest
from posse.services.access import Visitor
from posse.services.pages.care.releases import confidential_on, request_page, requests_page
from posse.web.acts.care_release_acts import ASK, REQUEST_ACTS
from posse.web.doors import care_case_for_user, care_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date


@require_GET
@care_page
def care_releases(request: HttpRequest) -> HttpResponse:
    """Every request, and what is confidential."""
    on = acting_date()
    context = {"rows": requests_page(on=on), "confidential": confidential_on(on)}
    return render(request, "care/releases.html", {**context, "acts": {"ask": ASK}})


@require_GET
@care_page
def care_release(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request: what its ground needs, and what may go out."""
    page = request_page(_request(request.user, request_id), on=acting_date())
    return render(request, "care/release.html", {"page": page, "acts": REQUEST_ACTS})


@FORM_METHODS
@care_page
def care_release_ask(request: HttpRequest, number: str = "") -> HttpResponse:
    """A request comes, about a case or about what is public."""
    found = care_case_for_user(request.user, number) if number else None
    heading = f"{ASK.title}: {found.number}" if found else f"{ASK.title} for public records"
    done_url = reverse("care-releases")
    return act_page(request, Acting(ASK, found, "Releases", done_url, heading=heading))


@FORM_METHODS
@care_page
def care_release_act(request: HttpRequest, request_id: int, act: str) -> HttpResponse:
    """What was shown for a request, or its answer."""
    found, chosen = _request(request.user, request_id), act_or_404(REQUEST_ACTS, act)
    done_url = reverse("care-release", args=[request_id])
    return act_page(request, Acting(chosen, found, f"Request {request_id}", done_url))


def _request(user: Visitor, request_id: int) -> ReleaseRequest:
    """A request, by the door of the case it is about. Raises: PermissionDenied, Http404."""
    rows = ReleaseRequest.objects.select_related("care_case", "decision")
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise Http404(f"There is no request {request_id}.")
    if found.care_case is not None:
        care_case_for_user(user, found.care_case.number)
    return found
