"""How applications that wait for a decision stand: what comes next, and who holds them up.

Source: CC-401-B, CC-401-B-1, CC-401-D-1, CC-1202-D, CC-1401-D.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from posse.apps.care.choices import CareApplicationState, CareStep
from posse.apps.care.models import CareApplication
from posse.apps.proofs.models import VerificationRequest
from posse.rules.childcare.clock import (
    ClockTerms,
    Named,
    Pending,
    are_delayed_by_agency,
    license_days_extended,
    standing,
)
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.services.care.applying import case_of, stage_at
from posse.services.care.determining import Looked, look
from posse.services.care.families import Stage
from posse.services.care.proving import LATE, PROVED, Standing, standings_in
from posse.services.care.reading import care_facts
from posse.services.law import current_law
from posse.units.days import DayArray, day_from_number, day_number

PROVIDER = ("provider",)
NO_LICENSE = "none"


@dataclass(frozen=True)
class Clock:
    """An application on a day: its state in words, the day that comes next, what is missing.

    ``unproved`` is what is not proved, ``untold`` what was not told, ``providers`` the ids of
    those whose license is not decided.
    """

    application: CareApplication
    state: Named
    due_on: date | None
    unproved: tuple[Standing, ...]
    untold: tuple[tuple[int | None, str], ...]
    providers: tuple[int, ...]
    is_license_open: bool
    needs_license_notice: bool
    needs_delay_notice: bool
    needs_delay_denial: bool


@dataclass(frozen=True)
class _Known:
    """What was found of one application, before the clock is asked."""

    application: CareApplication
    unproved: tuple[Standing, ...]
    untold: tuple[tuple[int | None, str], ...]
    providers: tuple[int, ...]
    is_license_open: bool
    has_more_time: bool


def open_applications() -> list[CareApplication]:
    """Applications that were filed and taken over into a case, the first due first."""
    rows = CareApplication.objects.filter(
        state=CareApplicationState.FILED, care_case__isnull=False
    )
    return list(rows.select_related("care_case").order_by("decide_by", "id"))


def clocks_of(applications: Iterable[CareApplication], *, on: date) -> list[Clock]:
    """How applications with a case stand on a day, in their order.

    Raises: LawError where the law of the day is not known.
    Source: CC-401-B, CC-1202-D, CC-1401-D.
    """
    rows = list(applications)
    if not rows:
        return []
    known = _known(rows, on=on)
    terms = ClockTerms.from_law(current_law(), on=on)
    found = standing(_pending(known, terms=terms), today=day_number(on), terms=terms)
    return [
        Clock(
            application=each.application,
            state=terms.states[int(found.state[at])],
            due_on=_day(int(found.due_days[at])),
            unproved=each.unproved,
            untold=each.untold,
            providers=each.providers,
            is_license_open=each.is_license_open,
            needs_license_notice=bool(found.needs_license_notice[at]),
            needs_delay_notice=bool(found.needs_delay_notice[at]),
            needs_delay_denial=bool(found.needs_delay_denial[at]),
        )
        for at, each in enumerate(known)
    ]


def clock_of(application: CareApplication, *, on: date) -> Clock:
    """The same of one application that has a case."""
    return clocks_of([application], on=on)[0]


def _known(applications: Sequence[CareApplication], *, on: date) -> list[_Known]:
    """What was found of applications, a look at all cases at once.

    Of a case with several each is looked at apart, since each has a stage of its own.
    """
    rounds: list[dict[int, CareApplication]] = []
    for each in applications:
        case_id = case_of(each).pk
        free = next((one for one in rounds if case_id not in one), None)
        if free is None:
            rounds.append(free := {})
        free[case_id] = each
    found = {}
    for one in rounds:
        looked = look(list(one), on=on, stage=_stages(one.values(), on=on))
        waiting = _waiting_providers(list(one), on=on)
        proofs = standings_in(list(one), on=on, laid_out=looked.families.laid_out)
        for case_id, each in one.items():
            found[each.pk] = _known_one(
                each, looked, standings=proofs[case_id], providers=waiting.get(case_id, ())
            )
    return [found[each.pk] for each in applications]


def _stages(applications: Iterable[CareApplication], *, on: date) -> Stage:
    """The stage of each unit of some cases, by the application of each case."""
    groups: dict[tuple[str, date | None], list[CareApplication]] = defaultdict(list)
    for each in applications:
        groups[each.kind, each.filed_on].append(each)
    frames = [stage_at(*rows, on=on).rows for rows in groups.values()]
    return Stage(pl.concat(frames))


def _known_one(
    application: CareApplication,
    looked: Looked,
    *,
    standings: Sequence[Standing],
    providers: tuple[int, ...],
) -> _Known:
    care_case = case_of(application)
    missing = looked.families.missing.filter(pl.col("care_case") == care_case.pk)
    unproved = tuple(each for each in standings if each.state != PROVED)
    untold = tuple(zip(missing["participant"], missing["words"], strict=True))
    fails_by = _fails_by(looked, care_case.pk)
    return _Known(
        application=application,
        unproved=unproved,
        untold=untold,
        providers=providers,
        is_license_open=bool(providers) and not unproved and not untold and fails_by,
        has_more_time=application.events.filter(step=CareStep.EXTENDED).exists(),
    )


def _fails_by(looked: Looked, case_id: int) -> bool:
    """Whether nothing but the provider stands against the units. Source: CC-1202-D-3."""
    failing = [
        looked.found.eligibility.failing(place)
        for place, of_case in enumerate(looked.families.units["care_case"].to_list())
        if of_case == case_id
    ]
    return PROVIDER in failing and all(each in {(), PROVIDER} for each in failing)


def _waiting_providers(case_ids: Sequence[int], *, on: date) -> dict[int, tuple[int, ...]]:
    """Providers who need a license that is not decided, by case. Source: CC-1202-D."""
    rows = care_facts(case_ids, on=on, checks_since=on).arrangements.filter(
        needs_license=True, licence=NO_LICENSE, is_barred=False
    )
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for care_case, provider in rows.select("care_case", "provider").iter_rows():
        found[care_case][provider] = None
    return {care_case: tuple(each) for care_case, each in found.items()}


def _pending(known: Sequence[_Known], *, terms: ClockTerms) -> Pending:
    applied = _days(each.application.filed_on for each in known)
    asked = [_requests(each.unproved, is_immigration=False) for each in known]
    late = _days(
        min((row.due_on for row in _unanswered(each.unproved)), default=None)
        for each in known
    )  # fmt: skip
    more = np.array([each.has_more_time for each in known], dtype=np.bool_)
    return Pending(
        applied_days=applied,
        is_license_open=np.array([each.is_license_open for each in known], dtype=np.bool_),
        license_until_days=np.where(more, license_days_extended(applied, terms=terms), NO_DAY),
        is_fact_missing=np.array([bool(each.unproved or each.untold) for each in known]),
        asked_until_days=_days(_last_day(rows) for rows in asked),
        immigration_until_days=_days(
            _last_day(_requests(each.unproved, is_immigration=True)) for each in known
        ),
        is_delayed_by_agency=are_delayed_by_agency(late, applied, terms=terms),
    )


def _requests(
    standings: Iterable[Standing], *, is_immigration: bool
) -> list[VerificationRequest]:
    return [
        each.request
        for each in standings
        if each.request is not None and each.need.factor.is_immigration == is_immigration
    ]


def _unanswered(standings: Iterable[Standing]) -> list[VerificationRequest]:
    """Requests whose last day is past. Source: CC-404-E."""
    rows = [each for each in standings if each.state == LATE]
    return [each.request for each in rows if each.request is not None]


def _last_day(rows: Iterable[VerificationRequest]) -> date | None:
    return max((row.due_on for row in rows), default=None)


def _days(days: Iterable[date | None]) -> DayArray:
    told = [NO_DAY if day is None else day_number(day) for day in days]
    return np.array(told, dtype=np.int64)


def _day(number: int) -> date | None:
    return None if number == NO_DAY else day_from_number(number)
