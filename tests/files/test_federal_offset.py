"""The federal offset file: written, read back, and what comes back of it."""

from datetime import date

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posse.formats.codec import LayoutNotKnown, RecordError
from posse.formats.federal_offset import (
    read_collections,
    read_reconciliation,
    read_rejects,
    read_submissions,
    standing_at_partner,
    write_submissions,
)
from posse.formats.federal_offset.answers import COLLECTION, RECONCILIATION, REJECT
from posse.formats.federal_offset.submission import COLUMNS, exclusions_text
from posse.formats.findings import has_fatal
from posse.formats.layouts import LayoutError, load_codes

NOTICE = date(2026, 10, 1)
ROW = {
    "transaction": "A",
    "case_type": "N",
    "local_code": "021",
    "ssn": "900120001",
    "case_id": "2026004711",
    "surname": "Testerly",
    "given_name": "Zoë",
    "arrears_cents": 123_456,
    "line_1": "12 Example Street",
    "line_2": "",
    "city": "Cheyenne",
    "state": "WY",
    "zip_code": "82001",
    "noticed_on": NOTICE,
    "exclusions": "",
}

plain = st.text("ABCXYZ -'", min_size=1, max_size=14).map(str.strip).filter(bool)
rows = st.fixed_dictionaries(
    {
        "transaction": st.sampled_from("ABCDLMRZ"),
        "case_type": st.sampled_from("AN"),
        "local_code": st.text("0123456789", max_size=3),
        "ssn": st.integers(900_000_000, 999_999_999).map(str),
        "case_id": st.from_regex(r"[0-9A-Z]{1,15}", fullmatch=True),
        "surname": plain,
        "given_name": plain,
        "arrears_cents": st.integers(0, 10**10 - 1).map(lambda cents: cents // 100 * 100),
        "line_1": plain,
        "line_2": st.just(""),
        "city": plain,
        "state": st.sampled_from(["WY", "CO", ""]),
        "zip_code": st.sampled_from(["", "82001", "820011234"]),
        "noticed_on": st.dates(date(2020, 1, 1), date(2030, 12, 31)),
        "exclusions": st.sampled_from(["", "TAX", "ADM,TAX,PAS"]),
    }
)


def frame(*told) -> pl.DataFrame:
    return pl.DataFrame([{**ROW, **row} for row in told], schema=COLUMNS)


def written(*told) -> bytes:
    return write_submissions(frame(*told), state="WY").content


def reject(record: dict, codes: str = "12") -> str:
    line = written(record).decode().splitlines()[0]
    return line[:83] + " " * 40 + codes.ljust(12) + "TEST"


def reject_file(*lines: str, counts=(0, 0, 0, 1, 0, 0)) -> bytes:
    control = "WYCTL" + "".join(f"{count:09d}" for count in counts)
    return "\n".join([*lines, control.ljust(245), ""]).encode()


def collection(collected: str = "00000040000", adjusted: str = "00000000000") -> str:
    head = written({}).decode()[:64]
    return (head + "00000123456" + collected + adjusted).ljust(245)


@given(st.lists(rows, max_size=6, unique_by=lambda row: (row["ssn"], row["case_type"])))
def test_submissions_read_back_as_they_were_written(told):
    table = pl.DataFrame(told, schema=COLUMNS)
    content = write_submissions(table, state="WY").content
    read = read_submissions(content)
    assert read.findings == ()
    assert read.rows.equals(table)
    assert write_submissions(read.rows, state="WY").content == content


@pytest.mark.cites("CS-9.2-MSFIDM-2", "CS-9.2-INS-2", "CS-9.2-TOP-NOT-5")
def test_one_record_certifies_for_every_programme_but_those_excluded():
    line = written({"exclusions": exclusions_text({"INS", "FIN", "PAS"})}).decode()
    assert line[:5] == "WY021"
    assert line[5:14] == "900120001"
    assert line[29:64] == "TESTERLY".ljust(20) + "ZOE".ljust(15)
    assert line[64:74] == "00001234AN"
    assert line[179:187] == "20261001"
    assert line[187:227] == "PAS,FIN,INS".ljust(40)
    assert (len(line), line[245]) == (492, "\n")


def test_the_control_record_counts_each_kind_of_arrears_apart():
    content = written({}, {"case_type": "A", "arrears_cents": 20_099}, {"ssn": "900120002"})
    control = content.decode().splitlines()[-1]
    assert control[:45] == "WYCTL" + "000000001" + "000000002" + "00000000200" + "00000002468"


@pytest.mark.cites("CS-9.2-TOP-CRIT-4", "CS-9.2-TOP-NOT-3")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ssn": ""}, "ssn"),
        ({"ssn": None}, "ssn"),
        ({"ssn": "000000000"}, "ssn"),
        ({"surname": " "}, "name"),
        ({"given_name": ""}, "name"),
        ({"arrears_cents": -1}, "amount"),
        ({"arrears_cents": 10**10}, "amount"),
        ({"noticed_on": None}, "notice"),
        ({"transaction": "U"}, "transaction"),
        ({"case_type": "X"}, "case_type"),
        ({"case_id": "12*4"}, "case_id"),
        ({"exclusions": "XYZ"}, "exclusions"),
    ],
)
def test_a_row_that_may_not_be_sent_is_told_and_the_others_go_on(change, code):
    made = write_submissions(frame({"ssn": "900120009"}, change), state="WY")
    assert [(found.line, found.code) for found in made.findings] == [(2, code)]
    assert made.content == written({"ssn": "900120009"})


