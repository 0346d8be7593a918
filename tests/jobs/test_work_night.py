"""The night derives events from facts, opens and closes tasks, and gives work to people."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from tests.builders import BY, OPENED_ON, build_case, build_person

from posse.apps.cases.models import Case
from posse.apps.staff.models import StaffMember
from posse.apps.work.models import (
    CaseAssignment,
    CaseEvent,
    CaseloadMonth,
    CaseStanding,
    NextAction,
    Task,
    TaskMove,
)
from posse.jobs.nightly import run_nightly
from posse.services.access import CASEWORKER, SUPERVISOR, do_give_roles
from posse.services.register.cases import (
    do_record_assistance_period,
    do_set_case_status,
)
from posse.services.register.people import do_add_employer, do_record_employment
from posse.services.staff.absences import do_record_absence
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_form_team, do_hire, do_open_office
from posse.services.work.covering import latest_escalated_due
from posse.services.work.events import do_record_event
from posse.services.work.night import do_run_deadlines
from posse.services.work.tasks import do_assign_tasks, open_tasks

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5)


def night(on: date):
    return do_run_deadlines(on=on, by="nightly")


def kinds(case: Case) -> list[str]:
    return sorted(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))


def rules(case: Case) -> dict[str, date]:
    return dict(open_tasks(case).values_list("rule", "due_on"))


def action(case: Case) -> tuple[str, str]:
    latest = NextAction.objects.filter(case=case).last()
    return latest.action, latest.reason


def hire(name: str, *, role: str = CASEWORKER, team=None, supervisor=None) -> StaffMember:
    user = User.objects.create_user(name, password="a-password", first_name=name.title())
    do_give_roles(user, [role])
    return do_hire(user=user, team=team, supervisor=supervisor)


@pytest.fixture
def team():
    office = do_open_office(name="Cheyenne", county_fips="56021")
    return do_form_team(office=office, name="North")


@pytest.mark.cites("45 CFR 303.6(b)", "45 CFR 303.6(c)(2)", "45 CFR 303.8(b)(7)(i)")
def test_first_night_finds_the_states_that_cases_are_in(tmp_path):
    case = build_case(arrears={"never_assigned": 40_000}, monthly_cents=40_000)
    run_nightly(business_date=FIRST, inbox=tmp_path, outbox=tmp_path / "out")
    assert kinds(case) == [
        "case_opened", "delinquency_identified", "located", "order_established",
    ]  # fmt: skip
    # The order of 2020 returns each third year; the delinquency counts from tonight.
    assert rules(case) == {"TF064": date(2029, 1, 15), "TF031": date(2026, 10, 31)}
    assert action(case) == ("enforcement", "delinquent")


@pytest.mark.cites("45 CFR 303.6(b)")
def test_a_cent_below_a_month_of_support_is_no_delinquency(tmp_path):
    case = build_case(arrears={"never_assigned": 39_999}, monthly_cents=40_000)
    run_nightly(business_date=FIRST, inbox=tmp_path, outbox=tmp_path / "out")
    assert "delinquency_identified" not in kinds(case)
    assert action(case) == ("none", "otherwise")


def test_missed_payments_of_a_month_make_a_case_delinquent_on_that_night(tmp_path):
    case = build_case(monthly_cents=40_000)
    for on in (FIRST, date(2026, 11, 2)):
        run_nightly(business_date=on, inbox=tmp_path, outbox=tmp_path / "out", today=on)
    event = CaseEvent.objects.get(case=case, kind="delinquency_identified")
    assert event.effective_on == date(2026, 11, 2)
    standing = CaseStanding.objects.get(case=case)
    assert (standing.past_due_cents, standing.due_cents) == (40_000, 40_000)


@pytest.mark.cites("45 CFR 303.3(b)")
def test_a_parent_without_address_or_job_is_to_be_located_and_then_is():
    case = build_case(obligor=build_person(with_address=False), monthly_cents=None)
    night(FIRST)
    assert rules(case)["TF010"] == FIRST + timedelta(days=75)
    assert action(case) == ("locate", "not_located")
    employer = do_add_employer(name="Acme", fein="900000001", city="Casper", state="WY")
    do_record_employment(participant=case.obligor, employer=employer, on=SECOND, by=BY)
    night(SECOND)
    assert "TF010" not in rules(case)
    assert {"located", "employer_address_known"} <= set(kinds(case))


@pytest.mark.cites("45 CFR 302.33(a)(4)")
def test_assistance_that_ended_asks_for_the_notice_in_five_working_days():
    case = build_case(assistance=(date(2026, 1, 1), None, []))
    night(FIRST)
    assert "assistance_began" in kinds(case)
    do_record_assistance_period(
        family=case.family, starts_on=date(2026, 1, 1), ends_on=FIRST, on=SECOND, by=BY
    )
    night(SECOND)
    assert rules(case)["TF006"] == date(2026, 10, 9)


def test_a_closed_case_has_no_open_tasks_and_needs_nothing():
    case = build_case(obligor=build_person(with_address=False))
    night(FIRST)
    do_set_case_status(case=case, service="iv_d", state="closed", on=SECOND, by=BY)
    night(SECOND)
    assert rules(case) == {}
    assert action(case) == ("none", "not_served")
    do_set_case_status(case=case, service="iv_d", state="open", on=THIRD, by=BY)
    night(THIRD)
    assert "case_reopened" in kinds(case)
    assert "TF010" in rules(case)


def test_cases_that_are_not_iv_d_start_no_clocks():
    case = build_case(service="non_iv_d")
    night(FIRST)
    assert kinds(case) == []
    assert action(case) == ("none", "not_served")


def state_of_work() -> list[object]:
    with connection.cursor() as cursor:
        rows = []
        for table in ("caseevent", "task", "taskmove", "nextaction", "caseassignment"):
            cursor.execute(f"SELECT count(*), max(id) FROM work_{table}")
            rows.append(cursor.fetchone()[0])
        return rows


def test_second_run_of_same_night_writes_nothing(team):
    hire("ada", team=team)
    build_case(arrears={"never_assigned": 90_000})
    night(FIRST)
    before = state_of_work()
    assert night(FIRST).changed_count == 0
    assert state_of_work() == before


def test_a_night_that_is_killed_leaves_nothing_behind(team):
    hire("ada", team=team)
    build_case()
    with transaction.atomic():
        night(FIRST)
        transaction.set_rollback(True)
    assert state_of_work() == [0, 0, 0, 0, 0]
    assert night(FIRST).event_count


def test_what_somebody_told_already_is_not_told_again_by_the_night():
    case = build_case(obligor=build_person(with_address=False))
    do_record_event(case=case, kind="locate_needed", effective_on=FIRST, on=FIRST, by=BY)
    night(FIRST)
    assert kinds(case).count("locate_needed") == 1


def test_cases_go_to_caseworkers_of_their_county_by_turns(team):
    ada, ben = hire("ada", team=team), hire("ben", team=team)
    hire("eve", role=SUPERVISOR, team=team)
    for _ in range(5):
        build_case()
    night(FIRST)
    shares = sorted(CaseStanding.objects.filter(staff=member).count() for member in (ada, ben))
    assert shares == [2, 3]
    assert CaseAssignment.objects.count() == 5
    assert not Task.objects.filter(state="open", assigned_to=None).exists()
    ben_first = CaseStanding.objects.filter(staff=ben).count() == 2
    build_case()
    night(SECOND)
    fewest = ben if ben_first else ada
    assert CaseStanding.objects.filter(staff=fewest).count() == 3


def test_nobody_is_given_the_case_of_somebody_they_may_not_work_for(team):
    ada = hire("ada", team=team)
    hire("ben", team=team)
    cases = [build_case() for _ in range(4)]
    for case in cases[:2]:
        do_declare_conflict(
            staff=ada, participant=case.obligee, relation="relative", on=OPENED_ON, by=BY
        )
    night(FIRST)
    given = set(CaseStanding.objects.filter(staff=ada).values_list("case", flat=True))
    assert not given & {case.pk for case in cases[:2]}
    mine = Task.objects.filter(case=cases[0])
    with pytest.raises(ValueError, match="may not work on case"):
        do_assign_tasks(tasks=mine, to=[ada] * len(mine), why="Help", on=FIRST, by="eve")


def test_an_absence_is_covered_and_the_work_comes_back(team):
    ada = hire("ada", team=team)
    case = build_case(obligor=build_person(with_address=False))
    night(FIRST)
    ben = hire("ben", team=team)
    do_record_absence(
        staff=ada, starts_on=SECOND, ends_on=SECOND, cover=ben, on=FIRST, by="eve"
    )
    night(SECOND)
    assert {task.assigned_to for task in open_tasks(case)} == {ben}
    night(THIRD)
    assert {task.assigned_to for task in open_tasks(case)} == {ada}
    assert [move.kind for move in TaskMove.objects.filter(task=open_tasks(case)[0])] == [
        "covered", "reassigned",
    ]  # fmt: skip


def test_a_task_that_opens_during_an_absence_goes_to_who_covers(team):
    ada = hire("ada", team=team)
    case = build_case()
    night(FIRST)
    ben = hire("ben", team=team)
    do_record_absence(staff=ada, starts_on=SECOND, ends_on=THIRD, cover=ben, on=FIRST, by="eve")
    do_record_event(
        case=case, kind="status_inquiry_received", effective_on=SECOND, on=SECOND, by=BY
    )
    assert open_tasks(case).get(rule="TF083").assigned_to == ben


def test_overdue_work_goes_to_the_supervisor_after_five_business_days(team):
    eve = hire("eve", role=SUPERVISOR, team=team)
    ada = hire("ada", team=team, supervisor=eve)
    case = build_case()
    night(FIRST)
    do_record_event(case=case, kind="petition_dismissed", effective_on=FIRST, on=FIRST, by=BY)
    task = open_tasks(case).get(rule="TF021")
    # Due on Thursday 1 October; the fifth business day after it is Thursday the 8th.
    night(date(2026, 10, 8))
    task.refresh_from_db()
    assert task.escalated_to is None
    night(date(2026, 10, 9))
    task.refresh_from_db()
    assert (task.escalated_to, task.escalated_on) == (eve, date(2026, 10, 9))
    assert task.assigned_to == ada
    night(date(2026, 10, 13))
    assert TaskMove.objects.filter(task=task, kind="escalated").count() == 1


def test_escalation_counts_business_days_over_a_holiday():
    # Columbus Day, 12 October, is a federal holiday.
    assert latest_escalated_due(date(2026, 10, 9)) == date(2026, 10, 1)
    assert latest_escalated_due(date(2026, 10, 16)) == date(2026, 10, 7)


def test_waiting_for_a_closure_is_never_overdue(team):
    eve = hire("eve", role=SUPERVISOR, team=team)
    hire("ada", team=team, supervisor=eve)
    case = build_case()
    night(FIRST)
    do_record_event(case=case, kind="closure_notice_sent", effective_on=FIRST, on=FIRST, by=BY)
    night(date(2026, 12, 31))
    wait = open_tasks(case).get(rule="TF070")
    assert wait.must_wait
    assert wait.escalated_on is None
    assert action(case) == ("closure", "closure_noticed")


def test_caseloads_are_measured_for_their_month(team, tmp_path):
    ada = hire("ada", team=team)
    build_case()
    build_case(monthly_cents=None)
    run_nightly(business_date=FIRST, inbox=tmp_path, outbox=tmp_path / "out")
    found = CaseloadMonth.objects.get(staff=ada)
    assert (found.month, found.case_count, found.order_count) == (FIRST, 2, 2)
    assert (found.due_cents, found.paid_cents) == (40_000, 0)


def test_the_night_leaves_its_step_in_the_run(tmp_path):
    build_case()
    outcome = run_nightly(business_date=FIRST, inbox=tmp_path, outbox=tmp_path / "out")
    [step] = [step for step in outcome.steps if step.name == "deadlines"]
    assert step.in_count == 1
