"""What a night does about applications for POWER, and what they ask of a specialist.

Source: CC-401-F-1, CC-401-F-2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from posse.apps.care.choices import PowerStep
from posse.apps.care.models import CareCase, PowerApplication, PowerEvent
from posse.apps.subsidy.choices import DeterminationKind
from posse.apps.subsidy.models import Authorization
from posse.apps.work.models import Task
from posse.rules.childcare.clock import ClockTerms, power_unit_last_days
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.services.care.cases import specialist_of
from posse.services.care.letters import names_of
from posse.services.care.power import DECIDED, do_end_days
from posse.services.law import current_law
from posse.services.work.tasks import do_finish_task, do_open_task
from posse.units.days import day_from_number, day_number, day_words

# The task that asks a specialist to find out about POWER after the thirty days.
OVER = "care_power_over"
SOON = timedelta(days=7)


@dataclass(frozen=True)
class PowerWait:
    """An application for POWER that waits for somebody, and for what in words."""

    power: PowerApplication
    words: str
    due_on: date
    cites: tuple[str, ...]
    is_over: bool = False


def power_waits(*, on: date, case_ids: Sequence[int] | None = None) -> list[PowerWait]:
    """Requests to be sent to the work programme, and days that end before POWER is decided.

    Source: CC-401-F-1, CC-401-F-2.
    """
    rows = PowerApplication.objects.filter(
        ~Exists(_events(*DECIDED)), must_work=True, needs_care=True, effective_on__lte=on
    )
    if case_ids is not None:
        rows = rows.filter(care_case__in=case_ids)
    found = list(rows.select_related("care_case").order_by("effective_on", "id"))
    names = names_of([row.participant_id for row in found], on=on)
    sent = set(
        PowerEvent.objects.filter(power__in=found, what=PowerStep.SENT).values_list(
            "power_id", flat=True
        )
    )
    paid = set(
        Authorization.objects.filter(
            care_case__in=[row.care_case_id for row in found],
            determination__kind=DeterminationKind.POWER,
        ).values_list("care_case_id", flat=True)
    )
    waits = []
    for row, last in zip(found, _last_days(found, on=on), strict=True):
        who = names.get(row.participant_id, "A caretaker")
        if row.pk not in sent:
            to = row.manager or "the case manager of the work programme"
            words = f"{who}: send a copy of the request for child care to {to}"
            waits.append(PowerWait(row, words, row.effective_on, ("CC-401-F-1",)))
        if last <= on + SOON and row.care_case_id in paid:
            is_over = last < on
            words = (
                f"{who}: the days of child care while POWER is decided"
                f" {'ended' if is_over else 'end'} on {day_words(last)}; ask how POWER stands"
            )
            waits.append(PowerWait(row, words, last, ("CC-401-F-2",), is_over=is_over))
    return waits


def _last_days(pending: Sequence[PowerApplication], *, on: date) -> list[date]:
    """The last days of applications that are not decided. Source: CC-401-F-2."""
    if not pending:
        return []
    begun = np.array([day_number(row.effective_on) for row in pending])
    terms = ClockTerms.from_law(current_law(), on=on)
    lasts = power_unit_last_days(begun, np.full(len(begun), NO_DAY), terms=terms)
    return [day_from_number(int(each)) for each in lasts]


def _events(*what: str) -> QuerySet[PowerEvent]:
    return PowerEvent.objects.filter(power=OuterRef("pk"), what__in=what)


def do_work_power(*, on: date, by: str) -> int:
    """End days whose POWER was decided, and ask about those that ran out; how many.

    Each case is a transaction of its own; run again, it writes nothing.
    Source: CC-401-F-2.
    """
    running = Authorization.objects.filter(
        determination__kind=DeterminationKind.POWER, care_case=OuterRef("care_case"),
        end__isnull=True, ends_on__gt=on,
    )  # fmt: skip
    ended = PowerApplication.objects.filter(
        Exists(running), Exists(_events(*DECIDED, PowerStep.UNMET))
    )
    written = sum(
        bool(do_end_days(row, on=on, by=by))
        for row in ended.select_related("care_case").order_by("id")
    )
    waits = [each for each in power_waits(on=on) if each.is_over]
    written += sum(_do_ask(each, on=on, by=by) for each in waits)
    _do_close({each.power.care_case.number for each in waits}, on=on, by=by)
    return written


@transaction.atomic
def _do_ask(wait: PowerWait, *, on: date, by: str) -> bool:
    """Open a task for the specialist, once for the days; whether it was news."""
    care_case, url = wait.power.care_case, _address(wait.power.care_case.number)
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    if Task.objects.filter(kind=OVER, url=url, due_on=wait.due_on).exists():
        return False
    do_open_task(
        kind=OVER, subject=wait.words, due_on=wait.due_on, url=url,
        county_fips=care_case.county_fips, assigned_to=specialist_of(care_case, on=on), on=on,
        by=by,
    )  # fmt: skip
    return True


@transaction.atomic
def _do_close(waiting: set[str], *, on: date, by: str) -> None:
    """Close tasks about POWER that was decided since."""
    wanted = {_address(number) for number in waiting}
    for task in Task.objects.filter(kind=OVER, closed_on__isnull=True).order_by("id"):
        if task.url not in wanted:
            do_finish_task(task=task, outcome="POWER was decided", on=on, by=by)


def _address(number: str) -> str:
    return f"/care/cases/{number}/power/"
