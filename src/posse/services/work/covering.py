"""Absences and overdue work: who covers, when work comes back, and what goes to supervisors."""

from datetime import date, timedelta

from posse.services.law import current_law
from posse.services.work.people import away_on, leads_by_team
from posse.services.work.statements import do_run
from posse.units.days import add_business_days

ESCALATE_AFTER = "support.work.escalate_after"
TO_COVER = """
    WITH moved AS (
        UPDATE work_task AS task SET assigned_to_id = away.taker
        FROM unnest(%(away)s::bigint[], %(takers)s::bigint[]) AS away(staff, taker)
        WHERE task.assigned_to_id = away.staff AND task.state = 'open'
          AND away.taker IS NOT NULL
        RETURNING task.id, away.staff, away.taker)
    INSERT INTO work_taskmove (task_id, kind, from_staff_id, to_staff_id, why, moved_on,
                               moved_by)
    SELECT id, 'covered', staff, taker, '', %(on)s, %(by)s FROM moved"""
# What was only covered goes back when whoever was away is there again; what was reassigned
# since then stays where it went.
BACK = """
    WITH covered AS (
        SELECT DISTINCT ON (move.task_id) move.task_id, move.kind, move.from_staff_id,
               move.to_staff_id
        FROM work_taskmove AS move JOIN work_task AS task ON task.id = move.task_id
        WHERE task.state = 'open' AND move.kind <> 'escalated'
          AND move.task_id IN (SELECT task_id FROM work_taskmove WHERE kind = 'covered')
        ORDER BY move.task_id, move.id DESC),
    moved AS (
        UPDATE work_task AS task SET assigned_to_id = covered.from_staff_id
        FROM covered
        WHERE task.id = covered.task_id AND covered.kind = 'covered'
          AND task.assigned_to_id = covered.to_staff_id
          AND NOT covered.from_staff_id = ANY(%(away)s::bigint[])
        RETURNING task.id, covered.to_staff_id, covered.from_staff_id)
    INSERT INTO work_taskmove (task_id, kind, from_staff_id, to_staff_id, why, moved_on,
                               moved_by)
    SELECT id, 'reassigned', to_staff_id, from_staff_id, 'Back from an absence', %(on)s, %(by)s
    FROM moved"""
ESCALATE = """
    WITH moved AS (
        UPDATE work_task AS task
        SET escalated_on = %(on)s, escalated_to_id = chosen.supervisor
        FROM (SELECT late.id, COALESCE(member.supervisor_id, lead.staff) AS supervisor
              FROM work_task AS late
              LEFT JOIN staff_staffmember AS member ON member.id = late.assigned_to_id
              LEFT JOIN unnest(%(teams)s::bigint[], %(leads)s::bigint[]) AS lead(team, staff)
                     ON lead.team = late.team_id
              WHERE late.state = 'open' AND NOT late.must_wait AND late.escalated_on IS NULL
                AND late.due_on <= %(latest)s) AS chosen
        WHERE task.id = chosen.id AND chosen.supervisor IS NOT NULL
        RETURNING task.id, task.assigned_to_id, task.escalated_to_id)
    INSERT INTO work_taskmove (task_id, kind, from_staff_id, to_staff_id, why, moved_on,
                               moved_by)
    SELECT id, 'escalated', assigned_to_id, escalated_to_id, '', %(on)s, %(by)s FROM moved"""


def do_cover_absences(*, on: date, by: str) -> int:
    """Give open tasks of whoever is away to who covers, and back afterwards; how many moved."""
    away = away_on(on)
    params = {"away": away.staff, "takers": away.takers, "on": on, "by": by}
    return do_run(BACK, params) + do_run(TO_COVER, params)


def do_escalate(*, on: date, by: str) -> int:
    """Show the supervisor what is overdue for longer than the office allows; how many.

    The task stays with whoever has it; what may only not be done too early is never overdue.
    """
    leads = leads_by_team()
    params = {
        "latest": latest_escalated_due(on),
        "teams": list(leads),
        "leads": list(leads.values()),
        "on": on,
        "by": by,
    }
    return do_run(ESCALATE, params)


def latest_escalated_due(on: date) -> date:
    """The latest due day that lies more than the office's business days back."""
    allowed = current_law().value(ESCALATE_AFTER, on=on)
    day = on
    while add_business_days(day, allowed) >= on:
        day -= timedelta(days=1)
    return day
