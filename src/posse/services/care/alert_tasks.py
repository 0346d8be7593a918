"""Tasks of the night for alerts of proofs: one an alert, closed when nothing is asked any more.

A task names no person, since whoever may not work for a family may still see the task; the
page that it leads to does, behind its door.
Source: CC-301, CC-301-F, CC-404-E.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.care.models import CareCase, CareSpecialist
from posse.apps.staff.models import StaffMember
from posse.apps.work.models import Task
from posse.services.care.alerting import ENDS, ProofAlert, proof_alerts
from posse.services.care.proving import AGAIN, LATE, MISSING
from posse.services.work.tasks import do_finish_task, do_open_task

TASKS = {
    LATE: "care_proof_late",
    AGAIN: "care_proof_again",
    MISSING: "care_proof_missing",
    ENDS: "care_proof_ends",
}
OVER = "The fact is proved, or its proof is asked for"


@dataclass(frozen=True)
class _Key:
    """By what an alert is known again: its task's kind, address and day."""

    kind: str
    url: str
    due_on: date


def do_work_alerts(*, on: date, by: str) -> int:
    """Open a task for each alert without one, and close those that are over; how many.

    Each task is a transaction of its own; run again, it writes nothing. What somebody closed
    by hand is not opened again for the same day. Source: CC-301, CC-301-F, CC-404-E.
    """
    alerts = {_key(each): each for each in proof_alerts(on=on)}
    closed = _do_close(set(alerts), on=on, by=by)
    new = {key: each for key, each in alerts.items() if key not in _known()}
    holders = _holders({each.care_case.pk for each in new.values()}, on=on)
    for key, alert in new.items():
        _do_open(key, alert, holder=holders.get(alert.care_case.pk), on=on, by=by)
    return len(new) + closed


def _key(alert: ProofAlert) -> _Key:
    url = f"/care/cases/{alert.care_case.number}/proofs/#{alert.standing.anchor}"
    return _Key(TASKS[alert.kind], url, alert.on)


def _of(task: Task) -> _Key:
    return _Key(task.kind, task.url, task.due_on)


def _known() -> set[_Key]:
    """What is open, or was closed by hand."""
    rows = Task.objects.filter(kind__in=TASKS.values()).exclude(outcome=OVER)
    return {_of(task) for task in rows.only("kind", "url", "due_on")}


def _holders(cases: Collection[int], *, on: date) -> dict[int, StaffMember | None]:
    """Who has each of some cases."""
    rows = CareSpecialist.objects.filter(care_case__in=cases, effective_on__lte=on)
    ordered = rows.select_related("specialist__team").order_by("effective_on", "id")
    return {row.care_case_id: row.specialist for row in ordered}


@transaction.atomic
def _do_open(
    key: _Key, alert: ProofAlert, *, holder: StaffMember | None, on: date, by: str
) -> None:
    CareCase.objects.select_for_update().get(pk=alert.care_case.pk)
    whose = alert.standing.need.factor.of
    do_open_task(
        kind=key.kind,
        subject=f"Child care case {alert.care_case.number}, {whose}: {alert.words}",
        due_on=key.due_on,
        url=key.url,
        county_fips=alert.care_case.county_fips,
        assigned_to=holder,
        on=on,
        by=by,
    )


def _do_close(wanted: Collection[_Key], *, on: date, by: str) -> int:
    rows = Task.objects.filter(kind__in=TASKS.values(), closed_on__isnull=True)
    over = [task for task in rows.order_by("id") if _of(task) not in wanted]
    for task in over:
        do_finish_task(task=task, outcome=OVER, on=on, by=by)
    return len(over)
