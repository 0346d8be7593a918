"""Worklists of money: what is on hold, and what waits to be paid."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.apps.payments.choices import HoldReason
from posse.services.money_in.holds import OpenHold, open_holds
from posse.services.money_out.payments_due import HINDRANCES
from posse.services.pages.holds import age_band, ageing_of
from posse.services.pages.waiting import hindered_payments, waiting_payments
from posse.units.money import format_cents
from posse.web.asking import asked_address
from posse.web.doors import money_page
from posse.web.exports import csv_response
from posse.web.workday import acting_date

ROWS_A_PAGE = 50
HOLDS_HEADER = ["Hold", "Receipt", "Case", "Why", "Since", "Days", "Age", "Ends by itself",
                "Amount", "Note"]  # fmt: skip


def _chosen(request: HttpRequest) -> tuple[list[OpenHold], list[OpenHold], str]:
    """Every open hold, those of the reason asked for, and the reason."""
    reason = request.GET.get("reason", "")
    reason = reason if reason in HoldReason.values else ""
    every = open_holds(on=acting_date())
    return every, [hold for hold in every if reason in ("", hold.reason)], reason


@require_GET
@money_page
def holds(request: HttpRequest) -> HttpResponse:
    """Everything on hold, the oldest first, and how old it is."""
    every, rows, reason = _chosen(request)
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "count": len(rows),
        "total_cents": sum(hold.amount_cents for hold in rows),
        "ageing": ageing_of(every),
        "reasons": HoldReason.choices,
        "reason": reason,
        "on": acting_date(),
    }
    return render(request, "holds.html", context)


@require_GET
@money_page
def holds_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    _, rows, _ = _chosen(request)
    cells = (
        [
            hold.hold_id,
            f"R{hold.receipt_id}" if hold.receipt_id else "all payments of a payee",
            hold.case_number,
            hold.reason_words,
            hold.held_on,
            hold.age_days,
            age_band(hold.age_days),
            hold.release_due_on,
            format_cents(hold.amount_cents),
            hold.note,
        ]
        for hold in rows
    )
    return csv_response("holds.csv", HOLDS_HEADER, cells)


@require_GET
@money_page
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits to be paid, by what hinders it."""
    asked, on = request.GET.get("hindrance"), acting_date()
    hindrance = asked if asked in HINDRANCES else None
    rows = waiting_payments(on=on, hindrance=hindrance)
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "count": len(rows),
        "total_cents": sum(row.amount_cents for row in rows),
        "hindered": hindered_payments(on=on),
        "hindrance": hindrance,
        "heading": "All of them" if hindrance is None else HINDRANCES[hindrance],
        "keep": asked_address(request),
        "on": on,
    }
    return render(request, "waiting.html", context)


@require_GET
@money_page
def waiting_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    asked = request.GET.get("hindrance")
    rows = waiting_payments(on=acting_date(), hindrance=asked if asked in HINDRANCES else None)
    header = ["Receipt", "Case", "What", "To", "Why it waits", "Amount"]
    cells = (
        [
            f"R{row.receipt}",
            row.case_number,
            row.words,
            row.payee,
            row.hindrance_words,
            format_cents(row.amount_cents),
        ]
        for row in rows
    )
    return csv_response("payments-waiting.csv", header, cells)
