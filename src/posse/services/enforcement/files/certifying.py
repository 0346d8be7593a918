"""What of each case is certified for tax refund offset, from what the federal office was told.

The office has one amount for a parent and kind of arrears; the books ask case by case. What
was certified stands until a later file changes it.
"""

from collections.abc import Collection
from datetime import date

import numpy as np
import polars as pl

from posse.rules.support.remedies.class_amounts import case_amounts
from posse.rules.support.remedies.register import remedy_named
from posse.services.books.refold import do_mark_cases_for_fold
from posse.services.bulk import read_frame, write_frame
from posse.services.business_dates import first_open_day
from posse.services.enforcement.facts import facts_of_obligors
from posse.services.enforcement.files.kinds import TAX_OFFSET
from posse.services.law import current_law

AT_A_TIME = 100_000
LATEST = """
    SELECT mine.id, mine.obligor_id, coalesce(latest.amount_cents, 0)
    FROM cases_case AS mine LEFT JOIN LATERAL (
        SELECT amount_cents FROM orders_offsetcertification
        WHERE case_id = mine.id AND effective_on <= %s
        ORDER BY effective_on DESC, id DESC LIMIT 1) AS latest ON true
    WHERE mine.obligor_id = ANY(%s::bigint[]) ORDER BY mine.obligor_id, mine.id"""
LATEST_SCHEMA = {"case_id": pl.Int64, "obligor": pl.Int64, "had_cents": pl.Int64}


def do_certify_told(told: pl.DataFrame, *, changed: Collection[int], on: date, by: str) -> int:
    """Certify in each case what a file told of its parent; how many cases changed.

    ``told`` is what the federal office has of tax refunds, by ``obligor`` in ``cents``;
    ``changed`` are the parents of whom the file told something. Units: cents.
    Source: 45 CFR 303.72(a), CS-9.2-TOP-DIST-1.
    """
    parents, count = sorted(changed), 0
    for first in range(0, len(parents), AT_A_TIME):
        part = parents[first : first + AT_A_TIME]
        count += _do_certify(told, part, on=on, by=by)
    return count


def _do_certify(told: pl.DataFrame, obligors: list[int], *, on: date, by: str) -> int:
    latest = read_frame(LATEST, schema=LATEST_SCHEMA, params=[on, obligors])
    shares = _shares(told, obligors, on=on)
    rows = latest.join(shares, on="case_id", how="left", maintain_order="left").with_columns(
        pl.col("cents").fill_null(0)
    )
    new = rows.filter(pl.col("cents") != pl.col("had_cents"))
    # A file made by hand after its day was closed is learned of on the day that is open.
    learned_on = max(on, first_open_day(today=on))
    write_frame(
        "orders_offsetcertification",
        new.select(
            "case_id",
            amount_cents="cents",
            effective_on=pl.lit(on),
            recorded_on=pl.lit(learned_on),
            recorded_by=pl.lit(by),
        ),
    )
    do_mark_cases_for_fold(new["case_id"])
    return new.height


def _shares(told: pl.DataFrame, obligors: list[int], *, on: date) -> pl.DataFrame:
    """What of each parent's certified amount is each case's: what it owes of what qualifies.

    The office is told whole dollars, rounded down; the cents come off the largest debt.
    """
    law = current_law()
    read = facts_of_obligors(on=on, obligors=obligors)
    found = case_amounts(read.facts, remedy_named(law, TAX_OFFSET, on=on), law=law, on=on)
    owed = np.sum(list(found.values()), axis=0, dtype=np.int64)
    rows = pl.DataFrame(
        {
            "case_id": read.cases,
            "obligor": read.obligors[read.facts.obligor_of_case],
            "owed": owed,
        },
        schema={"case_id": pl.Int64, "obligor": pl.Int64, "owed": pl.Int64},
    )
    rows = rows.join(told.select("obligor", told="cents"), on="obligor")
    rows = rows.sort("obligor", "owed", "case_id", descending=[False, True, False])
    # Off the largest first: what is left to take off after those before it.
    over = (pl.col("owed").sum() - pl.col("told")).clip(0).over("obligor")
    before = (pl.col("owed").cum_sum() - pl.col("owed")).over("obligor")
    off = (over - before).clip(0)
    taken = pl.min_horizontal(off, pl.col("owed"))
    return rows.with_columns(cents=pl.col("owed") - taken).select("case_id", "cents")
