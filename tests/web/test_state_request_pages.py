"""Staff take in requests of other States, work what is found, and keep agreements."""

from datetime import timedelta

import pytest
from pytest_django.asserts import assertTemplateUsed

from posse.apps.cases.models import Case
from posse.apps.partners.models import InstitutionAgreement, StateRequest
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


def wanted(**other):
    return {
        "state": "id", "reference": "ID-77", "given_name": "Oriel", "surname": "Quagworthy",
        "birth_date": "1985-04-03", "ssn": "900-55-6677", "certified_cents": "2,400.00",
        "certified_on": f"{acting_date()}", "certified_by": "Ida Example",
        "has_due_process": "on", "tool_levy": "on", "tool_fidm": "on", **other,
    }  # fmt: skip


@pytest.mark.cites("42 USC 666(a)(14)", "CS-IRG-J18", "CS-IRG-J22", "CS-IRG-J21")
def test_a_request_is_taken_in_by_hand_without_a_case(office, client_of):
    worker, cases = client_of("caseworker"), Case.objects.count()
    page = worker.get("/states/new/").content.decode()
    assert "one copy of the documents" in page
    assert "payment history and known assets" in page
    answer = worker.post("/states/new/", wanted())
    assert answer.status_code == 302
    request = StateRequest.objects.get(state="ID")
    assert (request.tools, request.ssn) == (["fidm", "levy"], "900556677")
    assert Case.objects.count() == cases
    listed = worker.get("/states/")
    assertTemplateUsed(listed, "enforcement/state_requests.html")
    assert f"/states/{request.pk}/" in listed.content.decode()


@pytest.mark.cites("CS-IRG-J19", "CS-IRG-J20")
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("birth_date", "", "This is needed"),
        ("has_due_process", "", "every notice and hearing"),
        ("state", "wy", "not this one"),
        ("certified_on", "2099-01-01", "after today"),
        ("certified_cents", "1000.00", "is not above $1,000.00"),
    ],
)
def test_a_request_that_cannot_be_taken_is_refused_in_words(
    office, client_of, *, field, value, words
):
    told = wanted(**{field: value})
    told = {name: each for name, each in told.items() if each and name != "tool_levy"}
    answer = client_of("caseworker").post("/states/new/", told)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not StateRequest.objects.filter(reference="ID-77").exists()


@pytest.mark.cites("42 USC 666(a)(14)", "CS-IRG-J24.1")
def test_what_was_found_is_levied_and_the_money_sent_is_counted(office, client_of):
    worker, found = client_of("caseworker"), office.partners.found
    page = f"/states/{office.partners.request}/"
    shown = worker.get(page)
    assertTemplateUsed(shown, "enforcement/state_request.html")
    assert "ending in 4417" in shown.content.decode()
    assert "900556677" not in shown.content.decode()
    acts = f"/states/found/{found}/acts"
    assert "Transmittal #3" in worker.get(f"{acts}/levy/").content.decode()
    paid = {"amount_cents": "612.30", "note": "The bank told."}
    assert (
        "nothing was levied" in worker.post(f"{acts}/collect/", paid).content.decode().lower()
    )
    assert worker.post(f"{acts}/levy/", {"note": "To Montana."}).status_code == 302
    assert worker.post(f"{acts}/collect/", paid).status_code == 302
    assert "$612.30" in worker.get("/states/").content.decode()
    assert "612.30" in worker.get("/states.csv").content.decode()
    told = worker.get(f"/states/{office.partners.request}.csv").content.decode()
    assert "Example Savings" in told
    assert "612.30" in told
    assert worker.get("/states/999999.csv").status_code == 404


def test_a_request_certified_anew_answered_and_withdrawn_says_so(office, client_of):
    worker, page = client_of("caseworker"), f"/states/{office.partners.request}/"
    told = {"certified_cents": "500.00", "certified_on": f"{acting_date()}"}
    assert worker.post(f"{page}acts/certify/", told).status_code == 302
    assert "The certified amount is too small" in worker.get(page).content.decode()
    for act in ("tell", "withdraw"):
        answer = worker.post(f"{page}acts/{act}/", {"note": "As told by telephone."})
        assert answer.status_code == 302
    shown = worker.get(page).content.decode()
    assert "Withdrawn" in shown
    assert f"{page}acts/certify/" not in shown


@pytest.mark.cites("CS-9.2-FIDM-2", "CS-9.2-FIDM-3", "CS-9.2-FIDM-1")
def test_the_state_office_keeps_the_register_of_institutions(office, client_of):
    state, on = client_of("state office"), acting_date()
    assert "recorded" in state.get("/institutions/new/").content.decode()
    told = {
        "name": "Example Union", "tin": "99-0000025", "method": "one",
        "since": f"{on - timedelta(300)}", "fee_cents": "", "contact": "",
    }  # fmt: skip
    assert state.post("/institutions/new/", told).status_code == 302
    listed = state.get("/institutions/")
    assertTemplateUsed(listed, "enforcement/institutions.html")
    assert "No match from" in listed.content.decode()
    assert "No match from" in state.get("/institutions.csv").content.decode()
    agreement = InstitutionAgreement.objects.get(tin="990000025")
    acts = f"/institutions/{agreement.pk}/acts"
    done = state.post(f"{acts}/matched/", {"matched_on": f"{on}", "match_count": ""})
    assert done.status_code == 302
    assert "No match from" not in state.get("/institutions/").content.decode()
    ended = {"ended_on": f"{on}", "note": "Merged."}
    assert state.post(f"{acts}/end/", ended).status_code == 302
    assert f"{acts}/end/" not in state.get("/institutions/").content.decode()


def test_what_nobody_made_is_not_found(office, client_of):
    state = client_of("state office")
    for address in (
        *("/states/999999/", "/states/999999/acts/tell/", "/states/found/999999/acts/levy/"),
        *("/institutions/999999/acts/end/", "/states/1/acts/nothing/"),
    ):
        assert state.get(address).status_code == 404, address


@pytest.mark.parametrize("role", ["auditor", "sdu clerk", "qa reviewer"])
def test_who_only_reads_takes_in_nothing(office, client_of, role):
    client, ids = client_of(role), office.partners
    for address in (
        *("/states/new/", f"/states/{ids.request}/acts/certify/", "/institutions/new/"),
        *(f"/states/found/{ids.found}/acts/levy/", f"/institutions/{ids.agreement}/acts/end/"),
    ):
        assert client.post(address, {}).status_code == 403, address
