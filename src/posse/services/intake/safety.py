"""What the answers about safety do at once: marks that hide where a family lives.

Nobody need prove anything first. Clauses: CS-6.3-FV-1, CS-6.3-FV-2.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from posse.apps.people.choices import ViolenceBasis
from posse.apps.people.models import ConfidentialAddress, FamilyViolence, Participant
from posse.services.register.safety import (
    do_keep_address_confidential,
    do_mark_family_violence,
)

ASKED = "Asked for at intake"
NOTE = "Answered at intake, application {number}"


def basis_of(told: Mapping[str, str]) -> ViolenceBasis | None:
    """On what a mark would rest; nothing where no answer calls for one."""
    if told.get("protection_order") == "yes":
        return ViolenceBasis.PROTECTION_ORDER
    if "yes" in {told.get("afraid"), told.get("hurt")}:
        return ViolenceBasis.SCREENING
    return None


def is_told_in_danger(answers: Mapping[str, Any]) -> bool:
    """Whether somebody said yes to a question about safety. Source: CS-6.3-FV-2."""
    told = answers.get("custodial") or {}
    asked = ("afraid", "hurt", "protection_order", "secret_address")
    return bool(told.get("confidentiality_program")) or any(
        told.get(key) == "yes" for key in asked
    )


def do_screen(
    told: Mapping[str, str],
    *,
    family: Iterable[Participant],
    number: str,
    on: date,
    by: str,
) -> None:
    """Mark the applicant and the children who live there, as far as they are not yet.

    An answer never takes a mark away: that is asked for by the person alone.
    """
    basis = basis_of(told)
    program = told.get("confidentiality_program", "")
    is_secret = bool(program) or told.get("secret_address") == "yes"
    for person in family:
        if basis and not _is_on(FamilyViolence, person):
            do_mark_family_violence(
                participant=person,
                is_on=True,
                basis=basis,
                note=NOTE.format(number=number),
                on=on,
                by=by,
            )
        if is_secret and not _is_on(ConfidentialAddress, person):
            do_keep_address_confidential(
                participant=person, is_on=True, program=program or ASKED, on=on, by=by
            )


def _is_on(
    table: type[FamilyViolence] | type[ConfidentialAddress], person: Participant
) -> bool:
    latest = table.objects.filter(participant=person).order_by("effective_on", "id").last()
    return latest is not None and latest.is_on
