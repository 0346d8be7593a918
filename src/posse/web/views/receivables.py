"""Receivables: what was paid to the wrong payee, and how it comes back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.pages.receivables import (
    changes_for_payee,
    kept_for_payee,
    receivable_for_payee,
    receivables_for_office,
)
from posse.units.money import format_cents
from posse.web.acts.payee_acts import PAYEE_ACTS
from posse.web.doors import money_page, payee_for_user
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date


@require_GET
@money_page
def receivables(request: HttpRequest) -> HttpResponse:
    """Who owes what back, the oldest debt first."""
    rows = receivables_for_office(on=acting_date())
    context = {
        "rows": rows,
        "total_cents": sum(row.owed_cents for row in rows),
        "on": acting_date(),
    }
    return render(request, "receivables.html", context)


@require_GET
@money_page
def receivables_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a page
    """The same list as CSV."""
    header = ["Payee", "Owed", "Receipts", "Since", "Days", "Terms"]
    cells = (
        [
            row.name,
            format_cents(row.owed_cents),
            row.count,
            row.since,
            row.age_days,
            row.terms_words,
        ]
        for row in receivables_for_office(on=acting_date())
    )
    return csv_response("receivables.csv", header, cells)


@require_GET
@money_page
def receivable(request: HttpRequest, payee_id: int) -> HttpResponse:
    """What one payee owes, how it came about, and what can be done."""
    payee, on = payee_for_user(request.user, payee_id), acting_date()
    context = {
        "payee": payee,
        "owed": receivable_for_payee(payee.pk, on=on),
        "changes": changes_for_payee(payee.pk, on=on),
        "kept": kept_for_payee(payee.pk, on=on),
        "acts": PAYEE_ACTS,
        "on": on,
    }
    return render(request, "receivable.html", context)


@FORM_METHODS
@money_page
def payee_act(request: HttpRequest, payee_id: int, act: str) -> HttpResponse:
    """An act about what a payee owes."""
    payee = payee_for_user(request.user, payee_id)
    found = act_or_404(PAYEE_ACTS, act)
    done_url = reverse("receivable", args=[payee_id])
    return act_page(request, Acting(found, payee, "What the payee owes", done_url))
