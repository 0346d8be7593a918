"""A bad record is rejected with line, field and reason while the good ones are posted."""

import pytest
from tests.files.ach_files import (
    ADDENDA_LINE,
    BATCH_LINE,
    ENTRY_LINE,
    HEADER,
    batch,
    codes,
    employer_file,
    entry,
    found,
    resealed,
    segment,
    with_segment,
    with_text,
)

from posse.formats.nacha import payment_frame, write_credits

GOOD = employer_file(3)
SEGMENT = "DED*CS*WY0000047*260115*12345*900123456*N*TESTERLPAT*56021\\"


def only_finding(content):
    """The single finding, which rejects the first of three payments and no other."""
    ach_file, findings = found(content)
    assert payment_frame(ach_file, findings)["line"].to_list() == [5, 7]
    (finding,) = findings
    assert not finding.is_fatal
    return finding


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("DED*CS", "RMR*CS", "NACHA DED segment", "does not begin with DED*"),
        ("\\", "", "NACHA DED segment", "does not end with one \\"),
        ("\\", "\\X", "NACHA DED segment", "does not end with one \\"),
        ("*56021", "*56021**X", "NACHA DED segment", "has 10 elements and may have 9"),
        ("*N*TESTERLPAT*56021", "", "NACHA DED segment", "has 5 elements and needs 6"),
        ("CS*", "XX*", "DED01 Application Identifier", "must be CS or II or IT"),
        ("WY0000047", "", "DED02 Case Identifier", "must be 1 to 20 characters"),
        ("WY0000047", " WY000047", "DED02 Case Identifier", "begins with a blank"),
        ("WY0000047", "W" * 21, "DED02 Case Identifier", "must be 1 to 20 characters"),
        ("260115", "2601", "DED03 Pay Date", "must be 6 or 8 digits"),
        ("260115", "261315", "DED03 Pay Date", "no day of the calendar"),
        ("260115", "260230", "DED03 Pay Date", "no day of the calendar"),
        ("*12345*", "*123.45*", "DED04 Payment Amount", "must be 1 to 10 digits"),
        ("*12345*", "*-12345*", "DED04 Payment Amount", "must be 1 to 10 digits"),
        ("900123456", "90012345", "DED05 NCP SSN", "must be 9 characters"),
        ("900123456", "90012345X", "DED05 NCP SSN", "nine digits without dashes"),
        ("900123456", "000000000", "DED05 NCP SSN", "not all zeros"),
        ("*N*", "*Q*", "DED06 Medical Support Indicator", "must be Y or N or W"),
        ("TESTERLPAT", "TESTERLYPAT", "DED07 NCP Name", "must be 1 to 10 characters"),
        ("56021", "5602", "DED08 FIPS Code", "must be 5 or 7 characters"),
        ("56021", "WY021", "DED08 FIPS Code", "five digits"),
        ("56021", "56021*N", "DED09 Employment Termination Indicator", "must be Y"),
    ],
)
def test_segment_that_breaks_a_rule_is_rejected_with_its_element(*, old, new, field, words):
    text = SEGMENT.replace(old, new, 1)
    finding = only_finding(with_segment(GOOD, ADDENDA_LINE, text))
    assert (finding.line, finding.field) == (ADDENDA_LINE, field)
    assert words in finding.reason


def test_asterisk_inside_a_case_id_shows_in_every_element_it_shifts():
    text = SEGMENT.replace("WY0000047", "WY*47")
    ach_file, findings = found(with_segment(GOOD, ADDENDA_LINE, text))
    assert payment_frame(ach_file, findings)["line"].to_list() == [5, 7]
    assert {each.line for each in findings} == {ENTRY_LINE, ADDENDA_LINE}
    assert "DED03 Pay Date" in {each.field for each in findings}


def test_no_finding_ever_shows_a_whole_ssn():
    text = SEGMENT.removesuffix("\\")
    finding = only_finding(with_segment(GOOD, ADDENDA_LINE, text))
    assert "900123456" not in finding.reason + finding.text
    assert "#####3456" in finding.text


