"""Who works here, and what changed in a row, by whom and why."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.staff.models import ConflictOfInterest
from posse.services.access import END_CONFLICTS, MANAGE_TOKENS, REVIEW_GLASS, may
from posse.services.history.versions import HIDDEN, history_of
from posse.services.pages.staffing import conflicts_with_names
from posse.services.sign_in.second_factor import is_second_factor_required
from posse.services.staff.accounts import accounts
from posse.web.acts.safety_acts import END_CONFLICT
from posse.web.doors import access_page, tracked_row_for_user
from posse.web.views.acting import FORM_METHODS, Acting, act_page
from posse.web.workday import acting_date

TITLES = {
    "user": "Account",
    "case": "Case",
    "order": "Order",
    "employer": "Employer",
    "application": "Application",
    "application-person": "Person of an application",
    "task": "Task",
    "staff": "Member of staff",
    "team": "Team",
    "office": "Office",
}


@require_GET
@access_page
def staff(request: HttpRequest) -> HttpResponse:
    """The accounts of the staff: roles, team, second step, last sign-in."""
    context = {
        "accounts": accounts(),
        "is_required": is_second_factor_required(),
        "may_review": may(request.user, REVIEW_GLASS),
        "conflicts": conflicts_with_names(on=acting_date()),
        "may_end": may(request.user, END_CONFLICTS),
        "may_make_tokens": may(request.user, MANAGE_TOKENS),
    }
    return render(request, "access/staff.html", context)


@FORM_METHODS
@access_page
def end_conflict(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """End a colleague's conflict of interest."""
    found = ConflictOfInterest.objects.filter(pk=conflict_id).first()
    if found is None:
        raise Http404(f"There is no conflict {conflict_id}.")
    heading = f"{END_CONFLICT.title}: {found.staff.full_name}"
    return act_page(
        request, Acting(END_CONFLICT, found, "Staff", reverse("staff"), heading=heading)
    )


@require_GET
@access_page
def row_history(request: HttpRequest, table: str, row_id: int) -> HttpResponse:
    """Every change of one row, the latest first."""
    row = tracked_row_for_user(request.user, table, row_id)
    context = {
        "title": TITLES[table],
        "name": str(getattr(row, "number", "") or getattr(row, "name", "") or row_id),
        "changes": history_of(table, row_id),
        "is_hidden": table in HIDDEN,
    }
    return render(request, "access/row_history.html", context)
