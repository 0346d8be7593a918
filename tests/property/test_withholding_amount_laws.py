"""What holds of the amounts an income withholding order asks for."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.profile import laws

from posse.rules.parameters import load_law
from posse.rules.support.withholding_amounts import (
    AmountTerms,
    amounts_by_frequency,
    arrears_in_turn,
    lump_sum_amounts,
)

TERMS = AmountTerms.from_law(load_law(), on=date(2026, 3, 10))
PAYMENTS = {"weekly": 52, "biweekly": 26, "semimonthly": 24, "monthly": 12}

cents = st.integers(0, 9) | st.integers(0, 500_000)


def cents_of(*amounts):
    return np.array(amounts, dtype=np.int64)


def asked_of(lump_sum, owed, limit, *, is_earnings):
    found = lump_sum_amounts(
        lump_sums_cents=cents_of(lump_sum),
        owed_cents=cents_of(owed),
        is_earnings=np.array([is_earnings]),
        earnings_limits_cents=cents_of(limit),
    )
    return int(found[0])


def test_a_month_of_325_dollars_is_75_a_week():
    found = amounts_by_frequency(cents_of(32_500), terms=TERMS)
    assert {name: amounts.tolist() for name, amounts in found.items()} == {
        "weekly": [7_500],
        "biweekly": [15_000],
        "semimonthly": [16_250],
        "monthly": [32_500],
    }


@pytest.mark.parametrize(
    ("monthly", "weekly"), [(32_499, 7_499), (32_500, 7_500), (32_504, 7_500), (32_505, 7_501)]
)
def test_part_of_a_cent_is_left_off(monthly, weekly):
    assert amounts_by_frequency(cents_of(monthly), terms=TERMS)["weekly"].tolist() == [weekly]


@laws(200)
@given(monthly=cents)
def test_a_year_of_pay_never_comes_to_more_than_the_year_s_order_nor_a_cent_a_period_less(
    monthly,
):
    found = amounts_by_frequency(cents_of(monthly), terms=TERMS)
    assert set(found) == set(PAYMENTS)
    for frequency, amounts in found.items():
        missing = 12 * monthly - PAYMENTS[frequency] * int(amounts[0])
        assert 0 <= missing < PAYMENTS[frequency]


@pytest.mark.cites("CS-IRG-L9.2")
@pytest.mark.parametrize(
    ("owed", "asked"), [(99_999, 99_999), (100_000, 100_000), (100_001, 100_000)]
)
def test_a_lump_sum_that_is_not_earnings_is_taken_whole_up_to_the_debt(owed, asked):
    assert asked_of(100_000, owed, 50_000, is_earnings=False) == asked


@pytest.mark.cites("15 USC 1673(b)(2)", "CS-IRG-G2.1-b")
@pytest.mark.parametrize(
    ("owed", "asked"), [(49_999, 49_999), (50_000, 50_000), (50_001, 50_000)]
)
def test_a_bonus_keeps_to_the_ceiling_of_earnings(owed, asked):
    assert asked_of(100_000, owed, 50_000, is_earnings=True) == asked


@pytest.mark.cites("CS-IRG-G19")
def test_the_custodial_parent_s_arrears_come_before_the_states():
    assert TERMS.arrears == (
        "custodial_parent",
        "public_assistance",
        "responding_intergovernmental",
    )
    available = cents_of(0, 999, 1_000, 1_001, 1_500, 1_501, 9_999)
    arrears = np.tile(cents_of(1_000, 500, 200), (len(available), 1))
    assert arrears_in_turn(available, arrears).tolist() == [
        [0, 0, 0],
        [999, 0, 0],
        [1_000, 0, 0],
        [1_000, 1, 0],
        [1_000, 500, 0],
        [1_000, 500, 1],
        [1_000, 500, 200],
    ]


@pytest.mark.cites("CS-IRG-G19")
@laws(200)
@given(available=cents, arrears=st.tuples(cents, cents, cents))
def test_all_arrears_or_all_the_money_is_used_and_none_is_met_out_of_turn(available, arrears):
    met = arrears_in_turn(cents_of(available), np.array([arrears], dtype=np.int64))[0].tolist()
    assert sum(met) == min(available, sum(arrears))
    assert all(0 <= part <= whole for part, whole in zip(met, arrears, strict=True))
    for place, (part, whole) in enumerate(zip(met, arrears, strict=True)):
        assert part == whole or not any(met[place + 1 :])
