"""Files to partners: what went out, what each left out, and writing the next by hand."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.doors.closed_cases import closed_cases
from posse.services.pages.sent_files import (
    KINDS,
    left_out_of,
    partner_rows,
    rows_of_sent,
    sent_file_by_id,
    sent_files,
)
from posse.units.money import format_cents
from posse.web.acts.sending_acts import AGAIN, WRITE
from posse.web.asking import asked_address
from posse.web.doors import money_page, outbound_file_for_user
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_page
from posse.web.workday import acting_date

FILES_A_PAGE = 50
HEADER = ["Day", "To", "File", "Records", "Amount", "Left out", "SHA-256"]
TITLE = "Files to partners"


@require_GET
@money_page
def sent(request: HttpRequest) -> HttpResponse:
    """Every partner with its next day, and the files that went out, the latest first."""
    kind = request.GET.get("kind", "")
    page = Paginator(sent_files(slug=kind), FILES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "partners": partner_rows(on=acting_date()),
        "page": page,
        "rows": rows_of_sent(page),
        "kind": kind if kind in KINDS else "",
        "may_write": WRITE.is_open_to(request.user),
        "keep": asked_address(request),
    }
    return render(request, "enforcement/sent.html", context)


@require_GET
@money_page
def sent_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    cells = (
        [
            row.file.business_date,
            row.words,
            row.file.name,
            row.file.entry_count,
            format_cents(row.file.amount_cents),
            row.left_out_count,
            row.file.sha256,
        ]
        for row in rows_of_sent(sent_files(slug=request.GET.get("kind", "")))
    )
    return csv_response("files-to-partners.csv", HEADER, cells)


@require_GET
@money_page
def sent_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """One file that went out, and whom it left out."""
    file = sent_file_by_id(file_id)
    if file is None:
        raise Http404(f"No file {file_id} went to a partner.")
    hidden = closed_cases(request.user, on=acting_date())
    rows = left_out_of(file, hidden=hidden)
    page = Paginator(rows, FILES_A_PAGE).get_page(request.GET.get("page"))
    context = {"row": rows_of_sent([file])[0], "file": file, "page": page, "again": AGAIN}
    context["may_write"] = AGAIN.is_open_to(request.user)
    return render(request, "enforcement/sent_file.html", context)


@FORM_METHODS
@money_page
def sent_write(request: HttpRequest, kind: str) -> HttpResponse:
    """A partner's file of today, written before its day or once more asked for."""
    if kind not in KINDS:
        raise Http404(f"No file of the kind {kind} goes to a partner.")
    return act_page(request, Acting(WRITE, KINDS[kind], TITLE, reverse("sent")))


@FORM_METHODS
@money_page
def sent_again(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file laid out once more, byte for byte."""
    file = outbound_file_for_user(request.user, file_id)
    if sent_file_by_id(file_id) is None:
        raise Http404(f"No file {file_id} went to a partner.")
    done_url = reverse("sent-file", args=[file_id])
    return act_page(request, Acting(AGAIN, file, file.name, done_url))
