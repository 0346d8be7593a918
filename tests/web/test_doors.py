"""Who may open which page, and who may do what there."""

import re

import pytest
from django.test import Client
from tests.intake import WORKING
from tests.office import CASE, PASSWORD, user_name
from tests.web.addresses import page_addresses

from posse.services.access import ROLES
from posse.web.urls import urlpatterns

pytestmark = pytest.mark.django_db

MAY_RESOLVE = {"supervisor", "district manager", "sdu clerk", "administrator"}
MAY_CERTIFY = {
    *("caseworker", "supervisor", "district manager", "administrator", "auditor"),
    *("qa reviewer", "hearing officer"),
}
MAY_DOWNLOAD = {
    *("supervisor", "district manager", "sdu clerk", "fiscal", "administrator", "auditor"),
}

CHILD_CARE = {"benefit specialist", "licensing specialist", "exempt-care verifier"}
CASES = set(ROLES) - CHILD_CARE - {"fiscal"}
READERS = {
    "cases": CASES,
    "office": set(ROLES),
    "access": {
        *("supervisor", "district manager", "administrator", "state office"),
        *("qa reviewer", "auditor"),
    },
    "money": CASES | {"fiscal"},
    "care": set(ROLES) - {"caseworker", "sdu clerk"},
    "care office": {"state office", "administrator"},
    "reviews": {
        *("supervisor", "district manager", "state office", "qa reviewer", "administrator"),
    },
}
AREAS = {
    "office": {"home", "keys"},
    "access": {"staff", "row-history", "viewings", "viewings-csv"},
    "reviews": {"openings", "opening"},
    "care office": {
        *("care-reports", "care-report-year", "care-report-csv", "care-simulations"),
    },
    "care": {
        "care-cases",
        "care-case",
        "care-act",
        "care-person-act",
        "authorization-act",
        "care-decision",
        *("care-runs", "care-mass-csv"),
        "care-take",
        *("care-applications", "care-applications-csv", "care-application"),
        *("care-application-act", "care-form-begin", "care-form-of-case", "care-form-part"),
        *("care-papers", "care-paper", "care-alerts", "care-paper-add", "care-portal-access"),
        *("care-proofs", "care-proof-act", "care-proof-reject", "care-alerts-csv"),
        *("care-due", "care-due-csv", "care-reviews", "care-reviews-csv"),
        *("care-changes", "care-changes-csv", "care-case-changes", "care-change-act"),
        *("care-providers", "care-provider", "care-provider-add", "care-provider-act"),
        *("care-disqualifications", "care-disqualification-act"),
        *("care-power", "care-power-act"),
        *("care-supplements", "care-supplements-csv", "care-supplement-ask"),
        *("care-supplement", "care-supplement-act"),
        *("care-releases", "care-release", "care-release-ask"),
        *("care-release-of-case", "care-release-act"),
    },
    "money": {
        *("receipt", "receipt-act", "disbursements", "disbursements-csv", "disbursement"),
        *("holds", "holds-csv", "hold", "waiting", "waiting-csv", "receivables"),
        *("receivables-csv", "receivable", "payee-act", "payee", "way-act", "approvals"),
        *("approval", "suspense", "suspense-csv", "resolve", "runs", "runs-csv", "run"),
        *("file", "file-findings-csv", "file-act", "balance-day", "balance-csv"),
        *("undistributed", "undistributed-csv", "quarter", "quarter-csv", "reports"),
        *("month", "month-csv", "money-day", "retained", "retained-csv"),
        *("answers", "answers-csv", "finding-act"),
        *("sent", "sent-csv", "sent-file", "sent-write"),
    },
}


def test_no_address_is_left_out_of_the_table_of_doors(office) -> None:
    apart = {
        "sign-in",
        "sign-out",
        "outbound-file",
        "sent-again",
        "balance",
        "payment-record",
        "simulations",
    }
    apart |= {"document-original", "letter-original", "hand-over"} | WORKING
    apart |= {"mail-letters", "mail-manifest", "conflict-end"}
    assert {pattern.name for pattern in urlpatterns} - apart == set(page_addresses(office))


def test_who_is_not_signed_in_is_asked_to_sign_in_first(office, db) -> None:
    for address in [*page_addresses(office).values(), f"/outbound/{office.outbound}/"]:
        response = Client().get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith("/sign-in/?next="), address


@pytest.fixture
def unrendered(monkeypatch) -> None:
    """Pages are worked out and not laid out: what counts here is whether they open."""
    monkeypatch.setattr("django.shortcuts.loader.render_to_string", lambda *_, **__: "")


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_the_pages_of_its_areas_and_no_other(office, client_of, role) -> None:
    client = client_of(role)
    statuses = {
        name: client.get(address).status_code
        for name, address in page_addresses(office).items()
    }
    expected = {name: 200 if role in who_reads(name) else 403 for name in statuses}
    differing = {
        name: (status, expected[name])
        for name, status in statuses.items()
        if status != expected[name]
    }
    assert not differing


