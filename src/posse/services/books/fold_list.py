"""Who is to be folded tonight, in parts that can be committed one by one."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from posse.ledger.accruals import installments
from posse.ledger.facts import TERMS
from posse.ledger.groups import group_numbers
from posse.services.bulk import read_frame
from posse.services.law import current_law
from posse.units.days import day_number

PARTITION_SIZE = 20_000

TOUCHED = """
    SELECT obligor_id FROM books_refold
    UNION
    SELECT cases_case.obligor_id FROM cases_case
    LEFT JOIN books_foldmark USING (obligor_id)
    WHERE cases_case.obligor_id IS NOT NULL
      AND coalesce(folded_through, '-infinity') < date_trunc('month', %s::date)
    UNION
    SELECT cases_case.obligor_id FROM cases_case
    JOIN books_foldmark USING (obligor_id)
    JOIN (SELECT family_id, effective_on AS day FROM cases_assistanceperiod
          UNION ALL SELECT family_id, ends_on + 1 FROM cases_assistanceperiod
          UNION ALL SELECT family_id, effective_on FROM cases_assistancegrant) AS assistance
      USING (family_id)
    WHERE day > folded_through AND day <= %s
    UNION
    SELECT cases_case.obligor_id FROM cases_case
    JOIN books_foldmark USING (obligor_id)
    JOIN (SELECT case_id, effective_on AS day FROM orders_balanceadjustment
          UNION ALL SELECT case_id, effective_on FROM orders_offsetcertification
          UNION ALL SELECT case_id, effective_on FROM orders_chargesuppression
          UNION ALL SELECT case_id, ends_on + 1 FROM orders_chargesuppression
          UNION ALL SELECT case_id, effective_on FROM cases_interstaterole
          UNION ALL SELECT case_id, effective_on FROM cases_feeexemption
          UNION ALL SELECT case_id, effective_on FROM cases_caserole
                    WHERE role = 'child') AS told
      ON told.case_id = cases_case.id
    WHERE day > folded_through AND day <= %s
    UNION
    SELECT obligor_id FROM orders_excesspermission AS permitted
    JOIN books_foldmark USING (obligor_id)
    WHERE permitted.effective_on > folded_through AND permitted.effective_on <= %s"""

RUNNING_TERMS = """
    SELECT term.id, orders_order.case_id, term.obligation, term.amount_cents, term.frequency,
           term.first_due_on, term.effective_on, term.ends_on,
           cases_case.obligor_id, books_foldmark.folded_through,
           orders_order.basis = 'paternity'
    FROM books_foldmark JOIN cases_case USING (obligor_id)
    JOIN orders_order ON orders_order.case_id = cases_case.id
    JOIN orders_orderterm AS term ON term.order_id = orders_order.id
    WHERE term.first_due_on <= %s AND folded_through < %s
      AND (term.ends_on IS NULL OR term.ends_on + %s::int > folded_through)"""


def _cases() -> pl.DataFrame:
    schema = {"obligor": pl.Int64, "family": pl.Int64}
    return read_frame(
        "SELECT obligor_id, family_id FROM cases_case WHERE obligor_id IS NOT NULL",
        schema=schema,
    )


def _with_groups(cases: pl.DataFrame) -> pl.DataFrame:
    """Cases with the number of the group whose books hang together."""
    ranks = cases.select(pl.all().rank("dense").cast(pl.Int64) - 1)
    groups = group_numbers(ranks["obligor"].to_numpy(), ranks["family"].to_numpy())
    return cases.with_columns(group=pl.Series(groups, dtype=pl.Int64))


def _obligors_with_something_due(through: date) -> pl.Series:
    """Obligors for whom an installment falls due, or is unpaid too long, after their fold.

    Source: W.S. 1-16-103(b), for the days after which a penalty arises.
    """
    days = current_law().value("support.charges.penalty_days", on=through)
    schema = {
        **TERMS,
        "obligor": pl.Int64,
        "folded_through": pl.Date,
        "may_be_penalized": pl.Boolean,
    }
    params = [through, through, days + 1]
    terms = read_frame(RUNNING_TERMS, schema=schema, params=params)
    due = installments(terms, through=through)
    folded, last = pl.col("folded_through").to_physical(), day_number(through)
    falls_due = pl.col("day") > folded
    # The day of the penalty and the one after it, so that no reading of "within" is missed.
    is_late = (pl.col("day") + days + 1 > folded) & (pl.col("day") + days <= last)
    return due.filter(falls_due | (pl.col("may_be_penalized") & is_late))["obligor"].unique()


def obligors_to_fold(*, through: date) -> list[int]:
    """Obligors with changed facts or something due, and all who share a family with them."""
    touched = read_frame(
        TOUCHED, schema={"obligor": pl.Int64}, params=[through] * TOUCHED.count("%s")
    )
    due = _obligors_with_something_due(through)
    return with_sharers(pl.concat([touched["obligor"], due]))


def with_sharers(obligors: Iterable[int]) -> list[int]:
    """Obligors and all who share a family with them, directly or through others, sorted."""
    wanted = pl.Series(list(obligors), dtype=pl.Int64).unique()
    cases = _cases()
    if wanted.is_empty() or cases.is_empty():
        return []
    grouped = _with_groups(cases)
    groups = grouped.filter(pl.col("obligor").is_in(wanted.implode()))["group"].unique()
    chosen = grouped.filter(pl.col("group").is_in(groups.implode()))
    return chosen["obligor"].unique().sort().to_list()


def partitions(obligors: Iterable[int], *, size: int = PARTITION_SIZE) -> list[list[int]]:
    """Obligors in parts of about ``size``, none parted from those who share a family."""
    chosen = pl.Series(list(obligors), dtype=pl.Int64)
    if chosen.is_empty():
        return []
    cases = _cases().filter(pl.col("obligor").is_in(chosen.implode()))
    members = _with_groups(cases).unique(["group", "obligor"]).sort("group", "obligor")
    # A part ends with the group in which it becomes full.
    group_sizes = members.group_by("group", maintain_order=True).len()
    parts = (group_sizes["len"].cum_sum() - 1).to_numpy() // size
    group_parts = group_sizes.with_columns(part=pl.Series(parts))
    by_part = members.join(group_parts, on="group").partition_by("part", maintain_order=True)
    return [part["obligor"].to_list() for part in by_part]
