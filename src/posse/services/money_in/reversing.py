"""Taking a receipt back: bounced, reclaimed by Treasury, the wrong person's, or never there.

The facts of the receipt stay; the next fold undoes what they did. Money taken from the
wrong person waits in suspense to be identified anew.
"""

from datetime import date

from django.db import transaction

from posse.apps.payments.choices import ReversalReason, Source
from posse.apps.payments.models import Receipt, Reversal
from posse.services.books.refold import do_mark_for_fold
from posse.services.money_in.owners import NOBODY, owned_cents
from posse.services.register.entries import check_open_day, check_order_of_dates, required
from posse.units.money import format_dollars

NOTE_LENGTH = 300
# Treasury takes back what it collected, nothing else: 42 USC 664(a)(3)(C).
TREASURY_SOURCES = frozenset(
    {Source.FEDERAL_TAX_REFUND_OFFSET, Source.FEDERAL_ADMINISTRATIVE_OFFSET}
)


@transaction.atomic
def do_reverse_receipt(
    *,
    receipt: Receipt,
    reason: str,
    note: str,
    on: date,
    by: str,
    amount_cents: int | None = None,
    effective_on: date | None = None,
    obligor: int | None = None,
) -> Reversal:
    """Take back a receipt, or ``amount_cents`` of it, from whoever has it.

    ``obligor`` is needed only where a receipt was shared out between several. It acts on
    ``effective_on``, else on the day it was learned.

    Raises: ValueError in words, where less is left or the reason does not fit.
    """
    reason = ReversalReason(reason)
    # Locked, so that two people at two screens cannot both take it back.
    receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    effective_on = effective_on or on
    _check_days(receipt, effective_on=effective_on, on=on)
    owner, left_cents = _owner(receipt, obligor)
    if amount_cents is None:
        amount_cents = left_cents
    _check_amount(receipt, amount_cents, left_cents=left_cents)
    _check_reason(receipt, reason, owner=owner)
    reversal = Reversal.objects.create(
        receipt=receipt,
        obligor_id=owner,
        amount_cents=amount_cents,
        reason=reason,
        note=required(note, what="the note", length_max=NOTE_LENGTH),
        effective_on=effective_on,
        recorded_on=on,
        recorded_by=by,
    )
    if owner is not NOBODY:
        do_mark_for_fold([owner])
    return reversal


def _check_days(receipt: Receipt, *, effective_on: date, on: date) -> None:
    check_open_day(on)
    check_order_of_dates(
        receipt.recorded_on, on, earlier_what="the recording of the receipt", later_what="today"
    )
    check_order_of_dates(
        receipt.effective_on,
        effective_on,
        earlier_what="the day of the receipt",
        later_what="the reversal",
    )
    check_order_of_dates(effective_on, on, earlier_what="the reversal", later_what="today")


def _owner(receipt: Receipt, obligor: int | None) -> tuple[int | None, int]:
    """From whom money is taken back, and how much there is with them."""
    owned = owned_cents(receipt)
    if not owned:
        last = receipt.reversals.order_by("id").last()
        when = f" on {last.recorded_on} by {last.recorded_by}" if last else ""
        raise ValueError(f"receipt R{receipt.pk} was taken back in full already{when}")
    if obligor is not None:
        if obligor not in owned:
            raise ValueError(f"nothing of receipt R{receipt.pk} is with that paying parent")
        return obligor, owned[obligor]
    people = {owner: cents for owner, cents in owned.items() if owner is not NOBODY}
    if len(people) > 1:
        raise ValueError(
            f"receipt R{receipt.pk} was shared between {len(people)} paying parents;"
            " say from whom it is taken back"
        )
    # What is in suspense can still bounce, but first comes what somebody was credited with.
    return next(iter(people.items()), (NOBODY, owned.get(NOBODY, 0)))


def _check_amount(receipt: Receipt, amount_cents: int, *, left_cents: int) -> None:
    if amount_cents <= 0:
        raise ValueError("a reversal takes back more than nothing; give a positive amount")
    if amount_cents > left_cents:
        raise ValueError(
            f"only {format_dollars(left_cents)} of receipt R{receipt.pk} is left to take back,"
            f" not {format_dollars(amount_cents)}"
        )


def _check_reason(receipt: Receipt, reason: ReversalReason, *, owner: int | None) -> None:
    if reason == ReversalReason.WRONG_PERSON and owner is NOBODY:
        raise ValueError(
            f"receipt R{receipt.pk} is in suspense, so nobody was credited with it"
        )
    if reason == ReversalReason.TREASURY and receipt.source not in TREASURY_SOURCES:
        raise ValueError(
            f"Treasury takes back federal offsets only; receipt R{receipt.pk} came by"
            f" {Source(receipt.source).label.lower()}"
        )
