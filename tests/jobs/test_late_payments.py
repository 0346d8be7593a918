"""What is overdue is told by its time frame, from the day after its due day on."""

from datetime import date, timedelta

import pytest
from tests.builders import build_case, give_account
from tests.payments import NEXT_DAY, RECEIVED_ON, night, payment, payment_file, put_in_inbox

from posse.apps.payments.models import Receipt
from posse.services.money_in.holds import do_hold_receipt, do_release_hold
from posse.services.money_out.late_payments import late_lines, late_payments_for_day

pytestmark = pytest.mark.django_db

# Thursday, Oct 1, 2026: two business days later is Monday, Oct 5.
DUE_ON, DAY_AFTER = date(2026, 10, 5), date(2026, 10, 6)


def pay(home, case, *, on=RECEIVED_ON, cents=10_000):
    put_in_inbox(home, payment_file(payment(case, cents)), on=on, name=f"{on}.ach")
    return night(home, on)


@pytest.mark.cites("45 CFR 302.32(b)(3)(i)", "42 USC 654b(c)(1)")
def test_a_familys_money_is_late_after_two_business_days(tmp_path):
    pay(tmp_path, build_case(with_account=False))
    assert late_payments_for_day(DUE_ON) == []
    [late] = late_payments_for_day(DAY_AFTER)
    assert (late.rule, late.due_on, late.amount_cents) == ("TF100", DUE_ON, 10_000)
    assert late.hindrance == "unknown_address"


@pytest.mark.cites("45 CFR 302.32(b)(2)(i)")
def test_a_family_on_assistance_is_late_after_the_months_end(tmp_path):
    assistance = (date(2026, 1, 1), None, [(date(2026, 9, 1), 1_000)])
    case = build_case(with_account=False, monthly_cents=40_000, assistance=assistance)
    pay(tmp_path, case, cents=40_000)
    assert late_payments_for_day(date(2026, 11, 3)) == []
    [late] = late_payments_for_day(date(2026, 11, 4))
    assert (late.rule, late.due_on) == ("TF101", date(2026, 11, 3))


@pytest.mark.cites("45 CFR 302.32(b)(3)(ii)")
def test_federal_offset_money_is_late_after_thirty_days(tmp_path):
    case = build_case(with_account=False, arrears={"never_assigned": 90_000})
    Receipt.objects.create(
        source="federal_tax_refund_offset", amount_cents=50_000, obligor=case.obligor,
        case=case, effective_on=RECEIVED_ON, recorded_on=RECEIVED_ON, recorded_by="test",
    )  # fmt: skip
    night(tmp_path)
    due_on, day_after = date(2026, 10, 31), date(2026, 11, 1)
    assert late_payments_for_day(due_on) == []
    rules = {late.rule: late.due_on for late in late_payments_for_day(day_after)}
    assert rules == {"TF105": due_on}


@pytest.mark.cites("45 CFR 302.32(b)(3)(ii)(A)")
@pytest.mark.parametrize(
    ("reason", "rule", "due_on"),
    [
        ("appeal_on_arrears", "TF106", date(2026, 11, 14)),
        ("joint_refund", "TF105", date(2026, 11, 29)),
    ],
)
def test_held_money_counts_from_the_end_of_its_hold(tmp_path, *, reason, rule, due_on):
    trigger = "affidavit" if reason == "joint_refund" else "review_decided"
    case = build_case(with_account=False, arrears={"never_assigned": 90_000})
    receipt = Receipt.objects.create(
        source="federal_tax_refund_offset", amount_cents=50_000, obligor=case.obligor,
        case=case, effective_on=RECEIVED_ON, recorded_on=RECEIVED_ON, recorded_by="test",
    )  # fmt: skip
    hold = do_hold_receipt(
        receipt=receipt, reason=reason, note="Asked for a review", on=RECEIVED_ON, by="test"
    )
    night(tmp_path)
    released_on = date(2026, 10, 30)
    do_release_hold(hold=hold, trigger=trigger, note="Decided", on=released_on, by="test")
    night(tmp_path, released_on)
    assert late_payments_for_day(due_on) == []
    [late] = late_payments_for_day(due_on + timedelta(days=1))
    assert (late.rule, late.started_on, late.due_on) == (rule, released_on, due_on)


def test_money_that_is_paid_is_not_late(tmp_path):
    case = build_case(with_account=False)
    pay(tmp_path, case)
    give_account(case.obligee, on=NEXT_DAY)
    night(tmp_path, NEXT_DAY)
    assert late_payments_for_day(DAY_AFTER) == []


def test_late_money_is_summed_by_time_frame_and_hindrance_with_its_citation(tmp_path):
    for day in (RECEIVED_ON, NEXT_DAY):
        pay(tmp_path, build_case(with_account=False), on=day)
    day = date(2026, 10, 12)
    [line] = late_lines(late_payments_for_day(day), on=day)
    assert (line.rule, line.count, line.amount_cents) == ("TF100", 2, 20_000)
    assert line.oldest_due_on == DUE_ON
    assert "45 CFR 302.32(b)(3)(i)" in line.citations
