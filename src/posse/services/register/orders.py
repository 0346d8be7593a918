"""Writers of orders, their terms and balance adjustments.

Each takes ``on``, the business date on which the fact was learned, and ``by``, who says
so; each marks the obligor whose books the fact changes.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum

from posse.apps.books.choices import Cause
from posse.apps.books.models import Posting
from posse.apps.cases.models import Case
from posse.apps.orders.choices import Basis, Frequency, TermChoices
from posse.apps.orders.models import BalanceAdjustment, Order, OrderTerm
from posse.ledger.accounts import (
    BUCKETS,
    FUTURES,
    OBLIGATIONS,
    debt_account,
    debt_parts,
    index_of,
)
from posse.services.books.as_of import balances_for_case
from posse.services.books.refold import do_mark_cases_for_fold
from posse.services.register.entries import (
    BALANCE_CENTS_MAX,
    INSTALLMENT_CENTS_MAX,
    check_amount,
    check_order_of_dates,
    required,
    share_a_day,
)
from posse.units.money import format_dollars

COLLECTIONS = (Cause.RECEIPT, Cause.IDENTIFICATION, Cause.RELEASE)
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

    Raises: ValueError where it begins before the order, or another term of the same
    obligation runs on one of its days.
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
    check_order_of_dates(
        order.ordered_on, starts_on, earlier_what="the order's date", later_what="the term"
    )
    # A single payment adds to what runs, and is no term that runs.
    if frequency != Frequency.ONCE:
        _check_terms_apart(order, obligation, (starts_on, ends_on), replaces=replaces)
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


def _check_terms_apart(
    order: Order, obligation: str, span: tuple[date, date | None], *, replaces: OrderTerm | None
) -> None:
    """One obligation of an order falls due under one term at a time."""
    terms = list(order.terms.filter(obligation=obligation).exclude(frequency=Frequency.ONCE))
    starts: dict[int | None, list[date]] = defaultdict(list)
    for term in terms:
        starts[term.replaces_id].append(term.effective_on)
    if replaces is not None:
        starts[replaces.pk].append(span[0])
    for term in terms:
        ends = [first - timedelta(days=1) for first in starts.get(term.pk, [])]
        last = min([*ends, term.ends_on or date.max])
        is_gone = last < term.effective_on
        if not is_gone and share_a_day((term.effective_on, last), span):
            until = "with no end" if last == date.max else f"through {last}"
            raise ValueError(
                f"{term.get_obligation_display().lower()} falls due under a term from"
                f" {term.effective_on} {until} already; end it, or replace it"
            )


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
    """Raise a debt, or lower it by a negative amount, with the reason why.

    Raises: ValueError where it lies before the order, or would lower a debt below nothing.
    """
    account = debt_account(index_of(OBLIGATIONS, obligation), index_of(BUCKETS, bucket))
    effective_on = effective_on or on
    if amount_cents == 0:
        raise ValueError("an adjustment of nothing changes nothing; give an amount")
    check_amount(abs(amount_cents), what="the adjustment", cents_max=BALANCE_CENTS_MAX)
    first = case.orders.order_by("ordered_on").values_list("ordered_on", flat=True).first()
    check_order_of_dates(
        first, effective_on, earlier_what="the oldest order", later_what="the adjustment"
    )
    if amount_cents < 0 and bucket != BUCKETS[FUTURES].name:
        _check_is_owed(case, account, -amount_cents, as_of=effective_on, on=on)
    adjustment = BalanceAdjustment.objects.create(
        case=case,
        obligation=obligation,
        bucket=bucket,
        amount_cents=amount_cents,
        reason=required(reason, what="the reason", length_max=120),
        effective_on=effective_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([case.pk])
    return adjustment


def _check_is_owed(
    case: Case, account: int, lowered_cents: int, *, as_of: date, on: date
) -> None:
    """A debt cannot be lowered below nothing, as the books tell it for the day."""
    # Locked, so that two people at two screens cannot both lower it.
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    books = balances_for_case(case.pk, as_of=as_of, known_on=on)
    owed_cents = sum(line.balance_cents for line in books.lines if line.account == account)
    owed_cents += _not_posted_cents(case, account, as_of=as_of)
    owed_cents += _collected_cents(case, account, day=as_of, on=on)
    if lowered_cents > owed_cents:
        raise ValueError(
            f"{format_dollars(max(0, owed_cents))} of this debt is owed on {as_of}; it cannot"
            f" be lowered by {format_dollars(lowered_cents)}"
        )


def _collected_cents(case: Case, account: int, *, day: date, on: date) -> int:
    """What was paid of a debt on a day: an adjustment of that day comes before the money.

    So an installment that was paid on its due date can still be taken back.
    """
    of_day = Posting.objects.filter(
        case=case, effective_on=day, posted_on__lte=on, cause__in=COLLECTIONS
    )
    sums = of_day.aggregate(
        paid=Sum("amount_cents", filter=Q(credit=account), default=0),
        undone=Sum("amount_cents", filter=Q(debit=account), default=0),
    )
    cents: int = sums["paid"] - sums["undone"]
    return cents


def _not_posted_cents(case: Case, account: int, *, as_of: date) -> int:
    """Adjustments of a debt that wait for tonight's fold, and so are not in the books yet."""
    parts = debt_parts(account)
    assert parts is not None, "only debts are adjusted"
    obligation, bucket = parts
    told = case.adjustments.filter(
        obligation=obligation.name, bucket=bucket.name, effective_on__lte=as_of
    )
    posted = Posting.objects.filter(case=case, cause=Cause.ADJUSTMENT, cause_id=OuterRef("pk"))
    waiting = told.filter(~Exists(posted)).aggregate(cents=Sum("amount_cents", default=0))
    cents: int = waiting["cents"]
    return cents
