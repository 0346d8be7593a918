"""The life of each remedy for each parent: evaluated, decided, moved, and kept with its reason.

One run reads all facts, judges every remedy at once, and writes only what changed, so that a
second run of the same day writes nothing. What a file carries to a partner moves there with
that file: :mod:`posse.services.enforcement.files.told_standings`.
"""

import os
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
from django.conf import settings
from django.db import connection, transaction

from posse.apps.enforcement.choices import RemedyStanding
from posse.apps.enforcement.models import RemedyRun
from posse.rules.support.remedies.evaluation import RemedyResult, evaluate
from posse.rules.support.remedies.facts import NO_DAY, RemedyFacts
from posse.rules.support.remedies.next_steps import NAMES, next_steps
from posse.services.bulk import next_ids, read_frame, write_frame
from posse.services.enforcement.facts import Read, facts_of_obligors
from posse.services.enforcement.files.kinds import REMEDIES_OF_FILE
from posse.services.enforcement.tasking import do_task_remedies, shown_cases
from posse.services.law import current_law

KEPT = """
    SELECT obligor_id, remedy, is_eligible, state, since, amount_cents, failing, noticed_on,
           noticed_cents, next_on, last_submitted_on, submitted_cents
    FROM enforcement_remedystate
    WHERE %s::bigint[] IS NULL OR obligor_id = ANY(%s::bigint[])"""
EVERYBODY = """
    SELECT DISTINCT obligor_id FROM cases_case WHERE obligor_id IS NOT NULL ORDER BY 1"""
AT_A_TIME = 50_000
# The server works on what a judge hands it, so more of them than this wait for each other.
JUDGES = min(4, os.cpu_count() or 1)
KEPT_SCHEMA = {
    "obligor_id": pl.Int64, "remedy": pl.String, "is_eligible": pl.Boolean,
    "state": pl.String, "since": pl.Date, "amount_cents": pl.Int64, "failing": pl.String,
    "noticed_on": pl.Date, "noticed_cents": pl.Int64, "next_on": pl.Date,
    "last_submitted_on": pl.Date, "submitted_cents": pl.Int64,
}  # fmt: skip
KEY = ["obligor_id", "remedy"]
CHANGING = [name for name in KEPT_SCHEMA if name not in KEY]
CANDIDATE, NOTICED, WAITING = (
    RemedyStanding.CANDIDATE.value,
    RemedyStanding.NOTICED.value,
    RemedyStanding.WAITING.value,
)
WITHDRAWN = RemedyStanding.WITHDRAWN.value
WITH_PARTNER = [
    RemedyStanding.SUBMITTED.value,
    RemedyStanding.MATCHED.value,
    RemedyStanding.COLLECTED.value,
]
TOUCHED = """
    DROP TABLE IF EXISTS remedy_standing;
    CREATE TEMPORARY TABLE remedy_standing (LIKE enforcement_remedystate) ON COMMIT DROP;
    ALTER TABLE remedy_standing ALTER COLUMN id DROP NOT NULL"""
UPSERT = """
    INSERT INTO enforcement_remedystate ({columns}) SELECT {columns} FROM remedy_standing
    ON CONFLICT (obligor_id, remedy) DO UPDATE SET {changes}"""
# What a file of this house carries to its partner by itself; an order waits to be issued.
BY_FILE = frozenset(remedy for carried in REMEDIES_OF_FILE.values() for remedy in carried)
Days = npt.NDArray[np.int64]
NOTICE_FACT = "notice"


@dataclass(frozen=True)
class Evaluated:
    """What one evaluation looked at and changed."""

    obligor_count: int
    decision_count: int
    event_count: int


def do_evaluate_everybody(*, on: date, by: str) -> Evaluated:
    """Judge every remedy for all parents, some at a time: memory holds a part of them.

    Each part is kept by itself, so a run that is killed goes on with whoever is left. No
    parent is in two parts, so several are judged at once, each over its own connection.
    Source: CS-9.2-GEN-2, 45 CFR 303.6(b).
    """
    with connection.cursor() as cursor:
        cursor.execute(EVERYBODY)
        everybody = [obligor for (obligor,) in cursor.fetchall()]
    if len(everybody) <= AT_A_TIME:
        return do_evaluate_remedies(on=on, by=by, obligors=everybody)
    parts = [
        everybody[first : first + AT_A_TIME] for first in range(0, len(everybody), AT_A_TIME)
    ]
    with ThreadPoolExecutor(JUDGES) as pool:
        judging = [pool.submit(_do_evaluate_apart, part, on=on, by=by) for part in parts]
        for judged in as_completed(judging):
            if judged.exception():
                pool.shutdown(wait=False, cancel_futures=True)
            judged.result()
    done = [judged.result() for judged in judging]
    return Evaluated(
        obligor_count=sum(part.obligor_count for part in done),
        decision_count=sum(part.decision_count for part in done),
        event_count=sum(part.event_count for part in done),
    )


