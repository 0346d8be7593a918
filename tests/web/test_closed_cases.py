"""Nobody opens the own, a relative's or a colleague's case, but in an emergency, reviewed."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from tests.builders import build_case

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.doors.models import BrokenGlass, GlassReview, Viewing
from posse.apps.people.models import Identity
from posse.apps.staff.choices import Relation
from posse.apps.staff.models import StaffMember
from posse.services.access import AUDITOR, CASEWORKER, SUPERVISOR, do_give_roles
from posse.services.search import do_index_participants
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_form_team, do_hire, do_open_office
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db
REASON = "The child is at the hospital and nobody else is in the office"


def hire(name: str, *, role: str = CASEWORKER, **place) -> StaffMember:
    user = User.objects.create_user(name, password="a-password-for-tests")
    do_give_roles(user, [role])
    return do_hire(user=user, **place)


def signed_in(member: StaffMember) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def case() -> Case:
    return build_case()


@pytest.fixture
def relative(case) -> StaffMember:
    member = hire("relative")
    told = {"on": acting_date(), "by": "test"}
    do_declare_conflict(
        staff=member, participant=case.obligee, relation=Relation.RELATIVE, **told
    )
    return member


def test_a_relatives_case_is_closed_in_words_and_the_attempt_is_kept(case, relative) -> None:
    answer = signed_in(relative).get(f"/cases/{case.number}/")
    assert answer.status_code == 403
    assert "a relative of yours is in it" in answer.content.decode()
    viewing = Viewing.objects.get()
    assert (viewing.door, viewing.answer) == (Door.CONFLICT, Answer.REFUSED)
    assert (viewing.user, viewing.case) == (relative.user, case)


@pytest.mark.parametrize(
    "page",
    [
        "/cases/{case}/?tab=money",
        "/cases/{case}/ledger/",
        "/cases/{case}/postings.csv",
        "/cases/{case}/receipts.csv",
        "/cases/{case}/acts/adjust/",
        "/obligors/{obligor}/",
        "/payees/{obligee}/",
    ],
)
def test_every_door_to_the_case_is_closed(case, page) -> None:
    member = hire("cousin")
    for person in (case.obligor, case.obligee):
        do_declare_conflict(
            staff=member,
            participant=person,
            relation=Relation.OTHER,
            on=acting_date(),
            by="test",
        )
    address = page.format(case=case.number, obligor=case.obligor_id, obligee=case.obligee_id)
    assert signed_in(hire("other")).get(address).status_code == 200
    assert signed_in(member).get(address).status_code == 403


def test_the_own_case_is_closed_without_a_word_and_opens_in_no_emergency(case) -> None:
    client = signed_in(hire("parent", participant=case.obligor))
    assert client.get(f"/cases/{case.number}/").status_code == 403
    answer = client.post(f"/cases/{case.number}/emergency/", {"reason": REASON})
    assert "Nobody opens the own case" in answer.content.decode()
    assert not BrokenGlass.objects.exists()


def test_an_immediate_colleagues_case_is_closed_and_a_distant_ones_is_open(case) -> None:
    office = do_open_office(name="Office", county_fips="56021")
    near, far = (
        do_form_team(office=office, name="Near"),
        do_form_team(office=office, name="Far"),
    )
    hire("parent", team=near, participant=case.obligee)
    assert (
        signed_in(hire("colleague", team=near)).get(f"/cases/{case.number}/").status_code == 403
    )
    assert (
        signed_in(hire("stranger", team=far)).get(f"/cases/{case.number}/").status_code == 200
    )


def test_search_says_only_that_a_closed_case_is_there(case, relative) -> None:
    name = Identity.objects.get(participant=case.obligee)
    do_index_participants([case.obligee_id])
    born = f"{name.birth_date:%b} {name.birth_date.day}, {name.birth_date.year}"
    query = f"/search/?q={name.surname}+{name.given_name}"
    assert born in signed_in(hire("other")).get(query).content.decode()
    shown = signed_in(relative).get(query).content.decode()
    assert "closed to you" in shown
    assert born not in shown


def test_an_emergency_opens_the_case_for_a_while_and_is_kept(case, relative) -> None:
    client = signed_in(relative)
    address = f"/cases/{case.number}/emergency/"
    assert client.post(address, {"reason": "too short"}).status_code == 422
    assert client.get(f"/cases/{case.number}/").status_code == 403
    assert client.post(address, {"reason": REASON}).status_code == 302
    assert client.get(f"/cases/{case.number}/").status_code == 200
    opening = BrokenGlass.objects.get()
    assert (opening.until - opening.opened_at).total_seconds() == 3600
    assert Viewing.objects.filter(door=Door.BROKEN_GLASS, reason=REASON).count() == 1


def test_an_emergency_is_reviewed_by_another_person_and_once(case) -> None:
    boss = hire("boss", role=SUPERVISOR)
    told = {"on": acting_date(), "by": "test"}
    do_declare_conflict(
        staff=boss, participant=case.obligor, relation=Relation.RELATIVE, **told
    )
    signed_in(boss).post(f"/cases/{case.number}/emergency/", {"reason": REASON})
    opening = BrokenGlass.objects.get()
    address = f"/emergency-openings/{opening.pk}/"
    found = {"was_justified": "yes", "note": "Called the hospital; it was so"}
    assert "another person" in signed_in(boss).post(address, found).content.decode().lower()
    other = signed_in(hire("reviewer", role=SUPERVISOR))
    assert "Waits for a review" in other.get("/emergency-openings/").content.decode()
    assert other.post(address, found).status_code == 302
    assert other.post(address, found).status_code == 422
    assert GlassReview.objects.get().was_justified


def test_the_database_refuses_a_review_of_the_own_opening(case, relative) -> None:
    signed_in(relative).post(f"/cases/{case.number}/emergency/", {"reason": REASON})
    with pytest.raises(IntegrityError, match="another person"), transaction.atomic():
        GlassReview.objects.create(
            opening=BrokenGlass.objects.get(),
            reviewer=relative.user,
            was_justified=True,
            note="Fine",
        )


def test_who_may_not_act_in_emergencies_is_refused(case) -> None:
    member = hire("reader", role=AUDITOR)
    told = {"on": acting_date(), "by": "test"}
    do_declare_conflict(staff=member, participant=case.obligor, relation=Relation.OTHER, **told)
    answer = signed_in(member).post(f"/cases/{case.number}/emergency/", {"reason": REASON})
    assert answer.status_code == 403
    assert not BrokenGlass.objects.exists()
