"""Work in the demo's month: who has which cases, what is told of them, what gets done."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.runs.models import Run
from posse.apps.staff.models import StaffMember
from posse.apps.work.models import Task
from posse.jobs.demo.draws import Draws
from posse.jobs.demo.mix import Request
from posse.jobs.demo.sign_ins import SIGN_INS
from posse.jobs.demo.words import GIVEN_NAMES, PLACES, SURNAME_BEGINNINGS, SURNAME_ENDINGS
from posse.rules.case_events import OPENS
from posse.services.access import CASEWORKER, SUPERVISOR
from posse.services.demo.installation import RECORDED_BY as BY
from posse.services.demo.staffing import do_staff_office
from posse.services.runs import do_record_step
from posse.services.staff.absences import do_record_absence
from posse.services.work.events import do_change_event_rule, do_record_event
from posse.services.work.tables import event_table
from posse.services.work.tasks import do_finish_task
from posse.units.days import add_business_days

STEP = "work"
# Streams of chance of this part: none that another part draws from.
STAFF_STREAM, DAY_STREAM = 1_300, 1_301
WORKERS_A_TOWN = 2
DONE_A_NIGHT = 1
# What people tell of cases, and what stops the clock of each some days later.
TOLD = (
    "status_inquiry_received",
    "review_requested",
    "new_information_for_other_state",
    "petition_dismissed",
    "order_record_requested",
    "incarceration_learned",
    "enforcement_failed",
)


def do_staff_offices(request: Request) -> None:
    """An office in each town, with the demo's own caseworker and supervisor in the first."""
    draws = Draws(request.seed, STAFF_STREAM)
    own = {each.role: each for each in SIGN_INS}
    lead, caseworker = own[SUPERVISOR], own[CASEWORKER]
    for number, (town, _zip, _county, fips, _share) in enumerate(PLACES):
        people = {
            f"worker-{fips}-{place}": _name(draws) for place in range(1, WORKERS_A_TOWN + 1)
        }
        if number == 0:
            people[caseworker.username] = f"{caseworker.given_name} {caseworker.surname}"
        do_staff_office(town=town, county_fips=fips, people=people, lead=lead.username)


def _name(draws: Draws) -> str:
    given = draws.words(GIVEN_NAMES, 1)[0]
    parts = (draws.words(SURNAME_BEGINNINGS, 1)[0], draws.words(SURNAME_ENDINGS, 1)[0])
    return f"{given} {''.join(parts)}"


def do_work_day(request: Request, run: Run, *, on: date, place: int) -> None:
    """What is told and done on the ``place``-th business day of the month, once."""
    if run.steps.filter(name=STEP, part=on.isoformat()).exists():
        return
    draws = Draws(request.seed, DAY_STREAM + place)
    with transaction.atomic():
        if place:
            _do_tell(on, draws, kind=TOLD[place % len(TOLD)])
            _do_finish_some(on)
        for act in DAYS.get(place, ()):
            act(on)
        do_record_step(run=run, name=STEP, part=on.isoformat())


def _do_tell(on: date, draws: Draws, *, kind: str) -> None:
    """Something happens in a case of the demo's caseworker."""
    mine = Case.objects.filter(
        standing__is_served=True,
        standing__has_order=True,
        standing__staff__user__username=CASEWORKER,
    )
    found = list(mine.order_by("number").values_list("pk", flat=True)[:400])
    if found:
        case = Case.objects.get(pk=found[int(draws.whole(0, len(found) - 1, 1)[0])])
        do_record_event(case=case, kind=kind, effective_on=on, on=on, by=BY)


def _do_finish_some(on: date) -> None:
    """The tasks that are due first get done, those of the demo's caseworker last."""
    open_tasks = Task.objects.filter(
        state="open", must_wait=False, case__isnull=False, assigned_to__isnull=False,
        due_on__lte=on + timedelta(days=30),
    ).exclude(assigned_to__user__username=CASEWORKER)  # fmt: skip
    for task in open_tasks.order_by("due_on", "case__number", "rule")[:DONE_A_NIGHT]:
        events = [each for each in event_table().closing_events(task.rule) if each.by_hand]
        if events:
            do_finish_task(task=task, event=events[0].name, outcome="", on=on, by=BY)


def _do_be_away(on: date) -> None:
    """Somebody is on leave for a week, and a colleague of the team covers."""
    pair = StaffMember.objects.filter(user__username__startswith="worker-56025").order_by("id")
    if len(pair) > 1:
        do_record_absence(
            staff=pair[0], cover=pair[1], starts_on=on, ends_on=add_business_days(on, 5),
            on=on, by=BY,
        )  # fmt: skip


def _do_change_table(on: date) -> None:
    """The administrator wants to hear sooner of what other States ask."""
    administrator = User.objects.filter(is_superuser=True).order_by("id").first()
    do_change_event_rule(
        event="status_inquiry_received", effect=OPENS, rule="TF083", is_on=True, alert_days=3,
        effective_on=on, why="Answers went out on the last day too often.", on=on,
        by=administrator.username if administrator else BY, seen=0,
    )  # fmt: skip


DAYS: dict[int, tuple[Callable[[date], None], ...]] = {
    3: (_do_change_table,),
    16: (_do_be_away,),
}
