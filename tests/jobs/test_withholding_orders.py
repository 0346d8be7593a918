"""Orders to payors: when one goes out, what it asks, how it changes and how it ends."""

from datetime import timedelta

import pytest
from tests.builders import BY, build_case
from tests.withheld import TOLD_ON, build_payor, build_source, build_withheld

from posse.apps.enforcement.models import RemedyState, Suppression
from posse.apps.orders.models import OrderTerm
from posse.apps.records.models import Letter
from posse.apps.withholding.models import OrderRefusal, WithholdingOrder
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.register.cases import do_set_case_status
from posse.services.register.orders import do_enter_term
from posse.services.withholding.night import do_run_withholding
from posse.services.withholding.orders import (
    do_bring_over_orders,
    do_issue_decided,
    do_issue_order,
    do_terminate_order,
)
from posse.services.withholding.sources import do_end_source, do_take_source

pytestmark = pytest.mark.django_db

NEXT = TOLD_ON + timedelta(days=1)


def night(on=TOLD_ON, **told):
    return do_run_withholding(on=on, by=BY, **told)


def orders_told():
    rows = WithholdingOrder.objects.order_by("id")
    return [(row.kind, row.reason, row.monthly_cents) for row in rows]


@pytest.mark.cites("45 CFR 303.100(e)(2)", "CS-IRG-G21")
def test_job_brings_an_order_for_the_month_with_its_signed_letter():
    case, source = build_withheld(monthly_cents=40_000)
    night()
    (order,) = WithholdingOrder.objects.all()
    assert (order.case, order.income_source, order.kind) == (case, source, "original")
    assert (order.current_child_cents, order.past_due_child_cents) == (40_000, 0)
    assert order.letter is not None
    assert order.letter.kind == "income_withholding_order"
    assert order.letter.address[0] == "Made-Up Mills Inc."


def test_second_night_and_a_double_run_issue_nothing_more():
    build_withheld()
    assert night().order_count == 1
    assert night().order_count == 0
    assert night(NEXT).order_count == 0


def test_night_killed_between_pieces_goes_on_with_whoever_is_left(monkeypatch):
    build_withheld()
    build_source(build_case(), employer=build_payor("990000002"))
    monkeypatch.setattr("posse.services.withholding.night.AT_A_TIME", 1)
    issue, done = do_issue_decided, []

    def killed(rows, **told):
        if done:
            raise KeyboardInterrupt
        done.append(rows)
        return issue(rows, **told)

    monkeypatch.setattr("posse.services.withholding.night.do_issue_decided", killed)
    with pytest.raises(KeyboardInterrupt):
        night()
    assert WithholdingOrder.objects.count() == 1
    monkeypatch.setattr("posse.services.withholding.night.do_issue_decided", issue)
    assert night().order_count == 1
    assert WithholdingOrder.objects.count() == Letter.objects.count() == 2


def test_whom_the_nights_limit_leaves_out_comes_up_the_next_night():
    build_withheld()
    build_source(build_case(), employer=build_payor("990000002"))
    assert night(letters_max=1).order_count == 1
    assert night(letters_max=1).order_count == 0
    assert night(NEXT, letters_max=1).order_count == 1


def test_payor_without_a_number_is_a_refusal_kept_once_and_nothing_is_lost():
    case = build_case()
    source = do_take_source(
        obligor=case.obligor, payor_name="Somebody's Ranch", kind="wages", began_on=TOLD_ON,
        told_on=TOLD_ON, told_by="parent", by=BY,
    )  # fmt: skip
    night()
    night(NEXT)
    (refusal,) = OrderRefusal.objects.all()
    assert (refusal.income_source, refusal.code) == (source, "no_fein")
    assert do_issue_order(case=case, source=source, on=NEXT, by=BY).refusal.startswith(
        "The payor's employer number"
    )
    assert not WithholdingOrder.objects.exists()


def test_address_found_later_brings_the_order_and_ends_the_refusal():
    employer = build_payor(has_address=False)
    build_source(build_case(), employer=employer)
    night()
    employer.line_1 = "1 Found Lane"
    employer.save()
    night(NEXT)
    assert [row.code for row in OrderRefusal.objects.order_by("id")] == ["no_address", ""]
    assert len(orders_told()) == 1


@pytest.mark.cites("CS-IRG-G21")
def test_no_order_goes_out_while_nobody_is_named_who_signs(monkeypatch):
    monkeypatch.setattr("posse.services.withholding.night.signer_on", lambda on: None)
    build_withheld()
    night()
    assert OrderRefusal.objects.get().code == "no_signer"
    assert orders_told() == []


def test_parent_without_a_number_is_told_as_refusal():
    build_source(build_case(ssn=""))
    night()
    assert OrderRefusal.objects.get().code == "no_ssn"


@pytest.mark.cites("CS-IRG-G1", "CS-IRG-G9")
@pytest.mark.parametrize(
    "kind", ["wages", "unemployment", "workers_compensation", "federal", "military", "other"]
)
def test_every_kind_of_income_can_be_withheld(kind):
    build_source(build_case(), kind=kind)
    assert night().order_count == 1


