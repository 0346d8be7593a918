"""Two parents of one case in the portal, each with something that the other must never see."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.contrib.auth.models import User
from django.test import Client
from tests.builders import build_case, build_person, give_address
from tests.records import picture

from posse.apps.cases.models import Case
from posse.apps.people.models import Participant
from posse.apps.portal.models import PortalAccount
from posse.services.access import do_give_roles
from posse.services.portal.accounts import do_accept_invitation, do_invite
from posse.services.portal.changes import do_report_change
from posse.services.portal.messages import do_begin_thread
from posse.services.portal.papers import do_send_paper
from posse.services.register.details import do_record_detail
from posse.services.register.people import (
    do_add_employer,
    do_add_payee_account,
    do_record_employment,
)
from posse.services.staff.members import do_hire
from posse.web.workday import acting_date

PASSWORD = "a long sentence for tests"
BORN = date(1988, 5, 4)
OPENED = date(2026, 9, 30)
NEW_HOME = {
    "address_kind": "residence", "line_1": "5 New Street", "city": "Lander", "state": "WY",
    "zip_code": "82520", "since": "2026-10-01",
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """What is one parent's alone, in words that stand nowhere else."""

    street: str
    employer: str
    account: str
    phone: str
    email: str

    @property
    def words(self) -> tuple[str, ...]:
        """Every planted word."""
        return (self.street, self.employer, self.account, self.phone, self.email)


PAYEE = Planted("88 Hidden Thistle Lane", "Quiet Quarry", "PAYEE778899", "(307) 555-0177",
                "payee@example.org")  # fmt: skip
PAYER = Planted("41 Secret Sorrel Road", "Silent Sawmill", "PAYER112233", "(307) 555-0141",
                "payer@example.org")  # fmt: skip


@dataclass(frozen=True)
class Parents:
    """A case and its two parents' accounts."""

    case: Case
    payee: PortalAccount
    payer: PortalAccount


def build_parents(*, number: str | None = None, name: str = "talk") -> Parents:
    """A case whose parents both have an account, planted with what is theirs alone."""
    obligor = build_person(surname="Sorrelby", given_name="Rob")
    case = build_case(number=number, obligor=obligor)
    plant(case.obligee, PAYEE, fein=f"9{case.pk:08d}")
    plant(obligor, PAYER, fein=f"8{case.pk:08d}")
    return Parents(
        case, account_of(case.obligee, f"{name}.payee"), account_of(obligor, f"{name}.payer")
    )


def plant(person: Participant, planted: Planted, *, fein: str) -> None:
    """Where somebody lives, works, banks and is reached."""
    told = {"on": OPENED, "by": "test"}
    give_address(person, line_1=planted.street)
    employer = do_add_employer(name=planted.employer, fein=fein, city="Casper", state="WY")
    do_record_employment(participant=person, employer=employer, **told)
    do_add_payee_account(
        participant=person, routing_number="123456780", account_number=planted.account, **told
    )
    for field, value in (("mobile_phone", planted.phone), ("email", planted.email)):
        do_record_detail(participant=person, field=field, value=value, **told)


def account_of(person: Participant, username: str) -> PortalAccount:
    """An open account of the portal, by the way that a parent takes."""
    on = acting_date()
    code = do_invite(participant=person, on=on, by="test")
    user = do_accept_invitation(
        code=code, birth_date=BORN, username=username, password=PASSWORD, on=on
    )
    return PortalAccount.objects.get(user=user)


def signed_in(account: PortalAccount, *, language: str = "en") -> Client:
    """A browser of this parent."""
    client = Client(headers={"Accept-Language": language})
    client.force_login(account.user)
    return client


def worker(role: str = "caseworker", *, username: str = "talk.worker") -> User:
    """Somebody of the office with one role."""
    user = User.objects.create_user(username, password=PASSWORD, first_name="Wren")
    do_give_roles(user, [role])
    do_hire(user=user)
    return user


def office_browser(user: User) -> Client:
    """A browser of the office."""
    client = Client()
    client.force_login(user)
    return client


@dataclass(frozen=True)
class Talk:
    """Ids of what was exchanged in a case of the office."""

    thread: int
    report: int
    document: int
    letter: int


def build_talk(case: Case, *, letter: int, on: date) -> Talk:
    """A parent of the office's case who wrote, told of an address and sent a paper."""
    account = account_of(case.obligee, "office.parent")
    told = {"account": account, "case": case, "on": on,
            "at": datetime.combine(on, time(15, 30), tzinfo=UTC)}  # fmt: skip
    thread = do_begin_thread(subject="My payment", text="When does it come?", **told)
    report = do_report_change(kind="address", answers=NEW_HOME, **told)
    document = do_send_paper(
        kind="income", name="pay stub.png", content=picture(), media_type_claimed="image/png",
        **told,
    )  # fmt: skip
    return Talk(thread.pk, report.pk, document.pk, letter)


def talk_addresses(talk: Talk, case_number: str) -> dict[str, str]:
    """Pages of the office on what a parent wrote and told, by the name of their address."""
    return {
        "case-messages": f"/cases/{case_number}/messages/",
        "case-message-write": f"/cases/{case_number}/messages/write/",
        "case-thread": f"/cases/{case_number}/messages/{talk.thread}/",
        "case-change": f"/cases/{case_number}/changes/{talk.report}/",
    }
