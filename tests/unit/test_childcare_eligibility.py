"""Reasons of a determination, ways that decide nothing alone, and many families as each."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posse.examples.child_care_facts import family_facts, grade_points, hours, months_of_money
from posse.rules.childcare.countable_income import income_types
from posse.rules.childcare.determination import DeterminationTerms, determine
from posse.rules.childcare.eligibility.criteria import FACTORS
from posse.rules.childcare.eligibility.facts import (
    AdultFacts,
    ChildFacts,
    Grouping,
    column_names,
)
from posse.rules.childcare.eligibility.measures import Reader
from posse.rules.parameters import load_law

LAW = load_law("wyoming")
ON = date(2026, 5, 15)
TERMS = DeterminationTerms.from_law(LAW, on=ON)
CARE = {"setting": "center", "days_month": 20, "hours_day": 8, "daily_charge": "50.00"}


def family(*, adults=None, children=None, **top):
    return {
        "adults": adults or [{"earned_month": "2300.00"}],
        "children": children or [{"birth_date": "2022-12-01", "care": CARE}],
        **top,
    }


def determined(*raws):
    return determine(family_facts(raws, terms=TERMS), terms=TERMS)


def reasons(raw):
    return list(determined(raw).eligibility.reasons(0))


def test_every_fact_that_the_law_asks_for_is_measured():
    reader = Reader(family_facts([family()], terms=TERMS), on=ON, terms=TERMS.eligibility)
    asked = {
        check.fact
        for criterion in TERMS.eligibility.criteria
        for way in criterion.ways
        for check in way
    }
    for fact in asked - {"countable_income", "is_income_waived"}:
        assert len(reader.read(fact).values) == 1, fact
    with pytest.raises(ValueError, match="no measure of the fact 'hair_colour'"):
        reader.read("hair_colour")


def test_every_factor_of_the_law_has_a_bit_and_every_bit_a_criterion():
    assert {each.factor for each in TERMS.eligibility.criteria} == set(FACTORS)


def test_reasons_hold_value_threshold_comparator_and_citation():
    raw = family(adults=[{"earned_month": "3355.84"}])
    [income] = [each for each in reasons(raw) if each.criterion.name == "income"]
    assert not income.is_met
    [check] = income.way
    assert (check.value, check.comparator, check.bound) == (3_155_84, "<=", 3_155_83)
    assert "CC-1101-A" in check.check.cites
    [assets] = [each for each in reasons(raw) if each.criterion.name == "assets"]
    assert assets.way[0].check.threshold.key == "childcare.eligibility.assets_most"
    assert (assets.way[0].value, assets.way[0].bound) == (0, 1_000_000_00)


def test_reasons_name_each_member_and_show_the_way_that_comes_nearest():
    raw = family(
        adults=[{}, {"activity": "education", "study": {"grade_points": "1.90"}}],
        children=[{"age_years": 14, "special_needs": True, "medical_proof": False}],
    )
    found = reasons(raw)
    activity = {each.member: each for each in found if each.criterion.name == "activity"}
    assert (activity[0].is_met, activity[1].is_met) == (True, False)
    [failed] = [each for each in activity[1].way if not each.is_met]
    assert (failed.check.fact, failed.value, failed.bound) == ("grade_points", 190, 200)
    [age] = [each for each in found if each.criterion.name == "age"]
    assert {each.check.fact for each in age.way if not each.is_met} <= {
        "has_medical_proof",
        "age_at_determination",
    }


def test_job_search_shows_the_last_day_on_which_it_still_counts():
    raw = family(adults=[{"activity": "job_search", "search_since": "2026-02-28"}])
    [activity] = [each for each in reasons(raw) if each.criterion.name == "activity"]
    [search] = [each for each in activity.way if each.check.fact == "search_since"]
    assert date.fromordinal(search.bound + date(1970, 1, 1).toordinal()) == date(2026, 5, 28)


@pytest.mark.cites("CC-605-C", "CC-605-C-1", "CC-605-C-2", "CC-605-C-3")
@pytest.mark.parametrize(
    ("changed", "unmet"),
    [
        ({"birth_date": "2008-05-16"}, set()),
        ({"birth_date": "2008-05-15"}, {"age_years"}),
        ({"immigrant_status": "visitor"}, {"is_permanent_resident"}),
        ({"with_citizen_parent": False}, {"is_with_citizen_parent"}),
    ],
)
def test_child_from_abroad_is_a_citizen_by_law_when_three_things_hold(changed, unmet):
    child = {
        "birth_date": "2008-05-16",
        "immigrant_status": "permanent_resident",
        "with_citizen_parent": True,
        **changed,
    }
    results = determined(family(children=[child])).eligibility.results
    [citizenship] = [each for each in results if each.criterion.name == "citizenship"]
    by_law = citizenship.ways[2]
    assert {each.check.fact for each in by_law if not each.is_met[0]} == unmet


def test_children_of_a_failing_family_are_told_why():
    found = determined(
        family(adults=[{"earned_month": "100.00", "cooperates": False}], assets="1000000.01")
    )
    assert found.eligibility.failing(0) == ("assets", "cooperation")
    assert found.eligibility.failing_of_child(0) == ("assets", "cooperation")
    assert found.copay_cents.tolist() == found.agency_cents.tolist() == [0]


def test_every_kind_of_income_is_earned_or_unearned_and_treated_in_a_known_way():
    types = income_types(LAW, on=ON)
    assert len(types) == 50
    assert {each.treatment for each in types.values()} == {"counted", "exempt", "refer"}
    assert types["wages"].is_earned
    assert not types["unemployment"].is_earned


@pytest.mark.parametrize("raw", ["-1", "168.01", "8.005", 8.5, True, None, "many"])
def test_what_is_no_number_of_hours_is_refused(raw):
    with pytest.raises(ValueError, match=r"hours"):
        hours(raw)


def test_hours_and_grades_are_read_as_hundredths():
    assert (hours(8), hours("4.99"), grade_points("2.0" + "0")) == (800, 499, 200)
    with pytest.raises(ValueError, match="not a list of amounts"):
        months_of_money("300.00")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"adults": [], "children": [{"age_years": 3}]}, "at least one child"),
        ({"adults": [{}], "children": []}, "at least one child"),
        ({"adults": [{}], "children": [{"id": "c1"}]}, "neither birth_date nor age_years"),
        (
            {"adults": [{"child_support_paid": {}}], "children": [{"age_years": 3}]},
            "up to order_month",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(raw, words):
    with pytest.raises(ValueError, match=words):
        family_facts([raw], terms=TERMS)


def test_child_support_over_too_many_months_is_refused_by_the_rule():
    adults = AdultFacts.ordinary(
        1, support_months=np.array([3]), is_support_counted=np.array([True])
    )
    facts = family_facts([family()], terms=TERMS)
    object.__setattr__(facts, "adults", adults)
    with pytest.raises(ValueError, match="over 2 months at most"):
        determine(facts, terms=TERMS)


@pytest.mark.parametrize("rows", [AdultFacts, ChildFacts])
def test_every_column_has_an_ordinary_value(rows):
    assert tuple(rows.ORDINARY) == column_names(rows)
    assert len(rows.ordinary(3)) == 3
    with pytest.raises(AssertionError, match="no such columns: shoe_size"):
        rows.ordinary(3, shoe_size=np.zeros(3))


def test_members_are_summed_and_laid_one_after_the_other_within_their_family():
    group = Grouping(np.array([0, 2, 2, 5]))
    values = np.array([1, 2, 4, 8, 16])
    assert group.total(values).tolist() == [3, 0, 28]
    assert group.before(values).tolist() == [0, 1, 0, 4, 12]


dollars = st.integers(0, 1_000_000).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")
adult = st.fixed_dictionaries({
    "earned_month": dollars,
    "unearned_month": dollars,
    "activity": st.sampled_from(["employment", "education", "none", "job_search", "power"]),
    "power": st.booleans(),
})  # fmt: skip
child = st.fixed_dictionaries({
    "age_years": st.integers(0, 20),
    "special_needs": st.booleans(),
    "foster": st.booleans(),
    "unearned_month": dollars,
    "care": st.fixed_dictionaries({
        "setting": st.sampled_from(["center", "licensed_family", "legally_exempt"]),
        "days_month": st.integers(0, 31),
        "hours_day": st.integers(0, 16),
        "daily_charge": dollars,
        "other_payments": dollars,
    }),
})  # fmt: skip
families = st.lists(
    st.fixed_dictionaries({
        "adults": st.lists(adult, min_size=1, max_size=3),
        "children": st.lists(child, min_size=1, max_size=6),
        "stage": st.sampled_from(["initial", "continuing", "within_period"]),
        "current_step": st.integers(0, 6),
    }),
    min_size=1,
    max_size=6,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(raws=families)
def test_many_families_come_to_the_same_as_each_by_itself(raws):
    together = determined(*raws)
    for row, raw in enumerate(raws):
        alone = determined(raw)
        assert alone.eligibility.failing(0) == together.eligibility.failing(row)
        for name in ("steps", "copay_cents", "agency_cents", "limits_cents"):
            assert getattr(alone, name)[0] == getattr(together, name)[row], name


@settings(max_examples=40, deadline=None)
@given(raws=families)
def test_money_keeps_to_charge_cap_and_eligibility(raws):
    found = determined(*raws)
    facts, money = found.eligibility.facts, found.benefits
    charges = facts.children.charge_cents * facts.children.days_month
    left = np.maximum(charges - facts.children.other_cents, 0)
    assert (money.agency_cents >= 0).all()
    assert (money.agency_cents <= left).all()
    assert (money.agency_cents[~found.eligibility.child_is_eligible] == 0).all()
    assert (found.copay_cents * 100 <= found.incomes.gross_cents * 7).all()
    assert (found.copay_cents[~found.eligibility.is_eligible] == 0).all()


@settings(max_examples=40, deadline=None)
@given(raws=families, more_cents=st.integers(1, 100_000))
def test_more_income_never_makes_an_applicant_eligible(raws, more_cents):
    before = determined(*raws)
    richer = family_facts(raws, terms=TERMS)
    richer.adults.unearned_cents[:] += more_cents
    after = determine(richer, terms=TERMS)
    assert not (after.eligibility.is_eligible & ~before.eligibility.is_eligible).any()
