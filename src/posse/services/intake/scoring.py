"""Data quality: what an audit of paternity data would fail, case by case.

Scores are derived from the facts and made anew: for one case when intake changes it, by
each night for those of which something was learned, for all by the command.
Clauses: CS-6.3-DATA-3, CS-6.3-DATA-4, CS-17-DR-1.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date

import polars as pl
from django.db import connection, transaction

from posse.rules.support.reliability import PARENTS, SCHEMA, checked, percent_passed, scores
from posse.services.bulk import read_frame, whole_tables_joined, write_frame
from posse.services.law import current_law

CHILDREN = """
    WITH chosen AS (
        SELECT id, obligor_id, obligee_id, county_fips FROM cases_case WHERE {chosen}),
    status AS (
        SELECT DISTINCT ON (case_id) case_id, service, state
        FROM cases_casestatus WHERE case_id IN (SELECT id FROM chosen)
        ORDER BY case_id, effective_on DESC, id DESC),
    part AS (
        SELECT DISTINCT ON (case_id, participant_id, role)
               case_id, participant_id, role, is_ended
        FROM cases_caserole WHERE case_id IN (SELECT id FROM chosen)
        ORDER BY case_id, participant_id, role, effective_on DESC, id DESC),
    together AS (
        SELECT DISTINCT ON (case_id) case_id, relation, married_on, ended_on
        FROM cases_parents WHERE case_id IN (SELECT id FROM chosen)
        ORDER BY case_id, effective_on DESC, id DESC),
    wanted AS (
        SELECT participant_id FROM part UNION SELECT obligor_id FROM chosen
        UNION SELECT obligee_id FROM chosen),
    person AS (
        SELECT DISTINCT ON (participant_id) participant_id, birth_date, sex
        FROM people_identity WHERE participant_id IN (SELECT participant_id FROM wanted)
        ORDER BY participant_id, effective_on DESC, id DESC),
    known AS (
        SELECT DISTINCT ON (participant_id) *
        FROM cases_paternity WHERE participant_id IN (SELECT participant_id FROM part)
        ORDER BY participant_id, effective_on DESC, id DESC)
    SELECT chosen.id AS case_id, chosen.county_fips, part.participant_id AS child_id,
           child.birth_date, known.birth_state, known.born_out_of_wedlock, known.status,
           known.method, known.established_on, known.established_state, known.evidence,
           together.relation, together.married_on, together.ended_on,
           CASE WHEN together.relation = ANY(%s)
                THEN greatest(payer.birth_date, payee.birth_date)
                ELSE payer.birth_date END AS youngest_parent_born,
           owes.role, payer.sex AS other_parent_sex
    FROM chosen
    JOIN status ON status.case_id = chosen.id AND status.service = 'iv_d'
               AND status.state = 'open'
    JOIN part ON part.case_id = chosen.id AND part.role = 'child' AND NOT part.is_ended
    LEFT JOIN person AS child ON child.participant_id = part.participant_id
    LEFT JOIN person AS payer ON payer.participant_id = chosen.obligor_id
    LEFT JOIN person AS payee ON payee.participant_id = chosen.obligee_id
    LEFT JOIN part AS owes ON owes.case_id = chosen.id AND NOT owes.is_ended
          AND owes.participant_id = chosen.obligor_id
          AND owes.role IN ('noncustodial', 'alleged_father')
    LEFT JOIN known ON known.participant_id = part.participant_id
    LEFT JOIN together ON together.case_id = chosen.id
    ORDER BY chosen.id, part.participant_id"""
# A case is touched by what was learned of itself, or of somebody in it.
TOUCHED = """
    WITH learned AS (
        SELECT participant_id FROM people_identity WHERE recorded_on >= %s
        UNION SELECT participant_id FROM cases_paternity WHERE recorded_on >= %s)
    SELECT case_id FROM cases_casestatus WHERE recorded_on >= %s
    UNION SELECT case_id FROM cases_caserole WHERE recorded_on >= %s
    UNION SELECT case_id FROM cases_parents WHERE recorded_on >= %s
    UNION SELECT role.case_id FROM cases_caserole AS role JOIN learned USING (participant_id)
    UNION SELECT id FROM cases_case JOIN learned ON participant_id = obligor_id
    UNION SELECT id FROM cases_case JOIN learned ON participant_id = obligee_id"""
KEYS = {"case_id": pl.Int64, "county_fips": pl.String, "child_id": pl.Int64}


def children_of(cases: Iterable[int] | None = None) -> pl.DataFrame:
    """Each child of each open IV-D case with what is known; of all cases when none is named.

    Shapes: one row a child in a case; columns of ``SCHEMA`` beside the keys.
    """
    chosen, params = ("TRUE", []) if cases is None else ("id = ANY(%s)", [list(cases)])
    with whole_tables_joined() if cases is None else nullcontext():
        return read_frame(
            CHILDREN.format(chosen=chosen),
            schema={**KEYS, **SCHEMA},
            params=[*params, list(PARENTS)],
        )


def results_on(children: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """What each check says of each child, as the law stands on a day."""
    return checked(children, on=on, law=current_law())


@transaction.atomic
def do_score_cases(cases: Iterable[int] | None = None, *, on: date) -> int:
    """Make the scores of some cases anew, or of all; how many have one now.

    A case that is closed, not IV-D or without a child has none.
    """
    chosen = None if cases is None else sorted(set(cases))
    children = children_of(chosen)
    rows = scored(children, on=on)
    with connection.cursor() as cursor:
        if chosen is None:
            cursor.execute("DELETE FROM intake_casequality")
        else:
            cursor.execute("DELETE FROM intake_casequality WHERE case_id = ANY(%s)", [chosen])
    return write_frame("intake_casequality", rows)


def do_score_touched_cases(*, since: date, on: date) -> int:
    """Make anew the scores of cases of which anything was learned on a day or later."""
    touched = read_frame(TOUCHED, schema={"case_id": pl.Int64}, params=[since] * 5)
    return do_score_cases(touched["case_id"], on=on)


def scored(children: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """One row a case: checks that apply and fail over its children, percent, what fails."""
    results = results_on(children, on=on)
    names = pl.concat_list(
        pl.when(~pl.col(name)).then(pl.lit(name)) for name in results.columns
    ).list.drop_nulls()
    told = pl.concat(
        [children.select("case_id", "county_fips"), scores(results),
         results.select(failed=names)],
        how="horizontal",
    )  # fmt: skip
    by_case = told.group_by("case_id", "county_fips", maintain_order=True).agg(
        pl.col("applied_count").cast(pl.Int64).sum(),
        pl.col("failed_count").cast(pl.Int64).sum(),
        pl.col("failed").explode().drop_nulls().unique(maintain_order=True),
    )
    return by_case.with_columns(
        score=percent_passed(pl.col("applied_count"), pl.col("failed_count")),
        failed=_as_json(),
        scored_on=pl.lit(on),
    )


def _as_json() -> pl.Expr:
    """The keys of the failed checks as a JSON list; keys are plain words."""
    joined = pl.col("failed").list.join('", "')
    return (
        pl.when(pl.col("failed").list.len() > 0)
        .then(pl.concat_str(pl.lit('["'), joined, pl.lit('"]')))
        .otherwise(pl.lit("[]"))
    )
