"""Tasks of remedies that need a person: opened once a parent and remedy, closed by themselves.

Matches, calls and reviews open their own tasks where they are recorded; these are of remedies
that no file carries, such as a lien. Which, and for what, is the law's table.
"""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl
from django.db import connection

from posse.apps.enforcement.choices import RemedyStanding
from posse.rules.support.remedies.evaluation import RemedyResult
from posse.rules.support.remedies.register import CASE
from posse.services.bulk import read_frame
from posse.services.enforcement.facts import Read
from posse.services.law import current_law
from posse.services.work.assigning import do_place_tasks

PREFIX = "support.remedy_tasks."
# By phase of the law's table: the kind of the task.
KINDS = {
    "first": "remedy_first_step", "next": "remedy_next_step", "ready": "remedy_ready",
}  # fmt: skip
NO_LONGER = "The remedy no longer waits for a worker"
# A task that a worker closed is not opened again before the remedy ended and came anew.
TOLD = """
    SELECT task.id, home.obligor_id, split_part(task.url, '/', 5), task.kind,
           task.state = 'open',
           task.outcome <> %s AND NOT EXISTS (
               SELECT FROM enforcement_remedyevent AS event
               WHERE event.obligor_id = home.obligor_id AND event.to_state = 'withdrawn'
                 AND event.remedy = split_part(task.url, '/', 5)
                 AND event.moved_on >= task.opened_on)
    FROM work_task AS task
    JOIN cases_case AS home ON home.id = task.case_id
    WHERE task.kind = ANY(%s::text[]) AND home.obligor_id = ANY(%s::bigint[])"""
TOLD_SCHEMA = {
    "task": pl.Int64, "obligor_id": pl.Int64, "remedy": pl.String, "kind": pl.String,
    "is_open": pl.Boolean, "stands": pl.Boolean,
}  # fmt: skip
KEY = ["obligor_id", "remedy", "kind"]
OPEN = """
    INSERT INTO work_task (case_id, county_fips, subject, rule, kind, opened_on, due_on, url)
    SELECT home.id, home.county_fips, told.subject, '', told.kind, %s, %s,
           '/cases/' || home.number || '/remedies/' || told.remedy || '/'
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
         AS told(case_id, remedy, kind, subject)
    JOIN cases_case AS home ON home.id = told.case_id"""
CLOSE = """
    UPDATE work_task SET state = 'cancelled', closed_on = %s, closed_by = %s, outcome = %s
    WHERE id = ANY(%s::bigint[]) AND state = 'open'"""
WITH_PARTNER = [
    RemedyStanding.SUBMITTED.value,
    RemedyStanding.MATCHED.value,
    RemedyStanding.COLLECTED.value,
]


def shown_cases(result: RemedyResult, read: Read) -> npt.NDArray[np.int64]:
    """The case of each parent in which a remedy is taken, -1 without one. Shapes: [obligor].

    Where cases are judged, that which meets the most; else the first that is open.
    """
    cases = read.facts.cases
    places = result.places
    if result.remedy.scope != CASE:
        count = max(len(cases), 1)
        ranked = np.where(cases.is_open, 0, count) + np.arange(len(cases))
        first = read.facts.least(ranked, nothing=-1)
        places = np.where(first < 0, -1, first % count)
    found = np.full(len(read.obligors), -1, dtype=np.int64)
    found[places >= 0] = read.cases[places[places >= 0]]
    return found


def do_task_remedies(rows: pl.DataFrame, *, on: date, by: str) -> int:
    """Bring tasks in step with where remedies stand for some parents; how many were opened.

    ``rows`` are those of an evaluation, one a parent and remedy; told again they change
    nothing.
    Source: CS-9.2-GEN-1, CS-IRG-J2.1, CS-IRG-J32, CS-9.2-IRS-2.
    """
    wanted = _wanted(rows, on=on)
    obligors = rows["obligor_id"].unique().to_list()
    params = [NO_LONGER, list(KINDS.values()), obligors]
    told = read_frame(TOLD, schema=TOLD_SCHEMA, params=params)
    opened = wanted.join(told.filter(pl.col("is_open") | pl.col("stands")), on=KEY, how="anti")
    closed = told.filter("is_open").join(wanted, on=KEY, how="anti")
    _do_open(opened, on=on, by=by)
    if closed.height:
        with connection.cursor() as cursor:
            cursor.execute(CLOSE, [on, by, NO_LONGER, closed["task"].to_list()])
    return opened.height


def _wanted(rows: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The tasks that should be open, with the case in which each is done."""
    is_out = pl.col("after").is_in(WITH_PARTNER)
    since = pl.when("is_moved").then(pl.lit(on)).otherwise(pl.col("since").fill_null(on))
    # A notice that is to be sent is due today; while one waits, nobody has anything to do.
    lacks_notice = pl.col("is_eligible") & ~pl.col("stays") & (pl.col("next_on") == on)
    notice = pl.when(pl.col("noticed_on").is_null()).then(pl.lit("first"))
    phased = rows.filter(~is_out & (pl.col("case_id") >= 0)).with_columns(
        phase=pl.when("stays")
        .then(pl.lit("ready"))
        .when(lacks_notice)
        .then(notice.otherwise(pl.lit("next"))),
        days=(pl.lit(on) - since).dt.total_days(),
    )
    found = phased.join(_table(on), on=["remedy", "phase"], how="inner")
    return found.filter(pl.col("days") >= pl.col("after_days")).select(
        "obligor_id", "remedy", "case_id", "subject", kind=pl.col("phase").replace(KINDS)
    )


def _table(on: date) -> pl.DataFrame:
    rows = current_law().value(f"{PREFIX}tasks", on=on)
    return pl.DataFrame(
        {
            "remedy": [row["remedy"] for row in rows],
            "phase": [row["phase"] for row in rows],
            "after_days": [row["after_days"] for row in rows],
            "subject": [row["words"] for row in rows],
        }
    )


def _do_open(tasks: pl.DataFrame, *, on: date, by: str) -> None:
    if not tasks.height:
        return
    days: int = current_law().value(f"{PREFIX}due_days", on=on)
    names = ("case_id", "remedy", "kind", "subject")
    columns = [tasks[name].to_list() for name in names]
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [on, on + timedelta(days=days), *columns])
    do_place_tasks(cases=tasks["case_id"].unique().to_list(), on=on, by=by)
