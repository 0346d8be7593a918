"""A bad file posts nothing and says why, in one finding that names the fault."""

import pytest
from tests.files.ach_files import (
    BATCH_LINE,
    ENTRY_LINE,
    HEADER,
    HEADER_LINE,
    batch,
    codes,
    employer_file,
    entry,
    found,
    with_text,
    without_line,
)

from posse.formats.nacha import from_code_page, payment_frame, write_credits

# employer_file(3): header, batch header, 3 x (entry, addenda), batch control, file control.
BATCH_CONTROL_LINE = 9
FILE_CONTROL_LINE = 10
GOOD = employer_file(3)


def only_finding(content):
    """The single finding of a refused file of which nothing is posted."""
    ach_file, findings = found(content)
    assert payment_frame(ach_file, findings).is_empty()
    (finding,) = findings
    assert finding.is_fatal
    return finding


def test_the_good_file_is_good():
    assert codes(GOOD) == []
    assert payment_frame(*found(GOOD)).height == 3


@pytest.mark.parametrize("content", [b"", b"\n\n", b"   \r\n"])
def test_empty_file_is_refused(content):
    finding = only_finding(content)
    assert finding.code == "empty"
    assert finding.reason == "The file is empty. Ask the sender to send it again."


@pytest.mark.parametrize("line", range(1, 10))
def test_file_cut_off_between_two_lines_is_refused(line):
    content = b"\n".join(GOOD.split(b"\n")[:line])
    findings = found(content)[1]
    assert any(each.code == "missing_file_control" for each in findings)
    assert all(each.is_fatal for each in findings)
    assert f"cut off after line {line}" in findings[0].reason
    assert payment_frame(*found(content)).is_empty()


@pytest.mark.parametrize("size", [1, 93, 95, 94 * 3 + 2, 94 * 5 + 50, len(GOOD) - 3])
def test_file_cut_off_inside_a_line_is_refused(size):
    content = GOOD[:size]
    assert payment_frame(*found(content)).is_empty()
    assert found(content)[1][0].is_fatal


def test_cut_off_last_line_says_how_much_arrived():
    finding = only_finding(GOOD[: 95 * 4 + 40])
    assert (finding.line, finding.code) == (5, "truncated")
    assert finding.reason.startswith("The last line has 40 of 94 characters")


def test_stream_without_line_ends_that_is_cut_off_says_so():
    finding = only_finding(GOOD.replace(b"\n", b"")[:-7])
    assert (finding.line, finding.code) == (10, "truncated")
    assert "ends after 87 of the 94 bytes of record 10" in finding.reason


def test_records_of_another_length_are_named_up_to_a_limit():
    content = b"\n".join(line + b" " for line in employer_file(40).split(b"\n")[:-1])
    findings = found(content)[1]
    assert findings[1].line == 1
    assert "has 95 characters and must have 94" in findings[1].reason
    assert len(findings) == 21
    assert "more lines" in findings[0].reason


def test_file_not_filled_to_whole_blocks_is_refused():
    findings = found(employer_file(4).removesuffix(b"9" * 94 + b"\n"))[1]
    assert [each.code for each in findings] == ["mis_blocked"]
    assert "not a multiple of 10" in findings[0].reason


def test_wrong_block_count_is_refused():
    finding = only_finding(with_text(GOOD, FILE_CONTROL_LINE, 8, text="000002"))
    assert (finding.line, finding.code) == (FILE_CONTROL_LINE, "block_count")
    assert "counts 2 blocks of ten records; the file has 1" in finding.reason


def test_missing_file_header_is_refused():
    findings = found(without_line(GOOD, HEADER_LINE))[1]
    assert (findings[0].line, findings[0].code) == (1, "missing_file_header")
    assert "must begin with a file header (1)" in findings[0].reason


@pytest.mark.parametrize("code_page", ["cp037", "cp1047", "cp1140"])
def test_ebcdic_file_is_refused_with_advice_and_readable_after_the_code_page_step(code_page):
    moved = GOOD.decode().encode("cp037")
    finding = only_finding(moved)
    assert finding.code == "ebcdic"
    assert "code-page step" in finding.reason
    assert from_code_page(moved, code_page) == GOOD


def test_unknown_code_page_is_an_error():
    with pytest.raises(ValueError, match="cp500"):
        from_code_page(b"", "cp500")


def test_code_page_1047_puts_brackets_where_that_page_has_them():
    assert from_code_page(b"\xad\xbd\x5f", "cp1047") == b"[]^"
    assert from_code_page(b"\xba\xbb\xb0", "cp037") == b"[]^"


@pytest.mark.parametrize(("byte", "words"), [(0xE9, "outside ASCII"), (0, "cannot be printed")])
def test_strange_byte_is_refused_with_its_place(byte, words):
    at = GOOD.index(b"ACME")
    finding = only_finding(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :])
    assert (finding.line, finding.code) == (BATCH_LINE, "not_ascii")
    assert f"Byte 5 of line 2 holds the value {byte:#04x}" in finding.reason
    assert words in finding.reason


