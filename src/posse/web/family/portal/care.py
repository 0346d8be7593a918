"""A caretaker's own child care: what was decided and why, what is asked, what to tell."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.care.models import CareCase
from posse.apps.subsidy.choices import ChangeKind
from posse.rules.childcare.authorization.hours import hours_words
from posse.services.online.papers import MEGABYTE
from posse.services.portal.care_cases import care_cases_of
from posse.services.portal.care_sending import (
    WORDS_MOST,
    care_papers_of,
    do_send_care_paper,
    do_tell_care_change,
    report_days,
    told_changes,
)
from posse.services.portal.care_standing import Decided, care_standing, latest_decision
from posse.services.portal.papers import check_size
from posse.services.portal.refusals import PortalRefusal
from posse.services.records.uploads import upload_max_bytes
from posse.web.asking import day_of_text
from posse.web.family.doors import PortalRequest, portal_page
from posse.web.family.portal.choosing import day_said, refused_words
from posse.web.family.speaking import family_page, language_of, said
from posse.web.workday import acting_date, now

TOPIC = "care_portal"
# Of the kinds of papers those that prove something of child care.
PAPER_KINDS = ("income", "identity", "birth", "order", "custody", "other")


@dataclass(frozen=True)
class Chosen:
    """The child care case that a page is about, and the reader's others."""

    case: CareCase
    others: list[CareCase]


def chosen_care_case(request: PortalRequest) -> Chosen:
    """The case of the number in the address, else the newest. Raises: Http404 for another's."""
    cases, number = care_cases_of(request.account, on=acting_date()), request.GET.get("case")
    found = [each for each in cases if number in {None, "", each.number}]
    if not found:
        raise Http404("There is no such page.")
    return Chosen(found[0], [each for each in cases if each != found[0]])


@require_GET
@portal_page
def care(request: PortalRequest) -> HttpResponse:
    """The last decision in one sentence and why, then what is open, asked for and paid."""
    chosen, on = chosen_care_case(request), acting_date()
    standing = care_standing(request.account, chosen.case, language=language_of(request), on=on)
    waiting = standing.application
    context = {
        "chosen": chosen,
        "standing": standing,
        "sentence": _sentence(request, standing.decided),
        "is_late": waiting is not None and waiting.decide_by is not None
        and waiting.decide_by < on,
        "authorized": [_authorized(row) for row in standing.authorized],
    }  # fmt: skip
    return family_page(request, "family/portal/care.html", context)


def _sentence(request: HttpRequest, decided: Decided | None) -> str:
    if decided is None:
        return said(request, f"{TOPIC}.said_none")
    return said(request, f"{TOPIC}.said_{decided.kind}", day=day_said(request, decided.day))


def _authorized(row: Any) -> dict[str, Any]:
    return {
        **row,
        "hours": [(each["weekday"], hours_words(each["minutes"])) for each in row["days"]],
    }


@require_GET
@portal_page
def hearing(request: PortalRequest) -> HttpResponse:
    """How to ask for a hearing about the latest decision, and until when."""
    chosen, on = chosen_care_case(request), acting_date()
    decided = latest_decision(
        request.account, chosen.case, language=language_of(request), on=on
    )
    context = {"chosen": chosen, "decided": decided}
    return family_page(request, "family/portal/care_hearing.html", context)


@require_http_methods(["GET", "POST"])
@portal_page
def changes(request: PortalRequest) -> HttpResponse:
    """What changed, told in words; what was typed stays until it can be kept."""
    chosen, refusal = chosen_care_case(request), ""
    if request.method == "POST":
        refusal = _tell(request, chosen.case)
        if not refusal:
            return redirect(f"{reverse('family-care-changes')}?case={chosen.case.number}")
    context = {
        "chosen": chosen,
        "days": report_days(on=acting_date()),
        "questions": _questions(request),
        "told": told_changes(request.account, chosen.case),
        "refusal": refusal,
    }
    return family_page(request, "family/portal/care_changes.html", context,
                       status=422 if refusal else 200)  # fmt: skip


def _tell(request: PortalRequest, care_case: CareCase) -> str:
    """Why a change was not kept, or nothing."""
    on = acting_date()
    try:
        change = do_tell_care_change(
            account=request.account,
            care_case=care_case,
            kind=request.POST.get("kind", ""),
            happened_on=_day(request, "happened_on"),
            learned_on=_day(request, "learned_on"),
            words=request.POST.get("words", ""),
            at=now(),
            on=on,
        )
    except PortalRefusal as refusal:
        return refused_words(request, refusal)
    key = "change_late" if change.is_late else "change_kept"
    kept = said(request, f"{TOPIC}.{key}", day=day_said(request, on), days=report_days(on=on))
    messages.success(request, kept)
    return ""


def _day(request: HttpRequest, name: str) -> date | None:
    """A day that was typed. Raises: PortalRefusal for words that are none."""
    text = request.POST.get(name, "").strip()
    day = day_of_text(text)
    if text and day is None:
        raise PortalRefusal(f"{TOPIC}.r_day")
    return day


def _questions(request: HttpRequest) -> list[dict[str, Any]]:
    kinds = [(kind, said(request, f"{TOPIC}.kind_{kind}")) for kind in ChangeKind.values]
    day = {"type": "date"}
    return [
        _question(request, "kind", choices=kinds),
        _question(request, "happened_on", of_input=day),
        _question(request, "learned_on", of_input=day, is_needed=False, has_hint=True),
        _question(request, "words", is_long=True, longest=WORDS_MOST, has_hint=True),
    ]


def _question(
    request: HttpRequest, name: str, *, of_input: dict[str, str] | None = None,
    is_needed: bool = True, has_hint: bool = False, longest: int = 10, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    return {
        "name": name,
        "label": said(request, f"{TOPIC}.q_{name}"),
        "hint": said(request, f"{TOPIC}.h_{name}") if has_hint else "",
        "is_needed": is_needed,
        "value": request.POST.get(name, ""),
        "longest": longest,
        "input": of_input or {},
        "error": "",
        **more,
    }


@require_http_methods(["GET", "POST"])
@portal_page
def papers(request: PortalRequest) -> HttpResponse:
    """What this caretaker sent, and a form to send more."""
    chosen, refusal = chosen_care_case(request), ""
    if request.method == "POST":
        refusal = _take(request, chosen.case)
        if not refusal:
            messages.success(request, said(request, f"{TOPIC}.papers_kept"))
            return redirect(f"{reverse('family-care-papers')}?case={chosen.case.number}")
    context = {
        "chosen": chosen,
        "kinds": [(kind, f"apply.kind_{kind}") for kind in PAPER_KINDS],
        "chosen_kind": request.POST.get("kind", ""),
        "papers": care_papers_of(request.account, chosen.case),
        "megabytes": upload_max_bytes(on=acting_date()) // MEGABYTE,
        "refusal": refusal,
    }
    return family_page(request, "family/portal/care_papers.html", context,
                       status=422 if refusal else 200)  # fmt: skip


def _take(request: PortalRequest, care_case: CareCase) -> str:
    """Why the file was not taken, or nothing."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise PortalRefusal("portal_talk.r_file_missing")
        # Asked before the bytes are read into memory.
        check_size(file.size or 0, on=acting_date())
        do_send_care_paper(
            account=request.account,
            care_case=care_case,
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
