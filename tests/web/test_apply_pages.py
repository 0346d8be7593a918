"""A parent applies from a phone: each page saved, signed once, nothing lost, no one let in."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.records import picture
from tests.unit.test_payment_record_page import text_of

from posse.apps.intake.models import Application, ApplicationEvent, Inquiry
from posse.apps.online.models import ReturnCode, SignedApplication, Visit
from posse.apps.records.models import Document
from posse.apps.work.models import Task
from posse.rules.forms import application_form
from posse.rules.online_pages import online_pages
from posse.rules.texts import load_texts
from posse.services.intake.applications import do_save_answers
from posse.services.online.codes import do_come_back
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.stops import REASONS, stop_at
from posse.services.online.telling import choice_key, label_key

pytestmark = pytest.mark.django_db
BORN = "1990-02-03"
PAGES = (
    ("who/", {"applicant": "custodial", "county": "56021"}),
    ("helper/", {}),
    ("safety/", {"afraid": "no", "hurt": "no"}),
    ("name/", {"given_name": "Wren", "surname": "Fernbobbin"}),
    ("birth/", {"birth_date": BORN, "sex": "F"}),
    ("relation/", {"relation_to_children": "parent", "language": "en"}),
    (
        "home/",
        {"line_1": "7 Sample Lane", "city": "Cheyenne", "state": "WY", "zip_code": "82001"},
    ),
    ("number/", {"ssn": "900-71-0001"}),
    ("help/", {"services": "all"}),
    ("parent_name/1/", {"given_name": "Robin", "surname": "Quillkettle"}),
    ("parent_relation/1/", {"relation": "never_married"}),
    ("child_name/1/", {"given_name": "Kim", "surname": "Fernbobbin"}),
    ("child_birth/1/", {"birth_date": "2020-05-05", "birth_state": "WY"}),
    ("child_father/1/", {"born_out_of_wedlock": "yes", "paternity_status": "unknown"}),
)


def begin(client=None, key="one"):
    client = client or Client()
    client.post("/apply/start/", {"form_key": key})
    return client


def held(client):
    return Application.objects.get(pk=client.session["application"]["id"])


def save(client, page, told, *, seen=None):
    seen = held(client).version if seen is None else seen
    return client.post(f"/apply/questions/{page}", {**told, "seen": seen})


def filled(client=None, **more):
    client = begin(client)
    for page, told in PAGES:
        save(client, page, {**told, **more.get(page.split("/")[0], {})})
    return client


def sign(client, **told):
    form = {"signature": "Wren Fernbobbin", "agree": "yes", "seen": held(client).version}
    return client.post("/apply/sign/", {**form, **told})


def code_of(client):
    page = client.post("/apply/code/").content.decode()
    return re.search(r'family-code">([A-Z0-9-]+)<', page)[1]


def come_back(code, born=BORN, **more):
    client = Client(**more)
    return client, client.post("/apply/return/", {"code": code, "birth_date": born})


@pytest.mark.cites("45 CFR 303.2(a)(3)", "45 CFR 303.2(b)", "CS-6.3-SEARCH-1")
def test_a_parent_without_an_account_files_and_gets_a_receipt_with_the_day_of_opening():
    client = filled()
    assert sign(client)["Location"] == "/apply/done/"
    application = held(client)
    assert application.state == "filed"
    assert application.open_by == application.filed_on + timedelta(days=20)
    page = client.get("/apply/done/").content.decode()
    assert application.number in page
    assert "45 CFR 303.2(b): 20 days" in page
    assert "family/apply/done.html" in templates_of(client.get("/apply/done/"))
    assert Task.objects.filter(url=f"/intake/application/{application.number}/").count() == 1
    assert not application.cases.exists()


@pytest.mark.cites("45 CFR 303.2(a)(3)")
def test_what_was_signed_is_kept_byte_for_byte_with_name_words_and_moment():
    client = filled()
    sign(client)
    signed = SignedApplication.objects.get(application=held(client))
    assert signed.signature == "Wren Fernbobbin"
    assert "under penalty of perjury" in signed.declaration
    assert "45 CFR 303.2(a)(3)" in signed.cites
    answer = client.get("/apply/signed.pdf")
    assert answer.content == bytes(signed.document.stored.content)
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid:part" in answer.content


def test_signing_twice_is_signing_once():
    client = filled()
    seen = held(client).version
    sign(client, seen=seen)
    assert sign(client, seen=seen)["Location"] == "/apply/done/"
    assert SignedApplication.objects.count() == 1
    assert ApplicationEvent.objects.filter(step="filed").count() == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [({"agree": ""}, "Mark the box"), ({"signature": " - "}, "Type your full name")],
)
def test_nothing_is_signed_without_a_name_and_the_mark(told, words):
    client = filled()
    page = sign(client, **told)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert held(client).state == "draft"


def test_an_answer_that_changed_in_another_window_is_read_before_it_is_signed():
    client = filled()
    seen = held(client).version
    save(client, "work/", {"employer": "Acme Anvils"})
    assert sign(client, seen=seen)["Location"] == "/apply/check/"
    assert held(client).state == "draft"


def test_each_page_is_kept_even_when_something_on_it_is_wrong():
    client = begin()
    page = save(client, "number/", {"ssn": "12"})
    assert page.status_code == 422
    assert "nine digits" in page.content.decode()
    assert held(client).answers["custodial"]["ssn"] == "12"


def test_a_wrong_answer_is_told_in_spanish_too():
    client = begin()
    client.post("/language/", {"language": "es", "next": "/apply/"})
    assert "nueve números" in save(client, "number/", {"ssn": "12"}).content.decode()


def test_two_windows_on_different_pages_do_not_hinder_each_other():
    client = filled()
    seen = held(client).version
    save(client, "work/", {"employer": "Acme Anvils"}, seen=seen)
    answer = save(client, "reach/", {"email": "wren@example.org"}, seen=seen)
    assert answer.status_code == 302
    told = held(client).answers["custodial"]
    assert (told["employer"], told["email"]) == ("Acme Anvils", "wren@example.org")


def test_the_second_saver_of_a_page_is_told_what_changed_and_loses_nothing():
    client = filled()
    seen = held(client).version
    save(client, "work/", {"employer": "Acme Anvils"}, seen=seen)
    page = save(client, "work/", {"employer": "Brass Bolts"}, seen=seen)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Acme Anvils" in text
    assert 'value="Brass Bolts"' in text
    assert held(client).answers["custodial"]["employer"] == "Acme Anvils"
    save(client, "work/", {"employer": "Brass Bolts"})
    assert held(client).answers["custodial"]["employer"] == "Brass Bolts"


def test_a_form_posted_twice_begins_one_application():
    client = begin(key="same")
    begin(client, key="same")
    assert Application.objects.filter(channel="online").count() == 1


def test_an_old_start_form_opens_nothing_that_was_told_to_another():
    filled()
    stranger = Client()
    answer = stranger.post("/apply/start/", {"form_key": "one"})
    assert answer["Location"] == "/apply/return/"
    assert "application" not in stranger.session


def test_a_program_that_fills_in_what_nobody_sees_begins_nothing():
    Client().post("/apply/start/", {"form_key": "x", "website": "https://example.org"})
    assert not Application.objects.filter(channel="online").exists()


def test_a_code_and_the_date_of_birth_open_what_was_saved():
    client = filled()
    number, code = held(client).number, code_of(client)
    other, answer = come_back(code.lower().replace("-", " "))
    assert answer.status_code == 302
    assert held(other).number == number
    assert code not in str(list(ReturnCode.objects.values()))


def test_a_wrong_date_and_a_wrong_code_are_refused_in_the_same_words():
    code = code_of(filled())
    _, wrong_date = come_back(code, "1990-02-04")
    _, wrong_code = come_back("ABCD-2345-EFGH")
    assert wrong_date.status_code == wrong_code.status_code == 422
    told = [
        re.sub(r'value="[^"]*"', "", page.content.decode()) for page in (wrong_date, wrong_code)
    ]
    assert told[0] == told[1]


def test_a_code_rests_after_five_wrong_dates_even_for_the_right_one():
    code = code_of(filled())
    for _ in range(5):
        come_back(code, "1991-01-01")
    stranger, answer = come_back(code, BORN)
    assert answer.status_code == 429
    assert "application" not in stranger.session


def test_a_code_ends_after_its_days():
    client = filled()
    code, ends = code_of(client), ReturnCode.objects.get().expires_on
    told = {"code": code, "birth_date": date(1990, 2, 3), "address": "x", "at": timezone.now()}
    assert do_come_back(**told, on=ends) == held(client)
    with pytest.raises(OnlineRefusal, match="r_not_found"):
        do_come_back(**told, on=ends + timedelta(days=1))


def test_one_address_is_slowed_down_and_another_is_not():
    for place in range(30):
        begin(Client(REMOTE_ADDR="192.0.2.1"), key=f"k{place}")
    answer = Client(REMOTE_ADDR="192.0.2.1").post("/apply/start/", {"form_key": "last"})
    assert answer.status_code == 429
    assert "wait an hour" in answer.content.decode()
    begin(Client(REMOTE_ADDR="192.0.2.2"), key="other")
    assert Application.objects.filter(channel="online").count() == 31
    assert "192.0.2" not in str(list(Visit.objects.values()))


def test_an_application_that_nobody_uses_is_closed_and_kept():
    client = filled()
    session = client.session
    number = held(client).number
    past = (timezone.now() - timedelta(minutes=31)).isoformat()
    session["application"] = {**session["application"], "seen": past}
    session.save()
    answer = save(client, "work/", {"employer": "Acme"}, seen=99)
    assert answer["Location"] == "/apply/return/"
    assert "What you saved is kept" in client.get("/apply/return/").content.decode()
    told = Application.objects.get(number=number).answers["custodial"]
    assert told["given_name"] == "Wren"


@pytest.mark.parametrize(
    "page",
    ["questions/who/", "people/children/", "papers/", "check/", "sign/", "done/", "code/",
     "signed.pdf"],
)  # fmt: skip
def test_without_an_application_no_page_says_anything(page):
    filled()
    answer = Client().get(f"/apply/{page}")
    assert answer["Location"] == "/apply/return/"


@pytest.mark.cites("CS-6.3-FV-1", "CS-6.3-FV-2")
def test_a_family_in_danger_is_hidden_on_the_paper_and_told_nothing_twice():
    client = filled(safety={"afraid": "yes", "safe_contact": "Only by my sister"})
    sign(client)
    text = text_of(client.get("/apply/signed.pdf").content)
    assert "Sample Lane" not in text
    assert "my sister" not in text
    assert "keep it private" in text


def test_leaving_closes_the_application_here_and_keeps_it():
    client = filled()
    number = held(client).number
    answer = client.get("/apply/leave/")
    assert answer["Location"].startswith("https://www.weather.gov")
    assert "application" not in client.session
    assert Application.objects.get(number=number).answers["custodial"]["given_name"] == "Wren"


def test_a_helper_needs_the_consent_of_the_applicant_which_is_kept():
    client = filled(helper={"helped_by": "Otis Bramblewick"})
    assert client.get("/apply/sign/")["Location"] == "/apply/check/"
    assert "agree that this person helps" in client.get("/apply/check/").content.decode()
    save(client, "helper/", {"helped_by": "Otis Bramblewick", "helper_consent": "yes"})
    sign(client)
    assert SignedApplication.objects.get().helped_by == "Otis Bramblewick"


def test_script_in_a_name_is_refused_and_shown_as_text():
    client = begin()
    page = save(client, "name/", {"given_name": "<script>alert(1)</script>", "surname": "F"})
    assert page.status_code == 422
    assert "<script>alert" not in page.content.decode()
    assert "<script>alert" not in client.get("/apply/check/").content.decode()


def test_a_disguised_and_an_empty_file_are_refused_in_words():
    client = filled()
    fake = SimpleUploadedFile("birth.pdf", b"MZ\x90\x00 not a pdf", "application/pdf")
    page = client.post("/apply/papers/", {"kind": "birth", "file": fake})
    assert page.status_code == 422
    assert "Send a PDF" in page.content.decode()
    empty = SimpleUploadedFile("birth.pdf", b"", "application/pdf")
    assert (
        "empty"
        in client.post("/apply/papers/", {"kind": "birth", "file": empty}).content.decode()
    )
    assert not Document.objects.filter(application=held(client)).exists()


def test_a_photo_of_a_paper_is_kept_with_the_application():
    client = filled()
    paper = SimpleUploadedFile("birth.jpg", picture("JPEG"), "image/jpeg")
    answer = client.post("/apply/papers/", {"kind": "birth", "file": paper})
    assert answer.status_code == 302
    document = Document.objects.get(application=held(client))
    assert document.is_from_family
    assert "birth.jpg" in client.get("/apply/check/").content.decode()


def test_what_was_sent_cannot_be_changed_here():
    client = filled()
    sign(client)
    before = held(client).answers
    for page in ("questions/name/", "people/children/remove/", "papers/", "sign/"):
        client.post(f"/apply/{page}", {"given_name": "Other", "place": "1", "seen": 99})
    assert held(client).answers == before


def test_a_second_parent_and_child_are_added_and_taken_off():
    client = filled()
    save(client, "parent_name/2/", {"given_name": "Dove", "surname": "Nimblewick"})
    page = save(client, "child_father/1/", {"of_parent": ""})
    assert "Which other parent" in page.content.decode() or page.status_code == 422
    save(client, "child_father/1/", {"of_parent": "2"})
    client.post(
        "/apply/people/other_parents/remove/", {"place": "1", "seen": held(client).version}
    )
    answers = held(client).answers
    assert [each["given_name"] for each in answers["other_parents"]] == ["Dove"]
    assert answers["children"][0]["of_parent"] == "1"


def test_a_person_far_beyond_the_last_is_no_page():
    client = begin()
    assert client.get("/apply/questions/child_name/9/").status_code == 404
    assert client.get("/apply/questions/nothing/").status_code == 404
    assert stop_at({}, "who", 1) is None


def templates_of(page):
    return {each.name for each in page.templates}


@pytest.mark.parametrize(
    ("address", "template"),
    [
        ("/apply/", "family/apply/apply.html"),
        ("/apply/return/", "family/apply/return.html"),
        ("/apply/by-mail/", "family/apply/by_mail.html"),
        ("/apply/code/", "family/apply/code.html"),
        ("/apply/questions/who/", "family/apply/question.html"),
        ("/apply/people/children/", "family/apply/more.html"),
        ("/apply/papers/", "family/apply/papers.html"),
        ("/apply/check/", "family/apply/check.html"),
        ("/apply/sign/", "family/apply/sign.html"),
    ],
)
def test_every_page_reads_in_both_languages(address, template):
    client = filled()
    english = client.get(address)
    assert template in templates_of(english)
    client.post("/language/", {"language": "es", "next": "/apply/"})
    spanish = client.get(address).content.decode()
    assert '<html lang="es">' in spanish
    assert (
        re.search("<h1>[^<]+", spanish)[0]
        != re.search("<h1>[^<]+", english.content.decode())[0]
    )


@pytest.mark.cites("45 CFR 303.2(a)(2)")
def test_a_form_by_mail_is_an_inquiry_due_in_five_working_days():
    told = {"name": "Linnet Quill", "line_1": "1 Sample St", "city": "Casper", "state": "WY",
            "zip_code": "82601", "form_key": "m1"}  # fmt: skip
    client = Client()
    page = client.post("/apply/by-mail/", told)
    client.post("/apply/by-mail/", told)
    inquiry = Inquiry.objects.get(name="Linnet Quill")
    assert inquiry.rule == "TF002"
    assert "family/apply/mailed.html" in templates_of(page)
    assert "5 working days" in page.content.decode()
    assert client.post("/apply/by-mail/", {"name": "x"}).status_code == 422


def test_pages_are_kept_by_no_browser_and_hold_nothing_in_their_addresses():
    client = filled()
    assert "no-store" in client.get("/apply/check/")["Cache-Control"]
    for address in re.findall(r'href="([^"]+)"', client.get("/apply/check/").content.decode()):
        assert "Wren" not in address
        assert held(client).number not in address


def test_worker_and_applicant_share_one_set_of_answers():
    client = filled()
    application = held(client)
    answers = {**application.answers}
    answers["custodial"] = {**answers["custodial"], "given_name": "Wrenna"}
    do_save_answers(
        application=application,
        answers=answers,
        seen_version=application.version,
        on=date(2026, 11, 23),
        by="clerk",
    )
    assert "Wrenna" in client.get("/apply/check/").content.decode()


def test_every_question_choice_and_fault_has_its_sentence():
    known = load_texts()
    for page in online_pages():
        assert f"apply.page_{page.key}" in known
        assert f"apply.why_{page.key}" in known
        for field in page.fields:
            assert label_key(page.of, field) in known, field.key
            for choice in page.offered(field) if field.kind in {"choice", "yes_no"} else ():
                assert choice_key(field, choice) in known, (field.key, choice)
    assert {f"apply.{key}" for _, key in REASONS} <= set(known)


def test_what_the_form_needs_is_asked_online():
    asked = {(page.of, field.key) for page in online_pages() for field in page.fields}
    needed = {
        (of, field.key)
        for of in ("case", "custodial", "other_parents", "children")
        for field in application_form().fields_of(of)
        if field.is_needed
    }
    assert needed <= asked
