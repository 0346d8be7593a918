"""Holds: money that waits before it is applied, or is applied and not paid out.

Joint tax refunds and account money are held by rule as they come in; people hold for every
other reason, and end holds by saying what ended them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Q

from posse.apps.payments.choices import HoldReason, HoldScope, ReleaseTrigger, Source
from posse.apps.payments.models import Hold, HoldRelease, Receipt
from posse.apps.people.models import Participant
from posse.rules.support.holds import hold_until, is_joint_refund_held
from posse.services.books.as_of import balances_for_obligor, owner_of
from posse.services.books.refold import do_mark_for_fold
from posse.services.bulk import read_frame
from posse.services.law import current_law
from posse.services.money_in.owners import owned_cents
from posse.services.register.entries import check_open_day, check_order_of_dates, required
from posse.units.money import format_cents

NOTE_LENGTH = 300
# What these hold was applied rightly; it only cannot reach its payee.
OF_PAYMENTS = frozenset({HoldReason.UNKNOWN_ADDRESS, HoldReason.RETURNED_PAYMENT})
TIMED = frozenset({HoldReason.JOINT_REFUND, HoldReason.FROZEN_ACCOUNT})
REVIEWS = (HoldReason.ADMINISTRATIVE_REVIEW, HoldReason.APPEAL_ON_ARREARS)

# Of one receipt: what the books applied, what they hold, and what still awaits payment.
STANDING = """
    SELECT coalesce(sum(CASE WHEN cause NOT IN (5, 6, 10, 11) THEN 0
                             WHEN credit BETWEEN 300 AND 306 THEN amount_cents
                             WHEN debit BETWEEN 300 AND 306 THEN -amount_cents
                             ELSE 0 END), 0)::bigint,
           coalesce(sum(CASE WHEN credit = 220 THEN amount_cents
                             WHEN debit = 220 THEN -amount_cents ELSE 0 END), 0)::bigint,
           (SELECT coalesce(sum(amount_cents), 0)::bigint FROM books_payable
            WHERE receipt_id = %s)
    FROM books_posting WHERE receipt_id = %s"""

OPEN = """
    SELECT hold.id, hold.receipt_id, hold.participant_id, hold.scope, hold.reason, hold.note,
           hold.effective_on, hold.release_due_on, coalesce(cases_case.number, ''),
           CASE WHEN hold.scope <> 'payment' THEN coalesce(
                    (SELECT sum(CASE WHEN posted.credit = 220 THEN posted.amount_cents
                                     WHEN posted.debit = 220 THEN -posted.amount_cents
                                     ELSE 0 END)::bigint
                     FROM books_posting AS posted
                     WHERE posted.receipt_id = hold.receipt_id AND posted.posted_on <= %s
                       AND posted.obligor_id IS NOT NULL),
                    receipt.amount_cents)
                WHEN hold.receipt_id IS NOT NULL THEN
                    (SELECT coalesce(sum(waiting.amount_cents), 0)::bigint
                     FROM books_payable AS waiting
                     WHERE waiting.receipt_id = hold.receipt_id)
                ELSE (SELECT coalesce(sum(waiting.amount_cents), 0)::bigint
                      FROM books_payable AS waiting
                      WHERE waiting.payee_id = hold.participant_id)
           END
    FROM payments_hold AS hold
    LEFT JOIN payments_receipt AS receipt ON receipt.id = hold.receipt_id
    LEFT JOIN cases_case ON cases_case.id = receipt.case_id
    WHERE hold.recorded_on <= %s
      AND NOT EXISTS (SELECT FROM payments_holdrelease AS released
                      WHERE released.hold_id = hold.id AND released.recorded_on <= %s)
    ORDER BY hold.effective_on, hold.id"""
OPEN_SCHEMA = {
    "hold_id": pl.Int64,
    "receipt_id": pl.Int64,
    "participant_id": pl.Int64,
    "scope": pl.String,
    "reason": pl.String,
    "note": pl.String,
    "held_on": pl.Date,
    "release_due_on": pl.Date,
    "case_number": pl.String,
    "amount_cents": pl.Int64,
}


@dataclass(frozen=True)
class OpenHold:
    """Money on hold: of one receipt, or all payments to one payee. Units: cents.

    ``release_due_on`` is when it ends by itself, none where somebody must decide.
    """

    hold_id: int
    receipt_id: int | None
    participant_id: int | None
    scope: str
    reason: str
    reason_words: str
    note: str
    held_on: date
    release_due_on: date | None
    age_days: int
    case_number: str
    amount_cents: int

    def to_json(self) -> dict[str, Any]:
        """The hold for a program: money as text, dates as YYYY-MM-DD."""
        due = self.release_due_on
        return {
            "hold": self.hold_id,
            "receipt": self.receipt_id,
            "scope": self.scope,
            "reason": self.reason,
            "reason_words": self.reason_words,
            "note": self.note,
            "held_on": self.held_on.isoformat(),
            "release_due_on": due.isoformat() if due else None,
            "age_days": self.age_days,
            "case": self.case_number or None,
            "amount": format_cents(self.amount_cents),
        }


def open_holds(*, on: date) -> list[OpenHold]:
    """Every hold that was open at the end of a business date, oldest first."""
    rows = read_frame(OPEN, schema=OPEN_SCHEMA, params=[on, on, on])
    texts = rows.with_columns(pl.col("note", "case_number").fill_null(""))
    return [
        OpenHold(
            reason_words=str(HoldReason(row["reason"]).label),
            age_days=(on - row["held_on"]).days,
            **row,
        )
        for row in texts.iter_rows(named=True)
    ]


@transaction.atomic
def do_hold_receipt(
    *,
    receipt: Receipt,
    reason: str,
    note: str,
    on: date,
    by: str,
    release_due_on: date | None = None,
) -> Hold:
    """Hold a receipt: before it is applied where it can be, else what awaits payment of it.

    Without ``release_due_on`` the law's own time for the reason counts, where it has one.

    Raises: ValueError in words.
    """
    check_open_day(on)
    reason = HoldReason(reason)
    receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    check_order_of_dates(
        receipt.recorded_on, on, earlier_what="the recording of the receipt", later_what="today"
    )
    check_order_of_dates(on, release_due_on, earlier_what="today", later_what="the release")
    _check_not_held(reason, receipt.holds.filter(reason=reason), what=f"R{receipt.pk}")
    if release_due_on is None and reason in TIMED:
        release_due_on = _rule_until(reason, receipt)
    hold = Hold.objects.create(
        receipt=receipt,
        scope=_scope(receipt, reason),
        reason=reason,
        note=required(note, what="the note", length_max=NOTE_LENGTH),
        release_due_on=release_due_on,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
    _do_mark_owners(hold)
    return hold


@transaction.atomic
def do_hold_payee(
    *,
    participant: Participant,
    reason: str,
    note: str,
    on: date,
    by: str,
    release_due_on: date | None = None,
) -> Hold:
    """Pay nothing to a person until the hold is released; what is owed is applied as ever."""
    check_open_day(on)
    reason = HoldReason(reason)
    check_order_of_dates(on, release_due_on, earlier_what="today", later_what="the release")
    if reason in {*TIMED, HoldReason.APPEAL_ON_ARREARS}:
        raise ValueError(f"{reason.label}: this holds a receipt, not everything of a payee")
    Participant.objects.select_for_update().get(pk=participant.pk)
    held = Hold.objects.filter(participant=participant, reason=reason)
    _check_not_held(reason, held, what="this payee's money")
    return Hold.objects.create(
        participant=participant,
        scope=HoldScope.PAYMENT,
        reason=reason,
        note=required(note, what="the note", length_max=NOTE_LENGTH),
        release_due_on=release_due_on,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_release_hold(*, hold: Hold, trigger: str, note: str, on: date, by: str) -> HoldRelease:
    """End a hold; what it held is applied, or paid, in the next nightly job.

    Raises: ValueError in words, for one released already or before its time is over.
    """
    check_open_day(on)
    trigger = ReleaseTrigger(trigger)
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    earlier = HoldRelease.objects.filter(hold=hold).first()
    if earlier is not None:
        raise ValueError(
            f"hold {hold.pk} was released on {earlier.recorded_on} by {earlier.recorded_by}"
            " already"
        )
    check_order_of_dates(
        hold.recorded_on, on, earlier_what="the day of the hold", later_what="the release"
    )
    if trigger == ReleaseTrigger.TIME_OVER and (
        hold.release_due_on is None or on < hold.release_due_on
    ):
        until = f"it ends on {hold.release_due_on}" if hold.release_due_on else "it has no end"
        raise ValueError(f"the time of hold {hold.pk} is not over: {until}")
    if trigger == ReleaseTrigger.OTHER or note.strip():
        note = required(note, what="the note", length_max=NOTE_LENGTH)
    release = HoldRelease.objects.create(
        hold=hold,
        trigger=trigger,
        note=note.strip(),
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
    _do_mark_owners(hold)
    return release


def _check_not_held(reason: HoldReason, holds: Any, *, what: str) -> None:
    earlier = holds.filter(release__isnull=True).first()
    if earlier is not None:
        raise ValueError(
            f"{what} is on hold for this already, since {earlier.effective_on}:"
            f" {reason.label.lower()}"
        )


def _rule_until(reason: HoldReason, receipt: Receipt) -> date | None:
    return hold_until(
        reason,
        received_on=receipt.effective_on,
        notice_on=receipt.notice_on,
        law=current_law(),
    )


def _scope(receipt: Receipt, reason: HoldReason) -> HoldScope:
    """What of a receipt can still be held. Raises: ValueError where nothing is left."""
    if not owned_cents(receipt):
        raise ValueError(f"receipt R{receipt.pk} was taken back in full; nothing is left of it")
    rows = read_frame(
        STANDING,
        schema={"applied": pl.Int64, "held": pl.Int64, "waiting": pl.Int64},
        params=[receipt.pk, receipt.pk],
    )
    applied_cents, held_cents, waiting_cents = rows.row(0)
    if reason in OF_PAYMENTS or (applied_cents and not held_cents):
        if applied_cents and not waiting_cents:
            raise ValueError(f"all of receipt R{receipt.pk} was paid out already")
        return HoldScope.PAYMENT
    # Current support is not under appeal, and what is applied already stays applied.
    keeps_current = reason == HoldReason.APPEAL_ON_ARREARS or applied_cents
    return HoldScope.ARREARS if keeps_current else HoldScope.WHOLE


def _do_mark_owners(hold: Hold) -> None:
    """A hold before money is applied changes the books; one on payments does not."""
    if hold.receipt is not None and hold.scope != HoldScope.PAYMENT:
        owners = owned_cents(hold.receipt)
        do_mark_for_fold(owner for owner in owners if owner is not None)


@transaction.atomic
def do_hold_by_rule(*, receipt: Receipt, on: date, by: str) -> Hold | None:
    """Hold a receipt whose kind the law lets wait; nothing where its time is over already.

    Source: CS-9.2-TOP-JOINT-3, CS-IRG-J5.17.
    """
    reason = _rule_reason(receipt)
    if reason is None:
        return None
    until = _rule_until(reason, receipt)
    if until is None or until <= on:
        return None
    hold = Hold.objects.create(
        receipt=receipt,
        scope=HoldScope.WHOLE,
        reason=reason,
        note="Held by rule as it came in",
        release_due_on=until,
        effective_on=receipt.effective_on,
        recorded_on=on,
        recorded_by=by,
    )
    _do_mark_owners(hold)
    return hold


def _rule_reason(receipt: Receipt) -> HoldReason | None:
    if receipt.source == Source.FIDM_LEVY:
        return HoldReason.FROZEN_ACCOUNT
    is_held = receipt.is_joint_return and is_joint_refund_held(
        received_on=receipt.effective_on,
        has_injured_spouse_form=receipt.has_injured_spouse_form,
        has_release_affidavit=receipt.release_affidavit_on is not None,
        owes_unassigned=_owes_unassigned(receipt),
        law=current_law(),
    )
    return HoldReason.JOINT_REFUND if is_held else None


def _owes_unassigned(receipt: Receipt) -> bool:
    """Whether past-due support is owed that is not the State's; so taken of a stranger."""
    if receipt.obligor_id is None:
        return True
    on = receipt.recorded_on
    owed = balances_for_obligor(receipt.obligor_id, as_of=on, known_on=on)
    return any(
        line.balance_cents > 0 and owner_of(line.account) == "family" for line in owed.lines
    )


