"""One page of questions at a time, and the lists of other parents and children."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posse.apps.intake.models import Application
from posse.rules.forms import Field
from posse.rules.support.application_edits import GROUPS, Fault
from posse.services.counties import county_names
from posse.services.intake.applications import StaleEdit
from posse.services.online.saving import do_remove_person, do_save_page
from posse.services.online.stops import (
    PARENT_PAGE,
    More,
    Step,
    Stop,
    next_step,
    online_faults,
    progress_of,
    sentence_of,
    step_before,
    stop_at,
    told_of,
)
from posse.services.online.telling import choice_key, in_words, label_key, title_key
from posse.web.family.apply.holding import with_draft
from posse.web.family.speaking import family_page, language_of, said
from posse.web.workday import acting_date

CHOSEN, WRITTEN = {"choice", "yes_no"}, {"words"}
# What the browser is told of a field, so that a phone shows the right keys.
INPUTS: Mapping[str, dict[str, str]] = {
    "date": {"type": "date"},
    "ssn": {"type": "text", "inputmode": "numeric", "autocomplete": "off"},
    "phone": {"type": "tel"},
    "email": {"type": "email", "autocomplete": "email"},
    "zip": {"type": "text", "inputmode": "numeric"},
    "number": {"type": "text", "inputmode": "numeric"},
}
HINTS = {"date": "apply.hint_date", "state": "apply.hint_state", "ssn": "apply.hint_ssn"}


def address_of(step: Step | None) -> str:
    """Where a page stands; after the last question come the papers."""
    if step is None:
        return reverse("apply-papers")
    if isinstance(step, More):
        return reverse("apply-more", args=[step.key])
    if step.place is None:
        return reverse("apply-question", args=[step.key])
    return reverse("apply-question-of", args=[step.key, step.place])


@require_http_methods(["GET", "POST"])
@with_draft
def question(
    request: HttpRequest, application: Application, *, key: str, place: int | None = None
) -> HttpResponse:
    """A page of questions; what was told is kept before anything is found wrong."""
    stop = stop_at(application.answers, key, place)
    if stop is None:
        raise Http404("There is no such page.")
    if request.method == "GET":
        return family_page(request, "family/apply/question.html",
                           _context(request, application, stop))  # fmt: skip
    told = _told(request, stop)
    try:
        application = do_save_page(application=application, stop=stop, told=told,
                                   seen_version=_seen(request), on=acting_date())  # fmt: skip
    except StaleEdit as stale:
        return _stale(request, application, stop, told=told, stale=stale)
    return _after(request, application, stop)


def _after(request: HttpRequest, application: Application, stop: Stop) -> HttpResponse:
    """Where to go once a page is kept: on, away, to the check, or here to mend something."""
    if "later" in request.POST:
        return redirect("apply-code")
    if _faults(application, stop):
        context = _context(request, application, stop, is_told=True)
        return family_page(request, "family/apply/question.html", context, status=422)
    if request.POST.get("back_to") == "check":
        return redirect("apply-check")
    if stop.key == "birth" and not application.return_codes.exists():
        return redirect("apply-code")
    return redirect(address_of(next_step(application.answers, stop)))


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0


def _told(request: HttpRequest, stop: Stop) -> dict[str, str]:
    """What was told; a choice that the page does not offer is no answer."""
    told = {}
    for field in stop.page.fields:
        text = request.POST.get(field.key, "")[: field.longest + 1]
        is_odd = field.kind in CHOSEN and text not in stop.page.offered(field)
        told[field.key] = "" if is_odd else text
    if stop.key == PARENT_PAGE:
        told["of_parent"] = request.POST.get("of_parent", "")[:9]
    return told


def _faults(application: Application, stop: Stop) -> dict[str, Fault]:
    names = {field.key for field in stop.page.fields}
    names |= {"of_parent"} if stop.key == PARENT_PAGE else set()
    return {
        fault.field: fault
        for fault in online_faults(application, on=acting_date())
        if fault.of == stop.page.of
        and fault.place == (stop.place or 1)
        and fault.field in names
    }


def _stale(
    request: HttpRequest,
    application: Application,
    stop: Stop,
    *,
    told: Mapping[str, str],
    stale: StaleEdit,
) -> HttpResponse:
    """The page again with what was typed here, beside what was saved elsewhere."""
    application.refresh_from_db()
    context = _context(request, application, stop, typed=told)
    words, counties = language_of(request), county_names(on=acting_date())
    labels = {each["name"]: each for each in context["questions"]}
    context["differing"] = [
        (
            labels[name]["label"],
            *(in_words(labels[name]["field"], text or "", language=words, counties=counties)
              for text in pair),
        )
        for name, pair in stale.changes.items()
        if name in labels
    ]  # fmt: skip
    return family_page(request, "family/apply/question.html", context, status=409)


def _context(
    request: HttpRequest,
    application: Application,
    stop: Stop,
    *,
    typed: Mapping[str, str] | None = None,
    is_told: bool = False,
) -> dict[str, Any]:
    """What a page shows; ``is_told`` once it was posted, so that blanks are named."""
    told = told_of(application.answers, stop.page.of, stop.place)
    shown = told if typed is None else typed
    faults = _faults(application, stop) if is_told or _is_mending(request) else {}
    questions = [
        _question(request, stop, field, told=shown, faults=faults) for field in stop.page.fields
    ]
    here, total = progress_of(application.answers, stop)
    before = step_before(application.answers, stop)
    return {
        "application": application,
        "stop": stop,
        "title_key": title_key(stop),
        "why_key": f"apply.why_{stop.key}",
        "questions": questions,
        "parents": _parents(request, application, stop, told=shown),
        "parent_fault": _said(request, faults.get("of_parent")),
        "faults": [each for each in questions if each["error"]],
        "here": here,
        "total": total,
        "back_to": "check" if _is_mending(request) else "",
        "back": address_of(before) if before else reverse("apply"),
    }


def _is_mending(request: HttpRequest) -> bool:
    return "check" in {request.GET.get("back_to"), request.POST.get("back_to")}


def _question(
    request: HttpRequest,
    stop: Stop,
    field: Field,
    *,
    told: Mapping[str, str],
    faults: Mapping[str, Fault],
) -> dict[str, Any]:
    counties = county_names(on=acting_date()).items() if field.kind == "county" else []
    return {
        "name": field.key,
        "field": field,
        "label": said(request, label_key(stop.page.of, field)),
        "is_needed": field.is_needed or (stop.key == "birth" and field.key == "birth_date"),
        "value": told.get(field.key, ""),
        "error": _said(request, faults.get(field.key)),
        "hint": said(request, HINTS[field.kind]) if field.kind in HINTS else "",
        "input": INPUTS.get(field.kind, {"type": "text"}),
        "longest": field.longest,
        "options": list(counties),
        "choices": [
            (choice, said(request, choice_key(field, choice)))
            for choice in (stop.page.offered(field) if field.kind in CHOSEN else ())
        ],
    }


def _said(request: HttpRequest, fault: Fault | None) -> str:
    return said(request, f"apply.{sentence_of(fault)}") if fault else ""


def _parents(
    request: HttpRequest, application: Application, stop: Stop, *, told: Mapping[str, str]
) -> list[tuple[str, str, bool]]:
    """The other parents of whom one is a child's, where there are several."""
    people = application.answers.get("other_parents") or []
    if stop.key != PARENT_PAGE or len(people) < 2:
        return []
    chosen = told.get("of_parent", "").split(",")
    return [
        (str(place), _name(request, person), str(place) in chosen)
        for place, person in enumerate(people, start=1)
    ]


