"""Intake's tasks and clocks, and the marks that its questions about safety set at once."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.files.test_referrals import CHILD, FATHER, HEAD, MOTHER, as_csv
from tests.intake import ON, TOLD, answers, file, open_case, start

from posse.apps.intake.models import Application, Referral
from posse.apps.people.models import ConfidentialAddress, FamilyViolence
from posse.apps.work.models import CaseEvent, Task
from posse.services.doors.addresses import addresses_for
from posse.services.intake.applications import do_withdraw_application
from posse.services.intake.inquiries import do_log_inquiry, do_record_packet
from posse.services.intake.referring import do_receive_referrals

pytestmark = pytest.mark.django_db


def open_tasks():
    rows = Task.objects.filter(case=None, state="open").order_by("id")
    return list(rows.values_list("kind", "rule", "due_on"))


def kinds_of(case):
    return list(
        CaseEvent.objects.filter(case=case).order_by("id").values_list("kind", flat=True)
    )


@pytest.mark.cites("45 CFR 303.2(a)(2)")
@pytest.mark.parametrize(
    "asked",
    [("in_person", "TF001", ON), ("telephone", "TF002", date(2026, 10, 13))],
)
def test_an_inquiry_is_a_task_until_something_was_handed_out_or_sent(asked):
    way, rule, due_on = asked
    inquiry = do_log_inquiry(
        asked_by=way, wanted="application", name="Linnet", asked_on=ON, **TOLD
    )
    assert open_tasks() == [("send_application", rule, due_on)]
    do_record_packet(inquiry=inquiry, kind="application", way="handed", sent_on=ON, **TOLD)
    assert open_tasks() == []


@pytest.mark.cites("45 CFR 303.2(b)")
def test_a_filed_application_is_a_task_until_a_case_is_open_and_the_case_is_told():
    application = file()
    assert open_tasks() == [("open_case", "TF005", date(2026, 10, 25))]
    case = open_case(application)
    assert open_tasks() == []
    assert kinds_of(case) == ["application_filed", "case_opened"]
    assert not Task.objects.filter(case=case, rule="TF005", state="open").exists()


def test_a_withdrawn_application_leaves_no_task():
    do_withdraw_application(application=file(), reason="She moved away.", **TOLD)
    assert open_tasks() == []


@pytest.mark.cites("45 CFR 303.2(a)(2)", "45 CFR 303.2(b)")
def test_a_referral_is_two_tasks_and_its_case_hears_what_was_sent():
    content = as_csv((HEAD, MOTHER, FATHER, CHILD))
    do_receive_referrals(content=content, name="power.csv", received_on=ON, by="test")
    kinds = {kind for kind, _, _ in open_tasks()}
    assert kinds == {"open_case", "send_information"}
    referral = Referral.objects.get()
    do_record_packet(referral=referral, kind="information", way="mail", sent_on=ON, **TOLD)
    case = open_case(Application.objects.get())
    assert open_tasks() == []
    assert kinds_of(case) == ["referral_received", "program_information_sent", "case_opened"]
    assert not Task.objects.filter(case=case, rule="TF003", state="open").exists()


@pytest.mark.cites("CS-6.3-FV-1", "CS-6.3-FV-2")
def test_a_yes_about_safety_hides_the_family_from_the_day_the_case_opens():
    case = open_case(file(answers(custodial={"afraid": "yes"})))
    child = case.roles.get(role="child").participant
    marks = FamilyViolence.objects.order_by("participant_id")
    assert {mark.participant_id for mark in marks} == {case.obligee_id, child.pk}
    assert {mark.basis for mark in marks} == {"screening"}
    shown = addresses_for(AnonymousUser(), [case.obligee_id], on=ON)
    assert shown[case.obligee_id].is_hidden


@pytest.mark.cites("CS-6.3-FV-2")
def test_a_secret_address_is_kept_secret_without_any_reason():
    told = answers(custodial={"confidentiality_program": "Safe at Home 12"})
    case = open_case(file(told))
    fact = ConfidentialAddress.objects.filter(participant=case.obligee_id).get()
    assert fact.program == "Safe at Home 12"
    assert not FamilyViolence.objects.exists()


def test_without_a_yes_nobody_is_marked():
    open_case(file())
    assert not FamilyViolence.objects.exists()
    assert not ConfidentialAddress.objects.exists()


def test_a_draft_is_no_task():
    start()
    assert open_tasks() == []
