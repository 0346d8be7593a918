"""Which cases may be closed, for which reason, and why not: every test for every case.

A test is met, not met, or not known: nobody recorded what it asks, or a row lacks a date.
What is not known closes nothing. A reason holds where all its tests are met; of tests
joined by a bar one is enough. The reasons and their words are the law's
(``support.closure``); here stand only the tests that rows of tables answer.

Source: 45 CFR 303.11, Wyoming Policy 12.1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.days import DayArray, add_months, day_from_number, day_number
from posse.units.money import CentsArray

Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
# NOT_MET < NOT_KNOWN < MET, so that "all of" is the least and "one of" the greatest.
States = npt.NDArray[np.int8]
NOT_MET, NOT_KNOWN, MET = 0, 1, 2

PREFIX = "support.closure."
# A day that nobody recorded, or that never was.
NO_DAY = -(2**40)


@dataclass(frozen=True)
class ClosureFacts:
    """What the rows of cases say. Shapes: all are [case]. Units: cents, days since 1970.

    A day is NO_DAY where there is none. ``youngest_birth_days`` counts only where every
    child's birth date is known. ``recorded`` holds by name what workers recorded.
    """

    has_current_order: Bools
    had_order: Bools
    family_cents: CentsArray
    assigned_cents: CentsArray
    last_payment_days: DayArray
    last_withheld_days: DayArray
    youngest_birth_days: DayArray
    is_paternity_open: Bools
    is_located: Bools
    has_automated_data: Bools
    locate_began_days: DayArray
    locate_sources: Counts
    contact_methods: Counts
    is_on_cash: Bools
    is_on_medicaid: Bools
    was_assisted: Bools
    is_responding: Bools
    recorded: Mapping[str, States]

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self.has_current_order)

    def said(self, name: str) -> States:
        """What workers recorded for a test; not known where nobody did.

        Source: 45 CFR 303.2(c).
        """
        nobody = np.full(len(self), NOT_KNOWN, dtype=np.int8)
        return self.recorded.get(name, nobody)


@dataclass(frozen=True)
class Reason:
    """A reason for closing a case, as the law's table gives it.

    ``wait`` is the time frame of its notice, empty where none is due; ``at_closing`` are
    tests that must be met only when the case is closed. ``tests`` may join some by a bar.
    """

    name: str
    cite: str
    words: str
    applies_to: str
    tests: tuple[str, ...]
    at_closing: tuple[str, ...]
    wait: str
    notice_to: str
    is_mandatory: bool


@dataclass(frozen=True)
class ClosureTerms:
    """The law of closing on one day. Units: cents, months, as the names say."""

    reasons: tuple[Reason, ...]
    arrears_limit_cents: int
    locate_months: Mapping[str, int]
    locate_sources_least: int
    contact_methods_least: int
    majority_months: int
    unpaid_months: int
    withholding_rests_months: int
    does_director_approve: bool

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "ClosureTerms":
        """The terms in force on a day.

        Raises: UnknownParameter, BeforeFirstDate, EmptyValue.
        Source: 45 CFR 303.11, Wyoming Policy 12.1.
        """
        value = partial(_value, law, on)
        added: dict[str, tuple[str, ...]] = {
            row["reason"]: tuple(row["tests"]) for row in value("added_tests")
        }
        return cls(
            reasons=tuple(
                _reason(row, added.get(row["name"], ())) for row in value("reasons.all")
            ),
            arrears_limit_cents=value("limits.arrears_limit"),
            locate_months={
                name: value(f"limits.{name}_months")
                for name in ("locate_long", "locate_short", "locate_unverified")
            },
            locate_sources_least=value("limits.locate_sources_least"),
            contact_methods_least=value("limits.contact_methods_least"),
            majority_months=12 * value("limits.majority_years"),
            unpaid_months=value("unpaid_months"),
            withholding_rests_months=value("withholding_rests_months"),
            does_director_approve=value("director_approves_assigned"),
        )

    def reason(self, name: str) -> Reason:
        """The reason of this name.

        Raises: ValueError.
        Source: 45 CFR 303.11(b), 45 CFR 303.11(c).
        """
        for each in self.reasons:
            if each.name == name:
                return each
        raise ValueError(f"the law has no reason {name!r} for closing a case")


def _value(law: Law, on: date, name: str) -> Any:
    return law.value(PREFIX + name, on=on)


def _reason(row: Mapping[str, Any], added: tuple[str, ...]) -> Reason:
    return Reason(
        name=row["name"],
        cite=row["cite"],
        words=row["words"],
        applies_to=row["applies_to"],
        tests=(*row["tests"], *added),
        at_closing=tuple(row.get("at_closing", ())),
        wait=row["wait"],
        notice_to=row["notice_to"],
        is_mandatory=row.get("is_mandatory", False),
    )


@dataclass(frozen=True)
class Findings:
    """Every test and every reason of every case. Shapes: each is [case]."""

    tests: Mapping[str, States]
    reasons: Mapping[str, States]


def closure_findings(facts: ClosureFacts, *, terms: ClosureTerms, on: date) -> Findings:
    """What each test and each reason comes to for each case on a day.

    A reason is met where it could begin to close the case: tests that count only at the
    closing itself stand among the tests alone.
    Source: 45 CFR 303.11(b), 45 CFR 303.11(c).
    """
    names = {
        name
        for reason in terms.reasons
        for test in (*reason.tests, *reason.at_closing)
        for name in test.split("|")
    }
    tests = {name: _state(name, facts, terms=terms, on=on) for name in sorted(names)}
    reasons = {
        reason.name: reduce(np.minimum, [_either(test, tests) for test in reason.tests])
        for reason in terms.reasons
    }
    return Findings(tests, reasons)


def _either(test: str, tests: Mapping[str, States]) -> States:
    return reduce(np.maximum, [tests[name] for name in test.split("|")])


def failing_tests(reason: Reason, tests: Mapping[str, int], *, at_closing: bool) -> list[str]:
    """The tests of a reason that one case does not meet, a joined one as it stands.

    Source: 45 CFR 303.11(b), 45 CFR 303.11(c).
    """
    chosen = (*reason.tests, *(reason.at_closing if at_closing else ()))
    return [test for test in chosen if max(tests[name] for name in test.split("|")) != MET]


def _state(name: str, facts: ClosureFacts, *, terms: ClosureTerms, on: date) -> States:
    """One test for all cases: worked out from rows, or what was recorded."""
    if name in terms.locate_months:
        return _is_past(facts.locate_began_days, terms.locate_months[name], on=on)
    test = TESTS.get(name)
    return facts.said(name) if test is None else test(facts, terms, on)


def _known(is_met: Bools) -> States:
    return np.where(is_met, np.int8(MET), np.int8(NOT_MET))


def _is_past(days: DayArray, months: int, *, on: date) -> States:
    """Whether so many months have gone by since a day; not known where there is no day."""
    known, place = np.unique(days, return_inverse=True)
    over = [
        NOT_KNOWN
        if day == NO_DAY
        else (MET if add_months(day_from_number(int(day)), months) <= on else NOT_MET)
        for day in known
    ]
    return np.array(over, dtype=np.int8)[place]


def _rests(days: DayArray, months: int, *, on: date) -> States:
    """Whether nothing has come for so many months; what never came rests."""
    return np.where(days == NO_DAY, np.int8(MET), _is_past(days, months, on=on))


Test = Callable[[ClosureFacts, ClosureTerms, date], States]

TESTS: Mapping[str, Test] = {
    # "No longer" a current order: where there never was one, one is still to be established.
    "no_current_order": lambda facts, _terms, _on: _known(
        facts.had_order & ~facts.has_current_order
    ),
    # Under $500, so exactly $500 keeps the case open. Source: 45 CFR 303.11(b)(1).
    "arrears_below_limit": lambda facts, terms, _on: _known(
        facts.family_cents + facts.assigned_cents < terms.arrears_limit_cents
    ),
    "arrears_all_assigned": lambda facts, _terms, _on: _known(
        (facts.assigned_cents > 0) & (facts.family_cents <= 0)
    ),
    "no_assigned_arrears": lambda facts, _terms, _on: _known(facts.assigned_cents <= 0),
    "no_assigned_medical": lambda facts, _terms, _on: _known(~facts.is_on_medicaid),
    "children_adult": lambda facts, terms, on: _is_past(
        facts.youngest_birth_days, terms.majority_months, on=on
    ),
    "paternity_not_established": lambda facts, _terms, _on: _known(facts.is_paternity_open),
    "not_located": lambda facts, _terms, _on: _known(~facts.is_located),
    "automated_data": lambda facts, _terms, _on: _known(facts.has_automated_data),
    "no_automated_data": lambda facts, _terms, _on: _known(~facts.has_automated_data),
    "several_sources": lambda facts, terms, _on: _known(
        facts.locate_sources >= terms.locate_sources_least
    ),
    "not_on_assistance": lambda facts, _terms, _on: _known(~facts.is_on_cash),
    # Medicaid alone counts as no assistance where it asks for no cooperation.
    # Source: 45 CFR 303.11(b)(15), 45 CFR 303.11(b)(16).
    "cooperation_not_required": lambda facts, _terms, _on: np.minimum(
        _known(~facts.is_on_cash),
        np.maximum(_known(~facts.is_on_medicaid), facts.said("medicaid_cooperation_waived")),
    ),
    "methods_tried": lambda facts, terms, _on: _known(
        facts.contact_methods >= terms.contact_methods_least
    ),
    "assisted": lambda facts, _terms, _on: _known(
        facts.is_on_cash | facts.is_on_medicaid | facts.was_assisted
    ),
    "responding": lambda facts, _terms, _on: _known(facts.is_responding),
    # Source: Wyoming Policy 12.1.
    "unpaid_a_year": lambda facts, terms, on: _rests(
        facts.last_payment_days, terms.unpaid_months, on=on
    ),
    "withholding_rests": lambda facts, terms, on: _rests(
        facts.last_withheld_days, terms.withholding_rests_months, on=on
    ),
}


def wait_is_over(closes_days: DayArray, *, on: date) -> Bools:
    """Whether a notice has waited long enough: on its last day the case may be closed.

    Source: 45 CFR 303.11(d)(1), 45 CFR 303.11(d)(2).
    """
    return closes_days <= day_number(on)
