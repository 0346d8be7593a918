"""Reversals and holds all the way through nights: the books, the payees, the close."""

from datetime import date

import pytest
from django.db.models import Sum
from tests.builders import BY, build_case
from tests.money_facts import offset, post
from tests.payments import NEXT_DAY, RECEIVED_ON, night, payment, payment_file, receive

from posse.apps.books.models import Payable, Posting
from posse.apps.payments.models import Disbursement, Hold, HoldRelease, Receipt
from posse.jobs.nightly import NightlyRefused
from posse.ledger.accounts import Account
from posse.services.books.as_of import balances_for_case
from posse.services.money_in.holds import (
    do_hold_payee,
    do_hold_receipt,
    do_release_hold,
    open_holds,
)
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.money_in.suspense import do_identify_receipt, suspense_for_office
from posse.services.money_out.payments_due import due_for_day, hindrance_words
from posse.services.register.charges import do_enter_judgment
from posse.services.register.offsets import do_certify_for_offset
from posse.services.register.orders import do_adjust_balance

pytestmark = pytest.mark.django_db

THIRD_DAY = date(2026, 10, 5)
CERTIFIED_CENTS = 60_000


def balance(account):
    """What an account holds over all the books; a credit is negative."""
    debited, credited = (
        Posting.objects.filter(**side).aggregate(cents=Sum("amount_cents", default=0))["cents"]
        for side in ({"debit": account}, {"credit": account})
    )
    return debited - credited


def owed(case, *, on=NEXT_DAY):
    return balances_for_case(case.pk, as_of=on, known_on=on).total_cents


def reverse(receipt, reason, *, on=NEXT_DAY, **more):
    return do_reverse_receipt(receipt=receipt, reason=reason, note="Told", on=on, by=BY, **more)


def test_a_bounced_payment_is_owed_again_and_what_was_paid_is_to_be_recovered(tmp_path):
    case = build_case(monthly_cents=40_000)
    receipt = post(case, 40_000)
    night(tmp_path)
    assert (owed(case, on=RECEIVED_ON), Disbursement.objects.get().amount_cents) == (0, 40_000)
    reverse(receipt, "bounced")
    report = night(tmp_path, NEXT_DAY).report
    assert all(proof.holds for proof in report.proofs)
    assert owed(case) == 40_000
    assert owed(case, on=RECEIVED_ON) == 0
    # The bank lost what bounced and what was paid; the family owes back what it was paid.
    assert balance(Account.BANK) == -40_000
    assert balance(Account.RECEIVABLE_FROM_PAYEE) == 40_000


def test_money_that_bounced_before_it_was_paid_leaves_nothing_behind(tmp_path):
    case = build_case(monthly_cents=40_000, with_account=False)
    receipt = post(case, 40_000)
    reverse(receipt, "bounced", on=RECEIVED_ON)
    report = night(tmp_path).report
    assert all(proof.holds for proof in report.proofs)
    assert (owed(case, on=RECEIVED_ON), balance(Account.BANK)) == (40_000, 0)
    assert not Disbursement.objects.exists()


def test_money_of_the_wrong_person_pays_the_right_one_from_its_first_day(tmp_path):
    wrong, right = build_case(monthly_cents=40_000), build_case(monthly_cents=40_000)
    receipt = post(wrong, 40_000)
    night(tmp_path)
    reverse(receipt, "wrong_person")
    night(tmp_path, NEXT_DAY)
    assert balance(Account.SUSPENSE) == -40_000
    assert suspense_for_office(on=NEXT_DAY)[0].amount_cents == 40_000
    do_identify_receipt(
        receipt_id=receipt.pk, case_number=right.number, note="By the payer's letter",
        acting_user=BY, on=THIRD_DAY,
    )  # fmt: skip
    report = night(tmp_path, THIRD_DAY).report
    assert all(proof.holds for proof in report.proofs)
    assert balance(Account.SUSPENSE) == 0
    assert (owed(wrong, on=THIRD_DAY), owed(right, on=THIRD_DAY)) == (40_000, 0)
    paid = Disbursement.objects.get(recorded_on=THIRD_DAY)
    assert (paid.payee, paid.amount_cents) == (right.obligee, 40_000)


