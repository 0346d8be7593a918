"""The books of the day, and the list of keys."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.books.proof_findings import open_findings
from posse.services.pages.history import (
    inbound_files_for_run,
    latest_nightly_run,
    recent_rejections,
)
from posse.services.pages.overview import day_for_run, suspense_by_reason
from posse.services.pages.waiting import worklists
from posse.web.doors import money_page, office_page
from posse.web.workday import acting_date


@require_GET
@money_page
def money_day(request: HttpRequest) -> HttpResponse:
    """The latest nightly job in a sentence, and what money waits for a person."""
    run = latest_nightly_run()
    context = {
        "run": run,
        "day": day_for_run(run) if run else None,
        "files": inbound_files_for_run(run) if run else [],
        "reasons": suspense_by_reason(),
        "rejections": recent_rejections(limit=5),
        "differing": open_findings(),
        "worklists": worklists(on=acting_date()),
    }
    return render(request, "money_day.html", context)


@require_GET
@office_page
def keys(request: HttpRequest) -> HttpResponse:
    """Which keys do what."""
    return render(request, "keys.html")
