"""Which month a payment belongs to."""

from datetime import date

import numpy as np
import pytest

from posse.rules.childcare.receiving import ReceivingTerms, days_received
from posse.rules.parameters import load_law
from posse.units.days import day_from_number, day_number


@pytest.mark.cites("CC-200-month-received")
@pytest.mark.parametrize(
    ("paid", "is_moved", "counts"),
    [
        (date(2026, 11, 26), True, date(2026, 12, 1)),
        (date(2026, 11, 25), True, date(2026, 11, 25)),
        (date(2026, 12, 31), True, date(2027, 1, 1)),
        (date(2028, 2, 25), True, date(2028, 3, 1)),
        (date(2028, 2, 24), True, date(2028, 2, 24)),
        (date(2026, 11, 30), False, date(2026, 11, 30)),
    ],
)
def test_only_the_last_five_days_belong_to_the_next_month(paid, is_moved, counts):
    terms = ReceivingTerms.from_law(load_law("wyoming"), on=date(2026, 11, 1))
    days = days_received(
        np.array([day_number(paid)]), are_moved=np.array([is_moved]), terms=terms
    )
    assert day_from_number(days[0]) == counts


@pytest.mark.cites("CC-200-month-received")
def test_the_benefits_that_move_are_those_that_the_manual_names():
    terms = ReceivingTerms.from_law(load_law("wyoming"), on=date(2026, 11, 1))
    assert terms.kinds == ("social_security", "ssi", "veterans_benefits", "power")
