"""The pages of intake: who may act, what is shown, and what becomes of every slip."""

import re

import pytest
from tests.intake import ANSWERS, answers, file, open_case, update_case
from tests.office import CASE, OTHER_CASE

from posse.apps.cases.models import Case, Paternity
from posse.apps.intake.models import Application, ApplicationCase, CaseSearch, Inquiry, Packet
from posse.rules.forms import application_form
from posse.services.access import ROLES

pytestmark = pytest.mark.django_db

MAY_ACT = {"caseworker", "supervisor", "district manager", "administrator"}


@pytest.fixture
def worker(client_of):
    return client_of("caseworker")


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def child_of(number):
    return Case.objects.get(number=number).roles.get(role="child").participant_id


def working_addresses(desk):
    """Each address for those who work intake, with what a post to it would say."""
    number = desk.draft
    return {
        "/intake/applications/new/": {"channel": "paper"},
        f"/intake/application/{number}/file/": {"signature": "", "filed_on": ""},
        f"/intake/application/{number}/end/": {},
        f"/intake/application/{number}/part/case/": {"seen": "1"},
        f"/intake/application/{number}/add/": {"of": "children"},
        f"/intake/application/{number}/take-over/": {},
        f"/intake/application/{desk.filed}/case/1/": {},
        f"/intake/application/{desk.filed}/search/1/": {"act": "run"},
        "/intake/inquiries/new/": {},
        f"/intake/inquiry/{desk.inquiry}/": {},
        f"/intake/referral/{desk.referral}/": {},
        f"/cases/{CASE}/paternity/{child_of(CASE)}/": {},
    }


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_work_intake_may_act_on_it(office, client_of, role):
    client = client_of(role)
    for address, told in working_addresses(office.desk).items():
        is_open = client.post(address, told).status_code != 403
        assert is_open == (role in MAY_ACT), (role, address)


@pytest.mark.cites("CS-6.3-DATA-1")
def test_no_question_of_the_form_is_without_a_field_on_a_page(office, worker):
    for part, of in (
        ("case", "case"),
        ("custodial", "custodial"),
        ("other_parents-1", "other_parents"),
        ("children-1", "children"),
    ):
        shown = page(worker, f"/intake/application/{office.desk.filed}/part/{part}/")
        names = set(re.findall(r' name="(\w+)"', shown))
        assert {field.key for field in application_form().fields_of(of)} <= names


def test_a_slip_is_kept_as_typed_and_said_beside_its_field(office, worker):
    shown = page(worker, f"/intake/application/{office.desk.draft}/part/custodial/")
    assert 'value="12"' in shown
    assert "must be nine digits, not all zeros" in shown
    shown = page(worker, f"/intake/application/{office.desk.draft}/")
    assert "Custodial parent 1" not in shown
    assert "Social Security number:" in shown
    assert "CS-6.3" in shown


@pytest.mark.cites("CS-6.3-FV-2")
def test_where_somebody_in_danger_lives_is_not_shown(office, worker):
    shown = page(worker, f"/intake/application/{office.desk.draft}/")
    assert "Address protected" in shown
    assert "7 Sample Lane" not in shown
    assert "307-555-0101" not in shown
    assert "7 Sample Lane" in page(worker, f"/intake/application/{office.desk.filed}/")


def test_numbers_are_masked_on_the_page_of_an_application(office, worker):
    shown = page(worker, f"/intake/application/{office.desk.filed}/")
    assert "900-71-0001" not in shown
    assert "0001" in shown


def test_a_script_in_a_name_is_shown_as_what_it_is(office, worker):
    address = f"/intake/application/{office.desk.draft}/part/custodial/"
    version = Application.objects.get(number=office.desk.draft).version
    told = ANSWERS["custodial"] | {"surname": "<script>alert(1)</script>", "seen": version}
    assert worker.post(address, told).status_code == 302
    shown = page(worker, f"/intake/application/{office.desk.draft}/")
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;" in shown
    assert "A name holds letters" in shown


