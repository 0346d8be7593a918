"""Opening a closed case in an emergency, and the review of such openings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.access import REVIEW_GLASS
from posse.services.doors.emergencies import openings_to_review
from posse.web.acts.emergency_acts import EMERGENCY, REVIEW, ClosedCase
from posse.web.doors import any_case_for_user, opening_for_user, require, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_page


@FORM_METHODS
@staff_page
def emergency(request: HttpRequest, number: str) -> HttpResponse:
    """Open a case that a conflict of interest closes, for a while."""
    subject = ClosedCase(any_case_for_user(request.user, number), request.path)
    done_url = reverse("case", args=[number])
    return act_page(request, Acting(EMERGENCY, subject, f"Case {number}", done_url))


@require_GET
@staff_page
def openings(request: HttpRequest) -> HttpResponse:
    """Every emergency opening, those nobody has reviewed first."""
    require(request.user, REVIEW_GLASS)
    rows = openings_to_review()
    waiting = [row for row in rows if not hasattr(row, "review")]
    return render(request, "openings.html", {"rows": rows, "waiting": len(waiting)})


@FORM_METHODS
@staff_page
def opening(request: HttpRequest, opening_id: int) -> HttpResponse:
    """One emergency opening, and its review by another person."""
    found = opening_for_user(request.user, opening_id)
    over = "It is reviewed." if hasattr(found, "review") else ""
    heading = f"Case {found.case.number} opened by {found.user.get_username()}"
    context = {"opening": found, "over": over}
    acting = Acting(REVIEW, found, "Emergency openings", reverse("openings"), heading, context)
    return act_page(request, acting)
