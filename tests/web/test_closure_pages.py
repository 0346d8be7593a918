"""Closing on the screens: why and why not, each step, and who may take it."""

from datetime import date

import pytest
from pytest_django.asserts import assertTemplateUsed
from tests.office import CASE, EMPTY_CASE

from posse.apps.approvals.models import Proposal
from posse.apps.closure.models import CaseClosure, ClosureAnswer, ClosureFact, ClosureNotice
from posse.services.access import CLOSE_CASES as ACT
from posse.services.access import MAY, ROLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client_of):
    return client_of("caseworker")


def tab(client, case=EMPTY_CASE):
    response = client.get(f"/cases/{case}/?tab=closure")
    assert response.status_code == 200
    return response.content.decode()


def act(client, name, case=CASE, **said):
    return client.post(f"/cases/{case}/closure/{name}/", said)


def record(client, test, *, finding="so", case=CASE):
    return act(client, "fact", case=case, test=test, finding=finding, evidence="Seen on paper.")


def test_tab_says_for_each_reason_what_is_missing(office, worker):
    page = tab(worker)
    assert "45 CFR 303.11(b)(9)" in page
    assert "<strong>Met:</strong> The parent&#x27;s only income is SSI" in page
    assert "Not known: nobody recorded it" in page
    assert "Support falls due under an order now" in tab(worker, CASE)


def test_worklist_shows_candidates_and_notices_that_wait(office, worker):
    response = worker.get("/closures/")
    assertTemplateUsed(response, "closure/closures.html")
    page = response.content.decode()
    assert page.count(EMPTY_CASE) >= 2
    assert "Record an answer" in page
    assert "Its notice waits until" in page
    assert "No case meets every test" in worker.get("/closures/?reason=b4").content.decode()
    rows = worker.get("/closures.csv").content.decode().splitlines()
    assert rows[0].startswith("Case,Reason,Rule")
    assert any(EMPTY_CASE in row and "303.11(b)(9)" in row for row in rows)


def test_case_is_closed_at_the_recipients_word_and_opened_again(office, worker):
    assert record(worker, "asked_to_close", case=EMPTY_CASE).status_code == 302
    answer = act(worker, "close", case=EMPTY_CASE, reason="b12", why="She wrote so.")
    assert answer.status_code == 302
    closure = CaseClosure.objects.get()
    page = tab(worker)
    assert "The record is kept through" in page
    assert "Destroying the record is refused" in page
    refused = act(worker, "release", case=EMPTY_CASE, text="No room.")
    assert "kept through" in refused.content.decode()
    missing = act(worker, "reopen", case=EMPTY_CASE, way="application", text="He was found.")
    assert "name it by its number" in missing.content.decode()
    act(worker, "reopen", case=EMPTY_CASE, way="mistake", text="The wrong case.")
    assert closure.reopening.way == "mistake"
    assert "Opened again" in tab(worker)


def test_reason_that_is_not_met_cannot_be_chosen(office, worker):
    for name in ("close", "notice"):
        response = act(worker, name, reason="b9", why="x", way="mail", language="en")
        assert response.status_code == 422
        assert "Choose one of the list" in response.content.decode()
    assert not CaseClosure.objects.exists()


def test_notice_is_sent_and_closing_before_its_end_refused(office, worker):
    record(worker, "ssi_only")
    said = {"reason": "b9", "way": "mail", "language": "es"}
    assert act(worker, "notice", **said).status_code == 302
    notice = ClosureNotice.objects.get(case__number=CASE)
    assert worker.get(f"/letters/{notice.letter_id}/").status_code == 200
    early = act(worker, "close", reason="b9", why="Now.")
    assert "must wait" in early.content.decode()


def test_answer_keeps_the_case_open_on_the_worklist_too(office, worker):
    address = f"/closure-notices/{office.closure_notice}/answer/"
    assert worker.get(address).status_code == 200
    today = ClosureNotice.objects.get(pk=office.closure_notice).effective_on.isoformat()
    said = {"effect": "open", "text": "He works in Cody.", "answered_on": today}
    assert worker.post(address, said).status_code == 302
    assert ClosureAnswer.objects.get().keeps_open
    assert "Answered; the case stays open" in tab(worker)
    assert "No notice of closing waits" in worker.get("/closures/").content.decode()


def test_locate_try_and_fact_stand_on_the_tab_with_their_evidence(office, worker):
    act(worker, "locate-try", source="Motor vehicles", text="No record")
    record(worker, "incarcerated", finding="not_so")
    page = tab(worker, CASE)
    assert "Motor vehicles" in page
    assert "it is not so" in page
    nothing = act(worker, "fact", test="incarcerated", finding="so", evidence="")
    assert nothing.status_code == 422


def test_what_lies_ahead_is_refused(office, worker):
    response = act(
        worker, "fact", test="incarcerated", finding="so", evidence="x",
        found_on=date.max.isoformat(),
    )  # fmt: skip
    assert "cannot lie ahead" in response.content.decode()
    assert not ClosureFact.objects.filter(case__number=CASE).exists()


@pytest.mark.parametrize("role", ROLES)
def test_only_some_roles_take_steps_towards_closing(office, client_of, role):
    expected = 302 if role in MAY[ACT] else 403
    assert record(client_of(role), "incarcerated").status_code == expected


@pytest.mark.cites("Wyoming Policy 12.2")
def test_closing_with_assigned_arrears_is_proposed_and_the_director_decides(
    office, client_of, worker
):
    record(worker, "good_cause")
    assert "so the director must approve" in tab(worker, CASE)
    act(worker, "close", reason="b14", why="The program wrote so.")
    proposal = Proposal.objects.get(kind="close")
    assert f"/approvals/{proposal.pk}/" in tab(worker, CASE)
    decide = {"verdict": "approve", "note": "Read the finding."}
    address = f"/approvals/{proposal.pk}/"
    assert client_of("supervisor").post(address, decide).status_code == 403
    assert not CaseClosure.objects.exists()
    assert client_of("state office").post(address, decide).status_code == 302
    assert CaseClosure.objects.get().assigned_cents == 20_000
    assert "approved in" in tab(worker, CASE)


def test_what_is_not_there_is_said_in_plain_words(office, worker):
    for address in ("/closure-notices/999999/answer/", f"/cases/{CASE}/closure/burn/"):
        assert worker.get(address).status_code == 404
