"""What a case needs next: the first row of the law's table whose condition holds.

Pure arrays, for one case or a million. The table of the law says the order, the words and
the citations; each condition is computed here from the facts of the case.

Clauses: CS-17-TF-1; 45 CFR 303.2 to 303.11.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from posse.rules.errors import LawError
from posse.rules.parameters import Law
from posse.units.money import CentsArray

Flags = npt.NDArray[np.bool_]
KEY = "support.work.next_actions"
NO_ACTION = "none"


@dataclass(frozen=True)
class CaseFacts:
    """What is asked of each case. Shapes: each is [case]. Units: cents.

    ``month_cents`` is one month of support by the latest terms, ``current_cents`` the part of
    it that still falls due. ``is_withholding_open`` and ``is_review_open`` say whether a clock
    of that kind runs (a review's, whether it was asked for or is coming due).
    """

    is_served: Flags
    is_closure_noticed: Flags
    has_other_parent: Flags
    is_located: Flags
    is_paternity_open: Flags
    has_order: Flags
    month_cents: CentsArray
    current_cents: CentsArray
    past_due_cents: CentsArray
    is_withholding_open: Flags
    is_review_open: Flags


@dataclass(frozen=True)
class NextAction:
    """One row of the table: what is to be done, why, and which clocks measure it."""

    when: str
    action: str
    why: str
    rules: tuple[str, ...]
    cites: tuple[str, ...]


def next_action_rows(law: Law, *, on: date) -> tuple[NextAction, ...]:
    """The table in force on a day. Source: 45 CFR 303.2(b)."""
    return tuple(_row(each) for each in law.value(KEY, on=on))


def _row(raw: Mapping[str, Any]) -> NextAction:
    rules, cites = tuple(raw["rules"]), tuple(raw["cites"])
    return NextAction(raw["when"], raw["action"], raw["why"], rules, cites)


def next_actions(facts: CaseFacts, *, law: Law, on: date) -> npt.NDArray[np.int64]:
    """The place, in the table in force, of the row that governs each case. Shapes: [case].

    Raises: LawError for a condition that no rule computes, or a case that no row fits.
    Source: 45 CFR 303.2(b), 45 CFR 303.3(b), 45 CFR 303.4(d), 45 CFR 303.6(c)(2), 45 CFR 303.8.
    """
    rows = next_action_rows(law, on=on)
    conditions = _conditions(facts, law=law, on=on)
    unknown = [row.when for row in rows if row.when not in conditions]
    if unknown:
        known = ", ".join(conditions)
        raise LawError(f"{KEY}: nothing computes {unknown[0]!r}; conditions: {known}")
    held = np.stack([conditions[row.when] for row in rows])
    if not held.any(axis=0).all():
        raise LawError(f"{KEY}: the last row must be 'otherwise', so that every case fits one")
    places: npt.NDArray[np.int64] = held.argmax(axis=0)
    return places


def is_delinquent(facts: CaseFacts, *, law: Law, on: date) -> Flags:
    """Whether missed payments reach so many months of support. Shapes: [case].

    Source: 45 CFR 303.6(b).
    """
    months = law.value("support.work.delinquency_months", on=on)
    owes = facts.has_order & (facts.past_due_cents > 0)
    reached: Flags = owes & (facts.past_due_cents >= months * facts.month_cents)
    return reached


def _conditions(facts: CaseFacts, *, law: Law, on: date) -> Mapping[str, Flags]:
    limit_cents = law.value("support.work.closable_arrears", on=on)
    has_current = facts.current_cents > 0
    return {
        "not_served": ~facts.is_served,
        "closure_noticed": facts.is_closure_noticed,
        "parent_unknown": ~facts.has_other_parent,
        "not_located": ~facts.is_located,
        "paternity_open": facts.is_paternity_open,
        "no_order": ~facts.has_order,
        # "No longer a current support order and arrearages under $500", 45 CFR 303.11(b)(1).
        "nothing_left": facts.has_order & ~has_current & (facts.past_due_cents < limit_cents),
        "delinquent": is_delinquent(facts, law=law, on=on),
        "withholding_open": facts.is_withholding_open,
        "review_open": facts.is_review_open,
        "otherwise": np.ones_like(facts.is_served),
    }
