"""Facts as they come out of the tables: what replaces what, and what was known when."""

from datetime import date

import pytest
from django.db import transaction
from tests.builders import build_case

from posse.ledger.facts import TERMS
from posse.services.books.facts import choose_obligors, facts_of_chosen
from posse.services.register.cases import (
    do_record_assistance_grant,
    do_record_assistance_period,
)
from posse.services.register.orders import do_adjust_balance, do_enter_term

pytestmark = pytest.mark.django_db

OPENED_ON, LATER = date(2026, 9, 30), date(2026, 11, 2)


def facts_of(case, *, known_on=LATER):
    with transaction.atomic():
        choose_obligors([case.obligor_id])
        return facts_of_chosen(known_on=known_on)


def replaced_by(case, cents, *, effective_on, on=LATER):
    order = case.orders.get()
    return do_enter_term(
        order=order, obligation="child_support", amount_cents=cents,
        first_due_on=effective_on, effective_on=effective_on,
        replaces=order.terms.order_by("id").last(), on=on, by="test",
    )  # fmt: skip


def spans(case, *, known_on=LATER):
    """Amount, first and last day of each term, in the order in which they were told."""
    terms = facts_of(case, known_on=known_on).terms.sort("id")
    assert terms.columns == list(TERMS)
    return terms.select("amount_cents", "starts_on", "ends_on").rows()


def test_a_term_ends_the_day_before_another_takes_its_place():
    case = build_case(monthly_cents=40_000, first_due_on=date(2026, 10, 1))
    replaced_by(case, 30_000, effective_on=date(2026, 11, 15))
    assert spans(case) == [
        (40_000, date(2026, 10, 1), date(2026, 11, 14)),
        (30_000, date(2026, 11, 15), None),
    ]


def test_before_a_change_of_the_order_was_told_the_old_term_ran_on():
    case = build_case(monthly_cents=40_000, first_due_on=date(2026, 10, 1))
    replaced_by(case, 30_000, effective_on=date(2026, 10, 15))
    assert spans(case, known_on=date(2026, 11, 1)) == [(40_000, date(2026, 10, 1), None)]


def test_assistance_told_again_from_the_same_day_replaces_what_was_told_first():
    case = build_case(assistance=(date(2026, 10, 1), None, []))
    do_record_assistance_period(
        family=case.family, starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 20),
        on=LATER, by="test",
    )  # fmt: skip
    assert facts_of(case).periods["ends_on"].to_list() == [date(2026, 10, 20)]
    assert facts_of(case, known_on=OPENED_ON).periods["ends_on"].to_list() == [None]


def test_debts_and_grants_told_later_are_not_known_before():
    case = build_case()
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=5_000, on=LATER,
        effective_on=OPENED_ON, reason="Found in the court's record", by="test",
    )  # fmt: skip
    do_record_assistance_grant(
        family=case.family, amount_cents=1_000, paid_on=OPENED_ON, on=LATER, by="test"
    )
    before, after = facts_of(case, known_on=OPENED_ON), facts_of(case)
    assert (before.adjustments.height, before.grants.height) == (0, 0)
    assert (after.adjustments.height, after.grants.height) == (1, 1)
