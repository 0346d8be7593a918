"""Turns of the law that random histories seldom take, each as a small history by hand."""

from datetime import date

import pytest
from tests.property.engine_books import balances_of, lines_of

from posse.ledger.facts import Facts
from posse.ledger.fold import fold
from posse.ledger.order import DistributionOrder
from posse.rules.parameters import load_law

THROUGH = date(2025, 12, 31)
OLDER, NEWER = date(2015, 1, 1), date(2020, 1, 1)
ORDINARY, REFUND = "income_withholding", "federal_tax_refund_offset"
ORDER = DistributionOrder.from_law(load_law("wyoming"), through=THROUGH)


def books(*, through=THROUGH, **rows):
    """Balances and lines of a history of one obligor, 1, in cases 1 and 2 as given."""
    facts = Facts.of_rows(**{"cases": [(1, 1, 1, OLDER)], **rows})
    result = fold(facts, through=through, order=ORDER)
    return balances_of(result), lines_of(result)


def monthly(number, case, cents, *, first, starts=None, ends=None, obligation="child_support"):
    return (number, case, obligation, cents, "monthly", first, starts or first, ends)


def paid(lines, receipt=1):
    return [(line.case, line.obligation, line.bucket, line.cents) for line in lines[receipt]]


TWO_CASES = [(1, 1, 1, OLDER), (2, 1, 2, NEWER)]


@pytest.mark.cites("45 CFR 302.33(e)", "CS-IRG-G20")
def test_no_fee_is_paid_while_another_family_is_owed_support():
    _, lines = books(
        cases=TWO_CASES,
        terms=[(1, 1, "fee", 3_500, "once", date(2025, 1, 1), date(2025, 1, 1), None)],
        adjustments=[(1, 2, "child_support", "never_assigned", 10_000, date(2025, 1, 1))],
        receipts=[(1, 1, ORDINARY, 11_000, date(2025, 1, 2), None)],
    )
    assert paid(lines) == [
        (2, "child_support", "never_assigned", 10_000),
        (1, "fee", "current", 1_000),
    ]


def test_a_fee_without_an_ordered_payment_leaves_ordered_payments_in_force():
    _, lines = books(
        cases=[*TWO_CASES, (3, 1, 3, NEWER)],
        terms=[
            (1, 3, "fee", 3_500, "once", date(2025, 1, 1), date(2025, 1, 1), None),
            monthly(2, 1, 5_000, first=date(2025, 1, 1), obligation="arrears_payment"),
            monthly(3, 2, 2_500, first=date(2025, 1, 1), obligation="arrears_payment"),
        ],
        adjustments=[
            (1, 1, "child_support", "never_assigned", 10_000, date(2025, 1, 1)),
            (2, 2, "child_support", "never_assigned", 90_000, date(2025, 1, 1)),
        ],
        receipts=[(1, 1, ORDINARY, 7_500, date(2025, 1, 2), None)],
    )
    assert [line.cents for line in lines[1]] == [5_000, 2_500]


@pytest.mark.cites("42 USC 608(a)(3)", "CS-IRG-F12")
def test_this_months_corrected_support_is_assigned_while_assistance_is_paid():
    owed, _ = books(
        periods=[(1, 1, date(2025, 3, 1), None)],
        grants=[(1, 1, 50_000, date(2025, 3, 1))],
        adjustments=[(1, 1, "child_support", "current", 4_000, date(2025, 3, 1))],
    )
    assert owed == {(1, "child_support", "permanently_assigned"): 4_000}


@pytest.mark.cites("42 USC 608(a)(3)", "CS-IRG-F12")
def test_support_corrected_the_day_after_assistance_ended_is_the_familys():
    owed, _ = books(
        periods=[(1, 1, date(2025, 3, 1), date(2025, 3, 9))],
        grants=[(1, 1, 50_000, date(2025, 3, 1))],
        adjustments=[(1, 1, "child_support", "current", 4_000, date(2025, 3, 10))],
    )
    assert owed == {(1, "child_support", "never_assigned"): 4_000}


