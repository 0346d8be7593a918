"""Requests of other States: those that came, what was found for each, and what is done."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.pages.state_requests import (
    LISTED_MAX,
    counts_of_years,
    request_by_id,
    request_page_for,
    requests_listed,
    state_match_by_id,
)
from posse.units.money import format_cents
from posse.web.acts.state_request_acts import (
    NEW_REQUEST,
    REQUEST_ACTS,
    STATE_MATCH_ACTS,
    acts_of_found,
)
from posse.web.doors import staff_page
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date

TITLE = "Requests of other States"


@require_GET
@staff_page
def state_requests(request: HttpRequest) -> HttpResponse:
    """Every request with what is certified now, and the counts that the law asks for."""
    on = acting_date()
    context = {
        "rows": requests_listed(on=on),
        "most": LISTED_MAX,
        "years": counts_of_years(on=on),
        "new": NEW_REQUEST,
        "may_take": NEW_REQUEST.is_open_to(request.user),
    }
    return render(request, "enforcement/state_requests.html", context)


@require_GET
@staff_page
def state_requests_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a page
    """The same list as CSV."""
    header = ["State", "Number", "Received", "Certified", "Withdrawn", "Told", "Found", "Sent"]
    cells = (
        [
            row.standing.request.state,
            row.standing.request.reference,
            row.standing.request.effective_on,
            format_cents(row.standing.certified_cents),
            row.standing.withdrawn_on,
            row.standing.told_on,
            row.match_count,
            format_cents(row.sent_cents),
        ]
        for row in requests_listed(on=acting_date())
    )
    return csv_response("state-requests.csv", header, cells)


@FORM_METHODS
@staff_page
def state_request_new(request: HttpRequest) -> HttpResponse:
    """A request is taken in."""
    return act_page(request, Acting(NEW_REQUEST, None, TITLE, reverse("state-requests")))


@require_GET
@staff_page
def state_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request: what it asks, what was found, and what was done."""
    found = request_by_id(request_id)
    if found is None:
        raise Http404(f"No State made a request {request_id}.")
    page = request_page_for(found, on=acting_date())
    acts = {} if page.standing.withdrawn_on else REQUEST_ACTS
    found_rows = [(row, acts_of_found(row) if acts else {}) for row in page.found]
    context = {"page": page, "acts": acts, "found": found_rows}
    return render(request, "enforcement/state_request.html", context)


@require_GET
@staff_page
def state_request_csv(request: HttpRequest, request_id: int) -> HttpResponse:  # noqa: ARG001
    """What was found for one request as CSV, as it is told to the State."""
    found = request_by_id(request_id)
    if found is None:
        raise Http404(f"No State made a request {request_id}.")
    header = ["Number", "Institution", "Found", "Account ends in", "Amount", "Differs", "Sent"]
    rows = request_page_for(found, on=acting_date()).found
    cells = (
        [
            found.reference,
            row.match.institution,
            row.match.effective_on,
            row.match.account_ending,
            "" if row.match.amount_cents is None else format_cents(row.match.amount_cents),
            "; ".join(row.match.differences),
            format_cents(row.sent_cents),
        ]
        for row in rows
    )
    return csv_response(f"state-request-{found.pk}.csv", header, cells)


@FORM_METHODS
@staff_page
def state_request_act(request: HttpRequest, request_id: int, act: str) -> HttpResponse:
    """Something done with a request."""
    found = request_by_id(request_id)
    if found is None:
        raise Http404(f"No State made a request {request_id}.")
    done_url = reverse("state-request", args=[request_id])
    parent = f"{found.state} {found.reference}"
    return act_page(request, Acting(act_or_404(REQUEST_ACTS, act), found, parent, done_url))


@FORM_METHODS
@staff_page
def state_match_act(request: HttpRequest, match_id: int, act: str) -> HttpResponse:
    """Something done with what was found for a State."""
    found = state_match_by_id(match_id)
    if found is None:
        raise Http404(f"Nothing found for a State has the number {match_id}.")
    done_url = reverse("state-request", args=[found.request_id])
    parent = f"{found.request.state} {found.request.reference}"
    chosen = act_or_404(STATE_MATCH_ACTS, act)
    heading = f"{chosen.title}: {found.institution}"
    return act_page(request, Acting(chosen, found, parent, done_url, heading=heading))
