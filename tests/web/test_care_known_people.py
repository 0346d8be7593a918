"""Who applies is searched for before a case is opened, and a conflict of interest closes it."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from tests.builders import build_person
from tests.office import user_name
from tests.web.test_care_application_pages import take_over
from tests.web.test_care_apply_pages import filled, held, sign
from tests.web.test_care_pages import TAKEN, words_of

from posse.apps.care.models import CareApplication, CareCase
from posse.apps.doors.models import Viewing
from posse.apps.people.models import Participant
from posse.apps.records.models import Document
from posse.apps.staff.choices import Relation
from posse.apps.staff.models import StaffMember
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_hire

pytestmark = pytest.mark.django_db
AT, BORN = "/care/applications/new/", date(1995, 4, 2)


@pytest.fixture
def desk(client_of):
    return client_of("benefit specialist")


@pytest.fixture
def wilma() -> Participant:
    """Somebody of the register with the name and birth of who applies."""
    return build_person(given_name="Wilma", surname="Neverheard", birth_date=BORN)


def close_to_desk(person: Participant, relation: Relation = Relation.RELATIVE) -> None:
    """The specialist of the desk declares a conflict about somebody."""
    user = User.objects.get(username=user_name("benefit specialist"))
    staff = StaffMember.objects.filter(user=user).first() or do_hire(user=user)
    do_declare_conflict(
        staff=staff, participant=person, relation=relation, on=date(2026, 1, 2), by="test"
    )


@pytest.mark.cites("CC-401-A")
def test_a_known_name_is_shown_and_the_worker_says_who_it_is(desk, wilma):
    before = CareCase.objects.count(), Participant.objects.count()
    asked = desk.post(AT, TAKEN)
    assert asked.status_code == 422
    told = words_of(asked)
    assert "Is the applicant one of these people of the register?" in told
    assert "Wilma Neverheard, born 1995-04-02" in told
    assert "Somebody with such a name is known; say who it is." in told
    assert (CareCase.objects.count(), Participant.objects.count()) == before
    assert desk.post(AT, TAKEN | {"who": "999999"}).status_code == 422
    assert desk.post(AT, TAKEN | {"who": str(wilma.pk)}).status_code == 302
    case = CareCase.objects.latest("id")
    assert case.applicant == wilma
    assert Participant.objects.count() == before[1]
    assert f"applicant of case {case.number}" in words_of(desk.post(AT, TAKEN))


def test_an_applicant_who_has_a_case_gets_the_application_into_it(desk, wilma):
    desk.post(AT, TAKEN | {"who": str(wilma.pk)})
    case = CareCase.objects.latest("id")
    again = desk.post(AT, TAKEN | {"who": str(wilma.pk)})
    assert "is open; decide it first" in words_of(again)
    case.applications.update(state="withdrawn")
    addresses = wilma.addresses.count()
    assert desk.post(AT, TAKEN | {"who": str(wilma.pk)}).status_code == 302
    assert case.applications.count() == 2
    assert CareCase.objects.latest("id") == case
    assert case.members.filter(participant=wilma).count() == 1
    assert wilma.addresses.count() == addresses


def test_somebody_new_of_the_same_name_is_never_merged(desk, wilma):
    assert desk.post(AT, TAKEN | {"who": "new"}).status_code == 302
    assert CareCase.objects.latest("id").applicant != wilma
    other_birth = TAKEN | {"birth_date": "1996-05-03"}
    assert desk.post(AT, other_birth).status_code == 302, "another day of birth is another one"


def test_the_likeliest_person_stands_first_however_many_bear_the_name(desk, wilma):
    for year in range(1960, 1972):
        build_person(given_name="Wilma", surname="Neverheard", birth_date=date(year, 1, 1))
    assert "Wilma Neverheard, born 1995-04-02" in words_of(desk.post(AT, TAKEN))


def test_who_is_closed_by_a_conflict_is_no_applicant_of_this_worker(desk, wilma):
    close_to_desk(wilma)
    answer = desk.post(AT, TAKEN | {"who": str(wilma.pk)})
    assert "a relative of yours is in it" in words_of(answer)
    assert not CareCase.objects.filter(applicant=wilma).exists()


def test_a_form_without_a_case_that_names_a_relative_is_closed_and_not_listed(desk):
    client = filled()
    sign(client)
    came = held(client)
    at = f"/care/applications/{came.number}/"
    namesake = build_person(
        given_name="Wren", surname="Fernbobbin", birth_date=date(1950, 1, 1)
    )
    close_to_desk(namesake)
    assert desk.get(at).status_code == 200, "a namesake of another age is not in it"
    child = born_like_a_child_of(came)
    close_to_desk(child)
    refused = desk.get(at)
    assert refused.status_code == 403
    assert "a relative of yours is in it" in words_of(refused)
    assert Viewing.objects.filter(participant=child, answer="refused").exists()
    for page in ("/care/applications/", "/care/applications.csv"):
        assert came.number not in desk.get(page).content.decode()
    for document in Document.objects.filter(care_application=came):
        assert desk.get(f"/documents/{document.pk}/").status_code == 403
    assert take_over(desk, came).status_code == 403


def test_nobody_takes_answers_over_onto_a_person_who_is_closed_to_them(desk):
    client = filled()
    sign(client)
    came = held(client)
    stranger = build_person(given_name="Wren", surname="Otherwise", birth_date=None)
    close_to_desk(stranger)
    took = take_over(desk, came, applicant=str(stranger.pk))
    assert took.status_code != 302
    assert CareApplication.objects.get(pk=came.pk).care_case is None


def born_like_a_child_of(application: CareApplication) -> Participant:
    """Somebody of the register with the family name and day of birth of a child on a form."""
    child = application.answers["children"][0]
    return build_person(
        given_name="Renamed", surname=child["surname"],
        birth_date=date.fromisoformat(child["birth_date"]),
    )  # fmt: skip
