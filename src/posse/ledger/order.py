"""The order of distribution, as arrays that the kernel reads.

Which bucket is paid in which order, to whom and up to what, depends on the case's type,
the class of money and the State's election. The table is policy data; this module only
turns its rows into arrays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from posse.ledger.accounts import (
    BUCKETS,
    CASE_TYPES,
    CURRENT,
    FAMILY,
    FEE,
    FUTURES,
    OBLIGATIONS,
    PAYEES,
    REFUND,
    SUPPORT_OBLIGATIONS,
    index_of,
)

ORDINARY, OFFSET = 0, 1
SOURCE_CLASSES = ("ordinary", "offset")
STEPS_MAX = 16
NO_STEP = -1
ALL_SUPPORT = -1

BY_BALANCES, EQUAL, BY_ORDERED_PAYMENTS = 0, 1, 2
ARREARS_SPLITS = ("balances", "equal", "ordered_payments_then_balances")


# The phases in which the cases of one obligor share a collection.
NO_PHASE, CURRENT_PHASE, ARREARS_PHASE, CHARGES_PHASE, FEE_PHASE = -1, 0, 1, 2, 3

# Up to what a payee receives a step; what lies above goes to another.
LIMITS = (None, "unreimbursed_assistance", "maintenance_payment", "unreimbursed_foster_care")
NO_LIMIT, ASSISTANCE_LIMIT, MAINTENANCE_LIMIT, FOSTER_CARE_LIMIT = range(4)

LAW_KEYS = {
    "election": "support.distribution.election",
    "arrears_split": "support.distribution.arrears_split",
    "table": "support.distribution.order",
    "source_classes": "support.distribution.source_classes",
    "pass_through_one_child_cents": "support.distribution.pass_through_one_child",
    "pass_through_more_cents": "support.distribution.pass_through_two_or_more_children",
    "annual_fee_cents": "support.fees.annual_fee",
    "annual_fee_after_cents": "support.fees.annual_fee_after",
    "offset_fee_cents": "support.fees.offset_fee",
    "interest_percent": "support.charges.interest_percent",
    "penalty_percent": "support.charges.penalty_percent",
    "penalty_days": "support.charges.penalty_days",
}
CHARGES = tuple(name for name in LAW_KEYS if name.endswith(("_cents", "_percent", "_days")))


class LawBook(Protocol):
    """What this module needs of the law: values by key and date, and their history."""

    def history(self, key: str) -> Sequence[Any]:
        """Dated values, each with ``effective_from``, oldest first."""

    def value(self, key: str, *, on: date) -> Any:
        """The value in force on a day."""


STEP = np.dtype([
    (name, np.int64) for name in ("bucket", "payee", "limit", "above", "obligation", "phase")
])  # fmt: skip


class OrderArrays(NamedTuple):
    """The order as arrays: ``steps`` by [case type, regime, step], records of STEP.

    A regime is a class of money under the law of one period: twice the period's place
    plus the class. Of a step, ``payee`` is who receives it, ``limit`` up to what (a place
    in LIMITS), ``above`` who receives what lies above that in the same step,
    ``obligation`` which debts (-1 all support), ``phase`` when it has its turn.
    ``step_counts``, [case type, regime], says how many steps there are.

    Of each [period]: ``arrears_splits``, how arrears are shared over the cases of an
    obligor, and ``charges``, the amounts and rates in the order of CHARGES.
    """

    steps: npt.NDArray[np.void]
    step_counts: npt.NDArray[np.int64]
    arrears_splits: npt.NDArray[np.int64]
    charges: npt.NDArray[np.int64]


@dataclass(frozen=True)
class OrderOfPeriod:
    """The law of distribution from one day on, as the policy states it.

    A row of ``table`` names ``election`` (or ``any``), ``case_type``, ``source_class`` and
    ``steps``; a step names ``bucket`` (or ``refund``), ``payee``, and where due ``limit``,
    ``above`` and ``obligation``. What is passed through to a family each month depends on
    its children; a fee, interest or penalty of zero is not charged.
    """

    effective_from: date
    election: str
    arrears_split: str
    table: Sequence[Mapping[str, Any]]
    source_classes: Mapping[str, str]
    pass_through_one_child_cents: int = 0
    pass_through_more_cents: int = 0
    annual_fee_cents: int = 0
    annual_fee_after_cents: int = 0
    offset_fee_cents: int = 0
    interest_percent: int = 0
    penalty_percent: int = 0
    penalty_days: int = 0

    @property
    def pass_through_cents(self) -> tuple[int, int]:
        """What a month passes through to a family with one child, and with more."""
        return self.pass_through_one_child_cents, self.pass_through_more_cents


@dataclass(frozen=True)
class DistributionOrder:
    """The order of distribution through time: periods, oldest first, and their arrays."""

    periods: tuple[OrderOfPeriod, ...]
    arrays: OrderArrays

    @classmethod
    def of_periods(cls, periods: Sequence[OrderOfPeriod]) -> "DistributionOrder":
        """The orders of consecutive periods, oldest first.

        Raises: ValueError for a word the ledger does not know, or where a case type and
        class have no row or two.
        """
        arrays = _empty_arrays(len(periods))
        for place, period in enumerate(periods):
            _fill_period(arrays, place, period)
            arrays.arrears_splits[place] = _place_of(period.arrears_split, ARREARS_SPLITS)
            arrays.charges[place] = [getattr(period, name) for name in CHARGES]
        return cls(tuple(periods), arrays)

    @classmethod
    def from_law(cls, law: LawBook, *, through: date) -> "DistributionOrder":
        """The order through time as the law's parameters state it, up to a date.

        Money is distributed under the law of the day of its collection.
        Source: CS-IRG-F16, CS-IRG-G19, 42 USC 657, by way of the parameters' citations.
        """
        starts = [
            {each.effective_from for each in law.history(key)} for key in LAW_KEYS.values()
        ]
        # Before the first day on which every part is known there is no order.
        first = max(min(days) for days in starts)
        changes = sorted({max(first, day) for day in set().union(*starts) if day <= through})
        return cls.of_periods([_order_from(law, day) for day in changes])

    def periods_on(self, days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
        """The place of the period in force on each day; -1 before the first."""
        starts = np.array([period.effective_from for period in self.periods], "datetime64[D]")
        return np.searchsorted(starts, days, side="right").astype(np.int64) - 1

    def regimes(self, sources: pl.Series, days: pl.Series) -> pl.Series:
        """The regime of money by its source and date of collection.

        Shapes: all [receipt]. Raises: ValueError for a date before the first period or a
        source without a class.
        """
        places = self.periods_on(days.to_numpy())
        if (places < 0).any():
            first = self.periods[0].effective_from
            raise ValueError(f"no order of distribution is known before {first}")
        classes = np.zeros(places.size, dtype=np.int64)
        for place, period in enumerate(self.periods):
            codes = {
                name: _place_of(it, SOURCE_CLASSES)
                for name, it in period.source_classes.items()
            }
            coded = sources.replace_strict(codes, default=None, return_dtype=pl.Int64)
            if coded.null_count():
                unknown = sources.filter(coded.is_null())[0]
                raise ValueError(f"money of source {unknown!r} has no class")
            classes = np.where(places == place, coded.to_numpy(), classes)
        return pl.Series("regime", len(SOURCE_CLASSES) * places + classes, dtype=pl.Int64)


def _place_of(word: str, words: tuple[str, ...]) -> int:
    if word not in words:
        raise ValueError(f"{word!r} is none of {', '.join(words)}")
    return words.index(word)


def _order_from(law: LawBook, day: date) -> OrderOfPeriod:
    found = {name: law.value(key, on=day) for name, key in LAW_KEYS.items()}
    classes = {row["source"]: row["class"] for row in found.pop("source_classes")}
    return OrderOfPeriod(effective_from=day, source_classes=classes, **found)


def _empty_arrays(period_count: int) -> OrderArrays:
    pairs = (len(CASE_TYPES), len(SOURCE_CLASSES) * period_count)
    steps = np.zeros((*pairs, STEPS_MAX), dtype=STEP)
    steps["bucket"] = NO_STEP
    return OrderArrays(
        steps=steps,
        step_counts=np.zeros(pairs, dtype=np.int64),
        arrears_splits=np.zeros(period_count, dtype=np.int64),
        charges=np.zeros((period_count, len(CHARGES)), dtype=np.int64),
    )


def _fill_period(arrays: OrderArrays, place: int, period: OrderOfPeriod) -> None:
    seen = set()
    for row in period.table:
        if row["election"] not in {period.election, "any"}:
            continue
        case_type = index_of(CASE_TYPES, row["case_type"])
        source_class = _place_of(row["source_class"], SOURCE_CLASSES)
        if (case_type, source_class) in seen:
            raise ValueError(f"two orders for {row['case_type']} and {row['source_class']}")
        seen.add((case_type, source_class))
        regime = len(SOURCE_CLASSES) * place + source_class
        _fill_steps(arrays, (case_type, regime), row["steps"])
    if len(seen) != len(CASE_TYPES) * len(SOURCE_CLASSES):
        raise ValueError(f"the order of {period.election} lacks a case type or class of money")


def _fill_steps(
    arrays: OrderArrays, place_of: tuple[int, int], steps: Sequence[Mapping[str, str]]
) -> None:
    arrays.step_counts[place_of] = len(steps)
    for place, step in enumerate(steps):
        is_refund = step["bucket"] == "refund"
        bucket = REFUND if is_refund else index_of(BUCKETS, step["bucket"])
        obligation = ALL_SUPPORT
        if "obligation" in step:
            obligation = index_of(OBLIGATIONS, step["obligation"])
        arrays.steps[(*place_of, place)] = (
            bucket,
            index_of(PAYEES, step["payee"]),
            LIMITS.index(step.get("limit")),
            index_of(PAYEES, step.get("above", PAYEES[FAMILY].name)),
            obligation,
            _phase(bucket, obligation),
        )


def _phase(bucket: int, obligation: int) -> int:
    """In which phase a step is paid; money ahead and money returned have none."""
    if bucket in {FUTURES, REFUND}:
        return NO_PHASE
    if obligation == FEE:
        return FEE_PHASE
    if obligation >= SUPPORT_OBLIGATIONS:
        return CHARGES_PHASE
    return CURRENT_PHASE if bucket == CURRENT else ARREARS_PHASE
