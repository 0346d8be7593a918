"""Search finds people, cases, orders, receipts and employers, also with a slip."""

import re
from datetime import date

import pytest
from tests.builders import build_person
from tests.office import CASE, OBLIGOR_SSN, OTHER_CASE

from posse.services.register.people import do_name_participant
from posse.services.search import do_index_participants, search
from posse.services.search.keys import normalised
from posse.services.search.numbers import slips

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("Robert Larkthimble", "Name matches"),
        ("larkthimble, robert", "Name matches"),
        ("Lark Rob", "Name begins with"),
        ("Bob Larkthimble", "Bob is also used for Robert"),
        ("Robert Larktimble", "is one letter short of Larkthimble"),
        ("Robert Larkthibmle", "Larkthibmle is two swapped letters from Larkthimble"),
        ("Robert Larcthimble", "Larcthimble sounds like Larkthimble"),
        ("Rovert Larkthimble", "Rovert is one letter from Robert"),
        (OBLIGOR_SSN, "SSN matches"),
        ("900-21-4321", "SSN matches"),
        ("900-12-4321", "SSN with two neighbouring digits swapped"),
        ("900214327", "SSN with one digit different"),
        ("90021432", "SSN with one digit missing"),
        ("9002143211", "SSN with one digit too many"),
    ],
)
def test_a_person_is_found_and_the_reason_said(office, query, why) -> None:
    best = search(query)[0]
    assert best.title == "Robert Larkthimble"
    assert why in best.why
    assert best.is_near_miss == (best.score < 95)
    assert {link.number for link in best.cases} == {CASE, OTHER_CASE}


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (CASE, "Case number matches"),
        (CASE.lower(), "Case number matches"),
        ("C10000121", "Case number with one digit different"),
        (f"O-{CASE}", "Order number matches"),
    ],
)
def test_a_case_is_found_by_its_own_or_its_order_number(office, query, why) -> None:
    best = search(query)[0]
    assert (best.kind, best.key, best.why) == ("case", CASE, why)


def test_a_receipt_is_found_by_its_number(office) -> None:
    hits = search(f"r{office.identified}")
    assert [(hit.kind, hit.amount_cents) for hit in hits] == [("receipt", 50_000)]


@pytest.mark.parametrize("query", ["anvil", "90-0000001", "900000001"])
def test_an_employer_is_found_by_a_part_of_its_name_or_its_number(office, query) -> None:
    assert "Acme Anvils" in [hit.title for hit in search(query)]


@pytest.mark.parametrize("query", ["", "x", "%", "zzqqy", "R99999999999999999999", "'; --"])
def test_what_is_not_there_is_not_found(office, query) -> None:
    assert search(query) == []


def test_accents_dashes_and_quotes_do_not_hide_a_person(office) -> None:
    person = build_person(surname="Öberbüttel-O\u2019Nýland", given_name="José")
    do_index_participants([person.pk])
    for query in ("jose oberbuttel", "onyland jose", "Öberbüttel-O\u2019Nýland"):
        assert search(query)[0].key == str(person.pk), query


def test_a_former_name_still_finds_and_is_said_to_be_former(office) -> None:
    person = build_person(surname="Thistledown", given_name="Ada")
    do_name_participant(
        participant=person, surname="Umberfield", given_name="Ada",
        on=date(2026, 10, 3), by="test",
    )  # fmt: skip
    do_index_participants([person.pk])
    best = search("ada thistledown")[0]
    assert best.title == "Ada Umberfield"
    assert "former name Ada Thistledown" in best.why


def test_indexing_again_adds_nothing(office) -> None:
    person = build_person(surname="Thistledown", given_name="Ada")
    assert do_index_participants([person.pk]) == do_index_participants([person.pk])


def test_exact_findings_come_before_near_misses(office) -> None:
    near = build_person(surname="Larkthimbel", given_name="Robert")
    do_index_participants([near.pk])
    titles = [hit.title for hit in search("robert larkthimbel")]
    assert titles.index("Robert Larkthimbel") < titles.index("Robert Larkthimble")


def test_the_list_alone_is_sent_while_someone_types(office, clerk) -> None:
    whole = clerk.get("/search/?q=larkthimbel").content.decode()
    part = clerk.get("/search/?q=larkthimbel", headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert "Near-miss:" in part
    assert re.search(r"\d+ findings? for “larkthimbel”", part)


def test_a_search_that_finds_nothing_says_what_to_try(office, clerk) -> None:
    assert "not even a near-miss" in clerk.get("/search/?q=zzqqy").content.decode()


def test_what_was_typed_cannot_become_part_of_the_page(office, clerk) -> None:
    page = clerk.get("/search/?q=<script>x</script>").content.decode()
    assert "<script>x" not in page


def test_slips_of_a_number_never_hold_the_number_itself() -> None:
    assert "121" not in slips("121")
    assert slips("12")["21"] == "two neighbouring digits swapped"
    assert slips("C12")["C13"] == "one digit different"


def test_names_are_compared_without_marks() -> None:
    assert normalised("  José  Ó'Brien-Smith ") == "JOSE OBRIEN SMITH"
