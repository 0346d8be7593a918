"""What is said of money held, released, taken back, kept for fees, or another agency's."""

from datetime import date

import pytest
from tests.builders import BY, build_case
from tests.jobs.test_posting import RECEIVED_ON, fold_all, receive, start_run

from posse.apps.books.models import DistributionLine
from posse.ledger.situation import PASSED_THROUGH
from posse.services.books.explanation_steps import steps_of
from posse.services.books.explanations import explanation_for_receipt
from posse.services.money_in.holds import do_hold_receipt, do_release_hold
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.register.cases import do_record_assistance_period
from posse.services.register.charges import do_enter_judgment

pytestmark = pytest.mark.django_db

LATER = date(2026, 10, 20)
TOLD = {"note": "Seen on paper.", "by": BY}


def fold_on(day: date) -> None:
    fold_all(start_run(day), through=day)


def changes_for(receipt: int) -> list[tuple[str, int, int]]:
    explained = explanation_for_receipt(receipt)
    return [(each.debt, each.before_cents, each.after_cents) for each in explained.changes]


def test_each_debt_is_told_before_and_after():
    case = build_case(monthly_cents=40_000, arrears={"never_assigned": 100_000})
    receipt = receive(case, 57_550)
    fold_on(RECEIVED_ON)
    assert changes_for(receipt.pk) == [
        ("Current support", 40_000, 0),
        ("Past-due support owed to the family", 100_000, 82_450),
    ]


def test_a_debt_that_two_payees_share_is_told_as_one():
    grants = [(date(2026, 10, 1), 10_000)]
    case = build_case(monthly_cents=40_000, assistance=(date(2026, 10, 1), None, grants))
    receipt = receive(case, 25_000)
    fold_on(RECEIVED_ON)
    assert changes_for(receipt.pk) == [("Current support", 40_000, 15_000)]


@pytest.mark.cites("CS-9.2-TOP-REV-2")
def test_money_on_hold_says_why_and_until_when():
    receipt = receive(build_case(), 10_000)
    do_hold_receipt(
        receipt=receipt, reason="administrative_review", on=RECEIVED_ON,
        release_due_on=date(2026, 11, 4), **TOLD,
    )  # fmt: skip
    fold_on(RECEIVED_ON)
    explained = explanation_for_receipt(receipt.pk)
    (step,) = explained.steps
    assert "until Nov 4, 2026: under administrative review" in step.words
    assert step.citations == ("CS-9.2-TOP-REV-2",)
    assert explained.sentence.endswith("$100.00 held before it is applied.")
    assert explained.changes == ()


def test_released_money_is_told_after_the_hold_and_adds_up():
    receipt = receive(build_case(monthly_cents=40_000), 10_000)
    hold = do_hold_receipt(receipt=receipt, reason="other", on=RECEIVED_ON, **TOLD)
    fold_on(RECEIVED_ON)
    do_release_hold(hold=hold, trigger="other", on=LATER, **TOLD)
    fold_on(LATER)
    explained = explanation_for_receipt(receipt.pk)
    assert [step.heading for step in explained.steps] == [
        "",
        "Released on Oct 20, 2026",
        "Released on Oct 20, 2026",
    ]
    assert sum(step.amount_cents for step in explained.steps) == 10_000
    assert explained.payee_cents["The family"] == 10_000
    assert "Released on Oct 20, 2026: " in explained.sentence
    assert "$100.00 of this month's support to the family" in explained.sentence
    assert changes_for(receipt.pk) == [("Current support", 40_000, 30_000)]


def test_what_was_taken_back_is_owed_again_from_the_last_debt_to_the_first():
    case = build_case(monthly_cents=40_000, arrears={"never_assigned": 100_000})
    receipt = receive(case, 57_550)
    fold_on(RECEIVED_ON)
    do_reverse_receipt(receipt=receipt, reason="bounced", on=LATER, **TOLD)
    fold_on(LATER)
    explained = explanation_for_receipt(receipt.pk)
    back = [step for step in explained.steps if step.heading]
    assert [step.amount_cents for step in back] == [-17_550, -40_000]
    assert {step.heading for step in back} == {"Taken back on Oct 20, 2026"}
    assert explained.payee_cents == {}
    assert changes_for(receipt.pk)[2:] == [
        ("Past-due support owed to the family", 82_450, 100_000),
        ("Current support", 0, 40_000),
    ]
    assert "Taken back on Oct 20, 2026: $175.50 of past-due support from the family" in (
        explained.sentence
    )


