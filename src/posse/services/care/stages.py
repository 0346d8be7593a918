"""How assistance units stand before a determination: new, continuing, or inside a period."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from posse.rules.childcare.reviews import break_days
from posse.rules.childcare.scale import (
    NEVER,
    STAGES,
    WITHIN_PERIOD,
    ScaleTerms,
    stages_after,
)
from posse.services.bulk import read_frame
from posse.services.care.families import Stage
from posse.services.law import current_law
from posse.units.days import day_number

PERIODS = """
    SELECT DISTINCT ON (unit) unit, effective_on, ends_on, step
    FROM subsidy_careperiod AS told
    WHERE care_case_id = ANY(%s) AND effective_on <= %s AND NOT is_withdrawn
      AND NOT EXISTS (SELECT FROM subsidy_careperiod AS newer WHERE newer.replaces_id = told.id)
    ORDER BY unit, effective_on DESC, id DESC"""
COLUMNS = {"unit": pl.Int64, "begins": pl.Date, "ends": pl.Date, "step": pl.Int64}


def stages_of(
    case_ids: Sequence[int],
    *,
    on: date,
    is_review: bool = False,
    asked_on: date | None = None,
) -> Stage:
    """The stage of every unit of some cases that had a period, by the latest of them.

    At a review the period that runs is over: the family is continuing. After a break in aid
    of many days it is a first determination again. The break ends with the day on which aid
    was asked for again, however long the agency takes.
    Source: CC-1201-A, CC-1201-B, CC-1500-B, CC-1601-H.
    """
    rows = read_frame(PERIODS, schema=COLUMNS, params=(list(case_ids), on))
    terms = ScaleTerms.from_law(current_law(), on=on)
    last = rows["ends"].to_physical().to_numpy().astype(np.int64)
    gaps = break_days(last, np.full(len(last), day_number(asked_on or on)))
    rows = rows.with_columns(runs=(pl.col("ends") >= on) & (not is_review))
    after = stages_after(gaps, terms=terms)
    stage = np.where(rows["runs"].to_numpy(), STAGES.index(WITHIN_PERIOD), after)
    assert NEVER < 0, "a unit without a period is not among the rows"
    return Stage(
        rows.select(
            "unit",
            stage=pl.Series(stage, dtype=pl.Int64),
            kept_step=pl.when("runs").then("step").otherwise(0),
            period_began=pl.when("runs").then("begins"),
        )
    )
