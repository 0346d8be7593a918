"""By when a hearing is asked for, when an adverse action takes effect, what is not mailed."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.rules.childcare.notices import (
    NoticeTerms,
    earliest_effect_days,
    hearing_until_days,
    unmailed,
)
from posse.rules.errors import LawError
from posse.rules.guidance import guidance_for
from posse.rules.parameters import load_law
from posse.units.days import day_from_number, day_number, is_business_day

TERMS = NoticeTerms.from_law(load_law(), on=date(2026, 10, 1))
DAYS = st.dates(date(2024, 4, 1), date(2035, 12, 31))


def hearing_until(day):
    [found] = hearing_until_days(np.array([day_number(day)]), terms=TERMS)
    return day_from_number(int(found))


def earliest_effect(day, *, is_fraud_probable=False):
    [found] = earliest_effect_days(
        np.array([day_number(day)]), is_fraud_probable=np.array([is_fraud_probable]),
        terms=TERMS,
    )  # fmt: skip
    return day_from_number(int(found))


@pytest.mark.parametrize(
    ("notice", "until"),
    [
        (date(2026, 9, 29), date(2026, 10, 29)),
        (date(2026, 9, 30), date(2026, 10, 30)),
        # Ends on a Saturday, a Sunday and a Monday: all three end on the Monday.
        (date(2026, 10, 1), date(2026, 11, 2)),
        (date(2026, 10, 2), date(2026, 11, 2)),
        (date(2026, 10, 3), date(2026, 11, 2)),
        (date(2026, 10, 4), date(2026, 11, 3)),
        # Veterans Day.
        (date(2026, 10, 12), date(2026, 11, 12)),
    ],
)
@pytest.mark.cites("CC-402-G")
def test_a_hearing_can_be_asked_for_thirty_days_and_to_the_next_open_day(notice, until):
    assert hearing_until(notice) == until


@given(notice=DAYS)
def test_a_hearing_can_be_asked_for_thirty_days_at_least_and_until_an_open_day(notice):
    until = hearing_until(notice)
    assert until >= notice + timedelta(days=30)
    assert is_business_day(until)


@given(notice=DAYS)
@pytest.mark.cites("CC-1403-A", "CC-402-F")
def test_an_adverse_action_waits_ten_days_or_five_where_fraud_is_probable(notice):
    assert earliest_effect(notice) == notice + timedelta(days=10)
    short = earliest_effect(notice, is_fraud_probable=True)
    assert short == notice + timedelta(days=5)


def test_notices_of_both_sorts_are_counted_at_once():
    days = np.full(2, day_number(date(2026, 10, 1)))
    effect = earliest_effect_days(days, is_fraud_probable=np.array([False, True]), terms=TERMS)
    assert list(effect - days) == [10, 5]


@pytest.mark.cites("CC-1404-A", "CC-1404-A-1", "CC-1404-A-2")
@pytest.mark.parametrize(
    ("name", "cite"), [("mass_change", "CC-1404-A-1"), ("all_died_or_moved", "CC-1404-A-2")]
)
def test_two_circumstances_leave_the_notice_out_and_say_why(name, cite):
    found = unmailed(name, terms=TERMS)
    assert found is not None
    assert found.cites == (cite,)
    assert found.words


@pytest.mark.cites("CC-1404-A-3")
def test_an_increase_is_told_as_long_as_that_is_not_switched_off():
    assert unmailed("increase", terms=TERMS) is None


def test_a_circumstance_that_the_law_does_not_name_is_refused():
    with pytest.raises(LawError, match="the law names mass_change, all_died_or_moved"):
        unmailed("holiday", terms=TERMS)


@pytest.mark.cites("CC-1316-A", "CC-1403-A-1", "CC-1403-A-2.1", "CC-1403-A-2.2")
def test_people_are_told_what_to_do_before_a_notice_of_adverse_action_goes_out():
    assert guidance_for("end_child_care")[0].cites == ("CC-1316-A",)
    short = guidance_for("shorten_child_care_notice")
    assert [row.cites[-1] for row in short] == [
        "CC-1403-A-1", "CC-1403-A-2.1", "CC-1403-A-2.2",
    ]  # fmt: skip


@pytest.mark.cites("CC-1405-A-1", "CC-1601-C")
def test_people_are_told_how_to_ask_for_proof():
    rows = guidance_for("request_child_care_proof")
    assert [row.cites[0] for row in rows] == ["CC-1405-A-1", "CC-1601-C"]
