"""The report of people entered twice: Splink over everybody, under the law's weights."""

from dataclasses import asdict
from datetime import date

import pytest
from tests.builders import build_person

from posse.apps.matching.choices import PairKind, Verdict
from posse.apps.matching.models import DuplicatePair, DuplicateReport
from posse.services.matching.batch import do_report_duplicates, splink_pairs
from posse.services.matching.comparison import likeness, weights_on
from posse.services.matching.frames import records_frame
from posse.services.matching.merging import do_decide_pair, do_merge_people
from posse.services.matching.one import records_for_participants
from posse.services.register.people import do_add_identifier, do_name_participant

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 1)
BORN = date(1984, 3, 12)


def robert(**other):
    told = {"surname": "Larkthimble", "given_name": "Robert", "birth_date": BORN, **other}
    return build_person(with_address=False, **told)


@pytest.fixture
def town():
    """People of every kind of likeness: twins, nicknames, former names, several numbers."""
    persons = [
        robert(ssn="900214321"),
        robert(given_name="Bob", ssn="900124321"),
        robert(given_name="Edmund", ssn="900214888"),
        robert(surname="García López", given_name="María", ssn=""),
        robert(surname="Lopez", given_name="Maria", ssn=""),
        robert(surname="Maria", given_name="Lopez", ssn="", birth_date=date(1984, 12, 3)),
        build_person(surname="Thistledown", given_name="Ada", ssn="900214321"),
    ]
    do_name_participant(
        participant=persons[-1], surname="Umberfield", given_name="Ada", sex="F",
        birth_date=date(1990, 7, 8), on=ON, by="test",
    )  # fmt: skip
    do_add_identifier(participant=persons[-1], kind="ssn", number="900555111", on=ON, by="test")
    return persons


def report(on=ON) -> DuplicateReport:
    return do_report_duplicates(on=on, by="test")


def pairs() -> list[tuple[int, int, str]]:
    return list(DuplicatePair.objects.values_list("one", "other", "kind"))


def test_frame_of_all_has_the_records_that_one_has(town) -> None:
    frame = records_frame()
    known = records_for_participants(person.pk for person in town)
    columns = list(asdict(known[town[0].pk]))
    rows = {row["participant"]: row for row in frame.iter_rows(named=True)}
    assert rows.keys() == known.keys()
    for participant, record in known.items():
        row = {name: rows[participant][name] for name in columns}
        assert {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()} == asdict(
            record
        )


def test_splink_weighs_each_pair_as_two_records_at_hand_are_weighed(town) -> None:
    known = records_for_participants(person.pk for person in town)
    found = splink_pairs(records_frame(), on=ON)
    assert found.height >= 5
    for row in found.iter_rows(named=True):
        at_hand = likeness(known[row["one_id"]], known[row["other_id"]], weights_on(ON))
        assert row["match_weight"] == pytest.approx(at_hand.weight, abs=1e-6)
        assert {reason.field: reason.level for reason in at_hand.reasons} == {
            reason.field: row[reason.field] for reason in at_hand.reasons
        }


@pytest.mark.cites("CS-6.3-SEARCH-2")
def test_report_keeps_who_look_alike_and_who_share_a_number(town) -> None:
    made = report()
    first, bob, twin, maria, lopez, _swapped, ada = (person.pk for person in town)
    assert (made.people_count, made.pair_count) == (7, len(pairs()))
    assert (first, bob, PairKind.ALIKE) in pairs()
    assert (maria, lopez, PairKind.ALIKE) in pairs()
    assert (first, ada, PairKind.SHARED_NUMBER) in pairs()
    assert not [pair for pair in pairs() if twin in pair]


def test_a_pair_decided_different_is_not_shown_again_unless_reopened(town) -> None:
    report()
    one, bob = town[:2]
    decide = {"one": bob, "other": one, "note": "Father and son", "on": ON, "by": "test"}
    do_decide_pair(verdict=Verdict.DIFFERENT, **decide)
    report()
    assert (one.pk, bob.pk, PairKind.ALIKE) not in pairs()
    do_decide_pair(verdict=Verdict.OPEN, **decide)
    report()
    assert (one.pk, bob.pk, PairKind.ALIKE) in pairs()


def test_merged_people_are_one_in_the_report(town) -> None:
    first, bob = town[:2]
    do_merge_people(merged=first, into=bob, note="One man.", on=ON, by="test")
    assert report().people_count == 6
    assert (bob.pk, town[-1].pk, PairKind.SHARED_NUMBER) in pairs()
    assert not [pair for pair in pairs() if first.pk in pair]


def test_second_report_takes_the_place_of_the_first(town) -> None:
    report()
    before = pairs()
    report()
    assert pairs() == before
    assert DuplicateReport.objects.count() == 2


def test_report_over_nobody_finds_nothing() -> None:
    assert report().pair_count == 0


def test_a_placeholder_number_makes_nobody_alike() -> None:
    for place in range(12):
        robert(surname="Thistle" + "abcdefghijkl"[place] * 3, ssn="999999999",
               birth_date=date(1960 + place, 7, 30))  # fmt: skip
    made = report()
    assert (made.placeholder_count, made.pair_count) == (1, 0)
