"""How pages and downloads write money, days and numbers that must not be shown in full."""

import csv
from datetime import date

import pytest

from posse.ledger.accounts import Account
from posse.services.pages.case_money import LedgerMonth
from posse.services.pages.masking import masked_record, masked_ssn
from posse.services.pages.receipt_money import Part
from posse.web.exports import csv_response
from posse.web.templatetags.money import (
    day,
    debit_or_credit,
    dollars,
    dollars_or_dash,
    lower_first,
    month,
    step_words,
    weekday,
)
from posse.web.templatetags.pictures import BAR_WIDTH, due_and_paid, segments, split_bar


def test_a_negative_amount_is_a_credit_in_words() -> None:
    assert dollars(-500) == "$5.00 credit"
    assert dollars(123_456) == "$1,234.56"
    assert dollars(None) == ""
    assert dollars_or_dash(0) == "\u2013"


def test_a_balance_says_on_which_side_it_stands() -> None:
    assert debit_or_credit(100) == "$1.00 debit"
    assert debit_or_credit(-100) == "$1.00 credit"
    assert debit_or_credit(0) == "$0.00"


def test_days_are_written_for_people() -> None:
    assert day(date(2026, 3, 9)) == "Mar 9, 2026"
    assert weekday(date(2026, 3, 9)) == "Mon, Mar 9, 2026"
    assert month(date(2026, 3, 9)) == "March 2026"
    assert (day(None), weekday(None), month(None)) == ("", "", "")


def test_words_inside_a_sentence_keep_their_abbreviations() -> None:
    assert lower_first("The SSN is not the one") == "the SSN is not the one"
    assert lower_first("IV-D") == "IV-D"
    assert lower_first("") == ""


def test_a_step_that_has_no_words_yet_shows_its_name() -> None:
    assert step_words("close") == "Closed the day and proved its balance"
    assert step_words("interest") == "interest"


def test_only_the_last_four_digits_of_a_number_are_shown() -> None:
    assert masked_ssn("900214321") == "***-**-4321"
    assert masked_ssn("") == ""
    masked = masked_record("DED*CS*C1*261001*50000*900214321*N*TESTERLPAT*56021")
    assert "900214321" not in masked
    assert "*****4321*" in masked
    assert "50000" in masked


@pytest.mark.parametrize("cell", ["=1+1", "+1-2", "-2+3", "@SUM(A1)", "\tx"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(cell) -> None:
    response = csv_response("x.csv", ["a"], [[cell]])
    assert list(csv.reader(response.content.decode().splitlines()))[1] == [f"'{cell}"]


def test_amounts_and_empty_cells_stay_as_they_are_in_a_download() -> None:
    response = csv_response("x.csv", ["a"], [["-5.00", None, "12.00", date(2026, 3, 9)]])
    row = list(csv.reader(response.content.decode().splitlines()))[1]
    assert row == ["-5.00", "", "12.00", "2026-03-09"]


def part(amount_cents: int, account: Account = Account.PAYABLE_FAMILY) -> Part:
    return Part(int(account), "To be paid to families", "C1", amount_cents)


@pytest.mark.parametrize("cents", [[1], [1, 1, 1], [33_333, 16_667, 1], [7, 0, 1_000_000]])
def test_the_parts_of_a_bar_fill_its_whole_width(cents) -> None:
    found = segments([part(amount) for amount in cents])
    assert sum(segment.width for segment in found) == BAR_WIDTH
    assert len(found) == sum(amount > 0 for amount in cents)
    assert [segment.letter for segment in found] == sorted(segment.letter for segment in found)


def test_the_bar_is_told_in_words_to_those_who_cannot_see_it() -> None:
    words = split_bar([part(100), part(50, Account.SUSPENSE)])["words"]
    assert words == "$1.00 To be paid to families; $0.50 To be paid to families"


def test_the_chart_shows_the_latest_twelve_months_oldest_first() -> None:
    months = [
        LedgerMonth(date(2026 - n // 12, 12 - n % 12, 1), 100, n, [], 0) for n in range(14)
    ]
    columns = due_and_paid(months)["columns"]
    assert len(columns) == 12
    assert columns[-1].month == months[0]
    assert all(0 <= c.due_top <= 80 and 0 <= c.paid_top <= 80 for c in columns)


def test_a_chart_of_nothing_is_empty() -> None:
    assert due_and_paid([])["columns"] == []