def test_the_second_saver_sees_what_changed_and_what_was_typed(office, client_of):
    address = f"/intake/application/{office.desk.filed}/part/custodial/"
    seen = Application.objects.get(number=office.desk.filed).version
    first = ANSWERS["custodial"] | {"city": "Laramie", "seen": seen}
    assert client_of("caseworker").post(address, first).status_code == 302
    second = ANSWERS["custodial"] | {"city": "Casper", "seen": seen}
    response = client_of("supervisor").post(address, second)
    assert response.status_code == 409
    shown = response.content.decode()
    assert "saved this application after you opened it" in shown
    assert "Laramie" in shown
    assert 'value="Casper"' in shown
    found = re.search(r'name="seen" value="(\d+)"', shown)
    again = client_of("supervisor").post(address, second | {"seen": found[1]})
    assert again.status_code == 302
    saved = Application.objects.get(number=office.desk.filed).answers
    assert saved["custodial"]["city"] == "Casper"


def test_a_form_posted_twice_makes_one_application_and_one_inquiry(office, worker):
    for _ in range(2):
        worker.post("/intake/applications/new/", {"channel": "paper", "form_key": "twice"})
    assert Application.objects.filter(form_key="twice").count() == 1
    told = {
        "form_key": "twice",
        "name": "Linnet",
        "asked_by": "telephone",
        "wanted": "application",
        "asked_on": "2026-10-01",
        "language": "en",
    }
    for _ in range(2):
        assert worker.post("/intake/inquiries/new/", told).status_code == 302
    assert Inquiry.objects.filter(form_key="twice").count() == 1


@pytest.mark.cites("45 CFR 303.2(a)(2)")
def test_an_inquiry_is_due_in_time_and_leaves_the_list_once_something_was_sent(office, worker):
    shown = page(worker, "/intake/inquiries/")
    assert "Linnet Quillkettle" in shown
    assert "Oct 13, 2026" in shown  # five working days, Columbus Day not counted
    address = f"/intake/inquiry/{office.desk.inquiry}/"
    told = {"kind": "application", "way": "mail", "sent_on": "2026-10-06"}
    early = worker.post(address, told | {"sent_on": "2026-10-01"})
    assert early.status_code == 422
    assert worker.post(address, told).status_code == 302
    assert Packet.objects.get().way == "mail"
    assert "Linnet Quillkettle" not in page(worker, "/intake/inquiries/")
    assert "Linnet Quillkettle" in page(worker, "/intake/inquiries/?show=all")


def test_a_referral_waits_until_its_family_was_sent_information(office, worker):
    assert "P-77" in page(worker, "/intake/referrals/")
    address = f"/intake/referral/{office.desk.referral}/"
    assert "Dove" not in page(worker, address)
    declined = {"kind": "declined", "way": "", "sent_on": "2026-10-06", "note": ""}
    assert worker.post(address, declined).status_code == 422
    sent = {"kind": "information", "way": "mail", "sent_on": "2026-10-06"}
    assert worker.post(address, sent).status_code == 302
    assert "P-77" not in page(worker, "/intake/referrals/")


@pytest.mark.cites("CS-6.3-SEARCH-1", "CS-6.3-SEARCH-3", "CS-6.3-NEW-2")
def test_from_a_draft_to_a_case_by_the_pages_alone(office, worker):
    number = office.desk.filed
    case_address = f"/intake/application/{number}/case/1/"
    before = worker.post(case_address, follow=True).content.decode()
    assert "First search for an existing case" in before
    assert not ApplicationCase.objects.exists()
    address = f"/intake/application/{number}/search/1/"
    worker.post(address, {"act": "run"})
    search = CaseSearch.objects.order_by("id").last()
    told = {"act": "decide", "search": search.pk, "outcome": "no_match"}
    undecided = worker.post(address, told)
    assert undecided.status_code == 422
    assert "Say who" in undecided.content.decode()
    told |= {f"tie-{row['person']}": "new" for row in search.criteria}
    assert worker.post(address, told).status_code == 302
    response = worker.post(case_address)
    case = ApplicationCase.objects.get().case
    assert response["Location"] == f"/cases/{case.number}/"
    assert case.number in page(worker, f"/intake/application/{number}/")
    assert case.obligee.identities.get().surname == "Fernbobbin"


