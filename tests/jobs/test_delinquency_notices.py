"""A parent is told of delinquency with the amount, the last day to contest, and two grounds."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.unit.test_payment_record_page import text_of
from tests.withheld import fold

from posse.services.withholding.delinquency import contest_by, do_tell_of_delinquency

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 6)


@pytest.fixture
def case():
    found = build_case(arrears={"never_assigned": 65_000}, arrears_payment_cents=5_000)
    fold(found, through=ON)
    return found


def text(letter):
    return text_of(bytes(letter.stored.content)).replace("\n", " ")


@pytest.mark.cites("CS-IRG-G10")
@pytest.mark.parametrize(
    ("served_on", "last_day"),
    [
        (date(2026, 10, 2), date(2026, 10, 22)),
        # Twenty days later is a Saturday, a Sunday, a Monday.
        (date(2026, 10, 4), date(2026, 10, 26)),
        (date(2026, 10, 5), date(2026, 10, 26)),
        (date(2026, 10, 6), date(2026, 10, 26)),
        (date(2026, 10, 7), date(2026, 10, 27)),
    ],
)
def test_the_last_day_is_twenty_days_after_service_or_the_next_business_day(
    served_on, last_day
):
    assert contest_by(served_on=served_on) == last_day


@pytest.mark.cites("CS-IRG-G10", "CS-IRG-G10-b")
def test_the_parent_reads_what_is_owed_and_until_when_it_can_be_contested(case):
    letter = do_tell_of_delinquency(case=case, on=ON, by=BY)
    told = text(letter)
    assert letter.participant_id == case.obligor_id
    for each in (
        "You owe $650.00 in past-due support.",
        "We will ask for $450.00 of each month's income",
        # By post: three days, then twenty.
        "until October 29, 2026",
        "within 20 days after you got this notice",
        "Laramie County",
        "within 5 days after you file",
        "within 45 days",
    ):
        assert each in told, each


def test_a_notice_served_by_hand_counts_from_that_day(case):
    letter = do_tell_of_delinquency(case=case, on=ON, by=BY, served_on=ON)
    assert "until October 26, 2026" in text(letter)


def test_no_notice_twice_a_day_nor_served_before_it_was_written(case):
    with pytest.raises(ValueError, match="or later"):
        do_tell_of_delinquency(case=case, on=ON, by=BY, served_on=ON - timedelta(days=1))
    do_tell_of_delinquency(case=case, on=ON, by=BY)
    with pytest.raises(ValueError, match="today already"):
        do_tell_of_delinquency(case=case, on=ON, by=BY)


def test_nobody_is_told_of_a_delinquency_that_is_none():
    paid_up = build_case(monthly_cents=None)
    fold(paid_up, through=ON)
    with pytest.raises(ValueError, match="no support is past due"):
        do_tell_of_delinquency(case=paid_up, on=ON, by=BY)


def test_a_case_without_a_paying_parent_has_nobody_to_tell():
    with pytest.raises(ValueError, match="no paying parent"):
        do_tell_of_delinquency(case=build_case(has_obligor=False), on=ON, by=BY)
