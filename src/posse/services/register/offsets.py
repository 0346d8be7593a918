"""Writers of what may be taken by federal tax refund offset, and of what its excess may pay."""

from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.orders.models import ExcessPermission, OffsetCertification
from posse.apps.people.models import Participant
from posse.services.books.refold import do_mark_cases_for_fold, do_mark_for_fold
from posse.services.register.entries import (
    BALANCE_CENTS_MAX,
    check_amount,
    check_open_day,
    check_order_of_dates,
)

NOTE_LENGTH = 300


@transaction.atomic
def do_certify_for_offset(
    *, case: Case, amount_cents: int, on: date, by: str, effective_on: date | None = None
) -> OffsetCertification:
    """What of a case's past-due support is certified from a day on; zero for no longer.

    Source: 45 CFR 303.72(a).
    """
    check_open_day(on)
    check_amount(amount_cents, what="the certified amount", cents_max=BALANCE_CENTS_MAX)
    effective_on = effective_on or on
    if case.obligor_id is None:
        raise ValueError(f"case {case.number} has no identified noncustodial parent to certify")
    first = case.orders.order_by("ordered_on").values_list("ordered_on", flat=True).first()
    if first is None:
        raise ValueError(f"case {case.number} has no order, so nothing in it is past due")
    check_order_of_dates(
        first, effective_on, earlier_what="the oldest order", later_what="the certification"
    )
    certification = OffsetCertification.objects.create(
        case=case,
        amount_cents=amount_cents,
        effective_on=effective_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([case.pk])
    return certification


@transaction.atomic
def do_permit_excess(
    *,
    obligor: Participant,
    on: date,
    by: str,
    note: str = "",
    effective_on: date | None = None,
) -> ExcessPermission:
    """That a paying parent lets offset money above what is certified pay other debts.

    It counts for what is collected from its own day on, never before.
    Source: CS-9.2-TOP-SINGLE-3, CS-9.2-TOP-SINGLE-4.
    """
    check_open_day(on)
    effective_on = effective_on or on
    check_order_of_dates(effective_on, on, earlier_what="the permission", later_what="today")
    if not obligor.cases_owed_by.exists():
        raise ValueError("only somebody who owes support in a case can permit this")
    permission = ExcessPermission.objects.create(
        obligor=obligor,
        note=note.strip()[:NOTE_LENGTH],
        effective_on=effective_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_for_fold([obligor.pk])
    return permission
