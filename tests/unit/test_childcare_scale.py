"""Table I: limits as the chart has them, families larger than it, and years without one."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.rules.childcare.eligibility.facts import NOT_SAID
from posse.rules.childcare.rates import (
    RateTerms,
    ages_for_rates,
    ages_in_months,
    are_full_days,
    family_charges,
    maximum_rates,
)
from posse.rules.childcare.scale import (
    CONTINUING,
    INITIAL,
    LARGEST_FAMILY,
    NEVER,
    STAGES,
    WITHIN_PERIOD,
    ScaleTerms,
    daily_obligations,
    income_limits,
    obligation_caps,
    stages_after,
    steps_of,
    steps_that_count,
)
from posse.rules.errors import BeforeFirstDate, EmptyValue
from posse.rules.parameters import load_law
from posse.units.days import day_number

LAW = load_law("wyoming")
ON = date(2026, 5, 1)
TERMS = ScaleTerms.from_law(LAW, on=ON)
CHARTS = (date(2024, 4, 1), date(2025, 4, 1), date(2026, 4, 1))


def array(*values):
    return np.array(values, dtype=np.int64)


def step(income_cents, size, on=ON):
    terms = ScaleTerms.from_law(LAW, on=on)
    return int(steps_of(array(income_cents), array(size), terms=terms)[0])


@pytest.mark.cites("CC-906-A", "CC-1201-B")
@pytest.mark.parametrize(
    ("size", "place", "limit_cents"),
    # 2026: 15,960 for the first person and 5,680 for each further one; twelfths by hand.
    [(1, 1, 133_000), (2, 2, 225_417), (3, 3, 341_500), (4, 4, 481_250), (5, 6, 725_250)],
)
def test_exactly_on_a_limit_is_the_lower_step_and_a_cent_above_the_next(
    size, place, limit_cents
):
    assert step(limit_cents - 1, size) == step(limit_cents, size) == place
    assert step(limit_cents + 1, size) == place + 1


@pytest.mark.cites("CC-906-A")
@pytest.mark.parametrize("on", CHARTS)
def test_printed_rows_and_the_guideline_of_their_year_agree(on):
    [guideline] = LAW.value("childcare.scale.guideline", on=on)
    first, further = (Fraction(guideline[name]) * 100 for name in ("first", "further"))
    steps = LAW.value("childcare.scale.steps", on=on)
    limits = ScaleTerms.from_law(LAW, on=on).limits_cents
    for size in range(1, LARGEST_FAMILY + 1):
        year = first + further * (size - 1)
        by_hand = [
            int(year * Fraction(each["through"]) / 12 + Fraction(1, 2)) for each in steps
        ]
        assert limits[size - 1].tolist() == by_hand, size


@pytest.mark.cites("CC-906-A")
def test_family_of_fifteen_goes_on_by_the_guideline():
    # 15,960 + 14 x 5,680 = 95,480 a year; 175 percent of a twelfth is 13,924.1666.
    assert (step(13_924_17, 15), step(13_924_18, 15)) == (4, 5)


@pytest.mark.parametrize("size", [0, -1, LARGEST_FAMILY + 1])
def test_family_of_nobody_or_of_too_many_is_refused(size):
    with pytest.raises(ValueError, match=f"a family of {size}"):
        step(1, size)


@pytest.mark.cites("CC-906-A")
def test_chart_changes_on_the_first_of_april():
    # 175 percent for three: 26,650 / 12 x 1.75 = 3,886.458 in 2025, 3,984.17 in 2026.
    assert step(3_900_00, 3, on=date(2026, 3, 31)) == 5
    assert step(3_900_00, 3, on=date(2026, 4, 1)) == 4


@pytest.mark.cites("CC-906-A")
def test_years_without_a_chart_are_refused_in_words():
    with pytest.raises(BeforeFirstDate, match="its first one holds from 2024-04-01"):
        ScaleTerms.from_law(LAW, on=date(2024, 3, 31))
    with pytest.raises(EmptyValue, match="empty since 2027-04-01"):
        ScaleTerms.from_law(LAW, on=date(2027, 4, 1))


def test_sureness_of_the_figures_travels_with_them():
    assert TERMS.sure["chart"] == "derived"
    assert TERMS.sure["steps"] == TERMS.sure["median_income"] == "second_hand"
    assert ScaleTerms.from_law(LAW, on=date(2024, 6, 1)).sure["cap_applies"] == "unverified"


@pytest.mark.cites("CC-1101-A", "CC-1201-A", "CC-1201-B", "CC-1501-B-3.1")
def test_limits_of_the_three_stages_for_a_family_of_four():
    found = income_limits(array(4, 4, 4), array(*range(len(STAGES))), terms=TERMS)
    assert dict(zip(STAGES, found.tolist(), strict=True)) == {
        "initial": 4_812_50, "continuing": 6_187_50, "within_period": 8_134_29,
    }  # fmt: skip


@pytest.mark.cites("45 CFR 98.20(a)(2)", "CC-1201-B", "CC-1500-B")
def test_lower_of_step_six_and_median_income_governs_where_they_cross():
    sizes = array(8, 9, 15)
    limits = income_limits(sizes, array(1, 1, 1), terms=TERMS)
    # Eight: 55,720 / 12 x 2.25; nine: 141 percent of 114,837 / 12 x 0.85; fifteen: 159 percent.
    assert limits.tolist() == [10_447_50, 11_469_35, 12_933_52]
    assert steps_of(array(11_469_36), array(9), terms=TERMS).tolist() == [6]


@pytest.mark.cites("CC-1501-B-3.2", "CC-1500-B")
@pytest.mark.parametrize(
    ("found", "kept", "counted"), [(5, 3, 3), (2, 3, 2), (3, 3, 3), (7, 6, 6), (7, 0, 6)]
)
def test_inside_the_twelve_months_a_step_changes_only_for_the_better(found, kept, counted):
    stages = array(STAGES.index(WITHIN_PERIOD), STAGES.index(CONTINUING))
    twice = {"terms": TERMS, "kept": array(kept, kept)}
    steps = steps_that_count(array(found, found), stages, **twice)
    assert steps.tolist() == [counted, min(found, 6)]


@pytest.mark.cites("CC-200-parental-obligation", "CC-1101-K", "CC-100-C")
def test_a_family_owes_by_step_and_by_part_or_full_day():
    steps = array(0, 1, 2, 3, 4, 5, 6, 7)
    full = daily_obligations(steps, np.ones(8, dtype=bool), terms=TERMS)
    part = daily_obligations(steps, np.zeros(8, dtype=bool), terms=TERMS)
    assert full.tolist() == [0, 0, 88, 176, 640, 936, 1368, 1368]
    assert part.tolist() == [0, 0, 44, 88, 320, 468, 684, 684]


@pytest.mark.cites("45 CFR 98.45(l)")
def test_cap_of_seven_percent_is_switched_by_date():
    gross = array(1_000_07, 0, -5_00)
    assert obligation_caps(gross, terms=TERMS).tolist() == [70_00, 0, 0]
    before = ScaleTerms.from_law(LAW, on=date(2024, 9, 30))
    assert obligation_caps(gross, terms=before) is None


@given(
    rows=st.lists(st.tuples(st.integers(0, 3_000_000), st.integers(1, 30)), min_size=1),
    more_cents=st.integers(0, 100_000),
)
def test_more_income_never_lowers_a_step_and_one_more_person_never_raises_it(rows, more_cents):
    incomes, sizes = (array(*column) for column in zip(*rows, strict=True))
    found = steps_of(incomes, sizes, terms=TERMS)
    assert (steps_of(incomes + more_cents, sizes, terms=TERMS) >= found).all()
    larger = np.minimum(sizes + 1, LARGEST_FAMILY)
    assert (steps_of(incomes, larger, terms=TERMS) <= found).all()


RATES = RateTerms.from_law(LAW, on=ON)


def rate(months, setting, *, full=True):
    place = array(RATES.settings.index(setting))
    is_full = np.array([full])
    return int(maximum_rates(array(months), place, is_full_day=is_full, terms=RATES)[0])


@pytest.mark.cites("CC-200-statewide-maximum-limit", "CC-1101-N-5", "CC-200-infant")
@pytest.mark.parametrize(
    ("setting", "months", "cents"),
    [
        ("center", 0, (2051, 3636)),
        ("center", 11, (2051, 3636)),
        ("center", 12, (2205, 3444)),
        ("center", 23, (2205, 3444)),
        ("center", 24, (2051, 3200)),
        ("center", 47, (2051, 3200)),
        ("center", 48, (1978, 3133)),
        ("center", 71, (1978, 3133)),
        ("center", 72, (1815, 2900)),
        ("licensed_family", 11, (2100, 3157)),
        ("licensed_family", 47, (2000, 3000)),
        ("licensed_family", 48, (1864, 2942)),
        ("licensed_family", 72, (2000, 2800)),
        ("legally_exempt", 0, (1209, 2419)),
        ("legally_exempt", 150, (1209, 2419)),
    ],
)
def test_statewide_maximum_by_setting_and_age(setting, months, cents):
    both = rate(months, setting, full=False), rate(months, setting)
    assert both == cents


@pytest.mark.cites("CC-200-full-day", "CC-200-part-day")
def test_five_hours_are_a_full_day_and_a_minute_less_is_not():
    hours = array(498, 499, 500, 501)
    assert are_full_days(hours, terms=RATES).tolist() == [False, False, True, True]


def months_of_age(born, on):
    return int(ages_in_months(array(day_number(born)), array(day_number(on)))[0])


@pytest.mark.cites("CC-1101-N-5")
def test_rate_goes_by_the_age_on_the_first_of_the_month():
    born, later = array(day_number(date(2024, 5, 2))), array(day_number(date(2026, 5, 31)))
    assert ages_in_months(born, later).tolist() == [24]
    assert ages_for_rates(born, later).tolist() == [23]
    unborn = array(day_number(date(2026, 5, 20)))
    assert ages_for_rates(unborn, later).tolist() == [0]


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 31), date(2024, 3, 1), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2024, 2, 29), date(2025, 3, 1), 12),
        (date(2024, 2, 10), date(2025, 2, 10), 12),
        (date(2024, 2, 10), date(2025, 2, 9), 11),
    ],
)
def test_months_of_age_are_completed_ones(born, on, months):
    assert months_of_age(born, on) == months


@pytest.mark.cites("CC-1501-B-3.1")
def test_ceiling_inside_the_twelve_months_can_be_switched_to_the_lower_of_both():
    switched = replace(TERMS, is_lower_within_period=True)
    within = array(STAGES.index(WITHIN_PERIOD))
    assert income_limits(array(4), within, terms=switched).tolist() == [6_187_50]
    newest = replace(TERMS, is_better_step_kept=False)
    assert steps_that_count(array(5), within, terms=newest, kept=array(3)).tolist() == [5]


@pytest.mark.cites("CC-1201-A", "CC-1201-B", "CC-200-initial-eligibility-determination")
@pytest.mark.parametrize(
    ("gap_days", "stage"),
    [(NEVER, INITIAL), (0, CONTINUING), (29, CONTINUING), (30, INITIAL), (31, INITIAL)],
)
def test_break_in_aid_of_thirty_days_makes_a_first_determination(gap_days, stage):
    assert stages_after(array(gap_days), terms=TERMS).tolist() == [STAGES.index(stage)]


@given(
    births=st.lists(st.integers(15_000, 15_060), min_size=1, max_size=200),
    on=st.integers(15_000, 22_000),
)
def test_ages_of_a_caseload_are_those_of_each_child(births, on):
    today = np.array(on)
    singly = [int(ages_in_months(array(born, born + 9_000), today)[0]) for born in births]
    assert ages_in_months(array(*births), today).tolist() == singly


@pytest.mark.cites("CC-1101-N-3")
def test_the_family_price_is_the_ceiling_only_where_several_of_a_family_go_there() -> None:
    charge, family = np.array([3000, 3000, 3000, 3000]), np.array([2500, 2500, 3500, NOT_SAID])
    siblings = np.array([1, 2, 2, 2])
    told = family_charges(charge, family, siblings)
    assert told.tolist() == [3000, 2500, 3000, 3000]
