"""The page of a receipt: where it came from, how it was split and why, who was paid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.books.explanations import explanation_for_receipt
from posse.services.corrections.deciding import proposals_for_receipt
from posse.services.doors.tax_information import is_tax_information
from posse.services.pages.holds import holds_for_receipt
from posse.services.pages.receipt_money import (
    is_anything_left,
    parts_for_receipt,
    payments_for_receipt,
    waiting_for_receipt,
)
from posse.services.pages.receivables import kept_for_receipt
from posse.web.acts.receipt_acts import RECEIPT_ACTS
from posse.web.doors import money_page, receipt_for_user


@require_GET
@money_page
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """A receipt and its why."""
    found = receipt_for_user(request.user, receipt_id)
    context = {
        "receipt": found,
        "is_tax_information": is_tax_information(found.source),
        "identification": found.identifications.select_related("case").order_by("id").last(),
        "parts": parts_for_receipt(found.pk),
        "payments": payments_for_receipt(found.pk),
        "kept": kept_for_receipt(found.pk),
        "waiting": waiting_for_receipt(found.pk),
        "explanation": explanation_for_receipt(found.pk),
        "holds": holds_for_receipt(found.pk),
        "reversals": found.reversals.order_by("id"),
        "proposals": proposals_for_receipt(found.pk),
        "acts": RECEIPT_ACTS,
        "is_anything_left": is_anything_left(found),
    }
    return render(request, "receipt.html", context)
