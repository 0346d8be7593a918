"""The second calculation by hand: small stories with their cents worked from the law."""

from datetime import date

import pytest

from posse.ledger.order import DistributionOrder
from posse.proof.facts import (
    Affidavit,
    Case,
    FactRows,
    Grant,
    Hold,
    Judgment,
    Period,
    Receipt,
    Reversal,
    Term,
)
from posse.proof.walk import books_of
from posse.rules.parameters import load_law

JANUARY = date(2025, 1, 1)
LAST = date(2025, 12, 31)
CASE = Case(10, 100, 1000, date(2020, 1, 15))
ONCE = Term(1, 10, "child_support", 10_000, "once", JANUARY, JANUARY, None)


def books(through, *, case=CASE, **facts):
    law = DistributionOrder.from_law(load_law("wyoming"), through=LAST).periods
    return books_of(FactRows(cases=[case], **facts), through=through, law=law)


def receipt(number, cents, on):
    return Receipt(number, 100, "income_withholding", cents, on, None)


@pytest.mark.cites("W.S. 1-16-103(b)", "W.S. 1-16-103(c)")
def test_a_tenth_is_pending_after_32_days_and_owed_once_it_is_claimed():
    # 100.00 due on January 1 is unpaid at the end of February 2, the 32nd day after.
    assert not books(date(2025, 2, 1), terms=[ONCE]).penalties
    assert books(date(2025, 2, 2), terms=[ONCE]).penalties[10] == 1_000
    claim = [Affidavit(1, 10, date(2025, 2, 3))]
    claimed = books(date(2025, 2, 3), terms=[ONCE], affidavits=claim)
    assert claimed.owed(10, "penalty", "never_assigned") == 1_000


@pytest.mark.cites("W.S. 1-16-103(b)")
def test_what_was_paid_in_time_bears_no_penalty():
    # 40.00 of the 100.00 comes in January: a tenth of the other 60.00.
    paid = [receipt(1, 4_000, date(2025, 1, 20))]
    assert books(date(2025, 2, 2), terms=[ONCE], receipts=paid).penalties[10] == 600


@pytest.mark.cites("W.S. 1-16-102(a)")
def test_a_judgment_bears_simple_interest_for_each_day():
    # 365.00 at 10 % is 0.10 a day: 31 days of January, then 28 of February.
    judged = [Judgment(1, 10, 36_500, JANUARY, "retroactive")]
    owed = [
        books(on, judgments=judged).owed(10, "interest", "never_assigned")
        for on in (date(2025, 1, 31), date(2025, 2, 1), date(2025, 3, 1))
    ]
    assert owed == [0, 310, 590]


@pytest.mark.cites("45 CFR 302.33(e)")
def test_the_annual_fee_comes_off_the_money_after_the_first_550_dollars():
    monthly = Term(1, 10, "child_support", 55_000, "monthly", JANUARY, JANUARY, None)
    money = [receipt(1, 55_000, date(2025, 1, 5)), receipt(2, 55_000, date(2025, 2, 5))]
    after_one = books(date(2025, 1, 31), terms=[monthly], receipts=money[:1])
    assert after_one.fees_owed[10] == 3_500
    after_two = books(date(2025, 2, 28), terms=[monthly], receipts=money)
    assert [line[3:5] for line in after_two.lines[2]] == [
        ("annual_fee", 3_500),
        ("family", 51_500),
    ]
    assert not after_two.fees_owed[10]
    assert not after_two.balances()


@pytest.mark.cites("45 CFR 302.52(b)(1)", "45 CFR 302.52(b)(2)")
def test_in_foster_care_current_support_repays_the_month_and_the_rest_is_for_the_child():
    # The month's foster care cost 60.00; of 100.00 of support 40.00 lie above it.
    found = books(
        date(2025, 1, 31),
        terms=[ONCE],
        periods=[Period(1, 1000, JANUARY, None, "iv_e")],
        grants=[Grant(1, 1000, 6_000, JANUARY, "iv_e")],
        receipts=[receipt(1, 10_000, date(2025, 1, 5))],
    )
    assert [line[3:] for line in found.lines[1]] == [
        ("state", 6_000, "iv_e"),
        ("foster_agency", 4_000, ""),
    ]
    assert not found.foster_care[1000]


@pytest.mark.cites("42 USC 657(a)(1)")
def test_a_bounced_payment_is_owed_again_where_it_would_have_become_past_due():
    # On assistance of 80.00 the State keeps 80.00 of 100.00; in March all bounces.
    found = books(
        date(2025, 3, 10),
        terms=[ONCE],
        periods=[Period(1, 1000, JANUARY, None)],
        grants=[Grant(1, 1000, 8_000, JANUARY)],
        receipts=[receipt(1, 10_000, date(2025, 1, 5))],
        reversals=[Reversal(1, 1, 100, 10_000, date(2025, 3, 10), "bounced")],
    )
    assert found.balances() == {
        (10, "child_support", "permanently_assigned"): 8_000,
        (10, "child_support", "unassigned_during_assistance"): 2_000,
    }
    assert found.unreimbursed[1000] == 8_000
    assert sum(line.cents for line in found.lines[1]) == 0


def test_money_held_in_whole_pays_nothing_until_it_is_let_go():
    held = {"terms": [ONCE], "receipts": [receipt(1, 10_000, date(2025, 1, 5))]}
    hold = [Hold(1, 1, "whole", 7, date(2025, 1, 20))]
    before = books(date(2025, 1, 19), **held, holds=hold)
    assert [line[2:5] for line in before.lines[1]] == [("held", "hold", 10_000)]
    assert before.owed(10, "child_support", "current") == 10_000
    after = books(date(2025, 1, 20), **held, holds=hold)
    assert [line[2:5] for line in after.lines[1]] == [
        ("held", "hold", 10_000),
        ("held", "hold", -10_000),
        ("current", "family", 10_000),
    ]
    assert not after.balances()
