"""A conflict of interest closes an application as it closes a case, and danger is logged."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.builders import build_person
from tests.intake import answers, file, open_case, start

from posse.apps.doors.models import Viewing
from posse.apps.staff.choices import Relation
from posse.services.access import CASEWORKER, do_give_roles
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_hire
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    user = User.objects.create_user("wren", password="a-password-for-tests")
    do_give_roles(user, [CASEWORKER])
    return do_hire(user=user)


@pytest.fixture
def client(member):
    client = Client()
    client.force_login(member.user)
    return client


def test_the_application_of_a_relative_is_closed_before_anybody_is_tied(member, client):
    relative = build_person(surname="Quillkettle", given_name="Robin", ssn="900710002")
    do_declare_conflict(
        staff=member,
        participant=relative,
        relation=Relation.RELATIVE,
        on=acting_date(),
        by="test",
    )
    application = file()  # Robin, the other parent, has this number
    for page in ("", "part/case/", "search/1/"):
        answer = client.get(f"/intake/application/{application.number}/{page}")
        assert answer.status_code == 403, page
    assert client.post(f"/intake/application/{application.number}/add/").status_code == 403
    assert Viewing.objects.filter(answer="refused").exists()
    other = file(answers(other_parents=[]))
    assert client.get(f"/intake/application/{other.number}/").status_code == 200


@pytest.mark.cites("CS-6.3-FV-2")
def test_whoever_opens_the_form_of_somebody_in_danger_is_kept(client):
    calm, afraid = start(), start(answers(custodial={"hurt": "yes"}))
    client.get(f"/intake/application/{calm.number}/part/custodial/")
    assert not Viewing.objects.exists()
    client.get(f"/intake/application/{afraid.number}/part/custodial/")
    viewing = Viewing.objects.get()
    assert (viewing.door, viewing.subject) == ("address", f"Application {afraid.number}")
    client.get(f"/intake/application/{afraid.number}/")
    assert Viewing.objects.count() == 1


@pytest.mark.cites("CS-6.3-DATA-1", "CS-6.3-FV-2")
def test_what_else_was_told_stands_with_the_case_but_leads_nobody_to_somebody_in_danger(client):
    told = answers(
        custodial={"language": "es", "afraid": "yes", "safe_contact": "At the library"}
    )
    case = open_case(file(told))
    shown = client.get(f"/cases/{case.number}/told/").content.decode()
    assert "Green" in shown
    assert "Spanish" in shown
    assert "All child support services" in shown
    assert "Address protected" in shown
    assert "307-555-0101" not in shown
    assert "At the library" not in shown
    calm = open_case(file(answers(custodial={"ssn": ""}, other_parents=[])))
    assert "307-555-0101" in client.get(f"/cases/{calm.number}/told/").content.decode()
