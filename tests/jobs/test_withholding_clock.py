"""The two business days for an order begin with a reported hire and end with the order."""

from datetime import date

import pytest
from tests.builders import BY, build_case
from tests.withheld import build_payor, build_source

from posse.apps.work.models import Task
from posse.services.withholding.night import do_run_withholding
from posse.services.work.night import do_run_deadlines

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5)
RULE = "TF040"


def night(on):
    do_run_withholding(on=on, by=BY)
    do_run_deadlines(on=on, by=BY)


def clock(case):
    return Task.objects.filter(case=case, rule=RULE).values_list("state", "due_on")


@pytest.mark.cites("45 CFR 303.100(e)(2)")
def test_reported_hire_opens_the_clock_and_the_order_stops_it():
    case = build_case()
    night(FIRST)
    employer = build_payor(has_address=False)
    build_source(case, employer=employer, told_on=SECOND)
    night(SECOND)
    # A Friday: without an address nothing can go out, and Tuesday is the second business day.
    assert list(clock(case)) == [("open", date(2026, 10, 6))]
    employer.line_1 = "1 Found Lane"
    employer.save()
    night(THIRD)
    assert [state for state, _ in clock(case)] == ["done"]


def test_order_of_the_same_night_leaves_no_clock_running():
    case = build_case()
    night(FIRST)
    build_source(case, told_on=SECOND)
    night(SECOND)
    assert "open" not in {state for state, _ in clock(case)}
