"""Lump sums that payors tell of: what is asked of each, by an order for one payment."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.withholding.choices import OrderKind, OrderReason, RefusalCode
from posse.apps.withholding.models import IncomeSource, LumpSum, WithholdingOrder
from posse.rules.support.withholding import Pay, WithholdingTerms, limits
from posse.rules.support.withholding_amounts import lump_sum_amounts
from posse.services.law import current_law
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.register.entries import check_amount, check_open_day
from posse.services.withholding.claims import claims_of_cases
from posse.services.withholding.deciding import DAYS_IN_WEEK, unmet_criteria
from posse.services.withholding.order_values import (
    WATCH,
    payor_lines,
    percent,
    register_of,
    signer_on,
)
from posse.services.withholding.orders import do_keep_refusals, do_send_orders
from posse.services.withholding.other_family import supports_other_family
from posse.units.money import format_dollars
from posse.units.splits import largest_remainder

REMEDY, NOTICE = "lump_sum", "lump_sum_notice"
LUMP_SUM_CENTS_MAX = 1_000_000_000
NOTE_LENGTH = 300


@dataclass(frozen=True)
class LumpSumTaken:
    """What became of a lump sum: the orders for it, or why there is none. Units: cents."""

    lump_sum: LumpSum
    orders: tuple[WithholdingOrder, ...]
    asked_cents: int
    refusal: str


@transaction.atomic
def do_take_lump_sum(
    *,
    source: IncomeSource,
    amount_cents: int,
    is_earnings: bool,
    on: date,
    by: str,
    payable_on: date | None = None,
    note: str = "",
) -> LumpSumTaken:
    """A payor told of a lump sum: each case with past-due support asks its part, once.

    Pay is bound by the federal ceiling, any other sum by none; the payor is answered either
    way. Several cases share by what is past due in each.
    Raises: ValueError in words for an amount that cannot be meant, or a closed day.
    Source: CS-IRG-L3, CS-IRG-L6, CS-IRG-L9, CS-IRG-L9.2.
    """
    check_open_day(on)
    check_amount(amount_cents, what="the lump sum", cents_max=LUMP_SUM_CENTS_MAX, cents_min=1)
    # Two reports of one source wait for each other, so neither takes what the other took.
    held = IncomeSource.objects.select_for_update(of=("self",)).select_related("employer")
    found = held.get(pk=source.pk)
    lump = LumpSum.objects.create(
        income_source=found,
        amount_cents=amount_cents,
        is_earnings=is_earnings,
        told_on=on,
        payable_on=payable_on,
        note=note.strip()[:NOTE_LENGTH],
        recorded_by=by,
    )
    owing = _owing(found, on=on)
    asked_cents, limit_percent = _asked(lump, owing, on=on)
    refusal = _refusal(found, owing, on=on)
    if refusal:
        rows = [
            {"case_id": case, "source_id": found.pk, "refusal": refusal.value}
            for case in owing["case_id"]
        ]
        do_keep_refusals(rows, on=on, by=by)
        return LumpSumTaken(lump, (), 0, str(refusal.label))
    orders = _do_order(lump, owing, asked_cents, on=on, by=by)
    _do_answer(lump, owing, asked_cents, limit_percent=limit_percent, on=on, by=by)
    return LumpSumTaken(lump, tuple(orders), asked_cents, "")


def _owing(source: IncomeSource, *, on: date) -> pl.DataFrame:
    """The parent's cases from which the remedy may be used, with what is past due in each."""
    unmet = unmet_criteria([source.obligor_id], remedies=[REMEDY], without=[REMEDY], on=on)
    claims = claims_of_cases(unmet["case_id"].to_list(), on=on)
    met = unmet.filter(unmet="").join(claims, on="case_id").filter(pl.col("arrears_cents") > 0)
    asked = WithholdingOrder.objects.filter(
        kind=OrderKind.ONE_TIME, income_source=source, issued_on=on
    )
    taken = dict.fromkeys(met["case_id"], 0)
    for order in asked:
        if order.case_id in taken:
            taken[order.case_id] += order.lump_sum_cents or 0
    # What another lump sum of the day is asked for is not asked for twice.
    left = met["arrears_cents"] - pl.Series(list(taken.values()), dtype=pl.Int64)
    return met.with_columns(arrears_cents=left).filter(pl.col("arrears_cents") > 0)


