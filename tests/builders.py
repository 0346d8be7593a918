"""Small made-up cases for tests, written through the services that the screens use."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count

from posse.apps.cases.models import Case, Family
from posse.apps.orders.models import Order
from posse.apps.people.models import Participant
from posse.services.register.cases import (
    do_open_case,
    do_record_assistance_grant,
    do_record_assistance_period,
)
from posse.services.register.orders import do_adjust_balance, do_enter_order, do_enter_term
from posse.services.register.people import (
    do_add_address,
    do_add_identifier,
    do_add_participant,
    do_add_payee_account,
)

OPENED_ON = date(2026, 9, 30)
FIRST_DUE_ON = date(2026, 10, 1)
BY = "test"
# Routing numbers must carry their check digit; this one is the usual example of it.
ROUTING_NUMBER = "123456780"

_serials = count(1)

Grants = Sequence[tuple[date, int]]
Assistance = tuple[date, date | None, Grants]


def never_issued_ssn() -> str:
    """Another Social Security number of an area that is never issued."""
    return f"9{next(_serials):08d}"


def build_person(
    *,
    surname: str = "Testerly",
    given_name: str = "Pat",
    ssn: str | None = None,
    with_account: bool = False,
    with_address: bool = True,
    birth_date: date = date(1988, 5, 4),
    on: date = OPENED_ON,
) -> Participant:
    """A made-up person; ``ssn`` empty for none, absent for one of their own.

    With an account a person is paid by deposit, with an address alone by warrant.
    """
    person = do_add_participant(
        surname=surname,
        given_name=given_name,
        birth_date=birth_date,
        ssn=never_issued_ssn() if ssn is None else ssn,
        on=on,
        by=BY,
    )
    if with_address:
        give_address(person, on=on)
    if with_account:
        give_account(person, on=on)
    return person


def give_address(
    person: Participant, *, line_1: str = "12 Example Street", on: date = OPENED_ON
) -> None:
    """Where a person lives and gets mail."""
    do_add_address(
        participant=person,
        line_1=line_1,
        city="Cheyenne",
        state="WY",
        zip_code="82001",
        on=on,
        by=BY,
    )


def give_account(person: Participant, *, on: date = OPENED_ON) -> None:
    """A bank account for direct deposit."""
    do_add_payee_account(
        participant=person,
        routing_number=ROUTING_NUMBER,
        account_number=f"TEST{person.pk:08d}",
        on=on,
        by=BY,
    )


def build_case(
    *,
    monthly_cents: int | None = 40_000,
    frequency: str = "monthly",
    obligation: str = "child_support",
    arrears: Mapping[str, int] | None = None,
    obligor: Participant | None = None,
    obligee: Participant | None = None,
    family: Family | None = None,
    assistance: Assistance | None = None,
    ssn: str | None = None,
    number: str | None = None,
    surname: str = "Testerly",
    with_account: bool = True,
    has_obligor: bool = True,
    service: str = "iv_d",
    arrears_payment_cents: int = 0,
    ordered_on: date = date(2020, 1, 15),
    first_due_on: date = FIRST_DUE_ON,
    child_count: int = 1,
    on: date = OPENED_ON,
) -> Case:
    """A case with an order, as opened the day before October 2026.

    ``monthly_cents`` is the amount of one installment of the given frequency (None: no
    term), ``arrears`` debts brought over by bucket, ``assistance`` a period with its
    grants as (start, end, [(paid on, cents)]). Pass ``obligor`` for another case of the
    same person; ``ssn`` gives the new obligor's number, and is checked to be never issued.
    Without an account the new obligee has no address either, and cannot be paid.
    """
    assert ssn is None or ssn == "" or ssn[0] == "9", "tests use numbers never issued"
    if has_obligor and obligor is None:
        obligor = build_person(surname=surname, given_name="Noel", ssn=ssn, on=on)
    elif obligor is not None and ssn is not None:
        do_add_identifier(participant=obligor, kind="ssn", number=ssn, on=on, by=BY)
    if obligee is None:
        obligee = build_person(
            surname=surname,
            given_name="Casey",
            with_account=with_account,
            with_address=with_account,
            on=on,
        )
    children = [
        build_person(
            surname=surname, given_name=f"Kim {place + 1}", birth_date=date(2015, 6, 7), on=on
        )
        for place in range(child_count)
    ]
    case = do_open_case(
        number=number or f"T{next(_serials):08d}",
        obligor=obligor,
        obligee=obligee,
        children=children,
        family=family,
        county_fips="56021",
        service=service,
        on=on,
        by=BY,
    )
    order = do_enter_order(
        case=case,
        number=f"O-{case.number}",
        court="Example District Court",
        ordered_on=ordered_on,
        on=on,
    )
    _enter_terms(
        order,
        {
            obligation: (monthly_cents or 0, frequency),
            "arrears_payment": (arrears_payment_cents, "monthly"),
        },
        first_due_on=first_due_on,
        on=on,
    )
    for bucket, amount_cents in (arrears or {}).items():
        do_adjust_balance(
            case=case,
            bucket=bucket,
            amount_cents=amount_cents,
            reason="Balance brought over for a test",
            on=on,
            by=BY,
        )
    if assistance:
        give_assistance(case.family, assistance, on=on)
    return case


def _enter_terms(
    order: Order, terms: Mapping[str, tuple[int, str]], *, first_due_on: date, on: date
) -> None:
    for obligation, (amount_cents, frequency) in terms.items():
        if amount_cents:
            do_enter_term(
                order=order,
                obligation=obligation,
                amount_cents=amount_cents,
                frequency=frequency,
                first_due_on=first_due_on,
                on=on,
                by=BY,
            )


def give_assistance(family: Family, assistance: Assistance, *, on: date = OPENED_ON) -> None:
    """Cash assistance to a family: (start, end or None, [(paid on, cents)])."""
    starts_on, ends_on, grants = assistance
    do_record_assistance_period(
        family=family, starts_on=starts_on, ends_on=ends_on, on=on, by=BY
    )
    for paid_on, amount_cents in grants:
        do_record_assistance_grant(
            family=family, amount_cents=amount_cents, paid_on=paid_on, on=on, by=BY
        )
