"""Which remedies run on which day: every two weeks, monthly, quarterly, and in October.

A day that is no business day moves to the next one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from posse.rules.support.remedies.register import Cycle, Remedy
from posse.units.days import add_business_days, add_months

SUBMIT, MATCH, NOTICE = "submit", "match", "notice"
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_TWO_WEEKS = 14


@dataclass(frozen=True)
class Run:
    """That a remedy does something on a day."""

    remedy: str
    what: str


def runs_due(
    remedies: Iterable[Remedy], *, on: date, closed_days: Iterable[date] = ()
) -> tuple[Run, ...]:
    """What runs on a day, in the order of the law's register.

    Source: CS-9.2-TOP-DIST-2, CS-9.2-TOP-NOT-4, CS-9.2-MSFIDM-5, CS-9.2-CBR-1,
    CS-9.2-FIDM-3, CS-9.2-UCP-1.
    """
    closed = tuple(closed_days)
    return tuple(
        Run(remedy.name, cycle.what)
        for remedy in remedies
        for cycle in remedy.cycles
        if next_run(cycle, on=on, closed_days=closed) == on
    )


def next_run(cycle: Cycle, *, on: date, closed_days: Iterable[date] = ()) -> date:
    """The first run of a cycle on a day or after it.

    Source: CS-9.2-TOP-DIST-2, CS-9.2-CBR-1.
    """
    closed = tuple(closed_days)
    days = (add_business_days(day, 0, closed_days=closed) for day in _nominal(cycle, on=on))
    return next(day for day in days if day >= on)


def last_run(cycle: Cycle, *, on: date, closed_days: Iterable[date] = ()) -> date | None:
    """The last run of a cycle on a day or before it; None where the first is still to come.

    A night that was missed is caught up by comparing this with what was sent last.
    Source: CS-9.2-TOP-DIST-2, CS-9.2-CBR-1.
    """
    closed = tuple(closed_days)
    found = None
    for nominal in _nominal(cycle, on=on):
        day = add_business_days(nominal, 0, closed_days=closed)
        if day > on:
            return found
        found = day
    return found


def cycle_of(remedy: Remedy, what: str) -> Cycle | None:
    """The cycle in which a remedy submits, matches or sends notices; None where it has none.

    Source: CS-9.2-TOP-DIST-2, CS-9.2-TOP-NOT-4.
    """
    return next((each for each in remedy.cycles if each.what == what), None)


def _nominal(cycle: Cycle, *, on: date) -> Iterator[date]:
    """The days of a cycle before any moves to a business day, from well before ``on``."""
    if cycle.every == "day":
        # From ten days back, so that the last business day is among them.
        return _steps(on - timedelta(days=10), 1)
    if cycle.every == "two_weeks":
        assert cycle.first_on is not None, "the law's schema asks for it"
        rounds = max((on - cycle.first_on).days // _TWO_WEEKS - 1, 0)
        return _steps(cycle.first_on + timedelta(days=_TWO_WEEKS * rounds), _TWO_WEEKS)
    first = date(on.year - 1, cycle.month if cycle.every == "year" else 1, cycle.day)
    months = _MONTHS[cycle.every]
    return (add_months(first, count * months) for count in range(36 // months + 1))


def _steps(first: date, days: int) -> Iterator[date]:
    while True:
        yield first
        first += timedelta(days=days)
