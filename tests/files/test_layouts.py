"""Layouts are data; these contracts hold for every one of them."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import posse.formats.layouts as layouts_package
from posse.formats.codec import MARKS, LayoutNotKnown, RecordError
from posse.formats.columns import parse_columns, write_columns
from posse.formats.layouts import (
    LayoutError,
    layout_names,
    load_delimited,
    load_layout,
    validate,
)

FOLDER = Path(layouts_package.__file__).parent
TOTALS = {
    "nacha": 94,
    "fidm_inquiry": 99,
    "fop_case_submission": 245,
    "fcr_input": 640,
    "ndnh_w4_record": 801,
    "metro2_base": 426,
    "csenet_9": 145,
}


@pytest.mark.parametrize("name", layout_names())
def test_fields_follow_one_another_to_the_end_of_the_record(name):
    layout = load_layout(name)
    covered = [byte for field in layout.fields for byte in range(field.start, field.end + 1)]
    assert covered == list(range(1, layout.known_length + 1))
    assert layout.length in (None, layout.known_length)


@pytest.mark.parametrize(("prefix", "length"), TOTALS.items())
def test_records_have_the_published_length(prefix, length):
    names = [name for name in layout_names() if name.startswith(prefix)]
    assert names
    assert {load_layout(name).length for name in names} == {length}


def test_csenet_blocks_add_up_to_the_federal_maximum():
    blocks = {name[7]: load_layout(name).length for name in layout_names() if "csenet" in name}
    repeated = 9 * (blocks["5"] + blocks["6"] + blocks["7"])
    single = sum(blocks[number] for number in "12348")
    assert single + repeated == 8475


def test_every_csv_is_in_the_catalogue_and_names_its_marks_and_sources():
    names = {*layout_names(), *layout_names("delimited"), *layout_names("unplaced")}
    assert {path.stem for path in FOLDER.glob("*.csv")} == names | {"catalogue"}
    for name in names:
        with (FOLDER / f"{name}.csv").open(encoding="utf-8") as source:
            for row in csv.DictReader(source):
                assert row["sure"] in MARKS, (name, row["name"])
                told = row["mark"] if row["sure"] == "own" else row["source_url"]
                assert told.startswith(("http", "POSSE'S OWN")), (name, row["name"])
                assert row["name"].isidentifier(), (name, row["name"])


def test_gap_overlap_and_wrong_total_are_errors():
    layout = load_layout("nacha_9_file_control")
    first, second, *rest = layout.fields
    with pytest.raises(LayoutError, match="gap before byte 3"):
        validate(replace(layout, fields=(first, replace(second, start=3), *rest)))
    with pytest.raises(LayoutError, match="overlaps at byte 1"):
        validate(replace(layout, fields=(first, replace(second, start=1), *rest)))
    with pytest.raises(LayoutError, match=r"end at byte 55, the record at 94"):
        validate(replace(layout, fields=layout.fields[:-1]))
    with pytest.raises(LayoutError, match="stands twice"):
        validate(replace(layout, fields=(*layout.fields, first)))


def test_unknown_name_and_wrong_door_are_errors():
    with pytest.raises(LayoutError, match="no layout 'nacha_0'"):
        load_layout("nacha_0")
    with pytest.raises(LayoutError, match="load_delimited"):
        load_layout("nacha_ded_segment")
    with pytest.raises(LayoutError, match="load_layout"):
        load_delimited("nacha_9_file_control")


@pytest.mark.parametrize("name", layout_names("unplaced"))
def test_layout_without_positions_is_neither_read_nor_written(name):
    with pytest.raises(LayoutNotKnown, match="not known"):
        load_layout(name)


OPEN = [name for name in layout_names() if load_layout(name).not_known]


@pytest.mark.parametrize("name", OPEN)
def test_record_with_unknown_bytes_is_previewed_but_never_written(name):
    layout = load_layout(name)
    record, _ = layout.parse(b" " * layout.known_length)
    assert set(record) == set(layout.by_name)
    with pytest.raises(LayoutNotKnown, match="not known are"):
        layout.write(record)
    with pytest.raises(LayoutNotKnown):
        write_columns(layout, {}, count=1)


def test_refusal_says_which_bytes_are_missing_and_why():
    with pytest.raises(LayoutNotKnown) as refusal:
        load_layout("fop_collection_adjustment").write({})
    assert "bytes 98-224" in str(refusal.value)
    assert "bytes 226-245" in str(refusal.value)
    assert "chart" in str(refusal.value)


def test_recalled_fields_say_so():
    recalled = load_layout("ndnh_w4_record").unverified
    assert recalled[0] == "employer_name"
    assert "employee_ssn" not in recalled
    assert load_layout("nacha_6_entry_ccd").unverified == ()


def test_numbers_are_zero_filled_text_blank_filled_and_federal_text_upper_case():
    layout = load_layout("fop_case_submission")
    blank = dict.fromkeys(layout.by_name, None)
    text = next(field for field in layout.fields if field.kind == "AN" and field.length > 5)
    number = next(field for field in layout.fields if field.is_number and field.length > 5)
    line = layout.write({**blank, text.name: "abc", number.name: 42})
    assert len(line) == layout.length
    assert line[text.start - 1 : text.end] == "ABC".ljust(text.length)
    assert line[number.start - 1 : number.end] == "42".zfill(number.length)


def test_value_that_does_not_fit_is_refused_and_not_cut():
    layout = load_layout("nacha_9_file_control")
    good, _ = layout.parse("9" + "0" * 54 + " " * 39)
    for wrong in ({"batch_count": 1_000_000}, {"batch_count": -1}, {"reserved": "x" * 40}):
        with pytest.raises(RecordError):
            layout.write({**good, **wrong})
    with pytest.raises(RecordError, match="no field batches"):
        layout.write({**good, "batches": 1})
    with pytest.raises(RecordError, match="needs a value for batch_count"):
        layout.write({})


def test_unreadable_number_and_date_are_findings_that_say_where():
    line = "1" + "x" * 93
    _, findings = load_layout("nacha_9_file_control").parse(line, line_number=7)
    assert {found.line for found in findings} == {7}
    batch_count = next(found for found in findings if found.field == "Batch Count")
    assert "bytes 2-7" in batch_count.reason
    assert not batch_count.is_fatal
    header = load_layout("metro2_header")
    _, findings = header.parse(" " * 47 + "13322026".ljust(379))
    assert any("must be a date MMDDYYYY" in found.reason for found in findings)


LAYOUT = load_layout("fop_case_submission")


@st.composite
def records(draw):
    """Records of the federal offset submission, any readable content."""
    letters = st.characters(min_codepoint=33, max_codepoint=96)
    record = {}
    for field in LAYOUT.fields:
        if field.is_number:
            record[field.name] = draw(st.integers(0, 10**field.length - 1))
        else:
            record[field.name] = draw(st.text(letters, max_size=field.length))
    return record


@given(st.lists(records(), min_size=1, max_size=4))
def test_columns_read_and_write_the_same_bytes_as_single_records(some):
    lines = [LAYOUT.write(record) for record in some]
    matrix = np.frombuffer("".join(lines).encode(), dtype=np.uint8).reshape(len(some), -1)
    columns = parse_columns(LAYOUT, matrix)
    for name, field in LAYOUT.by_name.items():
        one_by_one = [LAYOUT.parse(line)[0][name] for line in lines]
        values = columns.values[name].tolist()
        at_once = values if field.is_number else [value.decode() for value in values]
        assert at_once == one_by_one
    written = write_columns(LAYOUT, columns.values, count=len(some))
    assert written.tobytes() == matrix.tobytes()


@given(records())
def test_what_is_written_reads_back_the_same(record):
    assert LAYOUT.parse(LAYOUT.write(record)) == (record, [])


def test_columns_refuse_what_single_records_refuse():
    layout = load_layout("nacha_9_file_control")
    columns = {name: 0 for name, field in layout.by_name.items() if field.is_number} | {
        "record_type_code": 9
    }
    with pytest.raises(RecordError, match="at most 6 digits"):
        write_columns(layout, {**columns, "batch_count": 10**6}, count=1)
    with pytest.raises(RecordError, match="no field batches"):
        write_columns(layout, {**columns, "batches": 1}, count=1)
    with pytest.raises(RecordError, match="ASCII"):
        write_columns(layout, {**columns, "reserved": ["Zoë"]}, count=1)
    with pytest.raises(RecordError, match="at most 39"):
        write_columns(layout, {**columns, "reserved": ["x" * 40]}, count=1)
    with pytest.raises(RecordError, match="needs 94 bytes"):
        parse_columns(layout, np.zeros((1, 93), dtype=np.uint8))


def test_number_too_wide_for_an_array_is_read_one_record_at_a_time():
    layout = load_layout("csenet_2_case")
    matrix = np.full((1, layout.known_length), ord("1"), dtype=np.uint8)
    with pytest.raises(RecordError, match="20 digits is read one record at a time"):
        parse_columns(layout, matrix)
    columns = parse_columns(layout, matrix, names=["case_type"])
    assert columns.values["case_type"].tolist() == [b"1"]
    record, _ = layout.parse("1" * layout.known_length)
    assert record["send_payments_bank_account"] == int("1" * 20)


def test_characters_outside_ascii_are_a_finding_and_are_never_written():
    layout = load_layout("fidm_inquiry_t")
    _, findings = layout.parse("T" + "é" * 98, line_number=3)
    assert (findings[0].line, findings[0].code) == (3, "not_ascii")
    text = next(field for field in layout.fields if not field.is_number)
    with pytest.raises(RecordError):
        layout.write({**dict.fromkeys(layout.by_name, None), text.name: "é"})


def test_value_outside_the_allowed_ones_is_a_finding():
    layout = load_layout("nacha_8_batch_control")
    _, findings = layout.parse("8300".ljust(94))
    assert [found.field for found in findings] == ["Service Class Code"]
    assert "must be 200 or 220 or 225" in findings[0].reason
