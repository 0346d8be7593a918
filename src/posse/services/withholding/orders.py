"""Orders to payors: issued, changed and ended, each with the letter that is the order.

What is asked is decided in :mod:`posse.services.withholding.deciding` alone; a worker says
that it is to be done now, and in which case an order was a mistake.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection, transaction

from posse.apps.cases.models import Case
from posse.apps.records.models import Letter
from posse.apps.withholding.choices import OrderKind, OrderReason, RefusalCode
from posse.apps.withholding.models import IncomeSource, OrderRefusal, WithholdingOrder
from posse.services.bulk import write_frame
from posse.services.enforcement.moving import do_mark_many_out
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.register.entries import check_open_day
from posse.services.withholding.claims import CLAIMS
from posse.services.withholding.deciding import ORIGINAL, decided_orders
from posse.services.withholding.order_values import (
    ORDER_NOTICE,
    TERMINATION_NOTICE,
    Register,
    Signer,
    order_values,
    payor_lines,
    register_of,
    signer_on,
    termination_values,
)
from posse.services.withholding.sources import REMEDY_OF, WAGES_REMEDY
from posse.units.money import format_dollars

# What a worker may end an order for; the rest follows from the case and the books.
BY_WORKER = (OrderReason.ISSUED_IN_ERROR,)
KNOWN_REFUSALS = """
    SELECT DISTINCT ON (case_id, income_source_id) case_id, income_source_id, code
    FROM withholding_orderrefusal
    WHERE case_id = ANY(%s) ORDER BY case_id, income_source_id, id DESC"""
# What every running order of some parents asks from a month's pay, by kind of income.
ASKED = """
    SELECT source.obligor_id, source.kind,
           coalesce(sum({monthly}) FILTER (WHERE last.kind IN ('original', 'amended')), 0)
    FROM withholding_incomesource AS source JOIN LATERAL (
        SELECT DISTINCT ON (case_id) * FROM withholding_withholdingorder
        WHERE income_source_id = source.id AND kind <> 'one_time'
        ORDER BY case_id, id DESC) AS last ON true
    WHERE source.obligor_id = ANY(%s) GROUP BY 1, 2"""


@dataclass(frozen=True)
class Issued:
    """What became of a wish for an order: the order, or why there is none."""

    order: WithholdingOrder | None
    refusal: str


@transaction.atomic
def do_issue_order(*, case: Case, source: IncomeSource, on: date, by: str) -> Issued:
    """The order that should stand at a payor in a case, issued, changed or ended now.

    What keeps it from going out is kept as a refusal, so that nothing is lost.
    Raises: ValueError for a source that is not the case's parent's, or a closed day.
    Source: 45 CFR 303.100(e)(2), CS-IRG-G14, CS-IRG-G21.
    """
    check_open_day(on)
    if source.obligor_id != case.obligor_id:
        raise ValueError(f"it is no income of the paying parent of case {case.number}")
    row = _locked_decision(case, source, on=on)
    if row is None:
        return Issued(None, "")
    if row["refusal"] == RefusalCode.IN_ERROR and not row["hindrance"]:
        # A worker may issue anew what a worker ended as a mistake.
        row = {**row, "refusal": "", "action": ORIGINAL, "reason": OrderReason.INCOME_KNOWN}
    issued = _do_issue([row], signer=signer_on(on), on=on, by=by) if row["action"] else []
    do_keep_refusals([row], on=on, by=by)
    refusal = str(RefusalCode(row["refusal"]).label) if row["refusal"] else ""
    return Issued(issued[0] if issued else None, refusal)


def do_amend_order(*, order: WithholdingOrder, on: date, by: str) -> Issued:
    """The changed order, where what is asked differs from what this one asks."""
    return do_issue_order(case=order.case, source=order.income_source, on=on, by=by)


@transaction.atomic
def do_terminate_order(*, order: WithholdingOrder, reason: str, on: date, by: str) -> Issued:
    """End an order that a worker found to be a mistake; no night issues it again.

    Raises: ValueError in words.
    Source: CS-IRG-G10-b, CS-IRG-G14.
    """
    check_open_day(on)
    if reason not in BY_WORKER:
        words = " or ".join(str(each.label).lower() for each in BY_WORKER)
        raise ValueError(f"a worker ends an order only where {words}; the rest ends by itself")
    row = _locked_decision(order.case, order.income_source, on=on)
    if row is None or row["last_id"] != order.pk or not row["is_running"]:
        raise ValueError("this order does not run any more")
    if row["hindrance"]:
        return Issued(None, str(RefusalCode(row["hindrance"]).label))
    ended = {**row, "action": OrderKind.TERMINATION.value, "reason": reason}
    return Issued(_do_issue([ended], signer=signer_on(on), on=on, by=by)[0], "")


def _locked_decision(case: Case, source: IncomeSource, *, on: date) -> dict[str, Any] | None:
    """What is to be done for one pair, held until the end of the transaction."""
    assert case.obligor_id is not None, "a case without a parent has no source"
    IncomeSource.objects.select_for_update().get(pk=source.pk)
    rows = decided_orders(
        on=on, obligors=[case.obligor_id], is_signed=signer_on(on) is not None
    ).filter(case_id=case.pk, source_id=source.pk)
    return rows.row(0, named=True) if rows.height else None


@transaction.atomic
def do_issue_decided(
    rows: pl.DataFrame, *, signer: Signer | None, on: date, by: str
) -> list[WithholdingOrder]:
    """Issue what was decided for some pairs, with the letters. Source: 45 CFR 303.100(e)."""
    return _do_issue(list(rows.iter_rows(named=True)), signer=signer, on=on, by=by)


def _do_issue(
    rows: Sequence[dict[str, Any]], *, signer: Signer | None, on: date, by: str
) -> list[WithholdingOrder]:
    assert signer is not None, "without a signer every order was refused"
    kept = do_send_orders(_orders(rows, on=on, by=by), signer=signer, on=on, by=by)
    do_follow_orders({row["obligor_id"] for row in rows}, on=on, by=by)
    return kept


@transaction.atomic
def do_send_orders(
    orders: list[WithholdingOrder], *, signer: Signer, on: date, by: str
) -> list[WithholdingOrder]:
    """Write the letter of each order, and keep both. Source: 45 CFR 303.100(e)(1)."""
    register = register_of([order.case for order in orders], on=on)
    keys = [_key(order) for order in orders]
    for notice in (ORDER_NOTICE, TERMINATION_NOTICE):
        requests = [
            _request(order, key, register=register, signer=signer)
            for order, key in zip(orders, keys, strict=True)
            if _notice(order) == notice
        ]
        do_issue_notices(notice=notice, requests=requests, on=on, by=by)
    letters = {letter.key: letter for letter in Letter.objects.filter(key__in=keys)}
    for order, key in zip(orders, keys, strict=True):
        order.letter = letters[key]
    return WithholdingOrder.objects.bulk_create(orders)


def _orders(rows: Sequence[dict[str, Any]], *, on: date, by: str) -> list[WithholdingOrder]:
    """The orders of some rows, not yet kept."""
    cases = Case.objects.in_bulk({row["case_id"] for row in rows})
    sources = IncomeSource.objects.select_related("employer", "end").in_bulk(
        {row["source_id"] for row in rows}
    )
    earlier = WithholdingOrder.objects.in_bulk(
        {row["last_id"] for row in rows if row["last_id"]}
    )
    return [
        WithholdingOrder(
            case=cases[row["case_id"]],
            income_source=sources[row["source_id"]],
            kind=row["action"],
            issued_on=on,
            **asked_of(row),
            reason=row["reason"],
            replaces=earlier.get(row["last_id"]),
            recorded_by=by,
        )
        for row in rows
    ]


def asked_of(row: dict[str, Any]) -> dict[str, Any]:
    """What an order asks: its claims, or nothing where it ends."""
    is_end = row["action"] == OrderKind.TERMINATION
    return {
        **{claim: 0 if is_end else row[claim] for claim in CLAIMS},
        "arrears_cents": max(row["arrears_cents"] or 0, 0),
        "is_over_12_weeks": bool(row["is_over_12_weeks"]),
    }


def _notice(order: WithholdingOrder) -> str:
    return TERMINATION_NOTICE if order.kind == OrderKind.TERMINATION else ORDER_NOTICE


def _key(order: WithholdingOrder) -> str:
    """Of what a letter is the one letter: the place after the order before it."""
    after = order.replaces_id or f"lump{order.lump_sum_id or 0}"
    return f"{_notice(order)}:{order.case_id}:{order.income_source_id}:{after}"


def _request(
    order: WithholdingOrder, key: str, *, register: Register, signer: Signer
) -> NoticeRequest:
    employer = order.income_source.employer
    assert employer is not None, "a payor without its number was refused"
    is_end = order.kind == OrderKind.TERMINATION
    values = (termination_values if is_end else order_values)(order, register, signer)
    asked_cents = order.lump_sum_cents or order.monthly_cents
    asked = "" if is_end else f" Asked: {format_dollars(asked_cents)}."
    return NoticeRequest(
        key=key,
        case=order.case,
        values=values,
        about=f"{OrderReason(order.reason).label}.{asked}",
        name=employer.name,
        address=payor_lines(employer),
    )


@transaction.atomic
def do_bring_over_orders(*, on: date, by: str) -> int:
    """Keep the orders that stood at payors before the caseload came here; how many.

    Nothing is mailed: the payors have them. Killed or run twice, it adds what is missing.
    """
    decided = decided_orders(on=on, is_signed=False, is_mailed=False)
    rows = decided.filter(pl.col("action") == ORIGINAL, pl.col("last_id").is_null())
    write_frame(
        "withholding_withholdingorder",
        rows.select(
            "case_id",
            *CLAIMS,
            pl.max_horizontal("arrears_cents", 0).alias("arrears_cents"),
            "is_over_12_weeks",
            income_source_id="source_id",
            kind="action",
            issued_on=pl.lit(on),
            reason=pl.lit(OrderReason.BROUGHT_OVER.value),
            recorded_by=pl.lit(by),
        ),
    )
    do_follow_orders(set(rows["obligor_id"]), on=on, by=by)
    return rows.height


@transaction.atomic
def do_keep_refusals(rows: Sequence[dict[str, Any]], *, on: date, by: str) -> int:
    """Keep why no order goes out, where that is not what was kept last; how many.

    Source: 45 CFR 303.100(e)(2).
    """
    with connection.cursor() as cursor:
        cursor.execute(KNOWN_REFUSALS, [list({row["case_id"] for row in rows})])
        known = {(case, source): code for case, source, code in cursor.fetchall()}
    return len(
        OrderRefusal.objects.bulk_create(
            (
                OrderRefusal(
                    case_id=row["case_id"],
                    income_source_id=row["source_id"],
                    code=row["refusal"],
                    refused_on=on,
                    recorded_by=by,
                )
                for row in rows
                if row["refusal"] != known.get((row["case_id"], row["source_id"]), "")
            ),
            batch_size=2_000,
        )
    )


def do_follow_orders(obligors: set[int], *, on: date, by: str) -> int:
    """Bring the remedies of some parents in step with the orders that run; how many moved."""
    cents: dict[tuple[int, str], int] = {}
    monthly = " + ".join(f"last.{claim}" for claim in CLAIMS)
    with connection.cursor() as cursor:
        cursor.execute(ASKED.format(monthly=monthly), [list(obligors)])
        for obligor, kind, asked in cursor.fetchall():
            at = obligor, REMEDY_OF.get(kind, WAGES_REMEDY)
            cents[at] = cents.get(at, 0) + int(asked)
    return do_mark_many_out(cents, reason="Orders to payors", on=on, by=by)
