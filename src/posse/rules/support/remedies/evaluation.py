"""Judging every remedy for every parent at once, with the reason for each.

A remedy that acts on the parent is judged over all cases that count. One that acts in a
case is judged for each case; the parent then has it where one case has it, and the reasons
shown are those of the case that comes nearest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.rules.support.remedies.facts import Bools, Places, RemedyFacts
from posse.rules.support.remedies.measures import DAY, Reader, Reading, Values
from posse.rules.support.remedies.register import (
    ASSIGNED,
    CASE,
    UNASSIGNED,
    Criterion,
    Remedy,
    Test,
    Threshold,
    remedies,
)
from posse.units.days import DayArray, add_months_to_days, day_number
from posse.units.money import CentsArray

MONTHS_OF = {"months": 1, "years": 12}


@dataclass(frozen=True)
class TestResult:
    """One test: its values, where known, what they were compared with, and what came of it.

    ``bounds`` is what amounts and counts were compared with; ``days`` the day that today was
    compared with, where the value is a day; both are None for a yes or no.
    Shapes: [obligor] or [case], by the remedy's scope. Units: cents, days since 1970.
    """

    test: Test
    values: Values
    is_known: Bools | None
    bounds: npt.NDArray[np.int64] | None
    days: DayArray | None
    is_met: Bools


@dataclass(frozen=True)
class CriterionResult:
    """One criterion: met or not, and its tests. Shapes: [obligor] or [case]."""

    criterion: Criterion
    is_met: Bools
    tests: tuple[TestResult, ...]


@dataclass(frozen=True)
class RemedyResult:
    """One remedy for every parent.

    ``is_eligible``: it may be used. ``is_candidate``: nothing stands against it but a notice
    not yet sent or too fresh. ``is_ready``: it may go out now; this differs only where the
    law puts notices or a hearing between the decision and the act.
    ``assigned_cents`` and ``unassigned_cents`` are what would be submitted of each class,
    zero where it may not be used. ``places`` are the rows of ``criteria`` to show for each
    parent; ``case_*`` are there where cases are judged. Shapes: [obligor], ``case_*`` [case].
    """

    remedy: Remedy
    is_eligible: Bools
    is_candidate: Bools
    is_ready: Bools
    is_submitted: Bools
    assigned_cents: CentsArray
    unassigned_cents: CentsArray
    criteria: tuple[CriterionResult, ...]
    places: Places
    case_is_eligible: Bools | None
    case_is_candidate: Bools | None
    case_is_ready: Bools | None
    case_amount_cents: CentsArray | None

    @property
    def amount_cents(self) -> CentsArray:
        """What would be submitted of all classes. Shapes: [obligor].

        Source: CS-9.2-TOP-DIST-1.
        """
        return self.assigned_cents + self.unassigned_cents

    def failing(self, obligor: int) -> tuple[str, ...]:
        """The names of the criteria that a parent does not meet, in the order of the law.

        Source: CS-9.2-GEN-2.
        """
        return self.failing_names(int(self.failing_masks[obligor]) & ~self._steps)

    def open_steps(self, obligor: int) -> tuple[str, ...]:
        """The names of the steps that are still to be taken for a parent.

        Source: CS-IRG-J28, CS-IRG-J32.
        """
        return self.failing_names(int(self.failing_masks[obligor]) & self._steps)

    @property
    def _steps(self) -> int:
        """The bits of the criteria that are steps."""
        return sum(1 << bit for bit, each in enumerate(self.criteria) if each.criterion.is_step)

    @cached_property
    def failing_masks(self) -> npt.NDArray[np.int64]:
        """The criteria and steps each parent does not meet, one bit each, the first the lowest.

        Source: CS-9.2-GEN-2.
        """
        masks = np.zeros(len(self.places), dtype=np.int64)
        has_row = self.places >= 0
        for bit, each in enumerate(self.criteria):
            is_met = np.zeros(len(self.places), dtype=np.bool_)
            is_met[has_row] = each.is_met[self.places[has_row]]
            masks |= np.where(is_met, 0, 1 << bit)
        return masks

    def failing_names(self, mask: int) -> tuple[str, ...]:
        """The names that one of ``failing_masks`` stands for.

        Source: CS-9.2-GEN-2.
        """
        return tuple(
            each.criterion.name for bit, each in enumerate(self.criteria) if mask >> bit & 1
        )


@dataclass(frozen=True)
class Evaluation:
    """Every remedy for every parent on a day."""

    on: date
    facts: RemedyFacts
    results: tuple[RemedyResult, ...]

    @property
    def remedies(self) -> tuple[str, ...]:
        """The names of the remedies, in the order of the law's register.

        Source: CS-9.2-GEN-3, CS-9.2-GEN-4.
        """
        return tuple(each.remedy.name for each in self.results)

    @cached_property
    def eligible(self) -> Bools:
        """Whether each remedy may be used. Shapes: [remedy, obligor].

        Source: CS-9.2-GEN-2.
        """
        return np.stack([each.is_eligible for each in self.results])

    @cached_property
    def amount_cents(self) -> CentsArray:
        """What would be submitted. Shapes: [remedy, obligor].

        Source: CS-9.2-TOP-DIST-1.
        """
        return np.stack([each.amount_cents for each in self.results])

    def result(self, remedy: str) -> RemedyResult:
        """One remedy's result.

        Raises: ValueError.
        Source: CS-9.2-GEN-2.
        """
        for each in self.results:
            if each.remedy.name == remedy:
                return each
        raise ValueError(f"{remedy!r} was not judged; judged: {', '.join(self.remedies)}")


def evaluate(*, facts: RemedyFacts, law: Law, on: date, only: Sequence[str] = ()) -> Evaluation:
    """Every remedy for every parent, with each criterion's outcome and value.

    ``only`` names remedies to judge; all of the law's register where it is empty.
    Raises: UnknownParameter, BeforeFirstDate, EmptyValue.
    Source: CS-9.2-GEN-2.
    """
    chosen = [each for each in remedies(law, on=on) if not only or each.name in only]
    reader = Reader(facts)
    return Evaluation(
        on=on,
        facts=facts,
        results=tuple(_judge(reader, each, on=on) for each in chosen),
    )


def _judge(reader: Reader, remedy: Remedy, *, on: date) -> RemedyResult:
    submitted = reader.facts.cases.flag(reader.facts.cases.submitted, remedy.name)
    if remedy.scope != CASE:
        submitted = reader.facts.count(submitted) > 0
    criteria = tuple(
        _criterion_result(reader, remedy, each, submitted=submitted, on=on)
        for each in remedy.criteria
    )
    if remedy.scope == CASE:
        return _of_cases(reader, remedy, criteria, submitted=submitted)
    is_eligible = _all_met([each for each in criteria if not each.criterion.is_step])
    assigned, unassigned = _amounts(reader, remedy, criteria, is_used=is_eligible)
    return RemedyResult(
        remedy=remedy,
        is_eligible=is_eligible,
        is_candidate=_all_met([each for each in criteria if not each.criterion.is_notice]),
        is_ready=_all_met(criteria),
        is_submitted=submitted,
        assigned_cents=assigned,
        unassigned_cents=unassigned,
        criteria=criteria,
        places=np.arange(len(reader.facts.obligors)),
        case_is_eligible=None,
        case_is_candidate=None,
        case_is_ready=None,
        case_amount_cents=None,
    )


def _all_met(criteria: Sequence[CriterionResult]) -> Bools:
    is_met = criteria[0].is_met.copy()
    for each in criteria[1:]:
        is_met &= each.is_met
    return is_met


def _criterion_result(
    reader: Reader, remedy: Remedy, criterion: Criterion, *, submitted: Bools, on: date
) -> CriterionResult:
    tests = tuple(
        _test_result(reader, remedy, each, submitted=submitted, on=on)
        for each in criterion.tests
    )
    is_met = tests[0].is_met.copy()
    for each in tests[1:]:
        is_met |= each.is_met
    if criterion.is_first_only:
        # Once the partner has the parent, only the other criteria end it.
        is_met |= submitted
    return CriterionResult(criterion, is_met, tests)


def _test_result(
    reader: Reader, remedy: Remedy, test: Test, *, submitted: Bools, on: date
) -> TestResult:
    reading = reader.read(remedy, test)
    if test.threshold is None:
        is_met = reading.values.astype(np.bool_, copy=False)
        return TestResult(test, is_met, None, None, None, is_met)
    factor: Any = 1
    if test.times:
        factor = reader.read(remedy, Test(test.times, assistance=test.assistance)).values
    bounds, is_met = _compared(reading, test.threshold, factor=factor, on=on)
    if test.once_submitted is not None:
        later, is_met_later = _compared(reading, test.once_submitted, factor=factor, on=on)
        is_met = np.where(submitted, is_met_later, is_met)
        bounds = np.where(submitted, later, bounds)
    if test.times:
        # Nothing ordered is nothing to measure arrears by. Source: CS-IRG-J2.1.
        is_met = is_met & (factor > 0)
    is_known = reading.is_known
    if is_known is not None:
        is_met = np.where(is_known, is_met, test.if_unknown)
    is_day = reading.kind == DAY
    return TestResult(
        test=test,
        values=reading.values,
        is_known=is_known,
        bounds=None if is_day else bounds,
        days=bounds if is_day else None,
        is_met=is_met,
    )


def _compared(
    reading: Reading, threshold: Threshold, *, factor: Any, on: date
) -> tuple[npt.NDArray[np.int64], Bools]:
    """What is compared with the values, and whether they meet it; of days, with today."""
    values = reading.values.astype(np.int64, copy=False)
    if reading.kind != DAY:
        bounds = np.broadcast_to(threshold.value * factor, values.shape)
        return bounds, _holds(values, threshold.comparator, bounds)
    if threshold.unit in MONTHS_OF:
        known = values if reading.is_known is None else np.where(reading.is_known, values, 0)
        days = add_months_to_days(known, threshold.value * MONTHS_OF[threshold.unit])
    else:
        days = values + threshold.value
    # So many days have gone by where today is that day or later, and so on.
    return days, _holds(np.int64(day_number(on)), threshold.comparator, days)


def _holds(values: Any, comparator: str, bounds: npt.NDArray[np.int64]) -> Bools:
    """``values`` against ``bounds``, as the law's own comparator says."""
    compare = {
        ">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal,
    }[comparator]  # fmt: skip
    return np.asarray(compare(values, bounds), dtype=np.bool_)


