"""What partners answer in the demo: prizes, property, hires, licenses, benefits, a cut file.

The same parents are chosen each time, by the order in which they came into the register.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from posse.apps.cases.models import Case
from posse.apps.enforcement.models import RemedyState
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity
from posse.formats.codec import Value
from posse.formats.layouts import load_table
from posse.formats.new_hire import Address, Employer, NewHire, write_new_hires
from posse.formats.tables import write_table

PRIZE_CENTS = 100_000
PROPERTY_CENTS = (12_450, 7_300)
PLACE = Address(line_1="1 Example Way", city="Casper", state="WY", zip_code="82601")
MILL = Employer(fein="990000071", name="MADE-UP MILL OF CASPER", address=PLACE)
NOBODY_SSN, NOBODY_REQUEST = "999000990", "0"
STRANGER = (NOBODY_SSN, "Nobody Hereabouts")
# Numbers beginning with 00 are given to nobody.
OFFICE_FEIN, BENEFIT_CENTS = "009999902", 90_000
FIPS = "56"


def demo_answers(*, on: date) -> Iterator[tuple[str, bytes]]:
    """The end of each file's name, which says what it is, and its bytes."""
    lottery = _table("lottery_answer", _prizes(on), on=on)
    yield "-cut.lottery.csv", lottery[: len(lottery) * 2 // 3]
    yield ".lottery.csv", lottery
    yield ".unclaimed-property.csv", _table("unclaimed_property_answer", _property(on), on=on)
    yield ".licenses.csv", _table("licence_answer", _licenses(on), on=on)
    yield ".new-hires.txt", write_new_hires(_hires(on), state_fips=FIPS, batch=1, on=on)
    yield ".benefits.csv", _table("benefit_award", _benefits(on), on=on)


def _table(layout: str, rows: list[dict[str, Value]], *, on: date) -> bytes:
    return write_table(load_table(layout), rows, on=on)


def _prizes(on: date) -> list[dict[str, Value]]:
    """A prize of a parent who was asked for, and one of somebody whom nobody asked for."""
    told: list[dict[str, Value]] = [
        {
            "request_number": str(obligor), "ssn": ssn, "winner_name": name.full_name,
            "claim_number": "EX-L-1", "amount": PRIZE_CENTS, "claimed_on": on.isoformat(),
        }
        for obligor, ssn, name in _submitted("lottery", 1)
    ]  # fmt: skip
    stranger: dict[str, Value] = {
        "request_number": NOBODY_REQUEST, "ssn": NOBODY_SSN, "winner_name": "Nobody Hereabouts",
        "claim_number": "EX-L-2", "amount": PRIZE_CENTS, "claimed_on": on.isoformat(),
    }  # fmt: skip
    return [*told, stranger]


def _property(on: date) -> list[dict[str, Value]]:
    """Deposits in a parent's name, the last of them in a nickname."""
    parents = list(_submitted("unclaimed_property", len(PROPERTY_CENTS)))
    last = len(parents) - 1
    return [
        {
            "request_number": str(obligor), "ssn": ssn,
            "owner_name": f"Bo {name.surname}" if place == last else name.full_name,
            "property_number": f"EX-U-{place + 1}", "holder": "Made-Up Utility Deposits",
            "amount": PROPERTY_CENTS[place], "reported_on": on.isoformat(),
        }
        for place, (obligor, ssn, name) in enumerate(parents)
    ]  # fmt: skip


def _licenses(on: date) -> list[dict[str, Value]]:
    """A license that was found, and a suspension that nobody asked for."""
    return [
        {
            "request_number": str(obligor), "licence_kind": "drivers",
            "result": ("found", "suspended")[place], "licence_number": f"EX-{1_000 + place}",
            "holder_name": name.full_name, "effective_on": on.isoformat(), "reason": "",
        }
        for place, (obligor, _, name) in enumerate(_owing(2))
    ]  # fmt: skip


def _benefits(on: date) -> list[dict[str, Value]]:
    """Two benefits of parents, the second in another name, and one of a stranger."""
    people = [(ssn, name.full_name) for _, ssn, name in _owing(2)]
    told = [*people[:1], *((ssn, "Somebody Else") for ssn, _ in people[1:]), STRANGER]
    return [
        {
            "program": "workers_compensation", "act": "award", "agency_fein": OFFICE_FEIN,
            "agency_name": "Example Compensation Office", "ssn": ssn, "claimant_name": name,
            "claim_number": f"EX-B-{place}", "frequency": "biweekly",
            "amount": BENEFIT_CENTS, "effective_on": (on - timedelta(days=9)).isoformat(),
            "ends_on": (on + timedelta(days=180)).isoformat(),
        }
        for place, (ssn, name) in enumerate(told, start=1)
    ]  # fmt: skip


def _hires(on: date) -> list[NewHire]:
    """A parent's hire, a stranger's, and one of an employer without a number."""
    people = [(ssn, name.given_name, name.surname) for _, ssn, name in _owing(1)]
    told = [
        *((*person, MILL) for person in people),
        (NOBODY_SSN, "Nobody", "Hereabouts", MILL),
        *((*person, Employer(name="MADE-UP STAND AT THE ROAD")) for person in people),
    ]
    return [
        NewHire(
            line=line, ssn=ssn, given_name=given_name, middle_name="", surname=surname,
            address=PLACE, born_on=None, hired_on=on - timedelta(days=9), state_of_hire="WY",
            employer=employer,
        )
        for line, (ssn, given_name, surname, employer) in enumerate(told, start=2)
    ]  # fmt: skip


def _submitted(remedy: str, count: int) -> Iterator[tuple[int, str, Identity]]:
    """The first parents whom a partner was asked for."""
    states = RemedyState.objects.filter(remedy=remedy, last_submitted_on__isnull=False)
    yield from _people(states.order_by("obligor").values_list("obligor", flat=True)[:count])


def _owing(count: int) -> Iterator[tuple[int, str, Identity]]:
    """The first parents of the register who owe."""
    cases = Case.objects.filter(obligor__isnull=False).order_by("obligor")
    yield from _people(cases.values_list("obligor", flat=True).distinct()[:count])


def _people(obligors: Iterable[int]) -> Iterator[tuple[int, str, Identity]]:
    for obligor in obligors:
        number = Identifier.objects.filter(participant=obligor, kind=IdentifierKind.SSN).last()
        name = Identity.objects.filter(participant=obligor).last()
        if number is not None and name is not None:
            yield obligor, number.number, name