def test_money_in_suspense_that_bounces_is_gone_and_twice_posts_nothing(tmp_path):
    build_case()
    receive(payment_file(payment(None, 7_500)))
    night(tmp_path)
    reverse(Receipt.objects.get(), "bounced")
    report = night(tmp_path, NEXT_DAY).report
    assert all(proof.holds for proof in report.proofs)
    assert report.suspense == ()
    assert (balance(Account.SUSPENSE), balance(Account.BANK)) == (0, 0)
    count = Posting.objects.count()
    night(tmp_path, THIRD_DAY)
    assert Posting.objects.count() == count


@pytest.fixture
def refund():
    """A joint refund for a case with certified arrears, received on October 1."""
    case = build_case(monthly_cents=None, arrears={"never_assigned": CERTIFIED_CENTS})
    do_certify_for_offset(case=case, amount_cents=CERTIFIED_CENTS, on=date(2026, 9, 30), by=BY)
    return offset(case, 50_000, notice_on=date(2026, 9, 25))


@pytest.mark.cites("CS-9.2-TOP-JOINT-3", "CS-9.2-TOP-JOINT-5")
def test_a_joint_refund_pays_nothing_until_it_is_released(tmp_path, refund):
    report = night(tmp_path).report
    assert all(proof.holds for proof in report.proofs)
    assert balance(Account.HELD) == -50_000
    assert owed(refund.case, on=RECEIVED_ON) == CERTIFIED_CENTS
    assert open_holds(on=RECEIVED_ON)[0].amount_cents == 50_000
    do_release_hold(
        hold=Hold.objects.get(), trigger="affidavit", note="Both signed", on=NEXT_DAY, by=BY
    )
    report = night(tmp_path, NEXT_DAY).report
    assert all(proof.holds for proof in report.proofs)
    assert balance(Account.HELD) == 0
    assert owed(refund.case) == CERTIFIED_CENTS - 50_000
    assert owed(refund.case, on=RECEIVED_ON) == CERTIFIED_CENTS


@pytest.mark.cites("CS-9.2-TOP-JOINT-3")
def test_the_night_of_its_day_releases_a_joint_refund_and_says_so(tmp_path, refund):
    night(tmp_path)
    due = refund.holds.get().release_due_on
    assert due == date(2027, 3, 25)
    # Nights in between would only post what falls due; nothing else happens to the refund.
    for day in (date(2027, 3, 24), due):
        outcome = night_of(tmp_path, day)
        steps = {step.name: step.out_count for step in outcome.steps}
        assert steps["holds"] == (day == due)
    assert HoldRelease.objects.get().trigger == "time_over"
    assert owed(refund.case, on=due) == CERTIFIED_CENTS - 50_000


def night_of(home, day):
    """A night long after the last one, as a calendar that has come so far lets it run."""
    from posse.jobs.nightly import run_nightly

    return run_nightly(
        business_date=day, inbox=home / "inbox", outbox=home / "outbox", by="test", today=day
    )


def test_a_joint_refund_that_treasury_takes_back_was_never_anybodys(tmp_path, refund):
    night(tmp_path)
    reverse(refund, "treasury")
    report = night(tmp_path, NEXT_DAY).report
    assert all(proof.holds for proof in report.proofs)
    assert (balance(Account.HELD), balance(Account.BANK)) == (0, 0)
    assert owed(refund.case) == CERTIFIED_CENTS


def test_an_appeal_on_arrears_pays_current_support_and_holds_the_rest(tmp_path):
    case = build_case(monthly_cents=40_000, arrears={"never_assigned": 30_000})
    receipt = post(case, 60_000)
    do_hold_receipt(
        receipt=receipt, reason="appeal_on_arrears", note="Appealed", on=RECEIVED_ON, by=BY
    )
    report = night(tmp_path).report
    assert report.differing == ()
    assert (balance(Account.HELD), owed(case, on=RECEIVED_ON)) == (-20_000, 30_000)
    assert Disbursement.objects.get().amount_cents == 40_000


def payment_hold(*, receipt=None, payee=None):
    words = {"reason": "unknown_address", "note": "Mail came back", "on": RECEIVED_ON, "by": BY}
    if receipt is not None:
        return do_hold_receipt(receipt=receipt, **words)
    return do_hold_payee(participant=payee, **words)