def test_two_cases_of_one_parent_have_each_its_own_order():
    case, _ = build_withheld(monthly_cents=30_000)
    build_case(monthly_cents=20_000, obligor=case.obligor)
    night()
    assert sorted(cents for _, _, cents in orders_told()) == [20_000, 30_000]


@pytest.mark.cites("CS-IRG-G14")
def test_end_of_income_ends_the_order_by_a_termination():
    _, source = build_withheld()
    night()
    do_end_source(source=source, ended_on=NEXT, told_on=NEXT, told_by="payor", by=BY)
    night(NEXT)
    assert orders_told()[1:] == [("termination", "obligor_left", 0)]
    ended = WithholdingOrder.objects.get(kind="termination")
    assert ended.replaces.kind == "original"
    assert ended.letter.kind == "income_withholding_termination"
    assert night(NEXT).order_count == 0


def test_job_taken_up_again_is_a_new_source_with_a_new_order():
    case, source = build_withheld()
    night()
    do_end_source(source=source, ended_on=NEXT, told_on=NEXT, told_by="payor", by=BY)
    night(NEXT)
    again = build_source(case, employer=source.employer, told_on=NEXT + timedelta(days=5))
    assert again.pk != source.pk
    night(again.told_on)
    assert [kind for kind, _, _ in orders_told()] == ["original", "termination", "original"]


def test_changed_support_changes_the_order_and_a_change_of_cents_does_not():
    case, _ = build_withheld(monthly_cents=40_000)
    night()
    change(case, cents=40_099)
    assert night(NEXT).order_count == 0
    change(case, cents=40_100)
    night(NEXT)
    assert orders_told()[1:] == [("amended", "changed", 40_100)]
    assert night(NEXT).order_count == 0


def change(case, *, cents):
    term = OrderTerm.objects.filter(order__case=case).order_by("-id").first()
    do_enter_term(
        order=term.order, obligation="child_support", amount_cents=cents, frequency="monthly",
        first_due_on=NEXT, effective_on=NEXT, replaces=term, on=NEXT, by=BY,
    )  # fmt: skip


def test_closed_case_ends_the_order():
    case, _ = build_withheld()
    night()
    do_set_case_status(case=case, service="iv_d", state="closed", on=NEXT, by=BY)
    night(NEXT)
    assert orders_told()[1:] == [("termination", "case_closed", 0)]


@pytest.mark.cites("CS-9.2-SUP-TYPE-11")
def test_suppression_ends_the_order_and_its_end_brings_it_back():
    case, _ = build_withheld()
    night()
    suppress(case)
    night(NEXT)
    assert orders_told()[1:] == [("termination", "suspended", 0)]
    assert OrderRefusal.objects.count() == 0
    night(NEXT + timedelta(days=1))
    assert OrderRefusal.objects.get().code == "suppressed"
    night(NEXT + timedelta(days=40))
    assert orders_told()[2:] == [("original", "income_known", 40_000)]


def suppress(case):
    Suppression.objects.create(
        case=case, kind="income_withholding", reason="other", note="Test", effective_on=NEXT,
        recorded_on=NEXT, ends_on=NEXT + timedelta(days=30), recorded_by=BY,
    )  # fmt: skip


def test_mistake_that_a_worker_ended_stays_ended_until_a_worker_issues_anew():
    case, source = build_withheld()
    night()
    order = WithholdingOrder.objects.get()
    with pytest.raises(ValueError, match="ends by itself"):
        do_terminate_order(order=order, reason="case_closed", on=NEXT, by=BY)
    do_terminate_order(order=order, reason="issued_in_error", on=NEXT, by=BY)
    assert night(NEXT).order_count == 0
    assert OrderRefusal.objects.get().code == "in_error"
    assert do_issue_order(case=case, source=source, on=NEXT, by=BY).order is not None
    assert [kind for kind, _, _ in orders_told()] == ["original", "termination", "original"]


def test_orders_that_stood_before_are_brought_over_without_letters_and_stay():
    build_withheld()
    assert do_bring_over_orders(on=TOLD_ON, by=BY) == 1
    assert do_bring_over_orders(on=TOLD_ON, by=BY) == 0
    assert night(NEXT).order_count == 0
    (order,) = WithholdingOrder.objects.all()
    assert (order.reason, order.letter) == ("brought_over", None)


def test_order_brings_the_remedy_to_submitted_and_its_end_withdraws_it():
    case, source = build_withheld()
    do_evaluate_remedies(on=TOLD_ON, by=BY)
    night()
    state = RemedyState.objects.get(obligor=case.obligor, remedy="income_withholding")
    assert (state.state, state.submitted_cents) == ("submitted", 40_000)
    do_evaluate_remedies(on=TOLD_ON, by=BY)
    state.refresh_from_db()
    assert state.state == "submitted"
    do_end_source(source=source, ended_on=NEXT, told_on=NEXT, told_by="payor", by=BY)
    night(NEXT)
    state.refresh_from_db()
    assert (state.state, state.submitted_cents) == ("withdrawn", None)


def test_order_of_another_parents_payor_is_refused_in_words():
    _, source = build_withheld()
    with pytest.raises(ValueError, match="no income of the paying parent"):
        do_issue_order(case=build_case(), source=source, on=TOLD_ON, by=BY)
