"""A direct deposit that comes back ends its payment once; its money waits for a good way."""

import pytest
from django.db.models import Sum
from tests.builders import BY, build_case, give_account
from tests.files.ach_files import ADDENDA_LINE, ENTRY_LINE, resealed, with_text
from tests.jobs.test_instruments import (
    NEXT_DAY,
    RECEIVED_ON,
    THIRD_DAY,
    hindrances,
    pay,
    proofs_hold,
)
from tests.payments import night, payment, payment_file, put_in_inbox

from posse.apps.books.models import Payable, Posting
from posse.apps.instruments.models import DisbursementEvent
from posse.apps.payments.models import Disbursement
from posse.ledger.accounts import Account
from posse.services.books.balances import balance_report_for_day
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.money_out.returned_deposits import open_returns_for_office
from posse.services.register.cards import do_enrol_card

pytestmark = pytest.mark.django_db


def return_file(case, sent, *, amount_cents=None, code="R03"):
    """The bank's return of a direct deposit."""
    content = payment_file(payment(case, amount_cents or sent.amount_cents))
    content = with_text(content, ENTRY_LINE, 2, text="21")
    addenda = f"799{code}{sent.trace_number}      12345678".ljust(79) + "123456780000001"
    return resealed(with_text(content, ADDENDA_LINE, 1, text=addenda))


def return_night(home, content, *, on=NEXT_DAY, name="returns.ach"):
    put_in_inbox(home, content, on=on, name=name)
    return night(home, on)


@pytest.fixture
def deposit(tmp_path):
    """A case and its direct deposit of $100.00, made by the first night."""
    case = build_case()
    pay(tmp_path, payment(case, 10_000))
    return case, Disbursement.objects.get()


@pytest.mark.cites("45 CFR 302.32(b)(3)(i)")
def test_a_returned_deposit_is_payable_again_and_waits_for_a_good_account(tmp_path, deposit):
    case, sent = deposit
    return_night(tmp_path, return_file(case, sent))
    event = sent.events.get()
    assert (event.kind, event.note) == ("returned", "Return code R03")
    assert hindrances(NEXT_DAY) == ["returned_payment"]
    report = balance_report_for_day(NEXT_DAY)
    assert report.not_booked.count == 0
    assert proofs_hold(NEXT_DAY)
    give_account(case.obligee, on=THIRD_DAY)
    night(tmp_path, THIRD_DAY)
    again = Disbursement.objects.latest("id")
    assert (again.recorded_on, again.amount_cents) == (THIRD_DAY, 10_000)
    assert not Payable.objects.exists()
    assert proofs_hold(THIRD_DAY)


def test_later_money_of_the_payee_waits_too_while_the_account_is_bad(tmp_path, deposit):
    case, sent = deposit
    return_night(tmp_path, return_file(case, sent))
    pay(tmp_path, payment(case, 5_000), on=THIRD_DAY, name="later.ach")
    assert Disbursement.objects.count() == 1
    assert hindrances(THIRD_DAY) == ["returned_payment", "returned_payment"]


def test_another_card_or_account_than_the_bad_one_is_paid_at_once(tmp_path, deposit):
    case, sent = deposit
    do_enrol_card(participant=case.obligee, reference="DEMO-9", on=NEXT_DAY, by=BY)
    return_night(tmp_path, return_file(case, sent))
    assert Disbursement.objects.latest("id").method == "debit_card"


def test_an_entry_that_is_returned_twice_comes_back_once(tmp_path, deposit):
    case, sent = deposit
    return_night(tmp_path, return_file(case, sent))
    return_night(tmp_path, return_file(case, sent, code="R02"), on=THIRD_DAY)
    assert DisbursementEvent.objects.count() == 1
    [left] = open_returns_for_office(on=THIRD_DAY)
    assert (left.reason, left.return_code, left.amount_cents) == ("ended", "R02", 10_000)
    assert balance_report_for_day(THIRD_DAY).not_booked.amount_cents == 10_000


def test_two_returns_of_one_deposit_in_one_night_come_back_once(tmp_path, deposit):
    case, sent = deposit
    put_in_inbox(tmp_path, return_file(case, sent), on=NEXT_DAY, name="a.ach")
    return_night(tmp_path, return_file(case, sent, code="R02"), name="b.ach")
    assert DisbursementEvent.objects.count() == 1
    assert [left.reason for left in open_returns_for_office(on=NEXT_DAY)] == ["ended"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"amount_cents": 9_999}, "other_amount"), ({"trace": "123456789999999"}, "no_payment")],
)
def test_a_return_that_fits_no_payment_waits_for_somebody(
    tmp_path, deposit, *, changes, reason
):
    case, sent = deposit
    sent.trace_number = changes.get("trace", sent.trace_number)
    content = return_file(case, sent, amount_cents=changes.get("amount_cents"))
    return_night(tmp_path, content)
    assert not DisbursementEvent.objects.exists()
    assert [left.reason for left in open_returns_for_office(on=NEXT_DAY)] == [reason]


def test_a_return_ends_the_payment_of_its_own_day_though_every_day_has_a_first(tmp_path):
    case = build_case()
    pay(tmp_path, payment(case, 10_000))
    other = payment(case, 10_000, collected_on=RECEIVED_ON)
    pay(tmp_path, other, on=NEXT_DAY, name="second.ach")
    first, second = Disbursement.objects.order_by("id")
    assert first.trace_number != second.trace_number
    return_night(tmp_path, return_file(case, first), on=THIRD_DAY)
    assert DisbursementEvent.objects.get().disbursement == first


def test_money_that_comes_back_settles_first_what_was_paid_too_much(tmp_path, deposit):
    case, sent = deposit
    do_reverse_receipt(
        receipt=sent.lines.get().receipt, reason="bounced", amount_cents=4_000,
        note="Part of the check was not covered", on=NEXT_DAY, by=BY,
    )  # fmt: skip
    night(tmp_path, NEXT_DAY)
    assert balance_of(Account.RECEIVABLE_FROM_PAYEE) == 4_000
    return_night(tmp_path, return_file(case, sent), on=THIRD_DAY)
    assert balance_of(Account.RECEIVABLE_FROM_PAYEE) == 0
    assert sum(Payable.objects.values_list("amount_cents", flat=True)) == 6_000
    assert proofs_hold(THIRD_DAY)


def balance_of(account):
    """Debits less credits of an account, in cents."""
    rows = Posting.objects.all()
    debits = rows.filter(debit=account).aggregate(cents=Sum("amount_cents"))["cents"] or 0
    return debits - (
        rows.filter(credit=account).aggregate(cents=Sum("amount_cents"))["cents"] or 0
    )