def test_support_that_was_taken_back_is_not_assigned_a_month_later():
    owed, _ = books(
        terms=[monthly(1, 1, 10_000, first=date(2025, 3, 1), ends=date(2025, 4, 1))],
        periods=[(1, 1, date(2025, 3, 1), date(2025, 3, 31))],
        grants=[(1, 1, 50_000, date(2025, 3, 1))],
        adjustments=[(1, 1, "child_support", "current", -10_000, date(2025, 3, 2))],
    )
    assert owed == {(1, "child_support", "never_assigned"): 10_000}


def test_what_was_paid_ahead_leaves_nothing_to_assign():
    # 6,000 are owed to the family from before assistance began in the same month; the
    # installment that falls due on assistance was paid ahead, so nothing of it is left.
    owed, _ = books(
        terms=[
            monthly(
                1,
                1,
                5_000,
                first=date(2025, 3, 20),
                starts=date(2025, 3, 1),
                ends=date(2025, 3, 31),
            )
        ],
        periods=[(1, 1, date(2025, 3, 15), None)],
        grants=[(1, 1, 50_000, date(2025, 3, 15))],
        adjustments=[(1, 1, "child_support", "current", 6_000, date(2025, 3, 10))],
        receipts=[(1, 1, ORDINARY, 5_000, date(2025, 3, 5), None)],
    )
    assert owed == {(1, "child_support", "never_assigned"): 6_000}


@pytest.mark.cites("42 USC 657(a)(3)")
def test_what_the_state_kept_of_a_month_is_not_assigned_again():
    # 10,000 fell due before assistance and 10,000 on it; the State kept 10,000.
    owed, lines = books(
        terms=[
            (
                1,
                1,
                "child_support",
                10_000,
                "biweekly",
                date(2025, 3, 3),
                date(2025, 3, 3),
                date(2025, 3, 17),
            )
        ],
        periods=[(1, 1, date(2025, 3, 10), None)],
        grants=[(1, 1, 50_000, date(2025, 3, 10))],
        receipts=[(1, 1, ORDINARY, 10_000, date(2025, 3, 18), None)],
    )
    assert [line.payee for line in lines[1]] == ["state"]
    assert owed == {(1, "child_support", "never_assigned"): 10_000}


@pytest.mark.cites("42 USC 608(a)(3)", "42 USC 657(a)(2)")
def test_what_the_family_received_of_a_month_pays_its_own_part_first():
    # 10,000 fell due on assistance and 10,000 after it; the family received 10,000.
    term = (1, 1, "child_support", 10_000, "biweekly", date(2025, 3, 3), date(2025, 3, 3))
    owed, lines = books(
        terms=[(*term, date(2025, 3, 17))],
        periods=[(1, 1, date(2025, 3, 1), date(2025, 3, 9))],
        grants=[(1, 1, 50_000, date(2025, 3, 1))],
        receipts=[(1, 1, ORDINARY, 10_000, date(2025, 3, 18), None)],
    )
    assert [line.payee for line in lines[1]] == ["family"]
    assert owed == {(1, "child_support", "permanently_assigned"): 10_000}


def test_a_term_that_was_replaced_before_it_began_gets_nothing_ahead():
    _, lines = books(
        cases=TWO_CASES,
        terms=[
            monthly(1, 1, 30_000, first=date(2025, 3, 1), ends=date(2024, 12, 31)),
            monthly(2, 1, 10_000, first=date(2025, 1, 1)),
            monthly(3, 2, 10_000, first=date(2025, 1, 1)),
        ],
        receipts=[(1, 1, ORDINARY, 30_000, date(2025, 1, 5), None)],
    )
    assert paid(lines)[2:] == [
        (1, "child_support", "futures", 5_000),
        (2, "child_support", "futures", 5_000),
    ]


def test_a_replacing_term_does_not_charge_the_days_of_the_other_again():
    first = date(2025, 1, 1)
    owed, _ = books(
        terms=[
            monthly(1, 1, 10_000, first=first, ends=date(2025, 2, 28)),
            monthly(2, 1, 20_000, first=first, starts=date(2025, 3, 1), ends=date(2025, 3, 31)),
        ]
    )
    assert sum(owed.values()) == 2 * 10_000 + 20_000


