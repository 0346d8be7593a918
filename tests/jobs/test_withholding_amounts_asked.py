"""What orders ask: arrears by what was set, contests decided, lump sums, and who gets what."""

from datetime import timedelta

import pytest
from tests.builders import BY, build_case, build_person
from tests.withheld import TOLD_ON, build_payor, build_source, build_withheld, fold

from posse.apps.enforcement.models import Review
from posse.apps.records.models import Letter
from posse.apps.withholding.models import LumpSum, OrderRefusal, WithholdingOrder
from posse.services.matching.merging import do_merge_people
from posse.services.register.orders import do_adjust_balance
from posse.services.withholding.lump_sums import do_take_lump_sum
from posse.services.withholding.night import do_run_withholding
from posse.services.withholding.order_values import order_values, register_of, signer_on
from posse.services.withholding.other_family import (
    do_tell_of_other_family,
    obligors_with_other_family,
    supports_other_family,
)
from posse.services.withholding.standing import orders_of_case, orders_of_employer, pay_shared

pytestmark = pytest.mark.django_db

NEXT = TOLD_ON + timedelta(days=1)
ARREARS = {"never_assigned": 90_000}


def tell_of_other_family(parent, *, is_supported=True):
    do_tell_of_other_family(
        obligor=parent, is_supported=is_supported, told_by="parent", note="By telephone",
        since=TOLD_ON, on=TOLD_ON, by=BY,
    )  # fmt: skip


def night(on=TOLD_ON, **told):
    return do_run_withholding(on=on, by=BY, **told)


def running():
    return WithholdingOrder.objects.order_by("-id").first()


def build_owing(**told):
    """A case with past-due support in the books."""
    case, source = build_withheld(**{"arrears": ARREARS, **told})
    fold(case, through=TOLD_ON)
    return case, source


def test_past_due_support_is_asked_by_what_was_set_for_it():
    build_owing(arrears_payment_cents=5_000)
    night()
    order = running()
    assert (order.current_cents, order.past_due_child_cents) == (40_000, 5_000)
    assert order.arrears_cents == 90_000


def test_no_more_is_asked_than_is_past_due():
    build_owing(arrears={"never_assigned": 3_000}, arrears_payment_cents=5_000)
    night()
    assert running().past_due_cents == 3_000


def test_arrears_without_an_amount_are_told_and_nothing_is_guessed():
    build_owing(monthly_cents=None)
    night()
    assert running() is None
    assert OrderRefusal.objects.get().code == "no_arrears_amount"


def test_order_ends_when_arrears_and_current_support_have_ended():
    case, _ = build_owing(monthly_cents=None, arrears_payment_cents=5_000)
    night()
    assert running().kind == "original"
    do_adjust(case, cents=-90_000)
    night(NEXT)
    assert (running().kind, running().reason) == ("termination", "support_ended")


def do_adjust(case, *, cents):
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=cents, reason="Paid elsewhere",
        on=NEXT, by=BY,
    )  # fmt: skip
    fold(case, through=NEXT)


@pytest.mark.cites("CS-IRG-G10-b")
def test_contest_won_on_identity_ends_the_order_for_good():
    case, _ = build_withheld()
    night()
    contest(case, ground="identity", outcome="changes_ends")
    night(NEXT)
    assert (running().kind, running().reason) == ("termination", "issued_in_error")
    assert night(NEXT + timedelta(days=1)).order_count == 0
    assert OrderRefusal.objects.get().code == "contest_won"


@pytest.mark.cites("CS-IRG-G10-b")
def test_contest_decided_on_the_amount_holds_the_order_to_it():
    case, _ = build_owing(arrears_payment_cents=5_000)
    night()
    contest(case, ground="amount", outcome="changes_continues", after_cents=41_000)
    night(NEXT)
    order = running()
    assert (order.kind, order.reason) == ("amended", "contested")
    assert (order.current_cents, order.past_due_cents) == (40_000, 1_000)
    assert night(NEXT).order_count == 0


@pytest.mark.cites("CS-IRG-G10")
def test_contest_that_stands_changes_nothing():
    case, _ = build_withheld()
    night()
    contest(case, ground="amount", outcome="stands")
    assert night(NEXT).order_count == 0


def contest(case, *, ground, outcome, after_cents=None):
    return Review.objects.create(
        case=case, obligor=case.obligor, remedy="income_withholding",
        kind="withholding_contest", ground=ground, state="closed", outcome=outcome,
        requested_on=TOLD_ON, opened_on=TOLD_ON,
        closed_on=NEXT, before_cents=45_000, after_cents=after_cents,
    )  # fmt: skip


def take(source, cents, *, is_earnings, on=TOLD_ON):
    return do_take_lump_sum(
        source=source, amount_cents=cents, is_earnings=is_earnings, on=on, by=BY
    )


@pytest.mark.cites("CS-IRG-L6", "CS-IRG-L9")
def test_lump_sum_that_is_pay_is_bound_by_the_ceiling():
    _, source = build_owing()
    taken = take(source, 100_000, is_earnings=True)
    # Debts of one day are no older than twelve weeks: 60 percent of 1,000.00.
    assert taken.asked_cents == 60_000
    (order,) = taken.orders
    assert (order.kind, order.lump_sum_cents, order.monthly_cents) == ("one_time", 60_000, 0)
    assert set(Letter.objects.values_list("kind", flat=True)) == {
        "income_withholding_order",
        "lump_sum_notice",
    }


