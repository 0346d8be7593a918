"""Files to partners of enforcement and their answers: made once, taken once, nothing lost."""

from datetime import date

import pytest
from tests.builders import BY, build_case
from tests.sent_files import (
    ARREARS,
    MONTH_LATER,
    NEXT,
    ON,
    family,
    fold,
    offset,
    stand,
    told,
)

from posse.apps.enforcement.models import AssetMatch, RemedyState, Review
from posse.apps.payments.models import FileFinding, InboundFile, OutboundFile
from posse.apps.people.models import Identifier
from posse.apps.runs.models import RunStep
from posse.formats.federal_offset import read_submissions
from posse.formats.fidm import read_inquiry
from posse.formats.layouts import load_table
from posse.formats.metro2 import read_credit_file
from posse.formats.metro2.statuses import PAST_DUE
from posse.formats.tables import read_table, write_table
from posse.rules.support.remedies.credit_status import statuses as bureau_statuses
from posse.services.enforcement.files.receiving import (
    do_take_matches,
    do_take_offset_collections,
    do_take_offset_rejects,
)
from posse.services.enforcement.files.sending import (
    do_write_credit_file,
    do_write_match_inquiry,
)
from posse.services.law import current_law
from posse.services.register.orders import do_adjust_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return family()


def ssn_of(case):
    return Identifier.objects.get(participant=case.obligor, kind="ssn").number


def keep(folder, content, name="answer.txt"):
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.cites("CS-9.2-MSFIDM-2", "CS-9.2-INS-2", "CS-9.2-TOP-CRIT-6")
def test_one_file_certifies_each_kind_of_arrears_for_every_programme(case):
    sent = offset()
    assert (sent.was_made, sent.findings) == (True, ())
    assert told(sent) == [("A", "A", 20_000, ""), ("A", "N", 300_000, "")]
    rows = read_submissions(bytes(sent.file.content)).rows
    assert set(rows["ssn"]) == {ssn_of(case)}
    assert set(rows["case_id"]) == {case.number}
    assert set(rows["noticed_on"]) == {date(2026, 10, 1)}


@pytest.mark.cites("CS-9.2-TOP-CRIT-2", "CS-9.2-TOP-CRIT-3")
def test_kinds_of_arrears_never_mix_in_reaching_the_tax_refunds_amount():
    family(arrears={"never_assigned": 50_000, "permanently_assigned": 15_001})
    assert told(offset()) == [("A", "A", 15_000, ""), ("A", "N", 50_000, "TAX")]


def test_a_programme_that_does_not_stand_is_an_exclusion():
    family(remedies=["federal_admin_offset", "msfidm"])
    assert [row[3] for row in told(offset())] == ["TAX,PAS,INS", "TAX,PAS,INS"]


def test_a_file_of_a_day_is_the_same_bytes_when_asked_for_again(case):
    first = offset()
    RemedyState.objects.update(state="withdrawn")
    again = offset()
    assert (again.was_made, again.file.pk) == (False, first.file.pk)
    assert bytes(again.file.content) == bytes(first.file.content)
    assert OutboundFile.objects.count() == 1


@pytest.mark.cites("CS-9.2-TOP-DIST-2", "CS-9.2-TOP-REV-11")
def test_the_next_file_tells_only_what_changed(case):
    other = family(remedies=["msfidm"], noticed_on=None)
    offset()
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=-100_000, reason="Paid elsewhere",
        on=NEXT, by=BY,
    )  # fmt: skip
    fold(case, NEXT)
    stand(case, "passport_denial", state="withdrawn")
    stand(other, "msfidm", state="withdrawn")
    assert told(offset(NEXT)) == [
        ("D", "A", 0, "ADM,TAX,PAS,INS"),
        ("D", "N", 0, "ADM,TAX,PAS,INS"),
        ("M", "N", 200_000, "PAS"),
        ("R", "A", 20_000, "PAS"),
        ("R", "N", 200_000, "PAS"),
    ]
    assert told(offset(MONTH_LATER)) == []


def test_an_earlier_file_is_not_made_after_a_later_one(case):
    offset(NEXT)
    with pytest.raises(ValueError, match="old news"):
        offset(ON)


