"""Keeping one page of the online application at a time."""

import copy
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from posse.apps.intake.choices import ApplicationState, Channel, Step
from posse.apps.intake.models import Application
from posse.apps.online.models import VisitKind
from posse.rules.support.application_edits import GROUPS
from posse.services.intake.applications import (
    StaleEdit,
    do_save_answers,
    do_start_application,
)
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.stops import PARENT_PAGE, Stop
from posse.services.online.visits import do_count_visit

BY = "online applicant"


@transaction.atomic
def do_start_online(
    *, form_key: str, language: str, address: str, at: datetime, on: date
) -> Application:
    """Begin an application; the same form posted twice begins one."""
    earlier = Application.objects.filter(form_key=form_key, channel=Channel.ONLINE)
    known = earlier.first() if form_key else None
    if known is not None:
        return known
    do_count_visit(kind=VisitKind.START, address=address, at=at, on=on)
    return do_start_application(
        channel=Channel.ONLINE, language=language, form_key=form_key, on=on, by=BY
    )


@transaction.atomic
def do_save_page(
    *,
    application: Application,
    stop: Stop,
    told: Mapping[str, str],
    seen_version: int,
    on: date,
) -> Application:
    """Keep what was told on one page, right or wrong.

    Another page that was saved meanwhile hinders nothing, so that Back and a second window
    work; where this very page was saved meanwhile, the answers that differ are told.
    Raises: StaleEdit, OnlineRefusal.
    """
    application = locked_draft(application)
    answers = copy.deepcopy(application.answers)
    person = _person_in(answers, stop)
    before = dict(person)
    names = [field.key for field in stop.page.fields]
    names += ["of_parent"] if stop.key == PARENT_PAGE else []
    wanted = {name: told.get(name, "").replace("\0", "").strip() for name in names}
    changed = changed_since(application, stop, names, seen_version=seen_version)
    differing = {name: [before.get(name), wanted[name]] for name in changed
                 if (before.get(name) or "") != wanted[name]}  # fmt: skip
    if differing:
        raise StaleEdit(differing, BY)
    person |= wanted
    return do_save_answers(
        application=application,
        answers=answers,
        seen_version=application.version,
        on=on,
        by=BY,
    )


def changed_since(
    application: Application, stop: Stop, names: list[str], *, seen_version: int
) -> list[str]:
    """The answers of a page that were saved after the version that was seen."""
    prefix = f"{stop.page.of}.{stop.place}." if stop.place else f"{stop.page.of}."
    events = application.events.filter(version__gt=seen_version, step=Step.SAVED)
    touched = {place for event in events for place in event.changes}
    return [name for name in names if f"{prefix}{name}" in touched]


def locked_draft(application: Application) -> Application:
    """The application under a lock. Raises: OnlineRefusal once it is filed."""
    found = Application.objects.select_for_update().get(pk=application.pk)
    if found.state != ApplicationState.DRAFT:
        raise OnlineRefusal("r_filed")
    return found


def _person_in(answers: dict[str, Any], stop: Stop) -> dict[str, str]:
    """The part of the answers that a page is about, added where it is not there yet."""
    if stop.place is None:
        part: dict[str, str] = answers.setdefault(stop.page.of, {})
        return part
    people: list[dict[str, str]] = answers.setdefault(stop.page.of, [])
    while len(people) < stop.place:
        people.append({})
    return people[stop.place - 1]


@transaction.atomic
def do_remove_person(
    *, application: Application, of: str, place: int, seen_version: int, on: date
) -> Application:
    """Take an other parent or a child off; whose child somebody is moves along.

    Raises: StaleEdit where anything was saved since, since places may have moved.
    """
    application = locked_draft(application)
    answers = copy.deepcopy(application.answers)
    people = answers.get(of) or []
    if of not in GROUPS or not 1 <= place <= len(people):
        return application
    if seen_version != application.version:
        raise StaleEdit({}, BY)
    del people[place - 1]
    if of == "other_parents":
        for child in answers.get("children") or []:
            child["of_parent"] = _moved(child.get("of_parent", ""), place)
    return do_save_answers(
        application=application,
        answers=answers,
        seen_version=application.version,
        on=on,
        by=BY,
    )


def _moved(chosen: str, gone: int) -> str:
    places = [int(each) for each in chosen.split(",") if each.isdecimal()]
    return ",".join(str(each - (each > gone)) for each in places if each != gone)
