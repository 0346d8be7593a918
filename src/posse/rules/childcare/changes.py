"""Changes inside the twelve months: told in time or late, from when they count, what they do.

Clauses: CC-1500-A, CC-1500-B, CC-1501-B, CC-1501-B-3.1, CC-1501-B-3.2, CC-1502-A.1,
CC-1504-C-1, CC-1507-A, CC-1507-A-1, CC-1507-A-2, CC-1507-A-3, CC-1507-A-5, CC-1101-C-4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from posse.rules.childcare.clock import Named
from posse.rules.childcare.eligibility.facts import Bools, Ints
from posse.rules.errors import LawError
from posse.rules.parameters import Law
from posse.units.days import DayArray, add_months_to_days, month_starts

PREFIX = "childcare.changes."
CentsArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cause:
    """Why a late report counts as in time, and whether a supervisor has to agree."""

    name: str
    words: str
    needs_supervisor: bool
    cites: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Cause":
        """A row of the law's table."""
        return cls(row["name"], row["words"], row["needs_supervisor"], tuple(row["cites"]))


@dataclass(frozen=True)
class ChangeTerms:
    """The law of changes on one day. Units: days."""

    report_days: int
    reportable: tuple[Named, ...]
    causes: tuple[Cause, ...]
    effects: tuple[Named, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "ChangeTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-1501-B, CC-1502-A.1, CC-1507-A-2, CC-1500-B.
        """
        return cls(
            report_days=law.value(f"{PREFIX}report_days", on=on),
            reportable=Named.rows(law.value(f"{PREFIX}reportable", on=on)),
            causes=tuple(Cause.of(row) for row in law.value(f"{PREFIX}good_causes", on=on)),
            effects=Named.rows(law.value(f"{PREFIX}effects", on=on)),
        )

    def cause(self, name: str) -> Cause:
        """A cause of the law. Raises: LawError for what the closed list does not name.

        Source: CC-1507-A-2.
        """
        for each in self.causes:
            if each.name == name:
                return each
        raise LawError(
            f"{name!r} is no good cause; the law names "
            f"{', '.join(each.name for each in self.causes)} (CC-1507-A-2)"
        )


@dataclass(frozen=True)
class Reports:
    """Changes that were reported. Shapes: all [report]. Units: days since 1970.

    ``learned_days`` is when the family knew of it, ``received_days`` when the agency did;
    ``has_cause`` marks a good cause that was proved.
    """

    happened_days: DayArray
    learned_days: DayArray
    received_days: DayArray
    has_cause: Bools


@dataclass(frozen=True)
class Timing:
    """Which reports came in time. Shapes: all [report]. Units: days since 1970.

    ``due_days`` is the last day in time, ``cause_days`` the last on which a report is in reach
    of good cause; from ``counts_days`` the change counts.
    """

    due_days: DayArray
    is_late: Bools
    cause_days: DayArray
    can_have_cause: Bools
    counts_days: DayArray


def timing(reports: Reports, *, terms: ChangeTerms) -> Timing:
    """Whether each report is in time, and from which day its change counts.

    The day after the family learned of it is the first (ambiguity 2.06). What was told in time,
    or late for a good cause within its reach, counts from the day of the change; what was told
    late counts from the day of the report (ambiguity 2.05).
    Source: CC-1502-A.1, CC-1504-C-1, CC-1507-A-1, CC-1507-A-3, CC-1507-A-5.
    """
    due = reports.learned_days + terms.report_days
    is_late = reports.received_days > due
    # Day 1 of the benefit month that the change would have touched. Source: CC-1507-A-5.
    in_reach = add_months_to_days(month_starts(reports.happened_days), 1)
    can_have_cause = is_late & (reports.received_days <= in_reach)
    in_time = ~is_late | (reports.has_cause & can_have_cause)
    return Timing(
        due_days=due,
        is_late=is_late,
        cause_days=in_reach,
        can_have_cause=can_have_cause,
        counts_days=np.where(in_time, reports.happened_days, reports.received_days),
    )


@dataclass(frozen=True)
class Redeterminations:
    """What ran for a family, and what was found anew. Shapes: all [family].

    ``income_cents`` is the countable income of the month, ``ceiling_cents`` 85 percent of the
    State median; ``fails_else`` where something other than income does not hold. ``paid_*``
    are what the agency pays in a month and ``share_*`` what the family does, before and after.
    ``has_other_provider`` where a child goes elsewhere, ``has_fewer_hours`` and
    ``has_other_hours`` what differs in the hours of a week; ``is_passing`` where the family
    told that the hours come back, so that what is found keeps those that ran.
    ``has_other_price`` where the price of a day differs or what is paid in a month.
    """

    income_cents: CentsArray
    ceiling_cents: CentsArray
    fails_income: Bools
    fails_else: Bools
    paid_before_cents: CentsArray
    paid_after_cents: CentsArray
    share_before_cents: CentsArray
    share_after_cents: CentsArray
    has_other_provider: Bools
    has_fewer_hours: Bools
    has_other_hours: Bools
    has_other_price: Bools
    is_passing: Bools


def effects(found: Redeterminations, *, terms: ChangeTerms) -> Ints:
    """What each change does: a place in the terms' effects, the first that holds.

    What is within 85 percent stays eligible; at it somebody looks (ambiguity 2.02).
    Shapes: [family].
    Source: CC-1500-A, CC-1500-B, CC-1501-B-3.1, CC-1501-B-3.2, CC-1504-C-1, CC-1101-C-4.
    """
    pays_less = found.share_after_cents < found.share_before_cents
    gets_more = found.paid_after_cents > found.paid_before_cents
    holds: Mapping[str, Bools] = {
        "ends": found.fails_income & ~found.fails_else,
        # A unit that loses for another reason is not one of the three cases (ambiguity 2.03).
        "weigh": found.fails_else,
        "better": gets_more | (pays_less & (~found.has_fewer_hours | found.is_passing)),
        "provider": found.has_other_provider,
        "passing": found.is_passing & found.has_fewer_hours,
        "fewer_hours": found.has_fewer_hours,
        "other_hours": found.has_other_hours,
        "rate": found.has_other_price,
        "ceiling": found.income_cents >= found.ceiling_cents,
        "none": np.ones(len(found.is_passing), dtype=np.bool_),
    }
    return np.select(
        [holds[each.name] for each in terms.effects],
        [np.int64(place) for place in range(len(terms.effects))],
    ).astype(np.int64)