def test_record_of_no_known_type_is_refused():
    findings = found(with_text(GOOD, ENTRY_LINE, 1, text="X"))[1]
    assert (findings[0].line, findings[0].code) == (ENTRY_LINE, "record_type")
    assert "The line begins with 'X'" in findings[0].reason


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (BATCH_LINE, "An entry (6) stands after a file header (1)"),
        (BATCH_CONTROL_LINE, "The file control (9) stands after an addenda (7)"),
    ],
)
def test_missing_record_inside_the_file_is_refused(line, words):
    findings = found(without_line(GOOD, line))[1]
    assert (findings[0].line, findings[0].code) == (line, "record_order")
    assert words in findings[0].reason


@pytest.mark.parametrize(
    ("line", "byte", "text", "field"),
    [
        (BATCH_CONTROL_LINE, 5, "000007", "Entry/Addenda Count"),
        (BATCH_CONTROL_LINE, 11, "0000000001", "Entry Hash"),
        (BATCH_CONTROL_LINE, 21, "000000000001", "Total Debit Amount"),
        (BATCH_CONTROL_LINE, 33, "000000000001", "Total Credit Amount"),
        (BATCH_CONTROL_LINE, 33, "00000000000X", "Total Credit Amount"),
        (BATCH_CONTROL_LINE, 21, "00000000000X", "Total Debit Amount"),
        (BATCH_CONTROL_LINE, 45, "1900000009", "Company Identification"),
        (BATCH_CONTROL_LINE, 80, "87654321", "Originating DFI Identification"),
        (BATCH_CONTROL_LINE, 88, "0000002", "Batch Number"),
        (FILE_CONTROL_LINE, 2, "000002", "Batch Count"),
        (FILE_CONTROL_LINE, 14, "00000007", "Entry/Addenda Count"),
        (FILE_CONTROL_LINE, 22, "0000000001", "Entry Hash"),
        (FILE_CONTROL_LINE, 32, "000000000001", "Total Debit Amount"),
        (FILE_CONTROL_LINE, 44, "000000000001", "Total Credit Amount"),
    ],
)
def test_control_record_that_says_otherwise_is_refused(*, line, byte, text, field):
    finding = only_finding(with_text(GOOD, line, byte, text=text))
    assert (finding.line, finding.field) == (line, field)
    assert "says" in finding.reason
    assert "nothing of this one was posted" in finding.reason


def test_wrong_total_names_both_figures():
    finding = only_finding(with_text(GOOD, FILE_CONTROL_LINE, 44, text="000000000001"))
    assert finding.reason.startswith(
        "The file control says Total Credit Amount 1; the file has 37038."
    )


def test_unreadable_file_control_is_refused():
    findings = found(with_text(GOOD, FILE_CONTROL_LINE, 2, text="00000X"))[1]
    assert all(each.is_fatal for each in findings)
    assert {each.line for each in findings} == {FILE_CONTROL_LINE}


def test_record_size_other_than_94_in_the_header_is_refused():
    finding = only_finding(with_text(GOOD, HEADER_LINE, 35, text="095"))
    assert finding.field == "Record Size"
    assert "must be 094" in finding.reason


def test_changed_amount_breaks_both_totals():
    findings = found(with_text(GOOD, ENTRY_LINE, 30, text="0000099999"))[1]
    fatal = {(each.line, each.field) for each in findings if each.is_fatal}
    assert fatal == {
        (BATCH_CONTROL_LINE, "Total Credit Amount"),
        (FILE_CONTROL_LINE, "Total Credit Amount"),
    }


def test_batch_numbers_out_of_order_are_refused():
    content = write_credits(HEADER, [batch([entry()]), batch([entry()])])
    for line in (6, 9):
        content = with_text(content, line, 88, text="0000001")
    finding = only_finding(content)
    assert (finding.line, finding.code) == (6, "batch_order")
    assert "number 1 stands after batch number 1" in finding.reason


@pytest.mark.parametrize(
    ("code", "words"), [("225", "promises debits only"), ("999", "not 200")]
)
def test_service_class_that_does_not_fit_the_entries_is_refused(code, words):
    content = with_text(GOOD, BATCH_LINE, 2, text=code)
    finding = only_finding(with_text(content, BATCH_CONTROL_LINE, 2, text=code))
    assert (finding.line, finding.code) == (BATCH_LINE, "service_class")
    assert words in finding.reason


def test_debit_in_a_batch_of_credits_is_refused():
    findings = found(with_text(GOOD, ENTRY_LINE, 2, text="27"))[1]
    assert any(each.code == "service_class" and each.is_fatal for each in findings)
