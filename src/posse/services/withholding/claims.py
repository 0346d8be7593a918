"""What an order may ask for in each case: current support by the month, and past-due support.

Current support is what the order's terms say for a month. Toward past-due support only what
a court or the department set is asked, and no more than there is.
"""

from collections.abc import Collection
from datetime import date

import polars as pl

from posse.services.bulk import read_frame

OBLIGATIONS = ("child", "medical", "spousal")
CURRENT = [f"current_{name}_cents" for name in OBLIGATIONS]
PAST_DUE = [f"past_due_{name}_cents" for name in OBLIGATIONS]
CLAIMS = [*CURRENT, *PAST_DUE]
# In this order a limit cuts a month's claims last: CS-IRG-G18, 45 CFR 303.100(a)(5).
IN_TURN = ["current_child_cents", "current_spousal_cents", "current_medical_cents", *PAST_DUE]

# A year's payments by the month; a part of a cent is left off, as of each pay period.
TERMS = """
    SELECT ordered.case_id,
           {sums},
           coalesce(sum(month_cents) FILTER (WHERE obligation = 'arrears_payment'), 0)::bigint
    FROM orders_order AS ordered JOIN LATERAL (
        SELECT term.obligation,
               CASE term.frequency WHEN 'monthly' THEN term.amount_cents
                                   WHEN 'semimonthly' THEN term.amount_cents * 2
                                   WHEN 'biweekly' THEN term.amount_cents * 26 / 12
                                   WHEN 'weekly' THEN term.amount_cents * 52 / 12
                                   ELSE 0 END AS month_cents
        FROM orders_orderterm AS term
        WHERE term.order_id = ordered.id AND term.effective_on <= %s
          AND coalesce(term.ends_on, 'infinity') >= %s
          AND NOT EXISTS (SELECT FROM orders_orderterm AS later
                          WHERE later.replaces_id = term.id AND later.effective_on <= %s)
    ) AS standing ON true
    WHERE ordered.case_id = ANY(%s::bigint[]) GROUP BY 1"""
SUM = "coalesce(sum(month_cents) FILTER (WHERE obligation = '{}'), 0)::bigint"

# Debts are accounts of twenty an obligation from 1000 on; 0 is current, 1 to 7 are past due.
OWED = """
    SELECT posting.case_id,
           {sums},
           coalesce(sum(cents) FILTER (WHERE mod(account, 20) = 0), 0)::bigint
    FROM books_posting AS posting
    CROSS JOIN LATERAL (VALUES (debit, amount_cents), (credit, -amount_cents))
        AS moved (account, cents)
    WHERE posting.case_id = ANY(%s::bigint[]) AND posting.effective_on <= %s
      AND moved.account BETWEEN 1000 AND 1059 AND mod(moved.account, 20) <= 7
    GROUP BY 1"""
OWED_SUM = """coalesce(sum(cents) FILTER (
               WHERE account BETWEEN {} AND {} AND mod(account, 20) > 0), 0)::bigint"""
IN_BOOKS = (("child", 1000), ("medical", 1020), ("spousal", 1040))
IN_TERMS = (("child", "child_support"), ("medical", "medical"), ("spousal", "spousal"))
CASE = {"case_id": pl.Int64}


def claims_of_cases(cases: Collection[int], *, on: date) -> pl.DataFrame:
    """What may be asked from a month's pay in each case, by claim, and what is owed at all.

    Columns: case_id, ``CLAIMS``, arrears_cents, owed_cents (with current support unpaid),
    toward_cents (what was set toward past-due support). Units: cents.
    Source: 45 CFR 303.100(e)(1), CS-IRG-G18.
    """
    chosen = pl.DataFrame({"case_id": sorted(set(cases))}, schema=CASE)
    found = chosen.join(_terms(cases, on=on), on="case_id", how="left").join(
        _owed(cases, on=on), on="case_id", how="left"
    )
    found = found.with_columns(pl.exclude("case_id").fill_null(0))
    room = pl.col("toward_cents")
    for name in OBLIGATIONS:
        owed = pl.col(f"arrears_{name}_cents")
        # Each kind of past-due support in its turn, never above what there is of it.
        found = found.with_columns(
            pl.min_horizontal(room, owed).alias(f"past_due_{name}_cents")
        )
        room = room - pl.col(f"past_due_{name}_cents")
    return found.with_columns(
        arrears_cents=pl.sum_horizontal(f"arrears_{name}_cents" for name in OBLIGATIONS)
    ).with_columns(owed_cents=pl.col("arrears_cents") + pl.max_horizontal("unpaid_cents", 0))


def capped(rows: pl.DataFrame, *, by: str) -> pl.DataFrame:
    """The claims met in their turn up to a column's amount, where it has one. Units: cents."""
    room = pl.col(by)
    for claim in IN_TURN:
        kept = pl.when(room.is_null()).then(claim).otherwise(pl.min_horizontal(claim, room))
        rows = rows.with_columns(kept.alias(claim))
        room = room - pl.col(claim)
    return rows


def _terms(cases: Collection[int], *, on: date) -> pl.DataFrame:
    sums = ", ".join(SUM.format(obligation) for _, obligation in IN_TERMS)
    schema = {**CASE, **dict.fromkeys([*CURRENT, "toward_cents"], pl.Int64)}
    params = [on, on, on, list(cases)]
    return read_frame(TERMS.format(sums=sums), schema=schema, params=params)


def _owed(cases: Collection[int], *, on: date) -> pl.DataFrame:
    sums = ", ".join(OWED_SUM.format(first, first + 19) for _, first in IN_BOOKS)
    names = [f"arrears_{name}_cents" for name in OBLIGATIONS]
    schema = {**CASE, **dict.fromkeys([*names, "unpaid_cents"], pl.Int64)}
    rows = read_frame(OWED.format(sums=sums), schema=schema, params=[list(cases), on])
    # What is paid ahead of one obligation is no debt below nothing that another could use.
    return rows.with_columns(pl.max_horizontal(pl.col(name), 0).alias(name) for name in names)
