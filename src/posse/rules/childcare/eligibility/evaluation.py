"""Judging every criterion for every child, adult and family, with the reason for each.

A child is eligible when all criteria hold that ask of it, of its family and of the adults.
A family is eligible when one of its children is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from posse.rules.childcare.eligibility.criteria import (
    ADULT,
    CHILD,
    FACTORS,
    FAMILY,
    INCOME,
    Check,
    Criterion,
)
from posse.rules.childcare.eligibility.facts import Bools, FamilyFacts, Ints
from posse.rules.childcare.eligibility.measures import DAY, Reader, Reading
from posse.units.days import add_months_to_days, day_number

PROVIDER = "provider"


@dataclass(frozen=True)
class CheckResult:
    """One check: its values, what they were compared with, and what came of it.

    ``bounds`` is None for a yes or no; of a day it is the last day that still meets it.
    Shapes: [child], [adult] or [family], as the criterion asks.
    """

    check: Check
    reading: Reading
    comparator: str
    bounds: Ints | None
    is_met: Bools


@dataclass(frozen=True)
class CriterionResult:
    """One criterion: met or not, and the checks of each way. Shapes as the criterion asks."""

    criterion: Criterion
    is_met: Bools
    ways: tuple[tuple[CheckResult, ...], ...]


@dataclass(frozen=True)
class Reason:
    """One criterion for one child, adult or family, to be shown.

    ``member`` counts from 0 among the adults or children of the family. ``way`` is the way
    that was met, or the one that comes nearest.
    """

    criterion: Criterion
    member: int
    is_met: bool
    way: tuple["ShownCheck", ...]


@dataclass(frozen=True)
class ShownCheck:
    """One check for one of them; ``value`` and ``bound`` are in the unit of ``kind``.

    ``bound`` is None for a yes or no, ``value`` None where nothing is known.
    """

    check: Check
    kind: str
    is_met: bool
    value: int | None
    comparator: str
    bound: int | None


@dataclass(frozen=True)
class Eligibility:
    """Every criterion for every family. Shapes: [family] and [child]."""

    facts: FamilyFacts
    results: tuple[CriterionResult, ...]

    @cached_property
    def child_is_eligible(self) -> Bools:
        """Children for whom everything holds. Shapes: [child]. Source: CC-503-A."""
        eligible: Bools = self._child_masks == 0
        return eligible

    @cached_property
    def is_eligible(self) -> Bools:
        """Families with a child for whom everything holds. Shapes: [family].

        Source: CC-200-assistance-unit.
        """
        eligible: Bools = self.facts.of_children.total(self.child_is_eligible) > 0
        return eligible

    @cached_property
    def failing_masks(self) -> Ints:
        """The factors each family fails, one bit each in the order of FACTORS.

        A factor of children is failed where no child meets all of its own; then those that
        any child fails are told. Shapes: [family]. Source: CC-503-A.
        """
        own = self._masks_of_children
        group = self.facts.of_children
        has_good = group.total(own == 0) > 0
        masks = np.where(self.is_eligible, 0, self._masks_of_families)
        failed_by_any = int(np.bitwise_or.reduce(own))
        for bit in (each for each in range(len(FACTORS)) if failed_by_any >> each & 1):
            fails = group.total((own >> bit & 1).astype(np.bool_)) > 0
            masks |= np.where(fails & ~has_good, 1 << bit, 0)
        return masks

    @cached_property
    def child_failing_masks(self) -> Ints:
        """The factors that keep each child out, those of its family among them.

        Shapes: [child]. Source: CC-503-A.
        """
        return self._child_masks

    def failing(self, family: int) -> tuple[str, ...]:
        """The names of the factors a family fails, in order. Source: CC-503-A."""
        return names_of(int(self.failing_masks[family]))

    def failing_of_child(self, child: int) -> tuple[str, ...]:
        """The names of the factors that keep a child out, in order. Source: CC-503-A."""
        return names_of(int(self._child_masks[child]))

    @cached_property
    def _masks_of_children(self) -> Ints:
        """Factors failed by what is asked of each child alone. Shapes: [child]."""
        return _masks(self.facts, self._asked(CHILD), count=len(self.facts.children))

    @cached_property
    def _masks_of_families(self) -> Ints:
        """Factors failed by what is asked of adults and family. Shapes: [family]."""
        results = [each for each in self.results if each.criterion.of != CHILD]
        return _masks(self.facts, results, count=len(self.facts))

    @cached_property
    def _child_masks(self) -> Ints:
        family_of = self.facts.of_children.family_of
        masks: Ints = self._masks_of_children | self._masks_of_families[family_of]
        return masks

    def _asked(self, of: str) -> list[CriterionResult]:
        return [each for each in self.results if each.criterion.of == of]

    def reasons(self, family: int) -> Iterator[Reason]:
        """Every criterion for one family and each of its members, met or not.

        Source: CC-503-A, CC-905-NOTE-2.
        """
        groups = {ADULT: self.facts.of_adults.starts, CHILD: self.facts.of_children.starts}
        for result in self.results:
            first, end = family, family + 1
            if result.criterion.of != FAMILY:
                starts = groups[result.criterion.of]
                first, end = int(starts[family]), int(starts[family + 1])
            for row in range(first, end):
                way = min(result.ways, key=lambda way: _distance(way, row))
                yield Reason(
                    criterion=result.criterion,
                    member=row - first,
                    is_met=bool(result.is_met[row]),
                    way=tuple(_shown(each, row) for each in way),
                )


def names_of(mask: int) -> tuple[str, ...]:
    """The factors that a mask of failures stands for. Source: CC-503-A."""
    return tuple(name for bit, name in enumerate(FACTORS) if mask >> bit & 1)


def judge(reader: Reader, criteria: Sequence[Criterion]) -> tuple[CriterionResult, ...]:
    """Every criterion by itself. Source: CC-503-A."""
    return tuple(_criterion_result(reader, each) for each in criteria)


def children_counted(facts: FamilyFacts, results: Sequence[CriterionResult]) -> Bools:
    """Children whose own income counts: those whom their person does not keep out.

    What comes in for a child that is not eligible for care is left out; who cares for it,
    and the family's income itself, say nothing of that. Shapes: [child].
    Source: CC-901-G.
    """
    is_counted = np.ones(len(facts.children), dtype=np.bool_)
    for each in results:
        if each.criterion.of == CHILD and each.criterion.factor not in {INCOME, PROVIDER}:
            is_counted &= each.is_met
    return is_counted


def _criterion_result(reader: Reader, criterion: Criterion) -> CriterionResult:
    ways = tuple(tuple(_check_result(reader, each) for each in way) for way in criterion.ways)
    is_met = np.zeros(ways[0][0].is_met.shape, dtype=np.bool_)
    for way in ways:
        holds = way[0].is_met
        for each in way[1:]:
            holds = holds & each.is_met
        is_met |= holds
    return CriterionResult(criterion, is_met, ways)


def _check_result(reader: Reader, check: Check) -> CheckResult:
    reading = reader.read(check.fact)
    threshold = check.threshold
    if threshold is None and reading.bounds is None:
        return CheckResult(
            check, reading, "", None, reading.values.astype(np.bool_, copy=False)
        )
    values = reading.values.astype(np.int64, copy=False)
    bounds, comparator = reading.bounds, reading.comparator
    if threshold is not None:
        comparator = threshold.comparator
        bounds = np.broadcast_to(np.int64(threshold.value), values.shape)
    assert bounds is not None, "a value is compared with something"
    if reading.kind == DAY:
        # A day is met as long as so many months after it have not gone by.
        known = values if reading.is_known is None else np.where(reading.is_known, values, 0)
        bounds = add_months_to_days(known, int(bounds.max(initial=0)))
        values = np.broadcast_to(np.int64(day_number(reader.on)), bounds.shape)
    is_met = _holds(values, comparator, bounds)
    if reading.is_known is not None:
        is_met = is_met | ~reading.is_known
    return CheckResult(check, reading, comparator, bounds, is_met)


def _holds(values: Ints, comparator: str, bounds: Ints) -> Bools:
    compare = {
        ">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal,
    }[comparator]  # fmt: skip
    return np.asarray(compare(values, bounds), dtype=np.bool_)


def _masks(facts: FamilyFacts, results: Sequence[CriterionResult], *, count: int) -> Ints:
    """The factors failed, one bit each; of adults brought together for their family."""
    masks = np.zeros(count, dtype=np.int64)
    for each in results:
        bit = 1 << FACTORS.index(each.criterion.factor)
        is_met = each.is_met
        if each.criterion.of == ADULT:
            met = facts.of_adults.total(is_met)
            is_met = met > 0 if each.criterion.is_of_one else met == facts.of_adults.counts
        masks |= np.where(is_met, 0, bit)
    return masks


def _distance(way: Sequence[CheckResult], row: int) -> tuple[bool, int, int]:
    """How far one of them is from a way: nothing where it is met, else by its first checks.

    The first check of a way names it, such as the activity, so who meets it stands on it.
    """
    unmet = [not each.is_met[row] for each in way]
    is_unmet = any(unmet)
    return is_unmet, -unmet.index(True) if is_unmet else 0, sum(unmet)


def _shown(result: CheckResult, row: int) -> ShownCheck:
    is_known = result.reading.is_known is None or bool(result.reading.is_known[row])
    return ShownCheck(
        check=result.check,
        kind=result.reading.kind,
        is_met=bool(result.is_met[row]),
        value=int(result.reading.values[row]) if is_known else None,
        comparator=result.comparator,
        bound=None if result.bounds is None else int(result.bounds[row]),
    )
