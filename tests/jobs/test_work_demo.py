"""The demo's offices have their people, and each day of its work is done once."""

from datetime import date

import pytest
from tests.builders import build_case

from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.apps.staff.models import Absence, StaffMember, Team
from posse.apps.work.models import CaseEvent, EventRule
from posse.jobs.demo.mix import Request
from posse.jobs.demo.sign_ins import do_make_sign_ins
from posse.jobs.demo.words import PLACES
from posse.jobs.demo.work import do_staff_offices, do_work_day
from posse.services.runs import do_start_run
from posse.services.work.night import do_run_deadlines

pytestmark = pytest.mark.django_db
REQUEST = Request(cases=40)
FIRST, SECOND = date(2026, 10, 1), date(2026, 10, 2)


@pytest.fixture
def run(tmp_path) -> Run:
    do_make_sign_ins(tmp_path)
    do_staff_offices(REQUEST)
    return do_start_run(key="demo:test", kind=RunKind.DEMO, business_date=FIRST, by="demo")


def test_each_town_has_an_office_and_the_same_people_again(run) -> None:
    names = [member.full_name for member in StaffMember.objects.order_by("id")]
    assert Team.objects.count() == len(PLACES)
    assert StaffMember.objects.get(user__username="caseworker").supervisor is not None
    do_staff_offices(REQUEST)
    assert [member.full_name for member in StaffMember.objects.order_by("id")] == names
    worker = StaffMember.objects.filter(user__username__startswith="worker-").first()
    assert not worker.user.has_usable_password()


def test_a_day_of_work_tells_something_and_is_done_once(run) -> None:
    for _ in range(4):
        build_case()
    do_run_deadlines(on=FIRST, by="demo")
    before = CaseEvent.objects.count()
    do_work_day(REQUEST, run, on=SECOND, place=1)
    told = CaseEvent.objects.count()
    assert told > before
    do_work_day(REQUEST, run, on=SECOND, place=1)
    assert CaseEvent.objects.count() == told


def test_the_month_has_an_absence_and_a_changed_table(run) -> None:
    do_work_day(REQUEST, run, on=date(2026, 10, 6), place=3)
    do_work_day(REQUEST, run, on=date(2026, 10, 23), place=16)
    assert EventRule.objects.get().recorded_by == "administrator"
    assert Absence.objects.get().cover is not None
