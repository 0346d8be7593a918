"""The form and the checks of paternity data are complete: nothing asked is without a place."""

from datetime import date

import pytest

from posse.apps.cases import choices
from posse.rules.forms import application_form
from posse.rules.parameters import load_law
from posse.rules.support.reliability import SHOWN_BY, edits_on

ON = date(2026, 10, 1)
GROUPS = ("case", "custodial", "other_parents", "children")


def fields():
    return [(of, field) for of in GROUPS for field in application_form().fields_of(of)]


def test_no_question_of_a_person_stands_twice():
    for of in GROUPS:
        keys = [field.key for field in application_form().fields_of(of)]
        assert len(keys) == len(set(keys)), of


@pytest.mark.cites("CS-6.3-DATA-2")
def test_every_screen_that_the_policy_wants_completed_has_questions():
    asked = {(of, field.goes_to) for of, field in fields()}
    wanted = {
        "case": ("case", "application"),
        "person": ("custodial", "identity"),
        "parents": ("other_parents", "parents"),
        "paternity": ("children", "paternity"),
        "address": ("other_parents", "address"),
        "employer": ("other_parents", "employer"),
    }
    screens = load_law().value("support.intake.screens", on=ON)
    assert {screen["of"] for screen in screens} == set(wanted)
    assert set(wanted.values()) <= asked


@pytest.mark.cites("CS-6.3-DATA-4")
def test_paternity_is_coded_as_the_tables_code_it():
    asked = {field.key: set(field.choices) for of, field in fields() if of == "children"}
    assert asked["born_out_of_wedlock"] == set(choices.Wedlock.values)
    assert asked["paternity_status"] == set(choices.PaternityStatus.values)
    assert asked["paternity_method"] == set(choices.PaternityMethod.values) - {""}
    assert asked["paternity_evidence"] == set(choices.PaternityEvidence.values) - {""}
    assert set(SHOWN_BY) == asked["paternity_method"]
    parents = {field.key: set(field.choices) for of, field in fields() if of == "other_parents"}
    assert parents["relation"] == set(choices.ParentsRelation.values)


@pytest.mark.cites("CS-6.3-FV-1", "CS-6.3-FV-2")
def test_safety_is_asked_at_every_intake():
    safety = {field.key: field for of, field in fields() if field.goes_to == "safety"}
    assert {"afraid", "hurt", "protection_order", "secret_address"} <= set(safety)
    assert safety["afraid"].is_needed
    assert safety["hurt"].is_needed


@pytest.mark.cites("CS-6.3-DATA-3", "CS-6.3-DATA-4", "CS-6.3-XREF-1")
def test_every_check_of_paternity_data_names_its_field_and_clause():
    rows = load_law().value("support.reliability.edits", on=ON)
    assert [row["edit"] for row in rows] == list(dict.fromkeys(row["edit"] for row in rows))
    assert {row["edit"] for row in rows} == set(edits_on(ON, days_after=300))
    assert all(row["field"] and row["reason"] and row["clause"] for row in rows)
