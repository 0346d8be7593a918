"""Money in suspense is listed with its reason and age, and given away once."""

from datetime import date

import pytest
from tests.builders import build_case
from tests.payments import NEXT_DAY, RECEIVED_ON, night, payment, payment_file, receive

from posse.apps.books.models import Posting, Refold
from posse.apps.payments.models import Identification, Receipt
from posse.ledger.accounts import Account
from posse.services.money_in.suspense import (
    CannotIdentify,
    do_identify_receipt,
    suspense_for_office,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspended(tmp_path):
    """A receipt in suspense, with the day's books closed."""
    build_case()
    receive(payment_file(payment(None, 7_500)))
    night(tmp_path)
    return Receipt.objects.get()


def identify(receipt, case, *, on=NEXT_DAY, note="The employer confirmed it by telephone"):
    return do_identify_receipt(
        receipt_id=receipt.pk, case_number=case.number, note=note, acting_user="clerk", on=on
    )


def test_the_list_says_why_how_much_and_how_long(suspended):
    line = suspense_for_office(on=date(2026, 10, 6))[0]
    assert (line.receipt_id, line.reason, line.age_days, line.amount_cents) == (
        suspended.pk,
        "unknown_remittance_id",
        5,
        7_500,
    )
    assert suspense_for_office(on=date(2026, 9, 30)) == []


def test_an_identified_receipt_leaves_suspense_and_pays_the_case(suspended, tmp_path):
    case = build_case(on=NEXT_DAY)
    identify(suspended, case)
    assert Refold.objects.filter(obligor=case.obligor).exists()
    assert suspense_for_office(on=NEXT_DAY) == []
    assert len(suspense_for_office(on=RECEIVED_ON)) == 1
    report = night(tmp_path, NEXT_DAY).report
    balances = {line.account: line.closing_cents for line in report.accounts}
    assert balances[Account.SUSPENSE] == balances[Account.UNDISTRIBUTED] == 0
    moved = Posting.objects.get(debit=Account.SUSPENSE)
    assert (moved.posted_on, moved.effective_on) == (NEXT_DAY, RECEIVED_ON)


def test_a_receipt_is_given_away_only_once(suspended):
    case = build_case()
    identify(suspended, case)
    with pytest.raises(CannotIdentify, match=f"was given to {case.number} on 2026-10-02"):
        identify(suspended, build_case())
    assert Identification.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"note": "  "}, "Say in a note"),
        ({"note": "x" * 301}, "longer than 300"),
        ({"on": RECEIVED_ON}, "closed through 2026-10-01"),
    ],
)
def test_what_is_missing_is_said(suspended, changes, words):
    with pytest.raises(CannotIdentify, match=words):
        identify(suspended, build_case(), **changes)


def test_a_case_without_an_obligor_cannot_be_credited(suspended):
    with pytest.raises(CannotIdentify, match="no identified noncustodial parent"):
        identify(suspended, build_case(has_obligor=False))


def test_an_unknown_case_or_receipt_is_said(suspended):
    case = build_case()
    with pytest.raises(CannotIdentify, match="no case 'NOSUCH'"):
        do_identify_receipt(
            receipt_id=suspended.pk,
            case_number="NOSUCH",
            note="n",
            acting_user="c",
            on=NEXT_DAY,
        )
    with pytest.raises(CannotIdentify, match="no receipt R0"):
        do_identify_receipt(
            receipt_id=0, case_number=case.number, note="n", acting_user="c", on=NEXT_DAY
        )


def test_a_receipt_that_was_never_in_suspense_is_left_alone():
    case = build_case()
    receive(payment_file(payment(case)))
    with pytest.raises(CannotIdentify, match="not in suspense"):
        identify(Receipt.objects.get(), build_case())
