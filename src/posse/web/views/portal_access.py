"""Inviting a parent to the portal, and ending what opens it to somebody."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from posse.apps.cases.models import Case
from posse.apps.people.models import Identity, Participant
from posse.services.access import INVITE_PARENTS, may
from posse.services.law import guidance_on
from posse.services.portal.accounts import do_close_portal, do_invite
from posse.services.portal.opening import portal_standing
from posse.web.doors import case_for_user, person_in_case, require, staff_page
from posse.web.fields import sentence
from posse.web.views.acting import FORM_METHODS
from posse.web.workday import acting_date, page_date, today

GUIDED = "portal_invitation"
INVITE, END = "invite", "end"


@FORM_METHODS
@staff_page
def portal_access(request: HttpRequest, number: str, participant_id: int) -> HttpResponse:
    """How far a person is with the portal; a code is printed once, or all access ended."""
    case = case_for_user(request.user, number)
    person = person_in_case(case, participant_id, on=page_date())
    if request.method == "GET":
        return _page(request, case, person)
    require(request.user, INVITE_PARENTS)
    if request.POST.get("act") == END:
        do_close_portal(participant=person)
        messages.success(request, "Nothing opens the portal to this person any more.")
        return redirect(request.path)
    try:
        code = do_invite(participant=person, on=acting_date(), by=request.user.get_username())
    except ValueError as refusal:
        return _page(request, case, person, refusal=sentence(str(refusal)))
    return _letter(request, case, person, code=code)


def _page(
    request: HttpRequest, case: Case, person: Participant, *, refusal: str = ""
) -> HttpResponse:
    context = {
        "case": case,
        "name": _name(person),
        "standing": portal_standing(person, on=today()),
        "may_invite": may(request.user, INVITE_PARENTS),
        "guidance": [("Invite a parent", guidance_on(GUIDED))],
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "access/portal_access.html", context, status=status)


def _letter(
    request: HttpRequest, case: Case, person: Participant, *, code: str
) -> HttpResponse:
    """The letter with the code, in every language; no browser keeps it."""
    context = {
        "case": case,
        "name": _name(person),
        "code": code,
        "standing": portal_standing(person, on=acting_date()),
        "site": request.build_absolute_uri("/")[:-1],
        "languages": ("en", "es"),
    }
    return render(request, "access/portal_letter.html", context)


def _name(person: Participant) -> str:
    latest = Identity.objects.filter(participant=person).order_by("effective_on", "id").last()
    return latest.full_name if latest else f"Person {person.pk}"