@pytest.mark.parametrize("is_of_payee", [True, False])
def test_a_payment_hold_credits_the_parent_and_pays_nobody_until_released(
    tmp_path, is_of_payee
):
    case = build_case(monthly_cents=40_000)
    receipt = post(case, 40_000)
    held = payment_hold(payee=case.obligee) if is_of_payee else payment_hold(receipt=receipt)
    night(tmp_path)
    assert owed(case, on=RECEIVED_ON) == 0
    assert not Disbursement.objects.exists()
    row = due_for_day(RECEIVED_ON).row(0, named=True)
    assert (row["hindrance"], row["hold_reason"]) == ("on_hold", "unknown_address")
    assert hindrance_words("on_hold", "unknown_address") == (
        "On hold: The payee's address is not known"
    )
    assert open_holds(on=RECEIVED_ON)[0].amount_cents == 40_000
    do_release_hold(hold=held, trigger="address_found", note="", on=NEXT_DAY, by=BY)
    night(tmp_path, NEXT_DAY)
    assert Disbursement.objects.get().amount_cents == 40_000


def test_what_is_applied_already_can_only_be_held_back_from_its_payee(tmp_path):
    case = build_case(monthly_cents=40_000, with_account=False)
    receipt = post(case, 40_000)
    night(tmp_path)
    held = do_hold_receipt(
        receipt=receipt, reason="administrative_review", note="Asked", on=NEXT_DAY, by=BY
    )
    assert held.scope == "payment"


def test_what_was_paid_out_cannot_be_held_any_more(tmp_path):
    receipt = post(build_case(monthly_cents=40_000), 40_000)
    night(tmp_path)
    assert not Payable.objects.exists()
    with pytest.raises(ValueError, match="was paid out already"):
        do_hold_receipt(
            receipt=receipt, reason="administrative_review", note="Asked", on=NEXT_DAY, by=BY
        )


def test_a_clock_that_jumps_back_records_nothing_on_a_closed_day(tmp_path):
    case = build_case(monthly_cents=40_000)
    receipt = post(case, 40_000)
    night(tmp_path)
    attempts = [
        lambda: post(case),
        lambda: reverse(receipt, "bounced", on=RECEIVED_ON),
        lambda: payment_hold(receipt=receipt),
        lambda: payment_hold(payee=case.obligee),
        lambda: do_certify_for_offset(case=case, amount_cents=1, on=RECEIVED_ON, by=BY),
        lambda: do_enter_judgment(
            case=case, amount_cents=1, kind="arrears", judged_on=RECEIVED_ON, note="n",
            on=RECEIVED_ON, by=BY,
        ),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(ValueError, match="closed through 2026-10-01, so nothing can be"):
            attempt()
    with pytest.raises(NightlyRefused, match="closed through 2026-10-01"):
        night(tmp_path, date(2026, 9, 30))


def test_a_receipt_larger_than_four_bytes_hold_goes_through_the_books_to_the_cent(tmp_path):
    cents = 2**31 + 12_345
    case = build_case(monthly_cents=None)
    for _ in range(3):
        do_adjust_balance(
            case=case, bucket="never_assigned", amount_cents=cents // 3, on=RECEIVED_ON,
            reason="More than anybody owes", by=BY,
        )  # fmt: skip
    Receipt.objects.create(
        source="voluntary", amount_cents=cents, effective_on=RECEIVED_ON,
        recorded_on=RECEIVED_ON, recorded_by=BY, obligor=case.obligor, case=case,
    )  # fmt: skip
    report = night(tmp_path).report
    assert all(proof.holds for proof in report.proofs)
    paid = Posting.objects.filter(credit=Account.UNDISTRIBUTED).get()
    assert paid.amount_cents == cents > 2**31


def test_a_debt_is_not_lowered_below_what_the_books_say(tmp_path):
    case = build_case(monthly_cents=None, arrears={"never_assigned": 50_000})
    post(case, 20_000)
    night(tmp_path)

    def lower(cents, effective_on):
        return do_adjust_balance(
            case=case, bucket="never_assigned", amount_cents=-cents, reason="Paid directly",
            effective_on=effective_on, on=NEXT_DAY, by=BY,
        )  # fmt: skip

    with pytest.raises(ValueError, match=r"\$300.00 of this debt is owed on 2026-10-02"):
        lower(30_001, NEXT_DAY)
    # Before that day's payment it was owed in full; the payment then goes elsewhere.
    with pytest.raises(ValueError, match=r"\$500.00 of this debt is owed on 2026-10-01"):
        lower(50_001, RECEIVED_ON)
    lower(30_000, NEXT_DAY)
    night(tmp_path, NEXT_DAY)
    assert owed(case) == 0
