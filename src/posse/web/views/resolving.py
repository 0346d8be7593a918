"""Giving a receipt in suspense to the case it belongs to: find, look, confirm with a note."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from posse.apps.payments.models import Receipt
from posse.services.access import RESOLVE_SUSPENSE, may
from posse.services.money_in.owners import suspended_cents
from posse.services.money_in.suspense import NOTE_LENGTH, CannotIdentify, do_identify_receipt
from posse.services.pages.casefile import case_by_number, head_for_case
from posse.services.search import search
from posse.units.money import format_dollars
from posse.web.doors import money_page, receipt_for_user, require
from posse.web.workday import acting_date


@require_http_methods(["GET", "POST"])
@money_page
def resolve(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt in suspense: what is known of it, and whose it may be."""
    receipt = receipt_for_user(request.user, receipt_id)
    if not suspended_cents(receipt):
        messages.info(request, f"Receipt R{receipt.pk} is not in suspense any more.")
        return redirect("receipt", receipt.pk)
    if request.method == "POST":
        require(request.user, RESOLVE_SUSPENSE)
        return _identify(request, receipt)
    return render(request, "resolve.html", _context(request, receipt, request.GET))


def _identify(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    number = request.POST.get("case", "")
    try:
        do_identify_receipt(
            receipt_id=receipt.pk,
            case_number=number,
            note=request.POST.get("note", ""),
            acting_user=request.user.get_username(),
            on=acting_date(),
        )
    except CannotIdentify as refusal:
        context = {**_context(request, receipt, request.POST), "refusal": str(refusal)}
        return render(request, "resolve.html", context, status=422)
    amount = format_dollars(receipt.amount_cents)
    words = f"{amount} of receipt R{receipt.pk} now belongs to case {number}."
    messages.success(request, f"{words} The next nightly job distributes it.")
    return redirect("receipt", receipt.pk)


def _context(request: HttpRequest, receipt: Receipt, chosen: Any) -> dict[str, Any]:
    """The receipt, what was searched, and the case that was chosen, where it exists."""
    # What the file says is the best first guess; its near-misses are often the answer.
    query = chosen.get("q", receipt.remittance_id).strip()
    case = case_by_number(chosen.get("case", "").strip())
    return {
        "receipt": receipt,
        "q": query,
        "hits": [hit for hit in search(query) if hit.cases or hit.kind == "case"],
        "chosen": head_for_case(case, on=acting_date()) if case else None,
        "note": chosen.get("note", ""),
        "note_length": NOTE_LENGTH,
        "age_days": (acting_date() - receipt.effective_on).days,
        "may_resolve": may(request.user, RESOLVE_SUSPENSE),
    }