@pytest.mark.cites("CS-IRG-L9.2")
def test_other_lump_sum_is_asked_whole_up_to_what_is_past_due():
    _, source = build_owing()
    assert take(source, 80_000, is_earnings=False).asked_cents == 80_000


def test_second_lump_sum_of_a_day_asks_only_for_what_is_left():
    _, source = build_owing()
    take(source, 80_000, is_earnings=False)
    assert take(source, 80_000, is_earnings=False).asked_cents == 10_000


def test_lump_sum_is_shared_by_what_is_past_due_in_each_case():
    case, source = build_owing()
    other = build_case(obligor=case.obligor, arrears={"never_assigned": 30_000})
    fold(other, through=TOLD_ON)
    taken = take(source, 40_000, is_earnings=False)
    assert [order.lump_sum_cents for order in taken.orders] == [30_000, 10_000]


@pytest.mark.cites("CS-IRG-L3")
def test_lump_sum_without_arrears_is_let_go_and_the_payor_told():
    _, source = build_withheld()
    taken = take(source, 40_000, is_earnings=True)
    assert (taken.orders, taken.asked_cents, taken.refusal) == ((), 0, "")
    assert Letter.objects.get().kind == "lump_sum_notice"


def test_lump_sum_of_a_payor_without_a_number_is_kept_with_its_refusal():
    case = build_case(arrears=ARREARS)
    fold(case, through=TOLD_ON)
    source = build_source(case)
    nameless = build_source(case, employer=build_payor("990000009", has_address=False))
    taken = take(nameless, 40_000, is_earnings=True)
    assert taken.refusal.startswith("The payor's address")
    assert LumpSum.objects.get() == taken.lump_sum
    assert source.pk != nameless.pk


@pytest.mark.parametrize("cents", [0, -1, 10**12])
def test_lump_sum_that_cannot_be_meant_is_refused(cents):
    _, source = build_withheld()
    with pytest.raises(ValueError, match="the lump sum"):
        take(source, cents, is_earnings=True)
    assert not LumpSum.objects.exists()


@pytest.mark.cites("CS-IRG-G11", "CS-IRG-G3", "45 CFR 303.100(a)(5)")
def test_pay_is_shared_by_current_support_with_the_fee_inside_the_ceiling():
    case, source = build_withheld(monthly_cents=30_000)
    build_case(monthly_cents=15_000, obligor=case.obligor)
    night()
    tell_of_other_family(case.obligor)
    told = pay_shared(source, disposable_cents=60_000, frequency="monthly", on=TOLD_ON)
    assert told.limit_cents == 30_000
    assert [parts[0] for _, parts in told.parts_cents] == [20_000, 10_000]
    assert told.payor_fee_cents == 0


@pytest.mark.cites("15 USC 1673(b)(2)", "CS-IRG-G2.1-b")
def test_the_ceiling_follows_the_latest_word_on_another_family():
    case, source = build_withheld(monthly_cents=30_000)
    night()

    def limit():
        shared = pay_shared(source, disposable_cents=60_000, frequency="monthly", on=TOLD_ON)
        return shared.limit_cents

    assert limit() == 36_000
    tell_of_other_family(case.obligor)
    assert limit() == 30_000
    tell_of_other_family(case.obligor, is_supported=False)
    assert limit() == 36_000
    with pytest.raises(ValueError, match="that is known already"):
        tell_of_other_family(case.obligor, is_supported=False)


def test_a_word_on_another_family_holds_for_one_person_under_whichever_record():
    first, other = build_person(surname="Quillby"), build_person(surname="Quillby")
    tell_of_other_family(first)
    do_merge_people(merged=first, into=other, note="One man.", on=TOLD_ON, by=BY)
    both = {first.pk, other.pk}
    assert obligors_with_other_family(both, on=TOLD_ON) == both
    assert all(supports_other_family(each, on=TOLD_ON) for each in both)
    tell_of_other_family(other, is_supported=False)
    assert obligors_with_other_family(both, on=TOLD_ON) == set()
    assert not supports_other_family(first.pk, on=TOLD_ON)


@pytest.mark.cites("15 USC 1673(b)(2)")
def test_an_order_names_the_ceiling_of_a_parent_with_another_family():
    case, _ = build_withheld(monthly_cents=30_000)
    tell_of_other_family(case.obligor)
    night()
    order = WithholdingOrder.objects.get()
    signer = signer_on(TOLD_ON)
    values = order_values(order, register_of([case], on=TOLD_ON), signer)
    assert values["limit_percent"] == 50 + 5 * order.is_over_12_weeks
    assert values["no_other_family_percent"] == 60


@pytest.mark.cites("15 USC 1673(b)(2)", "CS-IRG-L9.2")
def test_a_lump_sum_that_is_pay_is_bound_by_the_ceiling_of_another_family():
    case, source = build_owing()
    tell_of_other_family(case.obligor)
    assert take(source, 100_000, is_earnings=True).asked_cents == 50_000


def test_orders_of_a_case_and_of_a_payor_say_why():
    case, source = build_withheld()
    night()
    (of_case,) = orders_of_case(case, on=TOLD_ON)
    assert of_case.is_running
    assert "$400.00 a month" in of_case.why
    assert orders_of_employer(source.employer, on=TOLD_ON) == [of_case]
    assert orders_of_case(case, on=TOLD_ON - timedelta(days=1)) == []
