"""A payment is posted by hand: from the counter, or for a record that was rejected."""

from datetime import date

import pytest
from tests.builders import build_case
from tests.money_facts import RECEIVED_ON, post
from tests.payments import NEXT_DAY, payment, payment_file, receive

from posse.apps.books.models import Refold
from posse.apps.payments.models import FileFinding, Hold, Receipt
from posse.services.books.balances import balance_report_for_day

pytestmark = pytest.mark.django_db

INT32_CENTS_MAX = 2**31 - 1


def test_a_payment_by_hand_is_the_obligors_and_says_how_it_came():
    case = build_case()
    Refold.objects.all().delete()
    receipt = post(case, note="A check by mail", withheld_on=date(2026, 9, 29))
    assert (receipt.obligor, receipt.case, receipt.suspense_reason) == (case.obligor, case, "")
    assert (receipt.note, receipt.file) == ("A check by mail", None)
    assert Refold.objects.filter(obligor=case.obligor).exists()
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount_cents": 0}, "at least"),
        ({"amount_cents": 100_000_001}, r"more than \$1,000,000.00"),
        ({"amount_cents": INT32_CENTS_MAX + 1}, r"more than \$1,000,000.00"),
        ({"collected_on": NEXT_DAY}, "today 2026-10-01 lies before the day of collection"),
        ({"collected_on": date(1990, 1, 2)}, "nothing is known of the law on 1990-01-02"),
        ({"withheld_on": NEXT_DAY}, "lies before the withholding"),
        ({"notice_on": NEXT_DAY}, "lies before the notice"),
        ({"note": " "}, "say in a note how"),
        ({"source": "lottery"}, "not a valid Source"),
        ({"is_joint_return": True}, "only a federal tax refund"),
    ],
)
def test_a_payment_that_cannot_be_meant_is_refused_in_words(changes, words):
    case = build_case()
    with pytest.raises(ValueError, match=words):
        post(case, **changes)
    assert not Receipt.objects.exists()


def test_the_largest_payment_by_hand_is_posted():
    assert post(build_case(), 100_000_000).amount_cents == 100_000_000


def test_nobody_is_credited_in_a_case_without_an_obligor():
    with pytest.raises(ValueError, match="no identified noncustodial parent"):
        post(build_case(has_obligor=False))


def rejected_record(case):
    """A file of which the second record brings one cent more than it names."""
    unequal = {**payment(case, 19_999), "amount_cents": 20_000}
    receive(payment_file(payment(case, 30_000), unequal))
    return FileFinding.objects.get(is_fatal=False)


def test_a_rejected_record_is_put_right_by_hand_and_names_file_and_line():
    case = build_case()
    finding = rejected_record(case)
    assert balance_report_for_day(RECEIVED_ON).not_booked.amount_cents == 20_000
    receipt = post(case, 20_000, finding=finding, note="The employer confirmed the amount")
    assert receipt.note == (f"test.ach, line {finding.line}: The employer confirmed the amount")
    assert (receipt.file, receipt.line) == (finding.file, finding.line)
    assert balance_report_for_day(RECEIVED_ON).not_booked.amount_cents == 0


def test_a_rejected_record_is_put_right_once_for_a_case():
    case = build_case()
    finding = rejected_record(case)
    post(case, 12_000, finding=finding)
    with pytest.raises(ValueError, match="was posted by hand for case"):
        post(case, 8_000, finding=finding)
    other = build_case()
    assert post(other, 8_000, finding=finding).segment == 2
