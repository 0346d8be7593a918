"""Papers, the check of all answers with the early word, the signature, and the receipt."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.care.choices import CareApplicationState
from posse.apps.care.models import CareApplication
from posse.notices.days_in_words import day_in
from posse.services.care_online.early import early_words
from posse.services.care_online.papers import KINDS, do_take_care_paper, papers_of
from posse.services.care_online.signing import do_sign_care, pages_of, signed_care_of
from posse.services.care_online.stops import (
    Fault,
    faults_of,
    progress_of,
    stop_at,
    stop_of,
    told_pages,
)
from posse.services.care_online.telling import title_of
from posse.services.intake.applications import StaleEdit
from posse.services.online.papers import check_size
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.signing import declaration_cites
from posse.services.records.uploads import MEGABYTE, upload_max_bytes
from posse.web.family.apply.holding import client_address
from posse.web.family.care_apply.asking import address_of, sentence_of
from posse.web.family.care_apply.holding import with_care, with_care_draft
from posse.web.family.speaking import family_page, language_of, said
from posse.web.workday import acting_date, now

OPEN = (CareApplicationState.DRAFT, CareApplicationState.FILED)


@require_http_methods(["GET", "POST"])
@with_care
def papers(request: HttpRequest, application: CareApplication) -> HttpResponse:
    """Photographs of papers, until the application is decided."""
    if application.state not in OPEN:
        return redirect("care-apply-done")
    refusal = ""
    if request.method == "POST":
        refusal = _take(request, application)
        if not refusal:
            messages.success(request, said(request, "apply.papers_taken"))
            return redirect("care-apply-papers")
    is_draft = application.state == CareApplicationState.DRAFT
    here, total = progress_of(application.answers, None)
    context = {
        "papers": papers_of(application),
        "kinds": [(kind, f"apply.kind_{kind}") for kind in KINDS],
        "megabytes": upload_max_bytes(on=acting_date()) // MEGABYTE,
        "refusal": refusal,
        "on": reverse("care-apply-check" if is_draft else "care-apply-done"),
        "here": here + 1 if is_draft else 0,
        "total": total,
    }
    status = 422 if refusal else 200
    return family_page(request, "family/care_apply/papers.html", context, status=status)


def _take(request: HttpRequest, application: CareApplication) -> str:
    """Why the file was not taken, or nothing."""
    file = request.FILES.get("file")
    if file is None:
        return said(request, "apply.r_file_missing")
    try:
        # Asked before the bytes are read into memory.
        check_size(file.size or 0, on=acting_date())
        do_take_care_paper(
            application=application,
            name=file.name or "",
            content=file.read(),
            media_type_claimed=file.content_type or "",
            kind=request.POST.get("kind", ""),
            address=client_address(request),
            at=now(),
            on=acting_date(),
        )
    except OnlineRefusal as refusal:
        return said(request, f"apply.{refusal.key}", **refusal.values)
    return ""


@require_GET
@with_care_draft
def check(request: HttpRequest, application: CareApplication) -> HttpResponse:
    """Every answer, what must be mended, and what may not fit; it stops nobody."""
    here, total = progress_of(application.answers, None)
    on = acting_date()
    context = {
        "pages": _pages(request, application),
        "faults": [
            _fault(request, fault, answers=application.answers)
            for fault in faults_of(application, on=on)
        ],
        "early": [f"care_apply.{name}" for name in early_words(application.answers, on=on)],
        "papers": papers_of(application),
        "here": here + 2,
        "total": total,
    }
    return family_page(request, "family/care_apply/check.html", context)


def _fault(
    request: HttpRequest, fault: Fault, *, answers: Mapping[str, Any]
) -> tuple[str, str]:
    """Where a fault is mended, and what is wrong."""
    found = stop_of(fault)
    assert found is not None, "every field stands on a page"
    key, place = found
    args = [key] if place is None else [key, place]
    name = "care-apply-question" if place is None else "care-apply-question-of"
    stop = stop_at(answers, key, place)
    title = title_of(stop, language=language_of(request)) if stop else ""
    words = sentence_of(request, fault)
    return f"{reverse(name, args=args)}?back_to=check", f"{title} {words}"


def _pages(request: HttpRequest, application: CareApplication) -> list[dict[str, Any]]:
    told = pages_of(application, language=language_of(request), on=acting_date())
    answered = {(page.title, page.place): page.rows for page in told}
    pages = []
    for stop, _ in told_pages(application.answers):
        title = title_of(stop, language=language_of(request))
        address = f"{address_of(stop)}?back_to=check"
        rows = answered.get((title, stop.place or 0), ())
        pages.append({"title": title, "place": stop.place, "address": address, "rows": rows})
    return pages


@require_http_methods(["GET", "POST"])
@with_care
def sign(request: HttpRequest, application: CareApplication) -> HttpResponse:
    """The declaration, and a typed name under it; sent twice it is sent once."""
    if application.state != CareApplicationState.DRAFT:
        return redirect("care-apply-done")
    if request.method == "GET":
        if faults_of(application, on=acting_date()):
            return redirect("care-apply-check")
        return _sign_page(request, application)
    try:
        _do_sign(request, application)
    except StaleEdit:
        messages.info(request, said(request, "apply.r_stale_sign"))
        return redirect("care-apply-check")
    except OnlineRefusal as refusal:
        return _sign_page(request, application, refusal=refusal)
    return redirect("care-apply-done")


def _do_sign(request: HttpRequest, application: CareApplication) -> None:
    seen = request.POST.get("seen", "")
    do_sign_care(
        application=application,
        signature=request.POST.get("signature", "").replace("\0", ""),
        has_agreed=request.POST.get("agree") == "yes",
        seen_version=int(seen) if seen.isascii() and seen.isdecimal() else 0,
        language=language_of(request),
        at=now(),
        on=acting_date(),
    )


def _sign_page(
    request: HttpRequest, application: CareApplication, refusal: OnlineRefusal | None = None
) -> HttpResponse:
    _, total = progress_of(application.answers, None)
    context = {
        "application": application,
        "cites": "; ".join(declaration_cites(on=acting_date())),
        "signature": request.POST.get("signature", ""),
        "agreed": request.POST.get("agree") == "yes",
        "refusal": said(request, f"apply.{refusal.key}") if refusal else "",
        "here": total,
        "total": total,
    }
    status = 422 if refusal else 200
    return family_page(request, "family/care_apply/sign.html", context, status=status)


@require_GET
@with_care
def done(request: HttpRequest, application: CareApplication) -> HttpResponse:
    """The receipt: number, the day by which it is decided, and what came of it."""
    signed = signed_care_of(application)
    if signed is None or application.decide_by is None:
        return redirect("care-apply-check")
    language = language_of(request)
    context = {
        "application": application,
        "signed": signed,
        "signed_day": day_in(signed.recorded_on, language=language),
        "decide_by": day_in(application.decide_by, language=language),
    }
    return family_page(request, "family/care_apply/done.html", context)


@require_GET
@with_care
def signed_pdf(request: HttpRequest, application: CareApplication) -> HttpResponse:  # noqa: ARG001
    """What was signed, byte for byte."""
    signed = signed_care_of(application)
    if signed is None:
        raise Http404("Nothing was signed yet.")
    content = bytes(signed.document.stored.content)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="application.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response