def test_pay_date_after_the_file_arrived_is_rejected():
    text = SEGMENT.replace("260115", "260121")
    finding = only_finding(with_segment(GOOD, ADDENDA_LINE, text))
    assert (finding.line, finding.code) == (ADDENDA_LINE, "ded_future_date")
    assert "2026-01-21 lies after 2026-01-20" in finding.reason
    assert codes(with_segment(GOOD, ADDENDA_LINE, SEGMENT.replace("0115", "0120"))) == []


def test_segment_of_another_amount_rejects_the_entry():
    text = SEGMENT.replace("12345*", "12344*")
    finding = only_finding(with_segment(GOOD, ADDENDA_LINE, text))
    assert (finding.line, finding.code) == (ENTRY_LINE, "entry_amount")
    assert "brings $123.45, its DED segments tell of $123.44" in finding.reason


def test_cost_recovery_may_bring_less_but_never_more():
    less = SEGMENT.replace("*CS*", "*RO*").replace("12345*", "12346*")
    more = SEGMENT.replace("*CS*", "*RO*").replace("12345*", "12344*")
    assert codes(with_segment(GOOD, ADDENDA_LINE, less)) == []
    assert only_finding(with_segment(GOOD, ADDENDA_LINE, more)).code == "entry_amount"


def test_routing_number_with_wrong_check_digit_is_rejected():
    finding = only_finding(with_text(GOOD, ENTRY_LINE, 12, text="5"))
    assert (finding.line, finding.field) == (ENTRY_LINE, "Check Digit")
    assert "fails its check digit" in finding.reason


@pytest.mark.parametrize("amount", ["000001234X", "-000012345", "00000123.4", " " * 10])
def test_amount_that_is_no_number_rejects_its_entry_only(amount):
    ach_file, findings = found(with_text(GOOD, ENTRY_LINE, 30, text=amount))
    assert payment_frame(ach_file, findings)["line"].to_list() == [5, 7]
    assert [(each.line, each.code) for each in findings] == [(ENTRY_LINE, "amount")]
    assert "ten digits of cents, no sign" in findings[0].reason


def test_unreadable_amount_does_not_hide_a_wrong_total():
    content = with_text(GOOD, ENTRY_LINE, 30, text="000001234X")
    content = with_text(content, 5, 30, text="9999999999")
    ach_file, findings = found(content)
    assert any(each.is_fatal for each in findings)
    assert payment_frame(ach_file, findings).is_empty()


def test_unreadable_routing_number_rejects_its_entry_only():
    assert (
        only_finding(with_text(GOOD, ENTRY_LINE, 4, text="2313801X")).code == "routing_number"
    )


def test_unreadable_transaction_code_rejects_its_entry_only():
    assert only_finding(with_text(GOOD, ENTRY_LINE, 2, text="2X")).code == "transaction_code"


def test_amount_of_zero_without_a_termination_notice_is_rejected():
    content = with_segment(GOOD, ADDENDA_LINE, SEGMENT.replace("12345*", "0*"))
    content = resealed(with_text(content, ENTRY_LINE, 30, text="0" * 10))
    finding = only_finding(content)
    assert (finding.line, finding.code) == (ENTRY_LINE, "zero_amount")
    assert "transaction code 24 and DED09 = Y" in finding.reason


@pytest.mark.parametrize(("code", "end"), [("24", ""), ("22", "*Y")])
def test_half_a_termination_notice_is_rejected(code, end):
    text = SEGMENT.replace("12345*", "0*").replace("56021", "56021" + end)
    content = with_text(with_segment(GOOD, ADDENDA_LINE, text), ENTRY_LINE, 2, text=code)
    content = resealed(with_text(content, ENTRY_LINE, 30, text="0" * 10))
    assert only_finding(content).code == "zero_amount"


