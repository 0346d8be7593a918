"""Worklists: what is due, for whom, under which rule, and how much there is of it.

Counts stop at a limit, so that a list of a million tasks is as quick as one of ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q, QuerySet

from posse.apps.staff.models import StaffMember, Team
from posse.apps.work.choices import TaskState
from posse.apps.work.models import CaseloadMonth, Task
from posse.services.access import Visitor
from posse.services.counties import county_names
from posse.services.search.hits import identities_for_participants
from posse.services.work.people import conflicted_cases
from posse.services.work.tables import RuleWords, event_table, event_words, rule_told
from posse.units.days import add_months
from posse.units.money import format_dollars

MINE, TEAM, NOBODY, ESCALATED, EVERYBODY = "mine", "team", "nobody", "escalated", "everybody"
OVERDUE, TODAY, WEEK, LATER = "overdue", "today", "week", "later"
GROUPS = {
    OVERDUE: "Overdue",
    TODAY: "Due today",
    WEEK: "Due this week",
    LATER: "Due later",
}
COUNT_MAX = 1000
SORTS = {
    "due": ("due_on", "id"),
    "due-last": ("-due_on", "-id"),
    "opened": ("opened_on", "id"),
    "rule": ("rule", "due_on", "id"),
    "case": ("case__number", "due_on", "id"),
}
SORT_WORDS = {
    "due": "First due first",
    "due-last": "Last due first",
    "opened": "Longest open first",
    "rule": "By rule",
    "case": "By case",
}


@dataclass(frozen=True)
class Asked:
    """Which tasks a list shows. ``worker``, ``team`` and ``county`` narrow; empty do not.

    ``hidden`` are the cases that the viewer may not see.
    """

    viewer: StaffMember | None
    on: date
    queue: str = EVERYBODY
    worker: int | None = None
    team: int | None = None
    county: str = ""
    rule: str = ""
    group: str = ""
    sort: str = "due"
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True)
class TaskLine:
    """One task as a list shows it."""

    task: Task
    what: str
    for_whom: str
    told: RuleWords
    act_words: str
    act_url: str
    worker: str
    is_reminding: bool


@dataclass(frozen=True)
class TaskGroup:
    """Tasks of one span of due days; ``count`` stops at the limit."""

    name: str
    words: str
    count: int
    lines: list[TaskLine] = field(default_factory=list)

    @property
    def count_words(self) -> str:
        """How many there are, as far as counted."""
        return counted(self.count)


def counted(count: int) -> str:
    """A count in words; beyond the limit it only says more."""
    return f"more than {COUNT_MAX:,}" if count > COUNT_MAX else f"{count:,}"


def staff_of(user: Visitor) -> StaffMember | None:
    """Whoever of the staff a user is."""
    members = StaffMember.objects.select_related("team__office", "user")
    return members.filter(user=user).first() if isinstance(user, User) else None


def tasks_asked(asked: Asked) -> QuerySet[Task]:
    """The open tasks that a list asks for, without those the viewer may not see."""
    rows = Task.objects.filter(state=TaskState.OPEN)
    rows = rows.filter(_of_queue(asked))
    if asked.worker is not None:
        rows = rows.filter(assigned_to=asked.worker)
    if asked.team is not None:
        rows = rows.filter(team=asked.team)
    if asked.county:
        rows = rows.filter(county_fips=asked.county)
    if asked.rule:
        rows = rows.filter(rule=asked.rule)
    if asked.hidden:
        rows = rows.exclude(case__in=asked.hidden)
    return rows.filter(_of_group(asked.group, asked.on)) if asked.group else rows


def hidden_from(viewer: StaffMember | None, *, on: date) -> tuple[int, ...]:
    """The cases of people for whom somebody may not work, so that no list names them."""
    if viewer is None:
        return ()
    return tuple(case for _, case in conflicted_cases([viewer.pk], on=on))


def _of_queue(asked: Asked) -> Q:
    viewer = asked.viewer
    if asked.queue == EVERYBODY:
        return Q()
    if viewer is None:
        return Q(pk__in=[])
    return {
        MINE: Q(assigned_to=viewer),
        TEAM: Q(team=viewer.team_id) if viewer.team_id else Q(pk__in=[]),
        NOBODY: Q(team=viewer.team_id, assigned_to=None) if viewer.team_id else Q(pk__in=[]),
        ESCALATED: Q(escalated_to=viewer),
    }[asked.queue]


def week_end(on: date) -> date:
    """The Sunday that ends the week of a day."""
    return on + timedelta(days=6 - on.weekday())


def _of_group(group: str, on: date) -> Q:
    """Which due days a group has; what must only wait is never overdue."""
    end = week_end(on)
    return {
        OVERDUE: Q(due_on__lt=on, must_wait=False),
        TODAY: Q(due_on=on) | Q(due_on__lt=on, must_wait=True),
        WEEK: Q(due_on__gt=on, due_on__lte=end),
        LATER: Q(due_on__gt=end),
    }[group]


def group_of(task: Task, *, on: date) -> str:
    """The group of a task on a day."""
    if task.due_on < on and not task.must_wait:
        return OVERDUE
    if task.due_on <= on:
        return TODAY
    return WEEK if task.due_on <= week_end(on) else LATER


def count_of(rows: QuerySet[Task]) -> int:
    """How many tasks there are, up to one above the limit."""
    return rows.order_by()[: COUNT_MAX + 1].count()


def grouped(asked: Asked, *, limit: int) -> list[TaskGroup]:
    """Every group with its count and its first lines."""
    found, chosen = [], []
    for name, words in GROUPS.items():
        rows = tasks_asked(replace(asked, group=name))
        first = list(_with_subjects(rows.order_by(*SORTS["due"]))[:limit])
        count = len(first) if len(first) < limit else count_of(rows)
        found.append(TaskGroup(name, words, count))
        chosen.append(first)
    lines = iter(lines_of([task for tasks in chosen for task in tasks], on=asked.on))
    return [
        replace(group, lines=[next(lines) for _ in tasks])
        for group, tasks in zip(found, chosen, strict=True)
    ]


def listed(asked: Asked) -> QuerySet[Task]:
    """The tasks of a list in its order."""
    return _with_subjects(tasks_asked(asked).order_by(*SORTS.get(asked.sort, SORTS["due"])))


def _with_subjects(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.select_related("case", "assigned_to__user", "team__office")


def lines_of(tasks: Sequence[Task], *, on: date) -> list[TaskLine]:
    """Tasks as lines, the names of all their people read at once."""
    people = {
        person
        for task in tasks
        if task.case is not None
        for person in (task.case.obligor_id, task.case.obligee_id)
        if person
    }
    names = {
        person: rows[0].full_name
        for person, rows in identities_for_participants(people).items()
    }
    told = {rule: rule_told(rule, on=on) for rule in {task.rule for task in tasks}}
    return [_line(task, names, told[task.rule], on=on) for task in tasks]


def _line(task: Task, names: dict[int, str], told: RuleWords, *, on: date) -> TaskLine:
    words, url = next_act(task)
    return TaskLine(
        task=task,
        what=what_of(task, told),
        for_whom=_for_whom(task, names),
        told=told,
        act_words=words,
        act_url=url,
        worker=task.assigned_to.full_name if task.assigned_to else "Nobody yet",
        is_reminding=task.remind_on is not None and task.remind_on <= on,
    )


def what_of(task: Task, told: RuleWords) -> str:
    """What is to be done, in words."""
    if task.rule and told.cites:
        return told.words
    return task.subject or event_words(task.kind)


def _for_whom(task: Task, names: dict[int, str]) -> str:
    if task.case is None:
        # Without a rule of its own the subject is what is to be done already.
        return task.subject if task.rule else ""
    obligor = names.get(task.case.obligor_id or 0, "")
    obligee = names.get(task.case.obligee_id, "")
    return " and ".join(name for name in (obligee, obligor) if name)


def next_act(task: Task) -> tuple[str, str]:
    """The next act of a task in one click: its words, and its address or an event's name.

    A task of another room leads there; a clock is stopped by the first event that meets it.
    """
    if task.url:
        return "Open it", task.url
    closing = [event for event in event_table().closing_events(task.rule) if event.by_hand]
    if closing and task.case_id:
        return closing[0].words, f"?event={closing[0].name}"
    return "Finish it", ""


def overdue_count(user: object, *, on: date) -> int:
    """How many tasks of a user are overdue, up to one above the limit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM work_task AS task"
            " JOIN staff_staffmember AS member ON member.id = task.assigned_to_id"
            " WHERE member.user_id = %s AND task.state = 'open' AND NOT task.must_wait"
            " AND task.due_on < %s LIMIT %s) AS overdue",
            [getattr(user, "pk", None), on, COUNT_MAX + 1],
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Measure:
    """One measure of a caseload this month, and last month where it was measured."""

    words: str
    now: str
    before: str


