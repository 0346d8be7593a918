"""Applications for child care: the list with its clock, one of them, and its taking over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.care.writing_down import form_of
from posse.services.counties import county_names
from posse.services.pages.care.applications import (
    SHOWS,
    ApplicationRow,
    application_page,
    application_rows,
    applications_for,
    applications_page,
    specialists_asked_for,
)
from posse.web.acts.care_application_acts import TAKE_OVER
from posse.web.acts.care_decisions import APPLICATION_ACTS
from posse.web.acts.care_writing_acts import FILE_FORM
from posse.web.asking import asked_address
from posse.web.doors import care_application_for_user, care_page
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date

HEADER = ["Application", "Applicant", "Kind", "Came", "Filed", "Decide by", "Clock", "Pended",
          "State", "County", "Case", "Specialist"]  # fmt: skip
# What may be done before there is a case.
ALONE = {
    "withdraw": APPLICATION_ACTS["withdraw"],
    "take-over": TAKE_OVER,
    "file": FILE_FORM,
}


@require_GET
@care_page
def care_applications(request: HttpRequest) -> HttpResponse:
    """Applications by their clock, the first to be decided first."""
    on = acting_date()
    page, rows = applications_page(request.GET.dict(), user=request.user, on=on)
    context = {
        "page": page,
        "rows": rows,
        "shows": SHOWS,
        "counties": county_names(on=on),
        "specialists": specialists_asked_for(),
        "asked": request.GET,
        "keep": asked_address(request),
    }
    return render(request, "care/applications.html", context)


@require_GET
@care_page
def care_applications_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    on = acting_date()
    found = list(applications_for(request.GET.dict(), user=request.user, on=on))
    cells = (_cells(row) for row in application_rows(found, on=on))
    return csv_response("care-applications.csv", HEADER, cells)


def _cells(row: ApplicationRow) -> list[object]:
    each = row.application
    return [
        each.number, row.who, each.get_kind_display(), each.get_channel_display(),
        each.filed_on or "", each.decide_by or "", row.clock, row.pended_on or "",
        each.get_state_display(), row.county, each.care_case.number if each.care_case else "",
        row.specialist,
    ]  # fmt: skip


@require_GET
@care_page
def care_application(request: HttpRequest, number: str) -> HttpResponse:
    """One application: what was told, its clock, its papers and what happened."""
    found = care_application_for_user(request.user, number)
    context = {
        "page": application_page(found, on=acting_date()),
        "acts": APPLICATION_ACTS,
        "withdraw": APPLICATION_ACTS["withdraw"],
        "take_over": TAKE_OVER,
        "form": form_of(found),
        "may_work": TAKE_OVER.is_open_to(request.user),
    }
    return render(request, "care/application.html", context)


@FORM_METHODS
@care_page
def care_application_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """An application taken over, or withdrawn."""
    found = care_application_for_user(request.user, number)
    chosen = act_or_404(ALONE, act)
    done_url = reverse("care-application", args=[number])
    return act_page(request, Acting(chosen, found, f"Application {number}", done_url))
