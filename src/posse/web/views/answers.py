"""Partners' answers: every file that came, and what of it asks for a person."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.enforcement.files.answering import refusal_of_answer
from posse.services.pages.partner_files import (
    KINDS,
    open_findings,
    partner_files,
    rows_of_files,
)
from posse.web.acts.finding_acts import FINDING_ACTS, acts_for
from posse.web.asking import asked_address
from posse.web.doors import finding_for_user, money_page
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page

FILES_A_PAGE = 50
HEADER = ["Received", "File", "What it is", "State", "Records", "Acted on", "Findings", "Open"]


@require_GET
@money_page
def answers(request: HttpRequest) -> HttpResponse:
    """Partners' files, the latest first."""
    asked = _asked(request)
    pages = Paginator(partner_files(**asked), FILES_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of_files(page),
        "kinds": KINDS,
        "open_count": open_findings().count(),
        "keep": asked_address(request),
        **asked,
    }
    return render(request, "enforcement/answers.html", context)


@require_GET
@money_page
def answers_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    cells = (
        [
            row.file.received_on,
            row.file.name,
            row.file.get_kind_display(),
            row.state.label,
            row.file.entry_count,
            row.taken_count,
            row.finding_count,
            row.open_count,
        ]
        for row in rows_of_files(partner_files(**_asked(request)))
    )
    return csv_response("partners-answers.csv", HEADER, cells)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for; nonsense narrows nothing."""
    kind = request.GET.get("kind", "")
    return {
        "kind": kind if kind in dict(KINDS) else "",
        "is_open": request.GET.get("open") == "1",
    }


@FORM_METHODS
@money_page
def finding_act(request: HttpRequest, finding_id: int, act: str) -> HttpResponse:
    """An act on a finding of a partner's file."""
    finding = finding_for_user(request.user, finding_id)
    act_or_404(FINDING_ACTS, act)
    found = act_or_404(acts_for(finding), act)
    context = {
        "over": refusal_of_answer(finding),
        "finding": finding,
        "about_template": "enforcement/_finding.html",
    }
    done_url = reverse("file", args=[finding.file_id])
    return act_page(
        request, Acting(found, finding, finding.file.name, done_url, context=context)
    )
