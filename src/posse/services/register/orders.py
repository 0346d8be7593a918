"""Writers of orders, their terms and balance adjustments.

Each takes ``on``, the business date on which the fact was learned, and ``by``, who says
so; each marks the obligor whose books the fact changes.
"""

from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.orders.choices import Basis, Frequency, TermChoices
from posse.apps.orders.models import BalanceAdjustment, Order, OrderTerm
from posse.ledger.accounts import BUCKETS, OBLIGATIONS, index_of
from posse.services.books.refold import do_mark_cases_for_fold
from posse.services.register.entries import (
    BALANCE_CENTS_MAX,
    INSTALLMENT_CENTS_MAX,
    check_amount,
    check_order_of_dates,
    required,
)

TERM_NAMES = tuple(name for name, _ in TermChoices)


@transaction.atomic
def do_enter_order(
    *,
    case: Case,
    number: str,
    court: str,
    ordered_on: date,
    on: date,
    basis: Basis = Basis.PATERNITY,
) -> Order:
    """A court's support order in a case; what is due stands in its terms."""
    check_order_of_dates(ordered_on, on, earlier_what="the order's date", later_what="today")
    order = Order.objects.create(
        case=case,
        number=required(number, what="the order number", length_max=30),
        court=required(court, what="the court", length_max=60),
        ordered_on=ordered_on,
        basis=Basis(basis),
    )
    do_mark_cases_for_fold([case.pk])
    return order


@transaction.atomic
def do_enter_term(  # noqa: PLR0913 - one argument a column
    *,
    order: Order,
    obligation: str,
    amount_cents: int,
    first_due_on: date,
    on: date,
    by: str,
    frequency: Frequency = Frequency.MONTHLY,
    effective_on: date | None = None,
    ends_on: date | None = None,
    replaces: OrderTerm | None = None,
) -> OrderTerm:
    """What falls due under an order, from ``effective_on`` (else the first due date) on.

    A term that ``replaces`` another governs from its own first day.
    """
    starts_on = effective_on or first_due_on
    if obligation not in TERM_NAMES:
        raise ValueError(f"{obligation!r} is none of {', '.join(TERM_NAMES)}")
    check_amount(amount_cents, what="the installment", cents_max=INSTALLMENT_CENTS_MAX)
    check_order_of_dates(
        max(starts_on, first_due_on),
        ends_on,
        earlier_what="the first due date",
        later_what="the end",
    )
    if replaces is not None and replaces.order_id != order.pk:
        raise ValueError("a term can replace only a term of the same order")
    term = OrderTerm.objects.create(
        order=order,
        obligation=obligation,
        amount_cents=amount_cents,
        frequency=Frequency(frequency),
        first_due_on=first_due_on,
        effective_on=starts_on,
        ends_on=ends_on,
        replaces=replaces,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([order.case_id])
    return term


@transaction.atomic
def do_adjust_balance(
    *,
    case: Case,
    bucket: str,
    amount_cents: int,
    reason: str,
    on: date,
    by: str,
    obligation: str = "child_support",
    effective_on: date | None = None,
) -> BalanceAdjustment:
    """Raise a debt, or lower it by a negative amount, with the reason why."""
    index_of(BUCKETS, bucket)
    index_of(OBLIGATIONS, obligation)
    if amount_cents == 0:
        raise ValueError("an adjustment of nothing changes nothing; give an amount")
    check_amount(abs(amount_cents), what="the adjustment", cents_max=BALANCE_CENTS_MAX)
    adjustment = BalanceAdjustment.objects.create(
        case=case,
        obligation=obligation,
        bucket=bucket,
        amount_cents=amount_cents,
        reason=required(reason, what="the reason", length_max=120),
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([case.pk])
    return adjustment
