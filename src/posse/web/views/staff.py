"""Who works here, and what changed in a row, by whom and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.access import MANAGE_TOKENS, REVIEW_GLASS, may
from posse.services.history.versions import HIDDEN, history_of
from posse.services.sign_in.second_factor import is_second_factor_required
from posse.services.staff.accounts import accounts
from posse.web.doors import access_page, tracked_row_for_user

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
        "may_make_tokens": may(request.user, MANAGE_TOKENS),
    }
    return render(request, "access/staff.html", context)


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
