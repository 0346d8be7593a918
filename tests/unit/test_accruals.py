"""When terms fall due, as tables worked by hand from a calendar."""

from datetime import date

import polars as pl
import pytest

from posse.ledger.accruals import installments, monthly_cents
from posse.ledger.facts import TERMS
from posse.units.days import day_from_number

THROUGH = date(2024, 12, 31)


def terms(*rows):
    """Terms as (frequency, cents, first due, starts, ends)."""
    full = [
        (number, 1, "child_support", cents, frequency, first, starts, ends)
        for number, (frequency, cents, first, starts, ends) in enumerate(rows, start=1)
    ]
    return pl.DataFrame(full, schema=TERMS, orient="row")


def due_days(frequency, first, *, through=THROUGH, starts=None, ends=None):
    rows = installments(terms((frequency, 100, first, starts or first, ends)), through=through)
    return [day_from_number(number) for number in rows["day"].sort()]


def days_of(*texts):
    return [date.fromisoformat(text) for text in texts]


def test_a_monthly_term_of_the_31st_falls_due_on_each_months_last_day():
    assert due_days("monthly", date(2024, 1, 31), through=date(2024, 5, 31)) == days_of(
        "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"
    )


def test_a_month_without_the_29th_has_its_installment_on_the_28th():
    assert due_days("monthly", date(2024, 12, 29), through=date(2025, 3, 31)) == days_of(
        "2024-12-29", "2025-01-29", "2025-02-28", "2025-03-29"
    )


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        # Up to the 14th, the partner is a fortnight later; after it, a fortnight earlier.
        ("2024-01-01", ("2024-01-01", "2024-01-15", "2024-02-01", "2024-02-15")),
        ("2024-01-14", ("2024-01-14", "2024-01-28", "2024-02-14", "2024-02-28")),
        ("2024-01-15", ("2024-01-15", "2024-02-01", "2024-02-15")),
        ("2024-01-28", ("2024-01-28", "2024-02-14", "2024-02-28")),
        # The second of the pair never falls due before the first due date.
        ("2024-01-31", ("2024-01-31", "2024-02-17", "2024-02-29")),
        ("2024-02-29", ("2024-02-29",)),
    ],
)
def test_twice_a_month_is_a_day_and_the_day_a_fortnight_from_it(first, expected):
    days = due_days("semimonthly", date.fromisoformat(first), through=date(2024, 2, 29))
    assert days == days_of(*expected)


def test_twice_a_month_keeps_its_pair_after_a_short_month():
    days = due_days("semimonthly", date(2025, 1, 30), through=date(2025, 3, 31))
    assert days == days_of("2025-01-30", "2025-02-16", "2025-02-28", "2025-03-16", "2025-03-30")


def test_weeks_run_on_over_months_years_and_leap_days():
    assert due_days("weekly", date(2024, 2, 22), through=date(2024, 3, 7)) == days_of(
        "2024-02-22", "2024-02-29", "2024-03-07"
    )
    assert due_days("biweekly", date(2024, 12, 20), through=date(2025, 1, 31)) == days_of(
        "2024-12-20", "2025-01-03", "2025-01-17", "2025-01-31"
    )
    assert len(due_days("weekly", date(2024, 1, 1))) == 53


def test_what_is_owed_once_falls_due_once():
    assert due_days("once", date(2024, 6, 5)) == [date(2024, 6, 5)]


def test_the_last_day_of_a_term_and_of_the_span_still_count():
    first = date(2024, 1, 15)
    assert due_days("monthly", first, ends=date(2024, 3, 15))[-1] == date(2024, 3, 15)
    assert due_days("monthly", first, ends=date(2024, 3, 14))[-1] == date(2024, 2, 15)
    assert due_days("monthly", first, through=date(2024, 4, 15))[-1] == date(2024, 4, 15)


@pytest.mark.parametrize("frequency", ["monthly", "weekly", "biweekly", "semimonthly", "once"])
def test_nothing_falls_due_before_its_first_day_or_of_a_term_that_never_ran(frequency):
    first = date(2024, 6, 1)
    assert due_days(frequency, first, through=date(2024, 5, 31)) == []
    assert due_days(frequency, first, ends=date(2024, 5, 1)) == []


def test_a_term_that_replaces_another_keeps_its_due_days_but_not_its_earlier_installments():
    days = due_days(
        "weekly", date(2024, 1, 5), starts=date(2024, 1, 15), through=date(2024, 1, 31)
    )
    assert days == days_of("2024-01-19", "2024-01-26")


@pytest.mark.parametrize(
    ("frequency", "amount_cents", "month_cents"),
    [
        ("monthly", 40_000, 40_000),
        ("semimonthly", 15_000, 30_000),
        ("biweekly", 10_000, 21_667),  # 216.666...
        ("weekly", 10_000, 43_333),  # 433.333...
        ("biweekly", 3, 7),  # 6.5, half up
        ("weekly", 3, 13),
        ("once", 500_000, 0),
    ],
)
def test_a_month_of_each_frequency_is_rounded_once_half_up(
    frequency, amount_cents, month_cents
):
    first = date(2024, 1, 1)
    rows = terms((frequency, amount_cents, first, first, None))
    assert monthly_cents(rows).to_list() == [month_cents]