def test_zero_dollar_code_with_money_is_rejected():
    assert only_finding(with_text(GOOD, ENTRY_LINE, 2, text="24")).code == "zero_code"


def test_account_test_with_money_is_rejected():
    assert only_finding(with_text(GOOD, ENTRY_LINE, 2, text="23")).code == "prenote_amount"


def test_payment_of_absurd_size_is_rejected():
    size = 50_000_01
    rows = [entry(amount_cents=size, addenda=segment(amount_cents=size)), entry()]
    ach_file, findings = found(write_credits(HEADER, [batch(rows)]))
    (finding,) = findings
    assert (finding.line, finding.code) == (ADDENDA_LINE, "ded_amount_limit")
    assert "$50,000.01 is above the limit of $50,000.00" in finding.reason
    assert payment_frame(ach_file, findings)["line"].to_list() == [5]


def test_entry_without_segment_is_rejected():
    content = write_credits(HEADER, [batch([entry(addenda=None), entry()])])
    ach_file, findings = found(content)
    assert [(each.line, each.code) for each in findings] == [(ENTRY_LINE, "ded_missing")]
    assert "nobody can tell whose payment it is" in findings[0].reason
    assert payment_frame(ach_file, findings)["line"].to_list() == [4]


@pytest.mark.parametrize(
    ("byte", "text", "words"),
    [(2, "02", "not type 05"), (84, "0002", "numbered in turn"), (88, "0000009", "trace")],
)
def test_addenda_of_another_entry_or_turn_rejects_its_entry(byte, text, words):
    finding = only_finding(with_text(GOOD, ADDENDA_LINE, byte, text=text))
    assert (finding.line, finding.code) == (ADDENDA_LINE, "addenda")
    assert words in finding.reason


def test_indicator_that_denies_its_addenda_rejects_the_entry():
    assert only_finding(with_text(GOOD, ENTRY_LINE, 79, text="0")).code == "addenda_count"


def test_second_addenda_of_a_ccd_entry_rejects_the_entry():
    lines = GOOD.split(b"\n")
    lines.insert(4, lines[3].replace(b"00010000001", b"00020000001"))
    ach_file, findings = found(resealed(b"\n".join(lines)))
    assert [(each.line, each.code) for each in findings] == [(ENTRY_LINE, "addenda_count")]
    assert payment_frame(ach_file, findings)["line"].to_list() == [6, 8]


def test_repeated_trace_number_rejects_the_second_entry():
    content = with_text(GOOD, 5, 80, text="123456780000001")
    content = with_text(content, 6, 88, text="0000001")
    ach_file, findings = found(content)
    assert [(each.line, each.code) for each in findings] == [(5, "trace_number")]
    assert payment_frame(ach_file, findings)["line"].to_list() == [3, 7]


def test_debit_is_rejected_where_the_batch_allows_both():
    content = GOOD
    for line in (BATCH_LINE, 9):
        content = with_text(content, line, 2, text="200")
    content = resealed(with_text(content, ENTRY_LINE, 2, text="27"))
    finding = only_finding(content)
    assert (finding.line, finding.code) == (ENTRY_LINE, "debit")


def test_class_without_support_payments_rejects_its_batch():
    ach_file, findings = found(with_text(GOOD, BATCH_LINE, 51, text="TEL"))
    assert [(each.line, each.code) for each in findings] == [(BATCH_LINE, "entry_class")]
    assert "'TEL' is not CCD, CTX or PPD" in findings[0].reason
    assert payment_frame(ach_file, findings).is_empty()


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_lines():
    content = with_text(GOOD, ENTRY_LINE, 12, text="5")
    content = with_segment(
        content, 6, SEGMENT.replace("12345*", "12346*").replace("*N*", "*Q*")
    )
    content = with_text(content, 7, 79, text="0")
    assert codes(content) == [
        (3, "routing_number", False),
        (6, "ded_medical_support_indicator", False),
        (7, "addenda_count", False),
    ]
