"""One task: what it is, its clock, who has it, and what can be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.work.models import Task
from posse.services.pages.case_work import (
    closed_tasks,
    earlier_actions,
    events_told,
    next_action_of,
    task_lines,
    worker_of,
)
from posse.services.pages.worklists import lines_of
from posse.services.work.tables import event_table, event_words
from posse.services.work.tasks import moves_of
from posse.web.acts.work_acts import TASK_ACTS, TELL, ToFinish
from posse.web.doors import case_for_user, staff_page, task_for_user
from posse.web.views.acting import Acting, act_or_404, act_page
from posse.web.workday import acting_date

FORM_METHODS = require_http_methods(["GET", "POST"])


@require_GET
@staff_page
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task with its rule, its clock and everybody who had it."""
    found, on = task_for_user(request.user, task_id), acting_date()
    [line] = lines_of([found], on=on)
    closing = event_table().closing_events(found.rule) if found.case_id else []
    context = {
        "line": line,
        "task": found,
        "on": on,
        "opened_words": event_words(found.kind),
        "closing": [event for event in closing if event.by_hand],
        "moves": moves_of(found),
        "acts": TASK_ACTS,
    }
    return render(request, "work/task.html", context)


@FORM_METHODS
@staff_page
def task_act(request: HttpRequest, task_id: int, act: str) -> HttpResponse:
    """An act on a task."""
    found = task_for_user(request.user, task_id)
    chosen = act_or_404(TASK_ACTS, act)
    subject = ToFinish(found, request.GET.get("event", "")) if act == "finish" else found
    acting = Acting(
        chosen,
        subject,
        f"Task {found.pk}",
        reverse("task", args=[task_id]),
        heading=_heading(found),
        context={"over": _over(found)} if request.method == "GET" else None,
    )
    return act_page(request, acting)


def _heading(found: Task) -> str:
    [line] = lines_of([found], on=acting_date())
    return f"{line.what}{f', case {found.case.number}' if found.case else ''}"


def _over(found: Task) -> str:
    return "" if found.closed_on is None else f"The task is closed: {found.outcome}."


@require_GET
@staff_page
def case_work(request: HttpRequest, number: str) -> HttpResponse:
    """The work of a case: next action, tasks, events, and who has it."""
    case, on = case_for_user(request.user, number), acting_date()
    context = {
        "case": case,
        "on": on,
        "next": next_action_of(case),
        "earlier": earlier_actions(case)[1:],
        "lines": task_lines(case, on=on),
        "closed": closed_tasks(case),
        "events": events_told(case),
        "worker": worker_of(case, on=on),
        "tell": TELL,
    }
    return render(request, "work/case.html", context)


@FORM_METHODS
@staff_page
def tell(request: HttpRequest, number: str) -> HttpResponse:
    """Tell what happened in a case."""
    case = case_for_user(request.user, number)
    done_url = reverse("case-work", args=[number])
    return act_page(request, Acting(TELL, case, f"Work of case {number}", done_url))
