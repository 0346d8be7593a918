"""The child care caseload determined again: what would change, and doing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from posse.rules.errors import LawError
from posse.services.access import RUN_CARE, may
from posse.services.care.caseload import do_recompute_caseload
from posse.services.pages.care.mass_changes import (
    Differing,
    NoSuchLaw,
    differing_units,
    frames_of,
)
from posse.services.pages.care.runs import care_runs_page
from posse.units.days import day_words
from posse.units.money import format_cents
from posse.web.asking import day_of_text
from posse.web.doors import care_page, require
from posse.web.exports import csv_response
from posse.web.fields import sentence
from posse.web.workday import acting_date

HEADER = ["Case", "Unit", "Applicant", "People", "What", "Step now", "Step then",
          "Agency pays a month now", "then", "Family owes a month now", "then"]  # fmt: skip


@require_http_methods(["GET", "POST"])
@care_page
def care_runs(request: HttpRequest) -> HttpResponse:
    """What a run as of a day would change, and the runs that were done."""
    on = day_of_text(request.GET.get("day", "")) or acting_date()
    context = {"may_run": may(request.user, RUN_CARE), "today": acting_date(), "on": on}
    try:
        if request.method == "POST":
            return _run(request)
        context["page"] = care_runs_page(
            on=on, is_previewed="preview" in request.GET, user=request.user
        )
    except LawError as refusal:
        context["refusal"] = sentence(f"The law of {day_words(on)} is not known: {refusal}")
        context["page"] = care_runs_page(on=on, is_previewed=False, user=request.user)
    return render(request, "care/runs.html", context)


@require_GET
@care_page
def care_mass_csv(request: HttpRequest) -> HttpResponse:
    """Every unit for which a day's law, or another law, would change something."""
    on = day_of_text(request.GET.get("day", "")) or acting_date()
    profile = request.GET.get("profile", "")
    if profile:
        require(request.user, RUN_CARE)
    try:
        frames = frames_of(on=on, profile=profile)
    except (NoSuchLaw, LawError) as refusal:
        raise Http404(sentence(str(refusal))) from refusal
    rows = differing_units(frames, user=request.user, on=on)
    return csv_response(f"child-care-{on}.csv", HEADER, (_cells(row) for row in rows))


def _cells(row: Differing) -> list[object]:
    cents = (row.agency_before_cents, row.agency_cents, row.share_before_cents, row.share_cents)
    return [
        row.number, row.unit, row.applicant, row.size, row.words, row.step_before, row.step,
        *map(format_cents, cents),
    ]  # fmt: skip


def _run(request: HttpRequest) -> HttpResponse:
    """Determine the caseload of today again. Raises: LawError."""
    require(request.user, RUN_CARE)
    run = do_recompute_caseload(on=acting_date(), by=request.user.get_username())
    messages.success(request, f"The caseload of {run.business_date} is determined again.")
    return redirect("care-runs")
