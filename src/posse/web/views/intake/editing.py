"""The form of an application, part by part: saved as typed, checked, and told when stale."""

import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from posse.apps.doors.choices import Door
from posse.apps.intake.models import Application
from posse.rules.forms import application_form
from posse.rules.support.application_edits import GROUPS
from posse.services.access import WORK_INTAKE
from posse.services.counties import county_names
from posse.services.doors.viewings import do_log_viewing
from posse.services.intake.applications import StaleEdit, do_save_answers, faults_of
from posse.services.intake.safety import is_told_in_danger
from posse.services.law import guidance_on
from posse.services.pages.intake import TITLES, Part, part_of, parts_of
from posse.web.acts.model import Doing
from posse.web.doors import require, staff_page
from posse.web.fields import sentence
from posse.web.views.intake.doors import application_for_user
from posse.web.workday import acting_date

CHOSEN_MAX = 2000


@require_http_methods(["GET", "POST"])
@staff_page
def edit(request: HttpRequest, number: str, part: str) -> HttpResponse:
    """One part of the form: every question of it, with what is wrong beside it."""
    require(request.user, WORK_INTAKE)
    application = application_for_user(request.user, number)
    _part_or_404(application, part)
    if request.method == "GET":
        _log_if_protected(request, application)
        return render(request, "intake/part.html", _context(application, part))
    answers = with_part(application.answers, part, request.POST)
    seen = request.POST.get("seen", "")
    try:
        _do_save(request, application, answers, seen=int(seen) if seen.isdecimal() else 0)
    except (StaleEdit, ValueError) as refusal:
        return _refused(request, application, part, answers=answers, refusal=refusal)
    messages.success(request, "Saved.")
    chosen = request.POST.get("next", "")
    return redirect("application-part", number, chosen) if chosen else redirect(
        "application", number
    )  # fmt: skip


def _log_if_protected(request: HttpRequest, application: Application) -> None:
    """The form holds the address of somebody in danger; who opens it is kept."""
    if is_told_in_danger(application.answers):
        do_log_viewing(
            user=request.user,
            door=Door.ADDRESS,
            subject=f"Application {application.number}",
            reason="Filling in the form",
            page=request.path,
        )


def _refused(
    request: HttpRequest, application: Application, part: str, *, answers: Any, refusal: Any
) -> HttpResponse:
    """The form again with what was typed, and what somebody else changed meanwhile."""
    application.refresh_from_db()
    shown = copy.copy(application)
    shown.answers = answers
    context = _context(shown, part) | {
        "refusal": sentence(str(refusal)),
        "changes": changes_in_words(getattr(refusal, "changes", {})),
        "application": application,
    }
    return render(request, "intake/part.html", context, status=409 if isinstance(
        refusal, StaleEdit) else 422)  # fmt: skip


@require_POST
@staff_page
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Another other parent or child, or one less."""
    require(request.user, WORK_INTAKE)
    application = application_for_user(request.user, number)
    of, remove = request.POST.get("of", ""), request.POST.get("remove", "")
    if of not in GROUPS:
        raise Http404("Only other parents and children can be added.")
    answers = with_one_more_or_less(application.answers, of, remove=remove)
    try:
        _do_save(request, application, answers, seen=application.version)
    except ValueError as refusal:
        messages.error(request, sentence(str(refusal)))
    if remove or not answers[of]:
        return redirect("application", number)
    return redirect("application-part", number, f"{of}-{len(answers[of])}")


def with_one_more_or_less(answers: dict[str, Any], of: str, *, remove: str) -> dict[str, Any]:
    """The answers with an empty person more, or without the one at a place."""
    changed = copy.deepcopy(answers)
    people = changed.setdefault(of, [])
    if remove.isdecimal() and 1 <= int(remove) <= len(people):
        people.pop(int(remove) - 1)
    elif not remove:
        people.append({})
    return changed


def with_part(answers: dict[str, Any], part: str, posted: Any) -> dict[str, Any]:
    """The answers with one part as it was posted."""
    of, _, place = part.partition("-")
    told = {
        field.key: posted.get(field.key, "")[:CHOSEN_MAX]
        for field in application_form().fields_of(of)
    }
    if of == "children":
        told["of_parent"] = ",".join(each for each in posted.getlist("of_parent") if each)
    changed = copy.deepcopy(answers)
    if of in GROUPS:
        changed[of][int(place) - 1] = told
    else:
        changed[of] = told
    return changed


def changes_in_words(changes: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What somebody else changed: the question, what it was, what it is."""
    rows = []
    for where, (old, new) in changes.items():
        of, *rest = where.split(".")
        labels = {field.key: field.label for field in application_form().fields_of(of)}
        place = f" {rest[0]}" if of in GROUPS else ""
        label = labels.get(rest[-1], "named") if len(rest) > (of in GROUPS) else "named"
        rows.append((f"{TITLES[of]}{place}: {label}", old or "nothing", new or "nothing"))
    return rows


def _do_save(
    request: HttpRequest, application: Application, answers: dict[str, Any], *, seen: int
) -> None:
    doing = Doing(request.user, acting_date())  # type: ignore[arg-type]  # a door was passed
    do_save_answers(application=application, answers=answers, seen_version=seen, **doing.told)


def _part_or_404(application: Application, key: str) -> Part:
    on = acting_date()
    part = part_of(application, key, on=on, faults=faults_of(application, on=on))
    if part is None:
        raise Http404("The form has no such part.")
    return part


def _context(application: Application, key: str) -> dict[str, Any]:
    on = acting_date()
    parts = parts_of(application.answers, faults_of(application, on=on), on=on, hide=False)
    keys = [each.key for each in parts]
    here = keys.index(key)
    return {
        "application": application,
        "part": parts[here],
        "parts": parts,
        "next": keys[here + 1] if here + 1 < len(keys) else "",
        "counties": county_names(on=on).items(),
        "guidance": [("Intake", guidance_on("take_application"))] if key == "case" else [],
        **_parents_of_child(application, key),
    }


def _parents_of_child(application: Application, key: str) -> dict[str, Any]:
    """The other parents of whom a child may be, and which ones are chosen."""
    told = application.answers.get("other_parents") or []
    if not key.startswith("children-") or len(told) < 2:
        return {}
    names = [f"{each.get('given_name', '')} {each.get('surname', '')}".strip() for each in told]
    child = application.answers["children"][int(key.partition("-")[2]) - 1]
    return {
        "parents": [
            (str(place), name or f"Other parent {place}")
            for place, name in enumerate(names, start=1)
        ],
        "of_parent": child.get("of_parent", "").split(","),
    }
