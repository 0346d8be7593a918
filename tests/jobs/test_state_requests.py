"""Other States ask for enforcement here: taken or refused, matched and told, with no case."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from tests.builders import BY
from tests.partners import table
from tests.payments import NEXT_DAY, RECEIVED_ON, night, put_in_inbox

from posse.apps.cases.models import Case
from posse.apps.partners.models import StateMatch, StateRequest
from posse.apps.payments.models import FileFinding
from posse.apps.people.models import Participant
from posse.formats.fidm import read_inquiry, write_inquiry
from posse.formats.layouts import load_table
from posse.formats.tables import read_table
from posse.services.enforcement.files.sending import do_write_match_inquiry
from posse.services.enforcement.match_reading import Told
from posse.services.partners.requests import (
    AskedFor,
    do_certify_anew,
    do_take_request,
    do_tell_state,
    do_withdraw_request,
    faults_of,
    standings_of,
)
from posse.services.partners.state_matches import (
    counts_between,
    do_leave_match,
    do_levy_for_state,
    do_record_collection,
    do_take_state_match,
    with_state_requests,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
SSN = "900556677"
ASKED = AskedFor(
    state="MT", reference="MT-4471", surname="Quagworthy", given_name="Oriel",
    birth_date=date(1985, 4, 3), ssn=SSN, certified_cents=240_000, certified_on=ON,
    certified_by="Ida Example", has_due_process=True, tools=("levy", "fidm"),
)  # fmt: skip


def take(**other):
    return do_take_request(asked=replace(ASKED, **other), on=ON, by=BY)


def fields_refused(**other):
    return [field for field, _ in faults_of(replace(ASKED, **other), on=ON)]


def standing(request, *, on=ON):
    (found,) = standings_of([request], on=on)
    return found


def names(tools):
    return [tool.name for tool in tools]


def account(**other):
    more = {"account_ending": "4417"}
    told = {
        "source": "fidm", "reference": "990000001/900556677/4417",
        "institution": "Example Bank",
        "matched_on": ON, "ssn": SSN, "owner": "Quagworthy, Oriel", "amount_cents": 90_000,
    }  # fmt: skip
    return Told(**{**told, **other}, more=more)


def find(**other):
    (match,) = do_take_state_match(told=account(**other), on=ON, by=BY)
    return match


@pytest.mark.cites("42 USC 666(a)(14)", "CS-IRG-J18", "CS-IRG-J21")
def test_a_request_is_taken_without_a_case_or_a_person_of_the_register():
    request = take(address="", known_assets="")
    assert (request.state, request.certified_by) == ("MT", "Ida Example")
    assert not Case.objects.exists()
    assert not Participant.objects.exists()
    assert names(standing(request).open_tools) == ["levy", "fidm"]


@pytest.mark.cites("CS-IRG-J20")
@pytest.mark.parametrize(
    ("field", "value"),
    [("surname", " "), ("given_name", ""), ("birth_date", None), ("ssn", "")],
)
def test_a_request_that_lacks_a_name_a_birth_date_or_a_number_is_refused(field, value):
    assert fields_refused(**{field: value}) == [field]
    with pytest.raises(ValueError, match="no request is taken without it"):
        take(**{field: value})


@pytest.mark.cites("CS-IRG-J19", "CS-IRG-J23")
@pytest.mark.parametrize(("cents", "fields"), [(100_000, ["certified_cents"]), (100_001, [])])
def test_matches_need_certified_arrears_above_a_thousand_dollars(cents, fields):
    assert fields_refused(certified_cents=cents, tools=("fidm", "lottery")) == fields


@pytest.mark.cites("CS-IRG-J23")
def test_liens_levies_and_the_multistate_match_need_no_amount():
    request = take(certified_cents=100_000, tools=("levy", "msfidm", "fidm"))
    found = standing(request)
    assert names(found.open_tools) == ["levy", "msfidm"]
    assert names(found.closed_tools) == ["fidm"]


@pytest.mark.cites("42 USC 666(a)(14)")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("has_due_process", False),
        ("certified_by", ""),
        ("certified_cents", 0),
        ("certified_cents", -1),
        ("certified_cents", 2**62),
        ("certified_on", ON + timedelta(1)),
        ("state", "WY"),
        ("tools", ()),
        ("tools", ("passport",)),
        ("ssn", "000000000"),
    ],
)
def test_what_is_no_certification_or_cannot_be_meant_is_refused(field, value):
    assert field in fields_refused(**{field: value})


def test_the_same_number_of_a_state_is_one_request():
    take()
    with pytest.raises(ValueError, match="already; certify it anew"):
        take(certified_cents=300_000)
    assert take(state="ID").pk


@pytest.mark.cites("CS-IRG-J18")
def test_certified_anew_it_stands_with_the_new_amount_and_withdrawn_with_none():
    request, later = take(), ON + timedelta(3)
    do_certify_anew(
        request=request, certified_cents=50_000, certified_on=later, on=later, by=BY
    )
    assert standing(request, on=later).certified_cents == 50_000
    assert names(standing(request, on=later).open_tools) == ["levy"]
    assert standing(request, on=ON).certified_cents == 240_000
    do_withdraw_request(request=request, note="Paid", on=later, by=BY)
    assert not standing(request, on=later).is_open
    with pytest.raises(ValueError, match="MT withdrew it on Nov 5, 2026"):
        do_tell_state(request=request, note="Nothing found", on=later, by=BY)


@pytest.mark.cites("CS-IRG-J18", "CS-IRG-J23", "42 USC 666(a)(14)")
def test_the_institutions_are_asked_for_the_parents_of_open_requests():
    take()
    take(reference="MT-2", ssn="900556678", tools=("lottery",))
    ended = take(reference="MT-3", ssn="900556679")
    do_withdraw_request(request=ended, note="Paid", on=ON, by=BY)
    texts = ("pass_back", "case_id", "ssn", "surname", "given_name", "fips")
    none = pl.DataFrame(schema=dict.fromkeys(texts, pl.String) | {"owed": pl.Int64})
    asked = with_state_requests(none, source="fidm", on=ON)
    assert asked["ssn"].to_list() == [SSN]
    written = write_inquiry(asked, on=ON)
    assert (written.count, written.findings) == (1, ())
    assert b"AEI" in written.content


@pytest.mark.cites("42 USC 666(a)(14)", "CS-IRG-J18")
def test_partners_files_hold_the_requests_and_an_answer_in_the_inbox_finds_them(tmp_path):
    request = take(tools=("fidm", "lottery"))
    fidm = do_write_match_inquiry(on=ON, partner="fidm", by=BY, today=ON)
    [(_, person)] = read_inquiry(bytes(fidm.file.content)).records
    assert (person["ssn"], person["state_pass_back"]) == (SSN, f"AEI{request.pk}")
    prizes = do_write_match_inquiry(on=ON, partner="lottery", by=BY, today=ON)
    assert prizes.findings == ()
    [(_, asked)] = read_table(load_table("lottery_request"), bytes(prizes.file.content)).records
    assert (asked["request_number"], asked["owed"]) == (f"AEI{request.pk}", 240_000)
    row = {
        "request_number": f"AEI{request.pk}", "ssn": SSN, "winner_name": "Oriel Quagworthy",
        "claim_number": "L-9", "amount": 50_000, "claimed_on": ON.isoformat(),
    }  # fmt: skip
    put_in_inbox(tmp_path, table("lottery_answer", row, on=ON), on=ON, name="a.lottery.csv")
    night(tmp_path, on=ON)
    match = StateMatch.objects.get()
    assert (match.source, match.amount_cents, match.differences) == ("lottery", 50_000, [])
    assert not FileFinding.objects.exists()


@pytest.mark.cites("42 USC 666(a)(14)")
def test_an_account_found_for_a_state_is_one_match_however_often_it_is_told():
    take()
    match = find()
    assert (match.account_ending, match.differences) == ("4417", [])
    assert find().pk == match.pk
    assert StateMatch.objects.count() == 1
    other = find(reference="another", owner="Somebody Nearly")
    assert other.differences == ["It is in the name of Somebody Nearly"]
    assert do_take_state_match(told=account(ssn="900000000"), on=ON, by=BY) == []
    assert do_take_state_match(told=account(amount_cents=-1), on=ON, by=BY) == []


@pytest.mark.cites("42 USC 666(a)(14)")
def test_money_goes_to_the_state_and_is_counted_with_its_requests():
    take()
    take(reference="MT-2", ssn="900556678")
    match = find()
    with pytest.raises(ValueError, match="nothing was levied"):
        do_record_collection(match=match, amount_cents=1, note="Paid", on=ON, by=BY)
    do_levy_for_state(match=match, note="To the Montana unit", on=ON, by=BY)
    with pytest.raises(ValueError, match="already"):
        do_levy_for_state(match=match, note="Again", on=ON, by=BY)
    with pytest.raises(ValueError, match="already"):
        do_leave_match(match=match, note="No", on=ON, by=BY)
    for cents in (60_000, 12_345):
        do_record_collection(match=match, amount_cents=cents, note="Paid", on=ON, by=BY)
    with pytest.raises(ValueError, match="no more than can be meant"):
        do_record_collection(match=match, amount_cents=2**62, note="Paid", on=ON, by=BY)
    counts = counts_between(date(2026, 10, 1), date(2027, 9, 30))
    assert (counts.received, counts.collected_for, counts.collected_cents) == (2, 1, 72_345)
    assert counts_between(date(2025, 10, 1), date(2026, 9, 30)).received == 0


def test_nothing_is_levied_that_was_not_asked_for_or_was_left():
    take(tools=("fidm",))
    match = find()
    with pytest.raises(ValueError, match="did not ask for liens and levies"):
        do_levy_for_state(match=match, note="To Montana", on=ON, by=BY)
    do_leave_match(match=match, note="A joint account", on=ON, by=BY)
    with pytest.raises(ValueError, match="left alone on Nov 2, 2026"):
        do_leave_match(match=match, note="Again", on=ON, by=BY)


def row(**other):
    told = {
        "state": "MT", "reference": "MT-1", "act": "request", "ssn": SSN,
        "surname": "Quagworthy", "given_name": "Oriel", "birth_date": "1985-04-03",
        "certified": 240_000, "certified_on": "2026-09-20", "certified_by": "Ida Example",
        "due_process": "Y", "tools": "levy fidm", "address": "", "known_assets": "",
    }  # fmt: skip
    return {**told, **other}


@pytest.mark.cites("42 USC 666(a)(14)", "CS-IRG-J20")
def test_a_states_file_in_the_inbox_is_taken_in_and_its_bad_records_are_told(tmp_path):
    rows = [
        row(),
        row(reference="MT-2", birth_date=""),
        row(reference="MT-3", due_process="N"),
        row(reference="MT-9", act="withdraw", certified=0),
    ]
    content = table("state_request", *rows, on=RECEIVED_ON)
    put_in_inbox(tmp_path, content, on=RECEIVED_ON, name="montana.state-requests.csv")
    night(tmp_path)
    assert list(StateRequest.objects.values_list("reference", flat=True)) == ["MT-1"]
    told = FileFinding.objects.order_by("line").values_list("line", "field")
    assert list(told) == [(4, "birth_date"), (5, "has_due_process"), (6, "reference")]
    anew = [row(act="certify", certified=50_000), row(act="withdraw", certified=0)]
    content = table("state_request", *anew, on=NEXT_DAY)
    put_in_inbox(tmp_path, content, on=NEXT_DAY, name="later.state-requests.csv")
    night(tmp_path, on=NEXT_DAY)
    request = StateRequest.objects.get()
    assert list(request.events.values_list("act", "certified_cents")) == [
        ("certified", 50_000), ("withdrawn", None)
    ]  # fmt: skip
