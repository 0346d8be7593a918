"""Hours of authorized care against a plain count of minutes, and the seam of two providers."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.examples.authorization import WEEKDAYS, spans_of, time_of_day
from posse.rules.childcare.authorization.hours import (
    DAY,
    HOUR,
    WEEK,
    HourTerms,
    Spans,
    overlaps_full_day,
    self_employed_minutes,
    week_of,
)
from posse.rules.parameters import load_law
from posse.units.days import (
    add_business_days,
    anniversaries,
    day_from_number,
    day_number,
    next_business_days,
)

TERMS = HourTerms.from_law(load_law("wyoming"), on=date(2026, 3, 10))

entries = st.fixed_dictionaries({
    "adult": st.sampled_from(["p1", "p2"]),
    "activity": st.sampled_from(["employment", "private_study"]),
    "days": st.lists(st.sampled_from(WEEKDAYS), max_size=3, unique=True),
    "from": st.integers(0, 23).map("{:02}:00".format),
    "to": st.integers(0, 24).map("{:02}:00".format),
})  # fmt: skip


def counted_plainly(schedule) -> int:
    """The minutes of a week in which everybody named is busy, one minute after the other."""
    busy = {each["adult"]: set() for each in schedule}
    for each in schedule:
        start, end = time_of_day(each["from"]), time_of_day(each["to"])
        for day in each["days"]:
            first = WEEKDAYS.index(day) * DAY + start
            length = (end - start - 1) % DAY + 1
            if each["activity"] != "private_study":
                busy[each["adult"]] |= {(first + minute) % WEEK for minute in range(length)}
    return len(set.intersection(*busy.values())) if busy else 0


@given(st.lists(st.lists(entries, max_size=4), min_size=1, max_size=4))
@pytest.mark.cites("CC-701-C", "CC-200-need", "CC-1101-I-3")
def test_the_hours_of_many_families_are_those_in_which_nobody_is_free(schedules):
    spans, caretakers = spans_of(schedules)
    week = week_of(spans, caretakers=caretakers, terms=TERMS)
    assert week.day_minutes.sum(axis=1).tolist() == [counted_plainly(s) for s in schedules]


@pytest.mark.cites("CC-1101-H")
@pytest.mark.parametrize(
    ("first", "has_rate", "second", "meets"),
    [
        ((8, 13), True, (12, 14), True),
        ((8, 13), True, (13, 15), False),
        ((8, 13), True, (6, 8), False),
        ((8, 13), False, (12, 14), False),
        ((8, 12), True, (11, 14), False),
        ((8, 18), True, (10, 11), True),
    ],
)
def test_no_second_provider_lies_inside_a_full_day(*, first, has_rate, second, meets):
    hours = {
        "first_start": first[0],
        "first_end": first[1],
        "second_start": second[0],
        "second_end": second[1],
    }
    minutes = {name: np.array([each * HOUR]) for name, each in hours.items()}
    found = overlaps_full_day(**minutes, has_full_day_rate=np.array([has_rate]), terms=TERMS)
    assert found.tolist() == [meets]


@pytest.mark.cites("CC-1101-E")
def test_half_a_quarter_hour_is_rounded_up():
    # 7.25 an hour is 1.8125 a quarter, so an eighth of an hour is 0.90625.
    net_cents = np.array([90, 91, 0, -1])
    assert self_employed_minutes(net_cents, terms=TERMS).tolist() == [0, 15, 0, 0]


@pytest.mark.parametrize(("weekday", "start", "end"), [(7, 0, 60), (0, -1, 60), (0, 0, 1441)])
def test_a_time_that_does_not_exist_is_refused(weekday, start, end):
    one = {"unit": 0, "adult": 0, "weekday": weekday, "start": start, "end": end}
    spans = Spans(
        **{name: np.array([value]) for name, value in one.items()},
        is_class=np.array([False]),
        is_private_study=np.array([False]),
    )
    with pytest.raises(ValueError, match="lies between"):
        week_of(spans, caretakers=np.array([1]), terms=TERMS)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_business_days_of_arrays_are_those_of_single_days(day):
    found = next_business_days(np.array([day_number(day)]))
    assert day_from_number(int(found[0])) == add_business_days(day, 0)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_a_year_has_at_least_365_days_and_ends_on_the_same_day_of_the_year(day):
    [after] = anniversaries(np.array([day_number(day)]), months=12)
    end = day_from_number(int(after))
    assert (end - day).days >= 365
    assert (end.month, end.day) == (
        (3, 1) if (day.month, day.day) == (2, 29) else (day.month, day.day)
    )
