"""Accounts for the State: what waits at a close, and a quarter's collections."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.rules.errors import BeforeFirstDate
from posse.services.reports import ocse34, retained, undistributed
from posse.web.doors import staff_page
from posse.web.exports import csv_response
from posse.web.views.balances import asked_day


@require_GET
@staff_page
def undistributed_day(request: HttpRequest, day: str) -> HttpResponse:
    """What came in and did not go out by a close, and the way to its quarter."""
    report = undistributed.undistributed_on(asked_day(day))
    context = {"report": report, "quarter": ocse34.quarter_of(report.on)}
    return render(request, "undistributed.html", context)


@require_GET
@staff_page
def undistributed_csv(request: HttpRequest, day: str) -> HttpResponse:  # noqa: ARG001 - a page
    """The same list as CSV."""
    report = undistributed.undistributed_on(asked_day(day))
    return csv_response(f"undistributed-{day}.csv", undistributed.HEADER, report.to_rows())


@require_GET
@staff_page
def quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    """OCSE-34 Part 1 of a quarter, and what the State kept in it."""
    report = _report(quarter)
    context = {
        "report": report,
        "columns": ocse34.COLUMNS,
        "retained": retained.retained_between(report.starts_on, report.ends_on),
    }
    return render(request, "quarter.html", context)


@require_GET
@staff_page
def quarter_csv(request: HttpRequest, quarter: str) -> HttpResponse:  # noqa: ARG001 - a page
    """The lines of the form as CSV."""
    rows = _report(quarter).to_rows()
    return csv_response(f"ocse34-{quarter}.csv", ocse34.HEADER, rows)


def _report(quarter: str) -> ocse34.Ocse34:
    try:
        return ocse34.ocse34_for_quarter(quarter)
    except (ValueError, BeforeFirstDate) as error:
        raise Http404(str(error)) from error
