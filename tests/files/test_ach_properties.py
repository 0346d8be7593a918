"""Whatever bytes come in, nothing crashes and no wrong total is ever posted."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.files.ach_files import (
    HEADER,
    batch,
    ctx_file,
    employer_file,
    entry,
    found,
    segment,
)

from posse.formats.findings import has_fatal
from posse.formats.nacha import payment_frame, payments, read_ach, write_ach, write_credits
from posse.formats.nacha.ded import DED, ded_frame, read_ded

GOOD = employer_file(6)
POSTED = payment_frame(*found(GOOD))
COMPARED = ["line", "amount_cents", "trace_number"]

case_ids = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="*\\"),
    min_size=1,
    max_size=20,
)
segment_words = st.fixed_dictionaries(
    {
        "application": st.sampled_from(["CS", "II", "IT", "IO"]),
        "remittance_id": case_ids,
        "collected_on": st.dates(date(2001, 1, 1), date(2026, 1, 20)),
        "amount_cents": st.integers(1, 49_999_99),
        "obligor_ssn": st.integers(900_000_000, 999_999_999).map(str),
        "medical_indicator": st.sampled_from("YNW"),
        "obligor_name": st.sampled_from(["", "POE,EDG", "TESTERLPAT"]),
        "fips": st.sampled_from(["", "56021", "5602100"]),
        "employment_terminated": st.booleans(),
    }
)


def told(payment):
    """A payment's words as they were given to ded_segment."""
    return {
        "application": payment.application,
        "remittance_id": payment.remittance_id,
        "collected_on": payment.collected_on,
        "amount_cents": payment.amount_cents,
        "obligor_ssn": payment.obligor_ssn,
        "medical_indicator": payment.medical_indicator,
        "obligor_name": payment.obligor_name,
        "fips": payment.fips,
        "employment_terminated": payment.employment_terminated,
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(segment_words, min_size=1, max_size=4), max_size=3))
def test_what_is_written_is_read_as_the_same_payments(batches):
    content = write_credits(
        HEADER,
        [
            batch(
                [
                    entry(amount_cents=words["amount_cents"], addenda=segment(**words))
                    for words in some
                ]
            )
            for some in batches
        ],
    )
    ach_file, findings = found(content)
    assert findings == []
    expected = [words for some in batches for words in some]
    assert [told(payment) for payment in payments(ach_file, findings)] == expected
    assert write_ach(ach_file) == content


@settings(max_examples=40, deadline=None)
@given(st.lists(segment_words, min_size=1, max_size=12), st.integers(1, 90))
def test_ctx_segments_are_read_wherever_the_slices_cut_them(some, shift):
    parts = [segment(**words, year_digits=4) for words in some]
    total = sum(words["amount_cents"] for words in some)
    content = ctx_file(parts, amount_cents=total, application="S" * shift)
    ach_file, findings = found(content)
    assert findings == []
    assert [told(payment) for payment in payments(ach_file, findings)] == some


def assert_nothing_wrong_is_posted(content):
    """Every payment posted is one of the true file's, with its own amount."""
    ach_file, findings = found(content)
    frame = payment_frame(ach_file, findings)
    assert frame.is_empty() or not has_fatal(findings)
    strangers = frame.select(COMPARED).join(POSTED.select(COMPARED), on=COMPARED, how="anti")
    assert (
        strangers.select("line", "amount_cents")
        .join(POSTED, on=["line", "amount_cents"], how="anti")
        .is_empty()
    )
    assert frame["amount_cents"].sum() <= POSTED["amount_cents"].sum()
    if not findings:
        assert frame["amount_cents"].sum() == ach_file.control["total_credit_amount"]


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_any_changed_byte_posts_no_wrong_amount(at, byte):
    assert_nothing_wrong_is_posted(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD) - 1), st.integers(48, 57)), min_size=2, max_size=6
    )
)
def test_several_changed_digits_post_no_wrong_total(changes):
    content = bytearray(GOOD)
    for at, byte in changes:
        content[at] = byte
    ach_file, findings = found(bytes(content))
    frame = payment_frame(ach_file, findings)
    if not has_fatal(findings):
        assert frame["amount_cents"].sum() <= ach_file.control["total_credit_amount"]


@pytest.mark.parametrize("line", range(len(GOOD.split(b"\n")) - 1))
def test_file_cut_off_at_any_line_posts_nothing(line):
    content = b"\n".join(GOOD.split(b"\n")[:line])
    assert payment_frame(*found(content)).is_empty()
    assert has_fatal(found(content)[1])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(GOOD) - 2))
def test_file_cut_off_at_any_byte_posts_nothing(size):
    content = GOOD[:size]
    # Without its last line end alone the file is whole.
    assert payment_frame(*found(content)).is_empty()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_noise_is_refused_and_never_crashes(content):
    ach_file, findings = found(content)
    assert has_fatal(findings)
    assert payment_frame(ach_file, findings).is_empty()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(GOOD.split(b"\n")[:-1]), max_size=25))
def test_lines_in_any_order_never_crash(lines):
    ach_file, findings = found(b"\n".join(lines))
    assert payment_frame(ach_file, findings).is_empty() or not has_fatal(findings)


garbled = st.text(st.sampled_from("DE*\\CSNYW 0123456789"), max_size=60)
right = segment_words.map(lambda words: segment(**words))


@st.composite
def nearly_right(draw):
    """A right segment with one sign changed, added or taken away."""
    text = draw(right)
    at = draw(st.integers(0, len(text)))
    sign = draw(st.sampled_from(["", "*", "\\", " ", "7", "X", "Y"]))
    return text[:at] + sign + text[at + draw(st.integers(0, 1)) :]


@settings(max_examples=400, deadline=None)
@given(st.one_of(garbled, right, nearly_right()))
def test_reading_all_at_once_accepts_what_reading_one_accepts(text):
    rows = pl.DataFrame(
        {"entry": [0], "segment_number": [1], "addenda_line": [4], "addenda_text": [text]}
    )
    frame, findings = ded_frame(rows)
    record, expected = read_ded(text, line=4)
    assert findings == expected
    if expected:
        assert frame["application"].to_list() == [None]
    else:
        assert frame["amount_cents"].to_list() == [record["payment_amount"]]
        assert frame["remittance_id"].to_list() == [record["case_identifier"]]
        # Writing leaves out empty elements at the end, so such a text does not come back.
        has_empty_element = "**" in text.replace("\\", "*")
        assert DED.write(DED.parse(text)[0]) in {text, text.rstrip(" ")} or has_empty_element


def test_totals_of_a_long_file_keep_the_low_ten_digits_of_the_hash():
    rows = [entry(routing_number="999999992")] * 120
    content = write_credits(HEADER, [batch(rows)])
    ach_file, findings = found(content)
    assert findings == []
    assert ach_file.control["entry_hash"] == 99999999 * 120 % 10**10
    assert read_ach(content).entry_count == 120
