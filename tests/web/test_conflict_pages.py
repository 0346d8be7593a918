"""A conflict declared beside a person closes the door at once, and another person opens it."""

import pytest
from tests.office import CASE

from posse.apps.staff.models import ConflictOfInterest

pytestmark = pytest.mark.django_db

TOLD = {"relation": "relative", "note": "My cousin."}


def page(office) -> str:
    return f"/cases/{CASE}/people/{office.obligor}/acts/conflict/"


def latest() -> ConflictOfInterest:
    return ConflictOfInterest.objects.latest("pk")


@pytest.mark.cites("42 USC 654a(d)")
def test_a_declared_conflict_closes_the_case_at_once_and_leads_home(office, client_of):
    worker = client_of("caseworker")
    assert "Declare a conflict" in worker.get(f"/cases/{CASE}/?tab=people").content.decode()
    answer = worker.post(page(office), TOLD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert worker.get(f"/cases/{CASE}/").status_code == 403
    assert worker.get(f"/obligors/{office.obligor}/").status_code == 403
    assert client_of("supervisor").get(f"/cases/{CASE}/").status_code == 200


def test_a_supervisor_sees_the_conflict_and_ends_it_once(office, client_of):
    worker, boss = client_of("caseworker"), client_of("supervisor")
    worker.post(page(office), TOLD)
    assert "My cousin." in boss.get("/staff/").content.decode()
    end = f"/staff/conflicts/{latest().pk}/end/"
    assert boss.get(end).status_code == 200
    assert boss.post(end, {"note": "It was another person."}).status_code == 302
    assert latest().is_ended
    assert worker.get(f"/cases/{CASE}/").status_code == 200
    assert boss.post(end, {"note": "Again."}).status_code == 422


def test_nobody_ends_an_own_conflict(office, client_of):
    boss = client_of("supervisor")
    boss.post(page(office), TOLD)
    answer = boss.post(f"/staff/conflicts/{latest().pk}/end/", {"note": "I am sure."})
    assert answer.status_code == 422
    assert "not you yourself" in answer.content.decode()
    assert boss.get(f"/cases/{CASE}/").status_code == 403


@pytest.mark.parametrize(("role", "status"), [("caseworker", 403), ("auditor", 403)])
def test_who_may_not_end_conflicts_does_not(office, client_of, *, role, status):
    client_of("caseworker").post(page(office), TOLD)
    end = f"/staff/conflicts/{latest().pk}/end/"
    assert client_of(role).post(end, {"note": "Please."}).status_code == status


def test_an_account_without_a_member_of_staff_is_told_so(office, client_of):
    answer = client_of("auditor").post(page(office), TOLD)
    assert answer.status_code == 422
    assert "no member of staff" in answer.content.decode()


def test_a_conflict_that_is_not_there_is_not_found(client_of):
    assert client_of("administrator").get("/staff/conflicts/999999/end/").status_code == 404
