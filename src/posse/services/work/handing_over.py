"""Giving many cases and tasks to others at once, after a look at who would get how much."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import transaction
from django.db.models import Count, QuerySet

from posse.apps.staff.models import StaffMember
from posse.apps.work.choices import MoveKind, TaskState
from posse.apps.work.models import CaseAssignment, CaseStanding, Task
from posse.services.register.entries import required
from posse.services.work.balancing import balanced
from posse.services.work.people import conflicted_cases
from posse.services.work.tasks import do_assign_tasks

MOVED_MAX = 20_000


@dataclass(frozen=True)
class Share:
    """What somebody would get, and have then."""

    staff: StaffMember
    now_count: int
    more_count: int

    @property
    def then_count(self) -> int:
        """How many tasks the person would have."""
        return self.now_count + self.more_count


@dataclass(frozen=True)
class HandOver:
    """A plan: which task goes to whom. ``seal`` changes when the tasks or their people do."""

    tasks: list[Task]
    to: list[StaffMember]
    shares: list[Share]
    left: int
    seal: str


def plan_of(tasks: QuerySet[Task], to: Sequence[StaffMember], *, on: date) -> HandOver:
    """Who would get which of some open tasks, those with fewest first.

    All tasks of one case go together. What nobody of them may work on is left.
    Raises: ValueError for nobody, or for too many at once.
    """
    if not to:
        raise ValueError("choose to whom the tasks go")
    chosen = list(tasks.filter(state=TaskState.OPEN).order_by("due_on", "id")[: MOVED_MAX + 1])
    if len(chosen) > MOVED_MAX:
        raise ValueError(f"these are more than {MOVED_MAX:,} tasks; narrow the list")
    loads = _loads(to)
    given = _given(chosen, to, loads=loads, on=on)
    moved = [(task, given[task.pk]) for task in chosen if task.pk in given]
    counts = {member.pk: 0 for member in to}
    for _, member in moved:
        counts[member.pk] += 1
    return HandOver(
        tasks=[task for task, _ in moved],
        to=[member for _, member in moved],
        shares=[Share(each, loads[each.pk], counts[each.pk]) for each in to],
        left=len(chosen) - len(moved),
        seal=_seal(moved),
    )


def _loads(to: Sequence[StaffMember]) -> dict[int, int]:
    rows = Task.objects.filter(assigned_to__in=to, state=TaskState.OPEN)
    counted = rows.order_by().values_list("assigned_to").annotate(count=Count("id"))
    return {member.pk: 0 for member in to} | dict(counted)


def _given(
    tasks: Sequence[Task], to: Sequence[StaffMember], *, loads: dict[int, int], on: date
) -> dict[int, StaffMember]:
    """To whom each task goes, by its id; whole cases go together."""
    wholes: dict[tuple[str, int], list[int]] = {}
    for task in tasks:
        key = ("task", task.pk) if task.case_id is None else ("case", task.case_id)
        wholes.setdefault(key, []).append(task.pk)
    start = np.array([loads[member.pk] for member in to], dtype=np.int64)
    places = balanced(start, len(wholes))
    forbidden = conflicted_cases([member.pk for member in to], on=on)
    given: dict[int, StaffMember] = {}
    for (kind, number), place in zip(wholes, places.tolist(), strict=True):
        turns = [*to[place:], *to[:place]]
        able = [each for each in turns if kind == "task" or (each.pk, number) not in forbidden]
        if able:
            given |= dict.fromkeys(wholes[kind, number], able[0])
    return given


def _seal(moved: Sequence[tuple[Task, StaffMember]]) -> str:
    text = ";".join(f"{task.pk}:{task.assigned_to_id}:{member.pk}" for task, member in moved)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@transaction.atomic
def do_hand_over(
    *,
    tasks: QuerySet[Task],
    to: Sequence[StaffMember],
    with_cases: bool,
    why: str,
    seal: str,
    on: date,
    by: str,
) -> HandOver:
    """Give tasks to people as the preview showed, their cases too where that is asked.

    Raises: ValueError where the list is not any more what the preview showed.
    """
    reason = required(why, what="the reason", length_max=200)
    # Whoever else gives work waits, so that what is checked is what is moved.
    list(tasks.filter(state=TaskState.OPEN).select_for_update(of=("self",)).values_list("pk"))
    plan = plan_of(tasks, to, on=on)
    if plan.seal != seal:
        raise ValueError(
            "the list changed while you looked at it; the preview below is the list as it is"
            " now, so look at it again"
        )
    do_assign_tasks(
        tasks=plan.tasks, to=plan.to, why=reason, kind=MoveKind.BALANCED, on=on, by=by
    )
    if with_cases:
        _do_give_cases(plan, why=reason, on=on, by=by)
    return plan


def _do_give_cases(plan: HandOver, *, why: str, on: date, by: str) -> None:
    told = {
        task.case_id: member
        for task, member in zip(plan.tasks, plan.to, strict=True)
        if task.case_id is not None
    }
    CaseAssignment.objects.bulk_create(
        CaseAssignment(
            case_id=case,
            staff=member,
            note=why[:120],
            effective_on=on,
            recorded_on=on,
            recorded_by=by,
        )
        for case, member in told.items()
    )
    for member in set(told.values()):
        mine = [case for case, who in told.items() if who == member]
        CaseStanding.objects.filter(case__in=mine).update(staff=member)
