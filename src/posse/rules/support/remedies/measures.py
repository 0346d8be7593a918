"""From facts to the values that criteria compare, for a parent or for each case.

A measure of cases is brought together for the parent by one way: added up, found in any,
the earliest or the latest. Only the cases that count for the remedy take part.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from posse.rules.support.remedies.facts import (
    ASSISTANCE,
    NO_DAY,
    ROLES,
    Bools,
    CaseFacts,
    ObligorFacts,
    RemedyFacts,
)
from posse.rules.support.remedies.register import CASE, Remedy, Test
from posse.units.money import CentsArray

Values = npt.NDArray[np.int64] | Bools
# What a value is: an amount in cents, a count, a yes or no, or a day.
CENTS, COUNT, FLAG, DAY = "cents", "count", "flag", "day"
_LATER_THAN_ALL = 2**40


@dataclass(frozen=True)
class Measure:
    """How a fact of cases is read, what it is, and how it is brought together.

    ``together`` is ``total``, ``any``, ``none``, ``earliest`` or ``latest``.
    """

    kind: str
    together: str
    read: Callable[[CaseFacts, Test], Values]


@dataclass(frozen=True)
class Reading:
    """The values of a fact for each parent or case, and where they are known.

    Shapes: both [obligor] or [case]; ``is_known`` is None where all are.
    """

    kind: str
    values: Values
    is_known: Bools | None = None


def _owed(cases: CaseFacts) -> CentsArray:
    """What is past due in each case, of both classes. Shapes: [case].

    A credit of one class or case pays no debt of another. Source: 45 CFR 303.72(a)(2).
    """
    return np.maximum(cases.assigned_cents, 0) + np.maximum(cases.unassigned_cents, 0)


OF_CASES: Mapping[str, Measure] = {
    "arrears": Measure(CENTS, "total", lambda c, _: _owed(c)),
    "arrears_assigned": Measure(CENTS, "total", lambda c, _: np.maximum(c.assigned_cents, 0)),
    "arrears_unassigned": Measure(
        CENTS, "total", lambda c, _: np.maximum(c.unassigned_cents, 0)
    ),
    "arrears_aged": Measure(CENTS, "total", lambda c, _: c.aged_cents),
    "monthly_obligation": Measure(CENTS, "total", lambda c, _: c.monthly_obligation_cents),
    "days_past_due": Measure(COUNT, "latest", lambda c, _: c.days_past_due),
    "has_order": Measure(FLAG, "any", lambda c, _: c.has_order),
    "owes": Measure(
        FLAG,
        "any",
        lambda c, _: c.is_support_current | (_owed(c) > 0),
    ),
    "reports_account": Measure(
        FLAG,
        "any",
        # An account at zero is told once more, as satisfied. Source: CS-9.2-CBR-SUB-9.
        lambda c, t: (
            c.is_support_current
            | (c.assigned_cents + c.unassigned_cents > 0)
            | c.flag(c.submitted, t.of[0])
        ),
    ),
    "no_payment_plan": Measure(FLAG, "none", lambda c, _: c.has_payment_plan),
    "last_full_payment": Measure(DAY, "latest", lambda c, _: c.last_full_payment_days),
    "first_order": Measure(DAY, "earliest", lambda c, _: c.order_days),
    "last_emancipation": Measure(DAY, "latest", lambda c, _: c.emancipation_days),
    "notice": Measure(DAY, "earliest", lambda c, t: c.day(c.notice_days, t.of[0])),
    "no_open_review": Measure(FLAG, "none", lambda c, t: c.flag(c.open_reviews, t.of[0])),
    "review_result": Measure(DAY, "latest", lambda c, t: c.day(c.review_result_days, t.of[0])),
    "not_suppressed_in_case": Measure(
        FLAG, "any", lambda c, t: ~c.flag(c.suppressions, t.of[0])
    ),
}

OF_OBLIGORS: Mapping[str, tuple[str, Callable[[ObligorFacts], Values]]] = {
    "name": (FLAG, lambda o: o.has_name),
    "ssn": (FLAG, lambda o: o.has_ssn),
    "birth_date": (FLAG, lambda o: o.has_birth_date),
    "address": (FLAG, lambda o: o.has_address),
    "wages": (FLAG, lambda o: o.has_wages),
    "unemployment": (FLAG, lambda o: o.has_unemployment),
    "workers_compensation": (FLAG, lambda o: o.has_workers_compensation),
    "lump_sum": (FLAG, lambda o: o.has_lump_sum),
    "levy_approved": (FLAG, lambda o: o.is_levy_approved),
    "not_settled": (FLAG, lambda o: ~o.is_passport_settled),
    "last_irs_request": (DAY, lambda o: o.last_irs_request_days),
}


@dataclass(frozen=True)
class Reader:
    """Reads measures for one evaluation, each once. ``memory`` keeps what was read."""

    facts: RemedyFacts
    memory: dict[object, Reading] = field(default_factory=dict)

    def counted(self, remedy: Remedy) -> Bools:
        """The cases that count for a remedy. Shapes: [case].

        Source: CS-9.2-TOP-CRIT-1, CS-9.2-TOP-INIT-1.
        """
        key = _cases_of(remedy)
        counted = self._once(key, lambda: self._counted(remedy)).values
        return counted.astype(np.bool_, copy=False)

    def _counted(self, remedy: Remedy) -> Reading:
        cases = self.facts.cases
        places = [ROLES.index(role) for role in remedy.roles]
        return Reading(FLAG, self._in_service(remedy) & np.isin(cases.role, places))

    def _in_service(self, remedy: Remedy) -> Bools:
        cases = self.facts.cases
        return cases.is_open & cases.is_iv_d if remedy.needs_iv_d else cases.is_open

    def read(self, remedy: Remedy, test: Test) -> Reading:
        """The values that a test compares. Shapes: [case] or [obligor], by the scope.

        Source: CS-9.2-TOP-CRIT-6, 45 CFR 303.72(a)(2).
        """
        key = (remedy.scope, *_cases_of(remedy), test.fact, test.of, test.assistance)
        return self._once(key, lambda: self._read(remedy, test))

    def _once(self, key: object, read: Callable[[], Reading]) -> Reading:
        if key not in self.memory:
            self.memory[key] = read()
        return self.memory[key]

    def _read(self, remedy: Remedy, test: Test) -> Reading:
        if test.fact in ("open_case", "role"):
            mark = (
                self._in_service(remedy) if test.fact == "open_case" else self.counted(remedy)
            )
            return self._of_marks(remedy, mark)
        if test.fact == "not_suppressed":
            return self._not_suppressed(remedy, test)
        if test.fact in OF_OBLIGORS:
            kind, read = OF_OBLIGORS[test.fact]
            return self._spread(remedy, _known_days(kind, read(self.facts.obligors)))
        measure = OF_CASES[test.fact]
        values = measure.read(self.facts.cases, test)
        if remedy.scope == CASE:
            values = ~values if measure.together == "none" else values
            return _known_days(measure.kind, values)
        return self._together(measure, values, among=self.among(remedy, test))

    def _of_marks(self, remedy: Remedy, marks: Bools) -> Reading:
        return Reading(FLAG, marks if remedy.scope == CASE else self.facts.count(marks) > 0)

    def _not_suppressed(self, remedy: Remedy, test: Test) -> Reading:
        """Whether at least one of the marks named does not rest in every case.

        Source: CS-9.2-SUP-4, CS-9.2-SUP-5.
        """
        cases = self.facts.cases
        goes_on = np.zeros(len(self.facts.obligors), dtype=np.bool_)
        for name in test.of:
            goes_on |= ~self.facts.in_every_open_case(cases.flag(cases.suppressions, name))
        return self._spread(remedy, Reading(FLAG, goes_on))

    def _spread(self, remedy: Remedy, reading: Reading) -> Reading:
        """What is known of parents, told of each of their cases where cases are judged."""
        if remedy.scope != CASE:
            return reading
        place = self.facts.obligor_of_case
        is_known = None if reading.is_known is None else reading.is_known[place]
        return Reading(reading.kind, reading.values[place], is_known)

    def among(self, remedy: Remedy, test: Test) -> Bools:
        """The cases whose values a test brings together. Shapes: [case].

        Source: CS-9.2-TOP-CRIT-3, CS-9.2-TOP-CRIT-6.
        """
        counted = self.counted(remedy)
        if not test.assistance:
            return counted
        places = [ASSISTANCE.index(kind) for kind in test.assistance]
        return counted & np.isin(self.facts.cases.assistance, places)

    def _together(self, measure: Measure, values: Values, *, among: Bools) -> Reading:
        facts = self.facts
        if measure.together == "any":
            return Reading(FLAG, facts.count(among & values.astype(np.bool_)) > 0)
        if measure.together == "none":
            return Reading(FLAG, facts.count(among & values.astype(np.bool_)) == 0)
        numbers = values.astype(np.int64, copy=False)
        if measure.together == "total":
            return Reading(measure.kind, facts.total(np.where(among, numbers, 0)))
        sign = 1 if measure.together == "earliest" else -1
        has_day = among & (numbers != NO_DAY)
        found = facts.least(
            np.where(has_day, sign * numbers, _LATER_THAN_ALL), nothing=_LATER_THAN_ALL
        )
        day = np.where(found == _LATER_THAN_ALL, NO_DAY, sign * found)
        if measure.kind == DAY:
            return _known_days(DAY, day)
        return Reading(measure.kind, np.where(day == NO_DAY, 0, day))


def _cases_of(remedy: Remedy) -> tuple[object, ...]:
    """What decides which cases count: remedies that agree in it share their sums."""
    return remedy.needs_iv_d, remedy.roles


def _known_days(kind: str, values: Values) -> Reading:
    if kind != DAY:
        return Reading(kind, values)
    is_known = values != NO_DAY
    return Reading(kind, values, None if is_known.all() else is_known)
