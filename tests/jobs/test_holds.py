"""Money is held by rule or by a person, released once, and told with its reason and age."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.money_facts import RECEIVED_ON, facts_of, offset, post
from tests.payments import NEXT_DAY

from posse.apps.books.models import Refold
from posse.apps.payments.models import Hold, HoldRelease
from posse.services.money_in.holds import (
    do_hold_new_receipts,
    do_hold_payee,
    do_hold_receipt,
    do_release_due_holds,
    do_release_hold,
    open_holds,
)

pytestmark = pytest.mark.django_db

NOTICE_ON, SIX_MONTHS_LATER = date(2026, 9, 25), date(2027, 3, 25)


def hold(receipt, *, reason="administrative_review", on=RECEIVED_ON, **more):
    return do_hold_receipt(
        receipt=receipt, reason=reason, note="Asked for by letter", on=on, by=BY, **more
    )


def release(held, *, trigger="review_decided", on=NEXT_DAY, note="Decided"):
    return do_release_hold(hold=held, trigger=trigger, note=note, on=on, by=BY)


@pytest.mark.cites("CS-9.2-TOP-JOINT-3", "CS-9.2-TOP-JOINT-6")
def test_a_joint_refund_is_held_whole_for_six_months_from_the_notice():
    receipt = offset(build_case(), notice_on=NOTICE_ON)
    held = receipt.holds.get()
    assert (held.scope, held.reason) == ("whole", "joint_refund")
    assert (held.effective_on, held.release_due_on) == (RECEIVED_ON, SIX_MONTHS_LATER)


@pytest.mark.cites("CS-9.2-TOP-JOINT-4", "CS-9.2-TOP-JOINT-5")
@pytest.mark.parametrize(
    "exception",
    [{"has_injured_spouse_form": True}, {"release_affidavit_on": date(2026, 9, 28)}],
)
def test_no_hold_with_the_spouses_form_or_both_signatures(exception):
    assert not offset(build_case(), **exception).holds.exists()


def test_a_single_refund_is_not_held():
    assert not offset(build_case(), is_joint_return=False).holds.exists()


def test_a_refund_that_is_entered_after_its_six_months_is_not_held():
    receipt = offset(build_case(), notice_on=date(2026, 4, 1), collected_on=date(2026, 4, 3))
    assert not receipt.holds.exists()
    still = offset(build_case(), notice_on=date(2026, 4, 2), collected_on=date(2026, 4, 3))
    assert still.holds.get().release_due_on == NEXT_DAY


@pytest.mark.cites("CS-IRG-J5.7", "CS-IRG-J5.17")
def test_account_money_is_held_for_the_later_of_both_times():
    first = post(build_case(), source="fidm_levy", notice_on=date(2026, 9, 4))
    later = post(build_case(), source="fidm_levy", notice_on=NOTICE_ON)
    # Twenty days after October 1; and twenty business days, Columbus Day not counted.
    assert first.holds.get().release_due_on == date(2026, 10, 21)
    assert later.holds.get().release_due_on == date(2026, 10, 26)


def test_the_night_holds_what_came_without_a_hold_and_only_once():
    receipt = post(build_case(), source="fidm_levy")
    before = Hold.objects.count()
    assert do_hold_new_receipts(on=RECEIVED_ON, by=BY) == 0
    release(receipt.holds.get(), trigger="other", on=RECEIVED_ON)
    assert do_hold_new_receipts(on=RECEIVED_ON, by=BY) == 0
    assert Hold.objects.count() == before == 1


@pytest.mark.cites("CS-9.2-TOP-JOINT-3")
def test_a_hold_ends_on_its_day_and_not_a_day_before_and_once():
    held = offset(build_case(), notice_on=NOTICE_ON).holds.get()
    day_before = SIX_MONTHS_LATER - timedelta(days=1)
    assert do_release_due_holds(on=day_before, by=BY) == 0
    assert do_release_due_holds(on=SIX_MONTHS_LATER, by=BY) == 1
    assert do_release_due_holds(on=SIX_MONTHS_LATER, by=BY) == 0
    released = HoldRelease.objects.get(hold=held)
    assert (released.trigger, released.effective_on) == ("time_over", SIX_MONTHS_LATER)


def test_a_review_keeps_a_hold_whose_time_is_over():
    receipt = offset(build_case(), notice_on=NOTICE_ON)
    review = hold(receipt)
    assert do_release_due_holds(on=SIX_MONTHS_LATER, by=BY) == 0
    release(review, on=SIX_MONTHS_LATER)
    assert do_release_due_holds(on=SIX_MONTHS_LATER, by=BY) == 1


def test_a_review_with_an_end_of_its_own_lets_go_with_it():
    receipt = offset(build_case(), notice_on=NOTICE_ON)
    hold(receipt, release_due_on=SIX_MONTHS_LATER)
    assert do_release_due_holds(on=SIX_MONTHS_LATER, by=BY) == 2


def test_an_appeal_on_arrears_lets_current_support_through():
    assert hold(post(build_case()), reason="appeal_on_arrears").scope == "arrears"
    assert hold(post(build_case())).scope == "whole"


def test_an_unknown_address_stops_the_payment_and_not_the_credit():
    case = build_case()
    held = hold(post(case), reason="unknown_address")
    assert held.scope == "payment"
    assert facts_of(case, known_on=NEXT_DAY).holds.is_empty()


def test_a_hold_and_its_release_are_facts_as_they_were_known():
    case = build_case()
    receipt = post(case)
    held = hold(receipt)
    Refold.objects.all().delete()
    released = release(held)
    assert Refold.objects.filter(obligor=case.obligor).exists()
    before, after = (facts_of(case, known_on=day).holds for day in (RECEIVED_ON, NEXT_DAY))
    assert before.rows() == [(held.pk, receipt.pk, "whole", None, None)]
    assert after.rows() == [(held.pk, receipt.pk, "whole", released.pk, NEXT_DAY)]
    assert facts_of(case, known_on=date(2026, 9, 30)).holds.is_empty()


def test_a_released_hold_is_not_released_again():
    held = hold(post(build_case()))
    release(held)
    with pytest.raises(ValueError, match="was released on 2026-10-02 by test already"):
        release(held)
    assert HoldRelease.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trigger": "time_over"}, "is not over: it has no end"),
        ({"on": date(2026, 9, 30)}, "lies before the day of the hold"),
        ({"trigger": "other", "note": " "}, "the note is missing"),
        ({"trigger": "boredom"}, "not a valid ReleaseTrigger"),
    ],
)
def test_a_release_that_cannot_be_meant_is_refused_in_words(changes, words):
    held = hold(post(build_case()))
    with pytest.raises(ValueError, match=words):
        release(held, **changes)
    assert not HoldRelease.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": date(2026, 9, 30)}, "lies before the recording of the receipt"),
        ({"release_due_on": date(2026, 9, 30)}, "the release 2026-09-30 lies before today"),
        ({"reason": "spite"}, "not a valid HoldReason"),
    ],
)
def test_a_hold_that_cannot_be_meant_is_refused_in_words(changes, words):
    receipt = post(build_case())
    with pytest.raises(ValueError, match=words):
        hold(receipt, **changes)
    assert not Hold.objects.exists()


def test_one_reason_holds_a_receipt_once():
    receipt = post(build_case())
    hold(receipt)
    with pytest.raises(ValueError, match="is on hold for this already"):
        hold(receipt)
    assert hold(receipt, reason="other").reason == "other"


def test_a_payee_is_held_whatever_comes_and_once():
    case = build_case()

    def hold_payee(reason):
        return do_hold_payee(
            participant=case.obligee,
            reason=reason,
            note="Mail came back",
            on=RECEIVED_ON,
            by=BY,
        )

    assert hold_payee("unknown_address").scope == "payment"
    with pytest.raises(ValueError, match="on hold for this already"):
        hold_payee("unknown_address")
    with pytest.raises(ValueError, match="this holds a receipt"):
        hold_payee("joint_refund")


def test_the_worklist_tells_reason_age_end_and_amount():
    case = build_case()
    receipt = offset(case, notice_on=NOTICE_ON)
    line = open_holds(on=date(2026, 10, 31))[0]
    assert (line.receipt_id, line.case_number, line.amount_cents) == (
        receipt.pk, case.number, 50_000,
    )  # fmt: skip
    assert (line.age_days, line.release_due_on) == (30, SIX_MONTHS_LATER)
    assert line.reason_words.startswith("Joint tax refund")
    assert line.to_json()["release_due_on"] == "2027-03-25"
    assert open_holds(on=date(2026, 9, 30)) == []
    release(receipt.holds.get(), trigger="affidavit", on=date(2026, 11, 2))
    assert len(open_holds(on=date(2026, 10, 31))) == 1
    assert open_holds(on=date(2026, 11, 2)) == []
