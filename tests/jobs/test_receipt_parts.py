"""Where the money of a receipt is: sent, waiting, on hold, kept, or taken back."""

from datetime import date

import pytest
from tests.builders import build_case, give_address
from tests.payments import NEXT_DAY, RECEIVED_ON, night, payment, payment_file, put_in_inbox

from posse.apps.payments.models import Disbursement, Receipt
from posse.services.money_in.holds import do_hold_payee, do_hold_receipt, do_release_hold
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.money_out.life import do_act
from posse.services.pages.receipt_money import (
    is_anything_left,
    parts_for_receipt,
    waiting_for_receipt,
)

pytestmark = pytest.mark.django_db

THIRD_DAY = date(2026, 10, 5)
TOLD = {"note": "Told on the telephone.", "by": "kit"}


def pay(home, case, *, on=RECEIVED_ON) -> Receipt:
    put_in_inbox(home, payment_file(payment(case, 10_000)), on=on, name="pay.ach")
    night(home, on)
    return Receipt.objects.get()


def parts(receipt: Receipt) -> list[tuple[str, int]]:
    return [(part.words, part.amount_cents) for part in parts_for_receipt(receipt.pk)]


def test_what_was_sent_is_called_paid(tmp_path):
    receipt = pay(tmp_path, build_case())
    assert parts(receipt) == [("Paid to families", 10_000)]
    assert waiting_for_receipt(receipt.pk) == []


def test_what_nobody_can_be_paid_waits(tmp_path):
    receipt = pay(tmp_path, build_case(with_account=False))
    assert parts(receipt) == [("To be paid to families, waiting", 10_000)]


def test_what_is_on_hold_says_why_and_is_paid_once_released(tmp_path):
    case = build_case()
    hold = do_hold_payee(
        participant=case.obligee, reason="unknown_address", on=RECEIVED_ON, **TOLD
    )
    receipt = pay(tmp_path, case)
    ((words, cents),) = parts(receipt)
    assert cents == 10_000
    assert words.startswith("To be paid to families, on hold: ")
    assert [each.hold_words for each in waiting_for_receipt(receipt.pk)] == [
        str(hold.get_reason_display())
    ]
    do_release_hold(hold=hold, trigger="review_decided", on=NEXT_DAY, **TOLD)
    assert parts(receipt) == [("To be paid to families, waiting", 10_000)]
    night(tmp_path, NEXT_DAY)
    assert parts(receipt) == [("Paid to families", 10_000)]


def test_a_hold_of_the_receipt_tells_what_is_held_from_what_was_sent(tmp_path):
    case = build_case(with_account=False)
    receipt = pay(tmp_path, case)
    do_hold_receipt(receipt=receipt, reason="other", on=NEXT_DAY, **TOLD)
    assert "on hold" in parts(receipt)[0][0]


def test_what_came_back_waits_again(tmp_path):
    receipt = pay(tmp_path, build_case())
    sent = Disbursement.objects.get()
    do_act(disbursement=sent, kind="returned", on=NEXT_DAY, **TOLD)
    assert parts(receipt) == [("To be paid to families, waiting", 10_000)]


def test_the_state_s_share_is_told_as_kept_once_it_was_sent(tmp_path):
    grants = [(date(2024, 1, 1), 50_000)]
    case = build_case(
        monthly_cents=None,
        arrears={"permanently_assigned": 50_000},
        assistance=(date(2024, 1, 1), date(2024, 6, 30), grants),
    )
    receipt = pay(tmp_path, case)
    assert parts(receipt) == [("Kept by the State for assistance paid", 10_000)]


def test_of_a_receipt_taken_back_nothing_is_left(tmp_path):
    case = build_case(with_account=False)
    give_address(case.obligee)
    receipt = pay(tmp_path, case)
    assert is_anything_left(receipt)
    do_reverse_receipt(receipt=receipt, reason="bounced", on=NEXT_DAY, **TOLD)
    assert not is_anything_left(Receipt.objects.get())
    night(tmp_path, NEXT_DAY)
    assert parts(receipt) == []
