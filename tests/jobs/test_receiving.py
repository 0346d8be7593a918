"""A payment file is taken in once; its good records are posted, its bad ones reported."""

from datetime import date

import pytest
from tests.builders import build_case
from tests.files.ach_files import ctx_file, resealed, segment, with_text
from tests.payments import RECEIVED_ON, payment, payment_file, receive, ssn_of

from posse.apps.books.models import Refold
from posse.apps.payments.models import (
    FileFinding,
    InboundFile,
    Receipt,
    ReturnedEntry,
    TerminationNotice,
)
from posse.apps.people.models import Employment
from posse.services.money_in.receipts import check_file, do_receive_by_hand
from posse.services.register.people import do_add_employer

pytestmark = pytest.mark.django_db

FIRST_ENTRY_LINE = 3


@pytest.mark.cites("45 CFR 302.51(a)(4)")
def test_a_receipt_is_collected_on_the_day_the_unit_received_it():
    case = build_case()
    outcome = receive(payment_file(payment(case, 12_345)))
    receipt = Receipt.objects.get()
    assert outcome.words == "accepted"
    assert (receipt.obligor, receipt.case, receipt.suspense_reason) == (case.obligor, case, "")
    assert receipt.amount_cents == outcome.receipt_cents == 12_345
    assert (receipt.effective_on, receipt.withheld_on) == (RECEIVED_ON, date(2026, 9, 29))
    assert receipt.source == "income_withholding"
    assert receipt.line == FIRST_ENTRY_LINE


def test_whoever_is_paid_for_is_marked_for_the_next_fold():
    case = build_case()
    Refold.objects.all().delete()
    receive(payment_file(payment(case)))
    assert list(Refold.objects.values_list("obligor", flat=True)) == [case.obligor_id]


def test_the_number_of_the_order_identifies_as_well_as_that_of_the_case():
    case = build_case()
    receive(payment_file(payment(case, remittance_id=f"O-{case.number}")))
    assert Receipt.objects.get().obligor == case.obligor


def test_of_two_cases_with_one_order_number_the_one_of_the_same_person_is_meant():
    build_case(number="T1")
    meant = build_case(number="T2")
    case = build_case(number="O-T2")
    receive(payment_file(payment(meant, remittance_id=case.number)))
    assert Receipt.objects.get().case == meant


@pytest.mark.parametrize(
    ("changes", "reason", "keeps_case"),
    [
        ({"remittance_id": "NOSUCH9"}, "unknown_remittance_id", False),
        ({"obligor_ssn": "987654321"}, "ssn_differs", True),
        ({"fips": "31055"}, "fips_differs", True),
    ],
)
def test_what_cannot_be_given_to_an_obligor_is_suspended_with_its_reason(
    changes, reason, keeps_case
):
    case = build_case()
    outcome = receive(payment_file(payment(case, **changes)))
    receipt = Receipt.objects.get()
    assert (receipt.obligor, receipt.suspense_reason) == (None, reason)
    assert (receipt.case == case) is keeps_case
    assert (outcome.suspended_count, outcome.suspended_cents) == (1, 40_000)


def test_a_case_without_an_identified_parent_cannot_take_a_payment():
    case = build_case(has_obligor=False)
    receive(payment_file(payment(case)))
    assert Receipt.objects.get().suspense_reason == "no_obligor"


def test_the_latest_social_security_number_decides():
    case = build_case()
    old_number = ssn_of(case)
    build_case(obligor=case.obligor, ssn="912345678")
    receive(payment_file(payment(case, 100), payment(case, 200, obligor_ssn=old_number)))
    reasons = Receipt.objects.order_by("line").values_list("suspense_reason", flat=True)
    assert list(reasons) == ["", "ssn_differs"]


def test_a_payment_without_a_place_code_is_taken_for_this_state():
    case = build_case()
    receive(payment_file(payment(case, fips="")))
    assert Receipt.objects.get().obligor == case.obligor


def test_a_second_arrival_is_recognised_by_its_content_and_posts_nothing():
    content = payment_file(payment(build_case()))
    receive(content, name="first.ach")
    outcome = receive(content, on=date(2026, 10, 2), name="second.ach")
    assert outcome.words == "already received"
    assert outcome.first_received_on == RECEIVED_ON
    assert (outcome.receipt_count, Receipt.objects.count()) == (0, 1)
    assert InboundFile.objects.get().name == "first.ach"


def test_a_bad_file_is_kept_with_its_findings_and_posts_nothing():
    content = payment_file(payment(build_case()))
    outcome = receive(content[:400])
    assert outcome.is_refused
    assert InboundFile.objects.get().state == "refused"
    assert FileFinding.objects.filter(is_fatal=True).exists()
    assert not Receipt.objects.exists()


def test_a_mainframe_file_is_refused_and_says_so():
    content = payment_file(payment(build_case())).decode().encode("cp037")
    outcome = receive(content)
    assert outcome.is_refused
    assert any("EBCDIC" in finding.reason for finding in outcome.findings)


