"""The whole child care caseload determined again: looked at first, then acted on.

A run looks at many thousands of families in one call and says what would change: who pays
less, whose rate differs, who stands above the ceiling. Acting takes each family that differs
the way a change of one family takes. Source: CC-1404-A-1, CC-1501-B-3.2, CC-1101-N-5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run
from posse.apps.subsidy.choices import DeterminationKind
from posse.rules.childcare.comparing import OUTCOME_NAMES, outcomes
from posse.services.bulk import read_frame
from posse.services.care.determining import Looked, look
from posse.services.care.redetermining import Acting, do_redetermine
from posse.services.care.stages import stages_of
from posse.services.runs import do_finish_run, do_record_step, do_start_run

CASES_AT_ONCE = 20_000
RUNNING = """
    SELECT DISTINCT care_case_id FROM subsidy_careperiod AS told
    WHERE effective_on <= %s AND ends_on >= %s AND NOT is_withdrawn
      AND NOT EXISTS (SELECT FROM subsidy_careperiod AS newer WHERE newer.replaces_id = told.id)
    ORDER BY care_case_id"""
PAID = """
    SELECT row.child_id, sum(row.month_cents)::bigint, sum(row.share_month_cents)::bigint
    FROM subsidy_authorization AS row
    LEFT JOIN subsidy_authorizationend AS ending ON ending.authorization_id = row.id
    WHERE row.care_case_id = ANY(%s) AND row.effective_on <= %s AND row.ends_on >= %s
      AND NOT row.is_presumptive AND (ending.id IS NULL OR ending.effective_on >= %s)
    GROUP BY 1"""
SAME, BETTER_STEP, OTHER_AMOUNT = "same", "better_step", "other_amount"
ABOVE_CEILING, NOT_ELIGIBLE, NOT_TOLD = "above_ceiling", "not_eligible", "not_told"
WORDS = {
    SAME: "Nothing changes",
    BETTER_STEP: "A lower step, so the family owes less",
    OTHER_AMOUNT: "Another rate or share holds",
    ABOVE_CEILING: "Income above 85 percent of the State median",
    NOT_ELIGIBLE: "Another factor does not hold; a specialist decides",
    NOT_TOLD: "Something was not told; a specialist asks",
}
# What acts by itself; the rest asks a person.
ACTS = (BETTER_STEP, OTHER_AMOUNT, ABOVE_CEILING)
COLUMNS = {
    "care_case": pl.Int64, "unit": pl.Int64, "size": pl.Int64, "what": pl.String,
    "outcome": pl.String,
    "step_before": pl.Int64, "step": pl.Int64, "agency_before_cents": pl.Int64,
    "agency_cents": pl.Int64, "share_before_cents": pl.Int64, "share_cents": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Summed:
    """Units to which the same would happen. Units: cents of a month."""

    what: str
    count: int
    agency_before_cents: int
    agency_cents: int
    share_before_cents: int
    share_cents: int

    @property
    def words(self) -> str:
        """What would happen, in words."""
        return WORDS[self.what]


def running_cases(*, on: date) -> list[int]:
    """Cases with a period in which a day lies. Source: CC-1202-A."""
    frame = read_frame(RUNNING, schema={"care_case": pl.Int64}, params=(on, on))
    return frame["care_case"].to_list()


def compare(*, on: date, profile: str = "") -> Iterator[pl.DataFrame]:
    """What a day's law and facts would change, by unit; a frame for some thousand cases.

    Nothing is kept. ``profile`` is another law to ask. Columns: COLUMNS.
    Source: CC-1404-A-1, CC-1501-B-3.2.
    """
    cases = running_cases(on=on)
    for first in range(0, len(cases), CASES_AT_ONCE):
        part = cases[first : first + CASES_AT_ONCE]
        looked = look(
            part, on=on, stage=stages_of(part, on=on), is_first_month=False, profile=profile
        )
        yield _compared(looked, part)


def _compared(looked: Looked, cases: Sequence[int]) -> pl.DataFrame:
    found, units = looked.found, looked.families.units
    facts = found.eligibility.facts
    paid = read_frame(
        PAID,
        schema={"participant": pl.Int64, "agency": pl.Int64, "share": pl.Int64},
        params=(list(cases), looked.on, looked.on, looked.on),
    )
    children = looked.families.children.join(
        paid, on="participant", how="left", maintain_order="left"
    )
    before = children.group_by("unit", maintain_order=True).agg(
        agency_before_cents=pl.col("agency").sum(), share_before_cents=pl.col("share").sum()
    )
    is_in_care = facts.children.days_month > 0
    share = np.where(is_in_care, found.benefits.obligation_cents, 0)
    missing = looked.families.missing["unit"].unique().to_list()
    rows = units.with_columns(
        size=facts.sizes,
        step_before=facts.kept_step,
        step=found.steps,
        agency_cents=found.agency_cents,
        share_cents=facts.of_children.total(share),
        is_eligible=found.eligibility.is_eligible,
        fails=found.eligibility.failing_masks,
        runs=facts.kept_step > 0,
    ).join(before, on="unit", how="left", maintain_order="left")
    income_only = pl.Series(
        [found.eligibility.failing(place) == ("income",) for place in range(units.height)],
        dtype=pl.Boolean,
    )
    differs = (pl.col("agency_cents") != pl.col("agency_before_cents")) | (
        pl.col("share_cents") != pl.col("share_before_cents")
    )
    return (
        rows.with_columns(income_only=income_only)
        .filter("runs")
        .with_columns(
            what=pl.when(pl.col("unit").is_in(missing))
            .then(pl.lit(NOT_TOLD))
            .when("income_only")
            .then(pl.lit(ABOVE_CEILING))
            .when(~pl.col("is_eligible"))
            .then(pl.lit(NOT_ELIGIBLE))
            .when(pl.col("step") < pl.col("step_before"))
            .then(pl.lit(BETTER_STEP))
            .when(differs)
            .then(pl.lit(OTHER_AMOUNT))
            .otherwise(pl.lit(SAME))
        )
        .with_columns(outcome=_outcome())
        .select(list(COLUMNS))
    )


def _outcome() -> pl.Expr:
    """What becomes of a unit whose months run: OUTCOMES, or that nobody can say yet."""
    more = pl.col("agency_cents") - pl.col("agency_before_cents").fill_null(0)
    is_eligible = pl.col("is_eligible")

    def named(columns: Sequence[pl.Series]) -> pl.Series:
        is_now, more_cents = (each.to_numpy() for each in columns)
        found = outcomes(np.ones_like(is_now), is_now, more_cents)
        return pl.Series([OUTCOME_NAMES[place] for place in found], dtype=pl.String)

    known = pl.map_batches([is_eligible, more], named, return_dtype=pl.String)
    return pl.when(pl.col("what") == NOT_TOLD).then(pl.lit(NOT_TOLD)).otherwise(known)


def summed(frames: Iterator[pl.DataFrame]) -> list[Summed]:
    """The units by what would happen to them, in the order of WORDS."""
    parts = [_sums(frame) for frame in frames]
    if not parts:
        return []
    total = pl.concat(parts).group_by("what").sum()
    rows = {row["what"]: Summed(**row) for row in total.iter_rows(named=True)}
    return [rows[what] for what in WORDS if what in rows]


def _sums(frame: pl.DataFrame) -> pl.DataFrame:
    cents = [name for name in COLUMNS if name.endswith("_cents")]
    return frame.group_by("what").agg(
        pl.len().cast(pl.Int64).alias("count"), *(pl.col(name).sum() for name in cents)
    )


def do_recompute(*, run: Run, on: date, by: str) -> dict[str, int]:
    """Act on every unit that differs, each case in a transaction; how many by what.

    Killed on the way, the same run goes on: a case that was done differs no more. Whom the
    run does not act on is counted for people to look at.
    Source: CC-1404-A-1, CC-1501-B-3.2, CC-1500-B.
    """
    counts = dict.fromkeys(WORDS, 0)
    for part, frame in enumerate(compare(on=on)):
        for what, rows in frame.group_by("what"):
            counts[str(what[0])] += rows.height
        acting = frame.filter(pl.col("what").is_in(list(ACTS)))
        for case_id in acting["care_case"].unique(maintain_order=True).to_list():
            _do_case(case_id, run=run, on=on, by=by)
        if not run.steps.filter(name="care caseload", part=str(part)).exists():
            do_record_step(
                run=run,
                name="care caseload",
                part=str(part),
                in_count=frame.height,
                out_count=acting.height,
            )
    return counts


def do_recompute_caseload(*, on: date, by: str) -> Run:
    """The run of a day over the whole caseload, gone on with where it was killed.

    Source: CC-1404-A-1, CC-1504-A.
    """
    run = do_start_run(key=f"care caseload {on}", kind=RunKind.CARE, business_date=on, by=by)
    if run.state != RunState.FINISHED:
        do_recompute(run=run, on=on, by=by)
        do_finish_run(run)
    return run


@transaction.atomic
def _do_case(case_id: int, *, run: Run, on: date, by: str) -> None:
    care_case = CareCase.objects.get(pk=case_id)
    do_redetermine(
        care_case,
        from_day=on.replace(day=1),
        on=on,
        by=by,
        kind=DeterminationKind.CASELOAD,
        run=run,
        acting=Acting(is_mass=True),
    )
