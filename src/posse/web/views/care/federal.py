"""The federal child care reports: a month's elements with findings, and a year's counts."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.formats.acf801.elements import PARTS
from posse.formats.codec import LayoutNotKnown
from posse.rules.errors import LawError
from posse.services.access import RUN_CARE
from posse.services.care.federal import care_report, month_of_text
from posse.services.pages.care.federal import cells_of, fiscal_year_of, month_page, year_page
from posse.web.doors import care_page, require
from posse.web.exports import csv_response
from posse.web.fields import sentence
from posse.web.workday import acting_date

FIRST_YEAR = 2003


@require_GET
@care_page
def care_reports(request: HttpRequest) -> HttpResponse:
    """The report of a month, the last one that is over where none is asked for."""
    require(request.user, RUN_CARE)
    on = acting_date()
    context: dict[str, object] = {"years": (fiscal_year_of(on), fiscal_year_of(on) - 1)}
    try:
        first = _asked(request, on=on)
        context["page"] = month_page(first, on=on)
    except (ValueError, LayoutNotKnown, LawError) as refusal:
        context["refusal"] = sentence(str(refusal))
    return render(request, "care/reports.html", context,
                  status=422 if "refusal" in context else 200)  # fmt: skip


@require_GET
@care_page
def care_report_csv(request: HttpRequest, month: str, part: str) -> HttpResponse:
    """A part of a month's report as CSV, an element a column."""
    require(request.user, RUN_CARE)
    if part not in PARTS:
        raise Http404(f"The report has no part {part}.")
    try:
        head, rows = cells_of(care_report(month_of_text(month)), part)
    except (ValueError, LawError) as refused:
        raise Http404(str(refused)) from refused
    return csv_response(f"acf801-{month}-{part}.csv", head, rows)


@require_GET
@care_page
def care_report_year(request: HttpRequest, year: int) -> HttpResponse:
    """The counts of a federal fiscal year, by kind of provider."""
    require(request.user, RUN_CARE)
    if not FIRST_YEAR <= year <= fiscal_year_of(acting_date()):
        raise Http404(f"There is no report of the fiscal year {year}.")
    context: dict[str, object] = {"year": year}
    try:
        page = year_page(year, on=acting_date())
        context |= {"page": page, "rows": page.counts.by_provider.to_dicts()}
    except (LayoutNotKnown, LawError) as refusal:
        context["refusal"] = sentence(str(refusal))
    return render(request, "care/report_year.html", context)


def _asked(request: HttpRequest, *, on: date) -> date:
    """The month asked for, else the one before this. Raises: ValueError for no month."""
    text = request.GET.get("month", "")
    if text:
        return month_of_text(text)
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)
