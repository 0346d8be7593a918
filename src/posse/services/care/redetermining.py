"""A family determined again inside its twelve months, and what of it may change.

Inside the period a change acts for the family's benefit, for other hours, or above the
ceiling of income, and in no other case. Where something gets better, other hours and rates
included, the running authorizations end and new ones begin; where it gets worse the notice of
adverse action goes first. Source: CC-1500-B, CC-1501-B-3.1, CC-1501-B-3.2, CC-1504-C.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.runs.models import Run
from posse.apps.subsidy.choices import ChangeOutcome, DeterminationKind, EndReason
from posse.apps.subsidy.models import Authorization, CarePeriod, Determination
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
from posse.services.law import current_law
from posse.units.days import day_from_number, day_number, day_words
from posse.units.money import format_dollars

ABOVE_CEILING = ["income"]
SAME = ("day_minutes", "full_day_cents", "part_day_cents", "full_share_cents",
        "part_share_cents", "month_cents", "share_month_cents")  # fmt: skip


@dataclass(frozen=True)
class Redetermined:
    """What came of one unit: what was done, in words, with the clauses it rests on."""

    determination: Determination
    outcome: str
    words: str
    cites: tuple[str, ...]


@transaction.atomic
def do_redetermine(
    care_case: CareCase,
    *,
    from_day: date,
    on: date,
    by: str,
    kind: str = DeterminationKind.CHANGE,
    run: Run | None = None,
    is_mass: bool = False,
) -> list[Redetermined]:
    """Determine a case again and act on what may act; what holds counts from ``from_day``.

    ``is_mass`` is a change the State started for many, of which no notice is mailed where
    nobody loses. Done twice, the second finds everything as it is.
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
            found.append(_do_act(row, period, from_day=from_day, on=on, by=by, is_mass=is_mass))
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
    row: Determination, period: CarePeriod, *, from_day: date, on: date, by: str, is_mass: bool
) -> Redetermined:
    running = running_authorizations(
        row.care_case, children=row.people["children"], on=from_day
    )
    if not row.is_eligible:
        return _do_answer_ineligible(row, running, on=on, by=by)
    asked = Asked(row, applied_on=period.effective_on, period=period, not_before=from_day)
    planned = [each.row for each in plan(asked, on=on)]
    if _are_same(running, planned):
        if row.step < period.step:
            _do_better_step(period, row, on=on, by=by)
        return Redetermined(
            row,
            ChangeOutcome.NO_ACTION,
            f"Inside the twelve months nothing changes; the family stays on Step {row.step}",
            ("CC-1500-B", "CC-1501-B-3.2"),
        )
    is_less = _month(planned) < _month(running)
    starts = first_effect(on) if is_less else from_day
    rows = _do_replace(running, planned, starts=max(starts, from_day), on=on, by=by)
    if row.step < period.step:
        _do_better_step(period, row, on=on, by=by)
    if is_less or not is_mass:
        _do_tell(row, running, rows, on=on, by=by, is_less=is_less)
    return Redetermined(
        row,
        ChangeOutcome.ACTED,
        _acted_words(running, rows, period=period),
        ("CC-1500-B", "CC-1504-C-1"),
    )


def _do_answer_ineligible(
    row: Determination, running: Sequence[Authorization], *, on: date, by: str
) -> Redetermined:
    """Above the ceiling assistance ends by notice; any other ground is for a specialist."""
    if row.failing != ABOVE_CEILING:
        return Redetermined(
            row,
            ChangeOutcome.WAITING,
            f"A specialist decides: {', '.join(row.failing)} does not hold any more",
            ("CC-1500-B", "CC-1316-A"),
        )
    if running:
        last = first_effect(on) - timedelta(days=1)
        do_end_by_notice(row, running, last_day=last, on=on, by=by)
    return Redetermined(
        row,
        ChangeOutcome.ACTED,
        "Income is above 85 percent of the State median, so the authorizations end",
        ("CC-1500-B", "CC-1501-B-3.1", "CC-1504-C-2"),
    )


@transaction.atomic
def do_end_by_notice(
    row: Determination, running: Sequence[Authorization], *, last_day: date, on: date, by: str
) -> None:
    """End authorizations for a determination against the family, the notice first.

    The case stays open. Source: CC-1203-A-4.1, CC-1504-C-2, CC-402-F.
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
        reasons=reasons_against(row),
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


def _are_same(running: Sequence[Authorization], planned: Sequence[Authorization]) -> bool:
    """Whether the same care is authorized at the same price and share."""

    def told(rows: Sequence[Authorization]) -> list[tuple[object, ...]]:
        return sorted(
            (row.child_id, row.provider_id, str([getattr(row, name) for name in SAME]))
            for row in rows
        )

    return told(running) == told(planned)


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
    on: date,
    by: str,
    is_less: bool,
) -> None:
    """The letter of a change. Source: CC-1400-A, CC-1404-A-3."""
    is_more = _month(after) > _month(before)
    names = {"less": "rate_changed", "more": "better_share", "same": "hours_changed"}
    direction = "less" if is_less else "more" if is_more else "same"
    law = {"less": ["CC-1101-N-5", "CC-1504-C"], "more": ["CC-1501-B-3.2", "CC-1504-C-1"],
           "same": ["CC-1500-B", "CC-1101-F"]}  # fmt: skip
    do_send_care_letter(
        kind="care_change",
        care_case=row.care_case,
        unit=row.unit,
        values={
            "direction": direction,
            "effective_on": min(each.effective_on for each in after),
            "reported_on": on,
            "before_benefit_cents": _month(before),
            "before_share_cents": sum(each.share_month_cents for each in before),
            **benefit_values(after),
        },
        reasons=[reason(names[direction], law=law[direction])],
        about="What is paid for child care changes",
        key=f"care-change:{row.pk}",
        on=on,
        by=by,
        determination=row,
    )


def _acted_words(
    before: Sequence[Authorization], after: Sequence[Authorization], *, period: CarePeriod
) -> str:
    first = min((each.effective_on for each in after), default=period.effective_on)
    return (
        f"From {day_words(first)} the agency pays {format_dollars(_month(after))} a month"
        f" instead of {format_dollars(_month(before))}"
    )
