"""A payday is read from the days before it, and is missed once its business days are over."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.rules.support.remittances import (
    NO_RHYTHM,
    Paydays,
    WatchTerms,
    missed_paydays,
    rhythms,
)
from posse.services.law import law_of
from posse.units.days import add_business_days, add_months, day_from_number, day_number

FAR_BACK = date(2020, 1, 1)
TERMS = WatchTerms.from_law(law_of("wyoming"), on=date(2026, 10, 1))
NAMES = [name for name, _, _ in TERMS.frequencies]
WEEKLY = [date(2026, 9, 4) + timedelta(days=7 * week) for week in range(5)]
BIWEEKLY = [date(2026, 8, 7) + timedelta(days=14 * period) for period in range(5)]
SEMIMONTHLY = [date(2026, 7, 15), date(2026, 7, 31), date(2026, 8, 15), date(2026, 8, 31)]
MONTHLY = [date(2026, 5, 29), date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)]


def known(*sources, begins=FAR_BACK, settled=FAR_BACK):
    days = [day_number(day) for each in sources for day in each]
    starts = np.cumsum([0, *map(len, sources)])
    count = len(sources)
    return Paydays(
        days=np.array(days, dtype=np.int64),
        starts=starts,
        begins=np.full(count, day_number(begins)),
        settled=np.full(count, day_number(settled)),
    )


def missed(*sources, on, **changed):
    found = missed_paydays(known(*sources, **changed), on=on, terms=TERMS)
    return [
        (int(source), day_from_number(payday))
        for source, payday in zip(found.sources, found.paydays, strict=True)
    ]


@pytest.mark.parametrize(
    ("days", "frequency"),
    [
        (WEEKLY, "weekly"),
        (BIWEEKLY, "biweekly"),
        (SEMIMONTHLY, "semimonthly"),
        (MONTHLY, "monthly"),
        (WEEKLY[:2], "monthly"),
        (WEEKLY[:1], "monthly"),
    ],
)
def test_the_gap_between_paydays_tells_how_often_a_payor_pays(days, frequency):
    assert NAMES[rhythms(known(days), terms=TERMS)[0]] == frequency


def test_one_payday_that_was_missed_before_does_not_change_the_rhythm():
    days = [BIWEEKLY[0], *BIWEEKLY[2:]]
    assert NAMES[rhythms(known(days), terms=TERMS)[0]] == "biweekly"


def test_days_without_a_rhythm_let_no_payday_be_expected():
    odd = [date(2026, 1, 1), date(2026, 3, 10), date(2026, 6, 30)]
    assert rhythms(known(odd), terms=TERMS)[0] == NO_RHYTHM
    assert missed(odd, on=date(2026, 12, 31)) == []


@pytest.mark.cites("CS-IRG-G5", "45 CFR 303.100(e)(1)(ii)")
@pytest.mark.parametrize(("days_later", "is_found"), [(-1, False), (0, False), (1, True)])
def test_money_is_late_after_its_seventh_business_day(days_later, is_found):
    payday = date(2026, 10, 9)
    # Columbus Day lies between, so the seventh business day is a Wednesday.
    last_day = date(2026, 10, 21)
    assert add_business_days(payday, 7) == last_day
    found = missed(WEEKLY, on=last_day + timedelta(days=days_later))
    assert ((0, payday) in found) == is_found


@pytest.mark.cites("CS-IRG-G4")
@pytest.mark.parametrize(("begins", "first"), [(2, 9), (3, 16), (9, 16), (10, 23)])
def test_the_first_pay_period_asked_for_begins_after_the_order_came(begins, first):
    found = missed(WEEKLY, begins=date(2026, 10, begins), on=date(2026, 11, 30))
    assert found[0] == (0, date(2026, 10, first))


def test_a_payor_of_whom_nothing_is_known_has_a_month():
    came_on = date(2026, 9, 4)
    payday = add_months(came_on, 1)
    last_day = add_business_days(payday, 7)
    assert missed([came_on], begins=came_on, on=last_day) == []
    late = missed([came_on], begins=came_on, on=last_day + timedelta(days=1))
    assert late == [(0, payday)]


@pytest.mark.parametrize(("moved", "is_missed"), [(3, False), (4, True)])
def test_a_payday_a_few_days_off_its_rhythm_is_that_payday(moved, is_missed):
    days = [*BIWEEKLY, BIWEEKLY[-1] + timedelta(days=14 + moved)]
    assert missed(days, on=days[-1] + timedelta(days=1)) == []
    late = missed(days, on=days[-1] + timedelta(days=12))
    assert bool([payday for _, payday in late if payday < days[-1]]) == is_missed


def test_a_payday_between_two_that_came_is_missed_too():
    days = [*BIWEEKLY[:3], *BIWEEKLY[4:]]
    assert (0, BIWEEKLY[3]) in missed(days, on=BIWEEKLY[-1])


@pytest.mark.parametrize(("days_off", "count"), [(-1, 1), (0, 1), (1, 0)])
def test_what_was_late_when_it_was_looked_into_is_not_found_again(days_off, count):
    last_day = add_business_days(BIWEEKLY[-1] + timedelta(days=14), 7)
    settled = last_day + timedelta(days=days_off)
    assert len(missed(BIWEEKLY, on=last_day + timedelta(days=1), settled=settled)) == count


def test_no_sources_miss_nothing():
    assert missed(on=date(2026, 10, 1)) == []


@given(
    st.lists(
        st.lists(st.integers(20_000, 20_700), min_size=1, max_size=12, unique=True),
        min_size=1,
        max_size=5,
    ),
    st.integers(20_650, 20_800),
)
def test_a_source_misses_the_same_alone_and_among_others(sources, on):
    days = [[day_from_number(day) for day in sorted(each)] for each in sources]
    together = missed(*days, on=day_from_number(on))
    alone = [
        (place, payday)
        for place, each in enumerate(days)
        for _, payday in missed(each, on=day_from_number(on))
    ]
    assert together == alone
