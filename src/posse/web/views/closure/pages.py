"""The worklist of closing, its export, and the acts on a case and a notice."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.cases.models import Case
from posse.services.doors.closed_cases import closed_cases
from posse.services.pages.closure import Worklist, closing_for_case, worklist_of_closing
from posse.units.money import format_cents
from posse.web.acts.closure_acts import ANSWER, CLOSED_ACTS, CLOSURE_ACTS, OPEN_ACTS
from posse.web.asking import asked_address
from posse.web.doors import case_for_user, closure_notice_for_user, staff_page
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date

ROWS_A_PAGE = 50
HEADER = ["Case", "Reason", "Rule", "Notice needed", "Must be closed", "Assigned", "Found on"]


def closure_tab(case: Case, *, is_open: bool) -> dict[str, Any]:
    """What a case's page tells of closing it."""
    return {
        "tab_template": "_case_closure.html",
        "closing": closing_for_case(case, on=acting_date()),
        "acts": OPEN_ACTS if is_open else CLOSED_ACTS,
    }


def closure_url(number: str) -> str:
    """Where a case tells of closing it."""
    return f"{reverse('case', args=[number])}?tab=closure"


@FORM_METHODS
@staff_page
def closure_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One step about closing a case."""
    case = case_for_user(request.user, number)
    found = act_or_404(CLOSURE_ACTS, act)
    return act_page(request, Acting(found, case, f"Case {number}", closure_url(number)))


@FORM_METHODS
@staff_page
def answer(request: HttpRequest, notice_id: int) -> HttpResponse:
    """What came back on a notice."""
    notice = closure_notice_for_user(request.user, notice_id)
    number = notice.case.number
    return act_page(request, Acting(ANSWER, notice, f"Case {number}", closure_url(number)))


def _worklist(request: HttpRequest, *, on: date) -> Worklist:
    return worklist_of_closing(
        on=on,
        reason=request.GET.get("reason", ""),
        hidden_cases=closed_cases(request.user, on=on),
    )


@require_GET
@staff_page
def closures(request: HttpRequest) -> HttpResponse:
    """Who could be closed and why, and which notices wait."""
    reason, on = request.GET.get("reason", ""), acting_date()
    worklist = _worklist(request, on=on)
    context = {
        "worklist": worklist,
        "page": Paginator(worklist.candidates, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "reason": reason,
        "keep": asked_address(request),
        "on": on,
    }
    return render(request, "closure/closures.html", context)


@require_GET
@staff_page
def closures_csv(request: HttpRequest) -> HttpResponse:
    """The candidates as CSV."""
    worklist = _worklist(request, on=acting_date())
    rows = (
        [
            row.case_number,
            row.words,
            row.cite,
            "yes" if row.needs_notice else "no",
            "yes" if row.is_mandatory else "no",
            format_cents(row.assigned_cents),
            row.found_on,
        ]
        for row in worklist.candidates
    )
    return csv_response("closure-candidates.csv", HEADER, rows)
