"""Beginning an application for child care, one page of questions at a time, and lists."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posse.apps.care.models import CareApplication
from posse.notices.days_in_words import day_in
from posse.rules.forms import Field
from posse.rules.texts import load_texts
from posse.services.care_online.saving import (
    do_remove_care_person,
    do_save_care_page,
    do_start_care_online,
)
from posse.services.care_online.stops import (
    FIRST_PAGES,
    GROUPS,
    PEOPLE_MAX,
    Fault,
    More,
    Step,
    Stop,
    faults_of,
    first_open_step,
    next_step,
    progress_of,
    step_before,
    stop_at,
    told_of,
)
from posse.services.care_online.telling import choice_key, label_key, title_of
from posse.services.counties import county_names
from posse.services.intake.applications import StaleEdit
from posse.services.online.codes import do_make_code
from posse.services.online.refusals import OnlineRefusal
from posse.web.asking import answers_in, offered
from posse.web.family.apply.asking import HINTS, INPUTS
from posse.web.family.apply.holding import client_address, is_trapped
from posse.web.family.care_apply.holding import do_hold_care, with_care_draft
from posse.web.family.speaking import family_page, language_of, said
from posse.web.workday import acting_date, now

# More answers than these are a list to open, so that a phone shows the page at once.
TILES_MAX = 8
MONEY = {"type": "text", "inputmode": "decimal", "autocomplete": "off"}
KEYS: Mapping[str, dict[str, str]] = {**INPUTS, "dollars": MONEY, "clock": {"type": "time"},
                                        "day": {"type": "date"}}  # fmt: skip


def address_of(step: Step | None) -> str:
    """Where a page stands; after the last question come the papers."""
    if step is None:
        return reverse("care-apply-papers")
    if isinstance(step, More):
        return reverse("care-apply-more", args=[step.key])
    if step.place is None:
        return reverse("care-apply-question", args=[step.key])
    return reverse("care-apply-question-of", args=[step.key, step.place])


def open_care(request: HttpRequest, application: CareApplication) -> HttpResponse:
    """What a code opened, at the first page without an answer."""
    do_hold_care(request, application)
    if application.filed_on:
        return redirect("care-apply-done")
    return redirect(address_of(first_open_step(application.answers)))


@require_GET
@login_not_required
def care_apply(request: HttpRequest) -> HttpResponse:
    """What to know before, and where to begin."""
    return family_page(request, "family/care_apply/apply.html", {"form_key": uuid4()})


@require_POST
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Begin; the same form posted twice begins one application."""
    if is_trapped(request):
        return redirect("care-apply")
    try:
        application = do_start_care_online(
            form_key=request.POST.get("form_key", "")[:36],
            language=language_of(request),
            address=client_address(request),
            at=now(),
            on=acting_date(),
        )
    except OnlineRefusal as refusal:
        words = said(request, f"apply.{refusal.key}", **refusal.values)
        context = {"form_key": uuid4(), "refusal": words}
        return family_page(request, "family/care_apply/apply.html", context, status=429)
    if application.answers:
        # Who posts an old form again must come back by the code, as anybody else.
        return redirect("apply-return")
    do_hold_care(request, application)
    return redirect("care-apply-question", "who")


@require_http_methods(["GET", "POST"])
@with_care_draft
def code(request: HttpRequest, application: CareApplication) -> HttpResponse:
    """A code to come back, shown once."""
    context: dict[str, Any] = {"next_address": address_of(first_open_step(application.answers))}
    if request.method == "POST":
        try:
            told, until = do_make_code(application=application, on=acting_date())
            context |= {"code": told, "until": day_in(until, language=language_of(request))}
        except OnlineRefusal as refusal:
            context["refusal"] = said(request, f"apply.{refusal.key}")
    return family_page(request, "family/care_apply/code.html", context)


@require_http_methods(["GET", "POST"])
@with_care_draft
def question(
    request: HttpRequest, application: CareApplication, *, key: str, place: int | None = None
) -> HttpResponse:
    """A page of questions; what was told is kept before anything is found wrong."""
    stop = stop_at(application.answers, key, place)
    if stop is None:
        raise Http404("There is no such page.")
    template = "family/care_apply/question.html"
    if request.method == "GET":
        return family_page(request, template, _context(request, application, stop))
    told = answers_in(request, stop.section.fields)
    try:
        application = do_save_care_page(
            application=application,
            stop=stop,
            told=told,
            seen_version=_seen(request),
            on=acting_date(),
        )
    except StaleEdit:
        application.refresh_from_db()
        context = _context(request, application, stop, typed=told) | {"is_stale": True}
        return family_page(request, template, context, status=409)
    return _after(request, application, stop)


def _after(request: HttpRequest, application: CareApplication, stop: Stop) -> HttpResponse:
    """Where to go once a page is kept: on, away, to the check, or here to mend something."""
    if "later" in request.POST:
        return redirect("care-apply-code")
    if _faults(application, stop):
        context = _context(request, application, stop, is_told=True)
        return family_page(request, "family/care_apply/question.html", context, status=422)
    if request.POST.get("back_to") == "check":
        return redirect("care-apply-check")
    if stop.key == "birth" and not application.return_codes.exists():
        return redirect("care-apply-code")
    return redirect(address_of(next_step(application.answers, stop)))


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0


