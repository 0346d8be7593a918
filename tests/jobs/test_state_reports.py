"""Accounts for the State: every cent that came in is told, by why it waits or where it went."""

from datetime import date, timedelta

import pytest
from tests.builders import build_case
from tests.payments import RECEIVED_ON, night, payment, payment_file, put_in_inbox

from posse.services.reports.ocse34 import ocse34_for_quarter, quarter_days, quarter_of
from posse.services.reports.retained import retained_between
from posse.services.reports.undistributed import band_words, undistributed_on


@pytest.fixture
def closed(tmp_path, db):
    """A closed day on which one family was paid and one payment was suspended."""
    put_in_inbox(
        tmp_path,
        payment_file(payment(build_case(), 30_000), payment(None, 2_500)),
        name="a.ach",
    )
    night(tmp_path)


def totals(report):
    return {line.line: sum(line.cents.values()) for line in report.lines if line.cents}


def test_what_waits_adds_up_to_the_accounts(closed):
    report = undistributed_on(RECEIVED_ON)
    assert [(line.kind, line.age, line.amount_cents) for line in report.lines] == [
        ("suspense", "up to 2 days", 2_500)
    ]
    assert (report.books_cents, report.difference_cents) == (2_500, 0)
    assert report.receivable_cents == 0


def test_before_the_first_receipt_nothing_waits(closed):
    assert undistributed_on(RECEIVED_ON - timedelta(days=1)).lines == ()


@pytest.mark.cites("45 CFR 302.15")
def test_the_quarter_adds_up_by_the_rules_of_the_form(closed):
    report = ocse34_for_quarter(quarter_of(RECEIVED_ON))
    told = totals(report)
    assert (told["1"], told["2"], told["8"]) == (0, 32_500, 30_000)
    assert told["6"] == told["1"] + told["2"] + told["3"]
    assert told["9"] == told["6"] - told["8"] == report.books_cents == 2_500
    assert report.difference_cents == 0
    gross = next(line for line in report.lines if line.line == "9")
    assert gross.cents == {"A": 0, "B": 0, "C": 0, "D": 0, "E": 0, "F": 0, "": 2_500}
    paid = next(line for line in report.lines if line.line == "7d")
    assert paid.cents["F"] == 30_000


def test_the_next_quarter_opens_with_the_net_of_the_last(closed):
    _, ends_on = quarter_days(quarter_of(RECEIVED_ON))
    following = ocse34_for_quarter(quarter_of(ends_on + timedelta(days=1)))
    assert totals(following)["1"] == totals(ocse34_for_quarter(quarter_of(RECEIVED_ON)))["9b"]
    assert totals(following)["2"] == 0


def test_a_line_that_the_books_cannot_fill_says_why_and_has_no_number(closed):
    lines = {line.line: line for line in ocse34_for_quarter("2026-Q4").lines}
    assert lines["4"].cents is None
    assert lines["4"].refusal
    assert lines["9a"].refusal
    assert lines["6"].sure == "unverified"


@pytest.mark.cites("42 USC 657(a)(6)", "45 CFR 302.15")
def test_what_is_passed_through_is_told_apart_from_what_else_families_are_paid(
    settings, tmp_path, db
):
    settings.POSSE_PROFILE = "pass_through_100_200"
    month = date(2026, 9, 1)
    family = build_case(assistance=(month, None, [(month, 50_000)]))
    other = build_case()
    payments = payment_file(payment(family, 30_000), payment(other, 20_000))
    put_in_inbox(tmp_path, payments, name="a.ach")
    night(tmp_path)
    lines = {line.line: line.cents for line in ocse34_for_quarter("2026-Q4").lines}
    # One child: the first 100 dollars of the month go to the family, the rest stays.
    assert (lines["7a"]["A"], lines["7d"]["A"]) == (10_000, 0)
    assert (lines["7a"]["F"], lines["7d"]["F"]) == (0, 20_000)
    assert totals(ocse34_for_quarter("2026-Q4"))["8"] == sum(
        sum(lines[line].values()) for line in ("7a", "7b", "7c", "7d", "7e")
    )


def test_of_a_family_that_never_had_assistance_the_state_keeps_nothing(closed):
    report = retained_between(*quarter_days("2026-Q4"))
    assert report.lines == ()
    assert report.share_sure == "unverified"


@pytest.mark.parametrize("text", ["2026", "2026-Q5", "26-Q1", "2026-q1", ""])
def test_a_quarter_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="no quarter"):
        quarter_days(text)


def test_a_quarter_ends_on_the_last_day_of_its_third_month():
    assert quarter_days("2026-Q4") == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarter_days("2028-Q1") == (date(2028, 1, 1), date(2028, 3, 31))


def test_ages_run_from_the_day_after_the_band_before():
    assert band_words([2, 30]) == ["up to 2 days", "3 to 30 days", "more than 30 days"]
