"""Writers of single tasks: opened by hand or by a room, finished, and given to others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.staff.models import StaffMember, Team
from posse.apps.work.choices import MoveKind, TaskState
from posse.apps.work.models import Task, TaskMove
from posse.rules.support.clocks import RECURRING
from posse.rules.support.deadlines import next_returns
from posse.services.law import current_law
from posse.services.register.entries import check_order_of_dates, required
from posse.services.work.assigning import do_place_tasks
from posse.services.work.events import do_record_event
from posse.services.work.people import conflicted_cases, teams_by_county
from posse.services.work.statements import do_run
from posse.services.work.tables import event_words, rule_told
from posse.units.days import day_from_number, day_number, day_words

OUTCOME_LENGTH = 300
REASSIGN = """
    WITH moved AS (
        UPDATE work_task AS task SET assigned_to_id = told.staff,
               team_id = COALESCE(member.team_id, task.team_id)
        FROM (SELECT told.task, told.staff, mine.assigned_to_id AS earlier
              FROM unnest(%(tasks)s::bigint[], %(staff)s::bigint[]) AS told(task, staff)
              JOIN work_task AS mine ON mine.id = told.task) AS told
        JOIN staff_staffmember AS member ON member.id = told.staff
        WHERE task.id = told.task AND task.state = 'open'
          AND task.assigned_to_id IS DISTINCT FROM told.staff
        RETURNING task.id, told.earlier, task.assigned_to_id)
    INSERT INTO work_taskmove (task_id, kind, from_staff_id, to_staff_id, why, moved_on,
                               moved_by)
    SELECT id, %(kind)s, earlier, assigned_to_id, %(why)s, %(on)s, %(by)s FROM moved"""


@dataclass(frozen=True)
class TaskTold:
    """What is to be done in a case, and where."""

    case: Case
    subject: str
    url: str


@transaction.atomic
def do_open_task(  # noqa: PLR0913 - one argument a column
    *,
    kind: str,
    due_on: date,
    on: date,
    by: str,
    case: Case | None = None,
    subject: str = "",
    rule: str = "",
    assigned_to: StaffMember | None = None,
    team: Team | None = None,
    url: str = "",
    county_fips: str = "",
    remind_on: date | None = None,
) -> Task:
    """A task that no event's clock is; a rule is said where there is one.

    Without a person it goes to whoever has the case, or to the county's team.
    """
    county = case.county_fips if case else county_fips
    if team is None and assigned_to is not None:
        team = assigned_to.team
    if team is None and case is None:
        team = Team.objects.filter(pk=teams_by_county().get(county, 0)).first()
    task = Task.objects.create(
        case=case,
        county_fips=county,
        subject=subject[:200],
        rule=rule,
        kind=required(kind, what="the kind of task", length_max=40),
        opened_on=on,
        remind_on=remind_on,
        due_on=due_on,
        assigned_to=assigned_to,
        team=team,
        url=url,
    )
    if case is not None and assigned_to is None:
        do_place_tasks(cases=[case.pk], on=on, by=by)
        task.refresh_from_db()
    return task


@transaction.atomic
def do_open_tasks(
    told: Sequence[TaskTold], *, kind: str, due_on: date, on: date, by: str
) -> list[Task]:
    """Tasks of one kind for many cases at once, each given to whoever has its case.

    They come back in the order told, without who has them.
    """
    if not told:
        return []
    tasks = Task.objects.bulk_create(
        Task(
            case=each.case,
            county_fips=each.case.county_fips,
            subject=each.subject[:200],
            kind=required(kind, what="the kind of task", length_max=40),
            opened_on=on,
            due_on=due_on,
            url=each.url,
        )
        for each in told
    )
    do_place_tasks(cases=sorted({each.case.pk for each in told}), on=on, by=by)
    return tasks


def locked_task(task: Task) -> Task:
    """The task as it stands now, held until the end of the transaction."""
    return Task.objects.select_for_update(of=("self",)).get(pk=task.pk)


def _check_is_open(task: Task) -> None:
    if task.state != TaskState.OPEN:
        day = day_words(task.closed_on) if task.closed_on else "before"
        raise ValueError(
            f"{task.closed_by or 'somebody'} closed this task on {day} with"
            f" “{task.outcome}”; nothing more was recorded"
        )


@transaction.atomic
def do_finish_task(
    *,
    task: Task,
    outcome: str,
    on: date,
    by: str,
    event: str = "",
    effective_on: date | None = None,
    is_cancelled: bool = False,
) -> Task:
    """Close a task, by an event of its case that stops its clock or by words alone.

    A duty that returns is opened again for its next day when it is finished by words.
    Raises: ValueError where somebody closed it before, saying who and with what.
    """
    current = locked_task(task)
    _check_is_open(current)
    if event:
        return _do_finish_by_event(
            current, event=event, outcome=outcome, effective_on=effective_on or on, on=on, by=by
        )
    current.state = TaskState.CANCELLED if is_cancelled else TaskState.DONE
    current.closed_on, current.closed_by = on, by
    current.outcome = required(outcome, what="what came of it", length_max=OUTCOME_LENGTH)
    current.save()
    if not is_cancelled:
        _do_open_again(current, on=on, by=by)
    return current


def _do_finish_by_event(
    task: Task, *, event: str, outcome: str, effective_on: date, on: date, by: str
) -> Task:
    if task.case is None:
        raise ValueError("this task belongs to no case, so no event can finish it")
    check_order_of_dates(effective_on, on, earlier_what="the event", later_what="today")
    do_record_event(
        case=task.case, kind=event, effective_on=effective_on, on=on, by=by, note=outcome
    )
    current = locked_task(task)
    if current.state == TaskState.OPEN:
        raise ValueError(f"“{event_words(event)}” does not finish this task")
    if outcome.strip():
        current.outcome = f"{event_words(event)}: {outcome.strip()}"[:OUTCOME_LENGTH]
        current.save()
    return current


def _do_open_again(task: Task, *, on: date, by: str) -> None:
    """The next return of a duty that comes back, counted from the day it was done."""
    if not task.rule or rule_told(task.rule, on=on).duty != RECURRING:
        return
    today = np.array([day_number(on)], dtype=np.int64)
    due = next_returns(task.rule, today, not_before=today, law=current_law())
    do_open_task(
        kind=task.kind,
        due_on=day_from_number(due[0]),
        on=on,
        by=by,
        case=task.case,
        subject=task.subject,
        rule=task.rule,
        assigned_to=task.assigned_to,
        team=task.team,
        url=task.url,
    )


@transaction.atomic
def do_assign_tasks(
    *,
    tasks: Iterable[Task],
    to: Sequence[StaffMember],
    why: str,
    on: date,
    by: str,
    kind: MoveKind = MoveKind.REASSIGNED,
) -> int:
    """Give open tasks to people, one each in the order given; how many moved.

    Raises: ValueError where somebody may not work for a person of the case, before any moved.
    """
    chosen = list(tasks)
    if len(to) != len(chosen):
        raise ValueError("say for each task to whom it goes")
    forbidden = conflicted_cases({member.pk for member in to}, on=on)
    for task, member in zip(chosen, to, strict=True):
        if task.case is not None and (member.pk, task.case_id) in forbidden:
            raise ValueError(
                f"{member.full_name} may not work on case {task.case.number};"
                " a conflict of interest is declared"
            )
    params = {
        "tasks": [task.pk for task in chosen],
        "staff": [member.pk for member in to],
        "kind": kind.value,
        "why": why.strip()[:300],
        "on": on,
        "by": by,
    }
    return do_run(REASSIGN, params)


def open_tasks(case: Case) -> QuerySet[Task]:
    """The open tasks of a case, the first due first."""
    return (
        Task.objects.filter(case=case, state=TaskState.OPEN)
        .select_related("assigned_to__user", "opened_by")
        .order_by("due_on", "id")
    )


def moves_of(task: Task) -> list[TaskMove]:
    """Everybody who had a task, in order."""
    people = ("from_staff__user", "to_staff__user")
    return list(task.moves.select_related(*people).order_by("id"))
