"""What is due in child care, and the reviews of families."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.rules.errors import LawError
from posse.services.access import WORK_CARE, may
from posse.services.pages.care.due import DuePage, due_page, reviews_page
from posse.web.asking import asked_address
from posse.web.doors import care_page
from posse.web.exports import csv_response
from posse.web.fields import sentence
from posse.web.workday import acting_date

DUE_HEADER = ["Due", "Case", "Applicant", "County", "Specialist", "What", "Law"]
REVIEW_HEADER = [
    *("Months end", "Case", "Applicant", "County", "Specialist", "State", "Form back by"),
    *("Reminders", "Continuing until"),
]


@require_GET
@care_page
def care_due(request: HttpRequest) -> HttpResponse:
    """What is to be done, the first due first."""
    return _due(request)


@require_GET
@care_page
def care_due_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    return _due(request, is_csv=True)


def _due(request: HttpRequest, *, is_csv: bool = False) -> HttpResponse:
    on = acting_date()
    context: dict[str, object] = {"keep": asked_address(request), "today": on}
    try:
        page = due_page(request.GET.dict(), user=request.user, on=on, is_whole=is_csv)
    except LawError as refusal:
        context["refusal"] = sentence(str(refusal))
        return render(request, "care/due.html", context, status=422 if is_csv else 200)
    if is_csv:
        return csv_response("child-care-due.csv", DUE_HEADER, _cells(page))
    return render(request, "care/due.html", {**context, "page": page})


def _cells(page: DuePage) -> Iterator[list[object]]:
    for line, duty in page.rows:
        yield [
            duty.due_on, line.number, line.applicant, line.county, line.specialist, duty.words,
            ", ".join(duty.cites),
        ]  # fmt: skip


@require_GET
@care_page
def care_reviews(request: HttpRequest) -> HttpResponse:
    """Whose twelve months end, how the review stands, and who was reminded."""
    page = reviews_page(request.GET.dict(), user=request.user, on=acting_date())
    context = {
        "page": page,
        "keep": asked_address(request),
        "today": acting_date(),
        "may_work": may(request.user, WORK_CARE),
    }
    return render(request, "care/reviews.html", context)


@require_GET
@care_page
def care_reviews_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    page = reviews_page(request.GET.dict(), user=request.user, on=acting_date())
    cells = (
        [
            each.period.ends_on, line.number, line.applicant, line.county, line.specialist,
            each.state.words, each.form_by, each.reminded_count, each.continuing_until,
        ]
        for line, each in page.rows
    )  # fmt: skip
    return csv_response("child-care-reviews.csv", REVIEW_HEADER, cells)