def test_a_deleted_case_needs_no_new_notice():
    made = write_submissions(frame({"transaction": "D", "noticed_on": None}), state="WY")
    assert (made.count, made.findings) == (1, ())


def test_who_is_certified_for_matches_alone_needs_no_notice():
    row = {"noticed_on": None, "exclusions": "ADM,TAX,PAS"}
    assert write_submissions(frame(row), state="WY").findings == ()


def test_an_exclusion_that_no_chart_has_is_refused():
    with pytest.raises(RecordError, match="XYZ"):
        exclusions_text(["TAX", "XYZ"])


@pytest.mark.parametrize("cut", [1, 245, 246, 300])
def test_a_cut_file_of_submissions_is_refused_whole(cut):
    content = written({}, {"ssn": "900120002"})
    read = read_submissions(content[:-cut])
    assert has_fatal(read.findings)
    assert read.rows.is_empty()


def test_a_wrong_control_total_refuses_the_file():
    content = written({}).replace(b"00000001234", b"00000001235")
    [found] = read_submissions(content).findings
    assert found.is_fatal
    assert "Non-TANF Amount" in found.reason


@settings(max_examples=200)
@given(st.data())
def test_flipped_bytes_give_findings_or_other_values_never_an_error(data):
    content = bytearray(written({}, {"ssn": "900120002", "case_type": "A"}))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    assert isinstance(read_submissions(bytes(content)).findings, tuple)
    for read in (read_rejects, read_collections, read_reconciliation):
        assert isinstance(read(bytes(content)).findings, tuple)


@given(st.binary(max_size=600))
@example(b"")
def test_any_bytes_give_findings_never_an_error(content):
    assert has_fatal(read_submissions(content).findings)
    assert has_fatal(read_rejects(content).findings)
    read_collections(content)
    read_reconciliation(content)


@pytest.mark.cites("CS-9.2-TOP-DIST-2")
def test_the_partner_has_what_the_files_told_it():
    first = written({}, {"case_type": "A"}, {"ssn": "900120002"})
    second = written(
        {"transaction": "M", "arrears_cents": 99_900},
        {"transaction": "D", "ssn": "900120002"},
        {"transaction": "R", "case_type": "A", "exclusions": "PAS"},
    )
    standing = standing_at_partner([first, second])
    told = standing.select("ssn", "case_type", "arrears_cents", "exclusions").rows()
    assert told == [("900120001", "A", 123_400, "PAS"), ("900120001", "N", 99_900, "")]


