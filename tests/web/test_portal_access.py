"""The office invites a parent to the portal; the code is seen once, by who may give it out."""

import re

import pytest
from tests.office import CASE, THIRD_DAY
from tests.parents import BORN, PARENT_PASSWORD

from posse.apps.cases.models import Case
from posse.apps.portal.models import Invitation
from posse.services.access import ROLES
from posse.services.portal.accounts import do_accept_invitation
from posse.services.register.people import do_add_participant
from posse.web.workday import today

pytestmark = pytest.mark.django_db

MAY_INVITE = {"caseworker", "supervisor", "district manager", "administrator"}
CODE = re.compile(r'class="family-code">([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})<')


@pytest.fixture
def address(office, db) -> str:
    return f"/cases/{CASE}/people/{Case.objects.get(number=CASE).obligee_id}/portal/"


def test_a_letter_shows_a_code_once_that_makes_an_account(address, client_of) -> None:
    worker = client_of("caseworker")
    answer = worker.post(address, {"act": "invite"})
    assert "access/portal_letter.html" in [each.name for each in answer.templates]
    text = answer.content.decode()
    codes = set(CODE.findall(text))
    assert len(codes) == 1
    assert "Vea su caso de manutención en línea" in text
    assert "no-store" in answer.headers["Cache-Control"]
    assert not codes & set(CODE.findall(worker.get(address).content.decode()))
    user = do_accept_invitation(
        code=codes.pop(), birth_date=BORN, username="invited.mother",
        password=PARENT_PASSWORD, on=today(),
    )  # fmt: skip
    page = worker.get(address)
    assert "access/portal_access.html" in [each.name for each in page.templates]
    assert user.username in page.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_only_who_works_cases_invites_or_ends_access(address, client_of, role) -> None:
    before = Invitation.objects.count()
    for act in ("invite", "end"):
        answer = client_of(role).post(address, {"act": act})
        assert answer.status_code in ({200, 302} if role in MAY_INVITE else {403})
    assert (Invitation.objects.count() > before) == (role in MAY_INVITE)


def test_the_page_of_the_people_leads_to_it(address, client_of) -> None:
    text = client_of("caseworker").get(f"/cases/{CASE}/?tab=people").content.decode()
    assert f'href="{address}"' in text


@pytest.mark.cites("42 USC 654(26)")
def test_the_page_says_to_whom_alone_a_code_may_go(address, client_of) -> None:
    text = client_of("caseworker").get(address).content.decode()
    assert "The other parent must never get it." in text


def test_who_has_no_known_birth_date_is_not_invited(client_of, office) -> None:
    case = Case.objects.get(number=CASE)
    person = do_add_participant(
        surname="Nobirth", given_name="Ann", birth_date=None, ssn="", on=THIRD_DAY, by="test"
    )
    case.roles.create(
        participant=person, role="custodial", effective_on=case.opened_on,
        recorded_on=THIRD_DAY, recorded_by="test",
    )  # fmt: skip
    answer = client_of("caseworker").post(
        f"/cases/{CASE}/people/{person.pk}/portal/", {"act": "invite"}
    )
    assert answer.status_code == 422
    assert "date of birth is not known" in answer.content.decode()


def test_ending_the_access_is_said(address, client_of) -> None:
    worker = client_of("caseworker")
    worker.post(address, {"act": "invite"})
    answer = worker.post(address, {"act": "end"}, follow=True)
    assert "Nothing opens the portal to this person any more." in answer.content.decode()
    assert Invitation.objects.latest("pk").tries_left == 0
