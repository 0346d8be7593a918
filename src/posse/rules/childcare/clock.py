"""When applications for child care are complete, by when what is due, and what comes next.

Clauses: CC-200-application-date, CC-401-A, CC-401-B, CC-401-B-1, CC-401-D-1, CC-401-E,
CC-401-F-2, CC-404-E, CC-1202-D-1, CC-1202-D-2, CC-1202-D-3, CC-1401-D-1, CC-1401-D-2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from posse.rules.childcare.eligibility.facts import NO_DAY, Bools, Ints
from posse.rules.parameters import Law
from posse.units.days import DayArray, next_business_days

PREFIX = "childcare.clock."
AUTHORIZATION = "childcare.authorization."


@dataclass(frozen=True)
class Named:
    """A row of the law's tables: its name, what it says, and where that stands."""

    name: str
    words: str
    cites: tuple[str, ...]

    @classmethod
    def rows(cls, rows: tuple[Mapping[str, Any], ...]) -> "tuple[Named, ...]":
        """The rows of a table, in its order."""
        return tuple(cls(row["name"], row["words"], tuple(row["cites"])) for row in rows)


@dataclass(frozen=True)
class ClockTerms:
    """The law of an application's clock on one day. Units: days."""

    decision_days: int
    license_days: int
    extension_days: int
    agency_delay_days: int
    early_request_days: int
    power_unit_days: int
    asked: tuple[Named, ...]
    states: tuple[Named, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "ClockTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-401-A, CC-401-B, CC-1202-D, CC-1401-D.
        """
        return cls(
            decision_days=law.value(f"{AUTHORIZATION}processing_days", on=on),
            license_days=law.value(f"{AUTHORIZATION}pending_license_days", on=on),
            extension_days=law.value(f"{AUTHORIZATION}extension_days", on=on),
            agency_delay_days=law.value(f"{PREFIX}agency_delay_denial_days", on=on),
            early_request_days=law.value(f"{PREFIX}early_request_days", on=on),
            power_unit_days=law.value(f"{PREFIX}power_unit_days", on=on),
            asked=Named.rows(law.value(f"{PREFIX}asked_of_application", on=on)),
            states=Named.rows(law.value(f"{PREFIX}states", on=on)),
        )

    def place(self, state: str) -> int:
        """The place of a state in the law's table. Raises: ValueError for no such state."""
        return [each.name for each in self.states].index(state)


def application_days(came_days: npt.NDArray[np.int64]) -> DayArray:
    """The day of each application: on which the last came that makes it complete.

    NO_DAY where something has not come. Shapes: ``came_days`` [application, thing], in the
    order of the terms' ``asked``. Units: days since 1970.
    Source: CC-401-A, CC-200-application-date.
    """
    is_complete = (came_days != NO_DAY).all(axis=1)
    return np.where(is_complete, came_days.max(axis=1), NO_DAY)


def days_to(from_days: DayArray, count: int) -> DayArray:
    """The last of so many days; NO_DAY where they have not begun.

    Shapes: [application]. Source: CC-401-B; an end on a closed day moves (ambiguity C10).
    """
    is_known = from_days != NO_DAY
    moved = next_business_days(np.where(is_known, from_days + count, 0))
    return np.where(is_known, moved, NO_DAY)


def decide_by_days(applied_days: DayArray, *, terms: ClockTerms) -> DayArray:
    """The last day for a decision. Shapes: [application]. Source: CC-401-B."""
    return days_to(applied_days, terms.decision_days)


def license_days_extended(applied_days: DayArray, *, terms: ClockTerms) -> DayArray:
    """The last day for a license where a supervisor gave more time. Shapes: [application].

    Source: CC-1202-D-1, CC-1202-E-4-c (ambiguities 1.03 and 1.04).
    """
    return days_to(applied_days, terms.license_days + terms.extension_days)


def are_delayed_by_agency(
    unanswered_days: DayArray, applied_days: DayArray, *, terms: ClockTerms
) -> Bools:
    """Whose delay it is that an application is not decided on its last day.

    It is the family's where a request had run out by then without an answer, and the agency's
    in every other case: nothing was missing, nobody asked, or asked too late. Shapes:
    [application]; ``unanswered_days`` is the first last day of a request that nothing
    answered, NO_DAY for none. Source: CC-1401-D-1, CC-404-E (ambiguity 5.05).
    """
    decide_by = decide_by_days(applied_days, terms=terms)
    found: Bools = (unanswered_days == NO_DAY) | (unanswered_days > decide_by)
    return found


def are_too_early(asked_days: DayArray, need_days: DayArray, *, terms: ClockTerms) -> Bools:
    """Whether somebody asks so long before the need that a worker asks back.

    Shapes: [application]. Source: CC-401-E.
    """
    found: Bools = asked_days < need_days - terms.early_request_days
    return found


def power_unit_last_days(
    begin_days: DayArray, decided_days: DayArray, *, terms: ClockTerms
) -> DayArray:
    """The last day on which a unit that applies for POWER counts as eligible for child care.

    A decision on POWER ends it. Shapes: [unit]. Units: days since 1970, NO_DAY for no decision.
    Source: CC-401-F-2.
    """
    last = begin_days + terms.power_unit_days - 1
    return np.where(decided_days == NO_DAY, last, np.minimum(last, decided_days))


@dataclass(frozen=True)
class Pending:
    """Applications that are not decided. Shapes: all [application]. Units: days since 1970.

    ``license_until_days`` is a later day that a supervisor gave a provider's license, NO_DAY
    for none; ``is_license_open`` that nothing but the license is missing. ``asked_until_days``
    and ``immigration_until_days`` are the last day of an answer, NO_DAY where none was asked.
    """

    applied_days: DayArray
    is_license_open: Bools
    license_until_days: DayArray
    is_fact_missing: Bools
    asked_until_days: DayArray
    immigration_until_days: DayArray
    is_delayed_by_agency: Bools


@dataclass(frozen=True)
class Standing:
    """How applications stand on a day. Shapes: all [application].

    ``state`` is a place in the terms' states; ``due_days`` the day that comes next, NO_DAY for
    none. The rest says which notice the law wants to have been sent by now.
    """

    state: Ints
    due_days: DayArray
    needs_license_notice: Bools
    needs_delay_notice: Bools
    needs_delay_denial: Bools


def standing(pending: Pending, *, today: int, terms: ClockTerms) -> Standing:
    """What comes next for each application, as of a day; the first state that holds counts.

    Source: CC-401-B, CC-401-B-1, CC-401-D-1, CC-1202-D-2, CC-1202-D-3, CC-1401-D-1,
    CC-1401-D-2.
    """
    applied = pending.applied_days
    decide_by = decide_by_days(applied, terms=terms)
    license_by = np.maximum(days_to(applied, terms.license_days), pending.license_until_days)
    deny_from = days_to(applied, terms.agency_delay_days)
    is_filed = applied != NO_DAY
    is_free = is_filed & (pending.immigration_until_days < today)
    is_missing = pending.is_fact_missing & ~pending.is_license_open
    was_asked = pending.asked_until_days != NO_DAY
    is_held = pending.is_delayed_by_agency & (today < deny_from)
    due = (
        ("incomplete", ~is_filed, np.full(len(applied), NO_DAY)),
        ("immigration", ~is_free, pending.immigration_until_days),
        ("license_pending", pending.is_license_open & (today <= license_by), license_by),
        ("license_late", pending.is_license_open, license_by),
        ("waits_for_answer", was_asked & (today <= pending.asked_until_days) & is_missing,
         pending.asked_until_days),
        ("agency_delay", is_missing & was_asked & is_held, deny_from),
        ("deny", is_missing & was_asked, decide_by),
        ("ask", is_missing & (today < deny_from), decide_by),
        ("supervisor", is_missing, deny_from),
        ("decide", today <= decide_by, decide_by),
        ("overdue", is_filed, decide_by),
    )  # fmt: skip
    holds = [each for _, each, _ in due]
    state = np.select(holds, [np.array(terms.place(name)) for name, _, _ in due])
    is_day_30 = is_free & (today >= decide_by)
    return Standing(
        state=state.astype(np.int64),
        due_days=np.select(holds, [days for _, _, days in due]),
        needs_license_notice=is_day_30 & pending.is_license_open,
        needs_delay_notice=is_day_30 & pending.is_delayed_by_agency & ~pending.is_license_open,
        needs_delay_denial=pending.is_delayed_by_agency & (state == terms.place("deny")),
    )
