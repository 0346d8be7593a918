"""A receipt is taken back from whoever has it, once, and never more than there is."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.builders import BY, build_case
from tests.money_facts import RECEIVED_ON, facts_of, offset, post
from tests.payments import NEXT_DAY, payment, payment_file, receive

from posse.apps.books.models import Refold
from posse.apps.payments.models import Identification, Receipt, Reversal
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.money_in.suspense import (
    CannotIdentify,
    do_identify_receipt,
    suspense_for_office,
)

pytestmark = pytest.mark.django_db


def reverse(receipt, *, reason="bounced", on=NEXT_DAY, **more):
    words = {"note": "The bank returned it", "by": BY, **more}
    return do_reverse_receipt(receipt=receipt, reason=reason, on=on, **words)


def identify(receipt, case, *, on=NEXT_DAY):
    return do_identify_receipt(
        receipt_id=receipt.pk, case_number=case.number, note="Told by telephone",
        acting_user=BY, on=on,
    )  # fmt: skip


def test_a_bounced_payment_is_a_fact_of_its_obligor_from_the_day_it_was_told():
    case = build_case()
    receipt = post(case)
    Refold.objects.all().delete()
    reversal = reverse(receipt)
    assert Refold.objects.filter(obligor=case.obligor).exists()
    row = facts_of(case, known_on=NEXT_DAY).reversals.row(0)
    assert row == (reversal.pk, receipt.pk, case.obligor_id, 10_000, NEXT_DAY, "bounced")
    assert facts_of(case, known_on=RECEIVED_ON).reversals.is_empty()


def test_a_receipt_is_not_taken_back_twice():
    receipt = post(build_case())
    reverse(receipt)
    with pytest.raises(ValueError, match="taken back in full already on 2026-10-02 by test"):
        reverse(receipt)
    assert Reversal.objects.count() == 1


@pytest.mark.parametrize("cents", [6_000, 5_999, 1])
def test_a_part_can_be_taken_back_and_then_no_more_than_the_rest(cents):
    receipt = post(build_case())
    reverse(receipt, amount_cents=10_000 - cents)
    with pytest.raises(ValueError, match="is left to take back"):
        reverse(receipt, amount_cents=cents + 1)
    assert reverse(receipt).amount_cents == cents


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"effective_on": date(2026, 9, 30)}, "lies before the day of the receipt"),
        ({"effective_on": date(2026, 10, 3)}, "today 2026-10-02 lies before the reversal"),
        ({"on": date(2026, 9, 30)}, "lies before the recording of the receipt"),
        ({"amount_cents": 0}, "more than nothing"),
        ({"amount_cents": -1}, "more than nothing"),
        ({"reason": "treasury"}, "Treasury takes back federal offsets only"),
        ({"note": "  "}, "the note is missing"),
        ({"reason": "whim"}, "not a valid ReversalReason"),
    ],
)
def test_a_reversal_that_cannot_be_meant_is_refused_in_words(changes, words):
    receipt = post(build_case())
    with pytest.raises(ValueError, match=words):
        reverse(receipt, **changes)
    assert not Reversal.objects.exists()


def test_treasury_takes_back_an_offset():
    assert reverse(offset(build_case()), reason="treasury").amount_cents == 50_000


def test_the_database_itself_refuses_to_take_back_more_than_there_is():
    receipt = post(build_case())
    reverse(receipt, amount_cents=6_000)
    with (
        pytest.raises(IntegrityError, match="more of a receipt is moved"),
        transaction.atomic(),
    ):
        Reversal.objects.create(
            receipt=receipt, obligor=receipt.obligor, amount_cents=4_001, reason="bounced",
            note="n", effective_on=NEXT_DAY, recorded_on=NEXT_DAY, recorded_by=BY,
        )  # fmt: skip


def test_the_database_itself_refuses_a_reversal_before_its_receipt():
    receipt = post(build_case())
    with pytest.raises(IntegrityError, match="before it came in"), transaction.atomic():
        Reversal.objects.create(
            receipt=receipt, obligor=receipt.obligor, amount_cents=1, reason="bounced",
            note="n", effective_on=date(2026, 9, 30), recorded_on=NEXT_DAY, recorded_by=BY,
        )  # fmt: skip


def test_money_of_the_wrong_person_waits_in_suspense_and_goes_to_the_right_one():
    wrong, right = build_case(), build_case()
    receipt = post(wrong)
    reverse(receipt, reason="wrong_person", amount_cents=7_000)
    line = suspense_for_office(on=NEXT_DAY)[0]
    assert (line.receipt_id, line.reason, line.amount_cents) == (
        receipt.pk,
        "taken_back",
        7_000,
    )
    assert suspense_for_office(on=RECEIVED_ON) == []
    found = identify(receipt, right)
    assert (found.amount_cents, found.effective_on) == (7_000, RECEIVED_ON)
    assert suspense_for_office(on=NEXT_DAY) == []
    row = facts_of(right, known_on=NEXT_DAY).receipts.row(0)
    assert row == (receipt.pk, right.obligor_id, "voluntary", 7_000, RECEIVED_ON, found.pk)
    assert facts_of(wrong, known_on=NEXT_DAY).receipts["amount_cents"].to_list() == [10_000]


def test_what_two_people_have_is_taken_back_only_from_a_named_one():
    wrong, right = build_case(), build_case()
    receipt = post(wrong)
    reverse(receipt, reason="wrong_person", amount_cents=7_000)
    identify(receipt, right)
    with pytest.raises(ValueError, match="say from whom"):
        reverse(receipt)
    assert reverse(receipt, obligor=right.obligor_id).amount_cents == 7_000
    with pytest.raises(ValueError, match="nothing of receipt"):
        reverse(receipt, obligor=right.obligor_id)
    assert reverse(receipt).amount_cents == 3_000


def test_money_does_not_go_back_to_whom_it_was_taken_from():
    case = build_case()
    receipt = post(case)
    reverse(receipt, reason="wrong_person")
    with pytest.raises(CannotIdentify, match="goes to nobody twice"):
        identify(receipt, case)
    assert reverse(receipt, reason="entered_wrongly").obligor is None
    with pytest.raises(CannotIdentify, match="nothing is in suspense any more"):
        identify(receipt, build_case())


def test_money_in_suspense_can_bounce_but_is_nobodys_by_mistake():
    build_case()
    receive(payment_file(payment(None, 7_500)))
    receipt = Receipt.objects.get()
    with pytest.raises(ValueError, match="nobody was credited"):
        reverse(receipt, reason="wrong_person")
    reversal = reverse(receipt)
    assert (reversal.obligor, reversal.amount_cents) == (None, 7_500)
    assert suspense_for_office(on=NEXT_DAY) == []
    assert len(suspense_for_office(on=RECEIVED_ON)) == 1


def test_the_database_itself_refuses_to_identify_more_than_is_in_suspense():
    case = build_case()
    receive(payment_file(payment(None, 7_500)))
    with (
        pytest.raises(IntegrityError, match="more of a receipt is moved"),
        transaction.atomic(),
    ):
        Identification.objects.create(
            receipt=Receipt.objects.get(), obligor=case.obligor, amount_cents=7_501, note="n",
            effective_on=RECEIVED_ON, recorded_on=NEXT_DAY, recorded_by=BY,
        )  # fmt: skip
