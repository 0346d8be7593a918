"""What payors should have sent and did not: read from orders and from the money that came.

A payday is known by the day on which the payor said it withheld; where it said none, by the
day on which the money came, because it cannot have been withheld later. Money of a parent
counts for the payor whose number the bank gave. Where that number is none of the parent's
payors it counts for each of them whose own money did not come later, because a payroll office
may send for another.

Source: CS-IRG-G5, 45 CFR 303.100(e)(1)(ii).
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from posse.apps.withholding.choices import SourceKind
from posse.rules.support.remittances import (
    NO_RHYTHM,
    PREFIX,
    Missed,
    Paydays,
    WatchTerms,
    missed_paydays,
    rhythms,
)
from posse.rules.support.withholding_amounts import AmountTerms, amounts_by_frequency
from posse.services.bulk import read_frame
from posse.services.law import current_law
from posse.services.matching.merged import members_for, survivors_for
from posse.services.money_in.identification import with_employers
from posse.units.days import day_from_number

# Pay, whoever pays it: benefits are withheld by agreement with the agency that pays them.
PAY = (SourceKind.WAGES, SourceKind.FEDERAL, SourceKind.MILITARY, SourceKind.OTHER)

# The latest order of each case at each source that goes on, and since when one has held.
ORDERS = """
    WITH told AS (
        SELECT id, case_id, income_source_id, issued_on,
               current_child_cents + past_due_child_cents + current_medical_cents
               + past_due_medical_cents + current_spousal_cents + past_due_spousal_cents
               AS monthly_cents,
               max(id) FILTER (WHERE kind = 'termination')
                   OVER (PARTITION BY case_id, income_source_id) AS ended_id
        FROM withholding_withholdingorder WHERE kind <> 'one_time' AND issued_on <= %s)
    SELECT told.case_id, source.id, source.obligor_id, source.employer_id,
           min(told.issued_on), (array_agg(told.monthly_cents ORDER BY told.id DESC))[1],
           max(closed.closed_on)
    FROM told
    JOIN withholding_incomesource AS source ON source.id = told.income_source_id
    LEFT JOIN withholding_sourceend AS ending
           ON ending.source_id = source.id AND ending.ended_on <= %s
    LEFT JOIN withholding_noncompliance AS closed
           ON closed.case_id = told.case_id AND closed.income_source_id = source.id
              AND closed.state = 'closed'
    WHERE (told.ended_id IS NULL OR told.id > told.ended_id) AND ending.id IS NULL
      AND source.kind = ANY(%s) AND source.employer_id IS NOT NULL
      AND (%s::bigint IS NULL OR source.id = %s::bigint)
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2"""
ORDER_COLUMNS = {
    "case": pl.Int64, "source": pl.Int64, "obligor": pl.Int64, "employer": pl.Int64,
    "issued_on": pl.Date, "monthly_cents": pl.Int64, "settled_on": pl.Date,
}  # fmt: skip

# Withheld money by whose it is now, so that a receipt taken back from somebody is not his.
MONEY = """
    WITH mine AS (
        SELECT id, obligor_id AS obligor FROM payments_receipt WHERE obligor_id = ANY(%s)
        UNION SELECT receipt_id, obligor_id FROM payments_identification
        WHERE obligor_id = ANY(%s) AND recorded_on <= %s)
    SELECT DISTINCT mine.obligor, coalesce(receipt.withheld_on, receipt.effective_on),
           receipt.payor_id
    FROM mine JOIN payments_receipt AS receipt USING (id)
    WHERE receipt.source = 'income_withholding' AND receipt.recorded_on <= %s
      AND receipt.effective_on BETWEEN %s AND %s
      AND receipt.amount_cents > coalesce((
          SELECT sum(back.amount_cents) FROM payments_reversal AS back
          WHERE back.receipt_id = receipt.id AND back.obligor_id = mine.obligor
            AND back.recorded_on <= %s), 0)"""
MONEY_COLUMNS = {"obligor": pl.Int64, "paid_on": pl.Date, "payor_id": pl.String}


@dataclass(frozen=True)
class MissedPay:
    """A payday without money, the last day it was in time, and what the order asks of it."""

    paid_on: date
    due_on: date
    missing_cents: int


@dataclass(frozen=True)
class Watch:
    """Orders to payors, and the paydays that each of them missed, by the order's row.

    ``irregular_count`` is how many orders no payday can be expected of.
    """

    orders: pl.DataFrame
    missed: dict[int, list[MissedPay]]
    irregular_count: int


def watch(*, on: date, source_id: int | None = None) -> Watch:
    """Every order to a payor that goes on, or those of one source, and what did not come."""
    params = [on, on, [str(kind) for kind in PAY], source_id, source_id]
    orders = read_frame(ORDERS, schema=ORDER_COLUMNS, params=params)
    if orders.is_empty():
        return Watch(orders, {}, 0)
    # Money comes under any record of a merged parent, and the order stands under one of them.
    stands = survivors_for(orders["obligor"].unique())
    orders = orders.with_columns(pl.col("obligor").replace_strict(stands))
    law = current_law()
    terms = WatchTerms.from_law(law, on=on)
    known = _paydays(orders, on=on)
    rhythm = rhythms(known, terms=terms)
    names = [name for name, _, _ in terms.frequencies]
    by_frequency = amounts_by_frequency(
        orders["monthly_cents"].to_numpy(), terms=AmountTerms.from_law(law, on=on)
    )
    pay_cents = {
        row: int(by_frequency[names[place]][row])
        for row, place in enumerate(rhythm)
        if place != NO_RHYTHM
    }
    missed = missed_paydays(known, on=on, terms=terms)
    return Watch(orders, _by_order(missed, pay_cents), int((rhythm == NO_RHYTHM).sum()))


def _by_order(missed: Missed, pay_cents: dict[int, int]) -> dict[int, list[MissedPay]]:
    found: dict[int, list[MissedPay]] = {}
    rows = zip(missed.sources, missed.paydays, missed.due_days, strict=True)
    for row, payday, due_day in rows:
        pay = MissedPay(day_from_number(payday), day_from_number(due_day), pay_cents[int(row)])
        found.setdefault(int(row), []).append(pay)
    return found


def _paydays(orders: pl.DataFrame, *, on: date) -> Paydays:
    """The known paydays of each order, from the money of its parent.

    Where none is known, the day on which the order came takes its place.
    """
    mailing = timedelta(days=int(current_law().value(f"{PREFIX}mailing_days", on=on)))
    rows = orders.with_row_index("row").with_columns(came_on=pl.col("issued_on") + mailing)
    money = with_employers(_money(rows["obligor"].unique().to_list(), on=on))
    mine = rows.select("obligor", payor="employer").unique()
    # A number that is none of the parent's payors says nothing about which of them paid.
    told = money.join(
        mine, left_on=["obligor", "employer"], right_on=["obligor", "payor"], how="semi"
    )
    untold = money.join(
        mine, left_on=["obligor", "employer"], right_on=["obligor", "payor"], how="anti"
    )
    by_payor = rows.join(told, on=["obligor", "employer"]).select("row", "paid_on")
    last_days = by_payor.group_by("row").agg(last_on=pl.col("paid_on").max())
    by_others = rows.join(untold.drop("employer"), on="obligor").join(
        last_days, on="row", how="left"
    )
    # Before the payor's own money another's tells nothing of the payor's rhythm.
    later = pl.col("last_on").is_null() | (pl.col("paid_on") > pl.col("last_on"))
    paid = pl.concat([by_payor, by_others.filter(later).select("row", "paid_on")])
    silent = rows.join(paid, on="row", how="anti").select("row", paid_on="came_on")
    days = pl.concat([paid, silent]).unique().sort("row", "paid_on")
    counts = np.bincount(days["row"].to_numpy(), minlength=rows.height)
    return Paydays(
        days=_numbers(days["paid_on"]),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        begins=_numbers(rows["came_on"]),
        settled=_numbers(rows["settled_on"].fill_null(date(1970, 1, 1))),
    )


def _numbers(days: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Days as the arrays of the rules have them."""
    found: np.ndarray[tuple[int], np.dtype[np.int64]] = (
        days.cast(pl.Int32).cast(pl.Int64).to_numpy()
    )
    return found


def _money(parents: list[int], *, on: date) -> pl.DataFrame:
    """What came of some parents, under whichever record of theirs."""
    back = int(current_law().value(f"{PREFIX}look_back_days", on=on))
    since = on - timedelta(days=back)
    members = members_for(parents)
    parent_of = {each: parent for parent, group in members.items() for each in group}
    people = sorted(parent_of)
    params = [people, people, on, on, since, on, on]
    money = read_frame(MONEY, schema=MONEY_COLUMNS, params=params)
    return money.with_columns(pl.col("obligor").replace_strict(parent_of)).unique()
