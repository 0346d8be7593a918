"""Runs: each job with what came in, went out and was rejected."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from posse.apps.runs.choices import RunKind, RunState
from posse.services.pages.history import (
    OUTCOMES,
    RUNS_MAX,
    inbound_files_for_run,
    outbound_files_for_run,
    recent_runs,
    retries_for_run,
    steps_for_run,
)
from posse.web.doors import money_page, run_for_user
from posse.web.exports import csv_response

CSV_FIELDS = (
    *("business_date", "kind", "state", "step_count", "rejected_count"),
    *("started_at", "finished_at", "started_by"),
)


@require_GET
@money_page
def runs(request: HttpRequest) -> HttpResponse:
    """The latest runs, of one kind and outcome or of all."""
    asked = _asked(request)
    context = {
        "runs": list(recent_runs(kind=asked["kind"], outcome=asked["outcome"])),
        "kinds": RunKind.choices,
        "outcomes": [(name, words) for name, (words, _) in OUTCOMES.items()],
        "runs_max": RUNS_MAX,
        **asked,
    }
    return render(request, "runs.html", context)


@require_GET
@money_page
def runs_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV, the runs that the page leaves out included."""
    header = ["Business date", "What", "State", "Steps", "Rejected", "Started", "Ended", "By"]
    asked = _asked(request)
    chosen = recent_runs(kind=asked["kind"], outcome=asked["outcome"], limit=None)
    cells = (
        [
            on,
            RunKind(kind).label,
            RunState(state).label,
            steps,
            rejected,
            *map(_moment, times),
            by,
        ]
        for on, kind, state, steps, rejected, *times, by in chosen.values_list(*CSV_FIELDS)
    )
    return csv_response("runs.csv", header, cells)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Kind and outcome that the address asks for; nonsense narrows nothing."""
    kind, outcome = request.GET.get("kind", ""), request.GET.get("outcome", "")
    return {
        "kind": kind if kind in RunKind.values else "",
        "outcome": outcome if outcome in OUTCOMES else "",
    }


def _moment(moment: datetime | None) -> str:
    here = timezone.get_current_timezone()
    return f"{moment.astimezone(here):%Y-%m-%d %H:%M:%S}" if moment else ""


@require_GET
@money_page
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """A run with its steps and files."""
    found = run_for_user(request.user, run_id)
    context = {
        "run": found,
        "steps": steps_for_run(found),
        "inbound": inbound_files_for_run(found),
        "retries": retries_for_run(found),
        "outbound": outbound_files_for_run(found),
    }
    return render(request, "run.html", context)