@transaction.atomic
def do_hold_new_receipts(*, on: date, by: str) -> int:
    """Hold what came in by file and the law lets wait, before it is applied; how many."""
    waiting = Receipt.objects.filter(
        Q(is_joint_return=True) | Q(source=Source.FIDM_LEVY),
        recorded_on__lte=on,
        holds__isnull=True,
        distributions__isnull=True,
    ).order_by("id")
    held = [do_hold_by_rule(receipt=receipt, on=on, by=by) for receipt in waiting]
    return sum(hold is not None for hold in held)


@transaction.atomic
def do_release_due_holds(*, on: date, by: str) -> int:
    """End the holds whose day has come, unless the receipt is under review; how many.

    Source: CS-9.2-TOP-JOINT-3, CS-IRG-J5.7, CS-IRG-J5.17.
    """
    due = Hold.objects.filter(
        release__isnull=True, release_due_on__lte=on, recorded_on__lte=on
    ).order_by("id")
    reviews = Hold.objects.filter(
        reason__in=REVIEWS, release__isnull=True, receipt__isnull=False
    )
    ended = [*due.filter(reason__in=REVIEWS)]
    _do_release_in_time(ended, on=on, by=by)
    # Read after the reviews that ended today, so that they hold nothing back any more.
    ended_others = [*due.exclude(receipt__in=reviews.values("receipt"))]
    _do_release_in_time(ended_others, on=on, by=by)
    return len(ended) + len(ended_others)


def _do_release_in_time(holds: list[Hold], *, on: date, by: str) -> None:
    for hold in holds:
        do_release_hold(hold=hold, trigger=ReleaseTrigger.TIME_OVER, note="", on=on, by=by)
