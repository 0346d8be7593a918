"""Papers, the check of all answers, the signature, and the receipt."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.intake.choices import ApplicationState
from posse.apps.intake.models import Application
from posse.notices.days_in_words import day_in
from posse.rules.support.application_edits import Fault
from posse.services.counties import county_names
from posse.services.intake.applications import StaleEdit
from posse.services.online.papers import (
    KINDS,
    MEGABYTE,
    check_size,
    do_take_paper,
    papers_of,
)
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.signing import declaration_cites, do_sign_and_file, signed_of
from posse.services.online.stops import (
    online_faults,
    progress_of,
    sentence_of,
    stop_of,
    told_pages,
)
from posse.services.online.telling import in_words, label_key, title_key
from posse.services.records.uploads import upload_max_bytes
from posse.web.family.apply.asking import address_of
from posse.web.family.apply.holding import client_address, with_application, with_draft
from posse.web.family.speaking import family_page, language_of, said
from posse.web.workday import acting_date, now

OPENING_CITE, OPENING_DAYS = "45 CFR 303.2(b)", 20
OVER = (ApplicationState.WITHDRAWN, ApplicationState.REFUSED)


@require_http_methods(["GET", "POST"])
@with_draft
def papers(request: HttpRequest, application: Application) -> HttpResponse:
    """Photographs of papers; what is refused is refused in words, and nothing else is lost."""
    refusal = ""
    if request.method == "POST":
        refusal = _take(request, application)
        if not refusal:
            messages.success(request, said(request, "apply.papers_taken"))
            return redirect("apply-papers")
    here, total = progress_of(application.answers, None)
    context = {
        "papers": papers_of(application),
        "kinds": [(kind, f"apply.kind_{kind}") for kind in KINDS],
        "megabytes": upload_max_bytes(on=acting_date()) // MEGABYTE,
        "refusal": refusal,
        "here": here + 1,
        "total": total,
    }
    return family_page(request, "family/apply/papers.html", context,
                       status=422 if refusal else 200)  # fmt: skip


def _take(request: HttpRequest, application: Application) -> str:
    """Why the file was not taken, or nothing."""
    file = request.FILES.get("file")
    if file is None:
        return said(request, "apply.r_file_missing")
    try:
        # Asked before the bytes are read into memory.
        check_size(file.size or 0, on=acting_date())
        do_take_paper(
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
@with_draft
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Every answer, and what must be mended before it is signed."""
    here, total = progress_of(application.answers, None)
    faults = online_faults(application, on=acting_date())
    context = {
        "pages": _pages(request, application),
        "faults": [_fault(request, fault) for fault in faults],
        "papers": papers_of(application),
        "here": here + 2,
        "total": total,
    }
    return family_page(request, "family/apply/check.html", context)


def _fault(request: HttpRequest, fault: Fault) -> tuple[str, str]:
    """Where a fault is mended, and what is wrong."""
    words = said(request, f"apply.{sentence_of(fault)}")
    found = stop_of(fault)
    if found is None:
        return reverse("apply-more", args=["children"]), words
    key, place = found
    args = [key] if place is None else [key, place]
    name = "apply-question" if place is None else "apply-question-of"
    title = said(request, f"apply.page_{key}")
    return f"{reverse(name, args=args)}?back_to=check", f"{title} {words}"


def _pages(request: HttpRequest, application: Application) -> list[dict[str, Any]]:
    language, counties = language_of(request), county_names(on=acting_date())
    return [
        {
            "title_key": title_key(step),
            "place": step.place,
            "address": f"{address_of(step)}?back_to=check",
            "rows": [
                (
                    said(request, label_key(step.page.of, field)),
                    in_words(field, text, language=language, counties=counties),
                )
                for field, text in told
            ],
        }
        for step, told in told_pages(application.answers)
    ]


@require_http_methods(["GET", "POST"])
@with_application
def sign(request: HttpRequest, application: Application) -> HttpResponse:
    """The declaration, and a typed name under it; sent twice it is sent once."""
    if application.state != ApplicationState.DRAFT:
        return redirect("apply-done")
    if request.method == "GET":
        if online_faults(application, on=acting_date()):
            return redirect("apply-check")
        return _sign_page(request, application)
    try:
        _do_sign(request, application)
    except StaleEdit:
        messages.info(request, said(request, "apply.r_stale_sign"))
        return redirect("apply-check")
    except OnlineRefusal as refusal:
        return _sign_page(request, application, refusal=refusal)
    return redirect("apply-done")


def _do_sign(request: HttpRequest, application: Application) -> None:
    seen = request.POST.get("seen", "")
    do_sign_and_file(
        application=application,
        signature=request.POST.get("signature", "").replace("\0", ""),
        has_agreed=request.POST.get("agree") == "yes",
        seen_version=int(seen) if seen.isascii() and seen.isdecimal() else 0,
        language=language_of(request),
        at=now(),
        on=acting_date(),
    )


def _sign_page(
    request: HttpRequest, application: Application, refusal: OnlineRefusal | None = None
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
    return family_page(request, "family/apply/sign.html", context,
                       status=422 if refusal else 200)  # fmt: skip


@require_GET
@with_application
def done(request: HttpRequest, application: Application) -> HttpResponse:
    """The receipt: number, the day by which a case is open, and what happens next."""
    signed = signed_of(application)
    if signed is None or application.open_by is None:
        return redirect("apply-check")
    language = language_of(request)
    context = {
        "application": application,
        "signed": signed,
        "signed_day": day_in(signed.recorded_on, language=language),
        "open_by": day_in(application.open_by, language=language),
        "cite": OPENING_CITE,
        "count": OPENING_DAYS,
        "is_open": application.state == ApplicationState.OPENED,
        "is_over": application.state in OVER,
    }
    return family_page(request, "family/apply/done.html", context)


@require_GET
@with_application
def signed_pdf(request: HttpRequest, application: Application) -> HttpResponse:  # noqa: ARG001
    """What was signed, byte for byte."""
    signed = signed_of(application)
    if signed is None:
        raise Http404("Nothing was signed yet.")
    content = bytes(signed.document.stored.content)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="application.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response
