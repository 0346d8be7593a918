"""From events to tasks: the clocks of cases are folded anew, and what differs is written.

So the same events give the same tasks, told one by one or a million in a night, and told
again they change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from posse.apps.work.choices import TaskState
from posse.rules.support.clocks import (
    MUST_WAIT,
    NO_ALERT,
    NONE,
    Clocks,
    EventLog,
    clocks_of_events,
    duty_of,
)
from posse.services.bulk import read_frame
from posse.services.law import current_law
from posse.services.work.statements import do_run
from posse.services.work.tables import event_table, rows_of_table

EVENTS = """
    SELECT event.id, event.case_id, event.kind, event.effective_on, event.recorded_on
    FROM work_caseevent AS event WHERE event.case_id IN ({cases}) ORDER BY event.id"""
EVENT_SCHEMA = {
    "id": pl.Int64,
    "case": pl.Int64,
    "kind": pl.String,
    "day": pl.Date,
    "known": pl.Date,
}
TASKS = """
    SELECT task.id, task.opened_by_id, task.rule, task.state, task.due_on, task.remind_on
    FROM work_task AS task
    WHERE task.opened_by_id IS NOT NULL AND task.case_id IN ({cases})"""
TASK_SCHEMA = {
    "task": pl.Int64,
    "opened_by": pl.Int64,
    "rule": pl.String,
    "state": pl.String,
    "due_then": pl.Date,
    "remind_then": pl.Date,
}
OPEN_TASKS = """
    INSERT INTO work_task (case_id, county_fips, subject, rule, kind, opened_by_id, opened_on,
                           remind_on, due_on, must_wait, state, closed_on, closed_by, outcome,
                           assigned_to_id, team_id)
    SELECT event.case_id, home.county_fips, '', told.rule, event.kind, event.id,
           event.recorded_on, told.remind_on, told.due_on, told.must_wait, told.state,
           told.closed_on, CASE WHEN told.closed_on IS NULL THEN '' ELSE %s END, told.outcome,
           member.id, member.team_id
    FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::date[], %s::boolean[], %s::text[],
                %s::date[], %s::text[])
         AS told(opened_by, rule, due_on, remind_on, must_wait, state, closed_on, outcome)
    JOIN work_caseevent AS event ON event.id = told.opened_by
    JOIN cases_case AS home ON home.id = event.case_id
    LEFT JOIN ({workers}) AS worker ON worker.case_id = event.case_id
    LEFT JOIN staff_staffmember AS member ON member.id = worker.staff_id
    ON CONFLICT DO NOTHING"""
CLOSE_TASKS = """
    UPDATE work_task SET state = told.state, closed_on = told.closed_on, closed_by = %s,
                         outcome = told.outcome
    FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::text[])
         AS told(task, state, closed_on, outcome)
    WHERE work_task.id = told.task AND work_task.state = 'open'"""
MOVE_DAYS = """
    UPDATE work_task SET due_on = told.due_on, remind_on = told.remind_on
    FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS told(task, due_on, remind_on)
    WHERE work_task.id = told.task AND work_task.state = 'open'"""
ONE_CASE = "SELECT %s::bigint"
# Whoever has a case gets its tasks; nobody yet where no case is told of.
NO_WORKERS = "SELECT NULL::bigint AS case_id, NULL::bigint AS staff_id WHERE false"
NO_LONGER = "What opened it does not any more"


@dataclass(frozen=True)
class Followed:
    """How many tasks were opened and closed."""

    opened_count: int
    closed_count: int


def do_follow_events(
    *,
    cases: str,
    on: date,
    by: str,
    params: tuple[object, ...] = (),
    workers: str = NO_WORKERS,
) -> Followed:
    """Bring the tasks of some cases in step with their events, in the caller's transaction.

    ``cases`` is a query that gives the ids of the cases, ``params`` its parameters, and
    ``workers`` one that gives who has which case.
    """
    events = read_frame(EVENTS.format(cases=cases), schema=EVENT_SCHEMA, params=params)
    table = event_table()
    # An event that the table has no more starts and stops nothing, but stays in the record.
    events = events.filter(pl.col("kind").is_in(list(table.names)))
    if events.is_empty():
        return Followed(0, 0)
    clocks = _clock_frame(events)
    tasks = read_frame(TASKS.format(cases=cases), schema=TASK_SCHEMA, params=params)
    opened = clocks.join(tasks, on=["opened_by", "rule"], how="anti")
    closed = _closed(clocks, tasks, on=on)
    _do_open(opened, by=by, workers=workers)
    _do_close(closed, by=by)
    _do_move_days(clocks, tasks)
    return Followed(opened.height, closed.height)


def _clock_frame(events: pl.DataFrame) -> pl.DataFrame:
    """Every clock of the events as rows that tasks are made of."""
    table, law = event_table(), current_law()
    codes = {name: code for code, name in enumerate(table.names)}
    kinds = events["kind"].replace_strict(codes, return_dtype=pl.Int64).to_numpy()
    log = EventLog(
        cases=events["case"].to_numpy(),
        kinds=kinds,
        days=_numbers(events["day"]),
        known_days=_numbers(events["known"]),
    )
    clocks = clocks_of_events(log, table=table, law=law, rows=rows_of_table())
    return _as_rows(clocks, events).with_columns(
        must_wait=pl.col("rule").is_in(
            [rule for rule in set(clocks.rules.tolist()) if duty_of(rule, law=law) == MUST_WAIT]
        )
    )


def _numbers(days: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return days.to_physical().cast(pl.Int64).to_numpy()


def _as_rows(clocks: Clocks, events: pl.DataFrame) -> pl.DataFrame:
    words = {name: event.words for name, event in event_table().events.items()}
    is_over = clocks.ends != NONE
    # The last of the log stands in for no end, and is masked below.
    ends = np.where(is_over, clocks.ends, 0)
    met = np.where(clocks.is_cancelled, TaskState.CANCELLED.value, TaskState.DONE.value)
    has_alert = clocks.alert_days != NO_ALERT
    return pl.DataFrame(
        {
            "opened_by": events["id"].to_numpy()[clocks.starts],
            "rule": clocks.rules.astype(str),
            "due_on": clocks.due_days.astype(np.int32),
            "remind_on": np.where(has_alert, clocks.alert_days, 0).astype(np.int32),
            "has_alert": has_alert,
            "state": np.where(is_over, met, TaskState.OPEN.value),
            "is_over": is_over,
            "closed_on": _numbers(events["known"])[ends].astype(np.int32),
            "ended_by": events["kind"].to_numpy()[ends],
        }
    ).with_columns(
        pl.col("due_on").cast(pl.Date),
        pl.when("has_alert").then(pl.col("remind_on").cast(pl.Date)).alias("remind_on"),
        pl.when("is_over").then(pl.col("closed_on").cast(pl.Date)).alias("closed_on"),
        outcome=pl.when("is_over")
        .then(pl.col("ended_by").replace_strict(words, return_dtype=pl.String))
        .otherwise(pl.lit("")),
    )


def _closed(clocks: pl.DataFrame, tasks: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Open tasks whose clock was stopped, or that no event opens any more."""
    open_tasks = tasks.filter(pl.col("state") == TaskState.OPEN.value).drop("state")
    found = open_tasks.join(clocks, on=["opened_by", "rule"], how="left")
    is_gone = pl.col("due_on").is_null()
    return found.filter(is_gone | pl.col("is_over")).select(
        "task",
        state=pl.when(is_gone).then(pl.lit("cancelled")).otherwise(pl.col("state")),
        closed_on=pl.when(is_gone).then(pl.lit(on)).otherwise(pl.col("closed_on")),
        outcome=pl.when(is_gone).then(pl.lit(NO_LONGER)).otherwise(pl.col("outcome")),
    )


