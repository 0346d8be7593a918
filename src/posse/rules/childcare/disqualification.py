"""Until when a person who broke the rules of the program on purpose is not eligible.

Clauses: CC-2006-B-3, CC-2006-C-1-d, CC-2006-C-3, CC-2006-D-1, CC-2006-D-2, CC-2006-D-3,
CC-2006-D-3-a, CC-2006-D-3-b, CC-2006-D-3-c.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from posse.rules.childcare.eligibility.facts import NO_DAY, Bools, Ints
from posse.rules.errors import LawError
from posse.rules.parameters import Law
from posse.units.days import DayArray, anniversaries

PREFIX = "childcare.disqualification."
FOR_GOOD = 2**40
# What follows where nobody else of a unit can be its caretaker.
SUPERVISOR, ENDS, STAYS = "supervisor", "ends", "stays"


@dataclass(frozen=True)
class Finding:
    """A kind of decision: whether it has a time of its own, and counts as a violation."""

    name: str
    words: str
    has_time: bool
    counts: bool
    cites: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Finding":
        """A row of the law's table."""
        return cls(
            row["name"], row["words"], row["has_time"], row["counts"], tuple(row["cites"])
        )


@dataclass(frozen=True)
class DisqualificationTerms:
    """The law of disqualification on one day.

    ``months`` are those of the first violation, the second and so on, 0 for good; the last
    row holds for every later one. ``sole_caretaker`` is what follows where the only caretaker
    of a unit is disqualified.
    """

    findings: tuple[Finding, ...]
    months: tuple[int, ...]
    sole_caretaker: str

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "DisqualificationTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-2006-D-1, CC-2006-D-2, CC-2006-D-3, CC-2006-C-3.
        """
        rows = law.value(f"{PREFIX}months", on=on)
        return cls(
            findings=tuple(
                Finding.of(row) for row in law.value(f"{PREFIX}findings", on=on)
            ),
            months=tuple(row["months"] for row in sorted(rows, key=lambda row: row["number"])),
            sole_caretaker=law.value(f"{PREFIX}sole_caretaker", on=on),
        )  # fmt: skip

    def place(self, name: str) -> int:
        """The place of a kind of decision. Raises: LawError for one the law does not name."""
        names = [each.name for each in self.findings]
        if name not in names:
            raise LawError(f"{name!r} disqualifies nobody; the law names {', '.join(names)}")
        return names.index(name)


@dataclass(frozen=True)
class Decisions:
    """Final decisions against people. Shapes: all [decision]. Units: days since 1970.

    ``person`` numbers people and ``act`` what each did, so that two decisions on one act are
    one violation; ``finding`` is a place in the terms' findings. ``begins_days`` is the first
    day, as the decision says it; ``repaid_days`` and ``served_days`` are when restitution was
    paid in full and the sentence served, NO_DAY while they are not. ``is_overturned`` on
    appeal is as if it had never been. ``does_care_stay`` where a supervisor ruled that the
    children's care goes on though nobody else can be their caretaker.
    """

    person: Ints
    act: Ints
    finding: Ints
    begins_days: DayArray
    repaid_days: DayArray
    served_days: DayArray
    is_overturned: Bools
    does_care_stay: Bools


@dataclass(frozen=True)
class Disqualified:
    """How long each decision holds. Shapes: all [decision]. Units: days since 1970.

    ``number`` says how many violations of the person it makes with the earlier ones;
    ``last_days`` is the last day of it, FOR_GOOD where none is known, NO_DAY where none began.
    """

    number: Ints
    last_days: DayArray


def disqualifications(decisions: Decisions, *, terms: DisqualificationTerms) -> Disqualified:
    """How long each decision holds. Of two on one act the longer one does, by holding longer.

    Source: CC-2006-D-1, CC-2006-D-2, CC-2006-D-3, CC-2006-D-3-a to CC-2006-D-3-c.
    """
    has_time = np.array([each.has_time for each in terms.findings])[decisions.finding]
    number = _numbers(decisions, terms=terms)
    months = np.array(terms.months, dtype=np.int64)[np.minimum(number, len(terms.months)) - 1]
    by_time = np.full(len(number), FOR_GOOD, dtype=np.int64)
    for each in set(months.tolist()) - {0}:
        ends = anniversaries(decisions.begins_days, months=each) - 1
        by_time = np.where(months == each, ends, by_time)
    # Both have to be done, and on the day on which they are nothing bars the person any more.
    done = np.maximum(decisions.repaid_days, decisions.served_days) - 1
    is_open = (decisions.repaid_days == NO_DAY) | (decisions.served_days == NO_DAY)
    last = np.where(has_time, by_time, np.where(is_open, FOR_GOOD, done))
    return Disqualified(
        number=number, last_days=np.where(decisions.is_overturned, NO_DAY, last)
    )


def _numbers(decisions: Decisions, *, terms: DisqualificationTerms) -> Ints:
    """The how-manieth violation of its person each decision is about.

    An act counts once, by the first day of the first decision on it that counts.
    """
    counts = np.array([each.counts for each in terms.findings])[decisions.finding]
    counts &= ~decisions.is_overturned
    number = np.ones(len(decisions.act), dtype=np.int64)
    for at in range(len(number)):
        earlier = (
            counts
            & (decisions.person == decisions.person[at])
            & (decisions.act != decisions.act[at])
            & (decisions.begins_days < decisions.begins_days[at])
        )
        number[at] += len(np.unique(decisions.act[earlier]))
    return number


def are_disqualified(
    decisions: Decisions,
    found: Disqualified,
    *,
    count: int,
    today: int,
    terms: DisqualificationTerms,
) -> Bools:
    """Who of so many people bars the unit on a day; nobody else of the household does.

    A ruling that the care stays holds for the decision that it is about, and not for a later
    one. Where the law lets care stay in every case, nobody bars it.
    Shapes: [person]. Source: CC-2006-C-3, CC-503-I-1 (ambiguities A10 and 6.05).
    """
    holds = (decisions.begins_days <= today) & (found.last_days >= today)
    holds &= ~decisions.does_care_stay & (terms.sole_caretaker != STAYS)
    marked = np.zeros(count, dtype=np.bool_)
    marked[decisions.person[holds]] = True
    return marked
