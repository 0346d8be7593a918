"""The calendar of the office or of one case: a month as a table, a list and a file."""

import re
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.apps.cases.models import Case
from posse.services.doors.closed_cases import closed_cases
from posse.services.pages.records import weeks_of_month
from posse.services.records.calendar import entries_between
from posse.services.records.icalendar import icalendar_of
from posse.units.days import add_months, month_end
from posse.web.asking import asked_address
from posse.web.doors import case_for_user, staff_page
from posse.web.workday import acting_date, page_date

MONTH = re.compile(r"(19|20|21)\d{2}-(0[1-9]|1[0-2])")


def _asked_month(request: HttpRequest) -> date:
    text = request.GET.get("month", "")
    is_month = MONTH.fullmatch(text) is not None
    return date.fromisoformat(f"{text}-01") if is_month else page_date().replace(day=1)


def _asked_case(request: HttpRequest) -> Case | None:
    number = request.GET.get("case", "").strip()
    return case_for_user(request.user, number) if number else None


@require_GET
@staff_page
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: what stands on each day."""
    month, case = _asked_month(request), _asked_case(request)
    hidden = closed_cases(request.user, on=acting_date())
    weeks = weeks_of_month(month, case=case, hidden_cases=hidden)
    context = {
        "month": month,
        "case": case,
        "weeks": weeks,
        "entries": [each for week in weeks for day in week if day.is_of_month
                    for each in day.entries],
        "previous": month - timedelta(days=1),
        "next": add_months(month, 1),
        "keep": asked_address(request, without="month"),
        "on": page_date(),
    }  # fmt: skip
    return render(request, "records/calendar.html", context)


@require_GET
@staff_page
def calendar_file(request: HttpRequest) -> HttpResponse:
    """The same month for a calendar program."""
    month, case = _asked_month(request), _asked_case(request)
    hidden = closed_cases(request.user, on=acting_date())
    entries = entries_between(month, month_end(month), case=case, hidden_cases=hidden)
    response = HttpResponse(
        icalendar_of(entries, on=page_date()), content_type="text/calendar; charset=utf-8"
    )
    name = f"calendar-{case.number if case else 'office'}-{month:%Y-%m}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
