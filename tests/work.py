"""Work for tests of pages: a team, tasks of each span of due days, a change of the table."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import User

from posse.apps.cases.models import Case
from posse.apps.work.models import Task
from posse.services.staff.members import do_form_team, do_hire, do_open_office
from posse.services.work.events import do_change_event_rule, do_record_event
from posse.services.work.night import do_run_deadlines
from posse.services.work.tasks import do_assign_tasks, do_open_task, open_tasks

MEMBERS = ("supervisor", "caseworker", "sdu-clerk")


@dataclass(frozen=True)
class WorkDesk:
    """Ids of what there is to do."""

    task: int
    done: int
    clerk: int
    worker: int
    team: int


def build_work(case: Case, *, on: date) -> WorkDesk:
    """A team of three with tasks of one case, all of them the clerk's, and one done."""
    office = do_open_office(name="Example Office", county_fips="56021")
    team = do_form_team(office=office, name="Team of tests")
    lead, worker, clerk = (
        do_hire(user=User.objects.get(username=name), team=team) for name in MEMBERS
    )
    do_hire(user=worker.user, team=team, supervisor=lead)
    do_run_deadlines(on=on, by="test")
    for kind, day in (
        ("petition_dismissed", on - timedelta(days=3)),
        ("enforcement_failed", on),
        ("status_inquiry_received", on - timedelta(days=4)),
        ("locate_needed", on),
        ("closure_notice_sent", on),
    ):
        do_record_event(case=case, kind=kind, effective_on=day, on=on, by="test")
    do_record_event(
        case=case, kind="status_inquiry_answered", effective_on=on, on=on, by="test"
    )
    tasks = list(open_tasks(case))
    do_assign_tasks(tasks=tasks, to=[clerk] * len(tasks), why="For the tests", on=on, by="test")
    do_open_task(
        kind="call_back", subject="Call the employer back", due_on=on, on=on, by="test",
        assigned_to=clerk, url="/search/",
    )  # fmt: skip
    do_change_event_rule(
        event="new_information_for_other_state", effect="opens", rule="TF081", is_on=True,
        alert_days=5, effective_on=on, why="We hear too late.", on=on, by="administrator",
        seen=0,
    )  # fmt: skip
    return WorkDesk(
        task=tasks[0].pk,
        done=Task.objects.get(state="done", rule="TF083").pk,
        clerk=clerk.pk,
        worker=worker.pk,
        team=team.pk,
    )


def work_addresses(desk: WorkDesk, case: str) -> dict[str, str]:
    """Pages of work that every reader of cases may read, by the name of their address."""
    return {
        "money-day": "/money/",
        "work": "/tasks/",
        "work-csv": "/tasks.csv",
        "loads": "/tasks/load/",
        "loads-csv": "/tasks/load.csv",
        "absence": "/tasks/absence/",
        "task": f"/tasks/{desk.task}/",
        "task-act": f"/tasks/{desk.task}/acts/finish/",
        "case-work": f"/cases/{case}/tasks/",
        "case-tell": f"/cases/{case}/tasks/tell/",
        "events-table": "/events/",
        "events-csv": "/events.csv",
        "event-rules": "/events/status_inquiry_received/",
    }
