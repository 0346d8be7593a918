"""Reviews and disputes of remedies, to the day, with what they stop and how they end."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case

from posse.apps.enforcement.choices import ReviewAct
from posse.apps.enforcement.models import RemedyEvent, RemedyState
from posse.apps.payments.models import Hold
from posse.apps.work.models import Task
from posse.services.enforcement.review_money import do_hold_under_review
from posse.services.enforcement.reviews import (
    do_answer_result,
    do_ask_for_proof,
    do_close_review,
    do_open_review,
    do_receive_proof,
    do_record_result_notice,
    do_transfer_review,
    gets_mail_elsewhere,
    reviews_to_tell,
)
from posse.services.money_in.hand_posting import do_post_receipt
from posse.services.register.people import do_add_address

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
OFFSET = {"kind": "offset_records_review", "remedy": "federal_tax_offset", "ground": "amount"}
CHALLENGE = {
    "kind": "seizure_challenge",
    "remedy": "freeze_and_seize",
    "ground": "wrong_account",
}
CONTEST = {"kind": "withholding_contest", "remedy": "income_withholding", "ground": "identity"}
HEARING = {"kind": "licence_hearing", "remedy": "drivers_license", "ground": "amount"}
BOSS = "boss"


@pytest.fixture
def case():
    return build_case()


def ask(case, *, requested_on=ON, on=None, **told):
    return do_open_review(
        case=case, text="It is wrong", requested_on=requested_on, on=on or requested_on, by=BY,
        **told,
    )  # fmt: skip


def stand(case, remedy, *, submitted_cents=None, state="submitted", amount_cents=250_000):
    return RemedyState.objects.create(
        obligor=case.obligor, remedy=remedy, is_eligible=True, state=state, since=ON,
        amount_cents=amount_cents, submitted_cents=submitted_cents, noticed_on=ON,
    )  # fmt: skip


def refund(case, cents=50_000, *, source="federal_tax_refund_offset", on=ON):
    return do_post_receipt(
        case=case, amount_cents=cents, source=source, collected_on=on, payor_name="Treasury",
        note="Told by the partner", on=on, by=BY, is_joint_return=False,
        has_injured_spouse_form=False,
    )  # fmt: skip


def close(review, outcome="stands", *, after_cents=None, on=ON, by=BY):
    return do_close_review(
        review=review, outcome=outcome, after_cents=after_cents, text="By the record", on=on,
        by=by,
    )  # fmt: skip


def approve(review, *, on=ON, by=BOSS):
    return do_answer_result(review=review, is_approved=True, text="Complete", on=on, by=by)


def open_task(review):
    return Task.objects.get(url=f"/reviews/{review.pk}/", state="open")


@pytest.mark.cites("CS-9.2-TOP-REV-1", "CS-9.2-TOP-REV-2")
def test_a_records_review_stops_the_refund_at_once_and_its_end_lets_it_go(case):
    before = refund(case)
    review = ask(case, **OFFSET)
    hold = Hold.objects.get(receipt=before)
    assert hold.reason == "administrative_review"
    close(review)
    assert not hasattr(hold, "release")
    approve(review)
    assert Hold.objects.get(receipt=before).release.trigger == "review_decided"


@pytest.mark.cites("CS-9.2-TOP-REV-2")
def test_a_refund_that_comes_in_during_the_review_waits_too_and_other_money_does_not(case):
    ask(case, **OFFSET)
    later = ON + timedelta(2)
    mine, other = refund(case, on=later), refund(case, source="voluntary", on=later)
    assert do_hold_under_review(on=later, by=BY) == 1
    assert do_hold_under_review(on=later, by=BY) == 0
    assert mine.holds.count() == 1
    assert other.holds.count() == 0


@pytest.mark.cites("CS-9.2-TOP-REV-3", "CS-9.2-TOP-REV-4")
def test_proof_is_asked_for_and_the_review_is_due_thirty_days_from_the_request(case):
    review = ask(case, requested_on=ON, on=ON + timedelta(1), **OFFSET)
    assert review.due_on == date(2026, 12, 2)
    assert open_task(review).due_on == date(2026, 12, 2)
    do_ask_for_proof(review=review, text="Send receipts", on=ON + timedelta(1), by=BY)
    do_receive_proof(review=review, text="Two receipts", on=ON + timedelta(9), by=BY)
    acts = list(review.events.values_list("act", flat=True))
    assert acts == [ReviewAct.OPENED, ReviewAct.PROOF_ASKED, ReviewAct.PROOF_RECEIVED]


@pytest.mark.cites("CS-9.2-TOP-REV-6")
def test_the_result_of_a_records_review_is_approved_by_another_person(case):
    review = ask(case, **OFFSET)
    proposed = close(review)
    assert proposed.state == "approval"
    assert reviews_to_tell(on=ON).count() == 0
    with pytest.raises(ValueError, match="another person must approve it"):
        approve(review, by=BY)
    assert approve(review).state == "closed"


def test_a_result_sent_back_is_worked_out_again(case):
    review = ask(case, **OFFSET)
    close(review, "changes_continues", after_cents=10_000)
    back = do_answer_result(
        review=review, is_approved=False, text="A payment is missing", on=ON, by=BOSS
    )
    assert (back.state, back.outcome, back.after_cents) == ("open", "", None)


@pytest.mark.cites(
    "CS-9.2-TOP-REV-8", "CS-9.2-TOP-REV-9", "CS-9.2-TOP-REV-10", "CS-9.2-TOP-REV-11"
)
@pytest.mark.parametrize(
    ("outcome", "after_cents"),
    [("stands", None), ("changes_continues", 180_000), ("changes_ends", 0)],
)
def test_each_of_the_three_outcomes_does_its_own(case, outcome, after_cents):
    stand(case, "federal_tax_offset", submitted_cents=250_000)
    review = ask(case, **OFFSET)
    assert review.before_cents == 250_000
    close(review, outcome, after_cents=after_cents)
    closed = approve(review)
    assert (closed.outcome, closed.after_cents) == (outcome, after_cents)
    remedy = RemedyState.objects.get(obligor=case.obligor)
    is_ended = outcome == "changes_ends"
    assert remedy.state == ("withdrawn" if is_ended else "submitted")
    # What the partner still has is changed or deleted by its next file.
    assert remedy.submitted_cents == 250_000
    assert RemedyEvent.objects.count() == is_ended


def test_an_outcome_of_another_review_or_an_amount_that_contradicts_it_is_refused(case):
    review = ask(case, **OFFSET)
    with pytest.raises(ValueError, match="cannot end with 'released'"):
        close(review, "released")
    with pytest.raises(ValueError, match="say to which amount"):
        close(review, "changes_ends")
    with pytest.raises(ValueError, match="the amount does not change"):
        close(review, "stands", after_cents=5)


@pytest.mark.cites("CS-9.2-TOP-REV-7")
def test_the_result_is_told_once_after_it_is_decided(case):
    review = ask(case, **OFFSET)
    with pytest.raises(ValueError, match="not decided"):
        do_record_result_notice(review=review, on=ON, by=BY)
    close(review)
    approve(review)
    assert list(reviews_to_tell(on=ON)) == [review]
    told = do_record_result_notice(review=review, text="With calculation", on=ON, by=BY)
    assert told.result_notice_on == ON
    assert not reviews_to_tell(on=ON)
    assert not Task.objects.filter(url=f"/reviews/{review.pk}/", state="open").exists()
    with pytest.raises(ValueError, match="told on Nov 2, 2026 already"):
        do_record_result_notice(review=review, on=ON, by=BY)


@pytest.mark.cites(
    "CS-9.2-TOP-REV-12", "CS-9.2-TOP-REV-13", "CS-9.2-TOP-REV-14", "CS-9.2-TOP-REV-15"
)
def test_another_state_has_the_file_in_ten_days_decides_in_forty_five_and_binds(case):
    review = ask(case, place="CO", **OFFSET)
    assert review.due_on == date(2026, 11, 12)
    moved_on = ON + timedelta(8)
    moved = do_transfer_review(review=review, place="co", text="All papers", on=moved_on, by=BY)
    assert (moved.state, moved.place) == ("transferred", "CO")
    assert moved.due_on == moved_on + timedelta(45)
    assert open_task(review).due_on == moved.due_on
    # Nobody here approves what another state decided.
    assert close(review, "stands", on=moved.due_on).state == "closed"


def test_only_an_offset_review_goes_to_another_state(case):
    with pytest.raises(ValueError, match="no other state decides it"):
        ask(case, notice_on=ON, place="CO", **CHALLENGE)


@pytest.mark.cites("CS-9.2-CBR-DISP-1", "CS-9.2-CBR-DISP-2", "CS-9.2-CBR-DISP-10")
def test_a_credit_dispute_is_one_before_the_report_or_one_after_it(case):
    told = {"remedy": "credit_bureau", "ground": "amount"}
    with pytest.raises(ValueError, match="it is a dispute before the report"):
        ask(case, kind="credit_dispute_after", **told)
    assert ask(case, kind="credit_dispute_before", **told).due_on == date(2026, 12, 2)
    other = build_case()
    stand(other, "credit_bureau", submitted_cents=150_000)
    with pytest.raises(ValueError, match="it is a dispute after the report"):
        ask(other, kind="credit_dispute_before", **told)
    assert ask(other, kind="credit_dispute_after", **told).before_cents == 150_000


@pytest.mark.cites("CS-9.2-CBR-DISP-6", "CS-9.2-CBR-DISP-7")
def test_the_worker_alone_enters_the_result_of_a_credit_dispute_and_it_is_told(case):
    stand(case, "credit_bureau", state="waiting")
    review = ask(case, kind="credit_dispute_before", remedy="credit_bureau", ground="amount")
    closed = close(review, "changes_ends", after_cents=90_000)
    assert closed.state == "closed"
    remedy = RemedyState.objects.get()
    # Whoever owes more later gets a new notice with its own thirty days.
    assert (remedy.state, remedy.noticed_on) == ("withdrawn", None)
    assert list(reviews_to_tell(on=ON)) == [review]


@pytest.mark.cites("CS-IRG-J5.7", "CS-IRG-J5.9")
def test_a_challenge_must_come_in_twenty_business_days_and_on_its_two_grounds(case):
    notice_on = date(2026, 10, 1)
    with pytest.raises(ValueError, match="say from when the notice is"):
        ask(case, **CHALLENGE)
    # Columbus Day is no business day: the twentieth is October 30.
    with pytest.raises(ValueError, match="had to reach the office by Oct 30, 2026"):
        ask(case, notice_on=notice_on, requested_on=date(2026, 10, 31), **CHALLENGE)
    with pytest.raises(ValueError, match="the grounds are: It is the wrong account; It is the"):
        ask(case, notice_on=notice_on, **(CHALLENGE | {"ground": "amount"}))
    assert ask(case, notice_on=notice_on, requested_on=date(2026, 10, 30), **CHALLENGE).pk


@pytest.mark.cites("CS-IRG-J5.17")
def test_seized_money_waits_while_it_is_challenged(case):
    seized = refund(case, source="fidm_levy")
    review = ask(case, notice_on=ON, **CHALLENGE)
    assert seized.holds.filter(reason="administrative_review").count() == 1
    close(review, "released")
    assert seized.holds.get(reason="administrative_review").release


@pytest.mark.cites("CS-IRG-G10", "CS-IRG-G10-b")
def test_withholding_is_contested_in_twenty_days_on_amount_or_identity_only(case):
    assert ask(case, notice_on=date(2026, 10, 13), **CONTEST).pk
    other = build_case()
    with pytest.raises(ValueError, match="had to reach the office by Nov 1, 2026"):
        ask(other, notice_on=date(2026, 10, 12), **CONTEST)
    with pytest.raises(
        ValueError, match="the grounds are: The amount of current support or of"
    ):
        ask(other, notice_on=ON, **(CONTEST | {"ground": "paid"}))


@pytest.mark.cites("CS-IRG-J28")
def test_a_licence_hearing_is_asked_for_in_sixty_days(case):
    assert ask(case, notice_on=ON - timedelta(60), **HEARING).pk
    with pytest.raises(ValueError, match="had to reach the office by"):
        ask(build_case(), notice_on=ON - timedelta(61), **HEARING)


@pytest.mark.cites("CS-IRG-M5.2")
def test_an_insurance_appeal_has_twenty_days_in_state_and_thirty_outside(case):
    told = {"kind": "insurance_appeal", "remedy": "insurance_match", "ground": "amount"}
    late = ON - timedelta(30)
    with pytest.raises(ValueError, match="had to reach the office by"):
        ask(case, notice_on=late, **told)
    assert ask(case, notice_on=late, is_out_of_state=True, **told).pk


@pytest.mark.parametrize("place", ["WY", "1", "MTX", "٣٤"])
def test_what_is_no_other_state_decides_nothing(case, place):
    with pytest.raises(ValueError, match="which other state"):
        ask(case, **OFFSET, place=place)
    review = ask(case, **OFFSET)
    with pytest.raises(ValueError, match="which other state"):
        do_transfer_review(review=review, place=place, text="There", on=ON, by=BY)


@pytest.mark.cites("CS-IRG-M5.2")
def test_an_insurance_appeal_has_thirty_days_by_the_mailing_address(case):
    told = {"kind": "insurance_appeal", "remedy": "insurance_match", "ground": "amount"}
    do_add_address(
        participant=case.obligor, line_1="1 Example Road", city="Example City", state="MT",
        zip_code="59001", on=date(2026, 10, 1), by=BY,
    )  # fmt: skip
    late = ON - timedelta(30)
    with pytest.raises(ValueError, match="had to reach the office by"):
        ask(case, notice_on=late - timedelta(1), **told)
    assert ask(case, notice_on=late, **told).pk
    assert gets_mail_elsewhere(case.obligor.pk, on=ON)


def test_one_review_of_a_remedy_runs_at_a_time_and_a_decided_one_is_over(case):
    review = ask(case, **OFFSET)
    with pytest.raises(ValueError, match="runs already, since Nov 2, 2026"):
        ask(case, **OFFSET)
    close(review)
    approve(review)
    with pytest.raises(ValueError, match="was decided on Nov 2, 2026 already"):
        close(review)
    assert ask(case, **OFFSET).pk


def test_a_case_without_a_known_parent_has_nothing_to_review():
    case = build_case(has_obligor=False, monthly_cents=None)
    with pytest.raises(ValueError, match="no identified noncustodial parent"):
        ask(case, **OFFSET)
