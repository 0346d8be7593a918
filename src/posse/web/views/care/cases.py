"""A child care case: its page, its determination with the reasons, and what is recorded."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.care.choices import CareApplicationState
from posse.apps.care.models import CareApplication, CareCase
from posse.rules.errors import LawError
from posse.services.care.foreseeing import foreseen
from posse.services.care.previewing import differences
from posse.services.pages.care.case import care_case_page
from posse.services.pages.care.lists import care_cases_page
from posse.web.acts.care_acts import ADULT_ACTS, CASE_ACTS, CHILD_ACTS
from posse.web.acts.care_change_acts import REPORT
from posse.web.acts.care_decisions import (
    APPLICATION_ACTS,
    DETERMINE,
    FILE,
    TAKE,
)
from posse.web.acts.care_disqualification_acts import DISQUALIFY
from posse.web.acts.care_endings import AUTHORIZATION_ACTS
from posse.web.acts.care_forms import CarePerson, names_in, roles_in
from posse.web.acts.care_power_acts import APPLIED
from posse.web.acts.care_review_acts import REVIEW_ACTS
from posse.web.acts.model import Doing
from posse.web.asking import day_of_text
from posse.web.doors import care_application_for_user, care_case_for_user, care_page
from posse.web.fields import sentence
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page, act_words
from posse.web.workday import acting_date

# Acts whose consequence a preview would not show.
UNSEEN = (DETERMINE, FILE, REPORT, APPLIED, *REVIEW_ACTS.values())
OF_CASE = {**CASE_ACTS, "change": REPORT, "file": FILE, "determine": DETERMINE, **REVIEW_ACTS}
OF_ADULT = {**ADULT_ACTS, "power": APPLIED, "disqualify": DISQUALIFY}
OF_ROLE = {"adult": OF_ADULT, "child": CHILD_ACTS, "other": {}}


@require_GET
@care_page
def care_cases(request: HttpRequest) -> HttpResponse:
    """The cases of the program, by specialist, county or name."""
    page = care_cases_page(request.GET.dict(), user=request.user, on=acting_date())
    return render(request, "care/cases.html", {"page": page})


@require_GET
@care_page
def care_case(request: HttpRequest, number: str) -> HttpResponse:
    """Who lives in the household, what holds of each, and what is authorized."""
    found = care_case_for_user(request.user, number)
    on = acting_date()
    month = day_of_text(f"{request.GET.get('month', '')}-01") or on
    context = {
        "care_case": found,
        "case_acts": OF_CASE,
    }
    try:
        context["page"] = care_case_page(found, on=on, month=month)
    except LawError as refusal:
        context["refusal"] = sentence(str(refusal))
    context |= {"adult_acts": OF_ADULT, "child_acts": CHILD_ACTS}
    context["decisions"] = APPLICATION_ACTS
    return render(request, "care/case.html", context)


@FORM_METHODS
@care_page
def take_application(request: HttpRequest) -> HttpResponse:
    """An application that came in, of somebody who has no case."""
    return act_page(request, Acting(TAKE, None, "Child care", reverse("care-cases")))


@FORM_METHODS
@care_page
def care_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Something recorded of a case."""
    found = care_case_for_user(request.user, number)
    chosen = act_or_404(OF_CASE, act)
    return _page(request, found, Acting(chosen, found, number, _url(number)))


@FORM_METHODS
@care_page
def care_person_act(
    request: HttpRequest, *, number: str, participant_id: int, act: str
) -> HttpResponse:
    """Something recorded of a person of a case."""
    found = care_case_for_user(request.user, number)
    person = _person(found, participant_id)
    chosen = act_or_404(OF_ROLE[person.role], act)
    heading = f"{chosen.title}: {person.name}"
    return _page(request, found, Acting(chosen, person, number, _url(number), heading=heading))


@FORM_METHODS
@care_page
def decision_act(
    request: HttpRequest, *, number: str, application: str, act: str
) -> HttpResponse:
    """An application presumed, approved or denied."""
    care_case = care_case_for_user(request.user, number)
    found = care_application_for_user(request.user, application)
    if found.care_case_id != care_case.pk:
        raise Http404(f"Application {application} is not of case {number}.")
    chosen = act_or_404(APPLICATION_ACTS, act)
    is_open = found.state == CareApplicationState.FILED
    over = "" if is_open else f"It is {found.get_state_display().lower()}."
    context = {"over": over, **(_foreseen(found) if act == "approve" and is_open else {})}
    heading = f"{chosen.title}: application {application}"
    return act_page(
        request, Acting(chosen, found, number, _url(number), heading=heading, context=context)
    )


@FORM_METHODS
@care_page
def authorization_act(
    request: HttpRequest, *, number: str, authorization_id: int, act: str
) -> HttpResponse:
    """Something done about one authorization."""
    found = care_case_for_user(request.user, number)
    rows = found.authorizations.select_related("provider", "care_case")
    row = rows.filter(pk=authorization_id).first()
    if row is None:
        raise Http404(f"Case {number} has no authorization {authorization_id}.")
    chosen = act_or_404(AUTHORIZATION_ACTS, act)
    is_over = hasattr(row, "end") and act == "end"
    over = "This authorization has ended." if is_over else ""
    context = {"over": over}
    return act_page(request, Acting(chosen, row, number, _url(number), context=context))


def _foreseen(application: CareApplication) -> dict[str, object]:
    """What an approval would authorize, for its page."""
    try:
        rows, refusal = foreseen(application, on=acting_date())
    except LawError as fault:
        rows, refusal = [], str(fault)
    return {
        "about_template": "care/_foreseen.html",
        "foreseen": rows,
        "foreseen_refusal": sentence(refusal) if refusal else "",
    }


def _url(number: str) -> str:
    return reverse("care-case", args=[number])


def _person(care_case: CareCase, participant_id: int) -> CarePerson:
    """Raises: Http404 for somebody who is not in the household."""
    on = acting_date()
    roles = roles_in(care_case, on=on)
    if participant_id not in roles:
        raise Http404(f"Nobody with the number {participant_id} is in {care_case.number}.")
    name = names_in(care_case, on=on).get(participant_id, "")
    return CarePerson(care_case, participant_id, name, roles[participant_id])


def _page(request: HttpRequest, care_case: CareCase, acting: Acting) -> HttpResponse:
    """The page of an act, or, where a preview was asked for, what it would change."""
    acting = Acting(**{**vars(acting), "context": {"can_preview": acting.act not in UNSEEN}})
    form = acting.act.form(request.POST or None, subject=acting.subject, on=acting_date())
    if request.method == "GET" or "preview" not in request.POST or not form.is_valid():
        return act_page(request, acting)
    context = {**act_words(request, acting), "form": form, "has_preview": True}
    doing = Doing(request.user, acting_date())  # type: ignore[arg-type]  # a door was passed
    said = dict(form.cleaned_data)
    try:
        context["differences"] = differences(
            care_case,
            on=acting_date(),
            perform=lambda: acting.act.perform(acting.subject, said, doing),
        )
    except ValueError as refusal:
        context |= {"has_preview": False, "refusal": sentence(str(refusal))}
    return render(request, "act.html", context)
