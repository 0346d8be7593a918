"""Criteria in words for the screen: asked, found, needed, and by which clause."""

from datetime import date

import pytest

from posse.examples.remedy_facts import remedy_facts
from posse.rules.parameters import load_law
from posse.rules.support.remedies.evaluation import evaluate
from posse.rules.support.remedies.sentences import criterion_words

ON = date(2026, 11, 23)
LAW = load_law()


def words(remedy, *, obligor=None, **case):
    """The lines of one remedy for a parent with one case, by the criterion's name."""
    facts = remedy_facts([{"obligor": obligor or {}, "cases": [case]}], law=LAW, on=ON)
    result = evaluate(facts=facts, law=LAW, on=ON, only=(remedy,)).result(remedy)
    return {line.name: line for line in criterion_words(result, obligor=0, on=ON)}


def found_and_needed(line):
    return line.found, line.needed, line.is_met


@pytest.mark.cites("CS-9.2-TOP-CRIT-2", "CS-9.2-TOP-CRIT-3", "CS-9.2-TOP-CRIT-6")
def test_two_classes_of_arrears_are_told_beside_their_own_amounts():
    lines = words("federal_tax_offset", arrears_assigned="160.00", arrears_unassigned="500.00")
    assert found_and_needed(lines["arrears_threshold"]) == (
        "$160.00 assigned and $500.00 not assigned",
        "more than $150.00 assigned or more than $500.00 not assigned",
        True,
    )
    assert "CS-9.2-TOP-CRIT-2" in lines["arrears_threshold"].cites


@pytest.mark.cites("CS-9.2-TOP-NOT-2", "CS-9.2-CBR-SUB-3")
def test_notice_is_told_with_its_day_and_how_long_it_must_wait():
    mailed = {"pre_offset": "2026-11-22", "credit_bureau": "2026-10-24"}
    offset = words("federal_tax_offset", arrears_assigned="900.00", notices=mailed)
    assert found_and_needed(offset["notice"]) == (
        "Nov 22, 2026, 1 day ago",
        "at least 30 days",
        False,
    )
    bureau = words("credit_bureau", arrears_assigned="1200.00", notices=mailed)
    assert found_and_needed(bureau["notice"]) == (
        "Oct 24, 2026, 30 days ago",
        "more than 30 days",
        False,
    )
    assert words("credit_bureau", arrears_assigned="9.00")["notice"].found == "none"


@pytest.mark.cites("CS-IRG-J2.1", "CS-IRG-J5.3.1")
def test_months_of_support_are_told_in_dollars():
    lines = words(
        "freeze_and_seize",
        arrears_unassigned="899.99",
        monthly_obligation="300.00",
        order_date="2026-05-24",
    )
    assert found_and_needed(lines["arrears_threshold"]) == (
        "$899.99 and an attorney's approval: no",
        "at least $900.00 (3 months of support) or an attorney's approval",
        False,
    )
    assert found_and_needed(lines["months_since_order"]) == (
        "May 24, 2026, 183 days ago",
        "at least 6 months",
        False,
    )


@pytest.mark.cites("CS-9.2-PASS-1")
def test_once_denied_the_amount_needed_is_the_one_of_the_release():
    lines = words(
        "passport_denial",
        arrears_unassigned="10.00",
        previously_submitted=["passport_denial"],
    )
    assert found_and_needed(lines["arrears_threshold"]) == ("$10.00", "more than $0.00", True)
    assert not lines["notice"].is_asked


@pytest.mark.cites("CS-9.2-CBR-SUB-7")
def test_years_after_emancipation_are_told_as_a_longest_time():
    lines = words(
        "credit_bureau", arrears_assigned="1200.00", last_child_emancipated="2026-11-23"
    )
    assert found_and_needed(lines["years_after_emancipation"]) == (
        "Nov 23, 2026, today",
        "at most 7 years",
        True,
    )


def test_parent_without_a_case_has_no_lines_where_cases_are_judged():
    facts = remedy_facts([{"cases": []}], law=LAW, on=ON)
    result = evaluate(facts=facts, law=LAW, on=ON, only=("lien",)).result("lien")
    assert criterion_words(result, obligor=0, on=ON) == ()