def test_rejects_are_read_with_their_codes_in_words():
    read = read_rejects(reject_file(reject({}, "1247")))
    assert read.findings == ()
    [(line, record)] = read.records
    assert (line, record["ssn"], record["codes"]) == (1, "900120001", "12,47")
    assert record["words"].startswith("add came back with 12, 47")


def test_a_control_record_that_counts_other_rejects_refuses_the_file():
    read = read_rejects(reject_file(reject({}), counts=(0, 0, 0, 2, 0, 0)))
    assert has_fatal(read.findings)
    assert read.records == ()


def test_rejects_without_a_control_record_are_refused():
    assert has_fatal(read_rejects(reject({}).encode()).findings)
    assert has_fatal(read_rejects(b"").findings)


def test_a_reject_that_comes_twice_in_a_file_counts_once():
    read = read_rejects(reject_file(reject({}), reject({}), counts=(0, 0, 0, 2, 0, 0)))
    assert len(read.records) == 1
    assert [(found.line, found.code) for found in read.findings] == [(2, "repeated")]


@pytest.mark.cites("CS-9.2-TOP-JOINT-6")
def test_a_collection_is_read_as_far_as_its_bytes_are_known():
    [(_, record)] = read_collections(collection().encode()).records
    assert record["certified_cents"] == 123_456
    assert (record["collection_cents"], record["adjustment_cents"]) == (40_000, 0)
    assert record["ssn"] == "900120001"


def test_an_adjustment_takes_back_with_a_plain_sign():
    line = collection("00000000000", "-0000040000")
    [(_, record)] = read_collections(line.encode()).records
    assert record["adjustment_cents"] == -40_000


@pytest.mark.parametrize(
    ("collected", "adjusted"),
    [
        ("-0000040000", "00000000000"),
        ("0000004000{", "00000000000"),
        ("00000040000", "00000000100"),
        ("00000000000", "00000000000"),
        ("           ", "00000000000"),
    ],
)
def test_a_collection_whose_amount_is_unsure_is_a_finding_and_the_next_goes_on(
    collected, adjusted
):
    lines = [collection(collected, adjusted), collection()]
    read = read_collections("\n".join(lines).encode())
    assert [found.line for found in read.findings] == [1]
    assert [line for line, _ in read.records] == [2]


def test_cut_collections_are_refused_whole():
    content = (collection() + "\n" + collection()[:200]).encode()
    read = read_collections(content)
    assert has_fatal(read.findings)
    assert read.records == ()


def test_the_reconciliation_tells_amounts_and_exclusions():
    line = "RECWY021900120001" + "2026004711".ljust(15) + "TESTERLY".ljust(20)
    line += "ZOE".ljust(15) + "00001234N20261001" + " " + "   " * 4 + "TAX" + "PAS" + "   "
    [(_, record)] = read_reconciliation(line.ljust(120).encode()).records
    assert record["arrears_cents"] == 123_400
    assert record["exclusions"] == "TAX,PAS"


@pytest.mark.parametrize("layout", [REJECT, COLLECTION, RECONCILIATION])
def test_records_with_bytes_that_are_not_known_are_never_written(layout):
    with pytest.raises(LayoutNotKnown, match="not known"):
        layout.write({})


def test_codes_carry_how_sure_they_are():
    codes = load_codes("federal_offset")
    assert codes["exclusion_indicator"]["PAS"].sure == "seen"
    assert codes["exclusion_indicator"]["DCK"].sure == "unverified"
    assert codes["transaction_type"]["M"].sure == "unverified"
    with pytest.raises(LayoutError, match="no codes"):
        load_codes("nobody")