def measures_of(staff: StaffMember, *, on: date) -> list[Measure]:
    """The five measures of somebody's caseload against last month; none before a night."""
    month = on.replace(day=1)
    rows = CaseloadMonth.objects.filter(staff=staff, month__in=[month, add_months(month, -1)])
    by_month = {row.month: row for row in rows}
    now, before = by_month.get(month), by_month.get(add_months(month, -1))
    if now is None:
        return []
    told = _measures(now)
    then = _measures(before) if before else {}
    return [Measure(words, text, then.get(words, "")) for words, text in told.items()]


def _measures(row: CaseloadMonth) -> dict[str, str]:
    return {
        "Open cases": f"{row.case_count:,}",
        "With an order": percent(row.order_count, row.case_count),
        "Paid something this month": percent(row.paying_count, row.order_count),
        "Collected of what fell due": (
            f"{percent(row.paid_cents, row.due_cents)}"
            f" ({format_dollars(row.paid_cents)} of {format_dollars(row.due_cents)})"
        ),
        "Done in time": percent(row.done_count, row.done_count + row.late_count),
    }


def percent(part: int, whole: int) -> str:
    """A share in whole percent, rounded down so that nothing unfinished reads as all of it."""
    return f"{part * 100 // whole}%" if whole else "–"  # noqa: RUF001 - a dash is meant


def teams_for_choice() -> list[tuple[str, str]]:
    """Every team by its id, with its office."""
    teams = Team.objects.select_related("office")
    return [(str(team.pk), f"{team.office.name}, {team.name}") for team in teams]


def workers_for_choice(team: int | None = None) -> list[tuple[str, str]]:
    """Everybody who works here, or in one team, by name; the sign-in where there is none."""
    rows = StaffMember.objects.filter(user__is_active=True)
    rows = rows.filter(team=team) if team else rows
    # Thousands of people are read as plain names, which a row of each would take long to be.
    names = rows.values_list("pk", "user__first_name", "user__last_name", "user__username")
    return [
        (str(pk), f"{given} {surname}".strip() or username)
        for pk, given, surname, username in names
    ]


def counties_for_choice(*, on: date) -> list[tuple[str, str]]:
    """Every county of the State by its code."""
    return sorted(county_names(on=on).items(), key=lambda pair: pair[1])
