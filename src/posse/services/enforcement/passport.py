"""Denied passports: released at zero, or by the director's settlement; calls and messages.

The State's liaison takes the calls of refused parents, explains, notes the call and tells the
worker of the case.
"""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import StepAct
from posse.apps.enforcement.models import PassportSettlement
from posse.apps.people.models import Participant
from posse.apps.records.models import Letter, Note
from posse.services.access import DECIDE_PASSPORTS, may
from posse.services.books.as_of import balances_for_obligor
from posse.services.enforcement.steps import do_keep_step, do_write_letter
from posse.services.records.notes import do_write_note
from posse.services.register.entries import (
    BALANCE_CENTS_MAX,
    check_amount,
    check_open_day,
    check_order_of_dates,
    required,
)
from posse.services.work.tasks import do_open_task
from posse.units.days import add_business_days, day_words
from posse.units.money import format_dollars

NOTE_LENGTH, CALLER_LENGTH = 300, 80
CALL = "passport_call"
PASSPORT = "passport_denial"


@transaction.atomic
def do_settle_passport(
    *,
    obligor: Participant,
    paid_cents: int,
    note: str,
    user: User,
    on: date,
    ends_on: date | None = None,
) -> PassportSettlement:
    """Release a passport although arrears are left: the director's alone to decide.

    Raises: ValueError in words, also for any other role and where nothing is owed.
    Source: CS-9.2-PASS-12.
    """
    check_open_day(on)
    if not may(user, DECIDE_PASSPORTS):
        raise ValueError("only the IV-D director releases a passport below full payment")
    check_amount(paid_cents, what="what is paid for it", cents_max=BALANCE_CENTS_MAX)
    check_order_of_dates(on, ends_on, earlier_what="today", later_what="the end")
    arrears_cents = balances_for_obligor(obligor.pk, as_of=on, known_on=on).arrears_cents
    if arrears_cents <= 0:
        raise ValueError("nothing is past due, so the passport is released without settlement")
    settled = PassportSettlement.objects.create(
        obligor=obligor,
        arrears_cents=arrears_cents,
        paid_cents=paid_cents,
        ends_on=ends_on,
        note=required(note, what="the reason", length_max=NOTE_LENGTH),
        effective_on=on,
        recorded_on=on,
        recorded_by=user.get_username(),
    )
    _do_tell_release(settled, arrears_cents, on=on, by=user.get_username())
    return settled


def _do_tell_release(
    settled: PassportSettlement, owed_cents: int, *, on: date, by: str
) -> None:
    """The parent's letter that the passport is free, and the step in the oldest case."""
    case = Case.objects.filter(obligor=settled.obligor_id).order_by("opened_on", "id")[0]
    letter = do_write_letter(
        notice="passport_release",
        key=f"passport_release:settled:{settled.pk}",
        case=case,
        values={"way": "settled", "owed_cents": owed_cents},
        about="The director settled the refusal of the passport.",
        on=on,
        by=by,
    )
    do_keep_step(
        case=case, remedy=PASSPORT, act=StepAct.PASSPORT_SETTLED, text=settled.note,
        ends_on=settled.ends_on, letter=letter, on=on, by=by,
    )  # fmt: skip


def settlement_in_force(obligor: int, *, on: date) -> PassportSettlement | None:
    """The director's settlement that stands on a day, if there is one."""
    rows = PassportSettlement.objects.filter(obligor=obligor, effective_on__lte=on)
    rows = rows.exclude(ends_on__lt=on)
    return rows.order_by("effective_on", "id").last()


def may_release(obligor: int, *, on: date) -> tuple[bool, str]:
    """Whether a denied passport is released on a day, and why or why not.

    Source: CS-9.2-PASS-1, CS-9.2-PASS-12.
    """
    settled = settlement_in_force(obligor, on=on)
    if settled is not None:
        day = day_words(settled.effective_on)
        return True, f"The director settled it on {day}: {settled.note}"
    owed = balances_for_obligor(obligor, as_of=on, known_on=on).arrears_cents
    if owed <= 0:
        return True, "Nothing is past due any more"
    return False, f"{format_dollars(owed)} is past due; all of it must be paid first"


@transaction.atomic
def do_take_passport_call(*, case: Case, caller: str, text: str, on: date, by: str) -> Note:
    """A refused parent called the liaison: noted in the case, and the worker is told.

    While anything is past due, a letter explains to the parent that all of it must be paid.
    Source: CS-9.2-PASS-1, CS-9.2-PASS-6, CS-9.2-PASS-7, CS-9.2-PASS-10, CS-9.2-PASS-11.
    """
    check_open_day(on)
    name = required(caller, what="who called", length_max=CALLER_LENGTH)
    said = required(text, what="what was said", length_max=2_000)
    note = do_write_note(
        case=case, text=f"Call about a denied passport from {name}. {said}", on=on, by=by
    )
    do_open_task(
        kind=CALL,
        case=case,
        subject=f"Message of the passport liaison: {name} called. {said}"[:200],
        url=f"/cases/{case.number}/?tab=notes",
        due_on=add_business_days(on, 1),
        on=on,
        by=by,
    )
    do_keep_step(
        case=case, remedy=PASSPORT, act=StepAct.PASSPORT_CALL, text=f"{name}: {said}",
        letter=_do_explain(case, on=on, by=by), on=on, by=by,
    )  # fmt: skip
    return note


def _do_explain(case: Case, *, on: date, by: str) -> Letter | None:
    """The letter on a refused passport, one a day; none where nothing is past due."""
    if case.obligor_id is None:
        return None
    owed_cents = balances_for_obligor(case.obligor_id, as_of=on, known_on=on).arrears_cents
    if owed_cents <= 0:
        return None
    return do_write_letter(
        notice="passport_denial",
        key=f"passport_denial:{case.obligor_id}:{on.isoformat()}",
        case=case,
        values={"past_due_cents": owed_cents},
        about=f"{format_dollars(owed_cents)} was past due on the day of the letter.",
        on=on,
        by=by,
    )
