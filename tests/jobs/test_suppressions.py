"""Letting enforcement actions rest: each alone, with an end, on every case that needs it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from tests.builders import BY, build_case

from posse.apps.approvals.models import Proposal
from posse.apps.enforcement.models import RemedyState, Suppression
from posse.apps.orders.models import ChargeSuppression
from posse.apps.staff.choices import Relation
from posse.services.access import (
    ADMINISTRATOR,
    CASEWORKER,
    STATE_OFFICE,
    SUPERVISOR,
    do_give_roles,
)
from posse.services.corrections.deciding import do_decide_proposal, may_decide
from posse.services.corrections.kinds import suppression_asked
from posse.services.corrections.proposing import do_correct
from posse.services.enforcement.suppressions import (
    Rest,
    do_lift,
    do_suppress,
    kinds_on,
    rests_in_case,
    suppressions_for_case,
)
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_hire

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
LAST = date(2026, 12, 1)
KINDS = (
    "federal_tax_offset", "federal_salary", "federal_retirement", "passport_denial",
    "federal_vendor_misc", "insurance_match", "financial_data", "credit_bureau",
    "ncp_billing", "penalty", "income_withholding",
)  # fmt: skip


@pytest.fixture
def case():
    return build_case()


def make_user(role):
    user = User.objects.create_user(role.replace(" ", "-"))
    do_give_roles(user, [role])
    return user


def rest(kind="credit_bureau", *, starts_on=ON, ends_on=LAST, reason="payment_plan"):
    return Rest(kind, starts_on, ends_on, reason)


def suppress(*cases, **told):
    return do_suppress(cases=cases, rest=rest(**told), note="Keeps a plan", on=ON, by=BY)


def ask(case, user, **told):
    asked = suppression_asked(cases=[case], rest=rest(**told), note="Keeps a plan", on=ON)
    return do_correct(asked, user=user, on=ON)


def certify_passport(case):
    RemedyState.objects.create(
        obligor=case.obligor, remedy="passport_denial", is_eligible=True, state="submitted",
        since=ON, amount_cents=300_000, submitted_cents=300_000,
    )  # fmt: skip


@pytest.mark.cites(
    "CS-9.2-SUP-TYPE-1",
    "CS-9.2-SUP-TYPE-2",
    "CS-9.2-SUP-TYPE-3",
    "CS-9.2-SUP-TYPE-4",
    "CS-9.2-SUP-TYPE-5",
    "CS-9.2-SUP-TYPE-6",
    "CS-9.2-SUP-TYPE-7",
    "CS-9.2-SUP-TYPE-8",
    "CS-9.2-SUP-TYPE-9",
    "CS-9.2-SUP-TYPE-10",
    "CS-9.2-SUP-TYPE-11",
)
def test_the_eleven_kinds_of_the_policy_can_each_be_suppressed(case):
    assert tuple(kinds_on(ON)) == KINDS
    for kind in KINDS:
        assert suppress(case, kind=kind) == 1
    assert all(rests_in_case(case, kind, on=ON) for kind in KINDS)


@pytest.mark.cites("CS-9.2-SUP-4")
@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_covers_no_other_action(case, kind):
    suppress(case, kind=kind)
    assert [each for each in KINDS if rests_in_case(case, each, on=ON)] == [kind]


@pytest.mark.cites("CS-9.2-SUP-3")
@pytest.mark.parametrize("kind", ["credit_bureau", "penalty"])
def test_a_suppression_that_ends_before_it_starts_is_refused_in_words(case, kind):
    with pytest.raises(ValueError, match="the end 2026-11-01 lies before the start 2026-11-02"):
        suppress(case, kind=kind, ends_on=date(2026, 11, 1))
    with pytest.raises(ValueError, match="must have an end date"):
        suppress(case, kind=kind, ends_on=None)


def test_the_penalty_rests_in_the_books_own_table_alone(case):
    suppress(case, kind="penalty")
    assert not Suppression.objects.exists()
    assert ChargeSuppression.objects.get().ends_on == LAST
    assert [row.kind for row in suppressions_for_case(case, on=ON)] == ["penalty"]


@pytest.mark.cites("CS-9.2-SUP-5")
def test_what_is_submitted_by_parent_rests_only_with_the_mark_on_each_case(case):
    other = build_case(obligor=case.obligor)
    suppress(case)
    assert not rests_in_case(case, "credit_bureau", on=ON)
    (row,) = suppressions_for_case(case, on=ON)
    assert row.lacking == (other.number,)
    assert not row.takes_effect
    suppress(other)
    assert rests_in_case(case, "credit_bureau", on=ON)
    assert suppressions_for_case(case, on=ON)[0].takes_effect


@pytest.mark.cites("CS-9.2-SUP-5")
@pytest.mark.parametrize("kind", ["ncp_billing", "penalty", "income_withholding"])
def test_what_acts_in_the_case_rests_by_the_mark_on_that_case_alone(case, kind):
    build_case(obligor=case.obligor)
    suppress(case, kind=kind)
    assert rests_in_case(case, kind, on=ON)


def test_it_ends_by_itself_and_begins_on_its_day(case):
    suppress(case, starts_on=ON + timedelta(2))
    days = [ON, ON + timedelta(2), LAST, LAST + timedelta(1)]
    assert [rests_in_case(case, "credit_bureau", on=day) for day in days] == [
        False, True, True, False
    ]  # fmt: skip


def test_a_lifted_suppression_no_longer_rests_and_is_lifted_once(case):
    suppress(case)
    row = Suppression.objects.get()
    later = ON + timedelta(3)
    do_lift(suppression=row, note="The plan broke", on=later, by=BY)
    assert rests_in_case(case, "credit_bureau", on=later - timedelta(1))
    assert not rests_in_case(case, "credit_bureau", on=later)
    with pytest.raises(ValueError, match="was lifted on Nov 5, 2026 by test already"):
        do_lift(suppression=row, note="Again", on=later, by=BY)


def test_days_already_past_an_unknown_reason_and_the_same_days_twice_are_refused(case):
    with pytest.raises(ValueError, match="counts from today or later"):
        suppress(case, starts_on=ON - timedelta(1))
    with pytest.raises(ValueError, match="no reason of the list"):
        suppress(case, reason="because")
    suppress(case)
    with pytest.raises(ValueError, match=r"it rests in case .* already"):
        suppress(case, starts_on=LAST, ends_on=LAST + timedelta(9))


def test_ninety_days_one_person_allows_alone_and_longer_needs_another(case):
    worker, boss = make_user(CASEWORKER), make_user(SUPERVISOR)
    done = ask(case, worker, ends_on=ON + timedelta(89))
    assert done.proposal is None
    assert Suppression.objects.get().proposal is None
    asked = ask(case, worker, kind="federal_salary", ends_on=ON + timedelta(90))
    assert asked.words.startswith("This needs a second person.")
    assert Suppression.objects.count() == 1
    do_decide_proposal(proposal=asked.proposal, is_approved=True, note="Yes", user=boss, on=ON)
    assert Suppression.objects.get(kind="federal_salary").proposal == asked.proposal


def test_nobody_approves_a_rest_in_a_case_that_a_conflict_closes_to_them(case):
    other, boss = build_case(obligor=case.obligor), make_user(SUPERVISOR)
    asked = suppression_asked(
        cases=[case, other], rest=rest(ends_on=ON + timedelta(300)), note="A plan", on=ON
    )
    proposal = do_correct(asked, user=make_user(CASEWORKER), on=ON).proposal
    do_declare_conflict(
        staff=do_hire(user=boss), participant=other.obligee, relation=Relation.RELATIVE,
        on=ON, by=BY,
    )  # fmt: skip
    with pytest.raises(ValueError, match="a conflict of interest closes a case"):
        do_decide_proposal(proposal=proposal, is_approved=True, note="Yes", user=boss, on=ON)
    assert not Suppression.objects.exists()


def test_what_could_never_be_approved_is_not_even_proposed(case):
    with pytest.raises(ValueError, match="counts from today or later"):
        ask(case, make_user(CASEWORKER), starts_on=date(2020, 1, 1), ends_on=date(2027, 1, 1))
    assert not Proposal.objects.exists()


@pytest.mark.cites("CS-9.2-PASS-12")
def test_a_passport_denied_already_is_suppressed_by_the_director_alone(case):
    certify_passport(case)
    asked = ask(case, make_user(ADMINISTRATOR), kind="passport_denial")
    assert asked.proposal is not None
    assert not Suppression.objects.exists()
    assert not may_decide(make_user(SUPERVISOR), asked.proposal)
    director = make_user(STATE_OFFICE)
    do_decide_proposal(
        proposal=asked.proposal, is_approved=True, note="Settled", user=director, on=ON
    )
    assert rests_in_case(case, "passport_denial", on=ON)
