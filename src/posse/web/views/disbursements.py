"""Payments that were sent: those of a day, and one with its life and what may be done to it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.instruments.choices import EventKind
from posse.apps.payments.choices import PaymentMethod
from posse.apps.payments.models import Disbursement
from posse.services.access import CHANGE_PAYMENTS
from posse.services.money_out.life import NOTE_LENGTH, CannotAct, do_act, name_of
from posse.services.money_out.reissuing import do_reissue
from posse.services.pages.disbursements import (
    disbursements_for_day,
    is_reissuable,
    life_for_disbursement,
    lines_for_disbursement,
    open_acts,
    rows_for_disbursements,
    totals_for_day,
)
from posse.services.runs import AnotherJobRuns
from posse.units.money import format_cents
from posse.web.doors import disbursement_for_user, money_page, require
from posse.web.exports import csv_response
from posse.web.workday import acting_date

ROWS_A_PAGE = 50
REISSUE = "reissue"
# What the buttons say, and what pressing them means.
BUTTONS = {
    EventKind.STOP_REQUESTED: (
        "Ask the bank to stop it",
        "The next file tells the bank. The money comes back once the bank confirms.",
    ),
    EventKind.STOPPED: (
        "The bank has stopped it",
        "The money is back and waits to be reissued.",
    ),
    EventKind.VOIDED: (
        "Void it",
        "The paper is here and nobody can cash it. The money waits to be reissued.",
    ),
    EventKind.UNDELIVERABLE: (
        "It came back by mail",
        "The money waits until another address, account or card is on file.",
    ),
    EventKind.RETURNED: (
        "It was returned",
        "The bank or card programme says so. The money waits until a good way is on file.",
    ),
}


@require_GET
@money_page
def day_list(request: HttpRequest, day: str) -> HttpResponse:
    """What was sent on a business day, by way, the largest first."""
    on, method = _day(day), _method(request)
    pages = Paginator(disbursements_for_day(on, method=method), ROWS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "on": on,
        "method": method,
        "totals": totals_for_day(on),
        "page": page,
        "rows": rows_for_disbursements(page),
    }
    return render(request, "disbursements.html", context)


@require_GET
@money_page
def day_csv(request: HttpRequest, day: str) -> HttpResponse:
    """The same list as CSV."""
    rows = rows_for_disbursements(disbursements_for_day(_day(day), method=_method(request)))
    header = ["Payment", "Paid to", "How", "What became of it", "Amount"]
    cells = (
        [row.number, row.payee, row.method, row.became, format_cents(row.amount_cents)]
        for row in rows
    )
    return csv_response(f"payments-{day}.csv", header, cells)


@require_http_methods(["GET", "POST"])
@money_page
def disbursement(request: HttpRequest, disbursement_id: int) -> HttpResponse:
    """One payment: its receipts, its life, and what may be done to it."""
    sent = disbursement_for_user(request.user, disbursement_id)
    if request.method != "POST":
        return render(request, "disbursement.html", _context(sent))
    require(request.user, CHANGE_PAYMENTS)
    try:
        words, leads_to = _done(request, sent)
    except (CannotAct, AnotherJobRuns) as refusal:
        context = {**_context(sent), "refusal": refusal, "note": request.POST.get("note", "")}
        return render(request, "disbursement.html", context, status=422)
    messages.success(request, words)
    return redirect("disbursement", leads_to.pk)


def _done(request: HttpRequest, sent: Disbursement) -> tuple[str, Disbursement]:
    """Do what the button says; what was done in words, and the payment to show then."""
    act, by = request.POST.get("act", ""), request.user.get_username()
    if act == REISSUE:
        new = do_reissue(disbursement=sent, on=acting_date(), by=by)
        return f"{name_of(sent)} is paid again by {name_of(new)}.", new
    if act not in BUTTONS:
        raise CannotAct("Choose what happened to the payment.")
    note = request.POST.get("note", "")
    kind = EventKind(act)
    do_act(disbursement=sent, kind=kind, note=note, on=acting_date(), by=by)
    return f"{name_of(sent)}: {kind.label}.", sent


def _context(sent: Disbursement) -> dict[str, Any]:
    return {
        "sent": sent,
        "row": rows_for_disbursements([sent])[0],
        "lines": lines_for_disbursement(sent),
        "life": life_for_disbursement(sent),
        "reissue": Disbursement.objects.filter(reissue_of=sent).first(),
        "acts": [(kind, *BUTTONS[kind]) for kind in open_acts(sent)],
        "may_reissue": is_reissuable(sent),
        "note_length": NOTE_LENGTH,
    }


def _method(request: HttpRequest) -> str:
    """The way that the address asks for; all of them where it names none."""
    method = request.GET.get("method", "")
    return method if method in PaymentMethod.values else ""


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Http404(f"{text} is no day. Give one such as 2026-03-10.")
    return day