def test_a_parent_without_a_number_or_with_anothers_is_told_and_left_out(case):
    family(ssn="")
    family(ssn=ssn_of(case))
    sent = offset()
    assert sent.file.entry_count == 2
    assert sorted({found.code for found in sent.findings}) == ["repeated", "ssn"]
    assert RunStep.objects.get(name="submit").rejected_count == len(sent.findings)


@pytest.mark.cites("CS-9.2-CBR-SUB-6", "CS-9.2-CBR-SUB-8", "CS-9.2-CBR-SUB-9")
def test_accounts_are_told_each_month_until_they_are_deleted(case):
    gone = family()
    first = credit()
    assert first["status"].to_list() == ["71", "71"]
    assert first["balance_cents"].to_list() == [320_000, 320_000]
    stand(gone, "credit_bureau", state="withdrawn")
    second = credit(MONTH_LATER)
    assert second["status"].to_list() == ["78", "DA"]
    assert second["history"][0] == "1" + "B" * 23
    assert credit(date(2027, 1, 4))["account_number"].to_list() == [case.number]


def credit(on=ON):
    sent = do_write_credit_file(on=on, by=BY, today=on)
    assert sent.findings == ()
    return read_credit_file(bytes(sent.file.content)).accounts


@pytest.mark.cites("CS-9.2-CBR-SUB-1", "CS-9.2-CBR-CRIT-1")
def test_an_account_is_first_told_when_its_case_owes_more_than_the_law_names(case):
    build_case(monthly_cents=None, arrears={"never_assigned": 100_000}, obligor=case.obligor)
    larger = build_case(
        monthly_cents=None, arrears={"never_assigned": 100_001}, obligor=case.obligor
    )
    fold(case)
    assert set(credit()["account_number"]) == {case.number, larger.number}


def test_an_account_without_debt_on_which_support_runs_is_current():
    running = build_case(arrears=ARREARS)
    stand(running, "credit_bureau")
    fold(running)
    assert credit()["status"].to_list() == ["71"]
    for bucket, cents in {**ARREARS, "never_assigned": 340_000}.items():
        do_adjust_balance(case=running, bucket=bucket, amount_cents=-cents, reason="Forgiven",
                          on=NEXT, by=BY)  # fmt: skip
    fold(running, NEXT)
    later = credit(NEXT)
    assert later.select("status", "balance_cents").rows() == [("11", 0)]


def test_the_bureaus_days_are_those_of_the_law():
    late = [each.from_days for each in bureau_statuses(current_law(), on=ON)]
    assert late == [0, *(days for days, _ in reversed(PAST_DUE)), None, None]


def test_a_satisfied_account_is_told_once(case):
    credit()
    for bucket, cents in ARREARS.items():
        do_adjust_balance(case=case, bucket=bucket, amount_cents=-cents, reason="Forgiven",
                          on=NEXT, by=BY)  # fmt: skip
    fold(case, NEXT)
    satisfied = credit(MONTH_LATER)
    assert satisfied.select("status", "balance_cents", "closed_on").rows() == [
        ("13", 0, MONTH_LATER)
    ]
    assert credit(date(2027, 1, 4)).is_empty()


@pytest.mark.cites("CS-9.2-CBR-DISP-1")
def test_a_dispute_after_the_report_is_marked_until_it_is_decided(case):
    credit()
    review = Review.objects.create(
        case=case, obligor=case.obligor, remedy="credit_bureau", kind="credit_dispute_after",
        ground="amount", state="open", requested_on=ON, opened_on=ON, before_cents=320_050,
    )  # fmt: skip
    assert credit(MONTH_LATER)["dispute"].to_list() == ["XB"]
    review.state, review.outcome, review.closed_on = "closed", "stands", MONTH_LATER
    review.save()
    assert credit(date(2027, 1, 4))["dispute"].to_list() == ["XH"]
    assert credit(date(2027, 2, 1))["dispute"].to_list() == [""]


