"""Requests to see child care records: kept, shown for, answered, and shut until then."""

from datetime import date

import pytest
from tests.builders import BY, build_person
from tests.care_families import build_family, build_provider
from tests.records import picture

from posse.apps.records.models import Document
from posse.rules.errors import LawError
from posse.services.care.releasing import (
    Asked,
    do_answer_request,
    do_ask_for_record,
    do_show,
    needed,
    record_for_subject,
)
from posse.services.records.uploads import do_store_upload

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 1)
ASKED = Asked("Una Officerly", "Example County Court", "A hearing on overpayments")


@pytest.fixture
def family():
    return build_family(on=ON, month_cents=320_000, provider=build_provider(on=ON))


def ask(family, ground: str):
    return do_ask_for_record(
        ground=ground, asked=ASKED, care_case=family.care_case,
        participant=family.adults[0], on=ON, by=BY,
    )  # fmt: skip


def paper(family, *, name: str, is_from_family: bool) -> Document:
    return do_store_upload(
        name=name, content=picture(size=(60, 40 + len(name))), media_type_claimed="image/png",
        care_case=family.care_case, is_from_family=is_from_family, on=ON, by=BY,
    )  # fmt: skip


@pytest.mark.cites("CC-403-SAFE-I", "CC-403-SAFE-I-1", "CC-403-SAFE-I-3", "CC-403-SAFE-I-3-b")
def test_a_subpoena_is_kept_and_releases_nothing_before_the_direction_is_on_file(family):
    request = ask(family, "subpoena")
    with pytest.raises(ValueError, match="put the paper into the record"):
        do_show(request, need="subpoena", words="Served", document=None, on=ON, by=BY)
    served = paper(family, name="subpoena.png", is_from_family=False)
    do_show(request, need="subpoena", words="Served", document=served, on=ON, by=BY)
    with pytest.raises(ValueError, match=r"stays confidential until.*Attorney General"):
        do_answer_request(request, is_released=True, words="Everything", on=ON, by=BY)
    direction = paper(family, name="direction.png", is_from_family=False)
    do_show(request, need="direction", words="Dated today", document=direction, on=ON, by=BY)
    assert needed(request) == ()
    words = "The attendance of March, as directed"
    row = do_answer_request(request, is_released=True, words=words, on=ON, by=BY)
    assert (row.is_released, row.words) == (True, words)
    with pytest.raises(ValueError, match="is answered"):
        do_answer_request(request, is_released=False, words="No", on=ON, by=BY)


@pytest.mark.cites("CC-403-CONF-A", "CC-403-PUB-A")
def test_public_information_is_about_nobody_and_everything_else_about_a_case(family):
    with pytest.raises(ValueError, match="about nobody"):
        ask(family, "public")
    with pytest.raises(ValueError, match="whose case"):
        do_ask_for_record(
            ground="audit", asked=ASKED, care_case=None, participant=None, on=ON, by=BY
        )
    with pytest.raises(LawError, match="no ground"):
        ask(family, "curiosity")


@pytest.mark.cites("CC-403-PUB-B")
def test_copies_of_public_records_alone_are_charged(family):
    public = do_ask_for_record(
        ground="public", asked=ASKED, care_case=None, participant=None, on=ON, by=BY
    )
    said = {"is_released": True, "words": "The manual", "cost_cents": 1_240, "on": ON, "by": BY}
    assert do_answer_request(public, **said).cost_cents == 1_240
    with pytest.raises(ValueError, match="public records are charged"):
        do_answer_request(ask(family, "subject"), **said)


@pytest.mark.cites("CC-403-SAFE-A", "CC-403-SAFE-A-2")
def test_a_person_sees_the_own_papers_and_letters_and_not_what_others_sent(family):
    paper(family, name="lease.png", is_from_family=True)
    paper(family, name="report of a neighbour.png", is_from_family=False)
    entries = {each.words: each.is_withheld for each in record_for_subject(family.care_case)}
    assert entries["lease.png"] is False
    assert entries["report of a neighbour.png"] is True


def test_a_refusal_needs_no_proof_and_a_paper_of_another_case_shows_nothing(family):
    request = ask(family, "court_order")
    other = build_family(on=ON, month_cents=100_000, provider=None)
    strange = paper(other, name="order.png", is_from_family=False)
    with pytest.raises(ValueError, match="another case"):
        do_show(request, need="court_order", words="It", document=strange, on=ON, by=BY)
    with pytest.raises(ValueError, match="not of this case"):
        do_ask_for_record(
            ground="subject", asked=ASKED, care_case=family.care_case,
            participant=build_person(surname="Elsewhere"), on=ON, by=BY,
        )  # fmt: skip
    assert not do_answer_request(
        request, is_released=False, words="No order came", on=ON, by=BY
    ).is_released
