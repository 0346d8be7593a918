"""What stands at payors: the orders of a case or an employer, and who gets what of a pay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.people.models import Employer
from posse.apps.withholding.choices import OrderKind, OrderReason
from posse.apps.withholding.models import IncomeSource, WithholdingOrder
from posse.rules.support.withholding import Pay, WithholdingTerms, withholding
from posse.rules.support.withholding_amounts import AmountTerms, amounts_by_frequency
from posse.services.law import current_law
from posse.services.withholding.other_family import supports_other_family
from posse.services.withholding.sources import remedy_of
from posse.units.days import day_words
from posse.units.money import format_dollars

RUNNING = (OrderKind.ORIGINAL, OrderKind.AMENDED)


@dataclass(frozen=True)
class OrderTold:
    """An order as a page shows it: whether it runs on the day asked about, and why it went."""

    order: WithholdingOrder
    remedy: str
    is_running: bool
    why: str


@dataclass(frozen=True)
class PayShared:
    """One pay period at a payor: the ceiling, the payor's fee, and each order's part.

    ``parts_cents`` are by claim, in the order of the law's priority. Units: cents.
    """

    limit_cents: int
    payor_fee_cents: int
    claims: tuple[str, ...]
    parts_cents: tuple[tuple[WithholdingOrder, tuple[int, ...]], ...]


def orders_of_case(case: Case, *, on: date) -> list[OrderTold]:
    """Every order of a case that went out by a day, running ones first, each with why.

    Source: 45 CFR 303.100(e), CS-IRG-G14.
    """
    rows = _orders(on=on).filter(case=case)
    return sorted(_told(rows, on=on), key=lambda each: not each.is_running)


def orders_of_employer(employer: Employer, *, on: date) -> list[OrderTold]:
    """The orders that run at a payor on a day, each with why. Source: 45 CFR 303.100(e)."""
    rows = _orders(on=on).filter(income_source__employer=employer)
    return [each for each in _told(rows, on=on) if each.is_running]


def _orders(*, on: date) -> QuerySet[WithholdingOrder]:
    rows = WithholdingOrder.objects.filter(issued_on__lte=on).order_by("-issued_on", "-id")
    return rows.select_related(
        "case", "income_source__employer", "income_source__end", "letter", "replaced_by"
    )


def _told(rows: Iterable[WithholdingOrder], *, on: date) -> list[OrderTold]:
    return [
        OrderTold(
            order=order,
            remedy=remedy_of(order.income_source.kind),
            is_running=order.kind in RUNNING and not _is_replaced(order, on=on),
            why=_why(order),
        )
        for order in rows
    ]


def _is_replaced(order: WithholdingOrder, *, on: date) -> bool:
    later = getattr(order, "replaced_by", None)
    return later is not None and later.issued_on <= on


def _why(order: WithholdingOrder) -> str:
    reason = OrderReason(order.reason).label
    words = f"{reason}. {OrderKind(order.kind).label} of {day_words(order.issued_on)}"
    if order.kind == OrderKind.TERMINATION:
        return f"{words}."
    if order.lump_sum_cents is not None:
        return f"{words}: {format_dollars(order.lump_sum_cents)} once."
    return f"{words}: {format_dollars(order.monthly_cents)} a month."


def pay_shared(
    source: IncomeSource,
    *,
    disposable_cents: int,
    frequency: str,
    on: date,
) -> PayShared:
    """Who gets what of one pay period at a payor, over all orders that run there.

    Current support of every order comes first, child before medical; no order is left with
    nothing, and the payor's fee stays inside the ceiling, which follows what was told of
    another family. Units: cents.
    Raises: ValueError for a frequency that the law does not name.
    Source: 15 USC 1673(b)(2), 45 CFR 303.100(a)(5), CS-IRG-G3, CS-IRG-G11, CS-IRG-G18.
    """
    rows = _orders(on=on).filter(income_source=source).order_by("issued_on", "id")
    orders = [each.order for each in _told(rows, on=on) if each.is_running]
    terms = WithholdingTerms.from_law(current_law(), on=on)
    asked = [[_claim(order, claim) for claim in terms.claims] for order in orders]
    monthly = np.array(asked, dtype=np.int64).reshape(len(orders), len(terms.claims))
    amounts = amounts_by_frequency(monthly, terms=AmountTerms.from_law(current_law(), on=on))
    if frequency not in amounts:
        raise ValueError(f"{frequency!r} is none of {', '.join(amounts)}")
    is_older = any(order.is_over_12_weeks for order in orders)
    pay = Pay(
        disposable_cents=np.array([disposable_cents], dtype=np.int64),
        has_other_family=np.array([supports_other_family(source.obligor_id, on=on)]),
        weeks_in_arrears=np.array([(terms.older_arrears_weeks + 1) * is_older], dtype=np.int64),
        starts=np.array([0, len(orders)], dtype=np.int64),
    )
    found = withholding(pay, amounts[frequency], np.arange(len(orders)), terms=terms)
    parts = tuple(tuple(int(cents) for cents in row) for row in found.orders_cents)
    return PayShared(
        limit_cents=int(found.limits_cents[0]),
        payor_fee_cents=int(found.payor_fees_cents[0]),
        claims=terms.claims,
        parts_cents=tuple(zip(orders, parts, strict=True)),
    )


def _claim(order: WithholdingOrder, claim: str) -> int:
    """What an order asks for one claim of the law's priority. Units: cents."""
    return {
        "current": order.current_child_cents + order.current_spousal_cents,
        "medical": order.current_medical_cents,
        "arrears": order.past_due_cents,
    }[claim]
