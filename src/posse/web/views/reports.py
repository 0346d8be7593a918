"""Accounts for the State: the choice of a report, a close, a month, a quarter."""

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from posse.rules.errors import BeforeFirstDate
from posse.services.reports import month_accounts, ocse34, retained, undistributed
from posse.units.days import add_months
from posse.web.doors import money_page
from posse.web.exports import csv_response
from posse.web.views.balances import asked_day
from posse.web.workday import page_date

QUARTERS_SHOWN = 8


@require_GET
@money_page
def chooser(request: HttpRequest) -> HttpResponse:
    """Every report with the choice of its day, month or quarter; a choice opens it."""
    chosen, asked = request.GET.get("report", ""), request.GET
    if chosen == "undistributed":
        return redirect(chosen, f"{asked_day(asked.get('day', '')):%Y-%m-%d}")
    if chosen == "month":
        return redirect(chosen, f"{_asked_month(asked.get('month', '')):%Y-%m}")
    if chosen in ("quarter", "retained"):
        return redirect(chosen, ocse34.quarter_of(_quarter_days(asked.get("quarter", ""))[0]))
    on = page_date()
    starts = ocse34.quarter_days(ocse34.quarter_of(on))[0]
    quarters = [add_months(starts, -3 * place) for place in range(QUARTERS_SHOWN)]
    context = {
        "on": on,
        "months": month_accounts.months_for_office(),
        "quarters": [ocse34.quarter_of(day) for day in quarters],
    }
    return render(request, "reports.html", context)


@require_GET
@money_page
def month(request: HttpRequest, month: str) -> HttpResponse:
    """The accounts of a month, carried forward and on, or what hinders its close."""
    first = _asked_month(month)
    context = {"first": first, "accounts": month_accounts.accounts_for_month(first)}
    return render(request, "month.html", context)


@require_GET
@money_page
def month_csv(request: HttpRequest, month: str) -> HttpResponse:  # noqa: ARG001 - a page
    """The same accounts as CSV; only headings where no day of the month is closed."""
    accounts = month_accounts.accounts_for_month(_asked_month(month))
    rows = accounts.to_rows() if accounts else []
    return csv_response(f"month-{month}.csv", month_accounts.HEADER, rows)


@require_GET
@money_page
def retained_quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    """What the State kept in a quarter and since the federal fiscal year began."""
    starts_on, ends_on = _quarter_days(quarter)
    year = retained.retained_between(retained.fiscal_year_start(starts_on), ends_on)
    context = {"quarter": quarter, "year": year, "report": year.since(starts_on)}
    return render(request, "retained.html", context)


@require_GET
@money_page
def retained_csv(request: HttpRequest, quarter: str) -> HttpResponse:  # noqa: ARG001 - a page
    """What was kept in a quarter, month by month, as CSV."""
    report = retained.retained_between(*_quarter_days(quarter))
    rows = [line.to_row() for line in report.lines]
    return csv_response(f"retained-{quarter}.csv", retained.HEADER, rows)


@require_GET
@money_page
def undistributed_day(request: HttpRequest, day: str) -> HttpResponse:
    """What came in and did not go out by a close, and the way to its quarter."""
    report = undistributed.undistributed_on(asked_day(day))
    context = {"report": report, "quarter": ocse34.quarter_of(report.on)}
    return render(request, "undistributed.html", context)


@require_GET
@money_page
def undistributed_csv(request: HttpRequest, day: str) -> HttpResponse:  # noqa: ARG001 - a page
    """The same list as CSV."""
    report = undistributed.undistributed_on(asked_day(day))
    return csv_response(f"undistributed-{day}.csv", undistributed.HEADER, report.to_rows())


@require_GET
@money_page
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
@money_page
def quarter_csv(request: HttpRequest, quarter: str) -> HttpResponse:  # noqa: ARG001 - a page
    """The lines of the form as CSV."""
    rows = _report(quarter).to_rows()
    return csv_response(f"ocse34-{quarter}.csv", ocse34.HEADER, rows)


def _asked_month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise Http404(f"{text} is no month. Give one such as 2026-10.") from error


def _quarter_days(text: str) -> tuple[date, date]:
    try:
        return ocse34.quarter_days(text)
    except ValueError as error:
        raise Http404(str(error)) from error


def _report(quarter: str) -> ocse34.Ocse34:
    try:
        return ocse34.ocse34_for_quarter(quarter)
    except (ValueError, BeforeFirstDate) as error:
        raise Http404(str(error)) from error
