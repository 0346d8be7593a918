"""How an account is told to the credit bureau: one of nine statuses, worked out each month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from posse.rules.parameters import Law
from posse.rules.support.remedies.facts import Bools, CaseFacts, Codes
from posse.rules.support.remedies.register import PREFIX

SATISFIED, DELETED = "satisfied", "deleted"


@dataclass(frozen=True)
class Status:
    """A status of an account. ``from_days`` is empty for those that age does not decide."""

    name: str
    words: str
    from_days: int | None
    cites: tuple[str, ...]


def statuses(law: Law, *, on: date) -> tuple[Status, ...]:
    """The nine statuses, those of age from the youngest to the oldest.

    Source: CS-9.2-CBR-STATUS-1 to CS-9.2-CBR-STATUS-9.
    """
    rows: tuple[Mapping[str, object], ...] = law.value(
        f"{PREFIX}credit_bureau.status_days", on=on
    )
    return tuple(Status(**row) for row in rows)  # type: ignore[arg-type]


def credit_statuses(
    cases: CaseFacts, *, law: Law, on: date, is_withdrawn: Bools
) -> tuple[tuple[Status, ...], Codes]:
    """The statuses and each account's place among them. Shapes: [case].

    An account that was withdrawn is deleted, whatever is owed. One on which nothing falls
    due and nothing is owed is satisfied. All others go by the age of the oldest unpaid
    instalment; where nothing is owed they are current.
    Source: CS-9.2-CBR-STATUS-1 to CS-9.2-CBR-STATUS-9, CS-9.2-CBR-SUB-10.
    """
    known = statuses(law, on=on)
    names = [each.name for each in known]
    is_owed = (cases.assigned_cents > 0) | (cases.unassigned_cents > 0)
    age_days = np.where(is_owed, cases.days_past_due, 0)
    places = np.full(len(cases), 0, dtype=np.int8)
    for place, status in enumerate(known):
        if status.from_days is not None:
            places[age_days >= status.from_days] = place
    places[~is_owed & ~cases.is_support_current] = names.index(SATISFIED)
    places[is_withdrawn] = names.index(DELETED)
    return known, places
