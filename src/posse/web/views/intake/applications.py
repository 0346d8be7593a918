"""Applications: the list by state and clock, and one with everything on it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posse.apps.intake.choices import ApplicationState, Channel
from posse.apps.intake.models import Application
from posse.services.access import WORK_INTAKE, may
from posse.services.counties import county_names
from posse.services.intake.applications import (
    do_file_application,
    do_refuse_application,
    do_start_application,
    do_withdraw_application,
)
from posse.services.intake.differences import differences_for_application, do_take_over
from posse.services.law import guidance_on
from posse.services.pages.intake import (
    application_page_for,
    applications_for_office,
    inquiry_by_id,
    policy_record_on,
    row_of,
)
from posse.web.acts.model import Doing
from posse.web.asking import asked_address
from posse.web.doors import require, staff_page
from posse.web.exports import csv_response
from posse.web.fields import sentence
from posse.web.views.intake.doors import application_for_user
from posse.web.views.intake.forms import EndForm, FilingForm
from posse.web.workday import acting_date

ROWS_A_PAGE = 50
ADD_WORDS = [("other_parents", "Add another parent"), ("children", "Add a child")]


def _asked(request: HttpRequest) -> tuple[str, str]:
    state, county = request.GET.get("state", ""), request.GET.get("county", "")
    state = state if state in ApplicationState.values else ""
    return state, county if county in county_names(on=acting_date()) else ""


@require_GET
@staff_page
def applications(request: HttpRequest) -> HttpResponse:
    """The list, by state and county, the most urgent first."""
    state, county = _asked(request)
    found = applications_for_office(state=state, county=county)
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row_of(each, on=acting_date()) for each in page],
        "count": page.paginator.count,
        "states": ApplicationState.choices,
        "state": state,
        "counties": county_names(on=acting_date()).items(),
        "county": county,
        "channels": [each for each in Channel.choices if each[0] in {"paper", "phone"}],
        "may_act": may(request.user, WORK_INTAKE),
        "form_key": uuid4(),
        "keep": asked_address(request),
        "on": acting_date(),
    }
    return render(request, "intake/applications.html", context)


@require_GET
@staff_page
def applications_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    state, county = _asked(request)
    header = ["Application", "State", "Came", "Filed", "Open by", "Days left", "Custodial",
              "Other parents", "Children", "County"]  # fmt: skip
    rows = (row_of(each, on=acting_date())
            for each in applications_for_office(state=state, county=county))  # fmt: skip
    cells = (
        [row["application"].number, row["application"].get_state_display(),
         row["application"].get_channel_display(), row["application"].filed_on,
         row["application"].open_by, row["days_left"], row["custodial"], row["others"],
         row["children"], row["county"]]
        for row in rows
    )  # fmt: skip
    return csv_response("applications.csv", header, cells)


@require_POST
@staff_page
def new_application(request: HttpRequest) -> HttpResponse:
    """Begin an application on paper or by telephone; posted twice it is one."""
    require(request.user, WORK_INTAKE)
    channel = request.POST.get("channel", "")
    inquiry = request.POST.get("inquiry", "")
    application = do_start_application(
        channel=channel if channel in {"paper", "phone"} else "paper",
        inquiry=inquiry_by_id(int(inquiry)) if inquiry.isdecimal() else None,
        form_key=request.POST.get("form_key", "")[:36],
        **_doing(request).told,
    )
    return redirect("application-part", application.number, "case")


@require_GET
@staff_page
def application(request: HttpRequest, number: str) -> HttpResponse:
    """One application: its answers, what is wrong, what to do next, its history."""
    found = application_for_user(request.user, number)
    return render(request, "intake/application.html", page_context(request, found))


def page_context(request: HttpRequest, found: Application, **more: Any) -> dict[str, Any]:
    """What the page of an application shows."""
    on = acting_date()
    return {
        # Nobody sees a protected address on this page; it stands on the form alone.
        "shown": application_page_for(found, on=on, may_see_address=False),
        "application": found,
        "differences": differences_for_application(found, on=on),
        "may_act": may(request.user, WORK_INTAKE),
        "filing": FilingForm(initial={"filed_on": on}),
        "ending": EndForm(),
        "add_words": ADD_WORDS,
        "guidance": [("Intake", guidance_on("take_application"))],
        "policy": policy_record_on(on),
        "on": on,
        **more,
    }


@require_http_methods(["POST"])
@staff_page
def file(request: HttpRequest, number: str) -> HttpResponse:
    """File the application on the day on which it came in signed."""
    require(request.user, WORK_INTAKE)
    found = application_for_user(request.user, number)
    form, refusal = FilingForm(request.POST), "Some of this cannot stand; it is marked below."
    if form.is_valid():
        try:
            do_file_application(application=found, **form.cleaned_data, **_doing(request).told)
        except ValueError as error:
            refusal = sentence(str(error))
        else:
            messages.success(request, f"Application {number} is filed; search for a case next.")
            return redirect("application", number)
    context = page_context(request, found, filing=form, refusal=refusal)
    return render(request, "intake/application.html", context, status=422)


@require_http_methods(["POST"])
@staff_page
def end(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw the application, or refuse it."""
    require(request.user, WORK_INTAKE)
    found = application_for_user(request.user, number)
    form, refusal = EndForm(request.POST), "Some of this cannot stand; it is marked below."
    if form.is_valid():
        ending = do_withdraw_application
        ending = do_refuse_application if form.cleaned_data["how"] == "refused" else ending
        reason = form.cleaned_data["reason"]
        try:
            ending(application=found, reason=reason, **_doing(request).told)
        except ValueError as error:
            refusal = sentence(str(error))
        else:
            messages.success(request, f"Application {number} is {form.cleaned_data['how']}.")
            return redirect("application", number)
    context = page_context(request, found, ending=form, refusal=refusal)
    return render(request, "intake/application.html", context, status=422)


@require_POST
@staff_page
def take_over(request: HttpRequest, number: str) -> HttpResponse:
    """Record of a known person what the application says, unless it changed meanwhile."""
    require(request.user, WORK_INTAKE)
    found = application_for_user(request.user, number)
    person, seen = request.POST.get("person", ""), request.POST.get("seen", "")
    if not (person.isdecimal() and found.persons.filter(pk=person).exists()):
        raise Http404("The application names no such person.")
    try:
        do_take_over(
            application=found,
            person_id=int(person),
            what=request.POST.get("what", ""),
            seen=int(seen) if seen.isdecimal() else 0,
            **_doing(request).told,
        )
    except ValueError as error:
        context = page_context(request, found, refusal=sentence(str(error)))
        return render(request, "intake/application.html", context, status=409)
    messages.success(request, "Taken over from the application.")
    return redirect("application", number)


def _doing(request: HttpRequest) -> Doing:
    return Doing(request.user, acting_date())  # type: ignore[arg-type]  # a door was passed
