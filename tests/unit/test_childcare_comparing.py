"""A change of the law before it is made: who gains, who loses, and by how much."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.examples.child_care_facts import family_facts
from posse.rules.childcare.comparing import OUTCOME_NAMES, compare, sums
from posse.rules.childcare.determination import DeterminationTerms, determine
from posse.rules.parameters import load_law

TERMS = DeterminationTerms.from_law(load_law("wyoming"), on=date(2026, 5, 15))
CARE = {"setting": "center", "days_month": 10, "hours_day": 8}


def raw(earned, *, children=1):
    child = {"birth_date": "2022-12-01", "care": CARE}
    return {"adults": [{"earned_month": earned}], "children": [child] * children}


def facts_of(*families):
    return family_facts(list(families), terms=TERMS)


def with_limits(percent):
    """The scale with every limit of income so many hundredths of what it is."""
    limits = TERMS.scale.limits_cents * percent // 100
    return replace(TERMS, scale=replace(TERMS.scale, limits_cents=limits))


def outcomes(found):
    return [OUTCOME_NAMES[place] for place in found.outcome]


@pytest.mark.cites("CC-906-A", "CC-1101-K")
def test_a_wider_scale_brings_families_in_and_lowers_their_shares():
    # Of two the first step ends at 1,803.33, the fourth at 3,155.83, after 200 disregarded.
    facts = facts_of(raw("1000.00"), raw("2100.00"), raw("3400.00"))
    found = compare(facts, before=TERMS, after=with_limits(110))
    assert outcomes(found) == ["same", "gains", "comes_in"]
    assert found.agency_more_cents[0] == found.copay_more_cents[0] == 0
    assert found.agency_more_cents[1] == -found.copay_more_cents[1] > 0
    assert found.agency_more_cents[2] == found.after.agency_cents[2] > 0


@pytest.mark.cites("CC-906-A", "CC-1101-K")
def test_a_narrower_scale_does_the_contrary():
    facts = facts_of(raw("1000.00"), raw("2100.00"), raw("3400.00"))
    found = compare(facts, before=with_limits(110), after=TERMS)
    assert outcomes(found) == ["same", "loses", "falls_out"]
    assert found.agency_more_cents[2] == -found.before.agency_cents[2] < 0


def test_sums_by_size_and_step_tell_every_family_once():
    facts = facts_of(raw("2100.00"), raw("2600.00", children=2), raw("3400.00"))
    found = compare(facts, before=TERMS, after=with_limits(110))
    by_size = {each.key: each for each in sums(found, by="size")}
    assert sorted(by_size) == [2, 3]
    assert (by_size[2].families["gains"], by_size[2].families["comes_in"]) == (1, 1)
    assert by_size[2].agency_more_cents == found.agency_more_cents[[0, 2]].sum()
    by_step = list(sums(found, by="step"))
    assert {each.key for each in by_step} == set(found.before.steps.tolist())
    assert sum(sum(each.families.values()) for each in by_step) == len(facts)


earned = st.integers(0, 600_000).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")
families = st.lists(st.builds(raw, earned, children=st.integers(1, 3)), min_size=1, max_size=8)


@given(families, st.integers(80, 130))
def test_a_change_and_its_contrary_come_to_nothing(drawn, percent):
    facts = facts_of(*drawn)
    there = compare(facts, before=TERMS, after=with_limits(percent))
    back = compare(facts, before=with_limits(percent), after=TERMS)
    assert (there.agency_more_cents == -back.agency_more_cents).all()
    assert (there.copay_more_cents == -back.copay_more_cents).all()
    for by in ("step", "size"):
        told = list(sums(there, by=by))
        assert sum(each.agency_more_cents for each in told) == there.agency_more_cents.sum()
        assert sum(each.copay_more_cents for each in told) == there.copay_more_cents.sum()


@given(families)
def test_the_same_law_changes_nothing(drawn):
    found = compare(facts_of(*drawn), before=TERMS, after=TERMS)
    assert set(outcomes(found)) == {"same"}
    assert not found.agency_more_cents.any()
    alone = determine(facts_of(*drawn), terms=TERMS)
    assert np.array_equal(found.after.agency_cents, alone.agency_cents)
