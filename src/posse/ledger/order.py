"""The order of distribution, as arrays that the kernel reads.

Which bucket is paid in which order, to whom and up to what, depends on the case's type,
the class of money and the State's election. The table is policy data; this module only
turns its rows into arrays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from posse.ledger.accounts import BUCKETS, CASE_TYPES, OBLIGATIONS, PAYEES, REFUND, index_of

ORDINARY, OFFSET = 0, 1
SOURCE_CLASSES = ("ordinary", "offset")
STEPS_MAX = 14
NO_STEP = -1
ALL_SUPPORT = -1

BY_BALANCES, EQUAL, BY_ORDERED_PAYMENTS = 0, 1, 2
ARREARS_SPLITS = ("balances", "equal", "ordered_payments_then_balances")


class OrderArrays(NamedTuple):
    """Steps by case type and class of money, [case type, class, step]; -1 where none.

    ``payees`` is who receives the step, ``is_limited`` whether only up to unreimbursed
    assistance (what lies above goes to the family in the same step), ``obligations``
    which debts: -1 all support, else one obligation.
    """

    buckets: npt.NDArray[np.int64]
    payees: npt.NDArray[np.int64]
    is_limited: npt.NDArray[np.bool_]
    obligations: npt.NDArray[np.int64]


@dataclass(frozen=True)
class DistributionOrder:
    """The order in force on a date: its arrays and how arrears are split over cases."""

    arrays: OrderArrays
    arrears_split: int
    source_classes: Mapping[str, int]

    @classmethod
    def from_table(
        cls,
        rows: Sequence[Mapping[str, object]],
        *,
        election: str,
        arrears_split: str,
        source_classes: Sequence[Mapping[str, str]],
    ) -> "DistributionOrder":
        """The order of one election out of the policy's table.

        A row names ``election`` (or ``any``), ``case_type``, ``source_class`` and
        ``steps``; a step names ``bucket`` (or ``refund``), ``payee``, and where due
        ``limit`` and ``obligation``.

        Raises: ValueError for a word the ledger does not know, or where a case type and
        class have no row or two.
        """
        arrays = _empty_arrays()
        seen = set()
        for row in rows:
            if row["election"] not in {election, "any"}:
                continue
            case_type = index_of(CASE_TYPES, str(row["case_type"]))
            source_class = SOURCE_CLASSES.index(str(row["source_class"]))
            if (case_type, source_class) in seen:
                raise ValueError(f"two orders for {row['case_type']} and {row['source_class']}")
            seen.add((case_type, source_class))
            _fill_steps(arrays, (case_type, source_class), row["steps"])  # type: ignore[arg-type]
        if len(seen) != len(CASE_TYPES) * len(SOURCE_CLASSES):
            raise ValueError(f"the order of {election} lacks a case type or class of money")
        classes = {row["source"]: SOURCE_CLASSES.index(row["class"]) for row in source_classes}
        return cls(arrays, ARREARS_SPLITS.index(arrears_split), classes)


def _empty_arrays() -> OrderArrays:
    shape = (len(CASE_TYPES), len(SOURCE_CLASSES), STEPS_MAX)
    return OrderArrays(
        buckets=np.full(shape, NO_STEP, dtype=np.int64),
        payees=np.zeros(shape, dtype=np.int64),
        is_limited=np.zeros(shape, dtype=np.bool_),
        obligations=np.full(shape, ALL_SUPPORT, dtype=np.int64),
    )


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