@pytest.mark.parametrize("role", sorted(CHILD_CARE))
def test_roles_of_child_care_come_in_and_find_no_case_of_child_support(client_of, role) -> None:
    answer = client_of(role).get("/")
    assert "home_bare.html" in {template.name for template in answer.templates}
    assert "Your role opens no case of child support" in answer.content.decode()
    assert client_of(role).get(f"/cases/{CASE}/").status_code == 403


def who_reads(page: str) -> set[str]:
    """The roles that may read a page, written down here a second time on purpose."""
    for area, pages in AREAS.items():
        if page in pages:
            return READERS[area]
    return READERS["cases"]


@pytest.mark.parametrize("role", ROLES)
def test_the_bar_names_only_pages_that_the_role_opens(office, client_of, role) -> None:
    client = client_of(role)
    bar = client.get("/").content.decode().partition('aria-label="Main"')[2]
    named = re.findall(r'href="([^"]+)"', bar.partition("</nav>")[0])
    answers = {each: client.get(each, follow=True).status_code for each in named}
    assert set(answers.values()) == {200}, answers
    assert ("/search/" in named) == (role in CASES)
    assert ("/runs/" in named) == (role in CASES | {"fiscal"})


def test_a_user_without_a_role_reads_nothing_and_is_told_why(office, client_of) -> None:
    client = client_of("nobody")
    for address in page_addresses(office).values():
        response = client.get(address)
        assert response.status_code == 403, address
        assert "no role in this office yet" in response.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_bytes_for_the_bank_leave_only_by_those_who_may_have_them(
    office, client_of, role
) -> None:
    response = client_of(role).get(f"/outbound/{office.outbound}/")
    assert response.status_code == (200 if role in MAY_DOWNLOAD else 403)
    offers = b"Download " in client_of(role).get(f"/runs/{office.run}/").content
    assert offers == (role in MAY_DOWNLOAD)


@pytest.mark.parametrize("role", ROLES)
def test_certified_records_leave_only_by_those_who_may_have_them(
    office, client_of, role
) -> None:
    client = client_of(role)
    days = {"first": "2026-10-01", "last": "2026-10-02", "known_on": "2026-10-02"}
    answer = client.post(f"/cases/{CASE}/payment-record/", days)
    assert answer.status_code == (200 if role in MAY_CERTIFY else 403)
    assert (answer.content[:5] == b"%PDF-") == (role in MAY_CERTIFY)
    offers = b"Issue as PDF" in client.get(f"/cases/{CASE}/?tab=money").content
    assert offers == (role in MAY_CERTIFY)


@pytest.mark.parametrize("role", ROLES)
def test_only_some_roles_may_say_whose_a_receipt_is(office, client_of, role) -> None:
    client = client_of(role)
    page = client.get(f"/suspense/{office.suspended}/").content.decode()
    assert ("1. Find the case" in page) == (role in MAY_RESOLVE)
    answer = client.post(
        f"/suspense/{office.suspended}/", {"case": CASE, "note": "Asked the employer"}
    )
    assert answer.status_code == (302 if role in MAY_RESOLVE else 403)


def test_signing_in_leads_to_the_page_that_was_asked_for(office, db) -> None:
    client = Client()
    answer = client.post(
        "/sign-in/",
        {"username": user_name("auditor"), "password": PASSWORD, "next": f"/cases/{CASE}/"},
    )
    assert answer["Location"] == f"/cases/{CASE}/"
    assert client.get(answer["Location"]).status_code == 200


def test_a_wrong_password_is_said_and_opens_nothing(office, db) -> None:
    client = Client()
    answer = client.post("/sign-in/", {"username": user_name("auditor"), "password": "no"})
    assert "You are not signed in" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_signing_out_needs_a_button_and_ends_the_session(clerk) -> None:
    assert clerk.get("/sign-out/").status_code == 405
    assert clerk.post("/sign-out/")["Location"] == "/sign-in/"
    assert clerk.get("/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/cases/NOPE/",
        "/receipts/999999/",
        "/suspense/999999/",
        "/runs/999999/",
        "/files/999999/",
        "/outbound/999999/",
        "/employers/999999/",
        "/balance/2026-02-31/",
        "/nowhere/",
    ],
)
def test_what_is_not_there_is_said_in_plain_words(clerk, address) -> None:
    response = clerk.get(address)
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_a_failure_on_our_side_is_said_without_its_insides(
    office, client_of, monkeypatch
) -> None:
    def fail() -> None:
        raise RuntimeError("an inside that nobody should read")

    monkeypatch.setattr("posse.web.views.home.latest_nightly_run", fail)
    client = client_of("caseworker")
    client.raise_request_exception = False
    response = client.get("/money/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "Something failed on our side" in page
    assert "nobody should read" not in page
