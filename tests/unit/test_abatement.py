"""Abatement under older orders: who has it, from how many days on, and how much it is."""

from datetime import date

import numpy as np
import pytest

from posse.rules.parameters import load_law
from posse.rules.support.abatement import AbatementTerms, abatements
from posse.units.days import day_number

TERMS = AbatementTerms.from_law(load_law(), on=date(2026, 3, 10))


def abated(*, monthly=40_000, ordered_on=date(2017, 12, 31), days=15):
    return int(
        abatements(
            np.array([monthly]),
            np.array([day_number(ordered_on)]),
            np.array([days]),
            terms=TERMS,
        )[0]
    )


@pytest.mark.cites("CS-IRG-K7.2-b")
@pytest.mark.parametrize(("days", "cents"), [(14, 0), (15, 9_863), (16, 10_521)])
def test_every_day_counts_once_there_are_fifteen_in_a_row(days, cents):
    """400.00 x 12 / 365 / 2 is 6.5753... a day; 98.63 for 15 days, 105.21 for 16."""
    assert abated(days=days) == cents


@pytest.mark.cites("CS-IRG-K7", "CS-IRG-K7.1")
@pytest.mark.parametrize(
    ("ordered_on", "cents"), [(date(2017, 12, 31), 9_863), (date(2018, 1, 1), 0)]
)
def test_only_orders_from_before_2018_abate(ordered_on, cents):
    assert abated(ordered_on=ordered_on) == cents


@pytest.mark.cites("CS-IRG-K7.2")
def test_half_of_the_daily_obligation_abates_and_is_rounded_once():
    # 365.00 a month is 12.00 a day, half of it 6.00.
    assert abated(monthly=36_500, days=20) == 12_000
    # A day of 400.00 a month is 6.5753; twenty rounded days would make 131.60.
    assert abated(days=20) == 13_151
    # 3.35 a month is 110.137 cents for 20 days.
    assert abated(monthly=335, days=20) == 110


def test_stays_do_not_touch_each_other():
    found = abatements(
        np.array([40_000, 40_000, 36_500]),
        np.full(3, day_number(date(2010, 5, 1))),
        np.array([14, 15, 20]),
        terms=TERMS,
    )
    assert found.tolist() == [0, 9_863, 12_000]
