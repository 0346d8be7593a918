"""Giving cases to caseworkers, least first, and tasks to whoever has their case."""

from collections import Counter
from datetime import date

import numpy as np
import polars as pl

from posse.services.bulk import write_frame
from posse.services.work.balancing import balanced
from posse.services.work.people import (
    away_on,
    caseworkers_by_county,
    conflicted_cases,
    teams_by_county,
)
from posse.services.work.statements import do_count_anew, do_run, one_number

WORKER_OF_CASES = """
    SELECT DISTINCT ON (case_id) case_id, staff_id FROM work_caseassignment
    WHERE case_id = ANY(%(cases)s) AND effective_on <= %(on)s
    ORDER BY case_id, effective_on DESC, id DESC"""
WORKER_OF_ALL = """
    SELECT case_id, staff_id FROM work_casestanding WHERE staff_id IS NOT NULL"""
# Whoever is away is passed over for who covers; without one the team's queue takes it.
PLACE = """
    WITH worker AS ({workers}),
    placed AS (
        UPDATE work_task AS task
        SET assigned_to_id = CASE WHEN away.staff IS NULL THEN worker.staff_id
                                  ELSE away.taker END,
            team_id = member.team_id
        FROM worker
        JOIN staff_staffmember AS member ON member.id = worker.staff_id
        LEFT JOIN unnest(%(away)s::bigint[], %(takers)s::bigint[]) AS away(staff, taker)
               ON away.staff = worker.staff_id
        WHERE task.case_id = worker.case_id AND task.state = 'open'
          AND task.assigned_to_id IS NULL
          AND (away.staff IS NULL OR away.taker IS NOT NULL OR task.team_id IS NULL)
        RETURNING task.id, worker.staff_id, task.assigned_to_id, away.staff AS absent)
    , noted AS (
        INSERT INTO work_taskmove (task_id, kind, from_staff_id, to_staff_id, why, moved_on,
                                   moved_by)
        SELECT id, 'covered', staff_id, assigned_to_id, '', %(on)s, %(by)s
        FROM placed WHERE absent IS NOT NULL AND assigned_to_id IS NOT NULL)
    SELECT count(*) FROM placed"""
TO_TEAMS = """
    UPDATE work_task AS task SET team_id = home.team
    FROM unnest(%(counties)s::text[], %(teams)s::bigint[]) AS home(county, team)
    WHERE task.county_fips = home.county AND task.state = 'open' AND task.team_id IS NULL
      AND task.assigned_to_id IS NULL{chosen}"""


def do_place_tasks(*, cases: list[int] | None, on: date, by: str) -> int:
    """Give open tasks that nobody has to whoever has their case; how many.

    ``cases`` None means all, by the standings of the night. What no person can be given goes
    to the queue of the county's first team.
    """
    away, teams = away_on(on), teams_by_county()
    params = {
        "cases": cases,
        "on": on,
        "by": by,
        "away": away.staff,
        "takers": away.takers,
        "counties": list(teams),
        "teams": list(teams.values()),
    }
    workers = WORKER_OF_ALL if cases is None else WORKER_OF_CASES
    chosen = "" if cases is None else " AND task.case_id = ANY(%(cases)s)"
    placed = one_number(PLACE.format(workers=workers), params)
    do_run(TO_TEAMS.format(chosen=chosen), params)
    return placed


def do_assign_cases(cases: pl.DataFrame, *, on: date, by: str) -> pl.DataFrame:
    """Give each served case that nobody has to a caseworker of its county with least cases.

    Nobody is given the case of a person they may not work for. The cases come back with
    whoever has them in ``staff_id``.
    """
    workers, loads = caseworkers_by_county(), _loads(cases)
    free = cases.filter(pl.col("is_served") & pl.col("staff_id").is_null())
    given = []
    for (county,), rows in free.group_by("county", maintain_order=True):
        able = workers.get(str(county), [])
        if able:
            given.append(_given(rows["case"].to_numpy(), able, loads=loads, on=on))
    if not given:
        return cases
    told = pl.concat(given)
    write_frame(
        "work_caseassignment",
        told.select(
            case_id="case",
            staff_id="staff",
            effective_on=pl.lit(on),
            recorded_on=pl.lit(on),
            recorded_by=pl.lit(by),
            note=pl.lit("Given by the night to whoever had least"),
        ),
    )
    joined = cases.join(told, on="case", how="left", maintain_order="left")
    return joined.with_columns(staff_id=pl.coalesce("staff_id", "staff")).drop("staff")


def do_set_out_workers(cases: pl.DataFrame) -> None:
    """Who has which case, in a temporary table that ends with the transaction."""
    do_run("DROP TABLE IF EXISTS work_worker")
    do_run(
        "CREATE TEMPORARY TABLE work_worker (case_id bigint, staff_id bigint) ON COMMIT DROP"
    )
    held = cases.filter(pl.col("staff_id").is_not_null())
    write_frame("work_worker", held.select("staff_id", case_id="case"))
    do_count_anew("work_worker")


def _loads(cases: pl.DataFrame) -> Counter[int]:
    """How many served cases each person has."""
    mine = cases.filter(pl.col("is_served") & pl.col("staff_id").is_not_null())
    counts = mine.group_by("staff_id").len()
    return Counter(dict(counts.iter_rows()))


def _given(
    cases: np.ndarray[tuple[int], np.dtype[np.int64]],
    able: list[int],
    *,
    loads: Counter[int],
    on: date,
) -> pl.DataFrame:
    """Which case goes to whom; the loads grow with it."""
    places = balanced(np.array([loads[staff] for staff in able], dtype=np.int64), cases.size)
    staff = np.array(able, dtype=np.int64)[places]
    forbidden = conflicted_cases(able, on=on)
    given = dict(zip(cases.tolist(), staff.tolist(), strict=True))
    for member, case in forbidden:
        if given.get(case) == member:
            others = [each for each in able if (each, case) not in forbidden]
            given[case] = min(others, key=loads.__getitem__, default=0)
    loads.update(given.values())
    kept = {case: member for case, member in given.items() if member}
    return pl.DataFrame(
        {"case": list(kept), "staff": list(kept.values())},
        schema={"case": pl.Int64, "staff": pl.Int64},
    )
