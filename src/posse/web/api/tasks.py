"""Tasks: read, finished and given to others, each change once, on a version that was seen."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router, Schema

from posse.apps.staff.models import StaffMember
from posse.apps.work.models import Task
from posse.services.access import READ_CASES as READ_CASES_ACT
from posse.services.access import REASSIGN_WORK, WORK_TASKS
from posse.services.doors.programs import closed_to_program
from posse.services.tokens.answering import do_keep_answer, kept_answer
from posse.services.work.tables import event_table
from posse.services.work.tasks import do_assign_tasks, do_finish_task, locked_task
from posse.web.api.doors import asked_case, asked_task
from posse.web.api.paging import LARGEST_ID, Paged, page_of
from posse.web.api.problems import Problem
from posse.web.api.shapes import Assign, CaseNumber, Finish, Id, TaskRow, Tasks
from posse.web.api.tokens import READ_TASKS, WRITE_TASKS
from posse.web.doors import require
from posse.web.workday import acting_date

router = Router(tags=["tasks"])
Seen = Annotated[str, Header(alias="If-Match", max_length=80, description="the task's etag")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=80,
        description="made up anew for each change; a repeated one gets the first answer",
    ),
]


@router.get("/tasks", response=Tasks, auth=READ_TASKS, operation_id="list_tasks")
def list_tasks(
    request: HttpRequest,
    *,
    asked: Paged,
    state: Literal["open", "done", "cancelled"] = "open",
    assigned_to: int | None = Query(None, ge=1, le=LARGEST_ID),
) -> Tasks:
    """Tasks by the order in which they were opened, without those of closed cases."""
    require(request.user, READ_CASES_ACT)
    closed = closed_to_program(request.user, on=acting_date(), case="case__")
    rows = Task.objects.select_related("case").filter(state=state).exclude(closed)
    if assigned_to is not None:
        rows = rows.filter(assigned_to=assigned_to)
    shown, following = page_of(rows, asked)
    return Tasks(items=[_row(task) for task in shown], next=following)


@router.get(
    "/cases/{number}/tasks",
    response=Tasks,
    auth=READ_TASKS,
    operation_id="list_tasks_of_case",
)
def list_tasks_of_case(request: HttpRequest, number: CaseNumber, asked: Paged) -> Tasks:
    """Every task of a case, closed ones too."""
    case = asked_case(request, number)
    rows = Task.objects.select_related("case").filter(case=case)
    shown, following = page_of(rows, asked)
    return Tasks(items=[_row(task) for task in shown], next=following)


@router.get("/tasks/{task_id}", response=TaskRow, auth=READ_TASKS, operation_id="get_task")
def get_task(request: HttpRequest, response: HttpResponse, task_id: Id) -> TaskRow:
    """One task, with the version that a change must name."""
    row = _row(asked_task(request, task_id))
    response["ETag"] = row.etag
    return row


@router.post(
    "/tasks/{task_id}/finish", response=TaskRow, auth=WRITE_TASKS, operation_id="finish_task"
)
def finish_task(
    request: HttpRequest,
    response: HttpResponse,
    *,
    task_id: Id,
    said: Finish,
    key: Key,
    seen: Seen = "",
) -> TaskRow:
    """Close a task by an event of its case or by words; a returning duty opens again."""
    require(request.user, WORK_TASKS)
    task, on = asked_task(request, task_id), acting_date()

    def finish() -> Task:
        events = event_table().closing_events(task.rule) if task.case_id else []
        if said.event and said.event not in {each.name for each in events if each.by_hand}:
            raise ValueError(f"“{said.event}” does not finish this task")
        return do_finish_task(
            task=task,
            outcome=said.outcome,
            on=on,
            by=request.user.get_username(),
            event=said.event,
            effective_on=said.effective_on,
            is_cancelled=said.is_cancelled,
        )

    return _changed(request, response, _Change(task, said, key, seen), perform=finish)


@router.post(
    "/tasks/{task_id}/assign", response=TaskRow, auth=WRITE_TASKS, operation_id="assign_task"
)
def assign_task(
    request: HttpRequest,
    response: HttpResponse,
    *,
    task_id: Id,
    said: Assign,
    key: Key,
    seen: Seen = "",
) -> TaskRow:
    """Give a task to somebody else, who may not have a conflict of interest in it."""
    require(request.user, REASSIGN_WORK)
    task = asked_task(request, task_id)

    def assign() -> Task:
        member = StaffMember.objects.filter(pk=said.staff, user__is_active=True).first()
        if member is None:
            raise ValueError(f"nobody who works here has the number {said.staff}")
        if task.state != "open":
            raise ValueError(f"the task is closed: {task.outcome}")
        do_assign_tasks(
            tasks=[task],
            to=[member],
            why=said.why,
            on=acting_date(),
            by=request.user.get_username(),
        )
        return locked_task(task)

    return _changed(request, response, _Change(task, said, key, seen), perform=assign)


@dataclass(frozen=True)
class _Change:
    """A change somebody asks for: of which task, under which key, on which version."""

    task: Task
    said: Schema
    key: str
    seen: str

    @property
    def asked_sha256(self) -> str:
        """By which the same request is told from another."""
        asked = f"{type(self.said).__name__} {self.task.pk} {self.said.model_dump_json()}"
        return hashlib.sha256(asked.encode()).hexdigest()


def _changed(
    request: HttpRequest,
    response: HttpResponse,
    change: _Change,
    *,
    perform: Callable[[], Task],
) -> TaskRow:
    """The answer kept under the key, or the change done and its answer kept.

    Raises: Problem.
    """
    token = request.token  # type: ignore[attr-defined]
    with transaction.atomic():
        kept = kept_answer(token, change.key)
        if kept is not None:
            if kept.asked_sha256 != change.asked_sha256:
                raise Problem(422, "This idempotency key was used for another request.")
            response["Idempotent-Replayed"] = "true"
            response["ETag"] = kept.etag
            return TaskRow(**kept.body)
        _check_seen(change)
        try:
            row = _row(perform())
        except ValueError as error:
            raise Problem(409, str(error)) from error
        do_keep_answer(
            token=token,
            key=change.key,
            asked_sha256=change.asked_sha256,
            body=row.model_dump(mode="json"),
            etag=row.etag,
        )
    response["ETag"] = row.etag
    return row


def _check_seen(change: _Change) -> None:
    """Refuse a change of what the sender did not see, and show it. Raises: Problem."""
    if not change.seen:
        raise Problem(428, "Send the task's etag as If-Match.")
    now = _row(locked_task(change.task))
    if change.seen != now.etag:
        raise Problem(
            412,
            "The task is not as you saw it; nothing was changed. “now” shows it.",
            now=now.model_dump(mode="json"),
        )


def _row(task: Task) -> TaskRow:
    fields: dict[str, Any] = {
        "id": task.pk,
        "case": task.case.number if task.case else None,
        "kind": task.kind,
        "subject": task.subject,
        "rule": task.rule,
        "opened_on": task.opened_on,
        "due_on": task.due_on,
        "must_wait": task.must_wait,
        "assigned_to": task.assigned_to_id,
        "team": task.team_id,
        "state": str(task.state),
        "closed_on": task.closed_on,
        "outcome": task.outcome,
    }
    told = hashlib.sha256(repr(list(fields.values())).encode()).hexdigest()[:16]
    return TaskRow(**fields, etag=f'"{told}"')
