"""A parent applies for child care from a phone: saved page by page, and signed once."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.records import picture
from tests.unit.test_payment_record_page import text_of

from posse.apps.care.models import CareApplication
from posse.apps.online.models import ReturnCode, SignedApplication
from posse.rules.forms import care_application_form
from posse.rules.texts import load_texts
from posse.services.care_online.early import early_words
from posse.services.care_online.stops import GROUPS, REASONS, Stop
from posse.services.care_online.telling import choice_key, label_key, title_of
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db
BASE = "/apply/child-care/"
BORN = "1993-04-05"
PAGES = (
    ("who/", {"county": "56021"}),
    ("name/", {"given_name": "Wren", "surname": "Fernbobbin"}),
    ("birth/", {"birth_date": BORN}),
    ("home/", {"line_1": "7 Sample Lane", "city": "Cheyenne", "zip_code": "82001"}),
    ("role/", {"caretaker": "parent", "intends_to_stay": "yes", "gets_power": "no"}),
    (
        "activity/",
        {"activity": "employment", "place": "Pretend Grocery", "days": "weekdays",
         "starts": "08:00", "ends": "16:30", "began_on": "2026-01-05"},
    ),
    ("pay/", {"pay": "$1,050.50", "pay_frequency": "biweekly"}),
    ("adult/1/", {"given_name": "Robin", "surname": "Quillkettle", "tie": "partners"}),
    ("child/1/", {"given_name": "Kim", "surname": "Fernbobbin", "birth_date": "2023-05-05",
                  "citizenship": "citizen", "of_adult": "yes"}),
    ("care/1/", {"provider": "Example Elm", "care_days": "weekdays", "care_hours": "9"}),
    ("assets/", {"assets": "2,000"}),
    ("report/", {"home_language": "spanish", "gets_snap": "yes"}),
)  # fmt: skip


def begin(client=None, key="one"):
    client = client or Client()
    client.post(f"{BASE}start/", {"form_key": key})
    return client


def held(client):
    return CareApplication.objects.get(pk=client.session["care_application"]["id"])


def save(client, page, told, *, seen=None):
    seen = held(client).version if seen is None else seen
    return client.post(f"{BASE}questions/{page}", {**told, "seen": seen})


def filled(client=None, **more):
    client = begin(client)
    for page, told in PAGES:
        save(client, page, {**told, **more.get(page.split("/")[0], {})})
    return client


def sign(client, **told):
    form = {"signature": "Wren Fernbobbin", "agree": "yes", "seen": held(client).version}
    return client.post(f"{BASE}sign/", {**form, **told})


def plain(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_each_page_shows_what_it_is_for():
    client = filled()
    for address, template in (
        ("", "apply"), ("questions/child/1/", "question"), ("people/adults/", "more"),
        ("code/", "code"), ("papers/", "papers"), ("check/", "check"), ("sign/", "sign"),
    ):  # fmt: skip
        page = client.get(f"{BASE}{address}")
        assert page.templates[0].name == f"family/care_apply/{template}.html"
        assert "Child care</title>" in page.content.decode()
    sign(client)
    assert client.get(f"{BASE}done/").templates[0].name == "family/care_apply/done.html"


def test_every_page_is_saved_and_leads_to_the_next():
    client = begin()
    ways = []
    for page, told in PAGES:
        answer = save(client, page, told)
        assert answer.status_code == 302, page
        ways.append(answer["Location"])
    assert ways[0] == f"{BASE}questions/name/"
    assert ways[2] == f"{BASE}code/"
    assert ways[-1] == f"{BASE}papers/"
    application = held(client)
    assert application.answers["adults"][0]["tie"] == "partners"
    assert application.answers["applicant"]["pay"] == "$1,050.50"
    assert (application.state, application.county_fips) == ("draft", "56021")
    assert application.events.filter(step="saved").count() == len(PAGES)
    assert save(client, PAGES[0][0], PAGES[0][1]).status_code == 302
    assert application.events.filter(step="saved").count() == len(PAGES), "nothing differed"


@pytest.mark.cites("CC-401-A", "CC-402-A")
def test_name_address_and_signature_are_all_that_is_needed():
    client = begin()
    assert "care-apply" not in client.get(f"{BASE}sign/")["Location"]
    told = plain(client.get(f"{BASE}check/"))
    for title in ("What is your name?", "What is your address?", "When were you born?"):
        assert f"{title} This" in told or title in told
    assert client.get(f"{BASE}sign/")["Location"] == f"{BASE}check/"
    save(client, "name/", {"given_name": "Wren", "surname": "Fernbobbin"})
    save(client, "birth/", {"birth_date": BORN})
    assert client.get(f"{BASE}sign/").status_code == 302
    save(client, "home/", {"has_no_home": "yes"})
    assert sign(client, agree="").status_code == 422
    assert sign(client, signature="77").status_code == 422
    assert not SignedApplication.objects.exists()
    assert sign(client)["Location"] == f"{BASE}done/"
    assert held(client).state == "filed"


@pytest.mark.cites("CC-200-application-date", "CC-401-B", "CC-401-A")
def test_signed_it_has_its_day_its_paper_and_the_day_of_its_decision():
    client = filled()
    assert sign(client)["Location"] == f"{BASE}done/"
    assert sign(client)["Location"] == f"{BASE}done/"
    application, signed = held(client), SignedApplication.objects.get()
    assert application.filed_on == acting_date()
    assert application.decide_by >= acting_date() + timedelta(days=30)
    assert signed.care_application == application
    paper = client.get(f"{BASE}signed.pdf")
    said = text_of(b"".join(paper) if paper.streaming else paper.content)
    for words in (
        "Application for child care assistance",
        "Wren Fernbobbin",
        "$1,050.50",
        "Monday to Friday",
        "Laramie",
        application.number,
    ):
        assert words in said, words
    told = plain(client.get(f"{BASE}done/"))
    assert application.number in told
    assert "We decide by" in told
    # What was sent is changed no more.
    assert client.get(f"{BASE}questions/name/")["Location"] == f"{BASE}done/"


def test_answers_changed_in_another_window_are_read_again_before_signing():
    client = filled()
    seen = held(client).version
    save(client, "name/", {"given_name": "Wrenna", "surname": "Fernbobbin"})
    assert sign(client, seen=seen)["Location"] == f"{BASE}check/"
    assert held(client).state == "draft"
    stale = save(client, "name/", {"given_name": "Wren", "surname": "Fernbobbin"}, seen=seen)
    assert stale.status_code == 409
    assert "changed in another window" in plain(stale)
    assert held(client).answers["applicant"]["given_name"] == "Wrenna"


def test_a_code_and_the_date_of_birth_open_what_was_saved_elsewhere():
    client = filled()
    code = re.search(
        r'family-code">([A-Z0-9-]+)<', client.post(f"{BASE}code/").content.decode()
    )
    assert ReturnCode.objects.get().care_application == held(client)
    other = Client()
    wrong = other.post("/apply/return/", {"code": code[1], "birth_date": "1990-01-01"})
    assert wrong.status_code == 422
    found = other.post("/apply/return/", {"code": code[1], "birth_date": BORN})
    assert found["Location"].startswith(BASE)
    assert held(other) == held(client)
    other.post("/apply/close/")
    assert other.get(f"{BASE}check/")["Location"] == "/apply/return/"
    assert Client().get(f"{BASE}check/")["Location"] == "/apply/return/"


@pytest.mark.parametrize(
    ("page", "told", "words"),
    [
        ("pay/", {"pay": "-20"}, "cannot be less than zero"),
        ("pay/", {"pay": "much"}, "Write dollars and cents"),
        ("activity/", {"starts": "25:00"}, "Write a time"),
        ("birth/", {"birth_date": "2999-01-01"}, "future"),
        ("home/", {"zip_code": "82"}, "ZIP"),
        ("name/", {"given_name": "", "surname": "X"}, "Please answer this"),
    ],
)
def test_what_cannot_stand_is_kept_and_said(page, told, words):
    client = begin()
    answer = save(client, page, told)
    assert answer.status_code == 422
    assert words.lower() in plain(answer).lower()
    kept = held(client).answers["applicant"]
    assert all(kept[name] == text for name, text in told.items())


def test_people_are_added_and_taken_off():
    client = filled()
    assert save(client, "child/3/", {"given_name": "Far"}).status_code == 404
    save(client, "child/2/", {"given_name": "Lee", "surname": "Fernbobbin"})
    assert "Lee Fernbobbin" in plain(client.get(f"{BASE}people/children/"))
    client.post(f"{BASE}people/children/remove/", {"place": "1", "seen": held(client).version})
    assert [each["given_name"] for each in held(client).answers["children"]] == ["Lee"]
    client.post(f"{BASE}people/children/remove/", {"place": "1", "seen": "1"})
    assert len(held(client).answers["children"]) == 1, "an old page takes nobody off"
    assert client.get(f"{BASE}people/parents/").status_code == 404


@pytest.mark.cites("CC-601-A", "CC-800-A", "CC-503-A")
def test_what_may_not_fit_is_said_early_and_stops_nobody():
    client = filled(child={"birth_date": "2009-01-01"}, pay={"pay": "9,000"},
                    activity={"activity": "none"})  # fmt: skip
    told = plain(client.get(f"{BASE}check/"))
    assert "All the children are 13 or older" in told
    assert "no work, school or training" in told
    assert "earn more than the limit" in told
    assert sign(client)["Location"] == f"{BASE}done/"


def test_thirteen_on_the_day_is_too_old_and_a_special_need_is_not():
    born = {"children": [{"birth_date": "2013-06-01"}]}
    assert early_words(born, on=date(2026, 5, 31)) == []
    assert early_words(born, on=date(2026, 6, 1)) == ["early_age"]
    needs = {"children": [{"birth_date": "2013-06-01", "special_needs": "Yes"}]}
    assert early_words(needs, on=date(2026, 6, 1)) == []


def test_papers_come_with_it_and_after_it_until_it_is_decided():
    client = filled()
    file = SimpleUploadedFile("stub.png", picture(), content_type="image/png")
    assert client.post(f"{BASE}papers/", {"kind": "income", "file": file}).status_code == 302
    assert client.post(f"{BASE}papers/", {"kind": "income"}).status_code == 422
    sign(client)
    later = SimpleUploadedFile("more.png", picture(size=(30, 20)), content_type="image/png")
    assert client.post(f"{BASE}papers/", {"kind": "other", "file": later}).status_code == 302
    assert held(client).documents.count() == 3
    CareApplication.objects.update(state="denied")
    assert client.get(f"{BASE}papers/")["Location"] == f"{BASE}done/"
    assert "We have decided" in plain(client.get(f"{BASE}done/"))


def test_a_representative_needs_the_familys_consent():
    client = filled(who={"helped_by": "Aunt Example", "helper_consent": "no"})
    assert client.get(f"{BASE}sign/")["Location"] == f"{BASE}check/"
    save(client, "who/", {"county": "56021", "helped_by": "Aunt Example",
                          "helper_consent": "yes"})  # fmt: skip
    sign(client)
    assert held(client).representative == "Aunt Example"


def test_the_whole_way_is_in_spanish_too():
    client = begin(Client(headers={"accept-language": "es"}))
    assert "¿Dónde vive?" in client.get(f"{BASE}questions/who/").content.decode()
    filled(client)
    sign(client)
    said = text_of(client.get(f"{BASE}signed.pdf").content)
    assert "Solicitud de ayuda para el cuidado infantil" in said
    assert held(client).language == "es"


def test_programs_and_repeated_forms_begin_nothing_more():
    client = Client()
    client.post(f"{BASE}start/", {"form_key": "x", "website": "http://spam.example"})
    assert not CareApplication.objects.exists()
    filled(client)
    assert Client().post(f"{BASE}start/", {"form_key": "one"})["Location"] == "/apply/return/"
    assert CareApplication.objects.count() == 1
    assert "care-apply" not in plain(Client().get("/public/"))
    assert BASE in Client().get("/public/").content.decode()


def test_every_question_choice_and_fault_has_its_words():
    texts = load_texts()
    for section in care_application_form().sections:
        stop = Stop(section, 1 if section.of in GROUPS else None)
        assert "{" not in title_of(stop, language="es")
        assert f"care_apply.why_{section.name}" in texts
        for field in section.fields:
            assert label_key(stop, field) in texts, field.key
            offered = [choice_key(field, each) for each in field.choices]
            assert set(offered) <= texts.keys(), field.key
    for _, sentence in REASONS:
        assert f"apply.{sentence}" in texts or f"care_apply.{sentence}" in texts


@pytest.mark.cites("CC-701-A", "CC-901-A")
def test_a_second_job_and_more_money_are_asked_where_there_is_more():
    client = filled(pay={"more_work": "yes"})
    assert save(client, "pay/", {"pay": "900", "more_work": "yes"})["Location"] == (
        f"{BASE}questions/activity_2/"
    )
    second = {"activity_2": "self_employment", "place_2": "Made-Up Mending"}
    assert save(client, "activity_2/", second)["Location"] == f"{BASE}questions/pay_2/"
    page = client.get(f"{BASE}questions/pay_2/")
    assert "What do you earn? Number 2" in plain(page)
    assert save(client, "pay_2/", {"pay_2": "-5", "more_work_2": "yes"}).status_code == 422
    save(client, "pay_2/", {"pay_2": "300", "pay_frequency_2": "monthly"})
    money = {"money_kind": "unemployment", "money": "80", "money_frequency": "weekly"}
    answer = save(client, "other_money/", {**money, "more_money": "yes"})
    assert answer["Location"] == f"{BASE}questions/other_money_2/"
    told = plain(client.get(f"{BASE}check/"))
    assert "Work, school or training: number 2" in told
    assert "Made-Up Mending" in told
    assert client.get(f"{BASE}questions/activity_3/").status_code == 404
    # What is not asked any more is neither shown nor counted, and kept all the same.
    save(client, "pay/", {"pay": "900", "more_work": "no"})
    assert "Made-Up Mending" not in plain(client.get(f"{BASE}check/"))
    assert held(client).answers["applicant"]["place_2"] == "Made-Up Mending"
    assert client.get(f"{BASE}questions/activity_2/").status_code == 404


def test_the_last_turn_of_a_round_does_not_ask_for_more():
    client = filled(pay={"more_work": "yes"})
    for turn in (2, 3):
        save(client, f"pay_{turn}/", {f"more_work_{turn}": "yes"})
    page = client.get(f"{BASE}questions/pay_4/").content.decode()
    assert 'name="pay_4"' in page
    assert "more_work" not in page


@pytest.mark.cites("45 CFR 98.71(a)")
def test_races_are_chosen_with_boxes_and_only_those_that_are_offered():
    client = filled()
    told = {"races": ["is_white", "is_asian", "is_martian"], "is_hispanic": "no"}
    save(client, "about_child/1/", told)
    assert held(client).answers["children"][0]["races"] == "is_asian,is_white"
    page = client.get(f"{BASE}questions/about_child/1/").content.decode()
    assert page.count(" checked") == 3
    assert "Asian, White" in plain(client.get(f"{BASE}check/"))


@pytest.mark.cites("CC-905-B-2-c", "CC-901-G")
def test_the_early_word_counts_each_job_and_no_money_that_is_exempt():
    pay = {"pay": "3,000", "pay_frequency": "monthly"}
    people = {"adults": [{}], "children": [{"birth_date": "2023-05-05"}]}
    told = {"applicant": {**pay, "activity": "employment"}, **people}
    assert "early_income" not in early_words(told, on=date(2026, 10, 1))
    told["applicant"] |= {"more_work": "yes", "pay_2": "4,000", "pay_frequency_2": "monthly"}
    assert "early_income" in early_words(told, on=date(2026, 10, 1))
    ssi = {"money_kind": "ssi", "money": "9,000", "money_frequency": "monthly"}
    told["applicant"] = {**pay, **ssi, "activity": "employment"}
    assert "early_income" not in early_words(told, on=date(2026, 10, 1))
    told["applicant"]["money_kind"] = "unemployment"
    assert "early_income" in early_words(told, on=date(2026, 10, 1))
