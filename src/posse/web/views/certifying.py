"""Issuing certified records of a case."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from posse.services.access import CERTIFY_RECORDS
from posse.services.books.issuing import CannotIssue, do_issue_payment_record
from posse.web.doors import case_for_user, require, staff_page
from posse.web.workday import page_date


@require_POST
@staff_page
def payment_record(request: HttpRequest, number: str) -> HttpResponse:
    """A certified payment record as a PDF; that it was issued is kept."""
    require(request.user, CERTIFY_RECORDS)
    case = case_for_user(request.user, number)
    days = {name: _day(request, name) for name in ("first", "last", "known_on")}
    by = request.user.get_username()
    try:
        issued = do_issue_payment_record(case=case, **days, issued_on=page_date(), by=by)
    except CannotIssue as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('case', args=[number])}?tab=money")
    headers = {"Content-Disposition": f'attachment; filename="{issued.name}"'}
    return HttpResponse(issued.content, content_type="application/pdf", headers=headers)


def _day(request: HttpRequest, name: str) -> date:
    text = request.POST.get(name, "")
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Http404(f"{text or 'Nothing'} is no day. Give one such as 2026-03-10.")
    return day
