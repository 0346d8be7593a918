"""The examples of child care's clocks hold each figure of the law: moved by one, some fail."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from posse.examples.compare import agrees
from posse.examples.files import load_examples
from posse.examples.kinds import kind_named
from posse.rules.locations import policy_root
from posse.rules.parameters import load_law

LAW = load_law("wyoming")
ON = date(2026, 5, 15)
FIGURES = [
    ("care_clock", "childcare.authorization.processing_days"),
    ("care_clock", "childcare.authorization.pending_license_days"),
    ("care_clock", "childcare.clock.agency_delay_denial_days"),
    ("care_clock", "childcare.clock.early_request_days"),
    ("care_clock", "childcare.clock.power_unit_days"),
    ("care_clock", "childcare.authorization.extension_days"),
    ("care_review", "childcare.authorization.processing_days"),
    ("care_review", "childcare.evidence.request_days"),
    ("care_review", "childcare.scale.break_in_aid_days"),
    ("care_review", "childcare.eligibility.job_search_months"),
    ("care_change", "childcare.changes.report_days"),
]


def worked(kind):
    loaded = load_examples([policy_root() / "wyoming" / "childcare"])
    assert not loaded.errors
    return [each for each in loaded.examples if each.kind == kind]


def changed(key, value):
    """The law with one value in force on the day replaced."""
    parameter = LAW.parameters[key]
    at = LAW.dated(key, on=ON)
    values = tuple(
        replace(each, value=value) if each is at else each for each in parameter.values
    )
    parameters: Mapping = {**LAW.parameters, key: replace(parameter, values=values)}
    return replace(LAW, profile="changed", parameters=parameters)


def failing_under(law, kind):
    examples, runs = worked(kind), kind_named(kind)
    results = runs.run(examples, law)
    return [
        example.id
        for example, result in zip(examples, results, strict=True)
        if not agrees(example.expected, result, runs.EXPECTED_KEYS)
    ]


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in FIGURES}))
def test_examples_pass_under_the_law_as_it_is(kind):
    assert len(worked(kind)) > 10
    assert failing_under(LAW, kind) == []


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize(("kind", "key"), FIGURES)
def test_each_figure_moved_by_one_fails_an_example(kind, key, by):
    assert failing_under(changed(key, LAW.value(key, on=ON) + by), kind)


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("place", [0, 1])
def test_each_reminder_moved_by_one_day_fails_an_example(place, by):
    key = "childcare.review.reminders"
    rows = [dict(row) for row in LAW.value(key, on=ON)]
    rows[place]["days"] += by
    assert failing_under(changed(key, rows), "care_review")


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("place", [0, 1])
def test_the_months_of_each_violation_moved_by_one_fail_an_example(place, by):
    key = "childcare.disqualification.months"
    rows = [dict(row) for row in LAW.value(key, on=ON)]
    rows[place]["months"] += by
    assert failing_under(changed(key, rows), "care_disqualification")


def test_examples_of_disqualification_pass_under_the_law_as_it_is():
    assert failing_under(LAW, "care_disqualification") == []
