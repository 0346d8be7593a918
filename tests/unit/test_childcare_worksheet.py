"""What a worker reads of a determination: each figure and each check in words."""

from datetime import date

import pytest

from posse.examples.child_care_facts import family_facts
from posse.rules.childcare.determination import DeterminationTerms, determine
from posse.rules.childcare.eligibility.sentences import told_reason
from posse.rules.childcare.worksheet import benefit_lines, income_lines
from posse.rules.clauses import clauses
from posse.rules.parameters import load_law

ON = date(2026, 5, 15)
TERMS = DeterminationTerms.from_law(load_law("wyoming"), on=ON)


def determined(adult, child=None, **top):
    raw = {"adults": [adult], "children": [child or {"birth_date": "2022-12-01"}], **top}
    return determine(family_facts([raw], terms=TERMS), terms=TERMS)


def said(found, name):
    [reason] = [
        each for each in found.eligibility.reasons(0) if each.criterion.name == name
    ]  # fmt: skip
    return [(each.words, each.found, each.limit, each.is_met) for each in told_reason(reason)]


@pytest.mark.cites("CC-905-NOTE-2", "CC-200-countable-income", "CC-907-A", "CC-907-B")
def test_worksheet_goes_from_gross_income_to_the_limit():
    support = {"order_month": "300.00", "current_support": ["300.00", "240.00"]}
    found = determined(
        {"earned_month": "2500.00", "unearned_month": "100.00", "child_support_paid": support},
        {
            "birth_date": "2022-12-01",
            "care": {"setting": "center", "days_month": 10, "hours_day": 8},
        },
    )
    lines = [*income_lines(found, 0), *benefit_lines(found, 0)]
    assert [(each.words, each.figure) for each in lines] == [
        ("Earned income", "$2,500.00"),
        ("Unearned income", "$100.00"),
        ("Less the disregard of each who works", "$200.00"),
        ("Less child support paid", "$270.00"),
        ("Countable income", "$2,130.00"),
        ("Limit of income", "$3,155.83"),
        ("Step of the scale", "2"),
        ("The family owes in the month", "$8.80"),
        ("The agency pays in the month", "$311.20"),
    ]
    assert {cite for each in lines for cite in each.cites} <= set(clauses())


@pytest.mark.parametrize(
    ("adult", "name", "words"),
    [
        (
            {"earned_month": "3355.84"},
            "income",
            ("Countable income of a month within the limit of the stage", "$3,155.84",
             "at most $3,155.83", False),
        ),
        (
            {"activity": "education", "study": {"grade_points": "1.90"}},
            "activity",
            ("Grade point average of the term, where there is one", "1.90", "at least 2.00",
             False),
        ),
        (
            {"activity": "job_search", "search_since": "2026-02-14"},
            "activity",
            ("For three months at most", "Feb 14, 2026", "until May 14, 2026", False),
        ),
        ({"identified": False}, "identity", ("Identity is established", "no", "", False)),
    ],
)  # fmt: skip
def test_failed_check_says_what_was_found_and_what_would_do(adult, name, words):
    assert said(determined(adult), name) == [words]


def test_met_criterion_shows_all_of_its_way():
    assert said(determined({}), "activity") == [
        ("Is employed", "yes", "", True),
        ("For some hours of the week", "yes", "", True),
    ]
    study = said(determined({"activity": "education"}), "activity")
    assert ("Grade point average of the term, where there is one", "not known") in [
        each[:2] for each in study
    ]
