"""Keeping one page of the application for child care at a time, with what changed."""

import copy
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from posse.apps.care.choices import (
    CareApplicationKind,
    CareApplicationState,
    CareChannel,
    CareStep,
)
from posse.apps.care.models import CareApplication, CareApplicationEvent
from posse.apps.online.models import VisitKind
from posse.services.care.numbering import next_care_application_number
from posse.services.care_online.stops import CASE, GROUPS, PEOPLE_MAX, Stop
from posse.services.intake.applications import StaleEdit
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.visits import do_count_visit

BY = "online applicant"


@transaction.atomic
def do_start_care_online(
    *, form_key: str, language: str, address: str, at: datetime, on: date
) -> CareApplication:
    """Begin an application; the same form posted twice begins one. Raises: OnlineRefusal."""
    earlier = CareApplication.objects.filter(form_key=form_key, channel=CareChannel.ONLINE)
    known = earlier.first() if form_key else None
    if known is not None:
        return known
    do_count_visit(kind=VisitKind.START, address=address, at=at, on=on)
    return do_begin(
        channel=CareChannel.ONLINE, language=language, form_key=form_key, on=on, by=BY
    )


def do_begin(
    *, channel: str, language: str, on: date, by: str, form_key: str = ""
) -> CareApplication:
    """An application without any answer yet."""
    application = CareApplication.objects.create(
        number=next_care_application_number(),
        kind=CareApplicationKind.INITIAL,
        channel=CareChannel(channel),
        language=language,
        started_on=on,
        started_by=by,
        form_key=form_key,
    )
    do_note(application, CareStep.STARTED, on=on, by=by)
    return application


@transaction.atomic
def do_save_care_page(
    *,
    application: CareApplication,
    stop: Stop,
    told: Mapping[str, str],
    seen_version: int,
    on: date,
    by: str = BY,
) -> CareApplication:
    """Keep what was told on one page, right or wrong.

    Another page that was saved meanwhile hinders nothing; where this very page was saved
    meanwhile, the answers that differ are told. Raises: StaleEdit, OnlineRefusal.
    """
    application = locked_draft(application)
    answers = copy.deepcopy(application.answers)
    person = _person_in(answers, stop)
    names = [field.key for field in stop.section.fields]
    wanted = {name: told.get(name, "").replace("\0", "").strip() for name in names}
    touched = _touched(application, stop, names, seen_version=seen_version)
    differing = {
        name: [person.get(name), wanted[name]]
        for name in touched
        if person.get(name, "") != wanted[name]
    }
    if differing:
        raise StaleEdit(differing, BY)
    changes = {
        _path(stop, name): [person.get(name, ""), wanted[name]]
        for name in names
        if person.get(name, "") != wanted[name]
    }
    person |= wanted
    return _do_keep(application, answers, changes=changes, on=on, by=by)


def _do_keep(
    application: CareApplication,
    answers: dict[str, Any],
    *,
    changes: dict[str, Any],
    on: date,
    by: str,
) -> CareApplication:
    if not changes:
        return application
    application.answers = answers
    application.version += 1
    application.county_fips = (answers.get(CASE) or {}).get("county", "")[:5]
    application.save()
    do_note(application, CareStep.SAVED, on=on, by=by, changes=changes)
    return application


def _path(stop: Stop, name: str) -> str:
    place = f"{stop.place}." if stop.place else ""
    return f"{stop.section.of}.{place}{name}"


def _touched(
    application: CareApplication, stop: Stop, names: list[str], *, seen_version: int
) -> list[str]:
    """The answers of a page that were saved after the version that was seen."""
    events = application.events.filter(version__gt=seen_version, step=CareStep.SAVED)
    touched = {place for event in events for place in event.changes}
    return [name for name in names if _path(stop, name) in touched]


def locked_draft(application: CareApplication) -> CareApplication:
    """The application under a lock. Raises: OnlineRefusal once it is filed."""
    found = CareApplication.objects.select_for_update().get(pk=application.pk)
    if found.state != CareApplicationState.DRAFT:
        raise OnlineRefusal("r_filed")
    return found


def _person_in(answers: dict[str, Any], stop: Stop) -> dict[str, str]:
    """The part of the answers that a page is about, added where it is not there yet."""
    if stop.place is None:
        part: dict[str, str] = answers.setdefault(stop.section.of, {})
        return part
    people: list[dict[str, str]] = answers.setdefault(stop.section.of, [])
    while len(people) < min(stop.place, PEOPLE_MAX):
        people.append({})
    return people[stop.place - 1]


@transaction.atomic
def do_remove_care_person(
    *,
    application: CareApplication,
    of: str,
    place: int,
    seen_version: int,
    on: date,
    by: str = BY,
) -> CareApplication:
    """Take an adult or a child off the application.

    Raises: StaleEdit where anything was saved since, since places may have moved.
    """
    application = locked_draft(application)
    answers = copy.deepcopy(application.answers)
    people = answers.get(of) or []
    if of not in GROUPS or not 1 <= place <= len(people):
        return application
    if seen_version != application.version:
        raise StaleEdit({}, BY)
    gone = people.pop(place - 1)
    changes = {f"{of}.{place}": [gone, None]}
    return _do_keep(application, answers, changes=changes, on=on, by=by)


def do_note(
    application: CareApplication,
    step: str,
    *,
    on: date,
    by: str,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Keep that something happened to an application."""
    CareApplicationEvent.objects.create(
        application=application,
        step=CareStep(step),
        version=application.version,
        note=note[:1000],
        changes=dict(changes or {}),
        recorded_on=on,
        recorded_by=by,
    )
