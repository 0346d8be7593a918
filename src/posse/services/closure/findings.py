"""What each reason for closing comes to for one case, in words; and who could be closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.closure.models import ClosureCandidate
from posse.rules.support.closure import (
    MET,
    NOT_KNOWN,
    ClosureTerms,
    Reason,
    closure_findings,
    failing_tests,
)
from posse.rules.support.deadlines import time_frame_keys
from posse.rules.value_units import TimeFrame
from posse.services.closure.facts import facts_of_cases, open_cases
from posse.services.law import current_law

TESTS = "support.closure.tests.all"


@dataclass(frozen=True)
class TestWords:
    """What a test says when it is met and when not; ``evidence`` where a worker records it."""

    name: str
    words: str
    otherwise: str
    evidence: str


@dataclass(frozen=True)
class TestOutcome:
    """A test of a reason for one case: met, not met or not known, and in words."""

    name: str
    words: str
    outcome: str
    is_met: bool


@dataclass(frozen=True)
class ReasonOutcome:
    """A reason for one case with each of its tests. ``is_met`` where all are."""

    reason: Reason
    tests: tuple[TestOutcome, ...]
    is_met: bool
    wait_days: int

    @property
    def lacking(self) -> int:
        """How many tests are not met."""
        return sum(not test.is_met for test in self.tests)


@dataclass(frozen=True)
class CaseFindings:
    """All reasons for one case, and the states of all tests by name. Units: cents."""

    outcomes: tuple[ReasonOutcome, ...]
    tests: Mapping[str, int]
    assigned_cents: int

    def outcome(self, reason: str) -> ReasonOutcome:
        """What a reason comes to. Raises: ValueError."""
        for each in self.outcomes:
            if each.reason.name == reason:
                return each
        raise ValueError(f"the law has no reason {reason!r} for closing a case")


def closure_terms(*, on: date) -> ClosureTerms:
    """The law of closing in force on a day."""
    return ClosureTerms.from_law(current_law(), on=on)


def test_words(*, on: date) -> dict[str, TestWords]:
    """Every test by its name, in words."""
    rows = current_law().value(TESTS, on=on)
    return {
        row["name"]: TestWords(row["name"], row["words"], row["otherwise"], row["evidence"])
        for row in rows
    }


def findings_for_case(case: Case, *, on: date) -> CaseFindings:
    """What each reason comes to for a case, those nearest to being met first."""
    terms, words = closure_terms(on=on), test_words(on=on)
    read = facts_of_cases([case.pk], on=on)
    found = closure_findings(read.facts, terms=terms, on=on)
    tests = {name: int(states[0]) for name, states in found.tests.items()}
    outcomes = [_outcome(reason, tests, words, on=on) for reason in terms.reasons]
    return CaseFindings(
        outcomes=tuple(sorted(outcomes, key=lambda each: (not each.is_met, each.lacking))),
        tests=tests,
        assigned_cents=int(read.facts.assigned_cents[0]),
    )


def _outcome(
    reason: Reason, tests: Mapping[str, int], words: Mapping[str, TestWords], *, on: date
) -> ReasonOutcome:
    rows = tuple(_test(test, tests, words) for test in reason.tests)
    later = tuple(_test(test, tests, words) for test in reason.at_closing)
    return ReasonOutcome(
        reason, rows + later, all(row.is_met for row in rows), _wait_days(reason, on=on)
    )


def _wait_days(reason: Reason, *, on: date) -> int:
    """How many days its notice waits; 0 where none is due."""
    if not reason.wait:
        return 0
    law = current_law()
    frame: TimeFrame = law.value(time_frame_keys(law)[reason.wait], on=on)
    return frame.limit or 0


def _test(test: str, tests: Mapping[str, int], words: Mapping[str, TestWords]) -> TestOutcome:
    names = test.split("|")
    state = max(tests[name] for name in names)
    first, *others = (words[name].words for name in names)
    said = ", or ".join([first, *(each[:1].lower() + each[1:] for each in others)])
    if state == MET:
        return TestOutcome(test, said, "Met", is_met=True)
    if state == NOT_KNOWN:
        return TestOutcome(test, said, "Not known: nobody recorded it", is_met=False)
    why = "; ".join(words[name].otherwise for name in names if words[name].otherwise)
    return TestOutcome(test, said, why or "Found not to be so", is_met=False)


def check_tests(findings: CaseFindings, reason: Reason, *, at_closing: bool) -> None:
    """Refuse a reason whose tests are not all met. Raises: ValueError in words."""
    failing = failing_tests(reason, findings.tests, at_closing=at_closing)
    if failing:
        rows = {row.name: row for row in findings.outcome(reason.name).tests}
        said = "; ".join(f"“{rows[name].words}”: {rows[name].outcome}" for name in failing)
        raise ValueError(f"{reason.cite} is not met: {said}")


@transaction.atomic
def do_find_candidates(*, on: date) -> int:
    """Find every open case that a reason could close; how many pairs there are.

    What was found before is forgotten: the list is derived and says what holds today.
    """
    terms = closure_terms(on=on)
    read = facts_of_cases(open_cases(on=on), on=on)
    found = closure_findings(read.facts, terms=terms, on=on)
    ClosureCandidate.objects.all().delete()
    rows = [
        ClosureCandidate(
            case_id=read.cases[place],
            reason=reason.name,
            assigned_cents=int(read.facts.assigned_cents[place]),
            found_on=on,
        )
        for reason in terms.reasons
        for place in (found.reasons[reason.name] == MET).nonzero()[0]
    ]
    ClosureCandidate.objects.bulk_create(rows, batch_size=5_000)
    return len(rows)
