"""Electronic withholding orders: what is known goes there and back, the rest is refused."""

import pytest

from posse.formats.codec import LayoutNotKnown, RecordError
from posse.formats.eiwo.detail import check_order, preview_order, read_preview, write_orders

ORDER = {
    "document_action_code": "ORG",
    "document_date": "20260310",
    "case_identifier": "0012345",
    "employer_name": "MADE UP MILLS",
    "ein": "990000001",
    "employee_last_name": "EXAMPLE",
    "employee_ssn": "900010001",
    "support_current_child_amount": 32_500,
    "iwo_deduction_weekly_amount": 7_500,
    "remittance_identifier": "0012345",
}


def codes(**changed):
    return [finding.code for finding in check_order({**ORDER, **changed}, row=1)]


def test_an_order_comes_back_from_its_known_bytes_as_it_went():
    text = preview_order(ORDER)
    record, findings = read_preview(text)
    assert findings == []
    assert len(text) == 2242
    assert {name: record[name] for name in ORDER} == ORDER
    assert all(value in (None, "") for name, value in record.items() if name not in ORDER
               and name != "document_code")  # fmt: skip


def test_published_bytes_stand_where_the_chart_has_them():
    text = preview_order(ORDER)
    assert text[0:3] == "DTL"
    assert text[6:9] == "ORG"
    assert text[9:17] == "20260310"
    assert text[87:102] == "0012345        "
    assert text[102:115] == "MADE UP MILLS"
    assert text[448:459] == "00000032500"


def test_no_file_is_written_because_the_record_s_end_is_not_known():
    with pytest.raises(LayoutNotKnown, match="after byte 2242 and the record length"):
        write_orders([ORDER])


@pytest.mark.parametrize("ein", [None, "", "12345678", "1234567890", "12345678A", "000000000"])
def test_an_order_without_the_employer_s_number_is_found_with_its_reason(ein):
    findings = check_order({**ORDER, "ein": ein}, row=7)
    assert [(found.line, found.code) for found in findings] == [(7, "fein")]
    assert "FEIN" in findings[0].reason


def test_a_sound_order_has_no_findings():
    assert codes() == []


@pytest.mark.parametrize(("cents", "found"), [(-1, ["amount"]), (0, []), (10**11 - 1, []),
                                              (10**11, ["amount"])])  # fmt: skip
def test_negative_and_overflowing_amounts_are_found(cents, found):
    assert codes(support_current_child_amount=cents) == found


def test_a_lump_sum_order_says_how_much():
    assert codes(document_action_code="LUM") == ["lump_sum"]
    assert codes(document_action_code="LUM", lump_sum_payment_amount=1) == []
    assert codes(document_action_code="EMP") == ["action"]


@pytest.mark.parametrize("wrong", [{"support_current_child_amount": -1}, {"salary": 1}])
def test_what_does_not_fit_is_never_laid_out(wrong):
    with pytest.raises(RecordError):
        preview_order({**ORDER, **wrong})
