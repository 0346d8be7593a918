"""What happens next with a remedy, and when, for each parent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from posse.rules.support.remedies.evaluation import CriterionResult, RemedyResult, TestResult
from posse.rules.support.remedies.facts import NO_DAY, Bools, Codes
from posse.rules.support.remedies.register import CASE, Criterion, Remedy
from posse.rules.support.remedies.schedules import SUBMIT, cycle_of, next_run
from posse.units.days import DayArray, day_from_number, day_number

# The steps, in the words of the screen.
STEPS = {
    "not_met": "The criteria are not met",
    "suppressed": "It is suppressed",
    "review": "A review is pending",
    "send_notice": "The notice is to be sent",
    "wait": "It waits until the day given",
    "submit": "It goes out with the next run",
    "act": "A worker may act",
    "continue": "It is told again with the next run",
    "rest": "What was told stays as it is, while suppressed",
    "withdraw": "It is withdrawn with the next run",
    "stays": "It stays until it is paid or released",
}
NAMES = tuple(STEPS)
# What can stand against a remedy: a notice, a review, a suppression, or a fact.
KINDS = ("notice", "review", "rest", "other")
_FAR = 2**40


@dataclass(frozen=True)
class NextSteps:
    """The next step of each parent, a place in NAMES, and its day, NO_DAY where none is set.

    Shapes: both [obligor].
    """

    steps: Codes
    days: DayArray

    def step(self, obligor: int) -> tuple[str, date | None]:
        """One parent's next step by name, and its day.

        Source: CS-9.2-GEN-2.
        """
        day = int(self.days[obligor])
        return NAMES[self.steps[obligor]], None if day == NO_DAY else day_from_number(day)


def next_steps(result: RemedyResult, *, on: date) -> NextSteps:
    """What happens next with one remedy, and when.

    Who fails nothing but notices is sent one; who fails only what time cures waits; who
    fails more is left alone. A run's day is the next of the remedy's cycle.
    Source: CS-9.2-GEN-2, CS-9.2-TOP-NOT-2, CS-9.2-CBR-SUB-3, CS-9.2-CBR-SUB-5.
    """
    count = len(result.places)
    waits_until = np.full(count, day_number(on), dtype=np.int64)
    fails = {kind: np.zeros(count, dtype=np.bool_) for kind in KINDS}
    for each in result.criteria:
        unmet = ~_rows(each.is_met, result, missing=False)
        cured = _rows(_cured_on(each), result, missing=_FAR)
        waits = unmet & (cured < _FAR)
        waits_until = np.where(waits, np.maximum(waits_until, cured), waits_until)
        fails[_kind(each)] |= unmet & ~waits
    return _chosen(result, fails, waits_until, on=on)


def rests(remedy: Remedy, failing: Collection[str]) -> bool:
    """Whether what a partner has stays as it is while these criteria are not met.

    Source: CS-9.2-SUP-5.
    """
    kinds = {each.name: _kind_of(each) for each in remedy.criteria}
    found = {kinds[name] for name in failing}
    return remedy.when_suppressed == "rest" and "rest" in found and "other" not in found


def _kind(result: CriterionResult) -> str:
    return _kind_of(result.criterion)


def _kind_of(criterion: Criterion) -> str:
    facts = {test.fact for test in criterion.tests}
    if criterion.is_notice:
        return "notice"
    if facts == {"no_open_review"}:
        return "review"
    return "rest" if facts <= {"not_suppressed", "not_suppressed_in_case"} else "other"


def _chosen(
    result: RemedyResult, fails: dict[str, Bools], waits_until: DayArray, *, on: date
) -> NextSteps:
    waits = waits_until > day_number(on)
    cycle = cycle_of(result.remedy, SUBMIT)
    run = NO_DAY if cycle is None else day_number(next_run(cycle, on=on))
    goes_out = "submit" if result.remedy.is_automatic else "act"
    is_new, is_out = ~result.is_submitted, result.is_submitted
    rests = is_out & fails["rest"] & ~fails["other"] & (result.remedy.when_suppressed == "rest")
    # The first that holds is the step.
    order: list[tuple[str, Bools, DayArray | int]] = [
        ("rest", rests, NO_DAY),
        ("withdraw", is_out & ~result.is_ready, run),
        ("continue", is_out & result.remedy.is_automatic, run),
        ("stays", is_out, NO_DAY),
        (goes_out, is_new & result.is_ready, run),
        ("not_met", fails["other"], NO_DAY),
        ("suppressed", fails["rest"], NO_DAY),
        ("review", fails["review"], NO_DAY),
        ("send_notice", fails["notice"], day_number(on)),
        ("wait", waits, waits_until),
    ]
    holds = [each[1] for each in order]
    steps = np.select(holds, [NAMES.index(each[0]) for each in order], default=0)
    days = np.select(holds, [np.broadcast_to(each[2], steps.shape) for each in order], NO_DAY)
    return NextSteps(steps.astype(np.int8), days)


def _rows(values: np.ndarray, result: RemedyResult, *, missing: int) -> np.ndarray:
    """Values of the rows shown for each parent. Shapes: [obligor]."""
    if result.remedy.scope != CASE:
        return values
    if not len(values):
        return np.full(len(result.places), missing, dtype=values.dtype)
    return np.where(result.places >= 0, values[result.places], missing)


def _cured_on(result: CriterionResult) -> DayArray:
    """The day on which time alone meets a criterion, _FAR where it never does."""
    days = [_cured_test(each) for each in result.tests]
    earliest: DayArray = np.minimum.reduce(days)
    return earliest


def _cured_test(result: TestResult) -> DayArray:
    never = np.full(len(result.is_met), _FAR, dtype=np.int64)
    threshold = result.test.threshold
    if threshold is None or result.days is None or threshold.comparator not in (">", ">="):
        return never
    more = 1 if threshold.comparator == ">" else 0
    days = result.days + more
    cured: DayArray = np.where(_known(result), days, never)
    return cured


def _known(result: TestResult) -> Bools:
    return (
        np.ones(len(result.is_met), dtype=np.bool_)
        if result.is_known is None
        else result.is_known
    )
