"""What is said about a receipt: every cent, with the law behind it."""

import json
from datetime import date

import pytest
from tests.builders import build_case
from tests.jobs.test_posting import RECEIVED_ON, fold_all, receive, start_run

from posse.apps.payments.models import Receipt
from posse.services.books.explanations import explanation_for_receipt

pytestmark = pytest.mark.django_db


def test_the_steps_of_an_explanation_add_up_to_the_receipt():
    case = build_case(monthly_cents=40_000, arrears={"never_assigned": 100_000})
    receipt = receive(case, 57_550)
    fold_all(start_run())
    explained = explanation_for_receipt(receipt.pk)
    assert sum(step.amount_cents for step in explained.steps) == 57_550
    assert [step.amount_cents for step in explained.steps] == [40_000, 17_550]
    assert all(step.citations and step.sure for step in explained.steps)
    assert explained.sentence == (
        "$575.50 came in on Oct 5, 2026: $400.00 of this month's support to the family, "
        "$175.50 of past-due support to the family."
    )


@pytest.mark.cites("CS-IRG-F16")
def test_a_formerly_assisted_case_names_the_states_election_and_how_sure_it_is():
    past = (date(2026, 8, 1), date(2026, 8, 31), [(date(2026, 8, 1), 10_000)])
    receipt = receive(build_case(assistance=past), 1_000)
    fold_all(start_run())
    (election,) = explanation_for_receipt(receipt.pk).settings
    assert "PRWORA" in election.value
    assert election.sure == "seen"
    assert "CS-IRG-F16" in election.citations


@pytest.mark.cites("CS-IRG-G11")
def test_arrears_shared_between_families_name_the_reading_and_how_sure_it_is():
    one = build_case(monthly_cents=None, arrears={"never_assigned": 30_000})
    build_case(monthly_cents=None, arrears={"never_assigned": 10_000}, obligor=one.obligor)
    receipt = receive(one, 4_000)
    fold_all(start_run())
    explained = explanation_for_receipt(receipt.pk)
    assert [step.amount_cents for step in explained.steps] == [3_000, 1_000]
    (split,) = explained.settings
    assert split.sure == "derived"
    assert split.citations == explained.shares[0].citations


@pytest.mark.cites("CS-IRG-G11")
def test_a_share_between_two_families_is_said_in_words():
    one = build_case(monthly_cents=24_000)
    build_case(monthly_cents=16_000, obligor=one.obligor)
    receipt = receive(one, 10_000)
    fold_all(start_run())
    explained = explanation_for_receipt(receipt.pk)
    (share,) = explained.shares
    assert "$240.00" in share.words
    assert "$160.00" in share.words
    assert [step.amount_cents for step in explained.steps] == [6_000, 4_000]


def test_debts_that_the_money_did_not_reach_are_listed():
    case = build_case(monthly_cents=40_000, arrears={"never_assigned": 100_000})
    receipt = receive(case, 10_000)
    fold_all(start_run())
    (missed,) = explanation_for_receipt(receipt.pk).not_reached
    assert missed.owed_cents == 100_000


@pytest.mark.cites("42 USC 657(a)(3)")
def test_support_above_assistance_paid_is_said_to_be_the_familys():
    grants = [(date(2026, 10, 1), 10_000)]
    case = build_case(monthly_cents=40_000, assistance=(date(2026, 10, 1), None, grants))
    receipt = receive(case, 25_000)
    fold_all(start_run())
    kept, above = explanation_for_receipt(receipt.pk).steps
    assert (kept.payee, kept.amount_cents) == ("The State", 10_000)
    assert (above.payee, above.amount_cents) == ("The family", 15_000)
    assert "42 USC 657(a)(3)" in above.citations


def test_a_receipt_in_suspense_says_why_it_is_held():
    receipt = Receipt.objects.create(
        source="income_withholding",
        amount_cents=5_000,
        effective_on=RECEIVED_ON,
        recorded_on=RECEIVED_ON,
        recorded_by="test",
        suspense_reason="unknown_remittance_id",
    )
    explained = explanation_for_receipt(receipt.pk)
    assert explained.sentence == "$50.00 is held in suspense: no case has this remittance id."
    assert explained.steps == ()


def test_an_explanation_for_a_program_writes_money_as_dollars():
    receipt = receive(build_case(), 1_050)
    fold_all(start_run())
    written = json.loads(json.dumps(explanation_for_receipt(receipt.pk).to_json()))
    assert written["amount"] == "10.50"
    assert written["steps"][0]["owed"] == "400.00"
    assert written["payee"] == {"The family": "10.50"}
