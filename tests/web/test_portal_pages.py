"""What a parent reads in the portal, and what a parent can never read there."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import build_case, build_person
from tests.office import CASE, EMPTY_CASE, OTHER_CASE, SECOND_NIGHT, THIRD_DAY
from tests.parents import HOME, browser_of, give_portal, walk

from posse.apps.books.models import DistributionLine
from posse.apps.cases.models import Case
from posse.apps.payments.models import Receipt
from posse.apps.people.choices import ViolenceBasis
from posse.ledger.accounts import BUCKETS, OBLIGATIONS, OBLIGOR, REFUND, SUPPORT_OBLIGATIONS
from posse.rules.support.next_action import next_action_rows
from posse.rules.texts import load_texts
from posse.services.law import current_law
from posse.services.matching.merging import do_merge_people
from posse.services.portal.accounts import do_close_portal
from posse.services.portal.balances import LAW
from posse.services.register.cases import do_set_case_status
from posse.services.register.people import (
    do_add_address,
    do_add_employer,
    do_add_payee_account,
    do_record_employment,
)
from posse.services.register.safety import do_mark_family_violence

pytestmark = pytest.mark.django_db

BOTH = ("mother", "father")
OWN_PAGES = (
    "/family/",
    "/family/money/",
    "/family/balances/",
    f"/family/money/{CASE}/2026-10/",
)
FAMILY_ADDRESS = re.compile(r"^family/")


@pytest.fixture
def case(office, db) -> Case:
    return Case.objects.select_related("obligor", "obligee").get(number=CASE)


@pytest.fixture
def parents(case):
    """Both parents of the first case."""
    return {
        "mother": give_portal(case.obligee, username="mother.of.kim", on=THIRD_DAY),
        "father": give_portal(case.obligor, username="father.of.kim", on=THIRD_DAY),
    }


def page(user, address=HOME, *, language="en") -> str:
    answer = browser_of(user, language=language).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().replace("&#x27;", "'")


def test_the_receiving_parent_reads_first_what_came_and_what_it_was(parents) -> None:
    text = page(parents["mother"])
    assert (
        '<h1 class="family-said">You received $333.33 on October 2.'
        " All of it was this month's support.</h1>"
    ) in text


def test_the_paying_parent_reads_first_what_was_paid_and_where_it_went(parents) -> None:
    text = page(parents["father"], f"{HOME}?case={CASE}")
    assert (
        '<h1 class="family-said">You paid $500.00 on October 1. $333.33 of it counts in this'
        " case. All of it was this month's support and went to the family.</h1>"
    ) in text


def test_spanish_readers_read_the_same_in_spanish(parents) -> None:
    text = page(parents["mother"], language="es")
    assert "Usted recibió $333.33 el 2 de octubre." in text
    assert "Todo fue la manutención de este mes." in text
    assert "Un traductor jurado todavía no ha revisado" in text


@pytest.mark.parametrize(
    ("address", "template"),
    [
        ("/family/", "family/portal/home.html"),
        ("/family/money/", "family/portal/money.html"),
        (f"/family/money/{CASE}/2026-10/", "family/portal/month.html"),
        ("/family/balances/", "family/portal/balances.html"),
    ],
)
def test_each_page_is_shown_whole(parents, address, template) -> None:
    answer = browser_of(parents["mother"]).get(address)
    assert template in [each.name for each in answer.templates]
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_what_happens_next_says_by_when(parents) -> None:
    text = page(parents["mother"])
    assert "Support is a month or more behind. We are working to collect it." in text
    assert "We must do this by October 31, 2026." in text


def test_a_month_tells_each_payment_and_where_it_went(parents) -> None:
    month = f"/family/money/{CASE}/2026-10/"
    mother, father = (page(parents[who], month) for who in BOTH)
    assert "$333.33 came in on October 1, 2026." in mother
    assert "We sent you $333.33 on October 1, 2026, to your bank account." in mother
    assert "Taken out of your pay" in father


def test_where_the_money_came_from_is_told_to_who_paid_it_alone(parents) -> None:
    for words in walk(browser_of(parents["mother"])).values():
        assert "Taken out of" not in words
        assert "Taken from" not in words


def test_each_balance_is_explained_with_its_law(parents) -> None:
    text = page(parents["father"], f"/family/balances/?case={CASE}")
    assert "$1,500.00" in text
    assert "When it is paid, it goes to the family." in text
    assert "When it is paid, the State keeps it to pay back that help." in text
    assert 'href="/law/citations/42%20USC%20608(a)(3)/"' in text


@pytest.mark.parametrize("who", BOTH)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_is_there_in_both_languages(parents, who, language) -> None:
    found = walk(browser_of(parents[who], language=language))
    assert set(OWN_PAGES) <= {address.partition("?")[0] for address in found}
    assert all(
        f'<html lang="{language}">' in text for text in found.values() if "<html" in text
    )


def test_a_parent_reaches_each_own_case_and_no_other(parents) -> None:
    father = browser_of(parents["father"])
    assert father.get(HOME, {"case": OTHER_CASE}).status_code == 200
    mother = browser_of(parents["mother"])
    for address in ("/family/", "/family/money/", "/family/balances/"):
        assert mother.get(address, {"case": OTHER_CASE}).status_code == 404, address
    assert mother.get(f"/family/money/{OTHER_CASE}/2026-10/").status_code == 404


def family_routes() -> list[str]:
    """Every address of the portal, with its places still open."""
    routes = [route.replace("^", "") for route, *_ in get_resolver().reverse_dict.values()
              for route, _ in route]  # fmt: skip
    return sorted({f"/{route}" for route in routes if FAMILY_ADDRESS.match(route)})


def test_random_numbers_open_nothing_that_is_another_persons(parents, case) -> None:
    mother = browser_of(parents["mother"])
    routes = [route for route in family_routes() if "%(" in route]
    assert routes
    numbers = [OTHER_CASE, EMPTY_CASE, *Case.objects.values_list("number", flat=True)]
    others = [number for number in numbers if number != CASE]
    never = (OTHER_CASE, EMPTY_CASE, "Quillkettle", "Fernbobbin")

    @settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
    @given(
        st.sampled_from(routes),
        st.one_of(st.sampled_from(others), st.integers(1, 5000).map(str),
                  st.sampled_from(["2026-10", "x", "0"])),
    )  # fmt: skip
    def no_door_opens(route: str, number: str) -> None:
        for answer in (mother.get(re.sub(r"%\(\w+\)s", number, route)),
                       mother.get(HOME, {"case": number})):  # fmt: skip
            assert answer.status_code in {404, 405}, f"{route} {number}"
            # What was asked for stands in the form that chooses the language.
            told = answer.content.decode().replace(number, "")
            assert not [word for word in never if word in told]

    no_door_opens()


def plant(person, *, mark: str) -> list[str]:
    """An address, a job and an account of a person, which the other must never see."""
    told = {"on": THIRD_DAY, "by": "test"}
    do_add_address(
        participant=person, line_1=f"77 {mark} Lane", line_2="", city=f"{mark}ville",
        state="WY", zip_code="82999", **told,
    )  # fmt: skip
    employer = do_add_employer(
        name=f"{mark} Works", fein=f"98{person.pk:07d}", city="Cheyenne", state="WY"
    )
    do_record_employment(participant=person, employer=employer, **told)
    do_add_payee_account(
        participant=person, routing_number="123456780",
        account_number=f"9{mark.upper()}9", **told,
    )  # fmt: skip
    return [f"77 {mark} Lane", f"{mark}ville", f"{mark} Works", mark.upper(), mark]


@pytest.mark.cites("42 USC 654(26)", "CS-6.3-FV-2")
@pytest.mark.parametrize("is_in_danger", [False, True])
def test_neither_parent_finds_anything_of_where_the_other_is(
    parents, case, is_in_danger
) -> None:
    marks = {"mother": plant(case.obligee, mark="Dovewick"),
             "father": plant(case.obligor, mark="Brambleton")}  # fmt: skip
    if is_in_danger:
        do_mark_family_violence(
            participant=case.obligee, is_on=True, basis=ViolenceBasis.SCREENING,
            note="She said so.", on=THIRD_DAY, by="test",
        )  # fmt: skip
    for who, other in (("mother", "father"), ("father", "mother")):
        for language in ("en", "es"):
            for address, text in walk(browser_of(parents[who], language=language)).items():
                seen = [mark for mark in marks[other] if mark.lower() in text.lower()]
                assert not seen, f"{who} reads at {address}: {seen}"


def test_staff_find_no_page_of_the_portal_and_parents_none_of_the_staff(
    parents, client_of
) -> None:
    refused = client_of("supervisor").get(HOME)
    assert refused.status_code == 403
    assert "family/portal/refused.html" in [each.name for each in refused.templates]
    assert "for parents who have an account" in refused.content.decode()
    for address in ("/", f"/cases/{CASE}/", "/staff/", "/search/?q=kim", "/tasks/"):
        answer = browser_of(parents["mother"]).get(address)
        assert answer.status_code == 403, address
        assert "This page is for people who work here." in answer.content.decode(), address


def test_who_is_not_signed_in_is_led_to_the_sign_in_of_families(parents) -> None:
    for address in OWN_PAGES:
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/family/sign-in/?next=/family/")


def test_a_closed_account_says_so_and_shows_nothing(parents, case) -> None:
    do_close_portal(participant=case.obligee)
    for address in OWN_PAGES:
        answer = browser_of(parents["mother"]).get(address)
        assert answer.status_code == 403
        text = answer.content.decode()
        assert "Your account was closed" in text
        assert "Case C1" not in text


def test_a_closed_case_can_still_be_read(parents, case) -> None:
    told = {"service": "iv_d", "state": "closed", "on": THIRD_DAY, "by": "test"}
    do_set_case_status(case=case, effective_on=SECOND_NIGHT, **told)
    text = page(parents["mother"])
    assert "This case is closed. You can still see what was paid." in text
    assert "You can ask us to open it again." in text


def test_an_account_without_a_case_is_told_so(office, db) -> None:
    one, other = build_case(), build_case()
    user = give_portal(one.obligee, username="once.a.mother", on=THIRD_DAY)
    Case.objects.filter(pk=one.pk).update(obligee=other.obligee)
    answer = browser_of(user).get(HOME)
    assert "family/portal/no_case.html" in [each.name for each in answer.templates]
    assert "no case is tied to it now" in answer.content.decode()
    assert browser_of(user).get("/family/money/").status_code == 404


def test_a_merged_person_sees_the_cases_of_both_records(parents, case) -> None:
    more = build_case(obligee=build_person(surname="Larkthimbel", given_name="Casey"))
    do_merge_people(
        merged=more.obligee, into=case.obligee, note="Same person.", on=THIRD_DAY, by="test"
    )
    assert f"Case {more.number}" in page(parents["mother"])


def test_every_next_step_of_the_law_has_words_for_both_parents() -> None:
    texts = load_texts()
    for row in next_action_rows(current_law(), on=date(2026, 10, 1)):
        for side in ("receiving", "paying"):
            assert f"portal.next_{row.when}_{side}" in texts


def test_every_debt_has_words_and_a_law() -> None:
    texts = load_texts()
    law = {row["what"] for row in current_law().value(LAW, on=date(2026, 10, 1))}
    about = [term.name for term in (*BUCKETS, *OBLIGATIONS[SUPPORT_OBLIGATIONS:])]
    assert [name for name in about if f"portal.about_{name}" not in texts] == []
    assert set(about) == law
    for term in BUCKETS:
        assert f"portal.bucket_{term.name}" in texts
    for term in OBLIGATIONS:
        assert f"portal.obligation_{term.name}" in texts


def test_what_goes_back_to_who_paid_is_not_told_to_the_other(parents, case) -> None:
    receipt = Receipt.objects.filter(distributions__lines__case=case).latest("pk")
    decision = receipt.distributions.latest("pk")
    DistributionLine.objects.create(
        distribution=decision, case=case, case_type=0, step=9, obligation=0, bucket=REFUND,
        payee=OBLIGOR, owed_cents=0, unreimbursed_cents=0, amount_cents=77_77,
    )  # fmt: skip
    month = f"/family/money/{CASE}/2026-10/"
    assert "$77.77 goes back to the parent who paid" in page(parents["father"], month)
    assert "77.77" not in page(parents["mother"], month)
    assert "411.10" not in page(parents["mother"], month)
