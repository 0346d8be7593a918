"""Card loads, registers, positive pay and the bank's answers, in this project's own layouts."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.formats.codec import RecordError
from posse.formats.findings import has_fatal
from posse.formats.framed import read_framed
from posse.formats.instruments import (
    CARD_LOAD,
    POSITIVE_PAY,
    WARRANT_REGISTER,
    Drawn,
    read_warrant_answer,
    write_card_load,
    write_positive_pay,
    write_warrant_answer,
    write_warrant_register,
)
from posse.formats.layouts import layout_names, load_layout

DAY = date(2026, 10, 1)
DRAWN = Drawn(account_number="TESTACCOUNT", unit_name="Demo Disbursement Unit")
OWN = [name for name in layout_names() if load_layout(name).fields[0].sure == "own"]

answers = st.lists(
    st.tuples(
        st.integers(1, 10**10 - 1),
        st.integers(1, 10**12 - 1),
        st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        st.sampled_from("PS"),
    ),
    max_size=5,
)
SCHEMA = {
    "number": pl.Int64,
    "amount_cents": pl.Int64,
    "answered_on": pl.Date,
    "status": pl.String,
}


def answer_file(rows=((1_000_001, 40_000, DAY, "P"),)) -> bytes:
    frame = pl.DataFrame(list(rows), schema=SCHEMA, orient="row")
    return write_warrant_answer(frame, account="TESTACCOUNT", created_on=DAY)


def warrants(**changes) -> pl.DataFrame:
    row = {
        "number": 1_000_001,
        "issued_on": DAY,
        "amount_cents": 40_000,
        "payee_name": "Zoë Testerly",
        "line_1": "12 Example Street",
        "line_2": "",
        "city": "Cheyenne",
        "state": "WY",
        "zip_code": "82001-1234",
        "status": "I",
    }
    return pl.DataFrame([{**row, **changes}])


def test_own_layouts_say_that_they_are_nobody_elses():
    assert len(OWN) == 12
    for name in OWN:
        assert {field.sure for field in load_layout(name).fields} == {"own"}
        assert "Posse's own" in load_layout(name).note


def test_a_register_reads_back_as_it_was_written():
    content = write_warrant_register(warrants(), drawn=DRAWN, created_on=DAY)
    read = read_framed(WARRANT_REGISTER, content)
    assert read.findings == ()
    [(line, record)] = read.details
    assert (line, record["warrant_number"], record["amount"]) == (2, 1_000_001, 40_000)
    assert (record["payee_name"], record["zip_code"]) == ("ZOE TESTERLY", "82001-1234")
    assert record["line_2"] == ""


def test_positive_pay_tells_what_to_pay_and_what_not():
    marks = pl.concat([warrants(), warrants(number=1_000_002, status="V")])
    content = write_positive_pay(marks, drawn=DRAWN, created_on=DAY)
    read = read_framed(POSITIVE_PAY, content)
    assert [record["status"] for _, record in read.details] == ["I", "V"]
    trailer, _ = POSITIVE_PAY.trailer.parse(content.splitlines()[-1])
    assert (trailer["record_count"], trailer["void_count"]) == (2, 1)
    assert trailer["total_amount"] == 80_000


def test_a_card_load_names_the_enrolment_and_no_card():
    loads = pl.DataFrame(
        [{"load_number": "202610010000001", "card_reference": "DEMO-000001",
          "amount_cents": 12_345, "payee_name": "Casey Testerly"}]
    )  # fmt: skip
    content = write_card_load(loads, program_id="DEMO", created_on=DAY, effective_on=DAY)
    read = read_framed(CARD_LOAD, content)
    assert read.findings == ()
    [(_, record)] = read.details
    assert record["card_reference"] == "DEMO-000001"
    assert (record["load_number"], record["amount"]) == (202_610_010_000_001, 12_345)


@given(answers)
def test_what_the_bank_answers_reads_back_the_same(rows):
    read = read_warrant_answer(answer_file(rows))
    assert read.findings == ()
    assert [
        (record["warrant_number"], record["amount"], record["answered_on"], record["status"])
        for _, record in read.details
    ] == [(number, cents, f"{day:%Y%m%d}", status) for number, cents, day, status in rows]


@given(st.binary(max_size=400))
def test_any_bytes_give_findings_and_never_an_error(content):
    read = read_warrant_answer(content)
    assert has_fatal(read.findings)
    assert read.details == ()


@given(st.integers(0, 242), st.integers(0, 255))
def test_a_changed_byte_gives_findings_or_another_record_and_never_an_error(place, byte):
    content = bytearray(answer_file())
    content[place] = byte
    read = read_warrant_answer(bytes(content))
    assert read.findings or len(read.details) == 1


def test_a_torn_file_is_refused_as_a_whole():
    content = answer_file([(number, 100, DAY, "P") for number in range(1, 4)])
    for cut in (100, 163, 245, 330):
        assert has_fatal(read_warrant_answer(content[:cut]).findings), cut


def test_a_trailer_that_counts_or_adds_up_otherwise_refuses_the_file():
    header, detail, trailer = answer_file().splitlines()
    assert has_fatal(
        read_warrant_answer(b"\n".join([header, detail, detail, trailer])).findings
    )
    other = detail.replace(b"000000040000", b"000000050000")
    [found] = read_warrant_answer(b"\n".join([header, other, trailer])).findings
    assert "40000 cents" in found.reason
    assert found.is_fatal


def test_a_bad_record_is_told_by_its_line_and_the_good_ones_go_on():
    rows = [(number, 100, DAY, "P") for number in (1, 2, 3)]
    lines = answer_file(rows).splitlines()
    lines[2] = lines[2].replace(b"20261001P", b"20261340X")
    read = read_warrant_answer(b"\n".join(lines))
    assert [record["warrant_number"] for _, record in read.details] == [1, 3]
    assert {found.line for found in read.findings} == {3}
    assert any("P or S" in found.reason for found in read.findings)


def test_an_amount_of_nothing_is_a_finding():
    header, detail, trailer = answer_file().splitlines()
    lines = [header, detail.replace(b"000000040000", b"000000000000"), trailer]
    [found] = read_warrant_answer(b"\n".join(lines)).findings
    assert (found.line, found.code) == (2, "amount")


def test_an_amount_too_large_for_its_field_is_refused_and_not_cut():
    with pytest.raises(RecordError, match="at most 12 digits"):
        write_warrant_register(warrants(amount_cents=10**12), drawn=DRAWN, created_on=DAY)
