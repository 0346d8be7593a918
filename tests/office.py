"""A small office for tests of pages: two families, two nights, one of each kind of trouble."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.models import User
from pytest_django import DjangoDbBlocker
from tests.builders import build_case, build_person, give_address
from tests.care_office import Cared, build_care
from tests.databases import database_name, database_used, numbered_from_one
from tests.enforcement import Enforced, build_enforcement
from tests.files.ach_files import HEADER, batch, entry, segment
from tests.income import Paid, build_income
from tests.intake import Desk, build_desk
from tests.records import Record, build_closing, build_record
from tests.states import Partners, build_partners
from tests.talk import Talk, build_talk
from tests.work import WorkDesk, build_work

from posse.apps.cases.models import Case
from posse.apps.instruments.models import Warrant
from posse.apps.orders.models import OrderTerm
from posse.apps.payments.models import InboundFile, OutboundFile, Receipt
from posse.apps.people.models import Participant
from posse.apps.recovery.models import ReceivableLine
from posse.apps.runs.models import Run
from posse.apps.staff.choices import Relation
from posse.formats.nacha import write_credits
from posse.jobs.nightly import run_nightly
from posse.services.access import CASEWORKER, ROLES, do_give_roles
from posse.services.corrections.kinds import adjustment_asked
from posse.services.corrections.proposing import do_correct
from posse.services.doors.emergencies import do_break_glass
from posse.services.money_in.holds import do_hold_payee
from posse.services.register.people import do_add_employer, do_record_employment
from posse.services.search import do_index_participants
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_hire

FIRST_NIGHT, SECOND_NIGHT = date(2026, 10, 1), date(2026, 10, 2)
THIRD_DAY = date(2026, 10, 5)
PASSWORD = "a-password-for-tests"
OBLIGOR_SSN, STRANGER_SSN = "900214321", "900998877"
CASE, OTHER_CASE, EMPTY_CASE = "C10000111", "C10000222", "C10000333"
SURNAME = "Larkthimble"


@dataclass(frozen=True)
class Office:
    """Ids of what the office holds."""

    identified: int
    suspended: int
    file: int
    refused_file: int
    outbound: int
    run: int
    employer: int
    obligor: int
    term: int
    hold: int
    proposal: int
    warrant: int
    overpaid: int
    opening: int
    record: Record
    closure_notice: int
    desk: Desk
    work: WorkDesk
    talk: Talk
    enforced: Enforced
    paid: Paid
    partners: Partners
    cared: Cared


@dataclass(frozen=True)
class StandingOffice:
    """An office and the name of the database in which it stands."""

    office: Office
    database: str


@contextmanager
def office_standing(blocker: DjangoDbBlocker, home: Path) -> Iterator[StandingOffice]:
    """An office in a database of its own, which is made once and which modules use or copy."""
    with blocker.unblock(), numbered_from_one(name=f"{database_name()}_office") as name:
        with database_used(name):
            office = build_office(home)
        yield StandingOffice(office=office, database=name)


def user_name(role: str) -> str:
    """The sign-in name of the user with a role."""
    return role.replace(" ", "-")


def build_office(home: Path) -> Office:
    """Make users, cases and files, and run two nights over them."""
    _build_users()
    employer = _build_cases()
    _fill_inbox(home / "inbox")
    for night in (FIRST_NIGHT, SECOND_NIGHT):
        run_nightly(business_date=night, inbox=home / "inbox", outbox=home / "outbox")
    record = build_record(Case.objects.get(number=CASE), on=THIRD_DAY)
    return Office(
        identified=Receipt.objects.get(case__number=CASE, suspense_reason="").pk,
        suspended=Receipt.objects.get(remittance_id="C10000121").pk,
        file=InboundFile.objects.get(state="accepted").pk,
        refused_file=InboundFile.objects.get(state="refused").pk,
        outbound=OutboundFile.objects.get(kind="direct deposits to families").pk,
        run=Run.objects.get(kind="nightly", business_date=FIRST_NIGHT).pk,
        employer=employer,
        obligor=Case.objects.get(number=CASE).obligor_id,
        term=OrderTerm.objects.get(order__case__number=CASE).pk,
        hold=_hold_payments(),
        proposal=_propose_correction(),
        warrant=Warrant.objects.get().disbursement_id,
        overpaid=_overpay(),
        opening=_break_glass(),
        record=record,
        closure_notice=build_closing(Case.objects.get(number=EMPTY_CASE), on=THIRD_DAY),
        desk=build_desk(),
        work=build_work(Case.objects.get(number=OTHER_CASE), on=THIRD_DAY),
        enforced=build_enforcement(Case.objects.get(number=CASE), on=THIRD_DAY),
        paid=build_income(Case.objects.get(number=CASE), employer=employer, on=THIRD_DAY),
        cared=build_care(on=FIRST_NIGHT),
        partners=build_partners(on=THIRD_DAY),
        talk=build_talk(Case.objects.get(number=CASE), letter=record.letter, on=THIRD_DAY),
    )


def _overpay() -> int:
    """Something to be recovered from the payee of the first case, as a fold would find it."""
    receipt = Receipt.objects.get(case__number=CASE, suspense_reason="")
    line = ReceivableLine.objects.create(
        payee=receipt.case.obligee,
        receipt=receipt,
        case=receipt.case,
        account=300,
        cause=8,
        cause_id=receipt.pk,
        posted_on=SECOND_NIGHT,
        amount_cents=12_000,
        run=Run.objects.get(kind="nightly", business_date=SECOND_NIGHT),
    )
    return line.payee_id


def _hold_payments() -> int:
    payee = Case.objects.get(number=EMPTY_CASE).obligee
    note = "A letter to her came back."
    return do_hold_payee(
        participant=payee, reason="unknown_address", note=note, on=THIRD_DAY, by="test"
    ).pk


def _propose_correction() -> int:
    asked = adjustment_asked(
        case=Case.objects.get(number=OTHER_CASE),
        obligation="child_support",
        bucket="never_assigned",
        amount_cents=4_500,
        reason="A payment from before the order was counted twice.",
        effective_on=THIRD_DAY,
    )
    user = User.objects.get(username=user_name(CASEWORKER))
    return do_correct(asked, user=user, on=THIRD_DAY).proposal.pk


def _break_glass() -> int:
    """A case that a relative of its paying parent opened in an emergency; its number."""
    case = Case.objects.get(number=EMPTY_CASE)
    user = User.objects.create_user("relative", password=PASSWORD)
    do_give_roles(user, [CASEWORKER])
    do_declare_conflict(
        staff=do_hire(user=user),
        participant=case.obligee,
        relation=Relation.RELATIVE,
        on=THIRD_DAY,
        by="test",
    )
    return do_break_glass(
        user=user,
        case=case,
        reason="The child is in danger and nobody else is here",
        page="",
        on=THIRD_DAY,
    ).pk


def _build_users() -> None:
    for role in (*ROLES, "nobody"):
        user = User.objects.create_user(user_name(role), password=PASSWORD, first_name="Wren")
        do_give_roles(user, [role] if role in ROLES else [])


def _build_cases() -> int:
    """Two families of one paying parent, a case without an order, and a former surname."""
    obligor = build_person(surname=SURNAME, given_name="Robert", ssn=OBLIGOR_SSN)
    build_case(
        number=CASE,
        obligor=obligor,
        surname=SURNAME,
        arrears={"never_assigned": 150_000, "permanently_assigned": 20_000},
        assistance=(date(2024, 1, 1), date(2024, 6, 30), [(date(2024, 1, 1), 50_000)]),
    )
    other = build_case(
        number=OTHER_CASE,
        obligor=obligor,
        surname="Quillkettle",
        monthly_cents=20_000,
        with_account=False,
    )
    give_address(other.obligee)
    build_case(number=EMPTY_CASE, surname="Fernbobbin", monthly_cents=None, with_account=False)
    employer = do_add_employer(
        name="Acme Anvils", fein="900000001", city="Cheyenne", state="WY"
    )
    do_record_employment(participant=obligor, employer=employer, on=FIRST_NIGHT, by="test")
    do_index_participants(Participant.objects.values_list("pk", flat=True))
    return employer.pk


def _fill_inbox(inbox: Path) -> None:
    folder = inbox / f"{FIRST_NIGHT:%Y-%m-%d}"
    folder.mkdir(parents=True)
    (folder / "payroll.ach").write_bytes(_file([CASE, "C10000121", "C10000999"], broken=2))
    content = _file([OTHER_CASE], broken=None)
    (folder / "torn.ach").write_bytes(content[: len(content) // 2])


def _file(remittance_ids: list[str], *, broken: int | None) -> bytes:
    """One payment to each remittance id; the ``broken`` one pays nothing it names."""
    rows = [
        entry(
            amount_cents=50_000 + place,
            addenda=segment(
                remittance_id=remittance_id,
                amount_cents=50_000 + place + (place == broken),
                obligor_ssn=OBLIGOR_SSN if remittance_id == CASE else STRANGER_SSN,
                collected_on=FIRST_NIGHT,
            ),
        )
        for place, remittance_id in enumerate(remittance_ids)
    ]
    return write_credits(HEADER, [batch(rows)])
