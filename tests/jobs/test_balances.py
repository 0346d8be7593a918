"""A day closes when its books add up and say what the facts say."""

from datetime import date

import pytest
from tests.builders import build_case
from tests.payments import (
    NEXT_DAY,
    RECEIVED_ON,
    night,
    payment,
    payment_file,
    put_in_inbox,
    start_run,
)

from posse.apps.books.models import ClosingBalance, Payable
from posse.apps.payments.models import Receipt
from posse.ledger.accounts import Account
from posse.services.books.balances import BooksDisagree, balance_report_for_day, do_close_day
from posse.services.business_dates import first_open_day, last_closed_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(tmp_path):
    """A closed day on which one family was paid and one payment was suspended."""
    put_in_inbox(
        tmp_path,
        payment_file(payment(build_case(), 30_000), payment(None, 2_500)),
        name="a.ach",
    )
    night(tmp_path)
    return tmp_path


def balances(on):
    return dict(
        ClosingBalance.objects.filter(business_date=on).values_list("account", "closing_cents")
    )


def test_closing_balances_add_up_to_zero(closed):
    kept = balances(RECEIVED_ON)
    assert sum(kept.values()) == 0
    assert (kept[Account.BANK], kept[Account.SUSPENSE]) == (2_500, -2_500)


def test_a_day_opens_with_the_close_of_the_one_before(closed):
    night(closed, NEXT_DAY)
    report = balance_report_for_day(NEXT_DAY)
    opening = {line.account: line.opening_cents for line in report.accounts}
    assert opening == balances(RECEIVED_ON)
    assert report.is_closed
    assert report.agrees


def test_the_report_says_what_came_and_went_and_what_waits(closed):
    report = balance_report_for_day(RECEIVED_ON)
    assert (report.receipts.count, report.receipts.amount_cents) == (2, 32_500)
    assert (report.disbursements.count, report.disbursements.amount_cents) == (1, 30_000)
    assert [(line.reason, line.age) for line in report.suspense] == [
        ("unknown_remittance_id", "up to 2 days")
    ]
    assert report.unpaid == ()
    assert report.waiting_cents == 2_500


def test_suspense_of_an_earlier_day_is_told_as_it_was_known_then(closed):
    night(closed, NEXT_DAY)
    assert balance_report_for_day(RECEIVED_ON).suspense[0].count == 1
    assert balance_report_for_day(RECEIVED_ON).unpaid is None
    assert balance_report_for_day(date(2026, 9, 30)).suspense == ()


def test_books_that_lack_a_receipt_do_not_close(closed):
    Receipt.objects.create(
        source="voluntary",
        amount_cents=100,
        effective_on=NEXT_DAY,
        recorded_on=NEXT_DAY,
        recorded_by="test",
        suspense_reason="no_obligor",
    )
    with pytest.raises(BooksDisagree, match="The bank holds what was received"):
        do_close_day(on=NEXT_DAY, run=start_run(NEXT_DAY))
    assert last_closed_day() == RECEIVED_ON


def test_payables_that_the_books_do_not_know_keep_the_day_open(closed):
    case = build_case()
    Payable.objects.create(
        receipt=Receipt.objects.earliest("id"),
        case=case,
        account=300,
        amount_cents=1,
        release_on=NEXT_DAY,
    )
    with pytest.raises(BooksDisagree, match="await payment"):
        do_close_day(on=NEXT_DAY, run=start_run(NEXT_DAY))


def test_what_is_learned_after_the_close_belongs_to_the_next_open_day(closed):
    assert first_open_day(today=RECEIVED_ON) == NEXT_DAY
    assert first_open_day(today=date(2026, 10, 4)) == date(2026, 10, 4)
    # The days after a Friday's close begin with Monday.
    night(closed, NEXT_DAY)
    assert first_open_day(today=RECEIVED_ON) == date(2026, 10, 5)


def test_the_report_for_a_program_holds_money_as_text(closed):
    report = balance_report_for_day(RECEIVED_ON).to_json()
    bank = next(line for line in report["accounts"] if line["account"] == 100)
    assert bank["closing"] == "25.00"
    assert report["total"] == "0.00"


def test_money_of_a_rejected_record_is_told_though_it_is_not_in_the_books(tmp_path):
    case = build_case()
    bad = payment(case, 10_000_001)
    put_in_inbox(tmp_path, payment_file(payment(case, 30_000), bad), name="a.ach")
    night(tmp_path)
    report = balance_report_for_day(RECEIVED_ON)
    assert (report.receipts.amount_cents, report.agrees) == (30_000, True)
    assert (report.not_booked.count, report.not_booked.amount_cents) == (1, 10_000_001)
