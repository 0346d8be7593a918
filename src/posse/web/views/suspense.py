"""Suspense: what nobody is identified for, by reason, amount and age."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.apps.payments.choices import SuspenseReason
from posse.services.money_in.suspense import SuspendedReceipt, suspense_for_office
from posse.units.money import format_cents
from posse.web.doors import money_page
from posse.web.exports import csv_response
from posse.web.workday import acting_date

ROWS_A_PAGE = 50
SORTS = {
    "age": ("Oldest first", lambda row: -row.age_days),
    "amount": ("Largest first", lambda row: -row.amount_cents),
    "payor": ("By payer", lambda row: row.payor_name.casefold()),
}


def _chosen(request: HttpRequest) -> tuple[list[SuspendedReceipt], str, str]:
    """The rows that the address asks for, with the reason and the sort it names."""
    reason, sort = request.GET.get("reason", ""), request.GET.get("sort", "age")
    reason = reason if reason in SuspenseReason.values else ""
    sort = sort if sort in SORTS else "age"
    rows = suspense_for_office(on=acting_date())
    fitting = [row for row in rows if reason in ("", row.reason)]
    return sorted(fitting, key=SORTS[sort][1]), reason, sort


@require_GET
@money_page
def suspense(request: HttpRequest) -> HttpResponse:
    """The list, filtered and sorted."""
    rows, reason, sort = _chosen(request)
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "count": len(rows),
        "total_cents": sum(row.amount_cents for row in rows),
        "reasons": SuspenseReason.choices,
        "reason": reason,
        "sorts": {name: words for name, (words, _) in SORTS.items()},
        "sort": sort,
        "on": acting_date(),
    }
    return render(request, "suspense.html", context)


@require_GET
@money_page
def suspense_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    rows, _, _ = _chosen(request)
    header = ["Receipt", "Why", "Amount", "Received", "Days", "Paid by", "Remittance id"]
    cells = (
        [
            f"R{row.receipt_id}",
            row.reason_words,
            format_cents(row.amount_cents),
            row.received_on,
            row.age_days,
            row.payor_name,
            row.remittance_id,
        ]
        for row in rows
    )
    return csv_response("suspense.csv", header, cells)
