"""The examples of child care hold every part of the law: without it some of them fail."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from posse.examples.compare import agrees
from posse.examples.files import load_examples
from posse.examples.kinds import kind_named
from posse.rules.locations import policy_root
from posse.rules.parameters import load_law
from posse.units.money import Ratio

LAW = load_law("wyoming")
ON = date(2026, 5, 15)
KIND = kind_named("child_care_eligibility")
CRITERIA = "childcare.eligibility.criteria"
ROWS = LAW.value(CRITERIA, on=ON)
# A status of permanent residence qualifies by itself, so these three decide nothing alone;
# tests/unit/test_childcare_eligibility.py looks at them one by one.
DECIDES_NOTHING = {("citizenship", 2)}


def worked():
    loaded = load_examples([policy_root() / "wyoming" / "childcare"])
    assert not loaded.errors
    return [each for each in loaded.examples if each.kind == KIND.KIND]


EXAMPLES = worked()


def changed(key, value):
    """The law with one value in force on the day replaced."""
    parameter = LAW.parameters[key]
    at = LAW.dated(key, on=ON)
    values = tuple(
        replace(each, value=value) if each is at else each for each in parameter.values
    )
    parameters: Mapping = {**LAW.parameters, key: replace(parameter, values=values)}
    return replace(LAW, profile="changed", parameters=parameters)


def failing_under(law):
    results = KIND.run(EXAMPLES, law)
    return [
        example
        for example, result in zip(EXAMPLES, results, strict=True)
        if not agrees(example.expected, result, KIND.EXPECTED_KEYS)
    ]


def test_examples_pass_under_the_law_as_it_is():
    assert len(EXAMPLES) > 200
    assert failing_under(LAW) == []


def with_ways(name, ways):
    rows = tuple({**row, "ways": ways} if row["name"] == name else row for row in ROWS)
    return changed(CRITERIA, rows)


CHECKS = [
    (row["name"], place, check)
    for row in ROWS
    for place, way in enumerate(row["ways"])
    for check in range(len(way))
    if (row["name"], place) not in DECIDES_NOTHING
]


@pytest.mark.parametrize(("name", "place", "check"), CHECKS)
def test_each_check_taken_out_fails_an_example(name, place, check):
    [row] = [row for row in ROWS if row["name"] == name]
    # A way that asks nothing would always be met, so with its only check the way goes too.
    left = tuple(each for at, each in enumerate(row["ways"][place]) if at != check)
    kept = [way for at, way in enumerate(row["ways"]) if at != place]
    ways = (*kept, left) if left else tuple(kept)
    without = tuple(each for each in ROWS if each["name"] != name)
    assert failing_under(with_ways(name, ways) if ways else changed(CRITERIA, without))


WAYS = [
    (row["name"], place)
    for row in ROWS
    for place in range(len(row["ways"]))
    if len(row["ways"]) > 1 and (row["name"], place) not in DECIDES_NOTHING
]


@pytest.mark.parametrize(("name", "place"), WAYS)
def test_each_way_taken_out_fails_an_example_that_cites_it(name, place):
    [row] = [row for row in ROWS if row["name"] == name]
    taken = row["ways"][place]
    kept = tuple(way for at, way in enumerate(row["ways"]) if at != place)
    cited = {cite for example in failing_under(with_ways(name, kept)) for cite in example.cites}
    assert cited & {cite for check in taken for cite in check["cites"]}


FIGURES = [
    "childcare.eligibility.age_under",
    "childcare.eligibility.exception_age_under",
    "childcare.eligibility.grade_points_least",
    "childcare.eligibility.study_work_hours",
    "childcare.eligibility.job_search_months",
    "childcare.eligibility.assets_most",
    "childcare.scale.initial_step",
    "childcare.scale.continuing_step",
    "childcare.scale.median_income",
    "childcare.scale.median_income_further",
    "childcare.scale.ceiling_share",
    "childcare.scale.cap_share",
    "childcare.authorization.full_day_hours",
    "childcare.countable_income.earned_disregard",
    "childcare.countable_income.support_paid_months_max",
]


# A cent of a year's income is less than a cent of a month's.
STEPS = {"childcare.scale.median_income": 100}


def nudged(value, by):
    if isinstance(value, Ratio):
        return Ratio(100 * value.numerator + by * value.denominator, 100 * value.denominator)
    return value + by


# There is no seventh step.
NUDGES = [
    (key, by) for key in FIGURES for by in (-1, 1)
    if (key, by) != ("childcare.scale.continuing_step", 1)
]  # fmt: skip


@pytest.mark.parametrize(("key", "by"), NUDGES)
def test_each_figure_nudged_fails_an_example(key, by):
    assert failing_under(changed(key, nudged(LAW.value(key, on=ON), by * STEPS.get(key, 1))))


TABLES = [
    ("childcare.scale.steps", "part_day"),
    ("childcare.scale.steps", "full_day"),
    ("childcare.eligibility.study_years", "years"),
    ("childcare.eligibility.study_years", "years_working"),
]


@pytest.mark.parametrize(("key", "column"), TABLES)
def test_each_cell_changed_fails_an_example(key, column):
    rows = LAW.value(key, on=ON)
    kept = {"1"} if column == "full_day" else {"1", "2", "3", "5", "6"}
    for at, row in enumerate(rows):
        if column == "part_day" and str(row["step"]) in kept:
            continue
        cell = row[column]
        other = cell + 1 if isinstance(cell, int) else f"{float(cell) + 0.01:.2f}"
        table = tuple(
            {**each, column: other} if place == at else each for place, each in enumerate(rows)
        )
        assert failing_under(changed(key, table)), row


def test_switches_change_what_they_say():
    for key, value in (
        ("childcare.scale.cap_applies", False),
        ("childcare.scale.ceiling_within_period", "lower_of_both"),
        ("childcare.scale.step_within_period", "newest"),
        ("childcare.scale.waived_for", ()),
    ):
        assert failing_under(changed(key, value)), key


@pytest.mark.cites("45 CFR 98.45(l)", "45 CFR 98.20(a)(3)")
def test_each_waiver_taken_out_fails_an_example():
    rows = LAW.value("childcare.scale.waived_for", on=ON)
    for row in rows:
        for what in ("copay", "income"):
            if row[what]:
                table = tuple({**each, what: each is not row and each[what]} for each in rows)
                assert failing_under(changed("childcare.scale.waived_for", table)), (row, what)


def test_each_qualified_status_taken_out_fails_an_example():
    rows = LAW.value("childcare.eligibility.qualified_statuses", on=ON)
    for row in rows:
        table = tuple(each for each in rows if each is not row)
        assert failing_under(changed("childcare.eligibility.qualified_statuses", table)), row
