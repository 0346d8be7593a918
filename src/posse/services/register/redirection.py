"""The writer of redirected payments: support follows the child."""

from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.people.models import Participant
from posse.apps.recovery.models import PayeeRedirection
from posse.services.books.refold import do_mark_cases_for_fold
from posse.services.register.entries import check_open_day, check_order_of_dates, required

NOTE_LENGTH = 300


@transaction.atomic
def do_redirect_payments(
    *,
    case: Case,
    payee: Participant,
    effective_on: date,
    note: str,
    on: date,
    by: str,
    affidavit_filed_on: date | None = None,
) -> PayeeRedirection:
    """The family's money of a case, collected from a day on, goes to another payee.

    What was paid meanwhile to the former payee becomes a receivable from them. Named again
    with the same first day, the later word holds. Money goes back to the obligee without an
    affidavit.
    Source: W.S. 20-2-312, CS-IRG-F17, CS-IRG-F17.1, CS-IRG-F17.2; reading A-35.
    """
    check_open_day(on)
    check_order_of_dates(
        case.opened_on, effective_on, earlier_what="the case's opening", later_what="the start"
    )
    check_order_of_dates(effective_on, on, earlier_what="the start", later_what="today")
    _check_payee(case, payee)
    if payee.pk != case.obligee_id:
        _check_affidavit(affidavit_filed_on, effective_on=effective_on)
    redirection = PayeeRedirection.objects.create(
        case=case,
        payee=payee,
        affidavit_filed_on=affidavit_filed_on,
        note=required(note, what="the note", length_max=NOTE_LENGTH),
        effective_on=effective_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([case.pk])
    return redirection


def _check_payee(case: Case, payee: Participant) -> None:
    # A parent with whom the child lives now needs legal custody first, and the order then
    # runs the other way: CS-IRG-I12, CS-IRG-I13.
    if payee.pk == case.obligor_id:
        raise ValueError(
            "the paying parent cannot be the payee of the same case; a parent to whom the"
            " child moved needs a custody order first, and a case of their own"
        )
    if case.roles.filter(participant=payee, role="child").exists():
        raise ValueError("a child of the case cannot be its payee")


def _check_affidavit(filed_on: date | None, *, effective_on: date) -> None:
    if filed_on is None:
        raise ValueError(
            "payments are redirected only once proof of the affidavit is filed with the clerk"
            " of court; say on which day it was filed"
        )
    check_order_of_dates(
        filed_on, effective_on, earlier_what="the affidavit's filing", later_what="the start"
    )
