"""Amounts are read and written exactly, and a rate is applied once and rounded once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.profile import laws

from posse.units.money import (
    Ratio,
    Rounding,
    apply_ratio,
    format_cents,
    format_dollars,
    parse_cents,
    read_cents,
)


@pytest.mark.parametrize(
    ("text", "amount_cents"),
    [("0", 0), ("123", 12_300), ("123.45", 12_345), ("-0.01", -1), ("0.10", 10),
     ("999999999999999.99", 99_999_999_999_999_999)],
)  # fmt: skip
def test_plain_dollars_are_read_as_whole_cents(text, amount_cents):
    assert parse_cents(text) == amount_cents


@pytest.mark.parametrize(
    "text",
    ["", " ", "1.5", "1.234", ".50", "5.", "1,000.00", "$5.00", "1e3", "+1", "--1", "NaN",
     " 1.00", "1.00\n", "\u0661.00\u0660", "1234567890123456", 1.5, 100, None],
)  # fmt: skip
def test_anything_else_is_refused_and_quoted(text):
    with pytest.raises(ValueError, match="is not an amount such as") as refusal:
        parse_cents(text)
    assert repr(text) in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "amount_cents"),
    [("$1,234.50", 123_450), (" 1,234,567 ", 123_456_700), ("-5.00", -500), ("-$5", -500),
     ("1234.50", 123_450)],
)  # fmt: skip
def test_dollars_as_people_write_them_are_read_as_whole_cents(text, amount_cents):
    assert read_cents(text) == amount_cents


@pytest.mark.parametrize(
    "text", ["12,50", "1,2,3", "1,23,456", "1.234,50", ",100", "1,000,", ""]
)
def test_a_comma_parts_thousands_and_nothing_else(text):
    with pytest.raises(ValueError, match=r"comma|not an amount"):
        read_cents(text)


@laws(100)
@given(st.integers(-(10**16), 10**16))
def test_what_is_written_is_read_back(amount_cents):
    assert parse_cents(format_cents(amount_cents)) == amount_cents


@pytest.mark.parametrize(
    ("amount_cents", "words"),
    [(0, "$0.00"), (5, "$0.05"), (123_450, "$1,234.50"), (-500, "$5.00 credit")],
)
def test_people_read_dollars_with_commas_and_a_negative_as_a_credit(amount_cents, words):
    assert format_dollars(amount_cents) == words


def test_a_numpy_amount_is_written_like_any_other():
    assert format_cents(np.int64(-5)) == "-0.05"


@pytest.mark.parametrize(
    ("text", "ratio"),
    [("0.295", Ratio(59, 200)), ("2/37", Ratio(2, 37)), ("10", Ratio(10, 1))],
)
def test_a_rate_is_read_exactly(text, ratio):
    assert Ratio.parse(text) == ratio


@pytest.mark.parametrize("text", ["", "ten", "1/0.5", "29.5%"])
def test_a_rate_that_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="Invalid literal"):
        Ratio.parse(text)


def test_half_a_cent_is_rounded_up_and_less_is_not():
    amounts_cents = np.array([1, 3, 5, 101])
    assert apply_ratio(amounts_cents, Ratio(1, 2), rounding=Rounding.HALF_UP).tolist() == [
        1,
        2,
        3,
        51,
    ]
    assert apply_ratio(amounts_cents, Ratio(1, 2), rounding=Rounding.DOWN).tolist() == [
        0, 1, 2, 50,
    ]  # fmt: skip
    assert apply_ratio(np.array([149]), Ratio(1, 100), rounding=Rounding.HALF_UP)[0] == 1


def test_a_ratio_is_not_applied_to_a_refund_nor_beyond_64_bits():
    with pytest.raises(AssertionError, match="split refunds out"):
        apply_ratio(np.array([1, -1]), Ratio(1, 2), rounding=Rounding.DOWN)
    with pytest.raises(AssertionError, match="overflow"):
        apply_ratio(np.array([2**40]), Ratio(2**30, 1), rounding=Rounding.DOWN)
