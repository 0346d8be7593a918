"""The law in force for this installation, ready for the money core."""

from datetime import date
from functools import lru_cache

from django.conf import settings

from posse.ledger.order import DistributionOrder, OrderOfPeriod
from posse.rules.parameters import Law, load_law

DISTRIBUTION = "support.distribution"


@lru_cache(maxsize=8)
def law_of(profile: str) -> Law:
    """The law under a named profile, read once."""
    return load_law(profile)


def current_law() -> Law:
    """The law under this installation's profile."""
    return law_of(settings.POSSE_PROFILE)


def distribution_order(law: Law, *, through: date) -> DistributionOrder:
    """The order of distribution through time, up to a date.

    Money is distributed under the law of the day of its collection.
    Source: CS-IRG-F16, CS-IRG-G19, 42 USC 657, by way of the parameters' own citations.
    """
    keys = [
        f"{DISTRIBUTION}.{name}"
        for name in ("election", "arrears_split", "order", "source_classes")
    ]
    starts = [{each.effective_from for each in law.history(key)} for key in keys]
    # Before the first day on which every part is known there is no order.
    first = max(min(days) for days in starts)
    changes = sorted({max(first, day) for day in set().union(*starts) if day <= through})
    return DistributionOrder.of_periods([_order_from(law, keys, day) for day in changes])


def _order_from(law: Law, keys: list[str], day: date) -> OrderOfPeriod:
    election, arrears_split, table, source_classes = (law.value(key, on=day) for key in keys)
    return OrderOfPeriod(
        effective_from=day,
        election=election,
        arrears_split=arrears_split,
        table=table,
        source_classes={row["source"]: row["class"] for row in source_classes},
    )
