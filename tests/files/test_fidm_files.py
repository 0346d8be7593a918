"""The inquiry to financial institutions and the known part of their answer."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posse.formats.codec import LayoutNotKnown
from posse.formats.fidm import (
    INQUIRY_COLUMNS,
    INSTITUTION,
    MATCH,
    read_inquiry,
    read_matches,
    write_inquiry,
)
from posse.formats.findings import has_fatal
from posse.formats.insurance_match import DETAIL, read_insurance_matches

DAY = date(2026, 10, 1)
PERSON = {
    "ssn": "900120001",
    "surname": "TESTERLY",
    "given_name": "ZOE",
    "pass_back": "4711",
    "fips": "56021",
}

people = st.lists(
    st.fixed_dictionaries(
        {
            "ssn": st.integers(900_000_001, 999_999_999).map(str),
            "surname": st.text("ABC", min_size=1, max_size=20),
            "given_name": st.text("ABC", min_size=1, max_size=16),
            "pass_back": st.text("0123456789", min_size=1, max_size=15),
            "fips": st.sampled_from(["56001", "56021"]),
        }
    ),
    max_size=6,
)


def frame(*changes) -> pl.DataFrame:
    return pl.DataFrame([{**PERSON, **change} for change in changes], schema=INQUIRY_COLUMNS)


def places(length: int, told: dict[int, str]) -> str:
    text = [" "] * length
    for start, value in told.items():
        text[start - 1 : start - 1 + len(value)] = value
    return "".join(text)


def institution(**told) -> str:
    return places(371, {1: "A", 7: "900000001", 50: "EXAMPLE BANK", 130: "0",
                        211: "900000001", 371: "M", **told})  # fmt: skip


def account(**told) -> str:
    chosen = {"ssn": "900120001", "number": "ACCT1", "name": "TESTERLY ZOE",
              "balance": "0001234", "codes": "100", **told}  # fmt: skip
    return places(360, {1: "B", 15: chosen["ssn"], 24: chosen["number"], 162: chosen["name"],
                        327: "4711", 351: chosen["balance"], 358: chosen["codes"]})  # fmt: skip


def answer(*accounts: str, last: str = "T") -> bytes:
    return "\n".join([institution(), *accounts, last, ""]).encode()


def claim(**told) -> str:
    chosen = {"kind": "ID", "day": "20261001", "ssn": "900120001", **told}
    return places(150, {1: chosen["kind"], 3: chosen["day"], 11: "900120001",
                        20: chosen["ssn"], 29: "TESTERLY", 49: "ZOE", 64: "900000009",
                        73: "EXAMPLE INSURANCE"})  # fmt: skip


@given(people)
def test_an_inquiry_reads_back_as_it_was_written(told):
    table = pl.DataFrame(told, schema=INQUIRY_COLUMNS)
    content = write_inquiry(table, on=DAY).content
    read = read_inquiry(content)
    assert read.findings == ()
    assert [record["ssn"] for _, record in read.records] == table["ssn"].to_list()
    assert [record["state_pass_back"] for _, record in read.records] == [
        person["pass_back"] for person in told
    ]
    assert write_inquiry(table, on=DAY).content == content


def test_an_inquiry_has_the_places_of_its_chart():
    lines = write_inquiry(frame({}), on=DAY).content.decode().splitlines()
    assert [len(line) for line in lines] == [99, 99, 99]
    assert lines[0].rstrip() == "D202610S"
    assert lines[1].rstrip() == (
        "I900120001" + "TESTERLY".ljust(20) + "ZOE".ljust(16) + "4711".ljust(15) + "56021"
    )
    assert lines[2].rstrip() == "T0000000001"


@pytest.mark.cites("CS-9.2-MSFIDM-4")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ssn": "1"}, "ssn"),
        ({"ssn": None}, "ssn"),
        ({"given_name": ""}, "name"),
        ({"pass_back": ""}, "pass_back"),
        ({"fips": "56"}, "fips"),
    ],
)
def test_somebody_who_cannot_be_looked_for_is_told_and_the_others_go_on(change, code):
    made = write_inquiry(frame({"pass_back": "1"}, change), on=DAY)
    assert [(found.line, found.code) for found in made.findings] == [(2, code)]
    assert made.content == write_inquiry(frame({"pass_back": "1"}), on=DAY).content


@pytest.mark.cites("CS-9.2-MSFIDM-6", "CS-9.2-FIDM-5")
def test_matched_accounts_are_read_as_far_as_their_places_are_known():
    read = read_matches(answer(account(), account(number="ACCT2", codes="211")))
    assert read.findings == ()
    first, second = (record for _, record in read.records)
    assert (first["ssn"], first["balance_cents"], first["is_closed"]) == (
        "900120001", 123_400, 0,
    )  # fmt: skip
    assert (first["institution"], first["institution_tin"]) == ("EXAMPLE BANK", "900000001")
    assert second["words"] == ("name differs, minor's account (UTMA/UGMA), account closed")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (account(balance="-001234"), "unreadable"),
        (account(ssn="         "), "ssn"),
        (account(number=""), "ssn"),
        (account()[:200], "record_length"),
        ("X" + account()[1:], "not_known"),
        (account(name="TESTERLY ZO\xcb"), "not_ascii"),
        (account(number="ACCT2"), "repeated"),
    ],
)
def test_an_account_that_cannot_be_used_is_told_and_the_others_go_on(wrong, code):
    content = "\n".join([institution(), account(number="ACCT2"), wrong, "T"])
    read = read_matches(content.encode("latin-1"))
    assert [(found.line, found.code) for found in read.findings] == [(3, code)]
    assert [line for line, _ in read.records] == [2]


def test_an_answer_that_was_cut_is_refused_whole():
    assert has_fatal(read_matches(answer(account(), last=account())).findings)
    assert has_fatal(read_matches(b"").findings)
    assert has_fatal(read_matches(account().encode()).findings)
    cut = institution()[:300]
    assert has_fatal(read_matches("\n".join([cut, account(), "T"]).encode()).findings)


@pytest.mark.parametrize("layout", [MATCH, INSTITUTION, DETAIL])
def test_answers_are_never_written_because_some_bytes_are_not_known(layout):
    with pytest.raises(LayoutNotKnown, match="not known"):
        layout.write({})


@pytest.mark.cites("CS-9.2-INS-4")
def test_insurers_records_are_read_to_the_insurers_name():
    read = read_insurance_matches(claim().encode(), received_on=DAY)
    assert read.findings == ()
    [(_, record)] = read.records
    assert (record["obligor_ssn"], record["insurer_name"]) == ("900120001", "EXAMPLE INSURANCE")
    assert record["matched_on"] == "2026-10-01"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"day": "20261002"}, "matched_on"),
        ({"day": "20261301"}, "matched_on"),
        ({"ssn": ""}, "ssn"),
        ({"kind": "IH"}, "not_known"),
        ({}, "repeated"),
    ],
)
def test_a_claim_that_cannot_be_used_is_told_and_the_others_go_on(change, code):
    content = "\n".join([claim(), claim(**change)]).encode()
    read = read_insurance_matches(content, received_on=DAY)
    assert [(found.line, found.code) for found in read.findings] == [(2, code)]
    assert [line for line, _ in read.records] == [1]


def test_insurers_records_that_were_cut_are_refused_whole():
    content = "\n".join([claim(), claim()[:120]]).encode()
    assert has_fatal(read_insurance_matches(content, received_on=DAY).findings)
    assert has_fatal(read_insurance_matches(b"", received_on=DAY).findings)


@settings(max_examples=150)
@given(st.data())
def test_flipped_bytes_of_matches_give_findings_never_an_error(data):
    whole = answer(account(), account(number="ACCT2")) + claim().encode()
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    told = bytes(content)
    assert isinstance(read_matches(told).findings, tuple)
    assert isinstance(read_inquiry(told).findings, tuple)
    assert isinstance(read_insurance_matches(told, received_on=DAY).findings, tuple)
