"""Business days in Wyoming, and months as the calendar has them."""

from datetime import date, timedelta

import numpy as np
import pytest

from posse.units.days import (
    add_business_days,
    add_months,
    add_months_to_days,
    business_days_between,
    day_from_number,
    day_number,
    day_words,
    is_business_day,
    month_end,
    month_starts,
    office_holidays,
)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 10, 15), 3, date(2026, 1, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 1, 1), -13, date(2023, 12, 1)),
        (date(2100, 1, 30), 1, date(2100, 2, 28)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_months_last(day, months, later):
    assert add_months(day, months) == later


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 2, 28), date(2025, 2, 28)),
        (date(2025, 12, 3), date(2025, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(day, last):
    assert month_end(day) == last


def test_days_are_numbered_from_1970_and_back_again():
    assert day_number(date(1970, 1, 1)) == 0
    assert day_number(date(1969, 12, 31)) == -1
    assert day_from_number(np.int64(day_number(date(2026, 2, 28)))) == date(2026, 2, 28)


def test_every_day_knows_the_first_of_its_month():
    days = [date(1969, 12, 31), date(2024, 2, 29), date(2025, 3, 1)]
    firsts = month_starts(np.array([day_number(day) for day in days]))
    assert [day_from_number(first) for first in firsts] == [day.replace(day=1) for day in days]


def test_people_read_a_day_without_leading_zeros():
    assert day_words(date(2026, 3, 5)) == "Mar 5, 2026"


@pytest.mark.cites("42 USC 654b(d)")
@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),  # New Year's Day
        date(2026, 1, 19),  # Martin Luther King Jr., Wyoming Equality Day
        date(2026, 2, 16),  # Washington's Birthday
        date(2026, 5, 25),  # Memorial Day
        date(2026, 6, 19),  # Juneteenth, a federal holiday
        date(2026, 7, 3),  # Independence Day, kept on the Friday before
        date(2026, 9, 7),  # Labor Day
        date(2026, 10, 12),  # Columbus Day, a federal holiday
        date(2026, 11, 11),  # Veterans Day
        date(2026, 11, 26),  # Thanksgiving
        date(2026, 12, 25),  # Christmas
    ],
)
def test_no_business_is_done_on_a_federal_or_wyoming_holiday(day):
    assert not is_business_day(day)
    assert day in office_holidays(day.year)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 10, 2), True),
        (date(2026, 10, 3), False),
        (date(2026, 10, 4), False),
        (date(2026, 10, 5), True),
    ],
)
def test_weekends_are_no_business_days(day, is_open):
    assert is_business_day(day) == is_open


def test_a_day_closed_by_notice_is_no_business_day():
    blizzard = date(2026, 3, 10)
    assert is_business_day(blizzard)
    assert not is_business_day(blizzard, closed_days=[blizzard])
    assert add_business_days(date(2026, 3, 9), 1, closed_days=[blizzard]) == date(2026, 3, 11)


@pytest.mark.cites("42 USC 654b(d)")
@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 10, 1), 2, date(2026, 10, 5)),  # Thursday, over a weekend
        (date(2026, 10, 3), 2, date(2026, 10, 6)),  # Saturday counts from Monday
        (date(2026, 10, 9), 1, date(2026, 10, 13)),  # over Columbus Day
        (date(2026, 12, 24), 2, date(2026, 12, 29)),  # over Christmas and a weekend
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # into another year's holidays
        (date(2026, 10, 3), 0, date(2026, 10, 5)),  # zero: the next one that is open
        (date(2026, 10, 5), 0, date(2026, 10, 5)),
    ],
)
def test_business_days_are_counted_from_the_day_after(day, count, later):
    assert add_business_days(day, count) == later


def test_the_business_days_of_a_span_include_both_ends():
    days = business_days_between(date(2026, 10, 9), date(2026, 10, 14))
    assert days == [date(2026, 10, 9), date(2026, 10, 13), date(2026, 10, 14)]
    first = date(2026, 1, 1)
    assert business_days_between(first, first - timedelta(days=1)) == []


@pytest.mark.parametrize("months", [-13, -1, 0, 1, 6, 12, 84])
def test_months_are_added_to_many_days_as_to_one(months):
    days = [date(2023, 12, 25) + timedelta(days=count) for count in range(500)]
    later = add_months_to_days(np.array([day_number(day) for day in days]), months)
    assert [day_from_number(number) for number in later] == [
        add_months(day, months) for day in days
    ]
