"""Payors in the register: found by their number, and where their payroll takes orders."""

from dataclasses import dataclass

from django.db import transaction

from posse.apps.people.models import Employer
from posse.services.register.entries import required

FEIN_LENGTH, ZIP_LENGTHS = 9, frozenset({5, 9})


def checked_fein(fein: str) -> str:
    """The nine digits of a payor's number, with or without a dash; empty where none is told.

    Raises: ValueError in words.
    """
    digits = fein.replace("-", "").replace(" ", "")
    if digits and not (len(digits) == FEIN_LENGTH and digits.isascii() and digits.isdigit()):
        raise ValueError(f"the employer number {fein!r} is not nine digits")
    return digits


def employer_by_fein(fein: str) -> Employer | None:
    """The payor of this number, or None. Raises: ValueError in words."""
    digits = checked_fein(fein)
    return Employer.objects.filter(fein=digits).first() if digits else None


@dataclass(frozen=True)
class PayrollAddress:
    """Where a payroll takes orders, as somebody typed it."""

    line_1: str
    city: str
    state: str
    zip_code: str
    line_2: str = ""
    phone: str = ""


@transaction.atomic
def do_record_payroll_address(*, employer: Employer, told: PayrollAddress) -> Employer:
    """Where a payor's payroll takes orders from now on; how it was before stays in its history.

    Raises: ValueError in words.
    """
    found = Employer.objects.select_for_update().get(pk=employer.pk)
    digits = told.zip_code.replace("-", "").strip()
    if len(digits) not in ZIP_LENGTHS or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"the ZIP code must be five or nine digits, not {told.zip_code!r}")
    letters = told.state.strip().upper()
    if len(letters) != 2 or not letters.isalpha():
        raise ValueError(f"the state must be two letters such as WY, not {told.state!r}")
    found.line_1 = required(told.line_1, what="the street line", length_max=60)
    found.line_2 = told.line_2.strip()[:60]
    found.city = required(told.city, what="the city", length_max=40)
    found.state, found.zip_code = letters, told.zip_code.strip()
    found.phone = told.phone.strip()[:20]
    found.save()
    return found
