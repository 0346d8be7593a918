"""How much each person has to do: for supervisors, by worker, with what is overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from posse.apps.staff.models import StaffMember
from posse.services.work.people import away_on

LOADS = """
    SELECT assigned_to_id, count(*),
           count(*) FILTER (WHERE due_on < %(on)s AND NOT must_wait),
           count(*) FILTER (WHERE due_on = %(on)s),
           count(*) FILTER (WHERE escalated_on IS NOT NULL),
           min(due_on) FILTER (WHERE NOT must_wait)
    FROM work_task
    WHERE state = 'open' AND assigned_to_id = ANY(%(staff)s) GROUP BY assigned_to_id"""
CASES = """
    SELECT staff_id, count(*) FROM work_casestanding
    WHERE is_served AND staff_id = ANY(%(staff)s) GROUP BY staff_id"""


@dataclass(frozen=True)
class Workload:
    """What one person has."""

    staff: StaffMember
    case_count: int
    open_count: int
    overdue_count: int
    today_count: int
    escalated_count: int
    oldest_due: date | None
    away: str


def workloads(*, on: date, team: int | None = None) -> list[Workload]:
    """Everybody with cases or tasks, or of one team, the most overdue first."""
    members = StaffMember.objects.select_related("user", "team__office")
    members = members.filter(team=team) if team else members.filter(team__isnull=False)
    people = {member.pk: member for member in members}
    with connection.cursor() as cursor:
        cursor.execute(LOADS, {"on": on, "staff": list(people)})
        tasks = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(CASES, {"staff": list(people)})
        cases = dict(cursor.fetchall())
    away = away_on(on).covers
    found = [
        _workload(member, tasks.get(key), cases.get(key, 0), away=_away(key, away, people))
        for key, member in people.items()
    ]
    return sorted(found, key=lambda each: (-each.overdue_count, -each.open_count))


def _workload(
    member: StaffMember, counts: tuple[Any, ...] | None, cases: int, *, away: str
) -> Workload:
    opened, overdue, today, escalated, oldest = counts or (0, 0, 0, 0, None)
    return Workload(member, cases, opened, overdue, today, escalated, oldest, away)


def _away(key: int, away: Mapping[int, int | None], people: dict[int, StaffMember]) -> str:
    if key not in away:
        return ""
    cover = people.get(away[key] or 0)
    return f"away, covered by {cover.full_name}" if cover else "away, covered by nobody"
