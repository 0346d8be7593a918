"""Time frames: each clock, the law of the event's day, and rules that cannot be counted."""

from datetime import date, timedelta

import numpy as np
import pytest

from posse.rules.errors import BeforeFirstDate, OpenEndedDeadline, UnknownParameter
from posse.rules.parameters import load_law
from posse.rules.support.deadlines import deadlines, time_frame_keys
from posse.units.days import add_business_days, add_months, day_from_number, day_number

LAW = load_law("wyoming")


def due(rule: str, event: date, **more) -> date:
    found = deadlines([rule], np.array([day_number(event)]), law=LAW, **more)
    return day_from_number(found.due_days[0])


@pytest.mark.cites("CS-17-TF-1")
def test_every_federal_time_frame_is_in_the_law_files():
    assert len(time_frame_keys(LAW)) == 75


def test_every_numbered_time_frame_gives_a_day_not_before_its_event():
    event = date(2026, 3, 10)
    for rule, key in time_frame_keys(LAW).items():
        if LAW.value(key, on=event).clock != "open":
            assert due(rule, event) >= event, rule


@pytest.mark.parametrize("rule", ["TF108", "TF112"])
def test_time_frame_without_a_number_is_refused(rule):
    with pytest.raises(OpenEndedDeadline, match=rf"{rule}.*no number to count"):
        due(rule, date(2026, 3, 10))


def test_unknown_rule_is_refused():
    with pytest.raises(UnknownParameter, match="TF999"):
        due("TF999", date(2026, 3, 10))


def test_event_before_the_rule_was_made_is_refused():
    with pytest.raises(BeforeFirstDate, match="1975-01-01"):
        due("TF005", date(1975, 1, 1))


def test_no_events_give_no_deadlines():
    found = deadlines([], np.array([], dtype=np.int64), law=LAW)
    assert found.due_days.size == found.clocks.size == 0


@pytest.mark.cites("42 USC 654b(d)")
def test_business_days_agree_with_counting_one_by_one():
    """Every day of three years, each counted by the array code and by the plain loop."""
    events = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(3 * 365)]
    numbers = np.array([day_number(event) for event in events])
    for rule, count in (("TF100", 2), ("TF044", 7), ("TF080", 30)):
        found = deadlines([rule] * len(events), numbers, law=LAW)
        plain = [day_number(add_business_days(event, count)) for event in events]
        assert found.due_days.tolist() == plain
        assert set(found.clocks) == {"business"}


def test_months_agree_with_counting_one_by_one():
    events = [date(2027, 1, 1) + timedelta(days=offset) for offset in range(2 * 365)]
    numbers = np.array([day_number(event) for event in events])
    for rule, count in (("TF022", 6), ("TF011", 3), ("TF074", 36)):
        found = deadlines([rule] * len(events), numbers, law=LAW)
        plain = [day_number(add_months(event, count)) for event in events]
        assert found.due_days.tolist() == plain


def test_day_closed_by_notice_is_no_business_day():
    received, closed = date(2026, 3, 10), date(2026, 3, 11)
    assert due("TF100", received) == date(2026, 3, 12)
    assert due("TF100", received, closed_days=[closed]) == date(2026, 3, 13)


@pytest.mark.cites("45 CFR 302.32(b)(3)(i)")
@pytest.mark.parametrize(
    ("rule", "parameter"),
    [
        ("TF100", "business_days_to_disburse"),
        ("TF095", "business_days_to_forward_to_initiating_agency"),
        ("TF101", "business_days_after_month_end_current_assistance"),
        ("TF104", "business_days_after_month_end_foster_agency"),
        ("TF105", "calendar_days_to_disburse_federal_offset"),
        ("TF106", "calendar_days_to_disburse_after_appeal"),
        ("TF107", "joint_refund_hold_months"),
    ],
)
def test_time_frames_and_disbursement_limits_are_the_same_numbers(rule, parameter):
    on = date(2026, 3, 10)
    frame = LAW.value(time_frame_keys(LAW)[rule], on=on)
    assert LAW.value(f"support.disbursement.{parameter}", on=on) == frame.limit
