"""Files of other agencies' referrals: both spellings, and every way to be wrong."""

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.formats.referrals import COLUMNS, read_referrals

ON = date(2026, 10, 5)
HEAD = {
    "program": "power",
    "action": "new",
    "agency_number": "P-100",
    "referred_on": "2026-10-05",
    "county": "56021",
}
MOTHER = {"role": "custodial", "surname": "Fernbobbin", "given_name": "Wren"}
FATHER = {"role": "other_parent", "surname": "Quillkettle", "given_name": "Robin"}
CHILD = {
    "role": "child",
    "surname": "Fernbobbin",
    "given_name": "Kim",
    "birth_date": "2020-05-05",
    "ssn": "900-71-0005",
}


def as_csv(*referrals):
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for head, *persons in referrals:
        for person in persons or [{}]:
            writer.writerow(head | person)
    return out.getvalue().encode()


def as_json(*referrals):
    told = [head | {"persons": persons} for head, *persons in referrals]
    return json.dumps({"referrals": told}).encode()


def findings(content):
    found = read_referrals(content, received_on=ON).findings
    return [(each.line, each.field, each.code, each.is_fatal) for each in found]


@pytest.mark.parametrize("write", [as_csv, as_json])
def test_both_spellings_give_the_same_referral(write):
    read = read_referrals(write((HEAD, MOTHER, FATHER, CHILD)), received_on=ON)
    assert read.findings == ()
    (referral,) = read.referrals
    assert referral.head == HEAD
    assert [person["role"] for person in referral.persons] == [
        "custodial",
        "other_parent",
        "child",
    ]
    other = read_referrals(as_json((HEAD, MOTHER, FATHER, CHILD)), received_on=ON).referrals[0]
    assert referral.digest == other.digest


def test_rows_with_another_head_are_another_referral():
    content = as_csv(
        (HEAD, MOTHER, CHILD), (HEAD | {"agency_number": "P-101"}, MOTHER, FATHER, CHILD)
    )
    read = read_referrals(content, received_on=ON)
    assert [(each.line, len(each.persons)) for each in read.referrals] == [(2, 2), (4, 3)]


@pytest.mark.parametrize(
    ("head", "person", "found"),
    [
        ({"program": "welfare"}, {}, ("program", "code")),
        ({"action": "delete"}, {}, ("action", "code")),
        ({"agency_number": ""}, {}, ("agency_number", "missing")),
        ({"referred_on": "10/05/2026"}, {}, ("referred_on", "date")),
        ({"referred_on": "2026-10-06"}, {}, ("referred_on", "future")),
        ({"county": "Laramie"}, {}, ("county", "county")),
        ({}, {"birth_date": "2026-10-06"}, ("birth_date", "future")),
        ({}, {"birth_date": "1890-01-01"}, ("birth_date", "date")),
        ({}, {"ssn": "123"}, ("ssn", "ssn")),
        ({}, {"ssn": "000-00-0000"}, ("ssn", "ssn")),
        ({}, {"role": "grandmother"}, ("role", "code")),
        ({}, {"surname": "F" * 61}, ("surname", "length")),
    ],
)
def test_a_wrong_field_rejects_its_referral_and_no_other(head, person, found):
    content = as_csv(
        (HEAD | head, MOTHER, CHILD | person),
        (HEAD | {"agency_number": "P-102"}, MOTHER, CHILD),
    )
    read = read_referrals(content, received_on=ON)
    assert (2, *found, False) in findings(content)
    assert [each.head["agency_number"] for each in read.referrals] == ["P-102"]


def test_a_number_never_stands_in_a_finding():
    content = as_csv((HEAD, MOTHER, CHILD | {"ssn": "90071000512"}))
    (found,) = read_referrals(content, received_on=ON).findings
    assert "90071" not in found.reason + found.text


@pytest.mark.parametrize(
    ("persons", "code"),
    [
        ([MOTHER, MOTHER | {"given_name": "Dove"}, CHILD], "two_custodial"),
        ([FATHER, CHILD], "no_custodial"),
        ([MOTHER, FATHER], "no_child"),
    ],
)
def test_a_family_has_one_caretaker_and_a_child(persons, code):
    assert findings(as_csv((HEAD, *persons))) == [(2, "role", code, False)]


def test_in_foster_care_nobody_is_custodial():
    assert findings(as_csv((HEAD | {"program": "foster_care"}, FATHER, CHILD))) == []


def test_an_end_of_assistance_needs_no_persons():
    assert findings(as_csv((HEAD | {"action": "end"},))) == []


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"",
        b"surname,age\nFernbobbin,4\n",
        b"program,action,agency_number,referred_on,role\npower,new\n",
        b'{"referrals": 7}',
        b'{"referrals": [{"program": "power", "persons": [{"age": 4}]}]}',
        b'{"referrals": [',
        b"[1, 2]",
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(content):
    read = read_referrals(content, received_on=ON)
    assert read.referrals == ()
    assert [finding.is_fatal for finding in read.findings] == [True]


@given(st.binary(max_size=400))
def test_no_bytes_raise_an_error(content):
    read = read_referrals(content, received_on=ON)
    assert read.findings or not read.referrals or read.count


@given(st.data())
def test_a_damaged_file_never_raises_and_never_invents_a_referral(data):
    content = bytearray(as_csv((HEAD, MOTHER, FATHER, CHILD)))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    read = read_referrals(bytes(content), received_on=ON)
    assert len(read.referrals) <= 4
