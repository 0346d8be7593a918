"""What a right ACH file says: payments, notices, returns and account tests."""

from datetime import date

import polars as pl
import pytest
from tests.files.ach_files import (
    ADDENDA_LINE,
    BATCH_LINE,
    ENTRY_LINE,
    HEADER,
    batch,
    codes,
    ctx_file,
    employer_file,
    entry,
    found,
    resealed,
    segment,
    with_segment,
    with_text,
)

from posse.formats.nacha import payment_frame, payments, read_ach, write_credits


def posted(content):
    """The payments of a file after all checks."""
    ach_file, findings = found(content)
    return payments(ach_file, findings)


def test_ccd_payment_carries_all_that_the_money_core_needs():
    content = write_credits(HEADER, [batch([entry()])])
    assert codes(content) == []
    (payment,) = posted(content)
    assert (payment.line, payment.segment_number) == (ENTRY_LINE, 1)
    assert payment.trace_number == "123456780000001"
    assert (payment.application, payment.remittance_id) == ("CS", "WY0000047")
    assert payment.collected_on == date(2026, 1, 15)
    assert (payment.amount_cents, payment.entry_cents) == (12345, 12345)
    assert payment.obligor_ssn == "900123456"
    assert (payment.medical_indicator, payment.fips) == ("N", "56021")
    assert payment.obligor_name == "TESTERLPAT"
    assert not payment.employment_terminated
    assert (payment.payor_name, payment.payor_id) == ("ACME ANVILS", "1900000001")
    assert payment.entry_text == content.decode().split("\n")[2]
    assert payment.addenda_text.rstrip() == segment()


def test_totals_count_the_entries_of_the_file():
    ach_file = read_ach(employer_file(3))
    assert ach_file.entry_count == 3
    assert ach_file.credit_cents == 12345 + 12346 + 12347
    assert ach_file.debit_cents == 0
    assert not ach_file.is_refused


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b""])
@pytest.mark.parametrize("has_last", [True, False])
def test_every_way_of_ending_lines_reads_the_same(line_end, has_last):
    content = employer_file()
    expected = posted(content)
    other = content.replace(b"\n", line_end)
    if not has_last and line_end:
        other = other.removesuffix(line_end)
    assert len(expected) == 3
    assert posted(other) == expected


def test_ppd_credit_with_a_segment_reads_like_ccd():
    content = write_credits(HEADER, [batch([entry()], sec_code="PPD")])
    assert codes(content) == []
    assert len(posted(content)) == 1


def test_ctx_segments_cut_by_slices_are_found_with_their_lines():
    amounts = [100 + number for number in range(40)]
    parts = [
        segment(amount_cents=cents, remittance_id=f"WY{cents}", year_digits=4)
        for cents in amounts
    ]
    content = ctx_file(parts, amount_cents=sum(amounts))
    ach_file, findings = found(content)
    assert findings == []
    read = payments(ach_file, findings)
    assert [payment.amount_cents for payment in read] == amounts
    assert [payment.segment_number for payment in read] == list(range(1, 41))
    assert {payment.line for payment in read} == {ENTRY_LINE}
    assert {payment.collected_on for payment in read} == {date(2026, 1, 15)}
    lines = content.decode().split("\n")
    for payment, line in zip(read, ach_file.remittances["addenda_line"], strict=True):
        slices = lines[line - 1][3:83] + lines[line][3:83]
        assert payment.addenda_text in slices


def test_ctx_with_thousands_of_addenda_is_read():
    count = 9_000
    content = ctx_file([segment(amount_cents=100)] * count, amount_cents=100 * count)
    ach_file, findings = found(content)
    assert findings == []
    assert payment_frame(ach_file, findings)["amount_cents"].sum() == 100 * count


def test_two_digit_year_is_read_in_ctx_too():
    content = ctx_file([segment()], amount_cents=12345)
    assert [payment.collected_on for payment in posted(content)] == [date(2026, 1, 15)]


def test_zero_dollar_notice_of_ended_employment_is_kept_with_zero_cents():
    notice = segment(amount_cents=0, employment_terminated=True)
    row = entry(transaction_code=24, amount_cents=0, addenda=notice)
    content = write_credits(HEADER, [batch([entry(), row])])
    assert codes(content) == []
    assert [(each.amount_cents, each.employment_terminated) for each in posted(content)] == [
        (12345, False),
        (0, True),
    ]


