"""Writers of what interest and penalty hang on: judgments, affidavits, suppressions."""

from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.orders.choices import Charge, JudgmentKind
from posse.apps.orders.models import ChargeSuppression, Judgment, PenaltyAffidavit
from posse.services.books.refold import do_mark_cases_for_fold
from posse.services.register.entries import (
    BALANCE_CENTS_MAX,
    check_amount,
    check_open_day,
    check_order_of_dates,
    required,
    share_a_day,
)

NOTE_LENGTH, REASON_LENGTH = 300, 120


def _check_days(case: Case, day: date, *, what: str, on: date) -> None:
    """A day of court business: not before the case's oldest order, nor after today."""
    check_open_day(on)
    first = case.orders.order_by("ordered_on").values_list("ordered_on", flat=True).first()
    if first is None:
        raise ValueError(f"case {case.number} has no order, so there is nothing for {what}")
    check_order_of_dates(first, day, earlier_what="the oldest order", later_what=what)
    check_order_of_dates(day, on, earlier_what=what, later_what="today")


@transaction.atomic
def do_enter_judgment(
    *,
    case: Case,
    amount_cents: int,
    kind: str,
    judged_on: date,
    note: str,
    on: date,
    by: str,
) -> Judgment:
    """Child support reduced to judgment: for a time before the order, or of the arrears.

    Source: W.S. 1-16-102.
    """
    _check_days(case, judged_on, what="the judgment", on=on)
    check_amount(amount_cents, what="the judgment", cents_min=1, cents_max=BALANCE_CENTS_MAX)
    judgment = Judgment.objects.create(
        case=case,
        amount_cents=amount_cents,
        kind=JudgmentKind(kind),
        note=required(note, what="the note", length_max=NOTE_LENGTH),
        effective_on=judged_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([case.pk])
    return judgment


@transaction.atomic
def do_file_penalty_affidavit(
    *, case: Case, filed_on: date, on: date, by: str
) -> PenaltyAffidavit:
    """The payee's sworn claim: every penalty that arose by then becomes a debt.

    Source: W.S. 1-16-103(c).
    """
    _check_days(case, filed_on, what="the affidavit", on=on)
    if case.affidavits.filter(effective_on=filed_on).exists():
        raise ValueError(f"an affidavit of {filed_on} is on file in case {case.number} already")
    affidavit = PenaltyAffidavit.objects.create(
        case=case, effective_on=filed_on, recorded_on=on, recorded_by=by
    )
    do_mark_cases_for_fold([case.pk])
    return affidavit


@transaction.atomic
def do_suppress_charges(
    *,
    case: Case,
    kind: str,
    starts_on: date,
    ends_on: date,
    reason: str,
    on: date,
    by: str,
) -> ChargeSuppression:
    """Charge no interest, or no penalty, in a case from one day through another.

    Entered again with the same first day, it supersedes the earlier one, so that it can be
    ended sooner. Each charge is suppressed on its own.
    Source: CS-9.2-SUP-3, CS-9.2-SUP-4, CS-9.2-SUP-TYPE-10.
    """
    check_open_day(on)
    if ends_on is None:
        raise ValueError("a suppression must have an end date")
    check_order_of_dates(starts_on, ends_on, earlier_what="the start", later_what="the end")
    charge = Charge(kind)
    for other in _others(case, charge, starts_on=starts_on):
        if share_a_day((other.effective_on, other.ends_on), (starts_on, ends_on)):
            raise ValueError(
                f"{charge.label.lower()} is suppressed from {other.effective_on} through"
                f" {other.ends_on} already"
            )
    suppression = ChargeSuppression.objects.create(
        case=case,
        kind=charge,
        ends_on=ends_on,
        reason=required(reason, what="the reason", length_max=REASON_LENGTH),
        effective_on=starts_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([case.pk])
    return suppression


def _others(case: Case, charge: Charge, *, starts_on: date) -> list[ChargeSuppression]:
    """The suppressions in force beside the one of this first day, which is superseded."""
    told = case.suppressions.filter(kind=charge).order_by("id")
    latest = {each.effective_on: each for each in told}
    return [each for day, each in latest.items() if day != starts_on]
