"""Alerts of proofs: what asks for somebody, from when on, and when it asks no more."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, build_family, build_provider
from tests.jobs.test_care_deciding import application_of
from tests.jobs.test_care_proofs import paper, unproved

from posse.services.care.alerting import proof_alerts
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.deciding import do_approve
from posse.services.care.incomes import do_record_income
from posse.services.care.proofs import do_reject_evidence

pytestmark = pytest.mark.django_db

LATE_ON = ON + timedelta(days=12)


def approved():
    """A family whose months run from ON."""
    family = build_family(provider=build_provider())
    do_approve(application_of(family), on=ON, by=BY)
    return family


def alerts(family, *, on):
    found = proof_alerts(on=on, case_ids=[family.care_case.pk])
    return [(each.standing.need.factor.name, each.kind, each.on) for each in found]


@pytest.mark.cites("CC-301-F", "CC-303-B")
def test_one_secondary_paper_leaves_the_alert_and_the_second_takes_it_away():
    family = unproved()
    [adult] = family.adults
    application_of(family)
    do_ask_for_proof(family.care_case, asks=[(adult.pk, "income")], on=ON, by=BY)
    assert alerts(family, on=date(2026, 6, 11)) == []
    late = [("income", "late", date(2026, 6, 11))]
    assert alerts(family, on=LATE_ON) == late
    half = {"grade": "secondary", "why": "The shop burnt down", "on": LATE_ON}
    paper(family, (adult, "income"), **half)
    assert alerts(family, on=LATE_ON) == late
    paper(family, (adult, "income"), giver="A neighbour", **half)
    assert alerts(family, on=LATE_ON) == []


def has_proved_all_but_income(family, *, income_until):
    """Papers of this day for everything, that of the income with an end."""
    [adult], [child] = family.adults, family.children
    of_child = ("age", "identity", "citizenship", "relationship", "residence")
    paper(
        family,
        *((adult, name) for name in ("identity", "residence", "activity")),
        *((child, name) for name in of_child),
    )
    paper(family, (adult, "income"), holds_until=income_until)
    do_approve(application_of(family), on=ON, by=BY)


@pytest.mark.cites("CC-301")
def test_a_proof_that_ends_alerts_unless_another_holds_on():
    family, ends_on = unproved(provider=build_provider()), ON + timedelta(days=40)
    has_proved_all_but_income(family, income_until=ends_on)
    assert alerts(family, on=ends_on) == [("income", "ends", ends_on)]
    paper(family, (family.adults[0], "income"))
    assert alerts(family, on=ends_on) == []


@pytest.mark.cites("CC-301", "CC-301-F")
def test_a_proof_that_ends_soon_is_asked_for_anew_before_it_ends():
    family, ends_on = unproved(provider=build_provider()), ON + timedelta(days=40)
    has_proved_all_but_income(family, income_until=ends_on)
    asks = [(family.adults[0].pk, "income")]
    soon = ends_on - timedelta(days=30)
    day_before = soon - timedelta(days=1)
    assert alerts(family, on=day_before) == []
    with pytest.raises(ValueError, match="proved already"):
        do_ask_for_proof(family.care_case, asks=asks, on=day_before, by=BY)
    assert alerts(family, on=soon) == [("income", "ends", ends_on)]
    [request] = do_ask_for_proof(family.care_case, asks=asks, on=soon, by=BY)
    assert alerts(family, on=request.due_on) == []
    after, over = request.due_on + timedelta(days=1), ends_on + timedelta(days=1)
    assert alerts(family, on=after) == [("income", "late", request.due_on)]
    assert alerts(family, on=over) == [("income", "late", request.due_on)]
    paper(family, (family.adults[0], "income"), on=after)
    assert alerts(family, on=over) == []


@pytest.mark.cites("CC-301", "CC-905-B-2")
def test_income_told_anew_while_months_run_is_an_alert_until_it_is_asked_for():
    family = approved()
    [adult], told_on = family.adults, ON + timedelta(days=20)
    do_record_income(
        care_case=family.care_case, participant=adult, kind="wages", frequency="monthly",
        payer="Pretend Bakery", expected={"check_cents": 40_000}, on=told_on, by=BY,
    )  # fmt: skip
    assert alerts(family, on=told_on) == [("income", "again", told_on)]
    do_ask_for_proof(family.care_case, asks=[(adult.pk, "income")], on=told_on, by=BY)
    assert alerts(family, on=told_on) == []


def test_what_an_application_lacks_and_nobody_asked_for_is_told_by_its_clock_alone():
    family = unproved()
    application_of(family)
    assert alerts(family, on=ON) == []


@pytest.mark.cites("CC-301")
def test_a_fact_nobody_proved_is_an_alert_while_months_run_and_none_after():
    family = approved()
    for row in family.care_case.evidence.all():
        do_reject_evidence(row, reason="It was altered", on=ON, by=BY)
    assert ("age", "missing", ON) in alerts(family, on=LATE_ON)
    last = family.care_case.periods.get().ends_on
    assert alerts(family, on=last)
    assert alerts(family, on=last + timedelta(days=1)) == []
