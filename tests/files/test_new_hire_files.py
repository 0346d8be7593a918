"""New hires: the national record, its answer, and Wyoming's employer file."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posse.formats.codec import LayoutNotKnown
from posse.formats.findings import has_fatal
from posse.formats.new_hire import (
    EMPLOYER_FILE,
    Address,
    Employer,
    NewHire,
    read_employer_file,
    read_new_hires,
    read_transmission_result,
    write_new_hires,
)

DAY = date(2026, 10, 5)
EMPLOYER = Employer("900000001", "", "EXAMPLE MILL", Address("1 MILL ROAD", city="LARAMIE"))
HIRE = NewHire(
    line=2,
    ssn="900120001",
    given_name="ZOE",
    middle_name="",
    surname="TESTERLY",
    address=Address("12 EXAMPLE STREET", "", "", "CHEYENNE", "WY", "82001-1234"),
    born_on=date(1985, 5, 5),
    hired_on=date(2026, 10, 1),
    state_of_hire="WY",
    employer=EMPLOYER,
)
words = st.text("ABC", max_size=16)
hires = st.builds(
    NewHire,
    line=st.just(2),
    ssn=st.integers(900_000_001, 999_999_999).map(str),
    given_name=words,
    middle_name=words,
    surname=words,
    address=st.builds(
        Address, words, words, words, words, st.sampled_from(["WY", ""]),
        st.sampled_from(["", "82001", "82001-1234"]),
    ),
    born_on=st.none() | st.dates(date(1920, 1, 1), date(2008, 1, 1)),
    hired_on=st.dates(date(2020, 1, 1), DAY),
    state_of_hire=st.sampled_from(["WY", ""]),
    employer=st.just(EMPLOYER),
)  # fmt: skip


def written(*told: NewHire) -> bytes:
    return write_new_hires(told or [HIRE], state_fips="56", batch=7, on=DAY)


def wyoming(ssn: str = "900120001", hired: str = "10012026", length: int = 400) -> str:
    head = "WY Newhire Record1.00" + "ZOE".ljust(16) + " " * 16 + "TESTERLY".ljust(30)
    place = "12 EXAMPLE STREET".ljust(120) + "CHEYENNE".ljust(25) + "WY" + "82001".ljust(20)
    return (head + ssn + place + "1234" + "  " + "05051985" + hired + "WY").ljust(length)


@given(st.lists(hires, max_size=4, unique_by=lambda hire: hire.ssn))
def test_hires_read_back_as_they_were_written(told):
    numbered = [replace(hire, line=place) for place, hire in enumerate(told, start=2)]
    content = write_new_hires(numbered, state_fips="56", batch=7, on=DAY)
    read = read_new_hires(content, received_on=DAY)
    assert read.findings == ()
    assert list(read.hires) == numbered
    assert write_new_hires(read.hires, state_fips="56", batch=7, on=DAY) == content


def test_a_national_record_has_the_places_of_its_chart():
    lines = written().decode().splitlines()
    assert [len(line) for line in lines] == [801, 801, 801]
    assert lines[0][:32] == "H456" + " " * 9 + "W4 0120261005000007"
    assert lines[1][:11] == "W4900120001"
    assert lines[1][271:287] == "1985050520261001"
    assert lines[1][289:298] == "900000001"
    assert lines[2][:13] == "T400000000003"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ssn": "000000000"}, "ssn"),
        ({"hired_on": date(2026, 10, 6)}, "hired_on"),
        ({"employer": Employer(name="EXAMPLE MILL")}, "fein"),
        ({}, "repeated"),
    ],
)
def test_a_hire_on_which_nobody_can_act_is_told_and_the_others_go_on(change, code):
    read = read_new_hires(written(HIRE, replace(HIRE, **change)), received_on=DAY)
    assert [(found.line, found.code) for found in read.findings] == [(3, code)]
    assert read.hires == (HIRE,)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-5],
        lambda content: content.replace(b"T400000000003", b"T400000000004"),
        lambda content: content.replace(b"H456", b"H556"),
        lambda content: b"",
        lambda content: b"\n".join(content.splitlines()[:2]),
    ],
)
def test_a_cut_or_miscounted_file_of_hires_is_refused_whole(change):
    read = read_new_hires(change(written()), received_on=DAY)
    assert has_fatal(read.findings)
    assert read.hires == ()


def test_wyomings_record_is_read_to_the_state_of_hire():
    read = read_employer_file(wyoming().encode(), employer=EMPLOYER, received_on=DAY)
    assert read.findings == ()
    [hire] = read.hires
    assert replace(hire, line=2) == HIRE


def test_wyomings_record_says_nothing_of_the_employer_so_who_sent_it_must_be_told():
    read = read_employer_file(wyoming().encode(), employer=Employer(), received_on=DAY)
    assert [found.code for found in read.findings] == ["fein"]
    with pytest.raises(LayoutNotKnown, match="284"):
        EMPLOYER_FILE.write({})


def test_wyomings_file_with_a_cut_line_is_refused_whole():
    content = (wyoming() + "\n" + wyoming()[:300]).encode()
    read = read_employer_file(content, employer=EMPLOYER, received_on=DAY)
    assert has_fatal(read.findings)
    assert has_fatal(read_employer_file(b"", employer=EMPLOYER, received_on=DAY).findings)


def test_the_answer_to_a_transmission_tells_its_counts():
    counts = "".join(f"{count:011d}" for count in (3, 1, 1, 1, 0))
    line = "R456" + " " * 9 + "W4 0120261005000007" + counts + "0012"
    result = read_transmission_result(line.encode())
    assert result.findings == ()
    assert (result.control["records_received"], result.control["records_rejected"]) == (3, 1)
    assert result.control["batch_error_code_1"] == "0012"
    assert has_fatal(read_transmission_result(line[:60].encode()).findings)
    assert has_fatal(read_transmission_result(b"").findings)


@settings(max_examples=150)
@given(st.data())
def test_flipped_bytes_of_hires_give_findings_never_an_error(data):
    content = bytearray(written(HIRE, replace(HIRE, ssn="900120002")))
    other = bytearray(wyoming().encode())
    for told in (content, other):
        for _ in range(data.draw(st.integers(1, 4))):
            told[data.draw(st.integers(0, len(told) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(read_new_hires(bytes(content), received_on=DAY).findings, tuple)
    read = read_employer_file(bytes(other), employer=EMPLOYER, received_on=DAY)
    assert isinstance(read.findings, tuple)
    assert isinstance(read_transmission_result(bytes(content)).findings, tuple)
