"""A family determined again inside its twelve months, and what of it may change.

Inside the period a change acts for the family's benefit, for other hours, or above the
ceiling of income, and in no other case. Where something gets better, other hours and rates
included, the running authorizations end and new ones begin; where it gets worse the notice of
adverse action goes first. Source: CC-1500-B, CC-1501-B-3.1, CC-1501-B-3.2, CC-1504-C.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.runs.models import Run
from posse.apps.subsidy.choices import ChangeOutcome, DeterminationKind, EndReason
from posse.apps.subsidy.models import Authorization, CarePeriod, Determination
from posse.rules.childcare.clock import Named
from posse.rules.childcare.notices import NoticeTerms, earliest_effect_days
from posse.services.care.authorizing import Asked, plan
from posse.services.care.determining import do_determine
from posse.services.care.ending import do_end_authorization, do_end_period
from posse.services.care.letters import (
    benefit_values,
    do_send_care_letter,
    names_of,
    reason,
    reasons_against,
)
from posse.services.care.stages import stages_of
from posse.services.care.weighing import INCOME, are_fewer, effect_of, hours_of
from posse.services.law import current_law
from posse.units.days import day_from_number, day_number, day_words
from posse.units.money import format_dollars

ABOVE_CEILING = [INCOME]
# What acts inside the twelve months; the rest stays as it is. Source: CC-1500-B.
ACTS = ("better", "provider", "fewer_hours", "other_hours", "rate")
# What may go out against the family, the notice first. Source: CC-402-F.
ADVERSE = ("fewer_hours", "other_hours", "rate")


@dataclass(frozen=True)
class Redetermined:
    """What came of one unit: what was done, in words, with the clauses it rests on."""

    determination: Determination
    outcome: str
    words: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Acting:
    """In which circumstances a case is determined again.

    ``is_mass`` is a change the State started for many, of which no notice is mailed where
    nobody loses. ``is_supervisor`` approves fewer hours; ``is_passing`` is for hours that are
    fewer for a while only. Source: CC-1404-A-1, CC-1101-C-4, ambiguity 2.04.
    """

    is_mass: bool = False
    is_supervisor: bool = False
    is_passing: bool = False


@transaction.atomic
def do_redetermine(
    care_case: CareCase,
    *,
    from_day: date,
    on: date,
    by: str,
    kind: str = DeterminationKind.CHANGE,
    run: Run | None = None,
    acting: Acting | None = None,
) -> list[Redetermined]:
    """Determine a case again and act on what may act; what holds counts from ``from_day``.

    Done twice, the second finds everything as it is.
    Source: CC-1500-A, CC-1504-A, CC-1404-A-1.
    """
    stage = stages_of([care_case.pk], on=on)
    rows = do_determine(
        care_case, kind=kind, stage=stage, run=run, is_first_month=False, on=on, by=by
    )
    found = []
    for row in rows:
        period = running_period(care_case, unit=row.unit, on=on)
        if period is not None:
            asked = acting or Acting()
            found.append(_do_act(row, period, asked, from_day=from_day, on=on, by=by))
    return found


def running_period(care_case: CareCase, *, unit: int, on: date) -> CarePeriod | None:
    """The period of a unit in which a day lies. Source: CC-1202-A."""
    rows = CarePeriod.objects.filter(
        care_case=care_case, unit=unit, effective_on__lte=on, ends_on__gte=on,
        replaced_by__isnull=True, is_withdrawn=False,
    )  # fmt: skip
    return rows.order_by("-effective_on", "-id").first()


def running_authorizations(
    care_case: CareCase, *, children: Sequence[int], on: date
) -> list[Authorization]:
    """What is authorized for children on a day or later, and has not ended."""
    rows = care_case.authorizations.filter(
        child__in=children, ends_on__gte=on, end__isnull=True, replaced_by__isnull=True,
        is_presumptive=False,
    )  # fmt: skip
    found = rows.select_related("provider", "care_case", "determination")
    return list(found.order_by("child_id", "provider_id", "id"))


def _do_act(
    row: Determination, period: CarePeriod, acting: Acting, *, from_day: date, on: date, by: str
) -> Redetermined:
    running = running_authorizations(
        row.care_case, children=row.people["children"], on=from_day
    )
    planned, keeps_hours = _planned(
        row, period=period, running=running, acting=acting, from_day=from_day, on=on
    )
    effect = effect_of(row, running, planned, on=on, is_passing=keeps_hours)
    if effect.name == "ends" and running:
        last = first_effect(on) - timedelta(days=1)
        do_end_by_notice(row, running, last_day=last, on=on, by=by)
    if effect.name == "ends":
        return Redetermined(row, ChangeOutcome.ACTED, effect.words, effect.cites)
    refusal = _to_weigh(row, effect, acting)
    if refusal:
        return Redetermined(row, ChangeOutcome.WAITING, refusal, effect.cites)
    if row.step < period.step:
        _do_better_step(period, row, on=on, by=by)
    if effect.name not in ACTS:
        words = f"{effect.words}; the family stays on Step {row.step}"
        return Redetermined(row, ChangeOutcome.NO_ACTION, words, effect.cites)
    is_less = effect.name in ADVERSE and _month(planned) < _month(running)
    starts = max(first_effect(on), from_day) if is_less else from_day
    rows = _do_replace(running, planned, starts=starts, on=on, by=by)
    if is_less or not acting.is_mass:
        _do_tell(row, running, rows, effect=effect, on=on, by=by)
    words = f"{effect.words}. {_acted_words(running, rows, period=period)}"
    return Redetermined(row, ChangeOutcome.ACTED, words, effect.cites)


def _planned(
    row: Determination,
    *,
    period: CarePeriod,
    running: Sequence[Authorization],
    acting: Acting,
    from_day: date,
    on: date,
) -> tuple[list[Authorization], bool]:
    """What would be authorized, and whether it keeps the hours that ran.

    Hours that are fewer for a while stay until the review. Source: CC-1101-C-4.
    """
    if not row.is_eligible:
        return [], False
    asked = Asked(row, applied_on=period.effective_on, period=period, not_before=from_day)
    planned = [each.row for each in plan(asked, on=on)]
    if not (acting.is_passing and are_fewer(running, planned)):
        return planned, False
    kept = replace(asked, kept_minutes=hours_of(running))
    return [each.row for each in plan(kept, on=on)], True


def _to_weigh(row: Determination, effect: Named, acting: Acting) -> str:
    """Why somebody decides first, in words; empty where nobody has to.

    Source: CC-1316-A, CC-1501-B-3.1, ambiguities 2.02 and 2.04.
    """
    if effect.name == "weigh":
        return f"{effect.words}: {', '.join(row.failing)}"
    if effect.name == "ceiling" and not (acting.is_supervisor or acting.is_mass):
        return effect.words
    if effect.name == "fewer_hours" and not acting.is_supervisor:
        return f"{effect.words}; a supervisor approves it"
    return ""


@transaction.atomic
def do_end_by_notice(
    row: Determination,
    running: Sequence[Authorization],
    *,
    last_day: date,
    on: date,
    by: str,
    reasons: Sequence[Mapping[str, Any]] = (),
) -> None:
    """End authorizations for a determination against the family, the notice first.

    ``reasons`` say more than the criteria that do not hold. The case stays open.
    Source: CC-1203-A-4.1, CC-1504-C-2, CC-402-F.
    """
    names = names_of([each.child_id for each in running], on=on)
    do_send_care_letter(
        kind="care_ending",
        care_case=row.care_case,
        unit=row.unit,
        values={
            "scope": "family",
            "ends_on": last_day,
            "children": [
                {"name": names.get(each.child_id, ""), "provider": each.provider.name}
                for each in running
            ],
        },
        reasons=reasons or reasons_against(row),
        about="Child care assistance ends",
        key=f"care-ending:{row.pk}",
        on=on,
        by=by,
        determination=row,
    )
    for each in running:
        do_end_authorization(
            each, reason=EndReason.INELIGIBLE, on=on, by=by, last_day=last_day,
            determination=row,
        )  # fmt: skip
    period = running_period(row.care_case, unit=row.unit, on=on)
    if period is not None and period.ends_on > last_day:
        do_end_period(period, last_day=last_day, on=on, by=by)


def _month(rows: Sequence[Authorization]) -> int:
    return sum(row.month_cents for row in rows)


def first_effect(on: date) -> date:
    """The first day on which something adverse takes effect. Source: CC-402-F."""
    terms = NoticeTerms.from_law(current_law(), on=on)
    days = earliest_effect_days(
        np.array([day_number(on)]), is_fraud_probable=np.array([False]), terms=terms
    )
    return day_from_number(int(days[0]))


def _do_replace(
    running: Sequence[Authorization],
    planned: Sequence[Authorization],
    *,
    starts: date,
    on: date,
    by: str,
) -> list[Authorization]:
    """End what runs with the day before, and keep what was planned."""
    for each in running:
        do_end_authorization(
            each, reason=EndReason.TERMS_CHANGED, on=on, by=by,
            last_day=starts - timedelta(days=1),
        )  # fmt: skip
    for each in planned:
        each.effective_on = max(each.effective_on, starts)
        each.ends_on = max(each.ends_on, each.effective_on)
        each.recorded_on, each.recorded_by = on, by
    return Authorization.objects.bulk_create(planned)


def _do_better_step(period: CarePeriod, row: Determination, *, on: date, by: str) -> CarePeriod:
    """The same twelve months on a lower step. Source: CC-1501-B-3.2."""
    return CarePeriod.objects.create(
        care_case=period.care_case,
        unit=period.unit,
        step=row.step,
        determination=row,
        replaces=period,
        effective_on=period.effective_on,
        ends_on=period.ends_on,
        recorded_on=on,
        recorded_by=by,
    )


def _do_tell(
    row: Determination,
    before: Sequence[Authorization],
    after: Sequence[Authorization],
    *,
    effect: Named,
    on: date,
    by: str,
) -> None:
    """The letter of a change. Source: CC-1400-A, CC-1404-A-3."""
    differs = _month(after) - _month(before)
    do_send_care_letter(
        kind="care_change",
        care_case=row.care_case,
        unit=row.unit,
        values={
            "direction": "more" if differs > 0 else "less" if differs < 0 else "same",
            "effective_on": min(each.effective_on for each in after),
            "reported_on": on,
            "before_benefit_cents": _month(before),
            "before_share_cents": sum(each.share_month_cents for each in before),
            **benefit_values(after),
        },
        reasons=[reason(_sentence(row, before, after), law=effect.cites)],
        about="What is paid for child care changes",
        key=f"care-change:{row.pk}",
        on=on,
        by=by,
        determination=row,
    )


def _sentence(
    row: Determination, before: Sequence[Authorization], after: Sequence[Authorization]
) -> str:
    """The sentence of the letters that says what is different."""
    if row.step < min((each.determination.step for each in before), default=row.step):
        return "better_share"
    had, has = hours_of(before), hours_of(after)
    if had == has:
        return "rate_changed"
    children = {child for child, _ in had}
    is_elsewhere = had.keys() != has.keys() and children == {child for child, _ in has}
    return "provider_changed" if is_elsewhere else "hours_changed"


def _acted_words(
    before: Sequence[Authorization], after: Sequence[Authorization], *, period: CarePeriod
) -> str:
    first = min((each.effective_on for each in after), default=period.effective_on)
    return (
        f"From {day_words(first)} the agency pays {format_dollars(_month(after))} a month"
        f" instead of {format_dollars(_month(before))}"
    )
