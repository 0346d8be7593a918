"""The bureaus' file: nine statuses, totals, disputes, and reading back what was written."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posse.formats.codec import RecordError
from posse.formats.findings import has_fatal
from posse.formats.metro2 import (
    ACCOUNT_COLUMNS,
    Furnisher,
    dispute_code,
    read_credit_file,
    statuses,
    with_history,
    write_credit_file,
)
from posse.formats.metro2.model import BASE, SEGMENTS
from posse.formats.metro2.statuses import REPORTED, words_of
from posse.formats.metro2.writing import AMOUNTS

SAMPLES = Path(__file__).parent / "samples"
DAY = date(2026, 10, 31)
FURNISHER = Furnisher(
    identifier="DEMOFURNISHER",
    name="Demo Child Support",
    address="1 Example Street, Cheyenne WY 82001",
    phone="3075550100",
    account_type="93",
    equifax_id="DEMO",
)
ACCOUNT = {
    "account_number": "CS1",
    "opened_on": date(2020, 1, 15),
    "status": "71",
    "dispute": "",
    "history": "",
    "balance_cents": 150_099,
    "past_due_cents": 150_099,
    "monthly_cents": 40_000,
    "paid_cents": 10_000,
    "first_delinquent_on": date(2026, 9, 1),
    "closed_on": None,
    "last_paid_on": date(2026, 10, 2),
    "surname": "Testerly",
    "given_name": "Zoë",
    "middle_name": "",
    "ssn": "900120001",
    "birth_date": date(1985, 5, 5),
    "line_1": "12 Example Street",
    "line_2": "",
    "city": "Cheyenne",
    "state": "WY",
    "zip_code": "82001",
}
J1 = ("J1", {
    "surname_j1": "EXAMPLE", "first_name_j1": "ANN", "middle_name_j1": None,
    "gen_code_j1": None, "ssn_j1": "900120077", "dob_j1": "01011980",
    "phone_num_j1": "0000000000", "ecoa_j1": "2", "cons_info_ind_j1": None,
})  # fmt: skip
L1 = ("L1", {"l1_change_ind": "1", "l1_new_acc_num": "CS9", "l1_new_id_num": None})

words = st.text("ABCXYZ-", min_size=1, max_size=12)
days = st.none() | st.dates(date(1990, 1, 1), date(2026, 10, 31))
cents = st.integers(0, 10**9 - 1).map(lambda dollars: dollars * 100)
accounts = st.fixed_dictionaries(
    {
        **{name: st.just(value) for name, value in ACCOUNT.items()},
        "account_number": st.from_regex(r"[0-9A-Z-]{1,30}", fullmatch=True),
        "status": st.sampled_from(["11", "71", "78", "80", "82", "83", "84", "DA"]),
        "dispute": st.sampled_from(["", "XB", "XC", "XH", "XR"]),
        "history": st.text("0123456BDEG", min_size=24, max_size=24),
        **dict.fromkeys(AMOUNTS, cents),
        "first_delinquent_on": days,
        "last_paid_on": days,
        "birth_date": days,
        **dict.fromkeys(("surname", "given_name", "middle_name", "line_1", "city"), words),
        "ssn": st.integers(900_000_001, 999_999_999).map(str),
    }
)  # fmt: skip


def frame(*changes) -> pl.DataFrame:
    return pl.DataFrame([{**ACCOUNT, **change} for change in changes], schema=ACCOUNT_COLUMNS)


def written(*changes, segments=None) -> bytes:
    made = write_credit_file(frame(*changes), furnisher=FURNISHER, on=DAY, segments=segments)
    return made.content


@given(st.lists(accounts, max_size=5, unique_by=lambda account: account["account_number"]))
def test_accounts_read_back_as_they_were_written(told):
    table = pl.DataFrame(told, schema=ACCOUNT_COLUMNS)
    content = write_credit_file(table, furnisher=FURNISHER, on=DAY).content
    read = read_credit_file(content)
    assert read.findings == ()
    assert read.accounts.select(table.columns).equals(table)
    again = write_credit_file(read.accounts, furnisher=FURNISHER, on=DAY).content
    assert again == content


@pytest.mark.cites(
    "CS-9.2-CBR-STATUS-1", "CS-9.2-CBR-STATUS-2", "CS-9.2-CBR-STATUS-3",
    "CS-9.2-CBR-STATUS-4", "CS-9.2-CBR-STATUS-5", "CS-9.2-CBR-STATUS-6",
    "CS-9.2-CBR-STATUS-7", "CS-9.2-CBR-STATUS-8", "CS-9.2-CBR-STATUS-9", "CS-9.2-CBR-SUB-10",
)  # fmt: skip
def test_nine_statuses_follow_from_days_and_what_was_decided():
    late = np.array([0, 29, 30, 59, 60, 90, 120, 150, 179, 180, 4000, 400, 400, 400])
    none = np.zeros(len(late), dtype=np.bool_)
    satisfied, deleted, collection = none.copy(), none.copy(), none.copy()
    satisfied[[11, 12, 13]] = True
    collection[12] = True
    deleted[13] = True
    found = statuses(
        late, is_satisfied=satisfied, is_deleted=deleted, was_collection=collection
    )
    assert list(found) == [
        "11", "11", "71", "71", "78", "80", "82", "83", "83", "84", "84", "13", "62", "DA",
    ]  # fmt: skip
    assert set(found) <= set(REPORTED)
    assert words_of("71") == "30-59 days past the due date"


def test_the_record_tells_child_support_in_the_bureaus_places():
    line = written({}).decode().splitlines()[1]
    assert len(line) == 426
    record, findings = BASE.parse(line)
    assert findings == []
    assert (record["port_type"], record["acct_type"], record["terms_dur"]) == ("O", "93", "001")
    assert (record["spc_com_cd"], record["terms_freq"], record["pmt_rating"]) == ("CS", "", "")
    assert (record["current_bal"], record["smpa"]) == (1500, 400)
    assert line[75:83] == "01152020"
    assert line[126:150] == "B" * 24
    assert line[231:256].rstrip() == "TESTERLY"


def test_a_satisfied_account_has_a_rating_and_no_other_has():
    content = written({"status": "13", "balance_cents": 0, "past_due_cents": 0})
    assert content.decode().splitlines()[1][125] == "0"


def test_the_trailer_counts_statuses_people_and_segments():
    content = written(
        {},
        {"account_number": "CS2", "status": "DA", "birth_date": None},
        segments={"CS1": [J1, L1]},
    )
    header, first, second, trailer = content.decode().splitlines()
    assert (header[:10], trailer[:20]) == ("0426HEADER", "0426TRAILER000000002")
    assert (first[:4], second[:4]) == ("0580", "0426")
    assert first[426:428] == "J1"
    assert first[526:529] == "L11"
    read = read_credit_file(content)
    assert read.findings == ()
    assert [name for name, _ in read.segments["CS1"]] == ["J1", "L1"]
    assert trailer[146:155] == "000000001"
    assert trailer[65:74] == "000000001"
    assert trailer[326:353] == "000000003" + "000000002" + "000000001"
    assert trailer[362:371] == "000000002"


def test_a_segment_of_the_public_sample_follows_a_base():
    text = (SAMPLES / "cfpb_metro2_j2_segment.txt").read_text("ascii").replace("\n", "")
    record, _ = SEGMENTS["J2"].parse(text)
    content = written({}, segments={"CS1": [("J2", record)]})
    assert content.decode().splitlines()[1][426:] == text
    assert read_credit_file(content).findings == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "93"}, "status"),
        ({"balance_cents": -1}, "amount"),
        ({"past_due_cents": 10**11}, "amount"),
        ({"ssn": None}, "ssn"),
        ({"ssn": "12"}, "ssn"),
        ({"surname": ""}, "name"),
        ({"status": "13"}, "satisfied"),
        ({"dispute": "XF"}, "dispute"),
        ({"history": "00"}, "history"),
        ({"line_1": ""}, "deleted"),
        ({"opened_on": None}, "opened_on"),
        ({"account_number": "CS0"}, "repeated"),
        ({"account_number": "a*b"}, "account_number"),
    ],
)
def test_an_account_that_may_not_be_reported_is_told_and_the_others_go_on(change, code):
    made = write_credit_file(
        frame({"account_number": "CS0"}, change), furnisher=FURNISHER, on=DAY
    )
    assert [(found.line, found.code) for found in made.findings] == [(2, code)]
    assert made.content == written({"account_number": "CS0"})


def test_nobody_is_reported_under_a_made_up_number():
    nobody = Furnisher("", "Demo", "1 Example Street", "3075550100", "93")
    with pytest.raises(RecordError, match="none is made up"):
        write_credit_file(frame({}), furnisher=nobody, on=DAY)


def test_a_dispute_is_marked_while_it_runs_and_as_it_ended():
    assert dispute_code(is_open=True, is_decided=True) == "XB"
    assert dispute_code(is_open=False) == ""
    assert dispute_code(is_open=False, is_decided=True) == "XH"
    assert dispute_code(is_open=False, is_decided=True, agrees=False) == "XC"
    line = written({"dispute": "XB"}).decode().splitlines()[1]
    assert line[152:154] == "XB"


@pytest.mark.cites("CS-9.2-CBR-SUB-6")
def test_each_month_goes_before_the_months_told_last():
    last = read_credit_file(
        written({"history": "1" + "B" * 23}, {"account_number": "CS2", "status": "11",
                                              "balance_cents": 0, "past_due_cents": 0})
    ).accounts  # fmt: skip
    now = with_history(frame({}, {"account_number": "CS2"}, {"account_number": "CS3"}), last)
    assert now["history"].to_list() == ["11" + "B" * 22, "E" + "B" * 23, "B" * 24]


@pytest.mark.parametrize("cut", [1, 100, 427, 500, 1200])
def test_a_cut_credit_file_is_refused_whole(cut):
    read = read_credit_file(written({}, {"account_number": "CS2"})[:-cut])
    assert has_fatal(read.findings)
    assert read.accounts.is_empty()


def test_a_wrong_total_refuses_the_credit_file():
    content = written({}).replace(b"TRAILER000000001", b"TRAILER000000002")
    [found] = read_credit_file(content).findings
    assert found.is_fatal
    assert "Total Base Records" in found.reason


def test_an_account_that_comes_twice_is_read_once():
    lines = written({}, {"account_number": "CS2"}).replace(b"CS2", b"CS1")
    read = read_credit_file(lines)
    assert [found.code for found in read.findings] == ["repeated"]
    assert read.accounts["account_number"].to_list() == ["CS1"]


@settings(max_examples=150)
@given(st.data())
def test_flipped_bytes_of_a_credit_file_give_findings_never_an_error(data):
    content = bytearray(written({}, {"account_number": "CS2"}, segments={"CS1": [J1]}))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    assert isinstance(read_credit_file(bytes(content)).findings, tuple)


@given(st.binary(max_size=1500))
def test_any_bytes_are_refused_as_a_credit_file(content):
    assert has_fatal(read_credit_file(content).findings)