def test_somebody_whom_the_search_did_not_show_cannot_be_tied(office, worker):
    address = f"/intake/application/{office.desk.filed}/search/1/"
    worker.post(address, {"act": "run"})
    search = CaseSearch.objects.order_by("id").last()
    stranger = Case.objects.get(number=CASE).obligor_id
    told = {"act": "decide", "search": search.pk, "outcome": "no_match"}
    told |= {f"tie-{row['person']}": str(stranger) for row in search.criteria}
    response = worker.post(address, told)
    assert response.status_code == 422
    assert "somebody of the list" in response.content.decode()


def test_a_draft_is_filed_only_once_nothing_hinders_it(office, worker):
    number = office.desk.draft
    filing = {"signature": "Wren Fernbobbin", "filed_on": "2026-10-05"}
    refused = worker.post(f"/intake/application/{number}/file/", filing)
    assert refused.status_code == 422
    assert "must be mended before" in refused.content.decode()
    version = Application.objects.get(number=number).version
    worker.post(
        f"/intake/application/{number}/part/custodial/",
        ANSWERS["custodial"] | {"seen": version, "afraid": "yes"},
    )
    version = Application.objects.get(number=number).version
    worker.post(
        f"/intake/application/{number}/part/other_parents-1/",
        {"relation": "never_married", "seen": version},
    )
    assert worker.post(f"/intake/application/{number}/file/", filing).status_code == 302
    assert Application.objects.get(number=number).state == "filed"


def test_people_are_added_to_an_application_and_taken_off(office, worker):
    number = office.desk.draft
    address = f"/intake/application/{number}/add/"
    assert worker.post(address, {"of": "children"})["Location"].endswith("/part/children-2/")
    assert worker.post(address, {"of": "children", "remove": "2"}).status_code == 302
    assert len(Application.objects.get(number=number).answers["children"]) == 1
    assert worker.post(address, {"of": "custodial"}).status_code == 404
    assert worker.get(f"/intake/application/{number}/part/children-9/").status_code == 404


def test_an_application_is_withdrawn_with_a_reason(office, worker):
    address = f"/intake/application/{office.desk.draft}/end/"
    assert worker.post(address, {"how": "withdrawn"}).status_code == 422
    done = {"how": "withdrawn", "reason": "She moved away."}
    assert worker.post(address, done).status_code == 302
    shown = page(worker, "/intake/applications/?state=withdrawn")
    assert office.desk.draft in shown
    assert office.desk.draft not in page(worker, "/intake/applications/")


@pytest.mark.cites("CS-6.3-DATA-3", "CS-6.3-DATA-4", "CS-17-DR-1")
def test_the_worklist_says_what_an_audit_would_fail_and_recording_mends_it(office, worker):
    shown = page(worker, "/intake/reliability/")
    assert CASE in shown
    assert "It is not said whether the child was born out of wedlock." in shown
    assert OTHER_CASE not in page(worker, "/intake/reliability/?edit=date_passed")
    shown = page(worker, f"/cases/{CASE}/reliability/")
    assert "CS-6.3-DATA-4" in shown
    address = f"/cases/{CASE}/paternity/{child_of(CASE)}/"
    assert "What an audit would fail" in page(worker, address)
    assert worker.post(address, {"status": "established"}).status_code == 422
    told = {"born_out_of_wedlock": "yes", "status": "established", "method": "voluntary",
            "established_on": "2016-01-01", "established_state": "WY", "birth_state": "WY",
            "evidence": "affidavit"}  # fmt: skip
    future = worker.post(address, told | {"established_on": "2126-01-01"})
    assert future.status_code == 422
    assert worker.post(address, told).status_code == 302
    assert Paternity.objects.get().method == "voluntary"
    shown = page(worker, f"/cases/{CASE}/reliability/")
    assert "born out of wedlock." not in shown
    assert "what the parents are to each other" in shown


def test_lists_are_filtered_and_saved_as_csv(office, worker):
    assert "No application is in this state" in page(
        worker, "/intake/applications/?state=refused&county=56001"
    )
    rows = page(worker, "/intake/applications.csv").splitlines()
    assert len(rows) == 4  # the draft, the filed one, the referral's
    assert any("Fernbobbin" in row for row in rows)
    assert "born out of wedlock" in page(worker, "/intake/reliability.csv?edit=wedlock")


