"""The page of a receipt: what can still be done with its money, and where the money is."""

import re
from datetime import date

import pytest

from posse.apps.payments.models import Receipt
from posse.services.money_in.reversing import do_reverse_receipt

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def take_back(receipt: int, *, amount_cents: int | None = None) -> None:
    do_reverse_receipt(
        receipt=Receipt.objects.get(pk=receipt),
        reason="bounced",
        amount_cents=amount_cents,
        note="The bank says so.",
        on=date(2026, 10, 5),
        by="test",
    )


def test_a_receipt_taken_back_in_full_offers_nothing_more(office, clerk) -> None:
    address = f"/receipts/{office.identified}/"
    assert "Take the receipt back" in text_of(clerk.get(address))
    take_back(office.identified)
    page = text_of(clerk.get(address))
    assert "Take the receipt back" not in page
    assert "Hold the receipt" not in page
    assert "Nothing is left of this receipt" in page
    act = clerk.get(f"{address}acts/reverse/")
    assert "Nothing is left of this receipt." in text_of(act)
    assert 'name="amount_cents"' not in act.content.decode()


def test_a_receipt_taken_back_in_part_can_still_be_taken_back(office, clerk) -> None:
    take_back(office.identified, amount_cents=20_000)
    assert "Take the receipt back" in text_of(clerk.get(f"/receipts/{office.identified}/"))


def test_what_was_paid_is_told_as_paid(office, clerk) -> None:
    page = text_of(clerk.get(f"/receipts/{office.identified}/"))
    assert "Paid to families" in page
    assert "To be paid to families" not in page
