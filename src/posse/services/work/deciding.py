"""The next required action of every case: decided in arrays, kept where it changed."""

from datetime import date, timedelta

import polars as pl
from django.conf import settings
from django.db import connection

from posse.rules.support.next_action import (
    CaseFacts,
    is_delinquent,
    next_action_rows,
    next_actions,
)
from posse.services.bulk import read_frame, write_frame
from posse.services.law import current_law

SHOWN_BEFORE = "support.work.days_shown_before"
WITHHOLDING = ("TF040", "TF041", "TF042", "TF043")
CLOSURE = ("TF070", "TF071", "TF072", "TF073")
CLOCKS = """
    SELECT case_id,
           bool_or(rule = ANY(%s)),
           bool_or(rule = ANY(%s)),
           bool_or(rule = 'TF061' OR (rule = 'TF060' AND due_on <= %s))
    FROM work_task
    WHERE state = 'open' AND case_id IS NOT NULL
      AND (rule = ANY(%s) OR rule = ANY(%s) OR rule IN ('TF060', 'TF061'))
    GROUP BY case_id"""
CLOCK_SCHEMA = {
    "case": pl.Int64,
    "is_withholding_open": pl.Boolean,
    "is_closure_noticed": pl.Boolean,
    "is_review_open": pl.Boolean,
}
KEPT = (
    *("is_served", "is_located", "has_order", "has_employer", "is_assigned", "is_assisted"),
    *(
        "is_delinquent",
        "past_due_cents",
        "month",
        "due_cents",
        "paid_cents",
        "action",
        "reason",
        "staff_id",
    ),
)
KEEP = """
    INSERT INTO work_casestanding (case_id, {columns})
    SELECT case_id, {columns} FROM work_next
    ON CONFLICT (case_id) DO UPDATE SET {sets}"""


def with_delinquency(cases: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The cases with whether missed payments reach a month of support."""
    flags = is_delinquent(_facts(_without_clocks(cases)), law=current_law(), on=on)
    return cases.with_columns(is_delinquent=pl.Series(flags))


def with_next_actions(cases: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The cases with their next action and the condition that it follows from."""
    law = current_law()
    shown = on + timedelta(days=law.value(SHOWN_BEFORE, on=on))
    rules = (list(WITHHOLDING), list(CLOSURE))
    clocks = read_frame(CLOCKS, schema=CLOCK_SCHEMA, params=(*rules, shown, *rules))
    known = cases.join(clocks, on="case", how="left", maintain_order="left").with_columns(
        pl.col(name).fill_null(value=False) for name in list(CLOCK_SCHEMA)[1:]
    )
    rows = next_action_rows(law, on=on)
    places = next_actions(_facts(known), law=law, on=on)
    return cases.with_columns(
        action=pl.Series([row.action for row in rows]).gather(places),
        reason=pl.Series([row.when for row in rows]).gather(places),
    )


def _without_clocks(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.with_columns(**{name: pl.lit(value=False) for name in list(CLOCK_SCHEMA)[1:]})


def _facts(cases: pl.DataFrame) -> CaseFacts:
    return CaseFacts(
        **{name: cases[name].to_numpy() for name in CaseFacts.__dataclass_fields__}
    )


def do_keep_decisions(cases: pl.DataFrame, *, on: date) -> int:
    """Keep each next action that is another than the last one; how many."""
    changed = cases.filter(
        (pl.col("action") != pl.col("action_before"))
        | (pl.col("reason") != pl.col("reason_before"))
    )
    return write_frame(
        "work_nextaction",
        changed.select(
            "action",
            "reason",
            case_id="case",
            decided_on=pl.lit(on),
            profile=pl.lit(settings.POSSE_PROFILE),
            law_fingerprint=pl.lit(current_law().fingerprint),
        ),
    )


def do_keep_standings(cases: pl.DataFrame) -> int:
    """Keep how each case stands where that is another than it stood; how many."""
    compared = {
        **{name: f"{name}_before" for name in KEPT if not name.endswith("_cents")},
        **{name: name.replace("_cents", "_before_cents") for name in KEPT
           if name.endswith("_cents")},
    }  # fmt: skip
    differs = ~pl.col("was_seen")
    for name, before in compared.items():
        differs |= pl.col(name).ne_missing(pl.col(before))
    changed = cases.filter(differs).select(*KEPT, case_id="case")
    columns = ", ".join(KEPT)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS work_next")
        cursor.execute(
            "CREATE TEMPORARY TABLE work_next ON COMMIT DROP AS"
            " SELECT * FROM work_casestanding WITH NO DATA"
        )
        count = write_frame("work_next", changed)
        sets = ", ".join(f"{name} = EXCLUDED.{name}" for name in KEPT)
        cursor.execute(KEEP.format(columns=columns, sets=sets))
    return count