def _name(request: HttpRequest, person: Mapping[str, str]) -> str:
    name = f"{person.get('given_name', '')} {person.get('surname', '')}".strip()
    return name or said(request, "apply.unnamed")


@require_GET
@with_draft
def more(request: HttpRequest, application: Application, of: str) -> HttpResponse:
    """The other parents or children so far, and whether there is another."""
    if of not in GROUPS:
        raise Http404("There is no such list.")
    step, people = More(of), application.answers.get(of) or []
    first = "parent_name" if of == "other_parents" else "child_name"
    here, total = progress_of(application.answers, step)
    context = {
        "application": application,
        "of": of,
        "people": [(place, _name(request, each), address_of(stop_at(
            application.answers, first, place))) for place, each in enumerate(people, start=1)],
        "add": reverse("apply-question-of", args=[first, len(people) + 1]),
        "on": address_of(next_step(application.answers, step)),
        "title_key": f"apply.more_{of}",
        "why_key": f"apply.more_{of}_why",
        "add_key": f"apply.add_{of}",
        "here": here,
        "total": total,
    }  # fmt: skip
    return family_page(request, "family/apply/more.html", context)


@require_POST
@with_draft
def remove(request: HttpRequest, application: Application, of: str) -> HttpResponse:
    """Take a person off the application."""
    place = request.POST.get("place", "")
    if of not in GROUPS or not (place.isascii() and place.isdecimal() and len(place) < 4):
        raise Http404("There is no such person.")
    try:
        do_remove_person(application=application, of=of, place=int(place),
                         seen_version=_seen(request), on=acting_date())  # fmt: skip
    except StaleEdit:
        messages.info(request, said(request, "apply.stale_people"))
    return redirect("apply-more", of)
