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

from posse.ledger.accounts import BUCKETS, CASE_TYPES, OBLIGATIONS, PAYEES, REFUND, index_of

ORDINARY, OFFSET = 0, 1
SOURCE_CLASSES = ("ordinary", "offset")
STEPS_MAX = 16
NO_STEP = -1
ALL_SUPPORT = -1

BY_BALANCES, EQUAL, BY_ORDERED_PAYMENTS = 0, 1, 2
ARREARS_SPLITS = ("balances", "equal", "ordered_payments_then_balances")


LAW_KEYS = [
    f"support.distribution.{name}"
    for name in ("election", "arrears_split", "order", "source_classes")
]


class LawBook(Protocol):
    """What this module needs of the law: values by key and date, and their history."""

    def history(self, key: str) -> Sequence[Any]:
        """Dated values, each with ``effective_from``, oldest first."""

    def value(self, key: str, *, on: date) -> Any:
        """The value in force on a day."""


class OrderArrays(NamedTuple):
    """Steps by case type and regime, [case type, regime, step]; -1 where there is none.

    A regime is a class of money under the law of one period: twice the period's place
    plus the class. ``payees`` is who receives the step, ``is_limited`` whether only up to
    unreimbursed assistance (what lies above goes to the family in the same step),
    ``obligations`` which debts: -1 all support, else one obligation. ``arrears_splits``
    is [period]: how arrears are shared over the cases of an obligor.
    """

    buckets: npt.NDArray[np.int64]
    payees: npt.NDArray[np.int64]
    is_limited: npt.NDArray[np.bool_]
    obligations: npt.NDArray[np.int64]
    arrears_splits: npt.NDArray[np.int64]


@dataclass(frozen=True)
class OrderOfPeriod:
    """The law of distribution from one day on, as the policy states it.

    A row of ``table`` names ``election`` (or ``any``), ``case_type``, ``source_class`` and
    ``steps``; a step names ``bucket`` (or ``refund``), ``payee``, and where due ``limit``
    and ``obligation``.
    """

    effective_from: date
    election: str
    arrears_split: str
    table: Sequence[Mapping[str, Any]]
    source_classes: Mapping[str, str]


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
        return cls(tuple(periods), arrays)

    @classmethod
    def from_law(cls, law: LawBook, *, through: date) -> "DistributionOrder":
        """The order through time as the law's parameters state it, up to a date.

        Money is distributed under the law of the day of its collection.
        Source: CS-IRG-F16, CS-IRG-G19, 42 USC 657, by way of the parameters' citations.
        """
        starts = [{each.effective_from for each in law.history(key)} for key in LAW_KEYS]
        # Before the first day on which every part is known there is no order.
        first = max(min(days) for days in starts)
        changes = sorted({max(first, day) for day in set().union(*starts) if day <= through})
        return cls.of_periods([_order_from(law, day) for day in changes])

    def regimes(self, sources: pl.Series, days: pl.Series) -> pl.Series:
        """The regime of money by its source and date of collection.

        Shapes: all [receipt]. Raises: ValueError for a date before the first period or a
        source without a class.
        """
        starts = np.array([period.effective_from for period in self.periods], "datetime64[D]")
        places = np.searchsorted(starts, days.to_numpy(), side="right") - 1
        if (places < 0).any():
            raise ValueError(f"no order of distribution is known before {starts[0]}")
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
    election, arrears_split, table, source_classes = (
        law.value(key, on=day) for key in LAW_KEYS
    )
    return OrderOfPeriod(
        effective_from=day,
        election=election,
        arrears_split=arrears_split,
        table=table,
        source_classes={row["source"]: row["class"] for row in source_classes},
    )


def _empty_arrays(period_count: int) -> OrderArrays:
    shape = (len(CASE_TYPES), len(SOURCE_CLASSES) * period_count, STEPS_MAX)
    return OrderArrays(
        buckets=np.full(shape, NO_STEP, dtype=np.int64),
        payees=np.zeros(shape, dtype=np.int64),
        is_limited=np.zeros(shape, dtype=np.bool_),
        obligations=np.full(shape, ALL_SUPPORT, dtype=np.int64),
        arrears_splits=np.zeros(period_count, dtype=np.int64),
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
    for place, step in enumerate(steps):
        at = (*place_of, place)
        is_refund = step["bucket"] == "refund"
        arrays.buckets[at] = REFUND if is_refund else index_of(BUCKETS, step["bucket"])
        arrays.payees[at] = index_of(PAYEES, step["payee"])
        arrays.is_limited[at] = step.get("limit") == "unreimbursed_assistance"
        if "obligation" in step:
            arrays.obligations[at] = index_of(OBLIGATIONS, step["obligation"])
