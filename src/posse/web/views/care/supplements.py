"""Supplements for children with special needs."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.supplements.models import Supplement
from posse.services.access import Visitor
from posse.services.pages.care.supplements import (
    HEADER,
    month_cells,
    month_page,
    supplement_page,
)
from posse.web.acts.care_supplement_acts import ASK, SUPPLEMENT_ACTS
from posse.web.asking import day_of_text
from posse.web.doors import care_case_for_user, care_page
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date


@require_GET
@care_page
def care_supplements(request: HttpRequest) -> HttpResponse:
    """What is paid by hand for a month, and what waits for a decision."""
    page = month_page(_month(request), user=request.user, on=acting_date())
    return render(request, "care/supplements.html", {"page": page})


@require_GET
@care_page
def care_supplements_csv(request: HttpRequest) -> HttpResponse:
    """The supplements of a month as CSV, for whoever pays them by hand."""
    page = month_page(_month(request), user=request.user, on=acting_date())
    name = f"child-care-supplements-{page.first:%Y-%m}.csv"
    return csv_response(name, HEADER, month_cells(page))


@require_GET
@care_page
def care_supplement(request: HttpRequest, supplement_id: int) -> HttpResponse:
    """One supplement: what is on file, what was decided and paid."""
    page = supplement_page(_supplement(request.user, supplement_id), on=acting_date())
    return render(request, "care/supplement.html", {"page": page, "acts": SUPPLEMENT_ACTS})


@FORM_METHODS
@care_page
def care_supplement_ask(request: HttpRequest, number: str) -> HttpResponse:
    """More is asked for a child of a case."""
    found = care_case_for_user(request.user, number)
    done_url = reverse("care-supplements")
    return act_page(request, Acting(ASK, found, number, done_url))


@FORM_METHODS
@care_page
def care_supplement_act(request: HttpRequest, supplement_id: int, act: str) -> HttpResponse:
    """What is on file, the decision, the end, or a payment by hand."""
    found, chosen = _supplement(request.user, supplement_id), act_or_404(SUPPLEMENT_ACTS, act)
    done_url = reverse("care-supplement", args=[supplement_id])
    return act_page(request, Acting(chosen, found, f"Supplement {supplement_id}", done_url))


def _month(request: HttpRequest) -> date:
    asked = day_of_text(f"{request.GET.get('month', '')}-01")
    return (asked or acting_date()).replace(day=1)


def _supplement(user: Visitor, supplement_id: int) -> Supplement:
    """A supplement, by the door of its case. Raises: PermissionDenied, Http404."""
    rows = Supplement.objects.select_related("care_case", "provider", "child")
    found = rows.filter(pk=supplement_id).first()
    if found is None:
        raise Http404(f"There is no supplement {supplement_id}.")
    care_case_for_user(user, found.care_case.number)
    return found
