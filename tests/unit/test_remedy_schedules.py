"""The runs of remedies: every two weeks, monthly, quarterly, in October, on business days."""

from datetime import date, timedelta

import pytest

from posse.rules.parameters import load_law
from posse.rules.support.remedies.register import Cycle, remedies
from posse.rules.support.remedies.schedules import (
    MATCH,
    NOTICE,
    SUBMIT,
    cycle_of,
    last_run,
    next_run,
    runs_due,
)
from posse.units.days import is_business_day

ON = date(2026, 11, 23)
REMEDIES = {each.name: each for each in remedies(load_law(), on=ON)}
YEAR = [date(2026, 1, 1) + timedelta(days=count) for count in range(365)]


def days_of(remedy, what, *, closed_days=()):
    """Every day of 2026 on which a remedy runs."""
    found = runs_of_the_year(closed_days)
    return [day for day, runs in found if (remedy, what) in runs]


def runs_of_the_year(closed_days):
    chosen = tuple(REMEDIES.values())
    return [
        (
            day,
            {
                (run.remedy, run.what)
                for run in runs_due(chosen, on=day, closed_days=closed_days)
            },
        )
        for day in YEAR
    ]


@pytest.mark.cites("CS-9.2-TOP-DIST-2")
def test_federal_file_goes_out_every_two_weeks_on_a_business_day():
    days = days_of("federal_tax_offset", SUBMIT)
    assert len(days) == 26
    assert all(is_business_day(day) for day in days)
    # Mondays, but for the holidays that fall on one: Equality, Presidents', Memorial and
    # Columbus Day.
    assert {day for day in days if day.weekday() != 0} == {
        date(2026, 1, 20),
        date(2026, 2, 17),
        date(2026, 5, 26),
        date(2026, 10, 13),
    }


@pytest.mark.cites("CS-9.2-MSFIDM-5", "CS-9.2-FIDM-3", "CS-9.2-UCP-1", "CS-9.2-CBR-1")
@pytest.mark.cites("CS-9.2-TOP-NOT-4")
def test_quarters_months_and_the_october_mailing_begin_on_their_first_business_day():
    quarter = [date(2026, 1, 2), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)]
    assert days_of("fidm", SUBMIT) == quarter
    assert days_of("msfidm", MATCH) == quarter
    assert days_of("unclaimed_property", MATCH) == quarter
    assert days_of("passport_denial", NOTICE) == [date(2026, 10, 1)]
    months = days_of("credit_bureau", SUBMIT)
    assert [day.month for day in months] == list(range(1, 13))
    assert months[1] == date(2026, 2, 2)


def test_office_closed_by_notice_moves_the_run_to_the_next_day():
    [moved] = days_of("federal_tax_offset", NOTICE, closed_days=[date(2026, 10, 1)])
    assert moved == date(2026, 10, 2)


def test_run_that_a_night_missed_is_the_last_one_still():
    cycle = cycle_of(REMEDIES["credit_bureau"], SUBMIT)
    assert last_run(cycle, on=date(2026, 11, 1)) == date(2026, 10, 1)
    assert last_run(cycle, on=date(2026, 11, 2)) == date(2026, 11, 2)
    assert next_run(cycle, on=date(2026, 11, 3)) == date(2026, 12, 1)
    assert cycle_of(REMEDIES["lien"], SUBMIT) is None


def test_run_before_the_first_of_its_cycle_is_none():
    cycle = Cycle("submit", "two_weeks", 1, 1, date(2026, 11, 23), ())
    assert last_run(cycle, on=date(2026, 11, 20)) is None
    assert next_run(cycle, on=date(2026, 11, 20)) == date(2026, 11, 23)


def test_every_cycle_has_a_last_run_and_a_next_one_around_any_day():
    for each in REMEDIES.values():
        for cycle in each.cycles:
            for day in YEAR[::7]:
                before, after = last_run(cycle, on=day), next_run(cycle, on=day)
                assert before is None or before <= day
                assert after >= day
                assert (before == day) == (after == day), (each.name, cycle.what, day)