@pytest.mark.cites("CS-IRG-G11")
def test_current_support_is_shared_by_what_is_still_due_not_by_the_months_obligation():
    _, lines = books(
        cases=TWO_CASES,
        terms=[
            monthly(1, 1, 30_000, first=date(2025, 1, 1)),
            (2, 2, "child_support", 10_000, "weekly", date(2025, 1, 1), date(2025, 1, 1), None),
        ],
        receipts=[(1, 1, ORDINARY, 4_000, date(2025, 1, 2), None)],
    )
    assert [line.cents for line in lines[1]] == [3_000, 1_000]


@pytest.mark.parametrize("first_case_is_older", [True, False])
def test_the_odd_cent_goes_to_the_older_order_whatever_the_case_numbers(first_case_is_older):
    ordered = (OLDER, NEWER) if first_case_is_older else (NEWER, OLDER)
    _, lines = books(
        cases=[(1, 1, 1, ordered[0]), (2, 1, 2, ordered[1])],
        terms=[monthly(case, case, 10_000, first=date(2025, 1, 1)) for case in (1, 2)],
        receipts=[(1, 1, ORDINARY, 1, date(2025, 1, 2), None)],
    )
    assert [line.case for line in lines[1]] == [1 if first_case_is_older else 2]


def test_a_case_without_an_order_is_younger_than_any_with_one():
    _, lines = books(
        cases=[(1, 1, 1, None), (2, 1, 2, NEWER)],
        adjustments=[
            (case, case, "child_support", "never_assigned", 100, date(2025, 1, 1))
            for case in (1, 2)
        ],
        receipts=[(1, 1, ORDINARY, 1, date(2025, 1, 2), None)],
    )
    assert [line.case for line in lines[1]] == [2]


@pytest.mark.cites("42 USC 657(a)(1)")
def test_assistance_that_begins_anew_the_day_it_ends_goes_on():
    _, lines = books(
        terms=[monthly(1, 1, 10_000, first=date(2025, 3, 10))],
        periods=[(2, 1, date(2025, 1, 1), date(2025, 3, 9)), (1, 1, date(2025, 3, 10), None)],
        grants=[(1, 1, 50_000, date(2025, 1, 1))],
        receipts=[(1, 1, ORDINARY, 10_000, date(2025, 3, 10), None)],
    )
    assert [line.payee for line in lines[1]] == ["state"]


def test_a_correction_below_nothing_owes_nobody_and_stops_no_money():
    owed, lines = books(
        terms=[monthly(1, 1, 10_000, first=date(2025, 3, 1), ends=date(2025, 3, 31))],
        adjustments=[(1, 1, "child_support", "never_assigned", -2_000, date(2025, 3, 1))],
        receipts=[(1, 1, ORDINARY, 10_000, date(2025, 3, 2), None)],
    )
    assert paid(lines) == [(1, "child_support", "current", 10_000)]
    assert owed == {(1, "child_support", "never_assigned"): -2_000}


@pytest.mark.cites("42 USC 657(a)(1)")
def test_assistance_told_twice_ends_when_the_last_of_it_ends():
    _, lines = books(
        terms=[monthly(1, 1, 10_000, first=date(2025, 3, 10))],
        periods=[
            (1, 1, date(2025, 1, 1), date(2025, 6, 30)),
            (2, 1, date(2025, 2, 1), date(2025, 2, 28)),
        ],
        grants=[(1, 1, 50_000, date(2025, 1, 1))],
        receipts=[
            (1, 1, ORDINARY, 10_000, date(2025, 3, 10), None),
            (2, 1, ORDINARY, 40_000, date(2025, 7, 10), None),
        ],
    )
    assert [line.payee for line in lines[1]] == ["state"]
    assert lines[2][0].payee == "family"


@pytest.mark.cites("CS-9.2-TOP-SINGLE-2", "45 CFR 303.72(h)(4)")
def test_a_refund_above_all_debts_comes_back_in_the_case_of_the_oldest_order():
    _, lines = books(
        cases=[(1, 1, 1, NEWER), (2, 1, 2, OLDER)],
        receipts=[(1, 1, REFUND, 500, date(2025, 3, 2), None)],
    )
    assert paid(lines) == [(2, "child_support", "refund", 500)]
