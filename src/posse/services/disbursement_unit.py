"""What banks and employers know the disbursement unit by, from the installation's profile."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from posse.services.law import current_law, law_of

KEY = "support.disbursement_unit"
BANK_FACTS = (
    "bank_routing_number",
    "bank_name",
    "origin_id",
    "unit_name",
    "company_name",
    "company_id",
    "entry_description",
    "card_program_id",
    "warrant_account_number",
    "first_warrant_number",
)


@dataclass(frozen=True)
class Bank:
    """How the unit's files of payments are addressed, signed and numbered."""

    bank_routing_number: str
    bank_name: str
    origin_id: str
    unit_name: str
    company_name: str
    company_id: str
    entry_description: str
    card_program_id: str
    warrant_account_number: str
    first_warrant_number: int

    @property
    def originating_dfi(self) -> str:
        """The first eight digits of the bank's routing number, as trace numbers begin."""
        return self.bank_routing_number[:8]


def unit_bank(*, on: date) -> Bank:
    """The unit's bank on a business date, under the installation's bank profile.

    Raises: posse.rules.errors.EmptyValue where the profile leaves a fact empty.
    """
    law = law_of(settings.POSSE_BANK_PROFILE)
    return Bank(**{name: law.value(f"{KEY}.{name}", on=on) for name in BANK_FACTS})


def bank_doubts(*, on: date) -> tuple[str, ...]:
    """What no source confirms about the bank; reports print it.

    So a made-up bank is never taken for a real one.
    """
    law = law_of(settings.POSSE_BANK_PROFILE)
    notes = []
    for name in BANK_FACTS:
        held = [value for value in law.history(f"{KEY}.{name}") if value.effective_from <= on]
        notes += [value.note for value in held[-1:] if value.sure == "unverified"]
    return tuple(f"The bank of the payment file: {note}" for note in dict.fromkeys(notes))


def state_fips(*, on: date) -> str:
    """The two digits with which a place code of this State begins."""
    return str(current_law().value(f"{KEY}.state_fips", on=on))
