"""What of a family is proved, by proofs that still hold, and by when a proof is asked for.

A need is one factor of one person. One primary proof meets it, or two secondary ones of
different sources. A proof that was looked at before the fact was told again proves nothing of
it any more, unless the factor never changes.

Clauses: CC-301, CC-301-A-1, CC-301-B-2, CC-301-F, CC-303-B, CC-303-B-3, CC-401-D-J, CC-401-D-1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from posse.rules.childcare.eligibility.facts import NO_DAY, Bools, Ints
from posse.rules.parameters import Law
from posse.units.days import DayArray, next_business_days

PREFIX = "childcare.evidence."
ALWAYS = 2**40


@dataclass(frozen=True)
class Factor:
    """What is proved of an adult or a child.

    ``when`` lists what makes it needed, as name:value; it is always where it lists nothing.
    ``is_once``: it never changes, so it is proved once. Source: CC-301-B-2, CC-501.
    """

    name: str
    of: str
    words: str
    when: tuple[str, ...]
    is_once: bool
    is_immigration: bool
    cites: tuple[str, ...]


@dataclass(frozen=True)
class System:
    """Another agency's system, and the factors of which its answer is a primary proof.

    ``is_reviewed``: it is looked at with every application. Source: CC-301-B-1, CC-301-H.
    """

    name: str
    words: str
    proves: tuple[str, ...]
    is_reviewed: bool
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A kind of paper whose weight is known. Source: CC-303-A."""

    name: str
    words: str
    factors: tuple[str, ...]
    grade: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class EvidenceTerms:
    """The law of proofs on one day. Units: days."""

    primary_count: int
    secondary_count: int
    request_days: int
    immigration_request_days: int
    expiry_alert_days: int
    factors: tuple[Factor, ...]
    systems: tuple[System, ...]
    accepted: tuple[Paper, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "EvidenceTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-301-F, CC-303-A, CC-303-B.
        """
        value = partial(_value, law, on=on)
        return cls(
            primary_count=value("primary_count"),
            secondary_count=value("secondary_count"),
            request_days=value("request_days"),
            immigration_request_days=value("immigration_request_days"),
            expiry_alert_days=value("expiry_alert_days"),
            factors=tuple(Factor(**_frozen(row)) for row in value("factors")),
            systems=tuple(System(**_frozen(row)) for row in value("systems")),
            accepted=tuple(Paper(**_frozen(row)) for row in value("accepted")),
        )


def _value(law: Law, name: str, *, on: date) -> Any:
    return law.value(f"{PREFIX}{name}", on=on)


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table with its lists as tuples."""
    return {key: tuple(each) if isinstance(each, list) else each for key, each in row.items()}


@dataclass(frozen=True)
class Needs:
    """Factors of people. Shapes: all [need]. Units: days since 1970.

    ``told_days`` is when the fact was told last, NO_DAY where nobody told anything.
    """

    told_days: DayArray
    is_once: Bools


@dataclass(frozen=True)
class Proofs:
    """Proofs of needs, one row each for what it proves. Shapes: all [proof].

    ``need`` is a place in the needs. ``source`` numbers sources: the same paper looked at
    twice is one. ``until_days`` is the last day on which it holds, NO_DAY for no end.
    Units: days since 1970. Source: CC-303-B-3.
    """

    need: Ints
    source: Ints
    is_primary: Bools
    looked_days: DayArray
    until_days: DayArray


@dataclass(frozen=True)
class Proved:
    """Which needs are met. Shapes: all [need].

    ``until_days`` is the last day on which it is proved, NO_DAY where that has no end or it is
    not proved. ``was_proved`` where a proof is there that does not hold any more.
    """

    is_proved: Bools
    was_proved: Bools
    until_days: DayArray


def proved(needs: Needs, proofs: Proofs, *, terms: EvidenceTerms, today: int) -> Proved:
    """What is proved on a day. Source: CC-301, CC-301-A-1, CC-301-B-2, CC-303-B."""
    until = np.where(proofs.until_days == NO_DAY, ALWAYS, proofs.until_days)
    told = needs.told_days[proofs.need]
    is_fresh = needs.is_once[proofs.need] | (told == NO_DAY) | (proofs.looked_days >= told)
    holds = is_fresh & (until >= today) & (proofs.looked_days <= today)
    count = len(needs.told_days)
    by_primary = _lasting(
        proofs, until, holds & proofs.is_primary, count=count, wanted=terms.primary_count
    )
    by_secondary = _lasting(
        proofs, until, holds & ~proofs.is_primary, count=count, wanted=terms.secondary_count
    )
    best = np.maximum(by_primary, by_secondary)
    is_proved = best != NO_DAY
    has_ended = np.bincount(proofs.need[~holds], minlength=count) > 0
    return Proved(
        is_proved=is_proved,
        was_proved=~is_proved & has_ended,
        until_days=np.where(best == ALWAYS, NO_DAY, best),
    )


def _lasting(
    proofs: Proofs, until: DayArray, counts: Bools, *, count: int, wanted: int
) -> DayArray:
    """How long each need has ``wanted`` sources that hold, NO_DAY where it has fewer now."""
    need, source, ends = proofs.need[counts], proofs.source[counts], until[counts]
    # Of one source the row that holds longest counts.
    order = np.lexsort((-ends, source, need))
    need, source, ends = need[order], source[order], ends[order]
    is_first = np.ones(len(need), dtype=np.bool_)
    is_first[1:] = (need[1:] != need[:-1]) | (source[1:] != source[:-1])
    need, ends = need[is_first], ends[is_first]
    order = np.lexsort((-ends, need))
    need, ends = need[order], ends[order]
    place = np.arange(len(need)) - np.searchsorted(need, need)
    lasting = np.full(count, NO_DAY, dtype=np.int64)
    is_last_wanted = place == wanted - 1
    lasting[need[is_last_wanted]] = ends[is_last_wanted]
    return lasting


def request_due_days(
    asked_days: DayArray, *, applied_days: DayArray, is_immigration: Bools, terms: EvidenceTerms
) -> DayArray:
    """The earliest last day for a proof that is asked for, moved off closed days.

    ``applied_days`` is the day of the application that is open, NO_DAY for none.
    Shapes: all [request]. Units: days since 1970.
    Source: CC-301-F, CC-404-E; CC-401-D-J and CC-401-D-1 for immigration status.
    """
    ordinary = asked_days + terms.request_days
    immigration = np.maximum(asked_days, applied_days) + terms.immigration_request_days
    return next_business_days(np.where(is_immigration, immigration, ordinary))
