"""Who the people of an application may be, with the slips that a form has."""

from dataclasses import replace
from datetime import date

import pytest
from tests.builders import build_person

from posse.services.matching.one import candidates_for
from posse.services.matching.records import Description
from posse.services.register.people import do_add_participant, do_name_participant

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 1)
ASKED = Description(
    surname="Larkthimble",
    given_name="Robert",
    birth_date=date(1984, 3, 12),
    sex="M",
    ssn="900214321",
)


def _add(described: Description):
    return do_add_participant(
        surname=described.surname,
        given_name=described.given_name,
        middle_name=described.middle_name,
        birth_date=described.birth_date,
        sex=described.sex,
        ssn=described.ssn,
        on=ON,
        by="test",
    )


@pytest.mark.cites("CS-6.3-SEARCH-2")
@pytest.mark.parametrize(
    ("slip", "level"),
    [
        ({}, ("ssn", "same")),
        ({"ssn": "900124321"}, ("ssn", "slip")),
        ({"ssn": "900214327"}, ("ssn", "slip")),
        ({"given_name": "Bob"}, ("given_name", "nickname")),
        ({"given_name": "R", "ssn": ""}, ("given_name", "part")),
        ({"surname": "Larcthimble"}, ("surname", "sound")),
        ({"surname": "Larkthibmle", "ssn": ""}, ("surname", "slip")),
        ({"surname": "Umberfield", "middle_name": "Larkthimble"}, ("surname", "former")),
        ({"surname": "Larkthimble-Umberfield", "ssn": ""}, ("surname", "former")),
        ({"surname": "Robert", "given_name": "Larkthimble", "ssn": ""}, ("surname", "swapped")),
        ({"birth_date": date(1984, 12, 3)}, ("birth_date", "swapped")),
        ({"birth_date": date(1984, 3, 21), "ssn": ""}, ("birth_date", "slip")),
        ({"surname": "Umberfield"}, ("surname", "different")),
    ],
)
def test_a_slip_still_finds_the_person_and_is_named(slip, level) -> None:
    person = _add(ASKED)
    best = candidates_for([replace(ASKED, **slip)], on=ON)[0]
    assert best.participant == person.pk
    assert level in [(reason.field, reason.level) for reason in best.reasons]
    assert best.weight > -10


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Mohammed", "Muhammad"),
        ("Сергей", "Sergey"),
        ("Yusuf", "Youssef"),
        ("Jürgen", "Jurgen"),
        ("Aleksandr", "Alexander"),
    ],
)
def test_a_transliterated_name_finds_who_has_it(written, asked) -> None:
    person = _add(replace(ASKED, given_name=written, ssn=""))
    best = candidates_for([replace(ASKED, given_name=asked, ssn="")], on=ON)[0]
    assert (best.participant, best.score > 50) == (person.pk, True)


def test_a_maiden_name_finds_who_bore_it_before() -> None:
    person = _add(replace(ASKED, sex="F", given_name="Ada"))
    do_name_participant(
        participant=person, surname="Umberfield", given_name="Ada", sex="F",
        birth_date=ASKED.birth_date, on=ON, by="test",
    )  # fmt: skip
    asked = replace(ASKED, sex="F", given_name="Ada", ssn="")
    best = candidates_for([asked], on=ON)[0]
    assert best.participant == person.pk
    assert ("surname", "former") in [(reason.field, reason.level) for reason in best.reasons]


def test_each_person_asked_for_has_candidates_of_their_own() -> None:
    robert = _add(ASKED)
    ada = build_person(surname="Thistledown", given_name="Ada")
    asked = [Description(surname="Thistledown", given_name="Ada"), ASKED, Description()]
    found = candidates_for(asked, on=ON)
    assert [(each.person, each.participant) for each in found] == [(0, ada.pk), (1, robert.pk)]


def test_a_number_used_by_two_people_does_not_make_them_one() -> None:
    other = _add(
        Description(surname="Thistledown", given_name="Ada", birth_date=date(1990, 1, 1),
                    sex="F", ssn=ASKED.ssn)
    )  # fmt: skip
    robert = _add(ASKED)
    scores = {each.participant: each.score for each in candidates_for([ASKED], on=ON)}
    assert scores[robert.pk] == 99
    assert scores[other.pk] == 0


def test_a_placeholder_number_of_many_people_says_nothing() -> None:
    for place in range(12):
        _add(replace(ASKED, surname=f"Thistle{'abcdefghijkl'[place] * 3}", ssn="999999999",
                     birth_date=date(1960 + place, 7, 30)))  # fmt: skip
    asked = replace(ASKED, ssn="999999999")
    assert candidates_for([asked], on=ON) == []


def test_twins_are_not_taken_for_each_other() -> None:
    twin = _add(replace(ASKED, given_name="Edmund", ssn="900214888"))
    assert [(each.participant, each.score) for each in candidates_for([ASKED], on=ON)] == [
        (twin.pk, 0)
    ]
