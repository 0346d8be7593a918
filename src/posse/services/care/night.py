"""The night's part of child care: letters that a day brings due, each of them once.

Every family is a transaction of its own, and what was written is found written: killed
anywhere, the same night goes on with whoever is left, and run again it writes nothing.
Source: CC-1202-D-2, CC-1401-D-1, CC-1401-D-2, CC-1601-A, CC-1601-B,
CC-700-A-job-search, CC-401-F-2.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.care.choices import CareStep
from posse.apps.care.models import CareApplication, CareApplicationEvent, CareCase
from posse.apps.records.models import Letter
from posse.apps.subsidy.models import CareProvider
from posse.apps.work.models import Task
from posse.rules.childcare.clock import ClockTerms
from posse.rules.errors import LawError
from posse.services.care.alert_tasks import do_work_alerts
from posse.services.care.authorizing import Refused
from posse.services.care.denying import do_deny_at_last
from posse.services.care.lacking import do_ask_for_charts
from posse.services.care.letters import do_send_care_letter, reason
from posse.services.care.pending import (
    Clock,
    clock_of,
    clocks_of,
    open_applications,
)
from posse.services.care.power_night import do_work_power
from posse.services.care.reviewing import Review, do_end_unreviewed, do_remind, reviews_on
from posse.services.care.ruling import do_work_rulings
from posse.services.care.searching import do_end_searches
from posse.services.law import current_law
from posse.services.work.tasks import do_finish_task, do_open_task

# What a supervisor decides, by the state of the clock.
# Source: CC-1202-D-1, CC-1401-D-2 (ambiguities 1.04 and 5.05).
FOR_SUPERVISORS = {"license_late": "care_license_late", "supervisor": "care_nobody_asked"}
LOOKED, WRITTEN, REFUSED = "looked", "written", "refused"


@dataclass(frozen=True)
class CareNight:
    """What a night did: families looked at, what was written, and denials that were refused.

    ``notes`` say what of the law was missing for a part of it.
    """

    looked_count: int
    written_count: int
    refused_count: int
    notes: tuple[str, ...] = ()


def do_run_care(*, on: date, by: str) -> CareNight:
    """Write what is due to families of child care on a day.

    Raises: LawError where the law of the day is not known.
    Source: CC-1202-D, CC-1401-D, CC-1601-A.
    """
    found: Counter[str] = Counter()
    notes: tuple[str, ...] = ()
    if CareCase.objects.exists():
        clocks = clocks_of(open_applications(), on=on)
        found[LOOKED] += len(clocks)
        for clock in clocks:
            if _is_due(clock):
                found += _do_application(clock.application, on=on, by=by)
        for review in reviews_on(on=on):
            found += _do_review(review, on=on, by=by)
        do_work_alerts(on=on, by=by)
        _do_close_tasks(on=on, by=by)
        notes = _do_parts(found, on=on, by=by)
    return CareNight(found[LOOKED], found[WRITTEN], found[REFUSED], notes)


def _do_parts(found: Counter[str], *, on: date, by: str) -> tuple[str, ...]:
    """What determines families anew, each by itself; what of the law was missing, in words.

    A chart that is not entered yet keeps back what needs it, and nothing else.
    """
    notes = []
    for part in (do_work_power, do_end_searches, do_work_rulings, do_ask_for_charts):
        try:
            found[WRITTEN] += part(on=on, by=by)
        except LawError as missing:
            notes.append(str(missing))
    return tuple(dict.fromkeys(notes))


def _is_due(clock: Clock) -> bool:
    """Whether a night has anything to write of an application."""
    wants = clock.needs_license_notice, clock.needs_delay_notice, clock.needs_delay_denial
    return any(wants) or clock.state.name in FOR_SUPERVISORS


@transaction.atomic
def _do_application(application: CareApplication, *, on: date, by: str) -> Counter[str]:
    """What the clock of one application brings due. Source: CC-401-B, CC-1202-D, CC-1401-D."""
    clock = clock_of(application, on=on)
    found: Counter[str] = Counter()
    if clock.needs_delay_denial:
        try:
            do_deny_at_last(clock, on=on, by=by)
        except Refused:
            found[REFUSED] += 1
        else:
            found[WRITTEN] += 1
        return found
    if clock.needs_license_notice:
        found[WRITTEN] += _do_tell_license(clock, on=on, by=by)
    if clock.needs_delay_notice:
        found[WRITTEN] += _do_tell_delay(clock, on=on, by=by)
    if clock.state.name in FOR_SUPERVISORS:
        found[WRITTEN] += _do_ask_supervisor(clock, on=on, by=by)
    return found


@transaction.atomic
def _do_review(review: Review, *, on: date, by: str) -> Counter[str]:
    """What the end of twelve months brings due. Source: CC-1601-A, CC-1601-B."""
    if review.reminder:
        do_remind(review, on=on, by=by)
    if review.needs_ending:
        do_end_unreviewed(review, on=on, by=by)
    return Counter({LOOKED: 1, WRITTEN: int(bool(review.reminder) or review.needs_ending)})


def _do_tell_license(clock: Clock, *, on: date, by: str) -> bool:
    """Say on day 30 that only the provider's license is open; whether it was news.

    Source: CC-1202-D-1, CC-1202-D-2, CC-1202-D-3.
    """
    key = f"care-license-pending:{clock.application.pk}"
    if Letter.objects.filter(key=key).exists():
        return False
    terms = ClockTerms.from_law(current_law(), on=on)
    names = CareProvider.objects.filter(pk__in=clock.providers).values_list("name", flat=True)
    values = {
        "filed_on": clock.application.filed_on,
        "provider": " and ".join(names),
        "processing_days": terms.decision_days,
        "license_days": terms.license_days,
        "license_until": clock.due_on,
    }
    _do_pend(
        clock, kind="care_license_pending", values=values, name="license_open",
        law=("CC-1202-D-1", "CC-1202-D-2"), key=key, on=on, by=by,
    )  # fmt: skip
    return True


def _do_tell_delay(clock: Clock, *, on: date, by: str) -> bool:
    """Say on day 30 that the delay is the agency's; whether it was news.

    Source: CC-1401-D-1, CC-1401-D-1-a, CC-1401-D-1-b.
    """
    key = f"care-pending:{clock.application.pk}"
    if Letter.objects.filter(key=key).exists():
        return False
    terms = ClockTerms.from_law(current_law(), on=on)
    values = {
        "filed_on": clock.application.filed_on,
        "processing_days": terms.decision_days,
        "pending_on": on,
    }
    _do_pend(
        clock, kind="care_pending", values=values, name="agency_delay",
        law=("CC-1401-D-1", "CC-401-B"), key=key, on=on, by=by,
    )  # fmt: skip
    return True


def _do_pend(
    clock: Clock,
    *,
    kind: str,
    values: Mapping[str, object],
    name: str,
    law: tuple[str, ...],
    key: str,
    on: date,
    by: str,
) -> None:
    """Write that an application stays open, to the family and into its history."""
    application = clock.application
    assert application.care_case is not None, "only what was taken over is worked"
    letter = do_send_care_letter(
        kind=kind,
        care_case=application.care_case,
        values=values,
        reasons=[reason(name, law=law)],
        about=f"Application {application.number} is not decided yet",
        key=key,
        on=on,
        by=by,
        application=application,
    )
    CareApplicationEvent.objects.create(
        application=application,
        step=CareStep.PENDED,
        version=application.version,
        note=letter.get_kind_display(),
        recorded_on=on,
        recorded_by=by,
    )


def _do_ask_supervisor(clock: Clock, *, on: date, by: str) -> bool:
    """Open a task for a supervisor, once a last day; whether it was news.

    Source: CC-1202-D-1, CC-1401-D-2 (ambiguities 1.04 and 5.05).
    """
    application = clock.application
    kind = FOR_SUPERVISORS[clock.state.name]
    due_on, url = clock.due_on or on, _address(application)
    if Task.objects.filter(kind=kind, url=url, due_on=due_on).exists():
        return False
    do_open_task(
        kind=kind,
        subject=f"Application {application.number}: {clock.state.words}",
        due_on=due_on,
        url=url,
        county_fips=application.county_fips,
        on=on,
        by=by,
    )
    return True


def _address(application: CareApplication) -> str:
    """The page at which a supervisor decides."""
    assert application.care_case is not None, "only what was taken over is worked"
    return f"/care/cases/{application.care_case.number}/"


@transaction.atomic
def _do_close_tasks(*, on: date, by: str) -> None:
    """Close supervisors' tasks about applications that wait for them no more."""
    told = Task.objects.filter(kind__in=FOR_SUPERVISORS.values(), closed_on__isnull=True)
    if not told.exists():
        return
    wanted = {
        (FOR_SUPERVISORS[clock.state.name], _address(clock.application))
        for clock in clocks_of(open_applications(), on=on)
        if clock.state.name in FOR_SUPERVISORS
    }
    for task in told.order_by("id"):
        if (task.kind, task.url) not in wanted:
            outcome = "The application was decided, or waits for something else"
            do_finish_task(task=task, outcome=outcome, on=on, by=by)