def test_cost_recovery_keeps_both_amounts():
    fee = segment(application="RI", amount_cents=12845)
    content = write_credits(HEADER, [batch([entry(addenda=fee)])])
    assert codes(content) == []
    (payment,) = posted(content)
    assert (payment.amount_cents, payment.entry_cents) == (12845, 12345)


def test_returned_entry_names_the_trace_it_was_sent_under():
    back = "799R03123456780000077      12345678".ljust(79) + "123456780000001"
    content = with_text(employer_file(1), ADDENDA_LINE, 1, text=back)
    content = resealed(with_text(content, ENTRY_LINE, 2, text="21"))
    ach_file, findings = found(content)
    assert findings == []
    assert payments(ach_file, findings) == []
    (row,) = ach_file.returns.iter_rows(named=True)
    assert row["return_reason_code"] == "R03"
    assert row["original_trace_number"] == "123456780000077"
    assert row["amount_cents"] == 12345


def test_return_without_the_trace_it_was_sent_under_is_a_finding():
    content = resealed(with_text(employer_file(1), ENTRY_LINE, 2, text="21"))
    assert codes(content) == [(ENTRY_LINE, "return_unknown", False)]
    assert posted(content) == []


def test_account_test_is_no_payment_and_no_finding():
    test = entry(transaction_code=23, amount_cents=0, addenda=None)
    content = write_credits(HEADER, [batch([test, entry()])])
    assert codes(content) == []
    assert len(posted(content)) == 1
    assert read_ach(content).entries["kind"].to_list() == ["prenote", "payment"]


def test_several_batches_keep_their_own_employer():
    other = batch([entry(amount_cents=100, addenda=segment(amount_cents=100))],
                  company_name="BOLT BAKERY", company_id="1900000002")  # fmt: skip
    content = write_credits(HEADER, [batch([entry()]), other])
    assert codes(content) == []
    assert [(each.payor_name, each.amount_cents) for each in posted(content)] == [
        ("ACME ANVILS", 12345),
        ("BOLT BAKERY", 100),
    ]


def test_file_without_batches_is_read_and_empty():
    content = write_credits(HEADER, [])
    assert codes(content) == []
    assert posted(content) == []


def test_finding_on_a_batch_rejects_the_batch_and_keeps_the_others():
    content = write_credits(HEADER, [batch([entry()]), batch([entry(account_number="8")])])
    content = with_text(content, BATCH_LINE, 51, text="WEB")
    ach_file, findings = found(content)
    assert [(each.line, each.code) for each in findings] == [(BATCH_LINE, "entry_class")]
    frame = payment_frame(ach_file, findings)
    assert frame["line"].to_list() == [7]


def test_bad_segment_of_a_ctx_leaves_the_others_in():
    parts = [segment(amount_cents=100 + number) for number in range(20)]
    parts[7] = parts[7].replace("*900123456*", "*90012345X*")
    content = ctx_file(parts, amount_cents=sum(100 + number for number in range(20)))
    ach_file, findings = found(content)
    (finding,) = findings
    assert finding.code == "ded_ssn"
    amounts = payment_frame(ach_file, findings)["amount_cents"].to_list()
    assert 107 not in amounts
    # Whatever else begins on the same line waits with it.
    assert len(amounts) >= 18


def test_ctx_whose_segment_amount_cannot_be_read_is_rejected_as_a_whole():
    parts = [segment(amount_cents=100), segment(amount_cents=200).replace("*200*", "*2O0*")]
    ach_file, findings = found(ctx_file(parts, amount_cents=300))
    assert {each.code for each in findings} == {"ded_payment_amount", "entry_amount"}
    assert payment_frame(ach_file, findings).is_empty()


def test_payment_frame_has_one_typed_column_for_each_field_of_a_payment():
    ach_file, findings = found(employer_file())
    frame = payment_frame(ach_file, findings)
    assert frame.schema["collected_on"] == pl.Date
    assert frame.schema["amount_cents"] == pl.Int64
    assert frame.schema["employment_terminated"] == pl.Boolean
    empty = payment_frame(*found(employer_file()[:94]))
    assert empty.schema == frame.schema


def test_unreadable_segment_is_never_a_payment_even_without_its_finding():
    content = with_segment(employer_file(2), ADDENDA_LINE, "DED*CS*47")
    ach_file = read_ach(content)
    assert payment_frame(ach_file, [])["line"].to_list() == [5]
