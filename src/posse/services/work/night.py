"""The night's part of work: what happened, what is due, who does it, what comes next."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from posse.apps.books.models import Posting
from posse.apps.runs.models import Run
from posse.apps.work.models import DeadlineNight
from posse.services.work.assigning import (
    do_assign_cases,
    do_place_tasks,
    do_set_out_workers,
)
from posse.services.work.caseloads import do_measure_caseloads
from posse.services.work.covering import do_cover_absences, do_escalate
from posse.services.work.deciding import (
    do_keep_decisions,
    do_keep_standings,
    with_delinquency,
    with_next_actions,
)
from posse.services.work.deriving import do_derive_from_facts, do_tell_changes
from posse.services.work.following import do_follow_events
from posse.services.work.standings import changes_of_state, read_standings
from posse.services.work.statements import do_count_anew

WORKERS = "SELECT case_id, staff_id FROM work_worker"
TOUCHED = "SELECT case_id FROM work_caseevent WHERE recorded_on = %s AND source <> ''"


@dataclass(frozen=True)
class NightCounts:
    """What one run of the night's deadlines did."""

    case_count: int
    event_count: int
    opened_count: int
    closed_count: int
    assigned_count: int
    escalated_count: int
    action_count: int

    @property
    def changed_count(self) -> int:
        """Everything that was written for the first time."""
        return (
            self.event_count + self.opened_count + self.closed_count + self.assigned_count
            + self.escalated_count + self.action_count
        )  # fmt: skip


@transaction.atomic
def do_run_deadlines(*, on: date, by: str, run: Run | None = None) -> NightCounts:
    """Derive events, open and close tasks, decide next actions, give work out, escalate.

    Whatever it finds done already it leaves, so run again it writes nothing; killed, nothing
    of it stands.
    """
    before = DeadlineNight.objects.filter(business_date__lt=on).order_by("business_date").last()
    reached = (
        DeadlineNight.objects.filter(business_date__lte=on).order_by("business_date").last()
    )
    last = before.business_date if before else date.min
    newest = Posting.objects.aggregate(newest=Max("id"))["newest"] or 0
    cases = read_standings(
        on=on, after_posting=reached.posting_id if reached else 0, through_posting=newest
    )
    cases = with_delinquency(cases, on=on)
    told = do_tell_changes(changes_of_state(cases, on=on), on=on, last=last, by=by)
    told += do_derive_from_facts(on=on, last=last, is_first=before is None, by=by)
    do_count_anew("work_caseevent")
    free = cases["staff_id"].null_count()
    cases = do_assign_cases(cases, on=on, by=by)
    do_set_out_workers(cases)
    followed = do_follow_events(cases=TOUCHED, params=(on,), on=on, by=by, workers=WORKERS)
    do_count_anew("work_task")
    cases = with_next_actions(cases, on=on)
    decided = do_keep_decisions(cases, on=on)
    do_keep_standings(cases)
    do_count_anew("work_casestanding")
    do_place_tasks(cases=None, on=on, by=by)
    do_cover_absences(on=on, by=by)
    counts = NightCounts(
        case_count=cases.height,
        event_count=told,
        opened_count=followed.opened_count,
        closed_count=followed.closed_count,
        assigned_count=free - cases["staff_id"].null_count(),
        escalated_count=do_escalate(on=on, by=by),
        action_count=decided,
    )
    do_measure_caseloads(on=on)
    _do_keep_night(counts, on=on, newest=newest, run=run)
    return counts


def _do_keep_night(counts: NightCounts, *, on: date, newest: int, run: Run | None) -> None:
    """How far was read; a second run of the day adds to what the first counted."""
    night, _ = DeadlineNight.objects.select_for_update(of=("self",)).get_or_create(
        business_date=on,
        defaults={
            "posting_id": 0, "run": run, "event_count": 0, "opened_count": 0,
            "closed_count": 0, "escalated_count": 0, "assigned_count": 0, "action_count": 0,
        },
    )  # fmt: skip
    night.posting_id = newest
    for name in ("event", "opened", "closed", "escalated", "assigned", "action"):
        field = f"{name}_count"
        setattr(night, field, getattr(night, field) + getattr(counts, field))
    night.save()
