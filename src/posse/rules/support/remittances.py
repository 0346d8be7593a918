"""Which paydays passed without money: read from the days on which a payor withheld before.

A row of paydays belongs to one source of income. Its rhythm is the middle one of the latest
gaps; of a payor of whom too little is known a month is allowed for. From each known payday on
the rhythm gives the paydays to expect, until the next known one.

Clauses: CS-IRG-G5 and 45 CFR 303.100(e)(1)(ii) (seven business days), CS-IRG-G4 (the first).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.days import (
    DayArray,
    add_business_days,
    add_months_to_days,
    day_from_number,
    day_number,
)

PREFIX = "support.remittance_watch."
MONTHLY, SEMIMONTHLY = "monthly", "semimonthly"
NO_RHYTHM, NEVER = -1, np.iinfo(np.int64).max
STEP_DAYS = {"weekly": 7, "biweekly": 14}
HALF_MONTH_DAYS = 15
# The latest gaps that are looked at; more would remember how somebody was paid long ago.
GAPS_MAX = 6

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class WatchTerms:
    """The law of the watch on one day; ``frequencies`` are (name, least gap, most gap)."""

    frequencies: tuple[tuple[str, int, int], ...]
    pattern_paydays: int
    slack_days: int
    remit_business_days: int

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "WatchTerms":
        """The terms in force on a day.

        Raises: UnknownParameter, BeforeFirstDate.
        Source: CS-IRG-G5, 45 CFR 303.100(e)(1)(ii).
        """
        rows = law.value(f"{PREFIX}frequencies", on=on)
        return cls(
            frequencies=tuple(
                (row["frequency"], int(row["least_days"]), int(row["most_days"]))
                for row in rows
            ),
            pattern_paydays=int(law.value(f"{PREFIX}pattern_paydays", on=on)),
            slack_days=int(law.value(f"{PREFIX}slack_days", on=on)),
            remit_business_days=int(law.value(f"{PREFIX}remit_business_days", on=on)),
        )

    @property
    def longest(self) -> int:
        """The place of the month, which is allowed for where less is known.

        Source: CS-IRG-G4, the federal order's field 13d.
        """
        return [name for name, _, _ in self.frequencies].index(MONTHLY)


@dataclass(frozen=True)
class Paydays:
    """The days on which payors are known to have withheld, in the order of their sources.

    ``begins`` is the day from which each source's order holds: the first pay period that is
    asked for begins on it or later. What was late before the day ``settled`` was looked into.
    Shapes: ``days`` [payday], ascending in each source; ``starts`` [source + 1]; ``begins``
    and ``settled`` [source].
    """

    days: DayArray
    starts: IntArray
    begins: DayArray
    settled: DayArray


@dataclass(frozen=True)
class Missed:
    """Paydays whose money is late, in the order of source and day. Shapes: all [missed]."""

    sources: IntArray
    paydays: DayArray
    due_days: DayArray


def rhythms(known: Paydays, *, terms: WatchTerms) -> IntArray:
    """The place in ``terms.frequencies`` of how often each source pays; -1 for no rhythm.

    The middle one of the latest gaps decides, the lower of two. Shapes: [source].
    Source: CS-IRG-G4, the federal order's fields 13a to 13d.
    """
    counts = np.diff(known.starts) - 1
    back = np.arange(GAPS_MAX)
    is_there = back < counts[:, None]
    later = np.where(is_there, known.starts[1:, None] - 1 - back, 1)
    # A source with one payday has no gap, and may be the only row there is.
    days = known.days if len(known.days) > 1 else np.zeros(2, dtype=np.int64)
    gaps = np.where(is_there, days[later] - days[later - 1], NEVER)
    seen = np.minimum(counts, GAPS_MAX)
    middles = np.sort(gaps, axis=1)[np.arange(len(gaps)), np.maximum(seen - 1, 0) // 2]
    found = np.full(len(gaps), NO_RHYTHM, dtype=np.int64)
    for place, (_, least, most) in enumerate(terms.frequencies):
        found[(middles >= least) & (middles <= most)] = place
    # Nobody is late before the longest pay period of the order is over.
    found[counts + 1 < terms.pattern_paydays] = terms.longest
    return found


def missed_paydays(known: Paydays, *, on: date, terms: WatchTerms) -> Missed:
    """Every payday that passed without money, once its seven business days are over.

    Source: CS-IRG-G5, 45 CFR 303.100(e)(1)(ii); reading A-52.
    """
    today = day_number(on)
    sources = np.repeat(np.arange(len(known.begins)), np.diff(known.starts))
    rhythm = rhythms(known, terms=terms)[sources]
    limits = np.full(len(known.days), today, dtype=np.int64)
    is_inner = sources[:-1] == sources[1:]
    # Money for a payday near the expected one is money for it.
    limits[:-1][is_inner] = known.days[1:][is_inner] - terms.slack_days
    running = np.flatnonzero(rhythm != NO_RHYTHM)
    found, earlier, step = [], known.days[running], 0
    while running.size:
        step += 1
        expected = _expected(known.days[running], rhythm[running], step=step, terms=terms)
        goes_on = expected < limits[running]
        running, expected, earlier = running[goes_on], expected[goes_on], earlier[goes_on]
        # The first pay period that is asked for begins after the order came: CS-IRG-G4.
        is_asked = earlier >= known.begins[sources[running]]
        found.append(np.stack([sources[running[is_asked]], expected[is_asked]]))
        earlier = expected
    rows = np.concatenate(found, axis=1) if found else np.zeros((2, 0), dtype=np.int64)
    rows = rows[:, np.lexsort((rows[1], rows[0]))]
    due_days = _due_days(rows[1], business_days=terms.remit_business_days)
    is_late = (due_days < today) & (due_days >= known.settled[rows[0]])
    return Missed(rows[0][is_late], rows[1][is_late], due_days[is_late])


def _expected(days: DayArray, rhythm: IntArray, *, step: int, terms: WatchTerms) -> DayArray:
    """The payday so many pay periods after each known one. Shapes: [payday]."""
    months = add_months_to_days(days, step)
    halves = add_months_to_days(days, step // 2) + HALF_MONTH_DAYS * (step % 2)
    found = days.copy()
    for place, (name, _, _) in enumerate(terms.frequencies):
        rows = rhythm == place
        if name in STEP_DAYS:
            found[rows] = days[rows] + step * STEP_DAYS[name]
        else:
            found[rows] = (halves if name == SEMIMONTHLY else months)[rows]
    return found


def _due_days(paydays: DayArray, *, business_days: int) -> DayArray:
    """The last day on which each payday's money is in time. Shapes: [payday]."""
    known, places = np.unique(paydays, return_inverse=True)
    due = [day_number(add_business_days(day_from_number(day), business_days)) for day in known]
    found: DayArray = np.array(due, dtype=np.int64)[places]
    return found
