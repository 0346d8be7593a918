"""The duplicate report, two people field by field, and deciding about them."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from tests.builders import build_case, build_person
from tests.office import user_name
from tests.web.addresses import page_addresses

from posse.apps.matching.models import PairDecision, PersonMerge
from posse.apps.staff.choices import Relation
from posse.services.access import ALLOWED, MERGE_PEOPLE, ROLES
from posse.services.doors.closed_cases import closed_people
from posse.services.matching.batch import do_report_duplicates
from posse.services.matching.merged import survivor_of
from posse.services.matching.merging import do_merge_people
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_hire

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 5)
NOTE = {"note": "Seen on the birth certificate."}
MAY_MERGE = {role for role in ROLES if MERGE_PEOPLE in ALLOWED[role]}


@pytest.fixture
def pair(office):
    """Robert with a nickname and two digits swapped, found by a report."""
    one = build_person(surname="Umberfield", given_name="Robert", ssn="900431215")
    other = build_person(surname="Umberfield", given_name="Bob", ssn="900431251")
    do_report_duplicates(on=ON, by="test")
    return one, other


def beside(one, other, act="") -> str:
    return f"/people/{one.pk}/beside/{other.pk}/{f'acts/{act}/' if act else ''}"


def shown_by(client, address) -> set[str]:
    """The templates of a page."""
    return {template.name for template in client.get(address).templates}


def page(client, address) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_report_lists_the_pair_with_score_and_reasons_and_narrows_by_kind(pair, clerk) -> None:
    assert "matching/duplicates.html" in shown_by(clerk, "/duplicates/")
    text = page(clerk, "/duplicates/?kind=alike")
    assert "Robert Umberfield and Bob Umberfield" in text
    assert "Given name: one is used for the other" in text
    assert "one digit differs, or two are swapped" in text
    assert "Robert Umberfield" not in page(clerk, "/duplicates/?kind=number")


def test_csv_has_the_same_pairs_and_no_number_of_anybody(pair, clerk) -> None:
    text = clerk.get("/duplicates.csv").content.decode()
    assert "Robert Umberfield" in text
    assert "431215" not in text


def test_two_people_stand_side_by_side_with_the_weight_of_each_field(pair, clerk) -> None:
    assert "matching/pair.html" in shown_by(clerk, beside(*pair))
    text = page(clerk, beside(*pair))
    for words in ("***-**-1215", "***-**-1251", "+14.3", "Together", "In no case"):
        assert words in text, words
    assert "900431215" not in text


@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_merges(pair, client_of, role) -> None:
    one, other = pair
    client = client_of(role)
    answer = client.post(beside(one, other, "merge"), {"stands": one.pk, **NOTE})
    assert answer.status_code == (302 if role in MAY_MERGE else 403)
    assert survivor_of(other.pk) == (one.pk if role in MAY_MERGE else other.pk)
    offers = "Merge them" in page(client, beside(*pair)) or "Part them" in page(
        client, beside(*pair)
    )
    assert offers == (role in MAY_MERGE)


def test_merge_is_shown_searched_and_undone(pair, client_of) -> None:
    one, other = pair
    client = client_of("supervisor")
    client.post(beside(one, other, "merge"), {"stands": other.pk, **NOTE})
    assert "They are one person since" in page(client, beside(one, other))
    found = page(client, "/search/?q=umberfield")
    assert found.count("Umberfield</strong>") == 1
    assert f"also kept as person {one.pk}" in found
    assert "One is used for the other" in page(client, beside(one, other))
    client.post(beside(one, other, "part"), NOTE)
    assert page(client, "/search/?q=umberfield").count("Umberfield</strong>") == 2
    assert PersonMerge.objects.count() == 2


def test_pair_decided_different_leaves_the_report_and_comes_back_when_reopened(
    pair, client_of
) -> None:
    client = client_of("caseworker")
    client.post(beside(*pair, "different"), NOTE)
    assert "Umberfield" not in page(client, "/duplicates/")
    assert "Seen on the birth certificate." in page(client, beside(*pair))
    client.post(beside(*pair, "reopen"), NOTE)
    assert "Umberfield" in page(client, "/duplicates/")
    assert PairDecision.objects.count() == 2


def test_circular_merge_is_refused_on_the_page(pair, client_of) -> None:
    one, other = pair
    client = client_of("administrator")
    do_merge_people(merged=one, into=other, note="One.", on=ON, by="test")
    third = build_person(surname="Umberfield", given_name="Rob")
    answer = client.post(beside(one, third, "merge"), {"stands": third.pk, **NOTE})
    assert answer.status_code == 422
    assert f"is merged into person {other.pk} already" in answer.content.decode()
    assert survivor_of(one.pk) == other.pk


def test_page_says_that_debts_of_both_stay_apart(office, clerk) -> None:
    cases = [build_case(surname="Umberfield"), build_case(surname="Umberfield")]
    obligors = [case.obligor for case in cases]
    assert "A merge moves no money" in page(clerk, beside(*obligors))


def test_parts_of_one_case_are_told_that_they_cannot_be_one(office, clerk) -> None:
    address = page_addresses(office)["pair"]
    assert "One person cannot be both; correct the case first." in page(clerk, address)


def test_a_conflict_hides_the_pair_and_closes_whoever_is_the_same_person(
    pair, client_of
) -> None:
    one, other = pair
    user = User.objects.get(username=user_name("caseworker"))
    staff = do_hire(user=user)
    do_declare_conflict(
        staff=staff, participant=one, relation=Relation.RELATIVE, on=ON, by="test"
    )
    client = client_of("caseworker")
    assert "Umberfield" not in page(client, "/duplicates/")
    assert client.get(beside(one, other)).status_code == 403
    assert set(closed_people(user, on=ON)) == {one.pk}
    do_merge_people(merged=other, into=one, note="One.", on=ON, by="test")
    assert set(closed_people(user, on=ON)) == {one.pk, other.pk}


@pytest.mark.parametrize("ids", [(0, 1), (99999999, 1), (1, 1)])
def test_people_who_are_not_there_are_not_found(office, clerk, ids) -> None:
    assert clerk.get(f"/people/{ids[0]}/beside/{ids[1]}/").status_code == 404
