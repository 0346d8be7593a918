"""Working a closed case again, and letting go of its record when its time is over."""

from datetime import date

from django.db import IntegrityError, transaction

from posse.apps.cases.choices import CaseState, Service
from posse.apps.cases.models import Case
from posse.apps.closure.choices import ReopenWay
from posse.apps.closure.models import CaseClosure, CaseReopening, RecordRelease
from posse.apps.intake.models import Application
from posse.services.register.cases import do_set_case_status
from posse.services.register.entries import check_open_day, required
from posse.services.work.events import do_record_event
from posse.units.days import day_words

TEXT_LENGTH = 300


def closure_in_force(case: Case) -> CaseClosure | None:
    """The closing that keeps a case closed, if it was not reopened since."""
    closure = CaseClosure.objects.filter(case=case).first()
    return None if closure is None or hasattr(closure, "reopening") else closure


@transaction.atomic
def do_reopen_case(
    *,
    case: Case,
    way: str,
    text: str,
    on: date,
    by: str,
    application: Application | None = None,
) -> CaseReopening:
    """Work a closed case again, by a new application, a new referral, or a mistake undone.

    Raises: ValueError in words. Source: 45 CFR 303.11(d)(5), CS-6.3-EXIST-2.
    """
    check_open_day(on)
    closure = closure_in_force(case)
    if closure is None:
        raise ValueError("the case was not closed here, or is open again")
    if ReopenWay(way) is ReopenWay.APPLICATION and application is None:
        raise ValueError("a new application reopens the case; name it by its number")
    try:
        with transaction.atomic():
            reopening = CaseReopening.objects.create(
                closure=closure,
                way=ReopenWay(way),
                application=application,
                text=required(text, what="the reason", length_max=TEXT_LENGTH),
                effective_on=on,
                recorded_on=on,
                recorded_by=by,
            )
    except IntegrityError as twice:
        raise ValueError("the case is open again already") from twice
    do_set_case_status(case=case, service=Service.IV_D, state=CaseState.OPEN, on=on, by=by)
    do_record_event(
        case=case, kind="case_reopened", effective_on=on, on=on, by=by,
        source="reopening", source_id=reopening.pk, note=text.strip(),
    )  # fmt: skip
    return reopening


def refusal_of_destruction(case: Case, *, on: date) -> str:
    """Why the record of a case may not be destroyed; empty when it may.

    Source: 45 CFR 303.11(e).
    """
    closure = closure_in_force(case)
    if closure is None:
        return "the case is open, and the record of an open case is kept"
    if on <= closure.keep_through:
        return f"the record is kept through {day_words(closure.keep_through)}"
    return ""


@transaction.atomic
def do_release_record(*, case: Case, text: str, on: date, by: str) -> RecordRelease:
    """Say that the record of a closed case may be destroyed; before its time it is refused.

    Raises: ValueError in words. Source: 45 CFR 303.11(e).
    """
    refusal = refusal_of_destruction(case, on=on)
    if refusal:
        raise ValueError(refusal)
    closure = closure_in_force(case)
    assert closure is not None, "an open case was refused above"
    if hasattr(closure, "release"):
        raise ValueError("the record was released already")
    return RecordRelease.objects.create(
        closure=closure,
        text=required(text, what="the reason", length_max=TEXT_LENGTH),
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