def test_current_support_taken_back_after_its_month_is_said_to_be_past_due():
    receipt = receive(build_case(monthly_cents=40_000), 40_000)
    fold_on(RECEIVED_ON)
    november = date(2026, 11, 5)
    do_reverse_receipt(receipt=receipt, reason="bounced", on=november, **TOLD)
    fold_on(november)
    back = [step for step in explanation_for_receipt(receipt.pk).steps if step.heading]
    assert [step.debt for step in back] == ["Past-due support owed to the family"]
    assert "because its month has ended" in back[0].words


@pytest.mark.cites("45 CFR 302.33(e)", "CS-IRG-F11")
def test_the_annual_fee_is_said_to_be_kept_and_the_parent_credited_in_full():
    case = build_case(monthly_cents=80_000)
    receive(case, 55_000)
    fold_on(RECEIVED_ON)
    receipt = receive(case, 10_000, on=LATER)
    fold_on(LATER)
    explained = explanation_for_receipt(receipt.pk)
    fee, rest = explained.steps
    assert (fee.payee, fee.amount_cents, rest.amount_cents) == ("The annual fee", 3_500, 6_500)
    assert "45 CFR 302.33(e)" in fee.citations
    assert "$35.00 of this month's support for the annual fee" in explained.sentence
    assert changes_for(receipt.pk) == [("Current support", 25_000, 15_000)]


@pytest.mark.cites("45 CFR 302.51(c)")
def test_medical_support_is_said_to_be_the_medicaid_agencys():
    case = build_case(monthly_cents=10_000, obligation="medical")
    do_record_assistance_period(
        family=case.family,
        program="medicaid",
        starts_on=date(2026, 10, 1),
        on=RECEIVED_ON,
        by=BY,
    )
    receipt = receive(case, 10_000)
    fold_on(RECEIVED_ON)
    (step,) = explanation_for_receipt(receipt.pk).steps
    assert step.payee == "The Medicaid agency"
    assert "while the family is on Medicaid" in step.words
    assert step.citations == ("45 CFR 302.51(c)",)


@pytest.mark.cites("45 CFR 302.52(b)(1)")
def test_foster_care_names_who_has_what_lies_above_its_cost():
    case = build_case(monthly_cents=40_000)
    do_record_assistance_period(
        family=case.family, program="iv_e", starts_on=date(2026, 10, 1), on=RECEIVED_ON, by=BY
    )
    receipt = receive(case, 10_000)
    fold_on(RECEIVED_ON)
    (step,) = explanation_for_receipt(receipt.pk).steps
    assert step.payee == "The agency that placed the child"
    assert "what lies above goes to the agency for the child" in step.words


def test_interest_is_told_as_interest():
    case = build_case(monthly_cents=None, arrears={"never_assigned": 365_000})
    do_enter_judgment(
        case=case, amount_cents=365_000, kind="arrears", judged_on=date(2026, 10, 1),
        on=RECEIVED_ON, **TOLD,
    )  # fmt: skip
    november = date(2026, 11, 5)
    receipt = receive(case, 366_000, on=november)
    fold_on(november)
    explained = explanation_for_receipt(receipt.pk)
    interest = [step for step in explained.steps if "nterest" in step.debt]
    assert [step.debt for step in interest] == ["Interest owed to the family"]
    assert "of interest to the family" in explained.sentence


@pytest.mark.cites("42 USC 657(a)(6)")
@pytest.mark.parametrize(
    ("repays", "citation"), [(PASSED_THROUGH, "42 USC 657(a)(6)"), (0, "42 USC 657(a)(3)")]
)
def test_what_is_passed_through_is_told_apart_from_what_lies_above(repays, citation):
    case = build_case(monthly_cents=40_000)
    line = DistributionLine(
        case=case, case_type=1, step=0, obligation=0, bucket=0, payee=0, owed_cents=5_000,
        unreimbursed_cents=90_000, amount_cents=5_000, repays=repays,
    )  # fmt: skip
    stated = {"words": "Assigned", "payee": "state", "bucket": "current", "cites": []}
    rows = {"current": {"steps": [stated], "sure": "seen"}}
    (step,) = steps_of([line], rows, None)
    assert step.citations == (citation,)
