"""Unclaimed property, lottery and licences: files in layouts of this project's own."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posse.formats.codec import RecordError
from posse.formats.findings import has_fatal
from posse.formats.layouts import LayoutError, load_table, table_names
from posse.formats.tables import read_table, write_table

DAY = date(2026, 10, 1)
ANSWER = load_table("unclaimed_property_answer")
FOUND = {
    "request_number": "4711",
    "ssn": "900120001",
    "owner_name": "Zoë Testerly",
    "property_number": "UP-1",
    "holder": 'Example "Old" Mill, Inc.',
    "amount": 123_456,
    "reported_on": "2026-09-30",
}
text = st.text("ABCÄ ,\"'1-", min_size=1, max_size=9).map(str.strip).filter(bool)


def value_of(column):
    kinds = {
        "text": text.map(lambda told: told[: column.length].strip()),
        "ssn": st.integers(900_000_001, 999_999_999).map(str),
        "date": st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat),
        "money": st.integers(0, 10**11),
        "code": st.sampled_from(column.allowed or ("",)),
    }
    chosen = kinds[column.kind]
    return chosen if column.is_needed else chosen | st.just("")


def written(*changes) -> bytes:
    return write_table(ANSWER, [{**FOUND, **change} for change in changes], on=DAY)


@pytest.mark.parametrize("name", table_names())
@settings(max_examples=30)
@given(data=st.data())
def test_a_table_reads_back_as_it_was_written(name, data):
    layout = load_table(name)
    record = st.fixed_dictionaries({each.name: value_of(each) for each in layout.columns})
    told = data.draw(st.lists(record, max_size=4, unique_by=lambda row: tuple(row.values())))
    content = write_table(layout, told, on=DAY)
    read = read_table(layout, content)
    assert read.findings == ()
    assert [row for _, row in read.records] == told
    assert read.control == {"created_on": "2026-10-01"}
    assert write_table(layout, told, on=DAY) == content


def test_tables_say_that_they_are_nobody_elses():
    assert len(table_names()) == 8
    for name in table_names():
        assert {column.sure for column in load_table(name).columns} == {"own"}
    with pytest.raises(LayoutError, match="no table"):
        load_table("nobody")


@pytest.mark.cites("CS-9.2-UCP-1")
def test_a_file_tells_what_it_is_its_day_its_count_and_its_total():
    lines = written({}, {"property_number": "UP-2", "ssn": ""}).decode().splitlines()
    assert lines[0] == "H,unclaimed_property_answer,1,2026-10-01"
    assert lines[1].startswith("request_number,ssn,owner_name")
    assert lines[2] == (
        '4711,900120001,Zoë Testerly,UP-1,"Example ""Old"" Mill, Inc.",1234.56,2026-09-30'
    )
    assert lines[-1] == "T,2,2469.12"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ((b"1234.56,2026-09-30\n4711", b"-1234.56,2026-09-30\n4711"), "amount"),
        ((b"1234.56,2026-09-30\n4711", b"1234.5,2026-09-30\n4711"), "amount"),
        ((b"1234.56,2026-09-30\n4711", b"9" * 14 + b".99,2026-09-30\n4711"), "amount"),
        ((b"2026-09-30\n4711", b"2026-09-31\n4711"), "reported_on"),
        ((b"900120001,Zo", b"90012000,Zo"), "ssn"),
        ((b"UP-1,", b","), "property_number"),
        ((b"2026-09-30\n4711", b"2026-09-30,x\n4711"), "record"),
    ],
)
def test_a_record_that_cannot_be_used_is_told_and_the_others_go_on(change, field):
    content = written({}, {"property_number": "UP-2"}).replace(*change, 1)
    read = read_table(ANSWER, content)
    assert [(found.line, found.field) for found in read.findings] == [(3, field)]
    assert [line for line, _ in read.records] == [4]
    assert "900120001" not in str(read.findings)


def test_a_record_that_comes_twice_in_a_file_counts_once():
    content = written({}, {})
    read = read_table(ANSWER, content)
    assert [found.code for found in read.findings] == ["repeated"]
    assert len(read.records) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-1],
        lambda content: content[:-12],
        lambda content: content.replace(b"T,1,", b"T,2,"),
        lambda content: content.replace(b"T,1,1234.56", b"T,1,1234.57"),
        lambda content: content.replace(b"request_number", b"number"),
        lambda content: content.replace(b"answer,1,", b"answer,2,"),
        lambda content: content.replace(b"Zo", b"\xff"),
        lambda content: b"",
    ],
)
def test_a_cut_or_miscounted_table_is_refused_whole(change):
    read = read_table(ANSWER, change(written({})))
    assert has_fatal(read.findings)
    assert read.records == ()


def test_a_value_that_does_not_fit_is_never_written():
    with pytest.raises(RecordError, match="amount must not be negative"):
        written({"amount": -1})
    with pytest.raises(RecordError, match="holder is missing"):
        written({"holder": None})


@settings(max_examples=150)
@given(st.data())
def test_flipped_bytes_of_a_table_give_findings_never_an_error(data):
    content = bytearray(written({}, {"property_number": "UP-2"}))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(read_table(ANSWER, bytes(content)).findings, tuple)


def test_the_documents_tell_every_column_of_every_table():
    told = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    for name in table_names():
        section = told.split(f"### `{name}`")[1].split("###")[0]
        for column in load_table(name).columns:
            assert f"| `{column.name}` |" in section
            assert column.meaning in section
