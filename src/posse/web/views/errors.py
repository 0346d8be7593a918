"""What a page says when it is refused, or is not there; to families in their own words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.defaults import page_not_found

from posse.services.access import BREAK_GLASS, may
from posse.services.portal.accounts import account_for_user, is_parent
from posse.web.doors import CaseClosed
from posse.web.family.speaking import family_page


def is_for_family(request: HttpRequest) -> bool:
    """Whether a parent reads, or a page of the portal was asked for."""
    return request.path.startswith(reverse("family-home")) or is_parent(request.user)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """That there is no such page."""
    if not is_for_family(request):
        return page_not_found(request, exception)
    context = {"title": "portal.gone_title", "why": "portal.gone", **_way_on(request)}
    return family_page(request, "family/portal/refused.html", context, status=404)


def _refused_family(request: HttpRequest) -> HttpResponse:
    """Which door stayed closed to a parent, or to somebody who is none."""
    why = "portal.closed_account" if is_parent(request.user) else "portal.closed_other"
    if account_for_user(request.user) is not None:
        why = "portal.closed_staff"
    context = {"title": "portal.closed_title", "why": why, **_way_on(request)}
    return family_page(request, "family/portal/refused.html", context, status=403)


def _way_on(request: HttpRequest) -> dict[str, bool]:
    return {"has_account": account_for_user(request.user) is not None}


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Why a door stayed closed, and what opens it where something does."""
    if is_for_family(request):
        return _refused_family(request)
    number = exception.number if isinstance(exception, CaseClosed) else ""
    context = {
        "exception": str(exception),
        "is_closed": isinstance(exception, CaseClosed),
        "emergency_number": number if may(request.user, BREAK_GLASS) else "",
    }
    return render(request, "403.html", context, status=403)
