"""Writers of applications: started, saved as often as needed, signed and filed.

Each takes ``on``, the business date, and ``by``, who does it. What a writer refuses it says
in words; nothing that was typed before is lost.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from posse.apps.intake.choices import ApplicationState, Channel, Step
from posse.apps.intake.models import Application, ApplicationEvent, Inquiry
from posse.rules.forms import application_form
from posse.rules.support.application_edits import GROUPS, Fault, faults
from posse.services.intake.numbering import next_application_number
from posse.services.intake.persons import do_follow_answers
from posse.services.intake.timing import OPENING_RULE, application_url, due_day
from posse.services.intake.watching import do_stop_watching, do_watch_application
from posse.services.law import current_law
from posse.services.register.entries import check_order_of_dates, required

PERSONS_MAX, ANSWER_LENGTH_MAX = 30, 2000
ONE = ("case", "custodial")


class StaleEdit(ValueError):  # noqa: N818 - the name says what happened
    """Somebody else saved in between; ``changes`` are what that changed, by field."""

    def __init__(self, changes: Mapping[str, Any], by: str) -> None:
        super().__init__(
            f"{by} saved this application after you opened it. Nothing of yours was saved yet;"
            " look at what changed, and save again"
        )
        self.changes = changes


@transaction.atomic
def do_start_application(
    *,
    channel: str,
    on: date,
    by: str,
    language: str = "en",
    inquiry: Inquiry | None = None,
    form_key: str = "",
) -> Application:
    """A new application without answers; the same form posted again is the one begun."""
    earlier = Application.objects.filter(form_key=form_key).first() if form_key else None
    if earlier:
        return earlier
    application = Application.objects.create(
        number=next_application_number(),
        channel=Channel(channel),
        language=language,
        inquiry=inquiry,
        started_on=on,
        started_by=by,
        form_key=form_key,
    )
    do_note_step(application, Step.STARTED, on=on, by=by)
    return application


@transaction.atomic
def do_save_answers(
    *,
    application: Application,
    answers: Mapping[str, Any],
    seen_version: int,
    on: date,
    by: str,
) -> Application:
    """Keep the answers as typed, right or wrong, with what changed and who changed it.

    Raises: StaleEdit where somebody saved since ``seen_version``; ValueError for what is no
    part of the form, or once a case hangs on the answers.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    clean = checked_answers(answers)
    changes = changes_between(application.answers, clean)
    if not changes:
        return application
    if application.version != seen_version:
        raise _stale(application, seen_version)
    if application.state not in {
        ApplicationState.DRAFT, ApplicationState.FILED, ApplicationState.SEARCHED,
    }:  # fmt: skip
        raise ValueError(f"application {application.number} is done and keeps its answers")
    application.answers = clean
    application.version += 1
    application.county_fips = (clean.get("case") or {}).get("county", "")[:5]
    application.save()
    do_follow_answers(application, on=on)
    do_note_step(application, Step.SAVED, changes=changes, on=on, by=by)
    return application


def _stale(application: Application, seen_version: int) -> StaleEdit:
    events = application.events.filter(version__gt=seen_version, step=Step.SAVED)
    changes: dict[str, Any] = {}
    for event in events:
        changes |= event.changes
    last = events.last()
    return StaleEdit(changes, last.recorded_by if last else "Somebody")


