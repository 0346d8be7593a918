"""Answers of an application that cannot stand are named by person, field, reason and clause."""

import copy
from datetime import date

import pytest

from posse.rules.forms import application_form
from posse.rules.support.application_edits import faults

ON = date(2026, 10, 1)
GOOD = {
    "case": {"applicant": "custodial", "services": "all", "county": "56021"},
    "custodial": {
        "given_name": "Wren",
        "surname": "Larkthimble",
        "birth_date": "1990-02-03",
        "relation_to_children": "parent",
        "ssn": "900-11-2233",
        "afraid": "no",
        "hurt": "no",
    },
    "other_parents": [
        {"given_name": "Robin", "surname": "Quillkettle", "relation": "never_married"}
    ],
    "children": [{"given_name": "Kim", "surname": "Larkthimble", "birth_date": "2020-05-05"}],
}


def changed(*path, to):
    answers = copy.deepcopy(GOOD)
    place = answers
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return answers


def found(answers):
    return [
        (fault.of, fault.place, fault.field, fault.is_blocking)
        for fault in faults(answers, form=application_form(), on=ON, parent_years_min=12)
    ]


def test_a_good_application_has_no_fault():
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("custodial", "ssn"), "12345678"),
        (("custodial", "ssn"), "000-00-0000"),
        (("custodial", "ssn"), "9001122334"),
        (("custodial", "surname"), "<script>alert(1)</script>"),
        (("custodial", "surname"), ""),
        (("custodial", "given_name"), "W" * 41),
        (("custodial", "birth_date"), "2026-10-02"),
        (("custodial", "birth_date"), "1890-01-01"),
        (("custodial", "birth_date"), "2026-02-30"),
        (("custodial", "sex"), "Q"),
        (("custodial", "email"), "wren at example"),
        (("custodial", "mobile_phone"), "call me"),
        (("custodial", "zip_code"), "8200"),
        (("custodial", "state"), "W1"),
        (("custodial", "afraid"), ""),
        (("custodial", "income_monthly"), "12.50"),
        (("case", "county"), "Laramie"),
    ],
)
def test_a_wrong_answer_is_named_by_its_field(path, wrong):
    assert (path[0], 1, path[1], True) in found(changed(*path, to=wrong))


@pytest.mark.parametrize(
    "name", ["O\u2019Brien", "Garc\u00eda-L\u00f3pez", "Nguy\u1ec5n", "St. John"]
)
def test_names_of_the_world_are_names(name):
    assert found(changed("custodial", "surname", to=name)) == []


@pytest.mark.cites("CS-6.3-SEARCH-2")
def test_one_number_for_two_people_is_refused():
    answers = changed("children", 0, "ssn", to="900112233")
    assert found(answers) == [("children", 1, "ssn", True)]


@pytest.mark.cites("CS-6.3-DATA-4")
def test_a_child_older_than_a_parent_is_refused_and_a_young_parent_asked_about():
    older = changed("children", 0, "birth_date", to="1990-02-03")
    assert found(older) == [("children", 1, "birth_date", True)]
    young = changed("children", 0, "birth_date", to="2002-02-02")
    assert found(young) == [("children", 1, "birth_date", False)]
    assert found(changed("children", 0, "birth_date", to="2002-02-03")) == []


def test_a_caretaker_may_be_younger_than_the_child():
    answers = changed("custodial", "relation_to_children", to="sibling")
    answers["children"][0]["birth_date"] = "1989-01-01"
    assert found(answers) == []


def test_one_person_is_not_both_parents():
    answers = changed(
        "other_parents", 0, to={**GOOD["custodial"], "relation": "never_married", "ssn": ""}
    )
    assert ("other_parents", 1, "surname", True) in found(answers)


def test_a_child_entered_twice_is_refused_once():
    answers = changed("children", to=[GOOD["children"][0], GOOD["children"][0]])
    assert found(answers) == [("children", 2, "given_name", True)]


@pytest.mark.cites("45 CFR 305.1(a)")
def test_with_two_other_parents_each_child_says_whose_it_is():
    answers = changed("other_parents", to=[GOOD["other_parents"][0], {"relation": "divorced"}])
    assert found(answers) == [("children", 1, "of_parent", True)]
    answers["children"][0]["of_parent"] = "2"
    assert found(answers) == []
    answers["children"][0]["of_parent"] = "3"
    assert found(answers) == [("children", 1, "of_parent", True)]


@pytest.mark.cites("CS-6.3-INTAKE-1")
def test_an_application_without_a_child_is_not_complete():
    assert found(changed("children", to=[])) == [("case", 1, "children", True)]


def test_a_marriage_does_not_end_before_it_began():
    answers = changed("other_parents", 0, "married_on", to="2015-01-01")
    answers["other_parents"][0]["marriage_ended_on"] = "2014-01-01"
    assert found(answers) == [("other_parents", 1, "marriage_ended_on", True)]
