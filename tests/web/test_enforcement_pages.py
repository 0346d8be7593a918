"""Staff see each remedy with its why, work reviews with two people, and decide on matches."""

import pytest
from pytest_django.asserts import assertTemplateUsed
from tests.office import CASE

from posse.apps.enforcement.models import AssetMatch, Review

pytestmark = pytest.mark.django_db


@pytest.mark.cites("CS-9.2-GEN-2")
def test_the_case_shows_each_remedy_with_what_is_asked_found_and_needed(office, client_of):
    answer = client_of("caseworker").get(f"/cases/{CASE}/?tab=enforcement")
    assertTemplateUsed(answer, "_case_enforcement.html")
    shown = answer.content.decode()
    for told in ("Federal tax offset", "needed: more than $150.00", "CS-9.2-TOP-CRIT-2",
                 "Passport denial", "bankruptcy is pending"):  # fmt: skip
        assert told in shown, told
    assert f"/reviews/{office.enforced.review}/" in shown


def test_the_remedies_of_all_parents_are_counted_beside_what_waits(office, client_of):
    answer = client_of("auditor").get("/enforcement/")
    assertTemplateUsed(answer, "enforcement/home.html")
    shown = answer.content.decode()
    assert "$900.00" in shown
    assert "/enforcement/matches/" in shown


@pytest.mark.cites("CS-9.2-TOP-REV-4", "CS-9.2-CBR-DISP-5", "CS-9.2-TOP-REV-6")
def test_a_review_is_worked_by_one_person_and_approved_by_another(office, client_of):
    page = f"/reviews/{office.enforced.review}/"
    worker, boss = client_of("caseworker"), client_of("supervisor")
    assertTemplateUsed(worker.get(page), "enforcement/review.html")
    form = worker.get(f"{page}acts/result/").content.decode()
    assert "every payment" in form
    told = {"outcome": "stands", "text": "The record is right.", "after_cents": ""}
    assert worker.post(f"{page}acts/result/", told).status_code == 302
    assert (
        worker.post(f"{page}acts/answer/", {"answer": "yes", "text": "Mine."}).status_code
        == 403
    )
    assert (
        boss.post(f"{page}acts/answer/", {"answer": "yes", "text": "Seen."}).status_code == 302
    )
    assert Review.objects.get(pk=office.enforced.review).state == "closed"
    assert worker.post(f"{page}acts/result/", told).status_code == 422


def test_a_result_that_changes_nothing_takes_no_amount(office, client_of):
    page = f"/reviews/{office.enforced.review}/acts/result/"
    told = {"outcome": "stands", "text": "Right.", "after_cents": "12.00"}
    answer = client_of("caseworker").post(page, told)
    assert answer.status_code == 422
    assert "the amount does not change" in answer.content.decode()


@pytest.mark.cites("CS-9.2-UCP-5", "CS-9.2-MSFIDM-7", "CS-9.2-MSFIDM-8")
@pytest.mark.parametrize(
    ("act", "state"), [("confirm", "intercepted"), ("another", "refused"), ("leave", "refused")]
)
def test_a_match_is_decided_once_with_its_reason(office, client_of, *, act, state):
    page, worker = f"/matches/{office.enforced.match}/", client_of("caseworker")
    shown = worker.get(page)
    assertTemplateUsed(shown, "enforcement/match.html")
    assert "Somebody Nearly" in shown.content.decode()
    assert "researched and" in worker.get(f"{page}acts/{act}/").content.decode()
    told = {"note": "Looked at the deed."}
    assert worker.post(f"{page}acts/{act}/", told).status_code == 302
    assert AssetMatch.objects.get(pk=office.enforced.match).state == state
    assert worker.post(f"{page}acts/{act}/", told).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        *("/reviews/999999/", "/reviews/999999/acts/result/"),
        *("/matches/999999/", "/matches/999999/acts/confirm/"),
    ],
)
def test_what_is_not_there_is_not_found(office, client_of, address):
    assert client_of("supervisor").get(address).status_code == 404


@pytest.mark.parametrize("role", ["sdu clerk", "auditor", "qa reviewer"])
def test_who_may_only_look_decides_nothing(office, client_of, role):
    client = client_of(role)
    for address in (f"/reviews/{office.enforced.review}/acts/result/",
                    f"/matches/{office.enforced.match}/acts/confirm/"):  # fmt: skip
        assert client.get(address).status_code == 200
        assert client.post(address, {"note": "No."}).status_code == 403
