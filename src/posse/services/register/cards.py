"""Writers of debit cards: that a payee has one of the card programme, or no longer."""

from datetime import date

from django.db import transaction

from posse.apps.instruments.models import Card
from posse.apps.people.models import Participant
from posse.services.register.entries import required

# From this many digits on a number may be that of a card, which is never kept.
CARD_NUMBER_DIGITS = 12


@transaction.atomic
def do_enrol_card(
    *,
    participant: Participant,
    reference: str,
    on: date,
    by: str,
    effective_on: date | None = None,
) -> Card:
    """That a payee is paid by a card, known by the programme's number for the enrolment.

    Source: CS-IRG-L12.
    """
    return Card.objects.create(
        participant=participant,
        reference=checked_reference(reference),
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_close_card(
    *, participant: Participant, on: date, by: str, effective_on: date | None = None
) -> Card:
    """That a payee is no longer paid by the card they had."""
    latest = participant.cards.order_by("effective_on", "id").last()
    if latest is None or latest.is_closed:
        raise ValueError("the payee has no card that could be closed")
    return Card.objects.create(
        participant=participant,
        reference=latest.reference,
        is_closed=True,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )


def checked_reference(reference: str) -> str:
    """A reference of the card programme; the number of a card is refused and not repeated."""
    text = required(reference, what="the card programme's reference", length_max=20)
    if not text.replace("-", "").isalnum() or not text.isascii():
        raise ValueError("the reference may hold letters, digits and dashes only")
    digits = text.replace("-", "")
    if digits.isdigit() and len(digits) >= CARD_NUMBER_DIGITS:
        raise ValueError(
            "this looks like the number of a card, which is never kept; enter the"
            " programme's reference of the enrolment"
        )
    return text
