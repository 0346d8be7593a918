"""Temporary job search: whose months end, and whose assistance a night ends with notice.

A search that is over while nothing else is told ends assistance as an adverse action: the
case is determined, the notice goes out, and its days pass before anything ends.
Source: CC-700-A-job-search, CC-701-B-5, CC-402-F, CC-1504-C-2 (ambiguities A17 and 1.07).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from posse.apps.care.choices import ActivityKind
from posse.apps.care.models import Activity, CareCase
from posse.apps.subsidy.choices import ChangeOutcome, DeterminationKind
from posse.apps.subsidy.models import (
    Authorization,
    CareChange,
    CareChangeOutcome,
    CarePeriod,
    Determination,
)
from posse.rules.childcare.reviews import search_last_days
from posse.services.care.cases import do_write_narrative
from posse.services.care.determining import Looked, do_determine, look, people_of
from posse.services.care.letters import names_of, reason
from posse.services.care.redetermining import (
    do_end_by_notice,
    first_effect,
    running_authorizations,
)
from posse.services.care.stages import stages_of
from posse.services.law import current_law
from posse.units.days import day_from_number, day_number, day_words

SEARCH_MONTHS = "childcare.eligibility.job_search_months"
LAW = ("CC-700-A-job-search", "CC-701-B-5")
ACTIVITY = "activity"
TOPIC = "job search"


@dataclass(frozen=True)
class Search:
    """A job search of somebody with nothing else to do, and its last day."""

    activity: Activity
    last_day: date
    months: int


def searches_on(*, on: date, case_ids: Sequence[int] | None = None) -> list[Search]:
    """Searches of people with no other activity, where care is authorized that can end.

    Source: CC-700-A-job-search, CC-100-B.
    """
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    told = Activity.objects.filter(
        running, effective_on__lte=on, replaced_by__isnull=True, is_withdrawn=False
    )
    other = told.filter(
        care_case=OuterRef("care_case"), participant=OuterRef("participant")
    ).exclude(kind=ActivityKind.JOB_SEARCH)
    period = CarePeriod.objects.filter(
        care_case=OuterRef("care_case"), effective_on__lte=on, ends_on__gte=on,
        replaced_by__isnull=True, is_withdrawn=False,
    )  # fmt: skip
    paid = _running(on).filter(care_case=OuterRef("care_case"))
    rows = told.filter(
        Exists(period), Exists(paid), ~Exists(other), kind=ActivityKind.JOB_SEARCH
    )
    if case_ids is not None:
        rows = rows.filter(care_case__in=case_ids)
    found = list(rows.select_related("care_case").order_by("care_case_id", "id"))
    if not found:
        return []
    months = int(current_law().value(SEARCH_MONTHS, on=on))
    began = np.array([day_number(row.effective_on) for row in found], dtype=np.int64)
    ends = search_last_days(began, months=months)
    return [
        Search(row, day_from_number(int(last)), months)
        for row, last in zip(found, ends, strict=True)
    ]


def _running(on: date) -> QuerySet[Authorization]:
    """What is authorized on a day or later, not presumed, and has no end yet."""
    return Authorization.objects.filter(
        ends_on__gte=on, end__isnull=True, replaced_by__isnull=True, is_presumptive=False
    )


def do_end_searches(*, on: date, by: str) -> int:
    """End assistance where a search is over and nothing else is told; how many units.

    A family that told a change nobody worked yet is left to the specialist, and so is one in
    which something besides the activity does not hold. Killed anywhere or run again, what
    ended is not looked at again. Source: CC-700-A-job-search, CC-1504-C-2.
    """
    over: dict[CareCase, list[Search]] = {}
    for each in searches_on(on=on):
        if each.last_day < on:
            over.setdefault(each.activity.care_case, []).append(each)
    waiting = _with_open_change([case.pk for case in over])
    cases = [case for case in over if case.pk not in waiting]
    if not cases:
        return 0
    case_ids = [case.pk for case in cases]
    stage = stages_of(case_ids, on=on)
    looked = look(case_ids, on=on, stage=stage, is_first_month=False)
    found = _that_end(
        looked,
        searchers={each.activity.participant_id for case in cases for each in over[case]},
        paid=set(
            _running(on).filter(care_case__in=case_ids).values_list("child_id", flat=True)
        ),
    )
    return sum(_do_end(case, over[case], on=on, by=by) for case in cases if case.pk in found)


def _with_open_change(case_ids: Sequence[int]) -> frozenset[int]:
    """Cases with a change that was told and not worked yet. Source: CC-1501-B-4."""
    done = CareChangeOutcome.objects.filter(change=OuterRef("pk")).exclude(
        outcome=ChangeOutcome.WAITING
    )
    rows = CareChange.objects.filter(
        ~Exists(done), care_case__in=case_ids, replaced_by__isnull=True
    )
    return frozenset(rows.values_list("care_case_id", flat=True))


def _that_end(looked: Looked, *, searchers: set[int], paid: set[int]) -> frozenset[int]:
    """Cases with a unit that is paid for and fails by nothing but the search of these people.

    A unit that ended before has no child in ``paid``, so it is not determined once a night.
    """
    cases = looked.families.units["care_case"].to_list()
    return frozenset(
        case
        for place, case in enumerate(cases)
        if paid.intersection(people_of(looked, place)["children"])
        and _fails_by_search(looked, place, searchers)
    )


def _fails_by_search(looked: Looked, place: int, searchers: set[int]) -> bool:
    found = looked.found.eligibility
    if list(found.failing(place)) != [ACTIVITY]:
        return False
    adults = people_of(looked, place)["adults"]
    idle = {
        adults[each.member]
        for each in found.reasons(place)
        if each.criterion.name == ACTIVITY and not each.is_met
    }
    return bool(idle) and idle <= searchers


@transaction.atomic
def _do_end(care_case: CareCase, searches: Sequence[Search], *, on: date, by: str) -> int:
    """Determine a case anew, and end what its searches carried; how many units.

    Source: CC-1504-A, CC-1504-C-2, CC-402-F.
    """
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    rows = do_determine(
        care_case, kind=DeterminationKind.CHANGE, stage=stages_of([care_case.pk], on=on),
        is_first_month=False, on=on, by=by,
    )  # fmt: skip
    ended = [row for row in rows if _do_end_unit(row, searches, on=on, by=by)]
    if ended:
        do_write_narrative(
            care_case=care_case, topic=TOPIC, text=_told(searches, on=on), on=on, by=by
        )
    return len(ended)


def _do_end_unit(row: Determination, searches: Sequence[Search], *, on: date, by: str) -> bool:
    running = running_authorizations(row.care_case, children=row.people["children"], on=on)
    if row.failing != [ACTIVITY] or not running:
        return False
    mine = [each for each in searches if each.activity.participant_id in row.people["adults"]]
    names = names_of([each.activity.participant_id for each in mine], on=on)
    reasons = [
        reason("search_over", law=LAW, who=names.get(each.activity.participant_id))
        for each in mine
    ]
    last = first_effect(on) - timedelta(days=1)
    do_end_by_notice(row, running, reasons=reasons, last_day=last, on=on, by=by)
    return True


def _told(searches: Sequence[Search], *, on: date) -> str:
    """What the case's history says of the end."""
    names = names_of([each.activity.participant_id for each in searches], on=on)
    return " ".join(
        f"The {each.months} months of job search of"
        f" {names.get(each.activity.participant_id, 'a caretaker')} ended on"
        f" {day_words(each.last_day)}, and no other activity was told. Assistance ends with"
        f" {day_words(first_effect(on) - timedelta(days=1))}, after the days of the notice."
        for each in searches
    )