def checked_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with blanks trimmed and empty ones left out, in the form's shape.

    Raises: ValueError for whoever or whatever the form does not ask about.
    """
    strangers = sorted(set(answers) - {*ONE, *GROUPS})
    if strangers:
        raise ValueError(f"the form does not ask about {', '.join(strangers)}")
    clean: dict[str, Any] = {of: _one(answers.get(of) or {}, of) for of in ONE}
    for of in GROUPS:
        people = answers.get(of) or []
        if not isinstance(people, list) or len(people) > PERSONS_MAX:
            raise ValueError(f"an application has a list of at most {PERSONS_MAX} {of}")
        clean[of] = [_one(person, of) for person in people]
    return clean


def _one(told: Any, of: str) -> dict[str, str]:
    known = {field.key for field in application_form().fields_of(of)}
    known |= {"of_parent"} if of == "children" else set()
    if not isinstance(told, Mapping):
        raise ValueError(f"{of} must be one person with named answers; a case has one of these")
    strangers = sorted(set(told) - known)
    if strangers:
        raise ValueError(f"the form does not ask for {', '.join(strangers)}")
    if any(
        not isinstance(text, str) or len(text) > ANSWER_LENGTH_MAX for text in told.values()
    ):
        raise ValueError(f"an answer is text of at most {ANSWER_LENGTH_MAX} characters")
    # PostgreSQL keeps every character but this one.
    plain = {key: text.replace("\0", "").strip() for key, text in told.items()}
    return {key: text for key, text in plain.items() if text}


def changes_between(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, list[str | None]]:
    """Each answer that differs, by its place in the form, with the old and the new one."""
    before, after = _flat(old), _flat(new)
    keys = sorted(set(before) | set(after))
    return {
        key: [before.get(key), after.get(key)]
        for key in keys
        if before.get(key) != after.get(key)
    }


def _flat(answers: Mapping[str, Any]) -> dict[str, str]:
    flat = {f"{of}.{key}": text for of in ONE for key, text in (answers.get(of) or {}).items()}
    for of in GROUPS:
        for place, person in enumerate(answers.get(of) or [], start=1):
            # A person is there even before anything is told of him.
            flat[f"{of}.{place}"] = "named"
            flat |= {f"{of}.{place}.{key}": text for key, text in person.items()}
    return flat


def faults_of(application: Application, *, on: date) -> list[Fault]:
    """What is wrong with the answers now; only what is blocking hinders the filing."""
    years = current_law().value("support.intake.parent_years_min", on=on)
    return faults(application.answers, form=application_form(), on=on, parent_years_min=years)


@transaction.atomic
def do_file_application(
    *,
    application: Application,
    signature: str,
    on: date,
    by: str,
    filed_on: date | None = None,
) -> Application:
    """File a signed application on the day on which it came in; filing twice is filing once.

    ``filed_on`` is the day of receipt of a paper. An electronic signature is a signature.
    From that day a case must be open within the time frame.
    Source: 45 CFR 303.2(a)(3), 303.2(b).

    Raises: ValueError while something on the form must be mended.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.state != ApplicationState.DRAFT:
        if application.filed_on:
            return application
        raise ValueError(f"application {application.number} was withdrawn")
    filed_on = filed_on or on
    check_order_of_dates(filed_on, on, earlier_what="the day of filing", later_what="today")
    blocking = [fault for fault in faults_of(application, on=on) if fault.is_blocking]
    if blocking:
        first = blocking[0]
        raise ValueError(
            f"{len(blocking)} answers must be mended before the application is filed; the first"
            f" is {first.label.lower()} of the {first.where.lower()}: {first.reason}"
        )
    application.signature = required(signature, what="the signature", length_max=120)
    application.state = ApplicationState.FILED
    application.filed_on = filed_on
    application.open_by = due_day(OPENING_RULE, filed_on)
    application.save()
    do_note_step(application, Step.FILED, note=application.signature, on=on, by=by)
    do_watch_application(application, on=on, by=by)
    return application


@transaction.atomic
def do_withdraw_application(
    *, application: Application, reason: str, on: date, by: str
) -> Application:
    """The applicant wants no case any more."""
    return _do_end(application, ApplicationState.WITHDRAWN, reason=reason, on=on, by=by)


@transaction.atomic
def do_refuse_application(
    *, application: Application, reason: str, on: date, by: str
) -> Application:
    """The application cannot lead to a case, such as one for an order of custody."""
    return _do_end(application, ApplicationState.REFUSED, reason=reason, on=on, by=by)


def _do_end(
    application: Application, state: ApplicationState, *, reason: str, on: date, by: str
) -> Application:
    application = Application.objects.select_for_update().get(pk=application.pk)
    note = required(reason, what="the reason", length_max=1000)
    if state == ApplicationState.REFUSED and application.filed_on is None:
        raise ValueError("an application that was not filed is withdrawn, not refused")
    if application.state == ApplicationState.OPENED:
        raise ValueError(f"application {application.number} is on a case; close the case")
    application.state = state
    application.save()
    do_note_step(application, Step(state.value), note=note, on=on, by=by)
    url = application_url(application)
    do_stop_watching(url, outcome=f"{state.label}: {note}", is_cancelled=True, on=on, by=by)
    return application


def do_note_step(
    application: Application,
    step: str,
    *,
    on: date,
    by: str,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
) -> ApplicationEvent:
    """One line of an application's history."""
    return ApplicationEvent.objects.create(
        application=application,
        step=step,
        version=application.version,
        note=note[:1000],
        changes=dict(changes or {}),
        recorded_on=on,
        recorded_by=by,
    )
