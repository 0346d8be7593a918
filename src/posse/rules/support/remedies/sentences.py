"""Criteria in words: what is asked, what was found, and whether that is enough."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from posse.rules.support.remedies.evaluation import (
    CriterionResult,
    RemedyResult,
    TestResult,
)
from posse.rules.support.remedies.register import ASSIGNED, UNASSIGNED, Threshold
from posse.units.days import day_from_number, day_number, day_words
from posse.units.money import format_dollars

_NEEDED = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most"}
_CLASS = {ASSIGNED: " assigned", UNASSIGNED: " not assigned", "": ""}


@dataclass(frozen=True)
class CriterionWords:
    """One line of the screen: what is asked, found and needed, and who says so."""

    name: str
    words: str
    found: str
    needed: str
    is_met: bool
    is_asked: bool
    cites: tuple[str, ...]


def criterion_words(
    result: RemedyResult, *, obligor: int, on: date
) -> tuple[CriterionWords, ...]:
    """The criteria of one remedy in words, for one parent, in the order of the law.

    Of a remedy judged by case these are the words of the case that comes nearest.
    Source: CS-9.2-GEN-2.
    """
    row = int(result.places[obligor])
    if row < 0:
        return ()
    is_submitted = bool(result.is_submitted[obligor])
    return tuple(
        _line(each, row=row, is_submitted=is_submitted, on=on) for each in result.criteria
    )


def _line(result: CriterionResult, *, row: int, is_submitted: bool, on: date) -> CriterionWords:
    criterion = result.criterion
    return CriterionWords(
        name=criterion.name,
        words=criterion.words,
        found=" and ".join(_found(each, row=row, on=on) for each in result.tests),
        needed=" or ".join(
            _needed(each, row=row, is_submitted=is_submitted) for each in result.tests
        ),
        is_met=bool(result.is_met[row]),
        is_asked=not (criterion.is_first_only and is_submitted),
        cites=_cites(result),
    )


def _cites(result: CriterionResult) -> tuple[str, ...]:
    of_thresholds = (
        cite
        for each in result.tests
        if each.test.threshold is not None
        for cite in each.test.threshold.cites
    )
    return tuple(dict.fromkeys((*result.criterion.cites, *of_thresholds)))


def _found(result: TestResult, *, row: int, on: date) -> str:
    if result.test.threshold is None:
        answer = "yes" if result.is_met[row] else "no"
        return f"{result.test.words}: {answer}" if result.test.words else answer
    value = int(result.values[row])
    if result.days is not None:
        is_known = result.is_known is None or bool(result.is_known[row])
        return _day_found(value, on=on) if is_known else "none"
    if _is_money(result):
        return format_dollars(value) + _CLASS[result.test.arrears]
    return f"{value}"


def _day_found(day: int, *, on: date) -> str:
    ago = day_number(on) - day
    words = "today" if ago == 0 else f"{ago} {'day' if ago == 1 else 'days'} ago"
    return f"{day_words(day_from_number(day))}, {words}"


def _needed(result: TestResult, *, row: int, is_submitted: bool) -> str:
    test = result.test
    threshold = test.once_submitted if is_submitted and test.once_submitted else test.threshold
    if threshold is None:
        return test.words or "yes"
    needed = _NEEDED[threshold.comparator]
    if result.days is not None:
        return f"{needed} {_time(threshold)}"
    assert result.bounds is not None
    bound = int(np.asarray(result.bounds)[row])
    if not _is_money(result):
        return f"{needed} {bound}"
    amount = f"{needed} {format_dollars(bound)}{_CLASS[test.arrears]}"
    return f"{amount} ({threshold.value} months of support)" if test.times else amount


def _is_money(result: TestResult) -> bool:
    return result.test.fact.startswith("arrears")


def _time(threshold: Threshold) -> str:
    unit = {"calendar_days": "day", "months": "month", "years": "year"}[threshold.unit]
    return f"{threshold.value} {unit if threshold.value == 1 else unit + 's'}"
