"""A month closes with its last business day and carries every account on."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests.builders import build_case
from tests.payments import night, payment, payment_file, put_in_inbox, start_run

from posse.apps.books.models import ClosingBalance, MonthClose
from posse.ledger.accounts import Account
from posse.services.books.months import (
    do_close_complete_months,
    do_close_month,
    month_lines,
    refusal_of_month,
)

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
LAST_OF_OCTOBER, LAST_OF_NOVEMBER = date(2026, 10, 30), date(2026, 11, 30)


@pytest.fixture
def october(tmp_path):
    """A closed month, with one family paid and one payment in suspense."""
    put_in_inbox(
        tmp_path,
        payment_file(payment(build_case(), 30_000), payment(None, 2_500)),
        name="a.ach",
    )
    night(tmp_path)
    night(tmp_path, LAST_OF_OCTOBER)
    return tmp_path


def closings(month):
    return {line.account: line.closing_cents for line in month_lines(month)}


def test_the_night_of_the_last_business_day_closes_the_month(october):
    kept = closings(OCTOBER)
    assert sum(kept.values()) == 0
    assert (kept[Account.BANK], kept[Account.SUSPENSE]) == (2_500, -2_500)
    bank = next(line for line in month_lines(OCTOBER) if line.account == Account.BANK)
    assert (bank.opening_cents, bank.debit_cents, bank.credit_cents) == (0, 32_500, 30_000)


def test_a_month_is_carried_forward_and_closed_only_once(october):
    night(october, LAST_OF_NOVEMBER)
    openings = {line.account: line.opening_cents for line in month_lines(NOVEMBER)}
    left = closings(OCTOBER)
    assert {account: openings[account] for account in left} == left
    rows = MonthClose.objects.count()
    assert do_close_month(OCTOBER, run=start_run()) == 0
    assert do_close_complete_months(run=start_run()) == []
    assert MonthClose.objects.count() == rows


def test_a_month_with_a_day_to_come_is_refused_by_name_of_the_day(october):
    night(october, date(2026, 11, 2))
    assert refusal_of_month(NOVEMBER) == "2026-11-03 is still to be closed in November 2026."
    with pytest.raises(ValueError, match="2026-11-03 is still to be closed"):
        do_close_month(NOVEMBER, run=start_run())
    assert month_lines(NOVEMBER) == []


def test_a_month_without_a_closed_day_is_refused(october):
    assert refusal_of_month(date(2026, 9, 1)) == "No business date of September 2026 is closed."


def test_a_closed_month_is_not_changed_by_what_is_learned_later(october):
    before = closings(OCTOBER)
    put_in_inbox(
        october,
        payment_file(payment(None, 7_700)),
        name="late.ach",
        on=date(2026, 11, 2),
    )
    night(october, date(2026, 11, 2))
    assert closings(OCTOBER) == before
    newest = ClosingBalance.objects.get(
        business_date=date(2026, 11, 2), account=Account.SUSPENSE
    )
    assert newest.closing_cents == before[Account.SUSPENSE] - 7_700


def test_the_database_keeps_a_closed_month(october):
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        MonthClose.objects.update(closing_cents=0)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO books_monthclose (month, closed_on, account, opening_cents,"
            " debit_cents, credit_cents, closing_cents, run_id)"
            " SELECT '2027-01-01', closed_on, account, 1, 0, 0, 0, run_id"
            " FROM books_monthclose LIMIT 1"
        )
