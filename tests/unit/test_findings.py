"""Findings never carry a whole Social Security or account number."""

import pytest

from posse.formats.findings import (
    file_finding,
    has_fatal,
    in_line_order,
    masked,
    record_finding,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("900123456", "#####3456"),
        ("900-12-3456", "###-##-3456"),
        ("DED*CS*47*260115*100*900123456*N", "DED*CS*47*260115*100*#####3456*N"),
        ("6222313801047000", "############7000"),
        ("260115", "260115"),
        ("Line 12 has 94 characters", "Line 12 has 94 characters"),
    ],
)
def test_long_numbers_are_masked_but_for_four_digits(text, shown):
    assert masked(text) == shown


def test_finding_of_a_record_masks_its_reason_and_text():
    finding = record_finding(1, "SSN", code="ssn", reason="900123456 twice", text="900-12-3456")
    assert (finding.reason, finding.text) == ("#####3456 twice", "###-##-3456")
    assert not finding.is_fatal


def test_findings_of_a_file_are_fatal_and_sort_before_its_lines():
    whole = file_finding(None, "file", code="empty", reason="The file is empty.")
    record = record_finding(3, "Amount", code="amount", reason="No digits.")
    assert has_fatal([record, whole])
    assert not has_fatal([record])
    assert in_line_order([record, whole]) == [whole, record]