def _amounts(
    reader: Reader,
    remedy: Remedy,
    criteria: Sequence[CriterionResult],
    *,
    is_used: Bools,
) -> tuple[CentsArray, CentsArray]:
    """What is submitted of assigned and of unassigned arrears. Shapes: [obligor] or [case].

    Where classes are apart, one that does not qualify on its own is not submitted at all.
    Source: 45 CFR 303.72(a)(2), CS-9.2-TOP-CRIT-6.
    """
    amounts = []
    for name in (ASSIGNED, UNASSIGNED):
        kind = Test(f"arrears_{name}")
        qualifies = is_used
        if remedy.classes_apart:
            found = test_of_class(criteria, name)
            kind, qualifies = found.test, is_used & found.is_met
        amounts.append(np.where(qualifies, reader.read(remedy, kind).values, 0))
    return amounts[0], amounts[1]


def test_of_class(criteria: Sequence[CriterionResult], arrears: str) -> TestResult:
    """The test of one class of arrears among criteria that keep classes apart.

    Source: CS-9.2-TOP-CRIT-6.
    """
    tests = (test for each in criteria for test in each.tests)
    return next(test for test in tests if test.test.arrears == arrears)


def _of_cases(
    reader: Reader,
    remedy: Remedy,
    criteria: tuple[CriterionResult, ...],
    *,
    submitted: Bools,
) -> RemedyResult:
    """The results of cases, brought together for their parents."""
    facts = reader.facts
    case_is_eligible = _all_met([each for each in criteria if not each.criterion.is_step])
    case_is_candidate = _all_met([each for each in criteria if not each.criterion.is_notice])
    case_is_ready = _all_met(criteria)
    assigned, unassigned = _amounts(reader, remedy, criteria, is_used=case_is_eligible)
    return RemedyResult(
        remedy=remedy,
        is_eligible=facts.count(case_is_eligible) > 0,
        is_candidate=facts.count(case_is_candidate) > 0,
        is_ready=facts.count(case_is_ready) > 0,
        is_submitted=facts.count(submitted) > 0,
        assigned_cents=facts.total(assigned),
        unassigned_cents=facts.total(unassigned),
        criteria=criteria,
        places=_nearest(facts, criteria),
        case_is_eligible=case_is_eligible,
        case_is_candidate=case_is_candidate,
        case_is_ready=case_is_ready,
        case_amount_cents=assigned + unassigned,
    )


def _nearest(facts: RemedyFacts, criteria: Sequence[CriterionResult]) -> Places:
    """The case of each parent that meets the most, the first of equals; -1 without a case."""
    unmet = np.zeros(len(facts.cases), dtype=np.int64)
    for each in criteria:
        unmet += ~each.is_met
    count = max(len(facts.cases), 1)
    ranked = facts.least(unmet * count + np.arange(len(facts.cases)), nothing=-1)
    return np.where(ranked < 0, -1, ranked % count)
