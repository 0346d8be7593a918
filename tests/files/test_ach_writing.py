"""Files that are written: right by the network's rules, the same bytes every time."""

from dataclasses import replace

import polars as pl
import pytest
from tests.files.ach_files import (
    HEADER,
    RECEIVED_ON,
    batch,
    codes,
    employer_file,
    entry,
    found,
    segment,
    with_text,
)

from posse.formats.codec import LayoutNotKnown, RecordError
from posse.formats.nacha import payments, read_ach, write_ach, write_credits


def payee(**changes):
    """A row that pays a family, without addenda."""
    words = {"transaction_code": 32, "addenda": None, "receiver_name": "PAT TESTERLY"}
    return entry(**{**words, **changes})


def test_credits_to_families_have_controls_blocks_and_check_digits():
    rows = [payee(amount_cents=100 + number) for number in range(11)]
    content = write_credits(HEADER, [batch(rows, sec_code="PPD", originating_dfi="23138010")])
    lines = content.decode("ascii").split("\n")
    assert lines.pop() == ""
    assert {len(line) for line in lines} == {94}
    assert len(lines) == 20
    assert lines[15:] == ["9" * 94] * 5
    hash_total = f"{23138010 * 11 % 10**10:010d}"
    cents = sum(100 + number for number in range(11))
    assert lines[13] == (
        f"8220000011{hash_total}{0:012d}{cents:012d}1900000001".ljust(79) + "231380100000001"
    )
    assert lines[14] == f"9000001000002{11:08d}{hash_total}{0:012d}{cents:012d}".ljust(94)
    # The only things a reader minds are that nobody says whose payments these are.
    assert {code for _, code, _ in codes(content)} == {"ded_missing"}


def test_same_call_writes_the_same_bytes():
    assert employer_file() == employer_file()


def test_modifier_and_day_tell_files_apart():
    one = write_credits(HEADER, [batch([payee()])])
    other = write_credits(
        replace(HEADER, modifier="B", created_on=RECEIVED_ON), [batch([payee()])]
    )
    assert one[24 - 1 : 34] == b"2601150930A"
    assert other[24 - 1 : 34] == b"2601200930B"
    assert one[94:] == other[94:]


def test_traces_run_on_from_batch_to_batch():
    content = write_credits(HEADER, [batch([payee()] * 2), batch([payee()])])
    assert read_ach(content).entries["trace_number"].to_list() == [
        "123456780000001",
        "123456780000002",
        "123456780000003",
    ]
    assert read_ach(content).batches["batch_number"].to_list() == [1, 2]


def test_transaction_code_is_checking_where_left_out():
    rows = pl.DataFrame([payee()]).drop("transaction_code", "addenda")
    content = write_credits(HEADER, [replace(batch([]), entries=rows)])
    assert read_ach(content).entries["transaction_code"].to_list() == [22]


def test_names_lose_accents_and_are_cut_to_their_field():
    name = "Zoë Nuñez-Featherstonehaugh"
    content = write_credits(HEADER, [batch([payee(receiver_name=name)])])
    assert read_ach(content).entries["receiver_name"].to_list() == ["Zoe Nunez-Featherstone"]


def test_writing_and_reading_keeps_the_payments():
    content = write_credits(HEADER, [batch([entry(), entry(addenda=segment(fips=""))])])
    first, second = payments(*found(content))
    assert (first.fips, second.fips) == ("56021", "")
    assert write_ach(read_ach(content)) == content


def test_file_with_crlf_writes_back_with_crlf():
    content = employer_file().replace(b"\n", b"\r\n")
    assert write_ach(read_ach(content)) == content
    stream = employer_file().replace(b"\n", b"")
    assert write_ach(read_ach(stream)) == stream


def test_ctx_is_not_written_because_its_envelope_is_not_known():
    with pytest.raises(LayoutNotKnown, match="820 envelope"):
        write_credits(HEADER, [batch([entry()], sec_code="CTX")])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"routing_number": "231380105"}, "fails its check digit"),
        ({"routing_number": "23138010"}, "fails its check digit"),
        ({"routing_number": None}, "fails its check digit"),
        ({"amount_cents": 0}, "cents above zero"),
        ({"amount_cents": -5}, "cents above zero"),
        ({"amount_cents": None}, "cents above zero"),
        ({"amount_cents": 10**10}, "at most 10 digits"),
        ({"transaction_code": 24}, "cents above zero"),
        ({"transaction_code": 27}, "cents above zero"),
        ({"account_number": "1" * 18}, "at most 17"),
        ({"account_number": "12é"}, "ASCII"),
        ({"addenda": "DED*" + "X" * 80}, "at most 80"),
    ],
)
def test_credit_no_bank_would_take_is_refused(changes, words):
    with pytest.raises(RecordError, match=words):
        write_credits(HEADER, [batch([payee(**changes)])])


@pytest.mark.parametrize(
    "changes",
    [
        {"application": "XX"},
        {"remittance_id": "A*B"},
        {"remittance_id": "A\\B"},
        {"remittance_id": " AB"},
        {"remittance_id": ""},
        {"remittance_id": "A" * 21},
        {"obligor_ssn": "900-12-3456"},
        {"obligor_ssn": "90012345"},
        {"amount_cents": -1},
        {"medical_indicator": ""},
        {"obligor_name": "LONGERTHAN10"},
        {"fips": "5602"},
        {"obligor_name": "ZOË"},
    ],
)
def test_segment_that_nobody_could_read_is_not_built(changes):
    with pytest.raises(RecordError):
        segment(**changes)


def test_optional_elements_at_the_end_of_a_segment_are_dropped():
    assert segment(obligor_name="", fips="") == "DED*CS*WY0000047*260115*12345*900123456*N\\"
    ended = segment(obligor_name="", fips="", employment_terminated=True)
    assert ended.endswith("*900123456*N***Y\\")
    assert "*20260115*" in segment(year_digits=4)


def test_refused_file_is_not_written_again():
    with pytest.raises(RecordError, match="refused"):
        write_ach(read_ach(employer_file()[:300]))
    with pytest.raises(RecordError, match="amount cannot be read"):
        write_ach(read_ach(with_text(employer_file(), 3, 30, text="X")))
    with pytest.raises(RecordError, match="Service Class Code"):
        write_ach(read_ach(with_text(employer_file(), 2, 2, text="XXX")))
