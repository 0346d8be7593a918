"""Whose payment it is: the remittance id, confirmed by the Social Security number.

All payments of a file are joined to cases and people at once, so that a hundred thousand
take seconds.
"""

from datetime import date

import polars as pl

from posse.apps.payments.choices import SuspenseReason
from posse.services.bulk import read_frame
from posse.services.disbursement_unit import state_fips
from posse.services.matching.merged import members_for, survivors_for

# A payer may send the case's number or that of the order behind the withholding (DED02).
CANDIDATES = """
    SELECT number, id, obligor_id, true FROM cases_case WHERE number = ANY(%s)
    UNION ALL
    SELECT orders_order.number, cases_case.id, cases_case.obligor_id, false
    FROM orders_order JOIN cases_case ON cases_case.id = orders_order.case_id
    WHERE orders_order.number = ANY(%s)"""
NUMBERS = """
    SELECT DISTINCT ON (participant_id) participant_id, number
    FROM people_identifier
    WHERE kind = 'ssn' AND effective_on <= %s AND participant_id = ANY(%s)
    ORDER BY participant_id, effective_on DESC, id DESC"""
EMPLOYERS = "SELECT id, fein FROM people_employer WHERE fein = ANY(%s)"

# An originator's number in a batch header is mostly 1 and the nine digits of its FEIN.
FEIN_PREFIX = "1"


def identified(payments: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Each payment with ``obligor``, ``case`` and ``suspense_reason``.

    A payment is its obligor's when the remittance id is the number of a case or order and
    the Social Security number is that of the case's noncustodial parent. Else the obligor
    is null and the reason says why; the case is kept where it is known.

    Args:
        payments: Columns ``remittance_id``, ``obligor_ssn``, ``fips`` and any others.
        on: The day as of which numbers are known.
    """
    rows = payments.with_row_index("row")
    matches = _matches(rows, on=on)
    fips = pl.col("fips").fill_null("")
    is_ours = (fips == "") | fips.str.starts_with(state_fips(on=on))
    reason = (
        pl.when(~is_ours)
        .then(pl.lit(str(SuspenseReason.FIPS_DIFFERS)))
        .when(pl.col("case").is_null())
        .then(pl.lit(str(SuspenseReason.UNKNOWN_REMITTANCE_ID)))
        .when(pl.col("candidate").is_null())
        .then(pl.lit(str(SuspenseReason.NO_OBLIGOR)))
        .when(~pl.col("is_same_person"))
        .then(pl.lit(str(SuspenseReason.SSN_DIFFERS)))
        .otherwise(pl.lit(""))
    )
    joined = rows.join(matches, on="row", how="left", maintain_order="left")
    decided = joined.with_columns(suspense_reason=reason).with_columns(
        obligor=pl.when(pl.col("suspense_reason") == "").then("candidate")
    )
    return decided.drop("row", "candidate", "is_same_person")


def _matches(rows: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The best case for each row: of the same person, by case number, the oldest."""
    ids = rows["remittance_id"].unique().sort().to_list()
    schema = {
        "remittance_id": pl.String,
        "case": pl.Int64,
        "candidate": pl.Int64,
        "is_case_number": pl.Boolean,
    }
    cases = read_frame(CANDIDATES, schema=schema, params=[ids, ids])
    people = cases["candidate"].drop_nulls().unique().sort().to_list()
    found = (
        rows.select("row", "remittance_id", "obligor_ssn")
        .join(cases, on="remittance_id")
        .join(_numbers_of(people, on=on), on="candidate", how="left")
        .with_columns(
            is_same_person=(pl.col("number") == pl.col("obligor_ssn")).fill_null(value=False)
        )
    )
    best_first = found.sort(
        ["row", "is_same_person", "is_case_number", "case"],
        descending=[False, True, True, False],
    )
    chosen = best_first.unique("row", keep="first", maintain_order=True)
    return chosen.select("row", "case", "candidate", "is_same_person")


def _numbers_of(people: list[int], *, on: date) -> pl.DataFrame:
    """The latest number of each candidate, and of all who are one person with him.

    A merged person pays under either number, and it is the case that says whose debt it is.
    """
    stands = survivors_for(people)
    members = members_for(stands.values())
    same = pl.DataFrame(
        [(person, each) for person in people for each in members[stands[person]]],
        schema={"candidate": pl.Int64, "member": pl.Int64},
        orient="row",
    )
    numbers = read_frame(
        NUMBERS,
        schema={"member": pl.Int64, "number": pl.String},
        params=[on, same["member"].unique().to_list()],
    )
    return same.join(numbers, on="member").drop("member")


def with_employers(payments: pl.DataFrame) -> pl.DataFrame:
    """Each payment with ``employer``, where ``payor_id`` is the number of a known one."""
    bare = pl.col("payor_id").str.strip_chars()
    fein = (
        pl.when((bare.str.len_chars() == 10) & bare.str.starts_with(FEIN_PREFIX))
        .then(bare.str.slice(1))
        .otherwise(bare)
    )
    rows = payments.with_columns(fein=fein)
    wanted = rows["fein"].drop_nulls().unique().sort().to_list()
    known = read_frame(
        EMPLOYERS, schema={"employer": pl.Int64, "fein": pl.String}, params=[wanted]
    )
    return rows.join(known, on="fein", how="left", maintain_order="left").drop("fein")
