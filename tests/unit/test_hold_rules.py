"""How long money is held, at, below and above each threshold."""

from datetime import date
from functools import partial

import pytest

from posse.rules.parameters import load_law
from posse.rules.support.holds import hold_until, is_joint_refund_held

LAW = load_law("wyoming")
until = partial(hold_until, law=LAW)
is_held = partial(
    is_joint_refund_held,
    received_on=date(2026, 3, 10),
    has_injured_spouse_form=False,
    has_release_affidavit=False,
    owes_unassigned=False,
    law=LAW,
)


@pytest.mark.cites("CS-9.2-TOP-JOINT-3", "45 CFR 303.72(h)(5)")
@pytest.mark.parametrize(
    ("notice_on", "end"),
    [
        (date(2026, 3, 5), date(2026, 9, 5)),
        # The same day of a shorter month is its last one, in a leap year too.
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 8, 29)),
        (None, date(2026, 9, 10)),
    ],
)
def test_a_joint_refund_is_held_six_months_from_the_notice_else_from_receipt(notice_on, end):
    assert until("joint_refund", received_on=date(2026, 3, 10), notice_on=notice_on) == end


@pytest.mark.cites("CS-IRG-J5.7", "CS-IRG-J5.17")
@pytest.mark.parametrize(
    ("notice_on", "end"),
    [
        # Twenty business days after Tuesday, March 3 are Tuesday, March 31.
        (date(2026, 3, 3), date(2026, 3, 31)),
        # After Monday, March 2 they end on the 30th, which is the twentieth day after receipt.
        (date(2026, 3, 2), date(2026, 3, 30)),
        (date(2026, 2, 27), date(2026, 3, 30)),
        (None, date(2026, 4, 7)),
    ],
)
def test_account_money_is_held_for_the_later_of_both_times(notice_on, end):
    assert until("frozen_account", received_on=date(2026, 3, 10), notice_on=notice_on) == end


def test_a_day_closed_by_notice_does_not_count_for_the_challenge():
    end = until(
        "frozen_account",
        received_on=date(2026, 3, 10),
        notice_on=date(2026, 3, 3),
        closed_days=[date(2026, 3, 17)],
    )
    assert end == date(2026, 4, 1)


@pytest.mark.parametrize("kind", ["appeal_on_arrears", "administrative_review"])
def test_a_review_has_no_end_of_its_own(kind):
    assert until(kind, received_on=date(2026, 3, 10), notice_on=None) is None


def test_an_unknown_kind_of_hold_is_refused():
    with pytest.raises(ValueError, match="no rule says how long"):
        until("because", received_on=date(2026, 3, 10), notice_on=None)


@pytest.mark.cites("CS-9.2-TOP-JOINT-3", "CS-9.2-TOP-JOINT-4", "CS-9.2-TOP-JOINT-5")
def test_wyoming_holds_every_joint_refund_but_for_form_or_affidavit():
    assert is_held()
    assert is_held(owes_unassigned=True)
    assert not is_held(has_injured_spouse_form=True)
    assert not is_held(has_release_affidavit=True)
