"""Files: an inbound one with what was wrong in it, and its retry; an outbound one's bytes."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.enforcement.files.answer_kinds import ANSWER_KINDS
from posse.services.money_in.retrying import refusal_of_retry
from posse.services.pages.history import (
    findings_for_file,
    receipts_for_file,
    totals_for_file,
    trials_for_file,
)
from posse.services.pages.masking import masked_record
from posse.services.pages.partner_files import answers_of, rows_of_files
from posse.web.acts.file_acts import FILE_ACTS
from posse.web.acts.finding_acts import findings_to_do
from posse.web.doors import file_for_user, money_page, outbound_file_for_user
from posse.web.exports import csv_response
from posse.web.fields import sentence
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page

RECEIPTS_A_PAGE = 50


@require_GET
@money_page
def inbound_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file: totals, findings, receipts."""
    file = file_for_user(request.user, file_id)
    pages = Paginator(receipts_for_file(file), RECEIPTS_A_PAGE)
    trials = trials_for_file(file)
    context = {
        "file": file,
        "trials": trials,
        "latest": trials[-1],
        "acts": {} if refusal_of_retry(file) else FILE_ACTS,
        "totals": totals_for_file(file),
        "findings": findings_to_do(file),
        "answer": rows_of_files([file])[0] if file.kind in ANSWER_KINDS else None,
        "page": pages.get_page(request.GET.get("page")),
    }
    return render(request, "file.html", context)


@FORM_METHODS
@money_page
def file_act(request: HttpRequest, file_id: int, act: str) -> HttpResponse:
    """An act on an inbound file."""
    file = file_for_user(request.user, file_id)
    found = act_or_404(FILE_ACTS, act)
    refusal = refusal_of_retry(file)
    context = {"over": sentence(refusal) if refusal else ""}
    done_url = reverse("file", args=[file_id])
    return act_page(request, Acting(found, file, file.name, done_url, context=context))


@require_GET
@money_page
def findings_csv(request: HttpRequest, file_id: int) -> HttpResponse:
    """What was wrong in a file, its records masked as on the page."""
    file = file_for_user(request.user, file_id)
    header = ["File", "Line", "Field", "Code", "Reason", "Whole file refused", "Record", "Done"]
    found = findings_for_file(file)
    answers = answers_of(found)
    rows = (
        [
            file.name,
            finding.line,
            finding.field,
            finding.code,
            finding.reason,
            "yes" if finding.is_fatal else "no",
            masked_record(finding.text),
            answers[finding.pk].note if finding.pk in answers else "",
        ]
        for finding in found
    )
    return csv_response(f"file-{file.pk}-findings.csv", header, rows)


@require_GET
@money_page
def outbound_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """The bytes of an outbound file, as they were made."""
    file = outbound_file_for_user(request.user, file_id)
    return HttpResponse(
        bytes(file.content),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )
