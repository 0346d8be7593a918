"""What a decided contest of withholding does: end an order, or hold it to the amount decided.

Who is another person owes nothing anywhere. An amount that was decided holds in its case
until the order's terms or the books are put right.
"""

from datetime import date

import polars as pl

from posse.services.bulk import read_frame

KIND = "withholding_contest"
DECIDED = """
    SELECT DISTINCT ON (case_id, remedy) case_id, obligor_id, remedy, ground, outcome,
           after_cents, closed_on,
           EXISTS (SELECT FROM orders_orderterm AS term
                   JOIN orders_order AS ordered ON ordered.id = term.order_id
                   WHERE ordered.case_id = review.case_id
                     AND term.recorded_on > review.closed_on)
           OR EXISTS (SELECT FROM orders_balanceadjustment AS put_right
                      WHERE put_right.case_id = review.case_id
                        AND put_right.recorded_on > review.closed_on)
    FROM enforcement_review AS review
    WHERE kind = %s AND state = 'closed' AND closed_on <= %s
    ORDER BY case_id, remedy, closed_on DESC, id DESC"""
SCHEMA = {
    "case_id": pl.Int64, "obligor_id": pl.Int64, "remedy": pl.String, "ground": pl.String,
    "outcome": pl.String, "cap_cents": pl.Int64, "closed_on": pl.Date,
    "is_put_right": pl.Boolean,
}  # fmt: skip
ENDS, CHANGES = "changes_ends", "changes_continues"
PAIR = ["case_id", "remedy"]


def with_contests(pairs: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Each pair with ``is_contest_won`` and ``cap_cents`` of its decided contests.

    A source told after the decision is a new question: the payor and the parent were found
    again. Source: CS-IRG-G10, CS-IRG-G10-b.
    """
    decided = read_frame(DECIDED, schema=SCHEMA, params=[KIND, on])
    ended = decided.filter(outcome=ENDS)
    in_case = ended.filter(pl.col("ground") != "identity", ~pl.col("is_put_right"))
    anywhere = (
        ended.filter(ground="identity")
        .group_by("obligor_id")
        .agg(other_person_on=pl.col("closed_on").max())
    )
    changed = decided.filter(pl.col("outcome") == CHANGES, ~pl.col("is_put_right"))
    found = (
        pairs.join(in_case.select(*PAIR, won_on="closed_on"), on=PAIR, how="left")
        .join(anywhere, on="obligor_id", how="left")
        .join(changed.select(*PAIR, "cap_cents"), on=PAIR, how="left")
    )
    won_on = pl.max_horizontal("won_on", "other_person_on")
    return found.with_columns(
        is_contest_won=(won_on >= pl.col("told_on")).fill_null(value=False)
    ).drop("won_on", "other_person_on")