def _do_open(clocks: pl.DataFrame, *, by: str, workers: str) -> None:
    names = ("opened_by", "rule", "due_on", "remind_on", "must_wait", "state", "closed_on",
             "outcome")  # fmt: skip
    columns = [clocks[name].to_list() for name in names]
    _do_run(OPEN_TASKS.format(workers=workers), [by, *columns], rows=clocks.height)


def _do_close(tasks: pl.DataFrame, *, by: str) -> None:
    names = ("task", "state", "closed_on", "outcome")
    _do_run(CLOSE_TASKS, [by, *(tasks[name].to_list() for name in names)], rows=tasks.height)


def _do_move_days(clocks: pl.DataFrame, tasks: pl.DataFrame) -> None:
    """An event told late may move a clock that runs; a changed reminder moves none before."""
    both = tasks.filter(pl.col("state") == TaskState.OPEN.value).drop("state")
    both = both.join(clocks.filter(~pl.col("is_over")), on=["opened_by", "rule"])
    moved = both.filter(
        (pl.col("due_then") != pl.col("due_on"))
        | pl.col("remind_then").ne_missing(pl.col("remind_on"))
    )
    columns = [moved[name].to_list() for name in ("task", "due_on", "remind_on")]
    _do_run(MOVE_DAYS, columns, rows=moved.height)


def _do_run(statement: str, params: Sequence[Any], *, rows: int) -> None:
    if rows:
        do_run(statement, params)
