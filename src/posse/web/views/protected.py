"""Acts on people in danger, on pages of their case."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from posse.apps.doors.choices import Answer, Door
from posse.services.doors.viewings import do_log_viewing
from posse.web.acts.model import Act
from posse.web.acts.safety_acts import CONFLICT, SAFETY_ACTS, PersonInCase
from posse.web.doors import case_for_user, person_in_case, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import page_date


@FORM_METHODS
@staff_page
def protected_address(request: HttpRequest, number: str, participant_id: int) -> HttpResponse:
    """Where a protected person lives, opened with a reason."""
    return person_act(request, number=number, participant_id=participant_id, act="open")


@FORM_METHODS
@staff_page
def person_act(
    request: HttpRequest, *, number: str, participant_id: int, act: str
) -> HttpResponse:
    """An act on a person of a case."""
    case = case_for_user(request.user, number)
    person = person_in_case(case, participant_id, on=page_date())
    found = act_or_404(SAFETY_ACTS, act)
    subject = PersonInCase(case, person, request.path)
    if request.method == "POST" and not found.is_open_to(request.user):
        do_log_viewing(
            user=request.user,
            door=Door.ADDRESS,
            answer=Answer.REFUSED,
            case=case,
            participant=person,
            page=request.path,
        )
    return act_page(request, Acting(found, subject, f"Case {number}", _done_url(number, found)))


def _done_url(number: str, act: Act) -> str:
    """Back to the people of the case; who declared a conflict may not see it any more."""
    return (
        reverse("home") if act is CONFLICT else f"{reverse('case', args=[number])}?tab=people"
    )
