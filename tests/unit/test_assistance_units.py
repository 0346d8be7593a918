"""Units are whoever is tied to each other, in any order of people and ties."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.rules.childcare.units import People, Ties, UnitTerms, units_of
from posse.rules.parameters import load_law
from posse.units.days import day_number

TERMS = UnitTerms.from_law(load_law("wyoming"), on=date(2026, 3, 10))
PEOPLE = 9
SPOUSES = TERMS.names.index("spouses")


def grown_up(count: int) -> People:
    return People(
        household=np.zeros(count, dtype=np.int64),
        born=np.full(count, day_number(date(1990, 1, 1))),
        is_emancipated=np.zeros(count, dtype=np.bool_),
    )


def spouses(pairs) -> Ties:
    elder, younger = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Ties(elder=elder, younger=younger, kind=np.full(len(elder), SPOUSES))


def reached(pairs, start: int) -> set[int]:
    """Everybody tied to one person, walked from neighbour to neighbour."""
    found, waiting = {start}, [start]
    while waiting:
        now = waiting.pop()
        for pair in pairs:
            if now in pair:
                waiting += [each for each in pair if each not in found]
                found |= set(pair)
    return found


pairs_of_people = st.lists(
    st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=12,
)


@given(pairs_of_people)
@pytest.mark.cites("CC-505")
def test_whoever_is_tied_over_any_number_of_ties_is_one_unit(pairs):
    units = units_of(grown_up(PEOPLE), spouses(pairs), terms=TERMS).unit
    for person in range(PEOPLE):
        assert set(np.flatnonzero(units == units[person])) == reached(pairs, person)
    assert set(units) == set(range(len(set(units))))


def test_a_person_tied_to_herself_is_refused():
    with pytest.raises(ValueError, match="nobody is tied"):
        units_of(grown_up(1), spouses([(0, 0)]), terms=TERMS)


def test_no_people_make_no_units():
    found = units_of(grown_up(0), spouses([]), terms=TERMS)
    assert not found.unit.size
