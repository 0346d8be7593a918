"""A parent's papers: those they sent, the letters sent to them, and their payment record."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.records.choices import LetterKind
from posse.apps.records.models import Document, Letter
from posse.rules.texts import load_texts
from posse.services.online.papers import KINDS, MEGABYTE
from posse.services.portal.accounts import cases_of
from posse.services.portal.papers import (
    check_size,
    do_send_paper,
    documents_of,
    letters_of,
    own_document,
    own_letter,
    own_payment_record,
)
from posse.services.portal.refusals import PortalRefusal
from posse.services.portal.sending import answer_by
from posse.services.records.uploads import upload_max_bytes
from posse.web.asking import day_of_text
from posse.web.family.doors import PortalRequest, own_case, portal_page
from posse.web.family.portal.choosing import (
    case_choice,
    chosen_case,
    day_said,
    refused_words,
)
from posse.web.family.speaking import family_page, said
from posse.web.views.records.files import picture_response
from posse.web.workday import acting_date, now, page_date

PAGES_SHOWN = 20


@require_http_methods(["GET", "POST"])
@portal_page
def documents(request: PortalRequest) -> HttpResponse:
    """What this parent sent, and a form to send more."""
    refusal = _take(request) if request.method == "POST" else ""
    if request.method == "POST" and not refusal:
        due = day_said(request, answer_by("document", on=acting_date()))
        messages.success(request, said(request, "portal_talk.document_sent", day=due))
        return redirect("family-documents")
    context = {
        "documents": [_document(request, each) for each in documents_of(request.account)],
        "kinds": [(kind, f"apply.kind_{kind}") for kind in KINDS],
        "chosen_kind": request.POST.get("kind", ""),
        "megabytes": upload_max_bytes(on=acting_date()) // MEGABYTE,
        "refusal": refusal,
        **case_choice(request),
    }
    return family_page(request, "family/portal/documents.html", context,
                       status=422 if refusal else 200)  # fmt: skip


def _take(request: PortalRequest) -> str:
    """Why the file was not taken, or nothing."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise PortalRefusal("portal_talk.r_file_missing")
        # Asked before the bytes are read into memory.
        check_size(file.size or 0, on=acting_date())
        do_send_paper(
            account=request.account,
            case=chosen_case(request),
            kind=request.POST.get("kind", ""),
            name=file.name or "",
            content=file.read(),
            media_type_claimed=file.content_type or "",
            at=now(),
            on=acting_date(),
        )
    except PortalRefusal as refusal:
        return refused_words(request, refusal)
    return ""


@require_GET
@portal_page
def document(request: PortalRequest, document_id: int) -> HttpResponse:
    """A paper that this parent sent, as pictures of its pages."""
    found = _own_document(request, document_id)
    places = range(1, min(found.stored.page_count, PAGES_SHOWN) + 1)
    context = {**_document(request, found), "places": places}
    return family_page(request, "family/portal/document.html", context)


@require_GET
@portal_page
def document_page(request: PortalRequest, document_id: int, place: int) -> HttpResponse:
    """One page of it, drawn anew."""
    return picture_response(_own_document(request, document_id).stored, place)


def _own_document(request: PortalRequest, document_id: int) -> Document:
    found = own_document(request.account, document_id)
    if found is None:
        raise Http404("There is no such page.")
    return found


def _document(request: HttpRequest, found: Document) -> dict[str, Any]:
    return {
        "document": found,
        "kind": said(request, f"apply.kind_{found.kind}") if found.kind in KINDS else "",
        "day": day_said(request, found.received_on),
    }


@require_GET
@portal_page
def notices(request: PortalRequest) -> HttpResponse:
    """The letters and notices addressed to this parent."""
    rows = [
        {
            "letter": letter,
            "title_key": _letter_key(letter),
            "day": day_said(request, letter.effective_on),
        }
        for letter in letters_of(request.account)
    ]
    return family_page(request, "family/portal/notices.html", {"letters": rows})


def _letter_key(letter: Letter) -> str:
    """What a letter is; a kind that is told nowhere in words for families is a letter."""
    known = load_texts()
    for own in (f"portal_talk.letter_{letter.kind}", f"notice_{letter.kind}.title"):
        if own in known:
            return own
    return f"portal_talk.letter_{LetterKind.OTHER}"


@require_GET
@portal_page
def notice(request: PortalRequest, letter_id: int) -> HttpResponse:
    """A letter byte for byte as it was sent."""
    letter = own_letter(request.account, letter_id)
    if letter is None:
        raise Http404("There is no such page.")
    return _pdf(bytes(letter.stored.content), f"letter-{letter.effective_on}.pdf")


@require_GET
@portal_page
def record(request: PortalRequest) -> HttpResponse:
    """The payment record of an own case: asked for by days, given as a PDF."""
    number = request.GET.get("case", "")
    refusal = ""
    if number:
        case, days = own_case(request, number), _days(request)
        try:
            found = own_payment_record(request.account, case, known_on=page_date(), **days)
            content = found.to_pdf(is_certified=False)
            return _pdf(content, f"payment-record-{case.number}-{days['last']}.pdf")
        except PortalRefusal as refused:
            refusal = refused_words(request, refused)
    cases, last = cases_of(request.account), page_date()
    context = {
        "cases": cases,
        "chosen": number,
        "first": request.GET.get("first") or f"{last.year}-01-01",
        "last": request.GET.get("last") or last.isoformat(),
        "refusal": refusal,
    }
    return family_page(request, "family/portal/record.html", context,
                       status=422 if refusal else 200)  # fmt: skip


def _days(request: HttpRequest) -> dict[str, date]:
    """The days asked for. Raises: PortalRefusal is left to the record, which checks them."""
    first = day_of_text(request.GET.get("first", ""))
    last = day_of_text(request.GET.get("last", ""))
    return {"first": first or date.max, "last": last or date.min}


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
