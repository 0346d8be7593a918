"""What supervisors see and do: load by worker, absences, handing work over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.staff.models import StaffMember
from posse.services.access import REASSIGN_WORK
from posse.services.pages.worklists import (
    GROUPS,
    count_of,
    counted,
    counties_for_choice,
    tasks_asked,
    teams_for_choice,
    workers_for_choice,
)
from posse.services.pages.workloads import workloads
from posse.services.work.handing_over import HandOver, do_hand_over, plan_of
from posse.web.acts.work_acts import ABSENCE
from posse.web.asking import asked_number
from posse.web.doors import require, staff_page
from posse.web.exports import csv_response
from posse.web.fields import sentence
from posse.web.views.acting import Acting, act_page
from posse.web.views.work.asked import QUEUES, asked_of, viewer_of
from posse.web.workday import acting_date

FORM_METHODS = require_http_methods(["GET", "POST"])


@require_GET
@staff_page
def loads(request: HttpRequest) -> HttpResponse:
    """Load and overdue work by worker."""
    viewer, team = viewer_of(request), asked_number(request, "team")
    context = {
        "rows": workloads(on=acting_date(), team=team),
        "teams": teams_for_choice(),
        "team": str(team or ""),
        "viewer": viewer,
        "on": acting_date(),
    }
    return render(request, "work/loads.html", context)


@require_GET
@staff_page
def loads_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    header = ["Worker", "Team", "Cases", "Open tasks", "Overdue", "Due today", "Escalated",
              "Oldest due", "Away"]  # fmt: skip
    cells = (
        [
            row.staff.full_name,
            row.staff.team.name if row.staff.team else "",
            row.case_count,
            row.open_count,
            row.overdue_count,
            row.today_count,
            row.escalated_count,
            row.oldest_due,
            row.away,
        ]
        for row in workloads(on=acting_date(), team=asked_number(request, "team"))
    )
    return csv_response("workloads.csv", header, cells)


@FORM_METHODS
@staff_page
def absence(request: HttpRequest) -> HttpResponse:
    """Record an absence and who covers."""
    return act_page(request, Acting(ABSENCE, None, "Load by worker", reverse("loads")))


@FORM_METHODS
@staff_page
def hand_over(request: HttpRequest) -> HttpResponse:
    """Choose tasks and people, look at who would get how much, then give them."""
    require(request.user, REASSIGN_WORK)
    asked, to = asked_of(request), _people(request)
    refusal = ""
    if request.method == "POST":
        refusal = _try(request)
        if not refusal:
            return redirect("loads")
    context = {
        **_choices(request),
        "asked": asked,
        "to": [str(member.pk) for member in to],
        "count_words": counted(count_of(tasks_asked(asked))),
        "refusal": refusal,
        **_preview(request),
    }
    return render(request, "work/hand_over.html", context, status=422 if refusal else 200)


def _people(request: HttpRequest) -> list[StaffMember]:
    ids = [text for text in request.GET.getlist("to") if text.isdecimal() and len(text) < 10]
    return list(StaffMember.objects.filter(pk__in=ids).select_related("user"))


def _preview(request: HttpRequest) -> dict[str, Any]:
    """The plan for the tasks and people of the address, or why there is none."""
    if not request.GET.getlist("to"):
        return {"plan": None}
    try:
        asked = asked_of(request)
        plan = plan_of(tasks_asked(asked), _people(request), on=asked.on)
    except ValueError as refusal:
        return {"plan": None, "no_plan": sentence(str(refusal))}
    return {"plan": plan}


def _try(request: HttpRequest) -> str:
    """Why nothing was given; empty where it was."""
    asked = asked_of(request)
    try:
        plan: HandOver = do_hand_over(
            tasks=tasks_asked(asked),
            to=_people(request),
            with_cases=request.POST.get("with_cases") == "on",
            why=request.POST.get("why", ""),
            seal=request.POST.get("seal", ""),
            on=asked.on,
            by=request.user.get_username(),
        )
    except ValueError as refusal:
        return sentence(str(refusal))
    messages.success(request, f"{len(plan.tasks):,} tasks were given to others.")
    return ""


def _choices(request: HttpRequest) -> dict[str, Any]:
    return {
        "queues": QUEUES.items(),
        "groups": GROUPS.items(),
        "workers": workers_for_choice(),
        "teams": teams_for_choice(),
        "counties": counties_for_choice(on=acting_date()),
        "address": request.GET.urlencode(),
    }
