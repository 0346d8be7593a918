"""Inviting a parent or caretaker to the portal, and ending what opens it to somebody."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from posse.apps.care.choices import MemberRole
from posse.apps.people.models import Identity, Participant
from posse.services.access import INVITE_PARENTS, WORK_CARE, may
from posse.services.law import guidance_on
from posse.services.portal.accounts import do_close_portal, do_invite
from posse.services.portal.opening import portal_standing
from posse.web.acts.care_forms import roles_in
from posse.web.doors import (
    care_case_for_user,
    care_page,
    case_for_user,
    person_in_case,
    require,
    staff_page,
)
from posse.web.fields import sentence
from posse.web.views.acting import FORM_METHODS
from posse.web.workday import acting_date, page_date, today

GUIDED = "portal_invitation"
INVITE, END = "invite", "end"


@dataclass(frozen=True)
class Place:
    """In which case somebody is invited, where the way leads back, and who may do it."""

    number: str
    back_url: str
    person: Participant
    needed: str


@FORM_METHODS
@staff_page
def portal_access(request: HttpRequest, number: str, participant_id: int) -> HttpResponse:
    """How far a person of a child support case is with the portal."""
    case = case_for_user(request.user, number)
    person = person_in_case(case, participant_id, on=page_date())
    back_url = f"{reverse('case', args=[number])}?tab=people"
    return _access(request, Place(number, back_url, person, INVITE_PARENTS))


@FORM_METHODS
@care_page
def care_portal_access(request: HttpRequest, number: str, participant_id: int) -> HttpResponse:
    """How far an adult of a child care case is with the portal."""
    care_case, on = care_case_for_user(request.user, number), acting_date()
    if roles_in(care_case, on=on).get(participant_id) != MemberRole.ADULT:
        raise Http404(f"No adult with the number {participant_id} is in {number}.")
    person = Participant.objects.get(pk=participant_id)
    back_url = reverse("care-case", args=[number])
    return _access(request, Place(number, back_url, person, WORK_CARE))


def _access(request: HttpRequest, place: Place) -> HttpResponse:
    """The page; a code is printed once, or all access ended."""
    if request.method == "GET":
        return _page(request, place)
    require(request.user, place.needed)
    if request.POST.get("act") == END:
        do_close_portal(participant=place.person)
        messages.success(request, "Nothing opens the portal to this person any more.")
        return redirect(request.path)
    by = request.user.get_username()
    try:
        code = do_invite(participant=place.person, on=acting_date(), by=by)
    except ValueError as refusal:
        return _page(request, place, refusal=sentence(str(refusal)))
    return _letter(request, place, code=code)


def _page(request: HttpRequest, place: Place, *, refusal: str = "") -> HttpResponse:
    context = {
        "place": place,
        "name": _name(place.person),
        "standing": portal_standing(place.person, on=today()),
        "may_invite": may(request.user, place.needed),
        "guidance": [("Invite a parent", guidance_on(GUIDED))],
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "access/portal_access.html", context, status=status)


def _letter(request: HttpRequest, place: Place, *, code: str) -> HttpResponse:
    """The letter with the code, in every language; no browser keeps it."""
    context = {
        "place": place,
        "name": _name(place.person),
        "code": code,
        "standing": portal_standing(place.person, on=acting_date()),
        "site": request.build_absolute_uri("/")[:-1],
        "languages": ("en", "es"),
    }
    return render(request, "access/portal_letter.html", context)


def _name(person: Participant) -> str:
    latest = Identity.objects.filter(participant=person).order_by("effective_on", "id").last()
    return latest.full_name if latest else f"Person {person.pk}"