def test_partners_are_asked_for_parents_by_their_own_number(case):
    fidm = do_write_match_inquiry(on=ON, partner="fidm", by=BY, today=ON)
    [(_, person)] = read_inquiry(bytes(fidm.file.content)).records
    assert (person["ssn"], person["state_pass_back"]) == (ssn_of(case), str(case.obligor_id))
    asked = do_write_match_inquiry(on=ON, partner="unclaimed_property", by=BY, today=ON)
    content = bytes(asked.file.content)
    [(_, row)] = read_table(load_table("unclaimed_property_request"), content).records
    assert (row["request_number"], row["owed"]) == (str(case.obligor_id), 320_050)
    with pytest.raises(ValueError, match="asked by no file"):
        do_write_match_inquiry(on=ON, partner="horses", by=BY, today=ON)


def reject_file(*lines, counts=(0, 0, 0, 1, 0, 0)):
    control = "WYCTL" + "".join(f"{count:09d}" for count in counts)
    return "\n".join([*lines, control.ljust(245), ""]).encode()


def sent_line(sent, place):
    return bytes(sent.file.content).decode().splitlines()[place]


def reject(line):
    return line[:83] + " " * 40 + "12".ljust(12) + "TEST"


def test_a_reject_asks_a_person_to_mend_the_case(case, tmp_path):
    path = keep(tmp_path, reject_file(reject(sent_line(offset(), 1))))
    taken = do_take_offset_rejects(path=path, on=NEXT, by=BY, today=NEXT)
    assert [found.code for found in taken.findings] == ["rejected"]
    assert case.number in taken.findings[0].reason
    assert FileFinding.objects.get().code == "rejected"


@pytest.mark.usefixtures("case")
def test_an_add_that_was_rejected_is_added_again_and_one_only_warned_of_is_not(tmp_path):
    line = sent_line(offset(), 1)
    warned = reject_file(reject(line), counts=(0, 0, 0, 0, 0, 1))
    do_take_offset_rejects(path=keep(tmp_path, warned, "w.txt"), on=ON, by=BY, today=ON)
    assert told(offset(NEXT)) == []
    refused = reject_file(reject(line))
    do_take_offset_rejects(path=keep(tmp_path, refused), on=NEXT, by=BY, today=NEXT)
    assert told(offset(MONTH_LATER)) == [("A", "N", 300_000, "")]


def test_the_same_rejects_coming_twice_change_nothing(case, tmp_path):
    path = keep(tmp_path, reject_file(reject(sent_line(offset(), 1))))
    do_take_offset_rejects(path=path, on=NEXT, by=BY, today=NEXT)
    again = do_take_offset_rejects(path=path, on=MONTH_LATER, by=BY, today=MONTH_LATER)
    assert (again.is_repeat, again.findings) == (True, ())
    assert (InboundFile.objects.count(), FileFinding.objects.count()) == (1, 1)


def test_a_reject_of_what_was_told_anew_since_is_old_news(case, tmp_path):
    line = sent_line(offset(), 1)
    stand(case, "passport_denial", state="withdrawn")
    offset(NEXT)
    taken = do_take_offset_rejects(
        path=keep(tmp_path, reject_file(reject(line))), on=MONTH_LATER, by=BY, today=MONTH_LATER
    )
    assert [found.code for found in taken.findings] == ["outdated"]


def test_a_reject_of_somebody_never_submitted_is_told(case, tmp_path):
    line = sent_line(offset(), 1).replace(ssn_of(case), "999000111")
    taken = do_take_offset_rejects(
        path=keep(tmp_path, reject_file(reject(line))), on=NEXT, by=BY, today=NEXT
    )
    assert [found.code for found in taken.findings] == ["not_submitted"]


def test_a_refused_answer_changes_nothing_and_is_kept(case, tmp_path):
    content = reject_file(reject(sent_line(offset(), 1)), counts=(0, 0, 0, 5, 0, 0))
    taken = do_take_offset_rejects(path=keep(tmp_path, content), on=NEXT, by=BY, today=NEXT)
    assert taken.is_refused
    assert bytes(InboundFile.objects.get().content) == content


def collection(line, *, certified=300_000, collected=0, adjusted="00000000000"):
    return (
        (line[:64] + f"{certified:011d}{collected:011d}{adjusted}").ljust(224) + "N" + " " * 20
    )


