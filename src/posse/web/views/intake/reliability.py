"""What an audit of paternity data would fail: the worklist, and the children of a case."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.cases.models import Case
from posse.apps.intake.models import Application
from posse.services.access import WORK_INTAKE, may
from posse.services.counties import county_names
from posse.services.intake.scoring import do_score_cases
from posse.services.law import guidance_on
from posse.services.pages.details import details_for_case
from posse.services.pages.reliability import (
    Child,
    children_for_case,
    edits_on,
    qualities_for_office,
    standing_for_office,
)
from posse.services.register.paternity import do_record_paternity
from posse.web.acts.model import Doing
from posse.web.asking import asked_address
from posse.web.doors import case_for_user, person_in_case, require, staff_page
from posse.web.exports import csv_response
from posse.web.fields import sentence
from posse.web.views.intake.forms import PaternityForm
from posse.web.workday import acting_date

ROWS_A_PAGE, CSV_ROWS_MAX = 50, 50_000
TAKEN = ("born_out_of_wedlock", "status", "method", "established_on", "established_state",
         "established_county", "birth_state", "birth_county", "evidence")  # fmt: skip


def _asked(request: HttpRequest) -> tuple[str, str]:
    county, edit = request.GET.get("county", ""), request.GET.get("edit", "")
    on = acting_date()
    return county if county in county_names(on=on) else "", edit if edit in edits_on(on) else ""


@require_GET
@staff_page
def worklist(request: HttpRequest) -> HttpResponse:
    """Cases that an audit would fail, the worst first."""
    county, edit = _asked(request)
    on = acting_date()
    found = qualities_for_office(county=county, edit=edit)
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    known, names = edits_on(on), county_names(on=on)
    context = {
        "rows": [(row, names.get(row.county_fips, row.county_fips),
                  [known[key] for key in row.failed if key in known]) for row in page],
        "page": page,
        "count": page.paginator.count,
        "standing": standing_for_office(on=on),
        "counties": names.items(),
        "county": county,
        "edits": known.values(),
        "edit": edit,
        "keep": asked_address(request),
    }  # fmt: skip
    return render(request, "intake/reliability.html", context)


@require_GET
@staff_page
def worklist_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    county, edit = _asked(request)
    known = edits_on(acting_date())
    rows = qualities_for_office(county=county, edit=edit)[:CSV_ROWS_MAX]
    cells = (
        [row.case.number, row.county_fips, row.score, row.applied_count, row.failed_count,
         "; ".join(known[key].reason for key in row.failed if key in known), row.scored_on]
        for row in rows
    )  # fmt: skip
    header = ["Case", "County", "Percent", "Checks", "Failed", "What fails", "As of"]
    return csv_response("reliability.csv", header, cells)


@require_GET
@staff_page
def case_children(request: HttpRequest, number: str) -> HttpResponse:
    """The children of a case: what is recorded of their paternity and what fails."""
    case = case_for_user(request.user, number)
    context = _case_context(request, case)
    return render(request, "intake/children.html", context)


@require_GET
@staff_page
def told(request: HttpRequest, number: str) -> HttpResponse:
    """What was told at intake and stands in no table of its own."""
    case = case_for_user(request.user, number)
    context = {
        "case": case,
        "told": details_for_case(case, request.user, on=acting_date()),
        "applications": Application.objects.filter(cases__case=case).distinct().order_by("id"),
    }
    return render(request, "intake/told.html", context)


def _case_context(request: HttpRequest, case: Case) -> dict[str, Any]:
    on = acting_date()
    return {
        "case": case,
        "children": children_for_case(case, on=on),
        "parents": case.parents.order_by("effective_on", "id").last(),
        "quality": getattr(case, "quality", None),
        "may_act": may(request.user, WORK_INTAKE),
        "on": on,
    }


@require_http_methods(["GET", "POST"])
@staff_page
def record(request: HttpRequest, number: str, child_id: int) -> HttpResponse:
    """Record what is known of a child's paternity; what still fails is told at once."""
    require(request.user, WORK_INTAKE)
    case, on = case_for_user(request.user, number), acting_date()
    child = person_in_case(case, child_id, on=on)
    latest = child.paternities.order_by("effective_on", "id").last()
    known = {field: getattr(latest, field) for field in TAKEN} if latest else {}
    form, refusal = PaternityForm(initial=known), ""
    if request.method == "POST":
        form = PaternityForm(request.POST)
        done, refusal = _do_record(request, case, child, form=form)
        if done:
            return redirect("case-reliability", number)
    context = _case_context(request, case) | {"form": form, "refusal": refusal}
    context["child"] = _row(context["children"], child_id)
    context["guidance"] = [("Paternity", guidance_on("take_application")[2:3])]
    status = 422 if form.is_bound else 200
    return render(request, "intake/paternity.html", context, status=status)


def _row(children: list[Child], child_id: int) -> Child | None:
    return next((each for each in children if each.participant == child_id), None)


def _do_record(
    request: HttpRequest, case: Case, child: Any, *, form: PaternityForm
) -> tuple[bool, str]:
    if not form.is_valid():
        return False, "Some of this cannot stand; it is marked below."
    doing = Doing(request.user, acting_date())  # type: ignore[arg-type]  # a door was passed
    try:
        do_record_paternity(
            child=child, case=case, father=_father(case, form), **form.cleaned_data,
            **doing.told,
        )  # fmt: skip
    except ValueError as error:
        return False, sentence(str(error))
    numbers = child.roles.values_list("case_id", flat=True)
    do_score_cases(numbers, on=acting_date())
    messages.success(request, "Recorded. What still fails stands below.")
    return True, ""


def _father(case: Case, form: PaternityForm) -> Any:
    return case.obligor if form.cleaned_data["status"] == "established" else None