def test_a_bad_record_is_reported_while_the_good_ones_are_posted():
    case = build_case()
    content = payment_file(payment(case, 10_000), payment(case, 20_000))
    # The check digit of the first entry's routing number.
    wrong = with_text(content, FIRST_ENTRY_LINE, 12, text="9")
    outcome = receive(wrong)
    assert list(Receipt.objects.values_list("amount_cents", flat=True)) == [20_000]
    assert (outcome.rejected_count, outcome.rejected_cents) == (1, 10_000)
    finding = FileFinding.objects.get()
    assert (finding.line, finding.is_fatal) == (FIRST_ENTRY_LINE, False)
    assert "check digit" in finding.reason


def test_a_payment_dated_in_the_future_is_rejected():
    case = build_case()
    outcome = receive(payment_file(payment(case, collected_on=date(2026, 10, 2))))
    assert (outcome.receipt_count, outcome.rejected_count) == (0, 1)


def test_an_absurd_amount_is_rejected():
    outcome = receive(payment_file(payment(build_case(), 99_999_999)))
    assert (outcome.receipt_count, outcome.rejected_count) == (0, 1)


def test_a_notice_without_money_ends_the_employment():
    case = build_case()
    employer = do_add_employer(name="Acme Anvils", fein="900000001", city="Casper", state="WY")
    notice = payment(case, 0, employment_terminated=True)
    outcome = receive(payment_file({**notice, "transaction_code": 24}))
    assert (outcome.notice_count, outcome.receipt_count) == (1, 0)
    kept = TerminationNotice.objects.get()
    assert (kept.participant, kept.employer) == (case.obligor, employer)
    employment = Employment.objects.get()
    assert employment.is_ended
    assert employment.effective_on == date(2026, 9, 29)


def test_a_notice_from_an_unknown_employer_is_kept_and_ends_nothing():
    notice = payment(build_case(), 0, employment_terminated=True)
    receive(payment_file({**notice, "transaction_code": 24}))
    assert TerminationNotice.objects.get().employer is None
    assert not Employment.objects.exists()


def test_one_entry_may_bring_the_payments_of_several_people():
    one, other = build_case(), build_case()
    segments = [
        segment(
            amount_cents=amount_cents,
            remittance_id=case.number,
            obligor_ssn=ssn_of(case),
            year_digits=4,
        )
        for case, amount_cents in ((one, 10_000), (other, 2_500))
    ]
    receive(ctx_file(segments, amount_cents=12_500))
    rows = Receipt.objects.order_by("segment").values_list("obligor", "line", "amount_cents")
    assert list(rows) == [(one.obligor_id, 3, 10_000), (other.obligor_id, 3, 2_500)]


def test_a_payment_of_which_another_state_kept_a_fee_is_left_to_a_person():
    case = build_case()
    whole = payment(case, 10_000, application="RI")
    outcome = receive(payment_file({**whole, "amount_cents": 9_800}))
    assert (outcome.receipt_count, outcome.rejected_count) == (0, 1)
    assert [finding.code for finding in outcome.findings] == ["cost_recovery"]


def test_another_states_tax_offset_is_not_taken_for_withholding():
    receive(payment_file(payment(build_case(), application="IT")))
    assert Receipt.objects.get().source == "other_state"


def test_a_returned_payment_is_kept_with_its_reason():
    content = payment_file(payment(build_case(), 5_000))
    returned = with_text(content, FIRST_ENTRY_LINE, 2, text="21")
    addenda = "799R03123456780000001      12345678" + " " * 44 + "123456780000001"
    returned = with_text(returned, FIRST_ENTRY_LINE + 1, 1, text=addenda)
    outcome = receive(resealed(returned))
    assert (outcome.return_count, outcome.receipt_count) == (1, 0)
    entry = ReturnedEntry.objects.get()
    assert (entry.return_code, entry.amount_cents) == ("R03", 5_000)
    assert entry.original_trace_number == "123456780000001"


def test_a_check_tells_the_same_and_writes_nothing():
    case = build_case()
    content = payment_file(payment(case), payment(case, 100, remittance_id="NOSUCH9"))
    checked = check_file(content=content, name="a.ach", received_on=RECEIVED_ON)
    assert not InboundFile.objects.exists()
    received = receive(content, name="a.ach")
    assert {**checked.to_json()} == {**received.to_json()}
    assert (checked.receipt_count, checked.suspended_count) == (2, 1)


def test_a_check_of_a_file_that_came_before_still_prints_its_totals():
    case = build_case()
    content = payment_file(payment(case))
    receive(content)
    checked = check_file(content=content, name="again.ach", received_on=RECEIVED_ON)
    assert checked.is_repeat
    assert checked.receipt_count == 1


def test_a_file_received_by_hand_is_a_run_with_what_came_in_and_out():
    content = payment_file(payment(build_case(), 12_300))
    for _ in range(2):
        do_receive_by_hand(
            content=content, name="a.ach", on=RECEIVED_ON, by="test", today=RECEIVED_ON
        )
    run = InboundFile.objects.get().run
    step = run.steps.get()
    assert (run.kind, run.state) == ("receive", "finished")
    assert (step.in_count, step.out_count, step.amount_cents) == (1, 1, 12_300)


def test_nothing_is_received_for_a_day_far_ahead():
    content = payment_file(payment(build_case()))
    with pytest.raises(ValueError, match="cannot be meant"):
        do_receive_by_hand(
            content=content, name="a", on=date(2062, 10, 2), by="test", today=RECEIVED_ON
        )
    assert not InboundFile.objects.exists()
