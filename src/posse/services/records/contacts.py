"""Writer of contacts: who was spoken with, or tried to be, how, and what came of it."""

from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case, CaseRole
from posse.apps.people.models import Participant
from posse.apps.records.choices import ContactMethod, ContactOutcome, Direction
from posse.apps.records.models import Contact
from posse.services.records.twice import just_recorded

TEXT_LENGTH = 300


@transaction.atomic
def do_record_contact(  # noqa: PLR0913 - one argument a column
    *,
    case: Case,
    participant: Participant,
    method: str,
    outcome: str,
    on: date,
    by: str,
    direction: str = Direction.OUTGOING,
    text: str = "",
    happened_on: date | None = None,
) -> Contact:
    """That somebody of a case was spoken with, or tried to be. Raises: ValueError in words."""
    happened_on = happened_on or on
    if happened_on > on:
        raise ValueError("a contact has happened, so its day cannot lie ahead")
    if not CaseRole.objects.filter(case=case, participant=participant).exists():
        raise ValueError("that person has no part in this case")
    if Direction(direction) is Direction.INCOMING and outcome != ContactOutcome.REACHED:
        raise ValueError("whoever called or wrote to the office was reached")
    if len(text.strip()) > TEXT_LENGTH:
        raise ValueError(f"the words are longer than {TEXT_LENGTH} characters")
    told = {
        "case": case,
        "participant": participant,
        "method": ContactMethod(method),
        "direction": Direction(direction),
        "outcome": ContactOutcome(outcome),
        "text": text.strip(),
        "effective_on": happened_on,
        "recorded_on": on,
        "recorded_by": by,
    }
    return just_recorded(Contact, **told) or Contact.objects.create(**told)
