"""Writers of people and employers.

Each takes ``on``, the business date on which the fact was learned, and ``by``, who says
so. A fact holds from ``effective_on``, or from ``on`` when that is not given.
"""

from datetime import date

from django.db import transaction

from posse.apps.people.choices import AccountKind, AddressKind, IdentifierKind
from posse.apps.people.models import (
    Address,
    Employer,
    Employment,
    Identifier,
    Identity,
    Participant,
    PayeeAccount,
)
from posse.services.register.entries import (
    check_order_of_dates,
    checked_routing_number,
    checked_ssn,
    required,
)
from posse.services.search.keys import do_index_participants

SEXES = ("", "F", "M", "X")


@transaction.atomic
def do_add_participant(  # noqa: PLR0913 - one argument a column
    *,
    surname: str,
    given_name: str,
    on: date,
    by: str,
    middle_name: str = "",
    suffix: str = "",
    birth_date: date | None = None,
    sex: str = "",
    ssn: str = "",
) -> Participant:
    """A new person with a name and, where known, a Social Security number."""
    participant = Participant.objects.create()
    do_name_participant(
        participant=participant,
        surname=surname,
        given_name=given_name,
        middle_name=middle_name,
        suffix=suffix,
        birth_date=birth_date,
        sex=sex,
        on=on,
        by=by,
    )
    if ssn:
        do_add_identifier(
            participant=participant, kind=IdentifierKind.SSN, number=ssn, on=on, by=by
        )
    return participant


@transaction.atomic
def do_name_participant(  # noqa: PLR0913 - one argument a column
    *,
    participant: Participant,
    surname: str,
    given_name: str,
    on: date,
    by: str,
    middle_name: str = "",
    suffix: str = "",
    birth_date: date | None = None,
    sex: str = "",
    effective_on: date | None = None,
) -> Identity:
    """The name, birth date and sex of a person as known from now on."""
    check_order_of_dates(birth_date, on, earlier_what="the birth date", later_what="today")
    if sex not in SEXES:
        raise ValueError(f"sex must be F, M, X or empty, not {sex!r}")
    identity = Identity.objects.create(
        participant=participant,
        surname=required(surname, what="the family name", length_max=40),
        given_name=required(given_name, what="the given name", length_max=40),
        middle_name=middle_name.strip(),
        suffix=suffix.strip(),
        birth_date=birth_date,
        sex=sex,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )
    do_index_participants([participant.pk])
    return identity


@transaction.atomic
def do_add_identifier(
    *,
    participant: Participant,
    kind: IdentifierKind,
    number: str,
    on: date,
    by: str,
    effective_on: date | None = None,
) -> Identifier:
    """A number by which a person is known; a later one of the same kind governs."""
    is_ssn = kind == IdentifierKind.SSN
    identifier = Identifier.objects.create(
        participant=participant,
        kind=IdentifierKind(kind),
        number=checked_ssn(number) if is_ssn else required(number, what=kind, length_max=30),
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )
    do_index_participants([participant.pk])
    return identifier


@transaction.atomic
def do_add_address(  # noqa: PLR0913 - one argument a column
    *,
    participant: Participant,
    line_1: str,
    city: str,
    state: str,
    zip_code: str,
    on: date,
    by: str,
    line_2: str = "",
    kind: AddressKind = AddressKind.RESIDENCE,
    effective_on: date | None = None,
) -> Address:
    """Where a person lives or gets mail; the latest of its kind governs."""
    state = state.strip().upper()
    if len(state) != 2 or not state.isalpha():
        raise ValueError(f"the state must be two letters such as WY, not {state!r}")
    digits = zip_code.replace("-", "")
    if len(digits) not in {5, 9} or not digits.isdigit():
        raise ValueError(f"the ZIP code must be five or nine digits, not {zip_code!r}")
    return Address.objects.create(
        participant=participant,
        kind=AddressKind(kind),
        line_1=required(line_1, what="the street line", length_max=60),
        line_2=line_2.strip(),
        city=required(city, what="the city", length_max=40),
        state=state,
        zip_code=zip_code,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_add_employer(*, name: str, fein: str, city: str, state: str) -> Employer:
    """An employer, known to banks by its nine-digit identification number."""
    digits = fein.replace("-", "").strip()
    if len(digits) != 9 or not digits.isdigit():
        raise ValueError(f"the employer's identification number {fein!r} is not nine digits")
    return Employer.objects.create(
        name=required(name, what="the employer's name", length_max=60),
        fein=digits,
        city=required(city, what="the city", length_max=40),
        state=required(state, what="the state", length_max=2).upper(),
    )


@transaction.atomic
def do_record_employment(
    *,
    participant: Participant,
    on: date,
    by: str,
    employer: Employer | None = None,
    employer_name: str = "",
    is_ended: bool = False,
    effective_on: date | None = None,
) -> Employment:
    """That a person works for an employer from a date on, or no longer does."""
    if employer is None and not employer_name.strip():
        raise ValueError("the employer or its name is missing")
    return Employment.objects.create(
        participant=participant,
        employer=employer,
        employer_name=employer_name.strip(),
        is_ended=is_ended,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_add_payee_account(
    *,
    participant: Participant,
    routing_number: str,
    account_number: str,
    on: date,
    by: str,
    kind: AccountKind = AccountKind.CHECKING,
    effective_on: date | None = None,
) -> PayeeAccount:
    """The bank account to which a person's support is paid; the latest governs."""
    account = required(account_number, what="the account number", length_max=17)
    if not account.replace("-", "").isalnum() or not account.isascii():
        raise ValueError("the account number may hold letters, digits and dashes only")
    return PayeeAccount.objects.create(
        participant=participant,
        kind=AccountKind(kind),
        routing_number=checked_routing_number(routing_number),
        account_number=account,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )
