"""Remedies evaluated over the books: decided, moved and kept, and nothing twice."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.payments import start_run

from posse.apps.enforcement.models import RemedyDecision, RemedyEvent, RemedyState
from posse.services.books.posting import do_fold
from posse.services.enforcement.facts import facts_of_obligors
from posse.services.enforcement.files.sending import do_write_offset_file
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.enforcement.moving import do_withdraw
from posse.services.enforcement.suppressions import Rest, do_suppress
from posse.services.register.orders import do_adjust_balance

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)


def owing(cents=300_000, *, on=ON):
    case = build_case(monthly_cents=None, arrears={"never_assigned": cents})
    fold(case, on=on)
    return case


def fold(case, *, on=ON, key="fold"):
    do_fold(
        obligors=[case.obligor_id], through=on, run=start_run(on, key=f"{key} {case.pk} {on}")
    )


def evaluate(*, on=ON, obligors=None):
    return do_evaluate_remedies(on=on, by=BY, obligors=obligors)


def send(on=ON):
    return do_write_offset_file(on=on, by=BY, today=on)


def standing(case, remedy):
    return RemedyState.objects.get(obligor=case.obligor, remedy=remedy)


@pytest.mark.cites("CS-9.2-GEN-2")
def test_the_books_alone_say_who_is_a_candidate_and_a_file_who_goes_out():
    case, paid = owing(), owing(1)
    evaluate()
    ready = standing(case, "msfidm")
    assert (ready.state, ready.is_eligible, ready.submitted_cents) == ("candidate", True, None)
    # The notice has to come first.
    assert not standing(case, "credit_bureau").is_eligible
    assert not RemedyState.objects.filter(obligor=paid.obligor, remedy="msfidm").exists()
    send()
    out = standing(case, "msfidm")
    assert (out.state, out.submitted_cents, out.last_submitted_on) == ("submitted", 300_000, ON)
    event = RemedyEvent.objects.get(remedy="msfidm", to_state="submitted")
    assert event.reason == f"Told by federal-offset-{ON}.fop"
    assert event.decision.is_eligible


def test_a_second_evaluation_of_the_day_writes_nothing():
    owing()
    first = evaluate()
    assert first.event_count > 0
    counts = RemedyDecision.objects.count(), RemedyEvent.objects.count()
    again = evaluate()
    assert (again.decision_count, again.event_count) == (0, 0)
    assert (RemedyDecision.objects.count(), RemedyEvent.objects.count()) == counts


def test_one_parent_is_judged_as_among_all():
    case, other = owing(), owing(50_000)
    alone = facts_of_obligors(on=ON, obligors=[case.obligor_id])
    among = facts_of_obligors(on=ON)
    place = list(among.obligors).index(case.obligor_id)
    assert alone.facts.cases.unassigned_cents.tolist() == [300_000]
    assert among.facts.total(among.facts.cases.unassigned_cents)[place] == 300_000
    evaluate(obligors=[case.obligor_id])
    assert not RemedyState.objects.filter(obligor=other.obligor).exists()


@pytest.mark.cites("CS-9.2-SUP-5")
def test_a_suppression_ends_with_the_next_file_and_its_end_puts_the_parent_back_by_itself():
    case = owing()
    evaluate()
    send()
    later = ON + timedelta(1)
    rest = Rest("financial_data", later, later + timedelta(3), "payment_plan")
    do_suppress(cases=[case], rest=rest, note="A plan", on=later, by=BY)
    evaluate(on=later)
    still = standing(case, "msfidm")
    assert (still.state, still.submitted_cents, still.is_eligible) == (
        "submitted", 300_000, False
    )  # fmt: skip
    send(later)
    suppressed = standing(case, "msfidm")
    assert (suppressed.state, suppressed.submitted_cents) == ("withdrawn", None)
    last = RemedyEvent.objects.filter(remedy="msfidm").latest("id")
    assert "suppress" in last.reason
    evaluate(on=later + timedelta(4))
    send(later + timedelta(4))
    states = RemedyEvent.objects.filter(obligor=case.obligor, remedy="msfidm").order_by("id")
    assert list(states.values_list("to_state", flat=True)) == [
        "candidate", "submitted", "withdrawn", "candidate", "submitted",
    ]  # fmt: skip


@pytest.mark.cites("CS-9.2-TOP-DIST-1")
def test_a_changed_amount_is_what_the_partner_has_once_a_file_told_it():
    case = owing()
    evaluate()
    send()
    later = ON + timedelta(1)
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=10_050, reason="Found", on=later, by=BY
    )
    fold(case, on=later)
    evaluate(on=later)
    before = standing(case, "msfidm")
    assert (before.amount_cents, before.submitted_cents) == (310_050, 300_000)
    send(later)
    # Whole dollars, rounded down, as the office was told.
    assert standing(case, "msfidm").submitted_cents == 310_000
    event = RemedyEvent.objects.filter(remedy="msfidm").latest("id")
    assert (event.from_state, event.to_state) == ("submitted", "submitted")
    assert (event.reason, event.amount_cents) == ("The amount changed", 310_000)


def test_what_a_person_withdrew_is_deleted_by_the_next_file_and_needs_its_notice_again():
    case = owing()
    evaluate()
    send()
    later = ON + timedelta(1)
    withdraw = {"obligor": case.obligor_id, "reason": "Decided", "on": later, "by": BY}
    do_withdraw(remedy="msfidm", **withdraw)
    assert standing(case, "msfidm").submitted_cents == 300_000
    send(later)
    gone = standing(case, "msfidm")
    assert (gone.state, gone.submitted_cents) == ("withdrawn", None)


def test_a_decision_names_what_is_not_met_and_the_law_behind_it():
    case = owing()
    evaluate()
    decision = RemedyDecision.objects.get(obligor=case.obligor, remedy="credit_bureau")
    assert not decision.is_eligible
    assert decision.failing == "notice"
    assert len(decision.run.law_fingerprint) == 64
