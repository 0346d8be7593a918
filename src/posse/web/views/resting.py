"""What stops a remedy for a while: a suppression, its early end, and a parent's objection."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from posse.services.pages.enforcement import suppression_by_id
from posse.web.acts.resting_acts import LIFT, RESTING_ACTS
from posse.web.doors import case_for_user, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page


@FORM_METHODS
@staff_page
def resting_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """A remedy is to rest in a case, or a parent objects to one."""
    case = case_for_user(request.user, number)
    found = act_or_404(RESTING_ACTS, act)
    return act_page(request, Acting(found, case, f"Case {number}", enforcement_url(number)))


@FORM_METHODS
@staff_page
def lift(request: HttpRequest, suppression_id: int) -> HttpResponse:
    """A suppression ends before its time."""
    found = suppression_by_id(suppression_id)
    if found is None:
        raise Http404(f"There is no suppression {suppression_id}.")
    case = case_for_user(request.user, found.case.number)
    done_url = enforcement_url(case.number)
    return act_page(request, Acting(LIFT, found, f"Case {case.number}", done_url))


def enforcement_url(number: str) -> str:
    """Where a case tells of enforcement."""
    return f"{reverse('case', args=[number])}?tab=enforcement"
