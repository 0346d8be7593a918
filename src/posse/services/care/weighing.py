"""What a change does to what is authorized: determined anew beside what runs.

Source: CC-1500-B, CC-1501-B-3.1, CC-1501-B-3.2, CC-1101-C-4.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from posse.apps.subsidy.models import Authorization, Determination
from posse.rules.childcare.changes import ChangeTerms, Redeterminations, effects
from posse.rules.childcare.clock import Named
from posse.services.law import current_law

INCOME = "income"
PRICES = (
    *("full_day_cents", "part_day_cents", "full_share_cents", "part_share_cents"),
    *("month_cents", "share_month_cents"),
)


def effect_of(
    row: Determination,
    running: Sequence[Authorization],
    planned: Sequence[Authorization],
    *,
    on: date,
    is_passing: bool = False,
) -> Named:
    """The effect of the law that a determination has on what runs.

    ``is_passing`` is for hours that are fewer for a while only; ``planned`` keeps those that
    ran. Source: CC-1500-A, CC-1500-B.
    """
    terms = ChangeTerms.from_law(current_law(), on=on)
    before, after = hours_of(running), hours_of(planned)
    has_other_provider = set(before) != set(after) and _children(before) == _children(after)
    found = effects(
        Redeterminations(
            income_cents=_one(row.countable_cents),
            ceiling_cents=_one(row.limit_cents),
            fails_income=np.array([INCOME in row.failing]),
            fails_else=np.array([not row.is_eligible and row.failing != [INCOME]]),
            paid_before_cents=_one(sum(each.month_cents for each in running)),
            paid_after_cents=_one(sum(each.month_cents for each in planned)),
            share_before_cents=_one(sum(each.share_month_cents for each in running)),
            share_after_cents=_one(sum(each.share_month_cents for each in planned)),
            has_other_provider=np.array([has_other_provider]),
            has_fewer_hours=np.array([is_passing or are_fewer(running, planned)]),
            has_other_hours=np.array([before != after]),
            has_other_price=np.array([_prices(running) != _prices(planned)]),
            is_passing=np.array([is_passing]),
        ),
        terms=terms,
    )
    return terms.effects[int(found[0])]


def are_fewer(running: Sequence[Authorization], planned: Sequence[Authorization]) -> bool:
    """Whether a child has fewer hours of a week than it had, and none has more.

    Source: CC-1500-B.
    """
    before, after = _minutes(running), _minutes(planned)
    children = before.keys() | after.keys()
    is_less = any(after[child] < before[child] for child in children)
    return is_less and not any(after[child] > before[child] for child in children)


def hours_of(rows: Sequence[Authorization]) -> dict[tuple[int, int], list[int]]:
    """The minutes of each weekday, by child and provider."""
    return {(row.child_id, row.provider_id): list(row.day_minutes) for row in rows}


def _minutes(rows: Sequence[Authorization]) -> Mapping[int, int]:
    """Minutes of a week, by child."""
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        found[row.child_id] += sum(row.day_minutes)
    return found


def _prices(rows: Sequence[Authorization]) -> list[tuple[int, ...]]:
    return sorted(
        (row.child_id, row.provider_id, *(getattr(row, name) for name in PRICES))
        for row in rows
    )


def _children(hours: Mapping[tuple[int, int], list[int]]) -> set[int]:
    return {child for child, _ in hours}


def _one(cents: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([cents], dtype=np.int64)
