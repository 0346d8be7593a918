"""The tabs of a case that its record fills: timeline, documents, notes."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from posse.apps.cases.models import Case
from posse.services.access import RECORD_CASES, may
from posse.services.pages.records import (
    coming_for_case,
    contacts_for_case,
    documents_for_case,
    letters_for_case,
    notes_for_case,
)
from posse.services.pages.timeline import ROWS_A_PAGE, entries_at, timeline_for_case
from posse.services.pages.timeline_sources import KINDS
from posse.services.records.notes import note_templates
from posse.web.asking import asked_address, asked_day

NOTES_A_PAGE, DOCUMENTS_A_PAGE = 20, 50

Context = dict[str, Any]


def timeline_tab(request: HttpRequest, case: Case, *, on: date) -> Context:
    """Everything that happened, narrowed by kinds and days."""
    kinds = [kind for kind in request.GET.getlist("kind") if kind in KINDS]
    first, last = asked_day(request, "first"), asked_day(request, "last")
    timeline = timeline_for_case(case, on=on, kinds=kinds, first=first, last=last)
    page = Paginator(timeline.places, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "tab_template": "_case_timeline.html",
        "page": page,
        "entries": entries_at(list(page.object_list)),
        "count": len(timeline.places),
        "kinds": [(kind, KINDS[kind], count) for kind, count in timeline.counts.items()],
        "chosen": kinds,
        "first": first,
        "last": last,
        "keep": asked_address(request),
        "known_on": on,
    }


def documents_tab(request: HttpRequest, case: Case) -> Context:
    """The documents that came in, and the letters that went out."""
    rows = documents_for_case(case)
    return {
        "tab_template": "_case_documents.html",
        "page": Paginator(rows, DOCUMENTS_A_PAGE).get_page(request.GET.get("page")),
        "letters": letters_for_case(case),
        "may_record": may(request.user, RECORD_CASES),
        "keep": asked_address(request),
    }


def notes_tab(request: HttpRequest, case: Case, *, on: date) -> Context:
    """The notes, the contacts, and what comes up."""
    rows = notes_for_case(case)
    return {
        "tab_template": "_case_notes.html",
        "page": Paginator(rows, NOTES_A_PAGE).get_page(request.GET.get("page")),
        "contacts": contacts_for_case(case),
        "coming": coming_for_case(case, on=on),
        "templates": note_templates(on=on),
        "may_record": may(request.user, RECORD_CASES),
        "keep": asked_address(request),
    }
