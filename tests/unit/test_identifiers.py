"""One rule for each identifier, whichever partner's file it stands in."""

import pytest

from posse.formats.identifiers import (
    case_id_findings,
    fips_findings,
    is_routing_number,
    ssn_findings,
)
from posse.formats.nacha import name_element


@pytest.mark.parametrize("case_id", ["WY0000047", "47", "A-B/C 9", "a" * 20])
def test_plain_case_id_passes(case_id):
    assert case_id_findings(case_id, line=1) == []


@pytest.mark.parametrize(
    ("case_id", "words"),
    [
        ("", "blank"),
        ("  ", "blank"),
        (" 47", "begins"),
        ("4*7", "asterisk"),
        ("4\\7", "asterisk"),
    ],
)
def test_case_id_that_would_break_a_partners_record_is_found(case_id, words):
    (finding,) = case_id_findings(case_id, line=4)
    assert (finding.line, finding.field) == (4, "Case Identifier")
    assert words in finding.reason


@pytest.mark.parametrize("ssn", ["90012345", "9001234567", "900-12-3456", "90012345X", "٣" * 9])
def test_malformed_ssn_is_found_and_not_repeated(ssn):
    (finding,) = ssn_findings(ssn, line=2)
    assert ssn not in finding.reason + finding.text


def test_nine_digits_are_an_ssn_unless_all_are_zero():
    assert ssn_findings("900123456", line=1) == []
    assert len(ssn_findings("000000000", line=1)) == 1


@pytest.mark.parametrize(
    ("fips", "count"), [("", 0), ("56021", 0), ("5602100", 0), ("560210", 1)]
)
def test_place_code_has_five_or_seven_digits(fips, count):
    assert len(fips_findings(fips, line=1)) == count


@pytest.mark.parametrize(
    ("number", "is_right"),
    [("231380104", True), ("231380105", False), ("23138010", False), ("23138010X", False)],
)
def test_routing_number_carries_its_check_digit(number, is_right):
    assert is_routing_number(number) is is_right


@pytest.mark.parametrize(
    ("last", "first", "element"),
    [
        ("Montgomery", "Ada", "MONTGOMADA"),
        ("Poe", "Edgar", "POE,EDG"),
        ("O'Brien", "Al", "OBRIEN,AL"),
        ("Poe", "", "POE"),
        ("Sevenly", "Bo", "SEVENLYBO"),
    ],
)
def test_name_element_is_seven_letters_and_three(last, first, element):
    assert name_element(last, first) == element
