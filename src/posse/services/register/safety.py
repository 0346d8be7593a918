"""Writers of danger: family violence and confidential addresses.

Source: CS-6.3-FV-1, CS-6.3-FV-2; 42 USC 654(26).
"""

from datetime import date

from django.db import transaction

from posse.apps.people.choices import ViolenceBasis
from posse.apps.people.models import ConfidentialAddress, FamilyViolence, Participant
from posse.services.register.entries import check_open_day, required


@transaction.atomic
def do_mark_family_violence(
    *,
    participant: Participant,
    is_on: bool,
    basis: ViolenceBasis,
    note: str,
    on: date,
    by: str,
) -> FamilyViolence:
    """That a person is in danger from another, or no longer; the mark holds from today.

    Raises: ValueError.
    """
    check_open_day(on)
    if (ViolenceBasis(basis) == ViolenceBasis.ENDED) == is_on:
        raise ValueError("the mark ends at the person's own request, and only ends by it")
    return FamilyViolence.objects.create(
        participant=participant,
        is_on=is_on,
        basis=ViolenceBasis(basis),
        note=note.strip()[:300],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_keep_address_confidential(
    *, participant: Participant, is_on: bool, program: str, on: date, by: str
) -> ConfidentialAddress:
    """That a person takes part in a program of confidential addresses, or no longer.

    Raises: ValueError.
    """
    check_open_day(on)
    return ConfidentialAddress.objects.create(
        participant=participant,
        is_on=is_on,
        program=required(program, what="the program's name", length_max=80),
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
