"""The day's balance: every account, and what waits, proven to the cent."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from posse.services.books.balances import balance_report_for_day
from posse.services.money_out.late_payments import late_lines, late_payments_for_day
from posse.services.pages.history import neighbouring_days
from posse.units.money import format_cents
from posse.web.doors import money_page
from posse.web.exports import csv_response
from posse.web.workday import page_date


def asked_day(text: str) -> date:
    """The day in an address; what is no day is a page that is not there."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Http404(f"{text} is no day. Give one such as 2026-03-10.")
    return day


@require_GET
@money_page
def latest_balance(request: HttpRequest) -> HttpResponse:
    """The balance of the day asked for, or of the latest one."""
    text = request.GET.get("day", "")
    day = asked_day(text) if text else page_date()
    return redirect("balance-day", f"{day:%Y-%m-%d}")


@require_GET
@money_page
def balance(request: HttpRequest, day: str) -> HttpResponse:
    """The books of one business day."""
    on = asked_day(day)
    before, after = neighbouring_days(on)
    report = balance_report_for_day(on)
    late = late_payments_for_day(on) if report.unpaid else ()
    context = {
        "report": report,
        "before": before,
        "after": after,
        "late": late_lines(late, on=on),
    }
    return render(request, "balance.html", context)


@require_GET
@money_page
def balance_csv(request: HttpRequest, day: str) -> HttpResponse:  # noqa: ARG001 - a page
    """The accounts of one business day; debits positive."""
    report = balance_report_for_day(asked_day(day))
    rows = (
        [
            line.account,
            line.words,
            format_cents(line.opening_cents),
            format_cents(line.debit_cents),
            format_cents(line.credit_cents),
            format_cents(line.closing_cents),
        ]
        for line in report.accounts
    )
    header = ["Account", "In words", "Opening", "Debits", "Credits", "Closing"]
    return csv_response(f"balance-{day}.csv", header, rows)
