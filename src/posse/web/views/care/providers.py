"""Providers of child care: the register, and what is kept of one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.subsidy.models import CareProvider
from posse.services.care.arranging import provider_by_number
from posse.services.pages.care.providers import provider_page, providers_page
from posse.web.acts.care_provider_acts import ADD, PROVIDER_ACTS
from posse.web.doors import care_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date


@require_GET
@care_page
def care_providers(request: HttpRequest) -> HttpResponse:
    """The register, by name or number, county and standing."""
    page = providers_page(request.GET.dict(), on=acting_date())
    return render(request, "care/providers.html", {"page": page, "acts": {"add": ADD}})


@require_GET
@care_page
def care_provider(request: HttpRequest, number: str) -> HttpResponse:
    """One provider: what it may do, what it charges, and the children in its care."""
    page = provider_page(_provider(number), user=request.user, on=acting_date())
    return render(request, "care/provider.html", {"page": page, "acts": PROVIDER_ACTS})


@FORM_METHODS
@care_page
def care_provider_add(request: HttpRequest) -> HttpResponse:
    """A provider comes into the register."""
    return act_page(request, Acting(ADD, None, "Providers", reverse("care-providers")))


@FORM_METHODS
@care_page
def care_provider_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Something kept of a provider."""
    found, chosen = _provider(number), act_or_404(PROVIDER_ACTS, act)
    done_url = reverse("care-provider", args=[number])
    heading = f"{chosen.title}: {found.name}"
    return act_page(request, Acting(chosen, found, found.name, done_url, heading=heading))


def _provider(number: str) -> CareProvider:
    """Raises: Http404."""
    found = provider_by_number(number) if number.isprintable() else None
    if found is None:
        raise Http404(f"There is no provider with the number {number}.")
    return found
