"""Money that nobody is identified for: the list of it, and giving it to whom it belongs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from posse.apps.cases.models import Case
from posse.apps.payments.choices import SuspenseReason
from posse.apps.payments.models import Identification, Receipt
from posse.services.books.refold import do_mark_for_fold
from posse.services.business_dates import refusal_of_closed_day
from posse.units.money import format_cents

NOTE_LENGTH = 300


@dataclass(frozen=True)
class SuspendedReceipt:
    """A receipt in suspense: why, since when, and what the payer said."""

    receipt_id: int
    reason: str
    reason_words: str
    age_days: int
    amount_cents: int
    received_on: date
    remittance_id: str
    obligor_name: str
    payor_name: str
    case_number: str

    def to_json(self) -> dict[str, Any]:
        """The receipt for a program: money as text, dates as YYYY-MM-DD."""
        return {
            "receipt": self.receipt_id,
            "reason": self.reason,
            "reason_words": self.reason_words,
            "age_days": self.age_days,
            "amount": format_cents(self.amount_cents),
            "received_on": self.received_on.isoformat(),
            "remittance_id": self.remittance_id,
            "obligor_name": self.obligor_name,
            "payor_name": self.payor_name,
            "case": self.case_number or None,
        }


class CannotIdentify(ValueError):  # noqa: N818 - the name says what is wrong
    """A receipt cannot be given to this case, in words for the person at the screen."""


def receipts_in_suspense(*, on: date) -> QuerySet[Receipt]:
    """Receipts that were in suspense at the end of a business date, oldest first."""
    known = Identification.objects.filter(receipt=OuterRef("pk"), recorded_on__lte=on)
    suspended = Receipt.objects.filter(obligor__isnull=True, recorded_on__lte=on)
    return suspended.filter(~Exists(known)).order_by("effective_on", "id")


def suspense_for_office(*, on: date) -> list[SuspendedReceipt]:
    """Everything in suspense on a business date, oldest first."""
    return [
        SuspendedReceipt(
            receipt_id=receipt.pk,
            reason=receipt.suspense_reason,
            reason_words=SuspenseReason(receipt.suspense_reason).label,
            age_days=(on - receipt.effective_on).days,
            amount_cents=receipt.amount_cents,
            received_on=receipt.effective_on,
            remittance_id=receipt.remittance_id,
            obligor_name=receipt.obligor_name,
            payor_name=receipt.payor_name,
            case_number=receipt.case.number if receipt.case else "",
        )
        for receipt in receipts_in_suspense(on=on).select_related("case")
    ]


@transaction.atomic
def do_identify_receipt(
    *, receipt_id: int, case_number: str, note: str, acting_user: str, on: date
) -> Identification:
    """Give a receipt in suspense to the obligor of a case; the next nightly run posts it.

    Raises: CannotIdentify.
    """
    note = _checked_note(note)
    # Locked, so that two people at two screens cannot both give it away.
    receipt = Receipt.objects.select_for_update(of=("self",)).filter(pk=receipt_id).first()
    if receipt is None:
        raise CannotIdentify(f"There is no receipt R{receipt_id}.")
    _check_is_in_suspense(receipt)
    case = _case_of(case_number)
    obligor = case.obligor
    if obligor is None:
        raise CannotIdentify(
            f"Case {case.number} has no identified noncustodial parent, so nobody there"
            " can be credited."
        )
    if on < receipt.recorded_on:
        raise CannotIdentify(
            f"Receipt R{receipt_id} was recorded on {receipt.recorded_on}, after {on}."
        )
    refusal = refusal_of_closed_day(on)
    if refusal:
        raise CannotIdentify(refusal)
    identification = Identification.objects.create(
        receipt=receipt,
        obligor=obligor,
        case=case,
        note=note,
        effective_on=receipt.effective_on,
        recorded_on=on,
        recorded_by=acting_user,
    )
    do_mark_for_fold([obligor.pk])
    return identification


def _checked_note(note: str) -> str:
    note = note.strip()
    if not note:
        raise CannotIdentify("Say in a note how you know whose payment it is.")
    if len(note) > NOTE_LENGTH:
        raise CannotIdentify(f"The note is longer than {NOTE_LENGTH} characters.")
    return note


def _check_is_in_suspense(receipt: Receipt) -> None:
    if receipt.obligor_id is not None:
        raise CannotIdentify(
            f"Receipt R{receipt.pk} is not in suspense: its payer was known on arrival."
        )
    earlier = Identification.objects.filter(receipt=receipt).select_related("case").first()
    if earlier is not None:
        number = earlier.case.number if earlier.case else "another case"
        raise CannotIdentify(
            f"Receipt R{receipt.pk} was given to {number} on {earlier.recorded_on}"
            f" by {earlier.recorded_by} already."
        )


def _case_of(case_number: str) -> Case:
    case = Case.objects.filter(number=case_number.strip()).first()
    if case is None:
        raise CannotIdentify(f"There is no case {case_number.strip()!r}.")
    return case
