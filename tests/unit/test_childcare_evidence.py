"""What is proved, by one primary proof or two secondary ones, and when a proof is due."""

from datetime import date, timedelta

import numpy as np
import pytest

from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.childcare.evidence import (
    EvidenceTerms,
    Needs,
    Proofs,
    proved,
    request_due_days,
)
from posse.rules.parameters import load_law
from posse.units.days import day_from_number, day_number

ON = date(2026, 5, 15)
TERMS = EvidenceTerms.from_law(load_law("wyoming"), on=ON)
PRIMARY, SECONDARY = True, False


def proof(is_primary, *, source=1, looked=ON, until=None, need=0):
    return (need, source, is_primary, looked, until)


def days(values):
    return np.array([NO_DAY if day is None else day_number(day) for day in values], np.int64)


def result(*rows, told=(ON,), is_once=False, today=ON):
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), ()]
    return proved(
        Needs(told_days=days(told), is_once=np.full(len(told), is_once)),
        Proofs(
            need=np.array(columns[0], np.int64),
            source=np.array(columns[1], np.int64),
            is_primary=np.array(columns[2], np.bool_),
            looked_days=days(columns[3]),
            until_days=days(columns[4]),
        ),
        terms=TERMS,
        today=day_number(today),
    )


def is_proved(*rows, **more):
    return bool(result(*rows, **more).is_proved[0])


@pytest.mark.cites("CC-303-B")
def test_one_primary_proof_or_two_secondary_ones_prove_a_factor():
    assert not is_proved()
    assert is_proved(proof(PRIMARY))
    assert not is_proved(proof(SECONDARY))
    assert is_proved(proof(SECONDARY, source=1), proof(SECONDARY, source=2))


@pytest.mark.cites("CC-303-B")
def test_the_same_paper_looked_at_twice_is_one_source():
    assert not is_proved(proof(SECONDARY), proof(SECONDARY))


@pytest.mark.cites("CC-303-B-3")
def test_one_paper_proves_factors_of_several_people():
    found = result(
        proof(PRIMARY, need=0), proof(PRIMARY, need=2), told=(ON, ON, ON)
    )  # fmt: skip
    assert found.is_proved.tolist() == [True, False, True]


@pytest.mark.cites("CC-301-A-1")
def test_what_was_told_after_the_proof_is_proved_again_and_not_on_its_day():
    looked = date(2026, 5, 10)
    for shift, holds in ((-1, True), (0, True), (1, False)):
        told = looked + timedelta(days=shift)
        found = result(proof(PRIMARY, looked=looked), told=(told,))
        assert found.is_proved.tolist() == [holds]
        assert found.was_proved.tolist() == [not holds]


@pytest.mark.cites("CC-301-B-2")
def test_what_never_changes_is_proved_once():
    looked = date(2020, 1, 2)
    assert is_proved(proof(PRIMARY, looked=looked), is_once=True)
    assert not is_proved(proof(PRIMARY, looked=looked), is_once=False)


@pytest.mark.cites("CC-301")
def test_a_proof_holds_through_its_last_day():
    for shift, holds in ((-1, False), (0, True), (1, True)):
        assert is_proved(proof(PRIMARY, until=ON + timedelta(days=shift))) == holds


def test_a_factor_is_proved_as_long_as_enough_sources_hold():
    first, second, third = (ON + timedelta(days=each) for each in (5, 20, 40))
    found = result(
        proof(SECONDARY, source=1, until=first),
        proof(SECONDARY, source=2, until=third),
        proof(SECONDARY, source=3, until=second),
    )
    assert day_from_number(int(found.until_days[0])) == second
    without_end = result(proof(SECONDARY, source=1, until=first), proof(PRIMARY, source=2))
    assert without_end.until_days.tolist() == [NO_DAY]
    assert without_end.is_proved.tolist() == [True]


def test_a_proof_of_tomorrow_proves_nothing_today():
    assert not is_proved(proof(PRIMARY, looked=ON + timedelta(days=1)), told=(None,))


def due(asked, *, applied=None, is_immigration=False):
    found = request_due_days(
        days([asked]), applied_days=days([applied]),
        is_immigration=np.array([is_immigration]), terms=TERMS,
    )  # fmt: skip
    return day_from_number(int(found[0]))


@pytest.mark.cites("CC-301-F", "CC-404-E")
def test_a_family_has_ten_days_and_the_next_day_the_office_is_open():
    assert due(date(2026, 5, 4)) == date(2026, 5, 14)
    # Ten days end on a Friday, a Saturday, and a Sunday before Memorial Day.
    assert due(date(2026, 5, 12)) == date(2026, 5, 22)
    assert due(date(2026, 5, 13)) == date(2026, 5, 26)
    assert due(date(2026, 5, 14)) == date(2026, 5, 26)


@pytest.mark.cites("CC-401-D-J", "CC-401-D-1")
def test_immigration_status_has_thirty_days_from_the_request_or_the_application():
    asked = date(2026, 5, 4)
    assert due(asked, is_immigration=True) == date(2026, 6, 3)
    for shift, last in ((-1, date(2026, 6, 3)), (0, date(2026, 6, 3)), (1, date(2026, 6, 4))):
        applied = asked + timedelta(days=shift)
        assert due(asked, applied=applied, is_immigration=True) == last


@pytest.mark.cites("CC-301-B-1", "CC-301-H", "CC-303-A")
def test_the_law_knows_the_systems_and_which_are_looked_at_each_time():
    systems = {each.name: each for each in TERMS.systems}
    assert {name for name, each in systems.items() if each.is_reviewed} == {"sdx", "bdx", "ris"}
    assert systems["bdx"].proves == ()
    known = {each.name for each in TERMS.factors}
    for each in TERMS.systems:
        assert set(each.proves) <= known
    for paper in TERMS.accepted:
        assert set(paper.factors) <= known
        assert paper.grade == "primary"
