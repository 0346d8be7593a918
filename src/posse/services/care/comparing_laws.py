"""The child care caseload of a day under another law, beside the law in force.

Both laws are asked of the same facts, so that what differs comes of the law alone and not of
changes in a family's life that nobody has worked yet.
"""

from collections.abc import Iterator
from datetime import date

import polars as pl

from posse.rules.childcare.comparing import OUTCOME_NAMES, outcomes
from posse.services.care.caseload import (
    ABOVE_CEILING,
    BETTER_STEP,
    COLUMNS,
    NOT_ELIGIBLE,
    NOT_TOLD,
    OTHER_AMOUNT,
    SAME,
    compare,
)

STOPS = (ABOVE_CEILING, NOT_ELIGIBLE, NOT_TOLD)
HELD = {
    "held": "what", "step_before": "step", "agency_before_cents": "agency_cents",
    "share_before_cents": "share_cents",
}  # fmt: skip


def compare_laws(*, on: date, profile: str) -> Iterator[pl.DataFrame]:
    """What another law would change, by unit; a frame for some thousand cases.

    What is before is what the law in force gives. Nothing is kept. Columns: COLUMNS.
    Raises: LawError where either law of the day is not known. Source: CC-906-A, CC-1404-A-1.
    """
    parts = zip(compare(on=on), compare(on=on, profile=profile), strict=True)
    for now, then in parts:
        yield _against(now, then)


def _against(now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    held = now.select("unit", **{name: pl.col(column) for name, column in HELD.items()})
    rows = then.drop(HELD.keys() - {"held"}).join(
        held, on="unit", how="left", maintain_order="left"
    )
    is_stopped = pl.col("what").is_in(STOPS)
    differs = (pl.col("agency_cents") != pl.col("agency_before_cents")) | (
        pl.col("share_cents") != pl.col("share_before_cents")
    )
    what = (
        pl.when(is_stopped & (pl.col("what") == pl.col("held")))
        .then(pl.lit(SAME))
        .when(is_stopped)
        .then("what")
        .when(pl.col("step") < pl.col("step_before"))
        .then(pl.lit(BETTER_STEP))
        .when(differs)
        .then(pl.lit(OTHER_AMOUNT))
        .otherwise(pl.lit(SAME))
    )
    return rows.with_columns(what=what, outcome=_outcomes(rows)).select(list(COLUMNS))


def _outcomes(rows: pl.DataFrame) -> pl.Series:
    """What becomes of each unit, or that nobody can say as long as something was not told."""
    before, after = (~rows[name].is_in(STOPS).to_numpy() for name in ("held", "what"))
    more = (rows["agency_cents"] - rows["agency_before_cents"]).fill_null(0).to_numpy()
    names = [OUTCOME_NAMES[place] for place in outcomes(before, after, more)]
    known = pl.Series(names, dtype=pl.String)
    return known.set(rows["what"] == NOT_TOLD, NOT_TOLD)