def _do_evaluate_apart(obligors: Sequence[int], *, on: date, by: str) -> Evaluated:
    """Judge a part in a thread, whose connection ends with it."""
    try:
        return do_evaluate_remedies(on=on, by=by, obligors=obligors)
    finally:
        connection.close()


@transaction.atomic
def do_evaluate_remedies(
    *, on: date, by: str, obligors: Collection[int] | None = None
) -> Evaluated:
    """Judge every remedy for some parents or all, and move what changed.

    Source: CS-9.2-GEN-2, 45 CFR 303.6(b).
    """
    read = facts_of_obligors(on=on, obligors=obligors)
    chosen = None if obligors is None else list(obligors)
    kept = read_frame(KEPT, schema=KEPT_SCHEMA, params=[chosen, chosen]).with_columns(
        pl.col("state", "failing").fill_null("")
    )
    evaluation = evaluate(facts=read.facts, law=current_law(), on=on)
    found = pl.concat(
        _found(result, read, kept.filter(remedy=result.remedy.name), on=on)
        for result in evaluation.results
    )
    moved = _moved(found.join(kept, on=KEY, how="left", suffix="_kept"), on=on)
    return _do_keep(moved, read, on=on, by=by)


def _found(result: RemedyResult, read: Read, kept: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """What one remedy comes to, for whom it could be used or stands for already."""
    known = np.isin(read.obligors, kept["obligor_id"].to_numpy())
    places = np.flatnonzero(result.is_candidate | result.is_eligible | known)
    ahead = next_steps(result, on=on)
    masks = result.failing_masks[places]
    names = {int(mask): " ".join(result.failing_names(int(mask))) for mask in np.unique(masks)}
    noticed = _noticed(result, read.facts)
    return pl.DataFrame(
        {
            "obligor_id": read.obligors[places],
            "remedy": [result.remedy.name] * len(places),
            "case_id": shown_cases(result, read)[places],
            "is_eligible": result.is_eligible[places],
            "is_candidate": result.is_candidate[places],
            "is_by_file": np.full(len(places), result.remedy.name in BY_FILE),
            "stays": result.is_ready[places],
            "rests": ahead.steps[places] == NAMES.index("rest"),
            "amount_cents": result.amount_cents[places],
            "failing": [names[int(mask)] for mask in masks],
            "noticed_on": _dates(noticed[places]),
            "next_on": _dates(ahead.days[places]),
        },
        schema_overrides={"remedy": pl.String, "failing": pl.String},
    )


def _noticed(result: RemedyResult, facts: RemedyFacts) -> Days:
    """When the last of a remedy's notices was mailed, NO_DAY where none was."""
    latest = np.full(len(facts.obligors), NO_DAY, dtype=np.int64)
    for criterion in result.criteria:
        for test in criterion.tests:
            if test.test.fact == NOTICE_FACT:
                days = facts.cases.day(facts.cases.notice_days, test.test.of[0])
                latest = np.maximum(latest, -facts.least(-days, nothing=-NO_DAY))
    return latest


def _dates(days: Days) -> pl.Series:
    numbers = pl.Series(days, dtype=pl.Int64)
    return numbers.replace(NO_DAY, None).cast(pl.Int32).cast(pl.Date)


def _moved(rows: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Where each remedy stands after today, beside where it stood."""
    before = pl.col("state").fill_null("")
    is_out = before.is_in(WITH_PARTNER)
    has_notice = pl.col("noticed_on").is_not_null()
    # What a partner matched or paid stays so while the remedy may be used, and so does what a
    # worker brought to a department or a court. What a file brought, a file takes back.
    remains = pl.col("is_by_file") | pl.col("rests") | pl.col("stays")
    after = (
        pl.when(is_out & remains)
        .then(before)
        .when(is_out)
        .then(pl.lit(WITHDRAWN))
        .when(pl.col("is_candidate") & has_notice & (pl.col("noticed_on") >= on))
        .then(pl.lit(NOTICED))
        .when(pl.col("is_candidate") & has_notice & ~pl.col("is_eligible"))
        .then(pl.lit(WAITING))
        .when(pl.col("is_candidate") | pl.col("is_eligible"))
        .then(pl.lit(CANDIDATE))
        .when(before.is_in(["", WITHDRAWN]))
        .then(before)
        .otherwise(pl.lit(WITHDRAWN))
    )
    return rows.with_columns(before=before, after=after).with_columns(
        is_new=pl.col("is_eligible_kept").is_null(),
        is_moved=pl.col("before") != pl.col("after"),
        is_decided=pl.col("is_eligible_kept").is_null()
        | (pl.col("is_eligible") != pl.col("is_eligible_kept"))
        | (pl.col("failing") != pl.col("failing_kept")),
    )


def _do_keep(rows: pl.DataFrame, read: Read, *, on: date, by: str) -> Evaluated:
    decided = rows.filter("is_decided")
    moved = rows.filter("is_moved")
    touched = rows.filter(_is_touched())
    outcome = Evaluated(len(read.obligors), decided.height, moved.height)
    task_count = do_task_remedies(rows, on=on, by=by)
    if not touched.height and not task_count:
        return outcome
    law = current_law()
    run = RemedyRun.objects.create(
        business_date=on,
        obligor_count=outcome.obligor_count,
        decision_count=outcome.decision_count,
        event_count=outcome.event_count,
        task_count=task_count,
        profile=settings.POSSE_PROFILE,
        law_fingerprint=law.fingerprint,
        recorded_by=by,
    )
    decisions = _do_keep_decisions(decided, run=run.pk)
    _do_keep_events(moved.join(decisions, on=KEY, how="left"), on=on, by=by)
    _do_keep_states(touched, on=on)
    return outcome


def _is_touched() -> pl.Expr:
    return (
        pl.col("is_decided")
        | pl.col("is_moved")
        | pl.col("amount_cents").ne_missing(pl.col("amount_cents_kept"))
        | pl.col("noticed_on").ne_missing(pl.col("noticed_on_kept"))
    )


def _do_keep_decisions(decided: pl.DataFrame, *, run: int) -> pl.DataFrame:
    """The decisions kept, each with its number."""
    ids = next_ids("enforcement_remedydecision", decided.height)
    numbers = pl.Series("id", list(ids)[: decided.height], dtype=pl.Int64)
    rows = decided.select(
        *KEY, "is_eligible", "amount_cents", pl.col("failing").fill_null("")
    ).with_columns(numbers, run_id=pl.lit(run))
    write_frame("enforcement_remedydecision", rows)
    return rows.select(*KEY, decision_id="id")


def _do_keep_events(moved: pl.DataFrame, *, on: date, by: str) -> None:
    words = (
        pl.when(pl.col("after") == WITHDRAWN)
        .then(pl.lit("Not met: ") + pl.col("failing").str.replace_all("_", " "))
        .otherwise(pl.lit(""))
    )
    rows = moved.select(
        *KEY,
        "amount_cents",
        "decision_id",
        from_state="before",
        to_state="after",
        moved_on=pl.lit(on),
        reason=words.str.slice(0, 300),
        recorded_by=pl.lit(by),
    )
    write_frame("enforcement_remedyevent", rows)


def _do_keep_states(touched: pl.DataFrame, *, on: date) -> None:
    # What rests stays with the partner as it was; what is withdrawn is deleted there.
    is_there = pl.col("after").is_in(WITH_PARTNER) | pl.col("is_by_file")
    rows = touched.select(
        *KEY,
        "is_eligible",
        "amount_cents",
        "failing",
        "noticed_on",
        "next_on",
        state="after",
        since=pl.when("is_moved").then(pl.lit(on)).otherwise(pl.col("since")),
        noticed_cents=pl.lit(None, dtype=pl.Int64),
        last_submitted_on="last_submitted_on",
        submitted_cents=pl.when(is_there).then(pl.col("submitted_cents")).otherwise(None),
    ).with_columns(since=pl.col("since").fill_null(on))
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED)
        write_frame("remedy_standing", rows)
        columns = ", ".join([*KEY, *CHANGING])
        changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in CHANGING)
        cursor.execute(UPSERT.replace("{columns}", columns).replace("{changes}", changes))
