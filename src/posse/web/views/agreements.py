"""The register of agreements with financial institutions, and whose match is missing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.partners.agreements import agreement_by_id, agreements
from posse.units.money import format_cents
from posse.web.acts.agreement_acts import AGREEMENT_ACTS, NEW_AGREEMENT
from posse.web.doors import staff_page
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date

TITLE = "Financial institutions"


@require_GET
@staff_page
def institutions(request: HttpRequest) -> HttpResponse:
    """Who agreed to match since when, how, for which fee, and when it last did."""
    context = {
        "rows": agreements(on=acting_date()),
        "acts": AGREEMENT_ACTS,
        "new": NEW_AGREEMENT,
        "may_agree": NEW_AGREEMENT.is_open_to(request.user),
    }
    return render(request, "enforcement/institutions.html", context)


@require_GET
@staff_page
def institutions_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a page
    """The same register as CSV."""
    header = ["Institution", "Tax number", "Method", "Since", "Ended", "Fee", "Last match"]
    cells = (
        [
            row.agreement.name,
            row.agreement.tin,
            row.agreement.method,
            row.agreement.effective_on,
            row.ended_on,
            "" if row.agreement.fee_cents is None else format_cents(row.agreement.fee_cents),
            row.last_round.effective_on if row.last_round else "",
            row.finding,
        ]
        for row in agreements(on=acting_date())
    )
    return csv_response("institutions.csv", [*header, "Finding"], cells)


@FORM_METHODS
@staff_page
def institution_new(request: HttpRequest) -> HttpResponse:
    """An agreement is recorded."""
    return act_page(request, Acting(NEW_AGREEMENT, None, TITLE, reverse("institutions")))


@FORM_METHODS
@staff_page
def institution_act(request: HttpRequest, agreement_id: int, act: str) -> HttpResponse:
    """Something done with an agreement."""
    found = agreement_by_id(agreement_id)
    if found is None:
        raise Http404(f"There is no agreement {agreement_id}.")
    chosen = act_or_404(AGREEMENT_ACTS, act)
    heading = f"{chosen.title}: {found.name}"
    done_url = reverse("institutions")
    return act_page(request, Acting(chosen, found, TITLE, done_url, heading=heading))
