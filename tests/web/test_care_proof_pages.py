"""Proofs of child care on their pages: asked for, recorded beside the paper, and rejected."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.care_families import build_family, prove
from tests.jobs.test_care_deciding import application_of
from tests.office import user_name
from tests.records import picture

from posse.apps.care.models import CareCase
from posse.apps.proofs.models import Evidence, EvidenceRejection, VerificationRequest
from posse.apps.staff.choices import Relation
from posse.apps.staff.models import StaffMember
from posse.services.care.alert_tasks import do_work_alerts
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.cases import do_give_care_case
from posse.services.care.proofs import do_reject_evidence
from posse.services.pages.care import alerts
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_hire
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def desk(client_of):
    return client_of("benefit specialist")


@pytest.fixture
def care_case(office) -> CareCase:
    return CareCase.objects.get(number=office.cared.case)


def address_of(care_case, rest="") -> str:
    return f"/care/cases/{care_case.number}/proofs/{rest}"


@pytest.mark.cites("CC-301", "CC-303-B-3", "CC-302-A")
def test_the_page_tells_what_each_fact_of_each_person_rests_on(office, desk, care_case) -> None:
    page = desk.get(address_of(care_case))
    assert page.templates[0].name == "care/proofs.html"
    told = text_of(page)
    assert "Everything that has to be proved is proved" in told
    assert "Primary: Bundle of test papers of Ann Daycarely" in told
    assert "Date of birth Proved" in told
    assert (
        address_of(care_case) in desk.get(f"/care/cases/{care_case.number}/").content.decode()
    )
    desk.post(
        address_of(care_case, f"{office.cared.proof}/reject/"), {"reason": "It was altered"}
    )
    assert EvidenceRejection.objects.get().reason == "It was altered"
    told = text_of(desk.get(address_of(care_case)))
    assert "facts are not proved" in told
    assert "Rejected: It was altered" in told
    again = desk.get(address_of(care_case, f"{office.cared.proof}/reject/"))
    assert "This proof was rejected" in text_of(again)


@pytest.mark.cites("CC-301-C", "CC-301-D-3", "CC-301-F")
def test_a_family_is_asked_for_what_is_chosen_and_the_alert_comes_when_it_does_not(
    desk,
) -> None:
    on = acting_date()
    family = build_family(on=on)
    for row in Evidence.objects.filter(care_case=family.care_case):
        EvidenceRejection.objects.create(
            care_case=family.care_case, evidence=row, reason="No", effective_on=on,
            recorded_on=on, recorded_by="test",
        )  # fmt: skip
    address = address_of(family.care_case, "ask/")
    form = text_of(desk.get(address))
    assert "Help the family get papers" in form
    assert desk.post(address, {}).status_code == 422
    pair = f"{family.adults[0].pk}:income"
    early = desk.post(address, {"proves": [pair], "due_on": on + timedelta(days=2)})
    assert "The family has until" in text_of(early)
    assert "asked by letter" in text_of(desk.post(address, {"proves": [pair]}, follow=True))
    assert VerificationRequest.objects.get().factor == "income"
    assert "No proof asks for somebody" in text_of(desk.get("/care/alerts/"))


@pytest.mark.cites("CC-301-F", "CC-404-E")
def test_what_was_asked_for_and_did_not_come_is_an_alert_until_a_proof_comes(desk) -> None:
    on = acting_date()
    family = build_family(on=on - timedelta(days=40))
    application_of(family, filed_on=on - timedelta(days=40))
    for row in Evidence.objects.filter(care_case=family.care_case):
        EvidenceRejection.objects.create(
            care_case=family.care_case, evidence=row, reason="No", effective_on=on,
            recorded_on=on, recorded_by="test",
        )  # fmt: skip
    pair = (family.adults[0].pk, "income")
    do_ask_for_proof(family.care_case, asks=[pair], on=on - timedelta(days=20), by="test")
    told = text_of(desk.get("/care/alerts/"))
    assert family.care_case.number in told
    assert "Income: asked for, and did not come" in told
    desk.post(address_of(family.care_case, "contact/"), {
        "proves": [f"{pair[0]}:income"], "says": "2,000 a month", "given_by": "Payroll clerk",
        "why_no_paper": "The office is closed",
    })  # fmt: skip
    assert family.care_case.number not in text_of(desk.get("/care/alerts/"))


@pytest.mark.cites("CC-302-A", "CC-302-B-1", "CC-302-B-8", "CC-303-B-3")
def test_a_paper_is_looked_at_beside_the_form_and_leaves_the_list(
    office, desk, care_case
) -> None:
    listed = desk.get("/care/documents/")
    assert listed.templates[0].name == "care/papers.html"
    assert "lease.png" in text_of(listed)
    address = f"/care/documents/{office.cared.paper}/"
    page = desk.get(address).content.decode()
    assert f"/documents/{office.cared.paper}/pages/1/" in page
    said = {
        "way": "document", "document_kind": "Lease", "grade": "primary", "says": "Rents a flat",
        "given_by": "Ann Daycarely", "proves": [f"{office.cared.adult}:residence"],
    }  # fmt: skip
    assert "It proves 1 fact." in text_of(desk.post(address, said, follow=True))
    assert Evidence.objects.latest("id").document_id == office.cared.paper
    assert "Every paper was looked at" in text_of(desk.get("/care/documents/"))


@pytest.mark.cites("CC-303-B-1", "CC-301-G-2", "CC-301-G-3", "CC-404-I", "CC-605-D-2")
def test_the_form_of_a_contact_says_whom_to_ask_and_how_little_to_tell(desk, care_case) -> None:
    told = text_of(desk.get(f"/care/cases/{care_case.number}/proofs/contact/"))
    assert "Ask for the primary paper whenever it can be had" in told
    assert "pick that person yourself when the family names none" in told
    assert "no more than is needed to get the answer" in told
    assert "(202) 401-5510" in told
    assert "fled battery, cruelty or violence at home" in told


@pytest.mark.cites("CC-303-A")
def test_the_form_shows_the_weights_of_the_evidence_table(desk, care_case) -> None:
    told = text_of(desk.get(address_of(care_case, "record/")))
    assert "Pay stubs of 30 to 60 days (primary)" in told


def test_a_paper_that_proves_nothing_is_set_aside(office, desk, care_case) -> None:
    said = {
        "way": "document", "document_kind": "Drawing", "grade": "primary",
        "says": "A child's drawing", "given_by": "Ann Daycarely",
    }  # fmt: skip
    done = desk.post(f"/care/documents/{office.cared.paper}/", said, follow=True)
    assert "Nothing; it was set aside" in text_of(done)


def test_a_paper_is_added_and_looked_at_next(desk, care_case) -> None:
    address = f"/care/cases/{care_case.number}/papers/add/"
    assert desk.get(address).templates[0].name == "care/add_paper.html"
    file = SimpleUploadedFile("stub.png", picture(size=(30, 20)), content_type="image/png")
    done = desk.post(address, {"file": file, "kind": "other"}, follow=True)
    assert "stub.png is in the record" in text_of(done)
    assert done.templates[0].name == "act.html"
    assert desk.post(address, {"kind": "other"}).status_code == 422


@pytest.mark.cites("CC-301-H")
def test_a_system_that_was_not_looked_at_is_named_until_its_answer_is_kept(
    desk, care_case
) -> None:
    unseen = "BDX, benefits of Social Security; "
    assert unseen in text_of(desk.get(address_of(care_case)))
    said = {
        "system": "bdx", "answered_on": str(acting_date()), "reference": "B-1",
        "says": "Nothing is paid.",
    }  # fmt: skip
    assert desk.post(address_of(care_case, "answer/"), said).status_code == 302
    told = text_of(desk.get(address_of(care_case)))
    assert "SDX, supplemental security income" in told
    assert unseen not in told
    assert "Nothing is paid." in told


def test_an_alert_hides_the_case_of_a_household_that_is_closed_to_the_viewer(desk) -> None:
    on = acting_date()
    family = build_family(on=on - timedelta(days=40))
    application_of(family, filed_on=on - timedelta(days=40))
    for row in Evidence.objects.filter(care_case=family.care_case):
        EvidenceRejection.objects.create(
            care_case=family.care_case, evidence=row, reason="No", effective_on=on,
            recorded_on=on, recorded_by="test",
        )  # fmt: skip
    pair = (family.adults[0].pk, "income")
    do_ask_for_proof(family.care_case, asks=[pair], on=on - timedelta(days=20), by="test")
    assert family.care_case.number in text_of(desk.get("/care/alerts/"))
    user = User.objects.get(username=user_name("benefit specialist"))
    member = StaffMember.objects.filter(user=user).first() or do_hire(user=user)
    do_declare_conflict(
        staff=member, participant=family.children[0], relation=Relation.RELATIVE,
        note="My niece.", on=on, by=user.username,
    )  # fmt: skip
    assert family.care_case.number not in text_of(desk.get("/care/alerts/"))


@pytest.mark.cites("CC-301-B-1")
def test_a_systems_answer_is_of_one_person_and_of_what_the_system_knows(
    office, desk, care_case
) -> None:
    address = address_of(care_case, "answer/")
    said = {
        "system": "birth_records", "answered_on": str(acting_date()), "reference": "Q-7",
        "says": "Born as told", "proves": [f"{office.cared.child}:age"],
    }  # fmt: skip
    both = said | {"proves": [*said["proves"], f"{office.cared.adult}:identity"]}
    assert "record one for each" in text_of(desk.post(address, both))
    wrong = said | {"proves": [f"{office.cared.adult}:income"]}
    assert "proves nothing of" in text_of(desk.post(address, wrong))
    assert "kept as a proof" in text_of(desk.post(address, said, follow=True))


def test_who_may_only_read_records_no_proof(office, client_of, care_case) -> None:
    reader = client_of("auditor")
    assert "Record a proof" not in text_of(reader.get(address_of(care_case)))
    assert reader.post(address_of(care_case, "record/"), {}).status_code == 403
    added = reader.post(f"/care/cases/{care_case.number}/papers/add/", {})
    assert added.status_code == 403
    assert reader.get(address_of(care_case, "999999/reject/")).status_code == 404


@pytest.mark.cites("CC-301-F")
def test_a_request_is_shown_with_its_note_and_its_alert_leads_to_the_fact(
    desk, monkeypatch
) -> None:
    on = acting_date()
    asked_on = on - timedelta(days=20)
    family = build_family(on=asked_on)
    application_of(family, filed_on=asked_on)
    for row in Evidence.objects.filter(care_case=family.care_case):
        do_reject_evidence(row, reason="No", on=on, by="test")
    adult = family.adults[0].pk
    do_ask_for_proof(
        family.care_case, asks=[(adult, "income"), (adult, "activity")],
        words="She says the shop is shut", on=asked_on, by="test",
    )  # fmt: skip
    page = desk.get(address_of(family.care_case))
    assert f'<tr id="proof-{adult}-income">' in page.content.decode()
    assert "Note: She says the shop is shut" in text_of(page)
    assert "What was asked for" in text_of(page)
    monkeypatch.setattr(alerts, "PER_PAGE", 1)
    listed = desk.get("/care/alerts/")
    link = f"{address_of(family.care_case)}#proof-{adult}-activity"
    assert link in listed.content.decode()
    assert "2 alerts" in text_of(listed)
    assert "Next page" in text_of(listed)
    whole = desk.get("/care/alerts.csv").content.decode()
    assert "Income: asked for, and did not come" in whole
    assert "The activity and its hours: asked for, and did not come" in whole
    second = desk.get("/care/alerts/?page=2").content.decode()
    assert f"#proof-{adult}-income" in second
    assert "Earlier page" in second
    for nothing in ("show=mine", "county=56001"):
        assert "No proof asks for somebody" in text_of(desk.get(f"/care/alerts/?{nothing}"))


@pytest.mark.cites("CC-301-F")
def test_a_specialist_finds_the_tasks_of_the_night_at_home_until_they_are_done(desk) -> None:
    on = acting_date()
    assert "Overdue" not in text_of(desk.get("/"))
    asked_on = on - timedelta(days=20)
    family = build_family(on=asked_on)
    for row in Evidence.objects.filter(care_case=family.care_case):
        do_reject_evidence(row, reason="No", on=on, by="test")
    application_of(family, filed_on=asked_on)
    asks = [(family.adults[0].pk, "income")]
    do_ask_for_proof(family.care_case, asks=asks, on=asked_on, by="test")
    user = User.objects.get(username=user_name("benefit specialist"))
    holder = StaffMember.objects.filter(user=user).first() or do_hire(user=user)
    do_give_care_case(
        care_case=family.care_case, specialist_id=holder.pk, on=asked_on, by="test"
    )
    do_work_alerts(on=on, by="test")
    told = desk.get("/").content.decode()
    assert f"{family.care_case.number}, adult: Income: asked for, and did not come" in told
    assert f"{address_of(family.care_case)}#proof-{asks[0][0]}-income" in told
    assert 'class="posse-overdue" href="/#group-overdue"' in told
    prove(family, on=on)
    do_work_alerts(on=on, by="test")
    assert "did not come" not in text_of(desk.get("/"))
