"""An electronic order says what the paper says; its file is previewed, checked and refused."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from posse.formats.codec import LayoutNotKnown
from posse.formats.eiwo.detail import check_order, preview_order, read_preview
from posse.formats.eiwo.envelope import (
    Batch,
    OrderFile,
    check_file,
    check_preview,
    preview_file,
    read_acknowledgments,
    write_file,
)
from posse.formats.eiwo.orders import Family, PersonName, order_detail
from posse.notices.letter.forms import notice_form
from posse.notices.letter.samples import sample_of

VALUES = sample_of(notice_form("income_withholding_order"))[1]
CHILD = (PersonName("Larkthimble", "Ash"), date(2014, 6, 2))
FAMILY = Family(
    employee=PersonName("Larkthimble", "Robin", "Q", "Jr"),
    obligee=PersonName("Larkthimble", "Wren"),
    children=[CHILD, (PersonName("Larkthimble", "Fern"), None)],
)
ORDER = {
    "document_action_code": "ORG",
    "ein": "990000001",
    "support_current_child_amount": 32_500,
}
FILE = OrderFile(
    control_number="5600020261001090000001",
    state_fips="56000",
    made_at=datetime(2026, 10, 1, 9, 0, 0),  # noqa: DTZ001 - the State's own clock
    batches=[
        Batch("5600020261001090000002", "990000001", [ORDER, ORDER]),
        Batch("5600020261001090000003", "990000002", [{**ORDER, "ein": "990000002"}]),
    ],
)


def detail(**changed):
    return order_detail({**VALUES, **changed}, FAMILY, state="Wyoming")


def codes(findings):
    return [finding.code for finding in findings]


@pytest.mark.cites("45 CFR 303.100(e)(1)")
def test_the_record_says_what_the_paper_says_and_comes_back_as_it_went():
    record, findings = detail()
    assert findings == check_order(record, row=1) == []
    read, wrong = read_preview(preview_order(record))
    assert wrong == []
    assert {name: read[name] for name in record} == record
    for name, value in {
        "document_action_code": "ORG", "employee_ssn": "900010001",
        "employee_last_name": "Larkthimble", "employee_suffix": "Jr",
        "employer_address_line1": "40 Example Road", "employer_address_city_name": "Casper",
        "employer_address_zip_code": "82601", "support_current_child_amount": 32_500,
        "iwo_deduction_biweekly_amount": 19_153, "obligation_total_amount": 41_500,
        "arrears12_wk_overdue_code": "Y", "iwo_ccpa_percent_rate": "65",
        "remittance_identifier": "C10000111", "payee_remittance_fips_code": "5600000",
        "child1_birth_date": "20140602", "child2_first_name": "Fern",
    }.items():  # fmt: skip
        assert record[name] == value, name
    assert "child2_birth_date" not in record
    assert "lump_sum_payment_amount" not in record


def test_a_one_time_order_asks_for_the_lump_sum():
    record, _ = detail(action="one_time", lump_sum_cents=122_500)
    assert (record["document_action_code"], record["lump_sum_payment_amount"]) == (
        "LUM", 122_500,
    )  # fmt: skip
    assert check_order(record, row=1) == []


@pytest.mark.parametrize(("length", "found"), [(56, []), (57, []), (58, ["does_not_fit"])])
def test_what_does_not_fit_is_left_out_with_a_finding_and_never_cut(length, found):
    record, findings = detail(employer_name="M" * length)
    assert codes(findings) == found
    assert ("employer_name" in record) == (not found)


def test_a_name_outside_plain_letters_is_found():
    family = replace(FAMILY, employee=PersonName("Peñafiel", "Robin"))
    record, findings = order_detail(VALUES, family, state="Wyoming")
    assert codes(findings) == ["does_not_fit"]
    assert "employee_last_name" not in record


@pytest.mark.parametrize(("count", "found"), [(5, []), (6, []), (7, ["children"])])
def test_the_record_has_room_for_six_children(count, found):
    family = replace(FAMILY, children=[CHILD] * count)
    _, findings = order_detail(VALUES, family, state="Wyoming")
    assert codes(findings) == found


def test_each_batch_is_one_employer_s_and_counted():
    lines = preview_file(FILE)
    assert [line[:3] for line in lines] == [
        "FHI", "BHI", "DTL", "DTL", "BTI", "BHI", "DTL", "BTI", "FTI",
    ]  # fmt: skip
    assert lines[0][25:30] == "56000"
    assert lines[0][48:62] == "20261001090000"
    assert lines[1][30:39] == "990000001"
    assert lines[4][30:35] == "00002"
    assert lines[-1][25:35] == "0000200003"
    assert {len(lines[0]), len(lines[2]), len(lines[-1])} == {80, 2242, 63}
    assert check_file(FILE) == check_preview(lines) == []


def test_a_trailer_that_counts_wrong_or_ends_another_batch_is_found():
    lines = preview_file(FILE)
    del lines[2]
    lines[6] = lines[6].replace("5600020261001090000003", "5600020261001090000009")
    assert codes(check_preview(lines)) == ["record_count", "control_number", "record_count"]


@pytest.mark.parametrize("number", ["", "5" * 23, "é"])
def test_a_control_number_that_does_not_fit_is_found(number):
    assert codes(check_file(replace(FILE, control_number=number))) == ["control"]


def test_a_control_number_is_used_once():
    twice = replace(FILE, batches=[*FILE.batches, FILE.batches[0]])
    assert codes(check_file(twice)) == ["control_twice"]


def test_an_order_for_another_employer_than_its_batch_is_found():
    mixed = replace(FILE, batches=[replace(FILE.batches[0], ein="990000009")])
    assert codes(check_file(mixed)) == ["batch_employer", "batch_employer"]


def test_no_file_is_written_and_each_record_says_what_is_not_known_of_it():
    with pytest.raises(LayoutNotKnown) as refused:
        write_file(FILE)
    for told in ("after byte 80", "after byte 2242", "after byte 63"):
        assert told in str(refused.value)


def test_no_acknowledgment_is_read_because_its_positions_are_not_known():
    with pytest.raises(LayoutNotKnown, match="positions of chart D-4 are not known"):
        read_acknowledgments(b"ACKORG")
