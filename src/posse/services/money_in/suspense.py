"""Money that nobody is identified for: the list of it, and giving it to whom it belongs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.payments.choices import SuspenseReason
from posse.apps.payments.models import Identification, Receipt
from posse.services.books.refold import do_mark_for_fold
from posse.services.bulk import read_frame
from posse.services.business_dates import refusal_of_closed_day
from posse.services.money_in.owners import suspended_cents
from posse.units.money import format_cents

NOTE_LENGTH = 300

# What goes into suspense and out of it: unidentified receipts, what is taken back from the
# wrong person, what is identified, and what leaves the bank without ever being so.
SUSPENSE_MOVES = """
    SELECT id AS receipt, amount_cents AS cents, recorded_on, false AS is_taken_back
    FROM payments_receipt WHERE obligor_id IS NULL
    UNION ALL
    SELECT receipt_id, -amount_cents, recorded_on, false FROM payments_identification
    UNION ALL
    SELECT receipt_id, amount_cents, recorded_on, true FROM payments_reversal
    WHERE reason = 'wrong_person'
    UNION ALL
    SELECT receipt_id, -amount_cents, recorded_on, false FROM payments_reversal
    WHERE obligor_id IS NULL"""
IN_SUSPENSE = f"""
    SELECT moved.receipt,
           CASE WHEN moved.is_taken_back THEN 'taken_back' ELSE receipt.suspense_reason END,
           moved.cents, receipt.effective_on, receipt.remittance_id, receipt.obligor_name,
           receipt.payor_name, coalesce(cases_case.number, '')
    FROM (SELECT receipt, sum(cents)::bigint AS cents,
                 bool_or(is_taken_back) AS is_taken_back
          FROM ({SUSPENSE_MOVES}) AS moves WHERE recorded_on <= %s
          GROUP BY receipt HAVING sum(cents) <> 0) AS moved
    JOIN payments_receipt AS receipt ON receipt.id = moved.receipt
    LEFT JOIN cases_case ON cases_case.id = receipt.case_id
    ORDER BY receipt.effective_on, receipt.id"""  # noqa: S608 - of the constant above alone
SUSPENDED = {
    "receipt_id": pl.Int64,
    "reason": pl.String,
    "amount_cents": pl.Int64,
    "received_on": pl.Date,
    "remittance_id": pl.String,
    "obligor_name": pl.String,
    "payor_name": pl.String,
    "case_number": pl.String,
}
TEXTS = ("remittance_id", "obligor_name", "payor_name", "case_number")


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


def suspense_on(on: date) -> pl.DataFrame:
    """What was in suspense at the end of a business date, oldest first; SUSPENDED columns."""
    rows = read_frame(IN_SUSPENSE, schema=SUSPENDED, params=[on])
    return rows.with_columns(pl.col(*TEXTS).fill_null(""))


def suspense_for_office(*, on: date) -> list[SuspendedReceipt]:
    """Everything in suspense on a business date, oldest first."""
    return [
        SuspendedReceipt(
            reason_words=str(SuspenseReason(row["reason"]).label),
            age_days=(on - row["received_on"]).days,
            **row,
        )
        for row in suspense_on(on).iter_rows(named=True)
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
    amount_cents = _checked_suspended_cents(receipt)
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
    refusal = refusal_of_closed_day(on) or _refusal_of_earlier_owner(receipt, case)
    if refusal:
        raise CannotIdentify(refusal)
    identification = Identification.objects.create(
        receipt=receipt,
        amount_cents=amount_cents,
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


def _checked_suspended_cents(receipt: Receipt) -> int:
    amount_cents = suspended_cents(receipt)
    if amount_cents:
        return amount_cents
    if receipt.reversals.exists():
        raise CannotIdentify(f"Of receipt R{receipt.pk} nothing is in suspense any more.")
    found = receipt.identifications.select_related("case").order_by("id").last()
    if found is not None:
        number = found.case.number if found.case else "another case"
        raise CannotIdentify(
            f"Receipt R{receipt.pk} was given to {number} on {found.recorded_on}"
            f" by {found.recorded_by} already."
        )
    raise CannotIdentify(
        f"Receipt R{receipt.pk} is not in suspense: its payer was known on arrival."
    )


def _refusal_of_earlier_owner(receipt: Receipt, case: Case) -> str:
    """Why money does not go to somebody who had of it before; empty where nobody there did."""
    given = receipt.identifications.filter(obligor=case.obligor_id)
    if receipt.obligor_id != case.obligor_id and not given.exists():
        return ""
    return (
        f"Receipt R{receipt.pk} was credited to the paying parent of case {case.number}"
        " before, and goes to nobody twice. If it is theirs after all, reverse what is in"
        " suspense as entered wrongly and post it by hand."
    )


def _case_of(case_number: str) -> Case:
    case = Case.objects.filter(number=case_number.strip()).first()
    if case is None:
        raise CannotIdentify(f"There is no case {case_number.strip()!r}.")
    return case
