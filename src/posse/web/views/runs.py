"""Runs: each job with what came in, went out and was rejected."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.apps.runs.choices import RunKind
from posse.services.pages.history import (
    RUNS_MAX,
    inbound_files_for_run,
    outbound_files_for_run,
    recent_runs,
    steps_for_run,
)
from posse.web.doors import run_for_user, staff_page


@require_GET
@staff_page
def runs(request: HttpRequest) -> HttpResponse:
    """The latest runs, of one kind or of all."""
    kind = request.GET.get("kind", "")
    chosen = kind if kind in RunKind.values else ""
    context = {
        "runs": list(recent_runs(kind=chosen)),
        "kinds": RunKind.choices,
        "kind": chosen,
        "runs_max": RUNS_MAX,
    }
    return render(request, "runs.html", context)


@require_GET
@staff_page
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """A run with its steps and files."""
    found = run_for_user(request.user, run_id)
    context = {
        "run": found,
        "steps": steps_for_run(found),
        "inbound": inbound_files_for_run(found),
        "outbound": outbound_files_for_run(found),
    }
    return render(request, "run.html", context)