@pytest.mark.cites("CS-9.2-TOP-JOINT-6", "CS-9.2-TOP-SINGLE-2")
def test_collections_and_adjustments_wait_for_a_person_with_their_amounts(case, tmp_path):
    line = sent_line(offset(), 1)
    stranger = line.replace(ssn_of(case), "999000111")
    content = "\n".join([
        collection(line, collected=40_000),
        collection(line, collected=400_000),
        collection(line, adjusted="-0000040000"),
        collection(stranger, collected=1_000),
    ]).encode()  # fmt: skip
    taken = do_take_offset_collections(path=keep(tmp_path, content), on=NEXT, by=BY, today=NEXT)
    assert [found.code for found in taken.findings] == [
        "offset_collected", "more_than_certified", "nothing_to_take_back", "not_submitted",
    ]  # fmt: skip
    assert "$400.00 was collected" in taken.findings[0].reason
    assert "$1,000.00 more than certified" in taken.findings[1].reason


def found_property(case, **changes):
    row = {
        "request_number": str(case.obligor_id), "ssn": ssn_of(case),
        "owner_name": "Noel Testerly", "property_number": "UP-1", "holder": "Example Mill",
        "amount": 12_345, "reported_on": "2026-10-30",
    }  # fmt: skip
    return {**row, **changes}


def answer(folder, *rows, on=ON):
    layout = load_table("unclaimed_property_answer")
    return keep(folder, write_table(layout, rows, on=on))


@pytest.mark.cites("CS-9.2-UCP-2", "CS-9.2-UCP-4")
def test_property_found_becomes_matches_full_and_partial(case, tmp_path):
    path = answer(
        tmp_path,
        found_property(case),
        found_property(case, property_number="UP-2", owner_name="Nell Tester"),
        found_property(case, property_number="UP-3", request_number="0", ssn=""),
    )
    taken = do_take_matches(path=path, source="unclaimed_property", on=NEXT, by=BY, today=NEXT)
    assert (taken.taken_count, [found.line for found in taken.findings]) == (2, [5])
    matches = AssetMatch.objects.order_by("reference")
    assert [(match.is_full, match.state) for match in matches] == [
        (True, "intercepted"), (False, "district"),
    ]  # fmt: skip
    again = do_take_matches(path=path, source="unclaimed_property", on=NEXT, by=BY, today=NEXT)
    assert (again.is_repeat, AssetMatch.objects.count()) == (True, 2)


def test_matches_of_somebody_never_submitted_are_findings(tmp_path):
    case = build_case()
    path = answer(tmp_path, found_property(case))
    taken = do_take_matches(path=path, source="unclaimed_property", on=NEXT, by=BY, today=NEXT)
    assert "was not submitted" in taken.findings[0].reason
    assert not AssetMatch.objects.exists()


def test_an_answer_of_a_day_to_come_is_refused(case, tmp_path):
    path = answer(tmp_path, found_property(case), on=MONTH_LATER)
    taken = do_take_matches(path=path, source="unclaimed_property", on=NEXT, by=BY, today=NEXT)
    assert taken.is_refused
    assert not AssetMatch.objects.exists()


@pytest.mark.cites("CS-9.2-MSFIDM-6")
def test_accounts_found_become_matches(case, tmp_path):
    head = ("A" + " " * 5 + "900000001").ljust(49) + "EXAMPLE BANK".ljust(80) + "0"
    first = (head.ljust(210) + "900000001").ljust(370) + "M"
    account = ("B" + " " * 13 + ssn_of(case) + "ACCT0004711").ljust(161)
    account = (account + "TESTERLY NOEL").ljust(350) + "0001234100"
    content = "\n".join([first, account, "T"]).encode()
    taken = do_take_matches(
        path=keep(tmp_path, content), source="msfidm", on=NEXT, by=BY, today=NEXT
    )
    assert (taken.taken_count, taken.findings) == (1, ())
    match = AssetMatch.objects.get()
    assert (match.institution, match.amount_cents) == ("EXAMPLE BANK", 123_400)
    assert match.payload["account_ending"] == "4711"
