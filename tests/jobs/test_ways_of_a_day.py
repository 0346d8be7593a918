"""An account and a card given on one day: what came last counts."""

from datetime import date

import pytest
from tests.builders import build_person, give_account

from posse.services.money_out.ways import ways_for_payees
from posse.services.register.cards import do_enrol_card

# Each fact is a transaction of its own, as at a screen: the database tells them by its clock.
pytestmark = pytest.mark.django_db(transaction=True)


def way_of(payee: int) -> str:
    return ways_for_payees([payee], on=date(2030, 1, 1))["method"].item()


def test_of_an_account_and_a_card_of_one_day_the_later_counts() -> None:
    payee, on = build_person(with_address=False), date(2026, 10, 5)
    give_account(payee, on=on)
    do_enrol_card(participant=payee, reference="ENR-1", on=on, by="test")
    assert way_of(payee.pk) == "debit_card"
    give_account(payee, on=on)
    assert way_of(payee.pk) == "direct_deposit"
