"""Changes that families reported: the list, those of one case, and what is done about one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.subsidy.choices import ChangeOutcome
from posse.services.access import WORK_CARE, may
from posse.services.pages.care.changes import changes_of, changes_page
from posse.web.acts.care_change_acts import CHANGE_ACTS, REPORT
from posse.web.asking import asked_address
from posse.web.doors import care_case_for_user, care_page
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date

HEADER = [
    *("Told", "Case", "Applicant", "County", "Specialist", "What", "Said", "Since", "Late"),
    *("Counts from", "Outcome"),
]


@require_GET
@care_page
def care_changes(request: HttpRequest) -> HttpResponse:
    """Changes that wait for somebody, or those that were worked."""
    page = changes_page(request.GET.dict(), user=request.user, on=acting_date())
    context = {"page": page, "keep": asked_address(request)}
    context["may_work"] = may(request.user, WORK_CARE)
    return render(request, "care/changes.html", context)


@require_GET
@care_page
def care_changes_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    page = changes_page(request.GET.dict(), user=request.user, on=acting_date())
    cells = (
        [
            row.change.effective_on, line.number, line.applicant, line.county, line.specialist,
            row.what, row.change.words, row.change.happened_on,
            "yes" if row.change.is_late else "no", row.counts_from,
            row.outcomes[-1].words if row.outcomes else "",
        ]
        for line, row in page.rows
    )  # fmt: skip
    return csv_response("child-care-changes.csv", HEADER, cells)


@require_GET
@care_page
def care_case_changes(request: HttpRequest, number: str) -> HttpResponse:
    """What changed in a case, from when each change counts, and what came of it."""
    found = care_case_for_user(request.user, number)
    context = {"care_case": found, "rows": changes_of(found), "report": {"report": REPORT}}
    context["may_work"] = may(request.user, WORK_CARE)
    return render(request, "care/case_changes.html", context)


@FORM_METHODS
@care_page
def care_change_act(
    request: HttpRequest, *, number: str, change_id: int, act: str
) -> HttpResponse:
    """Something done about one change."""
    care_case = care_case_for_user(request.user, number)
    change = care_case.changes.filter(pk=change_id, replaced_by__isnull=True).first()
    if change is None:
        raise Http404(f"Case {number} has no change {change_id}.")
    latest = change.outcomes.order_by("-id").first()
    is_open = latest is None or latest.outcome == ChangeOutcome.WAITING
    context = {
        "change": change,
        "over": "" if is_open else "This change was worked.",
        "about_template": "care/_change.html",
    }
    done_url = reverse("care-case-changes", args=[number])
    chosen = act_or_404(CHANGE_ACTS, act)
    return act_page(
        request, Acting(chosen, change, f"{number}, changes", done_url, context=context)
    )
