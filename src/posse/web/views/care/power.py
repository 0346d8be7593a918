"""Applications for POWER of the people of a case, and what became of each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.access import WORK_CARE, may
from posse.services.pages.care.power import power_rows, requests_to_copy
from posse.web.acts.care_power_acts import TELL_POWER
from posse.web.doors import care_case_for_user, care_page
from posse.web.views.acting import FORM_METHODS, Acting, act_page
from posse.web.workday import acting_date


@require_GET
@care_page
def care_power(request: HttpRequest, number: str) -> HttpResponse:
    """Who of a case applied for POWER, until when child care is paid, and what followed."""
    found = care_case_for_user(request.user, number)
    context = {"care_case": found, "rows": power_rows(found, on=acting_date())}
    context |= {"requests": requests_to_copy(found), "may_tell": may(request.user, WORK_CARE)}
    return render(request, "care/power.html", context)


@FORM_METHODS
@care_page
def care_power_act(request: HttpRequest, number: str, power_id: int) -> HttpResponse:
    """That the request was sent, or that POWER was decided."""
    care_case = care_case_for_user(request.user, number)
    row = care_case.power_applications.filter(pk=power_id).first()
    if row is None:
        raise Http404(f"Case {number} has no application for POWER {power_id}.")
    done_url = reverse("care-power", args=[number])
    return act_page(request, Acting(TELL_POWER, row, f"{number}, POWER", done_url))
