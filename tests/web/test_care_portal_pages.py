"""What a caretaker reads and sends in the portal, and what of another home is never there."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.builders import build_case, build_person
from tests.care_families import add_child, build_family, build_provider
from tests.jobs.test_care_deciding import application_of
from tests.parents import PARENT_PASSWORD, browser_of, walk
from tests.records import picture

from posse.apps.people.choices import ViolenceBasis
from posse.apps.proofs.models import EvidenceRejection
from posse.apps.records.models import Document
from posse.apps.subsidy.models import CareChange
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.deciding import do_approve
from posse.services.care.denying import do_deny
from posse.services.care.household import do_put_in_household
from posse.services.care.proofs import (
    Narrative,
    Weight,
    do_record_evidence,
    do_reject_evidence,
)
from posse.services.portal.accounts import do_accept_invitation, do_close_portal, do_invite
from posse.services.portal.papers import KINDS
from posse.services.register.safety import do_mark_family_violence
from posse.units.days import add_business_days
from posse.web.family.portal.care import PAPER_KINDS
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db

HOME = "/family/care/"
BORN = date(1992, 5, 4)
NAMES = iter(f"caretaker.{number}" for number in range(1000))


def give_care_portal(person, *, on: date):
    """An account of a caretaker, made as a caretaker makes it."""
    code = do_invite(participant=person, on=on, by="test")
    return do_accept_invitation(
        code=code, birth_date=BORN, username=next(NAMES), password=PARENT_PASSWORD, on=on
    )


def read(person, address=HOME, *, language="en") -> str:
    user = give_care_portal(person, on=acting_date())
    return told(browser_of(user, language=language).get(address))


def told(answer) -> str:
    assert answer.status_code == 200
    text = answer.content.decode().replace("&#x27;", "'").replace("&nbsp;", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.fixture
def family(office, db):
    """Two married parents and a child at a center, approved today."""
    on = acting_date()
    found = build_family(adults=2, on=on, month_cents=300_000, provider=build_provider(on=on))
    do_approve(application_of(found, filed_on=on), on=on, by="test")
    return found


def day_words(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


@pytest.mark.cites("CC-1400-A", "CC-200-authorization")
def test_a_caretaker_reads_the_decision_first_and_then_what_is_paid_for(family) -> None:
    on = acting_date()
    browser = browser_of(give_care_portal(family.adults[0], on=on))
    answer = browser.get("/family/", follow=True)
    assert answer.redirect_chain == [(HOME, 302)]
    assert "family/portal/care.html" in [each.name for each in answer.templates]
    assert answer.headers["Cache-Control"] == "no-store, private"
    text = told(answer)
    first = f"On {day_words(on)} we agreed to help pay for your child care."
    assert re.search(
        rf'<h1 class="family-said">{re.escape(first)}</h1>', answer.content.decode()
    )
    assert "Your family meets every requirement." in text
    assert "Tumbleweed Test Center" in text
    assert "Kid0 Daycarely" in text
    assert "Monday: 8 hours" in text
    assert "Your help runs through" in text
    assert "Your share, a month" in text


def test_a_child_for_whom_nothing_can_be_paid_yet_is_named_beside_the_reason(office) -> None:
    on = acting_date()
    family = build_family(on=on, month_cents=300_000, provider=build_provider(on=on))
    add_child(family, born=date(2020, 8, 9), provider=None, number=1, on=on)
    do_approve(application_of(family, filed_on=on), on=on, by="test")
    text = read(family.adults[0])
    assert "Your family meets every requirement. What we cannot pay for yet:" in text
    assert "About Kid1 Daycarely: The provider is not one that we can pay." in text


def test_spanish_readers_read_the_same_in_spanish(family) -> None:
    text = read(family.adults[0], language="es")
    assert "aceptamos ayudarle a pagar el cuidado infantil" in text
    assert "Lunes: 8 horas" in text
    assert "Su familia cumple todos los requisitos." in text


@pytest.mark.cites("CC-401-B", "CC-1401-C")
def test_a_denied_family_reads_why_and_an_open_application_by_when(office) -> None:
    on = acting_date()
    family = build_family(on=on, month_cents=2_000_000)
    application = application_of(family, filed_on=on)
    user = give_care_portal(family.adults[0], on=on)
    text = told(browser_of(user).get(HOME))
    assert "We have not decided anything about your child care yet." in text
    by = day_words(application.decide_by)
    assert (
        f"We got application {application.number} on {day_words(on)}. We decide it by {by}"
        in text
    )
    do_deny(application, on=on, by="test")
    text = told(browser_of(user).get(HOME))
    assert "we decided that we cannot help to pay for your child care" in text
    assert "Your countable income of a month is above the limit for your family." in text
    assert "We do not pay for care of a child right now." in text
    assert "Apply for child care" in text


@pytest.mark.cites("CC-402-G")
def test_the_page_of_the_hearing_tells_its_last_day(family) -> None:
    on = acting_date()
    last = add_business_days(on + timedelta(days=30), 0)
    user = give_care_portal(family.adults[0], on=on)
    answer = browser_of(user).get(f"{HOME}hearing/")
    assert "family/portal/care_hearing.html" in [each.name for each in answer.templates]
    assert f"The last day to ask is {day_words(last)}." in told(answer)


def test_before_a_decision_the_page_of_the_hearing_says_that_there_is_none(office) -> None:
    family = build_family(on=acting_date())
    assert "There is no decision of ours yet." in read(family.adults[0], f"{HOME}hearing/")


@pytest.mark.cites("CC-301-F")
def test_what_is_asked_for_is_told_with_its_day_and_can_be_sent_at_once(
    family, client_of
) -> None:
    on = acting_date()
    for row in family.care_case.evidence.all():
        EvidenceRejection.objects.create(
            care_case=family.care_case, evidence=row, reason="No", effective_on=on,
            recorded_on=on, recorded_by="test",
        )  # fmt: skip
    [asked] = do_ask_for_proof(
        family.care_case, asks=[(family.adults[0].pk, "income")], on=on, by="test"
    )
    user = give_care_portal(family.adults[0], on=on)
    browser = browser_of(user)
    text = told(browser.get(HOME))
    assert f"Send it by {day_words(asked.due_on)}." in text
    address = f"{HOME}papers/?case={family.care_case.number}"
    form = browser.get(address)
    assert "family/portal/care_papers.html" in [each.name for each in form.templates]
    paper = SimpleUploadedFile("stub.png", picture(), content_type="image/png")
    kept = browser.post(address, {"kind": "income", "file": paper}, follow=True)
    assert "We have your paper." in told(kept)
    document = Document.objects.get(care_case=family.care_case, is_from_family=True)
    assert document.participant == family.adults[0]
    inbox = client_of("benefit specialist").get("/care/documents/").content.decode()
    assert f"/care/documents/{document.pk}/" in inbox


@pytest.mark.cites("CC-301-F")
def test_a_new_proof_that_is_asked_for_while_the_old_one_holds_is_told_too(family) -> None:
    on, mother = acting_date(), family.adults[0]
    for row in family.care_case.evidence.all():
        do_reject_evidence(row, reason="No", on=on, by="test")
    do_record_evidence(
        family.care_case, proves=[(mother.pk, "residence")],
        weight=Weight("document", "primary", holds_until=on + timedelta(days=20)),
        narrative=Narrative(
            says="A lease", obtained_on=on - timedelta(days=1), given_by="Ann Daycarely",
            document_kind="Lease",
        ),
        on=on - timedelta(days=1), by="test",
    )  # fmt: skip
    [asked] = do_ask_for_proof(
        family.care_case, asks=[(mother.pk, "residence")], on=on, by="test"
    )
    text = told(browser_of(give_care_portal(mother, on=on)).get(HOME))
    assert f"Send it by {day_words(asked.due_on)}." in text


def test_a_paper_without_a_file_or_of_no_kind_is_refused_in_words(family) -> None:
    browser = browser_of(give_care_portal(family.adults[0], on=acting_date()))
    answer = browser.post(f"{HOME}papers/", {"kind": "income"})
    assert answer.status_code == 422
    paper = SimpleUploadedFile("stub.png", picture(), content_type="image/png")
    answer = browser.post(f"{HOME}papers/", {"kind": "nothing", "file": paper})
    assert answer.status_code == 422
    assert not Document.objects.filter(care_case=family.care_case, is_from_family=True).exists()
    assert set(PAPER_KINDS) <= set(KINDS)


@pytest.mark.cites("CC-404-D", "CC-1501-A", "CC-1502-A.1")
def test_a_change_told_online_waits_for_the_specialist(family, client_of) -> None:
    on = acting_date()
    browser = browser_of(give_care_portal(family.adults[0], on=on))
    address = f"{HOME}changes/"
    form = browser.get(address)
    assert "family/portal/care_changes.html" in [each.name for each in form.templates]
    change = {"kind": "income", "happened_on": (on - timedelta(days=3)).isoformat(),
              "learned_on": "", "words": "I earn more at the pretend mill"}  # fmt: skip
    text = told(browser.post(address, change, follow=True))
    assert f"Thank you. We have it since {day_words(on)}." in text
    assert "We have not looked at it yet." in text
    kept = CareChange.objects.get(care_case=family.care_case)
    assert (kept.channel, kept.is_late, kept.learned_on) == (
        "online", False, on - timedelta(days=3),
    )  # fmt: skip
    desk = client_of("benefit specialist").get("/care/changes/").content.decode()
    assert family.care_case.number in desk


@pytest.mark.cites("CC-1502-A.1", "CC-1507-A")
def test_who_tells_a_change_late_reads_what_good_cause_is(family) -> None:
    on = acting_date()
    browser = browser_of(give_care_portal(family.adults[0], on=on))
    change = {"kind": "household", "happened_on": (on - timedelta(days=40)).isoformat(),
              "words": "My made-up cousin moved in"}  # fmt: skip
    text = told(browser.post(f"{HOME}changes/", change, follow=True))
    assert "That is more than 10 days after you knew of it. If you were ill" in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": ""}, "Choose what changed."),
        ({"happened_on": ""}, "Tell us on which day it changed."),
        ({"happened_on": "soon"}, "Tell us on which day it changed."),
        ({"happened_on": "2019-01-01"}, "within the past year"),
        ({"happened_on": "2999-01-01"}, "within the past year"),
        ({"learned_on": "2001-01-01"}, "before the day it changed"),
        ({"words": " "}, "Nothing was sent yet."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_stays_typed(family, typed, words) -> None:
    change = {"kind": "other", "happened_on": acting_date().isoformat(), "learned_on": "",
              "words": "Something made up"}  # fmt: skip
    browser = browser_of(give_care_portal(family.adults[0], on=acting_date()))
    answer = browser.post(f"{HOME}changes/", change | typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert (change | typed)["words"].strip() in text
    assert not CareChange.objects.filter(care_case=family.care_case).exists()


def test_nobody_reaches_a_case_of_another_household(family) -> None:
    on = acting_date()
    other = build_family(on=on)
    browser = browser_of(give_care_portal(other.adults[0], on=on))
    for page in ("", "changes/", "papers/", "hearing/"):
        address = f"{HOME}{page}?case={family.care_case.number}"
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"kind": "other"}).status_code in {404, 405}
    for text in walk(browser, start=HOME).values():
        assert family.care_case.number not in text


def test_a_parent_of_the_other_home_of_a_shared_child_reads_nothing_of_this_one(family) -> None:
    on = acting_date()
    elsewhere = build_person(given_name="Far", surname="Daycarely", birth_date=BORN, on=on)
    do_put_in_household(care_case=family.care_case, participant=elsewhere, role="adult",
                        home=2, on=on, by="test")  # fmt: skip
    with pytest.raises(ValueError, match="caretaker"):
        do_invite(participant=elsewhere, on=on, by="test")


def test_both_adults_of_a_home_read_the_case_but_not_what_the_other_told(family) -> None:
    on = acting_date()
    mother, father = (browser_of(give_care_portal(each, on=on)) for each in family.adults)
    change = {"kind": "other", "happened_on": on.isoformat(), "words": "A secret made up"}
    mother.post(f"{HOME}changes/", change)
    assert "A secret made up" in told(mother.get(f"{HOME}changes/"))
    assert "A secret made up" not in told(father.get(f"{HOME}changes/"))
    assert "Tumbleweed Test Center" in told(father.get(HOME))
    assert "Read the letter" not in told(father.get(HOME))


def test_whoever_left_the_home_reads_nothing_of_it_any_more(family) -> None:
    on = acting_date()
    father = browser_of(give_care_portal(family.adults[1], on=on))
    assert father.get(HOME).status_code == 200
    do_put_in_household(care_case=family.care_case, participant=family.adults[1], role="adult",
                        is_ended=True, on=on, by="test")  # fmt: skip
    assert father.get(HOME).status_code == 404
    assert "no case" in told(father.get("/family/")).lower()


def test_where_somebody_is_in_danger_the_case_opens_to_the_applicant_alone(family) -> None:
    on = acting_date()
    mother, father = (browser_of(give_care_portal(each, on=on)) for each in family.adults)
    do_mark_family_violence(participant=family.adults[0], basis=ViolenceBasis.SCREENING,
                            is_on=True, note="Made up", on=on, by="test")  # fmt: skip
    assert mother.get(HOME).status_code == 200
    assert father.get(HOME).status_code == 404


def test_who_is_not_signed_in_or_works_here_does_not_come_in(family, client_of) -> None:
    assert Client().get(HOME).status_code == 302
    assert client_of("benefit specialist").get(HOME).status_code == 403
    browser = browser_of(give_care_portal(family.adults[0], on=acting_date()))
    do_close_portal(participant=family.adults[0])
    assert browser.get(HOME).status_code == 403


def test_a_specialist_invites_an_adult_of_the_case_and_no_child(family, client_of) -> None:
    desk = client_of("benefit specialist")
    people = f"/care/cases/{family.care_case.number}/people"
    address = f"{people}/{family.adults[0].pk}/portal/"
    assert address in desk.get(f"/care/cases/{family.care_case.number}/").content.decode()
    letter = desk.post(address, {"act": "invite"})
    assert "access/portal_letter.html" in [each.name for each in letter.templates]
    assert "This person has no account yet" in told(desk.get(address))
    assert desk.get(f"{people}/{family.children[0].pk}/portal/").status_code == 404
    assert client_of("licensing specialist").post(address, {"act": "invite"}).status_code == 403


def test_who_has_both_a_support_and_a_care_case_finds_both(family) -> None:
    case = build_case(obligee=family.adults[0])
    user = give_care_portal(family.adults[0], on=acting_date())
    text = browser_of(user).get("/family/").content.decode()
    assert case.number in text
    assert f'href="{HOME}"' in text
    care = told(browser_of(user).get(HOME))
    assert "Balances" in care
    assert "Tumbleweed Test Center" in care


def test_who_has_a_care_case_alone_finds_no_way_to_support(family) -> None:
    text = read(family.adults[0])
    assert "Balances" not in text
    assert "Preferences" in text


def test_every_page_a_caretaker_can_reach_is_there_in_both_languages(family) -> None:
    user = give_care_portal(family.adults[0], on=acting_date())
    for language in ("en", "es"):
        found = walk(browser_of(user, language=language), start=HOME)
        assert f"{HOME}hearing/?case={family.care_case.number}" in found
        assert all(
            f'<html lang="{language}">' in each for each in found.values() if "<html" in each
        )