@pytest.mark.parametrize(
    "shown",
    [
        ("intake/applications.html", "/intake/applications/"),
        ("intake/application.html", "/intake/application/{desk.draft}/"),
        ("intake/part.html", "/intake/application/{desk.draft}/part/case/"),
        ("intake/search.html", "/intake/application/{desk.filed}/search/1/"),
        ("intake/inquiries.html", "/intake/inquiries/"),
        ("intake/inquiry.html", "/intake/inquiry/{desk.inquiry}/"),
        ("intake/new_inquiry.html", "/intake/inquiries/new/"),
        ("intake/referrals.html", "/intake/referrals/"),
        ("intake/referral.html", "/intake/referral/{desk.referral}/"),
        ("intake/reliability.html", "/intake/reliability/"),
        ("intake/children.html", "/cases/C10000111/reliability/"),
        ("intake/told.html", "/cases/C10000111/told/"),
    ],
)
def test_each_page_of_intake_is_its_own_template(office, worker, shown):
    template, address = shown
    response = worker.get(address.format(desk=office.desk))
    assert response.status_code == 200
    assert template in [each.name for each in response.templates]


def test_recording_paternity_is_a_page_of_its_own(office, worker):
    response = worker.get(f"/cases/{CASE}/paternity/{child_of(CASE)}/")
    assert "intake/paternity.html" in [each.name for each in response.templates]


def test_what_is_not_there_is_not_found(office, worker):
    for address in (
        "/intake/application/A9/",
        f"/intake/application/{office.desk.filed}/search/7/",
        "/intake/inquiry/999/",
        "/intake/referral/999/",
        f"/cases/{CASE}/paternity/999999/",
        "/cases/NOPE/reliability/",
    ):
        assert worker.get(address).status_code == 404, address


@pytest.mark.cites("CS-6.3-META-1", "CS-6.3-AUTH-1", "CS-6.3-AUTH-2")
def test_the_policys_own_record_stands_with_its_rules(office, worker):
    for address in (
        f"/intake/application/{office.desk.draft}/",
        f"/intake/application/{office.desk.filed}/search/1/",
    ):
        shown = page(worker, address)
        assert "Policy 6.3, POSSE Case: in force since Oct 10, 2010, version 2" in shown
        assert "revised Jul 1, 2014, reviewed Dec 1, 2023" in shown
        assert "45 CFR 302.33, 45 CFR 303.2; W.S. 20-6-104" in shown


@pytest.mark.cites("CS-6.3-EXIST-4")
def test_with_a_case_found_the_page_says_what_is_done_with_it(office, worker):
    number = office.desk.filed
    obligor = Case.objects.get(number=CASE).obligor.identities.first()
    version = Application.objects.get(number=number).version
    other = {"given_name": obligor.given_name, "surname": obligor.surname, "seen": version,
             "birth_date": obligor.birth_date.isoformat(), "ssn": "900214321",
             "relation": "never_married"}  # fmt: skip
    worker.post(f"/intake/application/{number}/part/other_parents-1/", other)
    worker.post(f"/intake/application/{number}/search/1/", {"act": "run"})
    shown = page(worker, f"/intake/application/{number}/search/1/")
    assert f"Case {CASE}" in shown
    assert "another custodial parent: a new case" in shown
    assert "Look for a physical file." in shown
    assert "Reopen the case if it is closed." in shown


def test_what_an_application_says_otherwise_is_compared_and_taken_over_by_a_button(
    office, worker, client_of
):
    case = open_case(file())
    child = case.roles.get(role="child").participant
    married = file(answers(custodial={"surname": "Bramblewick"}))
    known = {"Wren": case.obligee, "Robin": case.obligor, "Kim": child}
    update_case(married, case, known=known)
    address = f"/intake/application/{married.number}/"
    shown = page(worker, address)
    assert "Told otherwise than known" in shown
    told = {name: re.search(rf'name="{name}" value="(\w+)"', shown)[1]
            for name in ("person", "what", "seen")}  # fmt: skip
    assert worker.post(f"{address}take-over/", told).status_code == 302
    assert case.obligee.identities.order_by("id").last().surname == "Bramblewick"
    assert "Told otherwise than known" not in page(worker, address)
    # Another worker had the same page open.
    response = client_of("supervisor").post(f"{address}take-over/", told)
    assert response.status_code == 409
    assert "changed this meanwhile: the name known now is Wren Bramblewick" in (
        response.content.decode()
    )
    assert "Take over" not in page(client_of("auditor"), address)
