"""What the rows of parents and cases say, as arrays: the facts on which remedies are judged.

The cases of one parent stand together, so that sums and questions over a parent's cases
are differences of running totals. Money is whole cents; days count from 1970.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from posse.units.days import DayArray
from posse.units.money import CentsArray

Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Places = npt.NDArray[np.int64]

# A day that nobody recorded, or that never was. Far from every real day, yet safe to add to.
NO_DAY = -(2**40)

# AEI is another state's request that is no case of this State: 42 USC 666(a)(14).
ROLES = ("none", "initiating", "responding", "aei")
ASSISTANCE = ("never", "current", "former", "iv_e", "medicaid_only")


@dataclass(frozen=True)
class ObligorFacts:
    """What is known of each parent. Shapes: all are [obligor]. Units: days since 1970.

    ``has_address`` is true for a current or an old address. ``is_passport_settled``: the
    IV-D director released the passport although arrears are left. ``is_levy_approved``: an
    attorney allowed a levy below the law's minimum.
    """

    has_name: Bools
    has_ssn: Bools
    has_birth_date: Bools
    has_address: Bools
    has_wages: Bools
    has_unemployment: Bools
    has_workers_compensation: Bools
    has_lump_sum: Bools
    is_passport_settled: Bools
    is_levy_approved: Bools
    last_irs_request_days: DayArray

    def __len__(self) -> int:
        """How many parents there are."""
        return len(self.has_ssn)


@dataclass(frozen=True)
class CaseFacts:
    """What is known of each case, the cases of a parent together. Shapes: all are [case].

    ``role`` and ``assistance`` are places in ROLES and ASSISTANCE. ``aged_cents`` is the
    part of the arrears whose instalments fell due 30 days ago or earlier, where payments
    retire the oldest instalment first; ``days_past_due`` the age of the oldest unpaid one.
    ``monthly_obligation_cents`` is what falls due in a month, and in a case of arrears alone
    what was ordered last. ``last_full_payment_days`` is the day of the last full monthly
    payment, or the first due day where there never was one. ``order_days`` is the day of the
    first order, ``emancipation_days`` that on which the last child emancipated.

    The mappings hold, by name, only what exists; a name that is missing means nowhere.
    ``suppressions``: which marks are set. ``notice_days``: when the notice that counts was
    mailed. ``open_reviews`` and ``review_result_days``, by remedy: whether one is pending,
    and when the result of the last one was mailed. ``submitted``, by remedy: whether the
    partner has it already. Units: cents, days since 1970; NO_DAY where there is none.
    """

    is_iv_d: Bools
    is_open: Bools
    has_order: Bools
    role: Codes
    assistance: Codes
    assigned_cents: CentsArray
    unassigned_cents: CentsArray
    aged_cents: CentsArray
    monthly_obligation_cents: CentsArray
    is_support_current: Bools
    has_payment_plan: Bools
    days_past_due: Places
    last_full_payment_days: DayArray
    order_days: DayArray
    emancipation_days: DayArray
    suppressions: Mapping[str, Bools] = field(default_factory=dict)
    notice_days: Mapping[str, DayArray] = field(default_factory=dict)
    open_reviews: Mapping[str, Bools] = field(default_factory=dict)
    review_result_days: Mapping[str, DayArray] = field(default_factory=dict)
    submitted: Mapping[str, Bools] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self.is_open)

    def flag(self, among: Mapping[str, Bools], name: str) -> Bools:
        """A mark of each case by name; nowhere where nothing is known of it.

        Source: CS-9.2-SUP-2.
        """
        return among[name] if name in among else np.zeros(len(self), dtype=np.bool_)

    def day(self, among: Mapping[str, DayArray], name: str) -> DayArray:
        """A day of each case by name; none where nothing is known of it.

        Source: CS-9.2-TOP-NOT-5.
        """
        return among[name] if name in among else np.full(len(self), NO_DAY, dtype=np.int64)


@dataclass(frozen=True)
class RemedyFacts:
    """Parents and their cases; those of parent ``i`` are ``starts[i]`` to ``starts[i + 1]``.

    Shapes: ``starts`` is [obligor + 1]; ``obligor_of_case``, made from it, is [case].
    """

    obligors: ObligorFacts
    cases: CaseFacts
    starts: Places
    obligor_of_case: Places = field(init=False)

    def __post_init__(self) -> None:
        """Check that every case belongs to one parent, and number the parents of cases."""
        counts = np.diff(self.starts)
        assert len(counts) == len(self.obligors), "a start for each parent, and an end"
        assert self.starts[0] == 0, "no case comes before the first parent"
        assert self.starts[-1] == len(self.cases), "no case is left over"
        assert (counts >= 0).all(), "starts do not fall"
        object.__setattr__(
            self, "obligor_of_case", np.repeat(np.arange(len(self.obligors)), counts)
        )

    def total(self, amounts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Amounts of cases added up for each parent. Shapes: [case] to [obligor].

        Source: 45 CFR 303.72(a)(2).
        """
        running = np.zeros(len(amounts) + 1, dtype=np.int64)
        np.cumsum(amounts, out=running[1:])
        sums: npt.NDArray[np.int64] = running[self.starts[1:]] - running[self.starts[:-1]]
        return sums

    def count(self, marks: Bools) -> npt.NDArray[np.int64]:
        """How many cases of each parent have the mark. Shapes: [case] to [obligor].

        Source: CS-9.2-SUP-5.
        """
        running = np.zeros(len(marks) + 1, dtype=np.int64)
        np.cumsum(marks, out=running[1:])
        counts: npt.NDArray[np.int64] = running[self.starts[1:]] - running[self.starts[:-1]]
        return counts

    def least(self, values: npt.NDArray[np.int64], *, nothing: int) -> npt.NDArray[np.int64]:
        """The least value among each parent's cases. Shapes: [case] to [obligor].

        Source: CS-9.2-TOP-NOT-5.
        """
        found = np.full(len(self.obligors), nothing, dtype=np.int64)
        filled = self.starts[1:] > self.starts[:-1]
        if filled.any():
            found[filled] = np.minimum.reduceat(values, self.starts[:-1][filled])
        return found

    def in_every_open_case(self, marks: Bools) -> Bools:
        """Whether all open cases of a parent have the mark. Shapes: [case] to [obligor].

        A parent without an open case has nothing that a mark could stop.
        Source: CS-9.2-SUP-5.
        """
        open_count = self.count(self.cases.is_open)
        unmarked = self.count(self.cases.is_open & ~marks)
        rests: Bools = (open_count > 0) & (unmarked == 0)
        return rests


def counting_notices(notice_days: DayArray, ended_days: DayArray) -> DayArray:
    """The days of notices that still count: none sent before a review that ended the remedy.

    Whoever comes to owe more after such a review gets a new notice and its full time, since
    the old one told of another amount (ambiguity A-20). Shapes: any, the same.
    Source: CS-9.2-CBR-DISP-8, CS-9.2-CBR-SUB-3.
    """
    counting: DayArray = np.where(notice_days > ended_days, notice_days, NO_DAY)
    return counting
