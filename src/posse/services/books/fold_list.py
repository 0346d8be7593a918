"""Who is to be folded tonight, in parts that can be committed one by one."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from posse.ledger.accruals import installments
from posse.ledger.facts import TERMS
from posse.ledger.groups import group_numbers
from posse.services.bulk import read_frame

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
    JOIN orders_balanceadjustment AS adjustment ON adjustment.case_id = cases_case.id
    WHERE adjustment.effective_on > folded_through AND adjustment.effective_on <= %s"""

RUNNING_TERMS = """
    SELECT term.id, orders_order.case_id, term.obligation, term.amount_cents, term.frequency,
           term.first_due_on, term.effective_on, term.ends_on,
           cases_case.obligor_id, books_foldmark.folded_through
    FROM books_foldmark JOIN cases_case USING (obligor_id)
    JOIN orders_order ON orders_order.case_id = cases_case.id
    JOIN orders_orderterm AS term ON term.order_id = orders_order.id
    WHERE term.first_due_on <= %s AND folded_through < %s
      AND (term.ends_on IS NULL OR term.ends_on > folded_through)"""


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
    """Obligors for whom an installment falls due after their last fold."""
    schema = {**TERMS, "obligor": pl.Int64, "folded_through": pl.Date}
    terms = read_frame(RUNNING_TERMS, schema=schema, params=[through, through])
    due = installments(terms, through=through)
    return due.filter(pl.col("day") > pl.col("folded_through").to_physical())["obligor"]


def obligors_to_fold(*, through: date) -> list[int]:
    """Obligors with changed facts or something due, and all who share a family with them."""
    touched = read_frame(TOUCHED, schema={"obligor": pl.Int64}, params=[through] * 3)
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