def _faults(application: CareApplication, stop: Stop) -> dict[str, Fault]:
    names = {field.key for field in stop.section.fields}
    return {
        fault.field: fault
        for fault in faults_of(application, on=acting_date())
        if fault.of == stop.section.of
        and fault.place == (stop.place or 1)
        and fault.field in names
    }


def sentence_of(request: HttpRequest, fault: Fault | None) -> str:
    """What is wrong with an answer, in the reader's language; nothing for nothing."""
    if fault is None:
        return ""
    own = f"care_apply.{fault.sentence}"
    return said(request, own if own in load_texts() else f"apply.{fault.sentence}")


def _context(
    request: HttpRequest,
    application: CareApplication,
    stop: Stop,
    *,
    typed: Mapping[str, str] | None = None,
    is_told: bool = False,
) -> dict[str, Any]:
    """What a page shows; ``is_told`` once it was posted, so that blanks are named."""
    told = told_of(application.answers, stop.section.of, stop.place)
    is_mending = "check" in {request.GET.get("back_to"), request.POST.get("back_to")}
    faults = _faults(application, stop) if is_told or is_mending else {}
    questions = [
        _question(request, stop, field, told=told if typed is None else typed, faults=faults)
        for field in stop.section.fields
    ]
    here, total = progress_of(application.answers, stop)
    before = step_before(application.answers, stop)
    return {
        "application": application,
        "stop": stop,
        "title": title_of(stop, language=language_of(request)),
        "why_key": f"care_apply.why_{stop.section.name}",
        "questions": questions,
        "faults": [each for each in questions if each["error"]],
        "here": here,
        "total": total,
        "back_to": "check" if is_mending else "",
        "back": address_of(before) if before else reverse("care-apply"),
    }


def _question(
    request: HttpRequest,
    stop: Stop,
    field: Field,
    *,
    told: Mapping[str, str],
    faults: Mapping[str, Fault],
) -> dict[str, Any]:
    counties = county_names(on=acting_date()).items() if field.kind == "county" else []
    kind = "date" if field.kind == "day" else field.kind
    choices = [(each, said(request, choice_key(field, each))) for each in offered(field)]
    is_long = len(choices) > TILES_MAX and field.kind == "choice"
    return {
        "name": field.key,
        "label": said(request, label_key(stop, field)),
        "is_needed": field.is_needed,
        "value": told.get(field.key, ""),
        "error": sentence_of(request, faults.get(field.key)),
        "hint": said(request, HINTS[kind]) if kind in HINTS else "",
        "input": KEYS.get(field.kind, {"type": "text"}),
        "longest": field.longest,
        "options": choices if is_long else list(counties),
        "several": told.get(field.key, "").split(",") if field.kind == "several" else None,
        "choices": [] if is_long else choices,
    }


@require_GET
@with_care_draft
def more(request: HttpRequest, application: CareApplication, of: str) -> HttpResponse:
    """The adults or children so far, and whether there is another."""
    if of not in GROUPS:
        raise Http404("There is no such list.")
    step, people = More(of), application.answers.get(of) or []
    here, total = progress_of(application.answers, step)
    before = step_before(application.answers, step)
    rows = [
        (place, _name(request, each), address_of(_first(application, of, place)))
        for place, each in enumerate(people, start=1)
    ]
    context = {
        "application": application,
        "of": of,
        "people": rows,
        "add": reverse("care-apply-question-of", args=[FIRST_PAGES[of], len(people) + 1])
        if len(people) < PEOPLE_MAX
        else "",
        "on": address_of(next_step(application.answers, step)),
        "title": title_of(step, language=language_of(request)),
        "why_key": f"care_apply.more_{of}_why",
        "add_key": f"care_apply.add_{of}",
        "here": here,
        "total": total,
        "back": address_of(before),
    }
    return family_page(request, "family/care_apply/more.html", context)


def _first(application: CareApplication, of: str, place: int) -> Stop | None:
    return stop_at(application.answers, FIRST_PAGES[of], place)


def _name(request: HttpRequest, person: Mapping[str, str]) -> str:
    name = f"{person.get('given_name', '')} {person.get('surname', '')}".strip()
    return name or said(request, "apply.unnamed")


@require_POST
@with_care_draft
def remove(request: HttpRequest, application: CareApplication, of: str) -> HttpResponse:
    """Take a person off the application."""
    place = request.POST.get("place", "")
    if of not in GROUPS or not (place.isascii() and place.isdecimal() and len(place) < 4):
        raise Http404("There is no such person.")
    try:
        do_remove_care_person(application=application, of=of, place=int(place),
                              seen_version=_seen(request), on=acting_date())  # fmt: skip
    except StaleEdit:
        messages.info(request, said(request, "apply.stale_people"))
    return redirect("care-apply-more", of)