def _asked(lump: LumpSum, owing: pl.DataFrame, *, on: date) -> tuple[int, int]:
    """What is asked of a lump sum, and the ceiling of one that is pay in percent.

    Source: 15 USC 1673(b)(2), CS-IRG-L9.2; reading A-29.
    """
    terms = WithholdingTerms.from_law(current_law(), on=on)
    # Days begun count as a week, so that a day above twelve weeks is older than they.
    has_other_family = supports_other_family(lump.income_source.obligor_id, on=on)
    days = max(owing["days_past_due"].to_list(), default=0)
    weeks = (days + DAYS_IN_WEEK - 1) // DAYS_IN_WEEK
    one = np.array([lump.amount_cents], dtype=np.int64)
    pay = Pay(
        disposable_cents=one,
        has_other_family=np.array([has_other_family]),
        weeks_in_arrears=np.array([weeks], dtype=np.int64),
        starts=np.array([0, 0], dtype=np.int64),
    )
    asked = lump_sum_amounts(
        lump_sums_cents=one,
        owed_cents=np.array([owing["arrears_cents"].sum()], dtype=np.int64),
        is_earnings=np.array([lump.is_earnings]),
        earnings_limits_cents=limits(pay, terms=terms),
    )
    shares = terms.shares[has_other_family]
    return int(asked[0]), percent(shares[weeks > terms.older_arrears_weeks])


def _refusal(source: IncomeSource, owing: pl.DataFrame, *, on: date) -> RefusalCode | None:
    """What keeps papers from going to the payor."""
    if source.employer is None:
        return RefusalCode.NO_FEIN
    if not source.employer.line_1:
        return RefusalCode.NO_ADDRESS
    if signer_on(on) is None and owing.height:
        return RefusalCode.NO_SIGNER
    return None


def _do_order(
    lump: LumpSum, owing: pl.DataFrame, asked_cents: int, *, on: date, by: str
) -> list[WithholdingOrder]:
    signer = signer_on(on)
    if not asked_cents or signer is None:
        return []
    terms = WithholdingTerms.from_law(current_law(), on=on)
    older_days = terms.older_arrears_weeks * DAYS_IN_WEEK
    # Older cases get the odd cents.
    parts = largest_remainder(
        asked_cents, owing["arrears_cents"].to_numpy(), tie_ranks=np.arange(owing.height)
    )
    cases = Case.objects.in_bulk(owing["case_id"].to_list())
    orders = [
        WithholdingOrder(
            case=cases[row["case_id"]],
            income_source=lump.income_source,
            kind=OrderKind.ONE_TIME,
            issued_on=on,
            arrears_cents=row["arrears_cents"],
            is_over_12_weeks=row["days_past_due"] > older_days,
            lump_sum=lump,
            lump_sum_cents=int(part),
            reason=OrderReason.LUMP_SUM,
            recorded_by=by,
        )
        for row, part in zip(owing.iter_rows(named=True), parts, strict=True)
        if part
    ]
    return do_send_orders(orders, signer=signer, on=on, by=by)


def _do_answer(
    lump: LumpSum,
    owing: pl.DataFrame,
    asked_cents: int,
    *,
    limit_percent: int,
    on: date,
    by: str,
) -> None:
    """Tell the payor what is asked of the lump sum, or that it is free."""
    employer = lump.income_source.employer
    case = Case.objects.filter(obligor=lump.income_source.obligor_id).order_by("id").first()
    assert employer is not None, "a payor without its number was refused"
    if case is None:
        return
    request = NoticeRequest(
        key=f"{NOTICE}:{lump.pk}",
        case=case,
        values=_answer(lump, owing, asked_cents, limit_percent=limit_percent, on=on)
        | {"employee_name": register_of([case], on=on).name(case.obligor_id)},
        about=f"{format_dollars(asked_cents)} asked of {format_dollars(lump.amount_cents)}.",
        name=employer.name,
        address=payor_lines(employer),
    )
    do_issue_notices(notice=NOTICE, requests=[request], on=on, by=by)


def _answer(
    lump: LumpSum, owing: pl.DataFrame, asked_cents: int, *, limit_percent: int, on: date
) -> dict[str, Any]:
    return {
        "told_on": lump.told_on,
        "payable_on": lump.payable_on,
        "lump_sum_cents": lump.amount_cents,
        "withhold_cents": asked_cents,
        "owed_cents": int(owing["arrears_cents"].sum()),
        "answer": "withhold" if asked_cents else "release",
        "sort": "earnings" if lump.is_earnings else "other",
        "limit_percent": limit_percent,
        "remit_days": int(current_law().value(f"{WATCH}reminder_days", on=on)),
        "is_asked": bool(asked_cents),
    }
