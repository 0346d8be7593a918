"""Tasks for alerts of proofs: opened once for whoever has the case, closed by themselves."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from tests.care_families import BY, ON
from tests.jobs.test_care_alerts import LATE_ON
from tests.jobs.test_care_deciding import application_of
from tests.jobs.test_care_proofs import paper, unproved

from posse.apps.work.models import Task
from posse.services.care.alert_tasks import OVER
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.cases import do_give_care_case
from posse.services.care.night import do_run_care
from posse.services.care.proofs import do_reject_evidence
from posse.services.staff.members import do_hire
from posse.services.work.tasks import do_finish_task

pytestmark = pytest.mark.django_db
PROOFS = {"kind__startswith": "care_proof_"}


@pytest.fixture
def family():
    """A family in a specialist's hands that was asked for two proofs and brought none."""
    found = unproved()
    application_of(found)
    asks = [(found.adults[0].pk, name) for name in ("income", "activity")]
    do_ask_for_proof(found.care_case, asks=asks, on=ON, by=BY)
    holder = do_hire(user=User.objects.create(username="proofs.holder"))
    do_give_care_case(care_case=found.care_case, specialist_id=holder.pk, on=ON, by=BY)
    return found


def told():
    rows = Task.objects.filter(**PROOFS).order_by("id")
    return [(task.url.partition("#")[2], task.state, task.outcome) for task in rows]


@pytest.mark.cites("CC-301-F", "CC-404-E")
def test_each_alert_is_a_task_of_whoever_has_the_case_once_and_names_nobody(family):
    do_run_care(on=LATE_ON - timedelta(days=2), by=BY)
    assert told() == []
    for days in range(3):
        do_run_care(on=LATE_ON + timedelta(days=days), by=BY)
    income, activity = Task.objects.filter(**PROOFS).order_by("-url")
    number, adult = family.care_case.number, family.adults[0].pk
    assert income.url == f"/care/cases/{number}/proofs/#proof-{adult}-income"
    assert income.subject == (
        f"Child care case {number}, adult: Income: asked for, and did not come"
    )  # fmt: skip
    assert income.assigned_to.user.username == "proofs.holder"
    assert activity.due_on == LATE_ON - timedelta(days=2)


@pytest.mark.cites("CC-301-F")
def test_a_task_closes_by_itself_when_the_fact_is_proved_and_comes_back_when_it_is_not(family):
    [adult] = family.adults
    do_run_care(on=LATE_ON, by=BY)
    proof = paper(family, (adult, "income"), on=LATE_ON)
    do_run_care(on=LATE_ON, by=BY)
    income = f"proof-{adult.pk}-income"
    states = {where: (state, why) for where, state, why in told()}
    assert states[income] == ("done", OVER)
    assert states[f"proof-{adult.pk}-activity"] == ("open", "")
    do_reject_evidence(proof, reason="It was altered", on=LATE_ON, by=BY)
    do_run_care(on=LATE_ON, by=BY)
    assert [state for where, state, _ in told() if where == income] == ["done", "open"]


def test_what_somebody_closed_by_hand_stays_closed(family):
    do_run_care(on=LATE_ON, by=BY)
    for task in Task.objects.filter(**PROOFS):
        do_finish_task(task=task, outcome="Asked by telephone", on=LATE_ON, by=BY)
    do_run_care(on=LATE_ON + timedelta(days=1), by=BY)
    assert [state for _, state, _ in told()] == ["done", "done"]
