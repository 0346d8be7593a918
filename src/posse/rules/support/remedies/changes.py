"""From what a partner has to what it should have: additions, changes and deletions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from posse.rules.support.remedies.evaluation import Evaluation, RemedyResult
from posse.rules.support.remedies.facts import Bools, Codes
from posse.rules.support.remedies.register import ASSIGNED, UNASSIGNED
from posse.units.money import CentsArray

NONE, ADD, MODIFY, DELETE = 0, 1, 2, 3
ACTIONS = ("none", "add", "modify", "delete")


@dataclass(frozen=True)
class Submitted:
    """What the partner has of each parent. Shapes: all are [obligor]. Units: cents.

    ``is_submitted`` is false where it has nothing or was told to delete it.
    """

    is_submitted: Bools
    amount_cents: CentsArray


@dataclass(frozen=True)
class Changes:
    """What the partner is to be told. Shapes: all are [obligor]. Units: cents.

    ``actions`` are places in ACTIONS. ``amount_cents`` is the amount from now on, zero in a
    deletion; ``before_cents`` what the partner has.
    """

    actions: Codes
    before_cents: CentsArray
    amount_cents: CentsArray


def changes(result: RemedyResult, submitted: Submitted, *, arrears: str = "") -> Changes:
    """What changes between the last submission and today, for all arrears or one class.

    Of two classes each is a record of its own: one can be added while the other is deleted.
    While a remedy that rests is suppressed, the partner keeps what it has.
    Source: CS-9.2-TOP-DIST-2, CS-9.2-TOP-REV-11, 45 CFR 303.72(d).
    """
    amounts = {
        "": result.amount_cents,
        ASSIGNED: result.assigned_cents,
        UNASSIGNED: result.unassigned_cents,
    }[arrears]
    goes_out = result.is_ready
    if arrears:
        goes_out = goes_out & (amounts > 0)
    before = np.where(submitted.is_submitted, submitted.amount_cents, 0)
    rests = submitted.is_submitted & is_at_rest(result)
    actions = np.select(
        [
            rests,
            goes_out & ~submitted.is_submitted,
            goes_out & (amounts != before),
            submitted.is_submitted & ~goes_out,
        ],
        [NONE, ADD, MODIFY, DELETE],
        default=NONE,
    )
    after = np.where(rests, before, np.where(goes_out, amounts, 0))
    return Changes(actions.astype(np.int8), before, after)


def is_at_rest(result: RemedyResult) -> Bools:
    """Who fails nothing but a suppression, where the law lets that remedy rest.

    Shapes: [obligor]. Source: CS-9.2-SUP-1, CS-9.2-CBR-SUB-2.
    """
    bits = [
        1 << bit
        for bit, each in enumerate(result.criteria)
        if each.criterion.name == "suppression"
    ]
    if result.remedy.when_suppressed != "rest" or not bits:
        return np.zeros(len(result.places), dtype=np.bool_)
    rests: Bools = result.failing_masks == sum(bits)
    return rests


def exclusions(evaluation: Evaluation) -> Mapping[str, Bools]:
    """By code, who is left out of each program of the federal record. Shapes: [obligor].

    One record serves all programs; each program has its own criteria and suppressions.
    Source: CS-9.2-MSFIDM-2, CS-9.2-INS-2, CS-9.2-SUP-4.
    """
    facts = evaluation.facts
    found: dict[str, Bools] = {}
    for result in evaluation.results:
        if not result.remedy.code:
            continue
        found[result.remedy.code] = ~result.is_ready
        for part in result.remedy.parts:
            marks = facts.cases.flag(facts.cases.suppressions, part.suppression)
            for code in part.codes:
                found[code] = ~result.is_ready | facts.in_every_open_case(marks)
    return found
