"""What the case page shows of work: the next required action with its clock, tasks, events."""

from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.staff.models import StaffMember
from posse.apps.work.choices import Action
from posse.apps.work.models import CaseAssignment, CaseEvent, NextAction, Task
from posse.rules.support.next_action import NextAction as ActionRow
from posse.rules.support.next_action import next_action_rows
from posse.services.law import current_law
from posse.services.pages.worklists import TaskLine, lines_of
from posse.services.work.tables import event_words
from posse.services.work.tasks import open_tasks


@dataclass(frozen=True)
class ActionTold:
    """The next required action of a case: what, why, who says so, and its clock if one runs."""

    action: str
    why: str
    cites: tuple[str, ...]
    decided_on: date
    clock: Task | None
    is_same_law: bool


@dataclass(frozen=True)
class EventTold:
    """Something that happened, in words."""

    event: CaseEvent
    words: str


def next_action_of(case: Case) -> ActionTold | None:
    """What a case needs next by the latest decision; None before its first night."""
    found = NextAction.objects.filter(case=case).order_by("-id").first()
    return None if found is None else _told(found, list(open_tasks(case)))


def _told(found: NextAction, tasks: list[Task]) -> ActionTold:
    law = current_law()
    rows = {row.when: row for row in next_action_rows(law, on=found.decided_on)}
    bare = ActionRow(found.reason, found.action, found.reason.replace("_", " "), (), ())
    row = rows.get(found.reason, bare)
    clocks = [task for task in tasks if task.rule in row.rules]
    return ActionTold(
        action=str(Action(found.action).label),
        why=row.why,
        cites=row.cites,
        decided_on=found.decided_on,
        clock=clocks[0] if clocks else None,
        is_same_law=found.law_fingerprint == law.fingerprint,
    )


def earlier_actions(case: Case, *, limit: int = 12) -> list[ActionTold]:
    """Every decision what a case needs next, the latest first."""
    rows = NextAction.objects.filter(case=case).order_by("-id")[:limit]
    return [_told(row, []) for row in rows]


def task_lines(case: Case, *, on: date) -> list[TaskLine]:
    """The open tasks of a case as lines."""
    return lines_of(list(open_tasks(case).select_related("case", "team__office")), on=on)


def closed_tasks(case: Case, *, limit: int = 20) -> list[Task]:
    """The tasks of a case that were done or cancelled, the latest first."""
    rows = Task.objects.filter(case=case, closed_on__isnull=False)
    return list(rows.select_related("assigned_to__user").order_by("-closed_on", "-id")[:limit])


def events_told(case: Case, *, limit: int = 50) -> list[EventTold]:
    """What happened in a case and starts or stops clocks, the latest first."""
    rows = CaseEvent.objects.filter(case=case).order_by("-effective_on", "-id")[:limit]
    return [EventTold(row, event_words(row.kind)) for row in rows]


def worker_of(case: Case, *, on: date) -> StaffMember | None:
    """Who has a case on a day."""
    rows = CaseAssignment.objects.filter(case=case, effective_on__lte=on)
    latest = rows.select_related("staff__user").order_by("-effective_on", "-id").first()
    return latest.staff if latest else None
