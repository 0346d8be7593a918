"""The child care caseload determined again: what would change, and doing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from posse.rules.errors import LawError
from posse.services.access import RUN_CARE, may
from posse.services.care.caseload import do_recompute_caseload
from posse.services.pages.care.runs import care_runs_page
from posse.units.days import day_words
from posse.web.asking import day_of_text
from posse.web.doors import care_page, require
from posse.web.fields import sentence
from posse.web.workday import acting_date


@require_http_methods(["GET", "POST"])
@care_page
def care_runs(request: HttpRequest) -> HttpResponse:
    """What a run as of a day would change, and the runs that were done."""
    on = day_of_text(request.GET.get("day", "")) or acting_date()
    context = {"may_run": may(request.user, RUN_CARE), "today": acting_date()}
    try:
        if request.method == "POST":
            return _run(request)
        context["page"] = care_runs_page(on=on, is_previewed="preview" in request.GET)
    except LawError as refusal:
        context["refusal"] = sentence(f"The law of {day_words(on)} is not known: {refusal}")
        context["page"] = care_runs_page(on=on, is_previewed=False)
    return render(request, "care/runs.html", context)


def _run(request: HttpRequest) -> HttpResponse:
    """Determine the caseload of today again. Raises: LawError."""
    require(request.user, RUN_CARE)
    run = do_recompute_caseload(on=acting_date(), by=request.user.get_username())
    messages.success(request, f"The caseload of {run.business_date} is determined again.")
    return redirect("care-runs")
