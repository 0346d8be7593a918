"""The search for an existing case: run, seen side by side, decided; then the case."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from posse.apps.intake.choices import Outcome
from posse.apps.intake.models import Application, ApplicationPerson, CaseSearch
from posse.services.access import WORK_INTAKE, may
from posse.services.intake.differences import differences_for_application
from posse.services.intake.opening import (
    do_decide_search,
    do_open_case_from_application,
    do_update_case_from_application,
    kept_result,
)
from posse.services.intake.searching import do_search_for_case
from posse.services.intake.ties import participants_named
from posse.services.law import current_law, guidance_on
from posse.services.pages.casefile import case_by_number
from posse.services.pages.intake import name_of, policy_record_on
from posse.services.pages.intake_search import search_page_for
from posse.web.acts.model import Doing
from posse.web.doors import require, staff_page
from posse.web.fields import sentence
from posse.web.views.intake.doors import application_for_user, parent_of_application
from posse.web.workday import acting_date


@require_http_methods(["GET", "POST"])
@staff_page
def search_for_case(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """What the search found for one other parent, and the worker's result."""
    application = application_for_user(request.user, number)
    parent = parent_of_application(application, place)
    refusal = ""
    if request.method == "POST":
        require(request.user, WORK_INTAKE)
        try:
            return _do(request, application, parent, place=place)
        except ValueError as error:
            refusal = sentence(str(error))
    context = _context(request, application, parent) | {"refusal": refusal, "place": place}
    return render(request, "intake/search.html", context, status=422 if refusal else 200)


def _do(
    request: HttpRequest,
    application: Application,
    parent: ApplicationPerson | None,
    *,
    place: int,
) -> HttpResponse:
    """Run the search, or keep the worker's result of the one that was shown."""
    if request.POST.get("act") == "run":
        told = _doing(request).told
        do_search_for_case(application=application, other_parent=parent, **told)
        return redirect("application-search", application.number, place)
    search = _shown(application, parent)
    if search is None or str(search.pk) != request.POST.get("search", ""):
        raise ValueError("somebody ran the search again; look at what it shows now")
    _do_decide(request, search)
    return redirect("application", application.number)


def _do_decide(request: HttpRequest, search: CaseSearch) -> None:
    outcome = request.POST.get("outcome", "")
    case = case_by_number(outcome.removeprefix("case-")) if outcome != "no_match" else None
    if outcome != "no_match" and case is None:
        raise ValueError("choose the case, or that there is none")
    do_decide_search(
        search=search,
        outcome=Outcome.MATCH if case else Outcome.NO_MATCH,
        case=case,
        ties=_ties(request, search),
        note=request.POST.get("note", ""),
        **_doing(request).told,
    )
    messages.success(request, "The result is kept.")


def _ties(request: HttpRequest, search: CaseSearch) -> dict[int, Any]:
    """Who each person is, as chosen: a known participant, or somebody new."""
    chosen = {
        row["person"]: request.POST.get(f"tie-{row['person']}", "")
        for row in search.criteria
        if f"tie-{row['person']}" in request.POST
    }
    return participants_named(search, chosen)


def _shown(application: Application, parent: ApplicationPerson | None) -> CaseSearch | None:
    searches = application.searches.filter(other_parent=parent, outcome="")
    return searches.order_by("id").last()


def _context(
    request: HttpRequest, application: Application, parent: ApplicationPerson | None
) -> dict[str, Any]:
    on = acting_date()
    search = _shown(application, parent)
    law = current_law()
    return {
        "application": application,
        "parent": name_of(parent) or "an other parent who is not known",
        "shown": search_page_for(search, on=on) if search else None,
        "result": kept_result(application, parent),
        "keys": law.value("support.intake.search_keys", on=on),
        "may_act": may(request.user, WORK_INTAKE),
        "guidance": _guidance(search),
        "steps": law.value("support.intake.existing_case_steps", on=on),
        "policy": policy_record_on(on),
    }


def _guidance(search: CaseSearch | None) -> list[tuple[str, Any]]:
    """What the policy asks at the search, and of a case that exists where one was found."""
    told = [("Search", guidance_on("search_for_case"))]
    if search and search.candidates["cases"]:
        told.append(("Existing case", guidance_on("existing_case")))
    return told


@require_POST
@staff_page
def to_case(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Open the case, or update the one that was found, by the kept result."""
    require(request.user, WORK_INTAKE)
    application = application_for_user(request.user, number)
    parent = parent_of_application(application, place)
    result = kept_result(application, parent)
    is_known = result is not None and result.outcome == Outcome.MATCH
    bring = do_update_case_from_application if is_known else do_open_case_from_application
    try:
        case = bring(application=application, other_parent=parent, **_doing(request).told)
    except ValueError as error:
        messages.error(request, sentence(str(error)))
        return redirect("application", number)
    way = application.cases.get(case=case, other_parent=parent)
    words = f"Case {case.number}: {way.get_way_display().lower()}"
    messages.success(request, f"{words}{', now IV-D' if way.became_iv_d else ''}.")
    if differences_for_application(application, on=acting_date()):
        # A name or an address is taken over by a person, and best at once.
        return redirect("application", number)
    return redirect("case", case.number)


def _doing(request: HttpRequest) -> Doing:
    return Doing(request.user, acting_date())  # type: ignore[arg-type]  # a door was passed
