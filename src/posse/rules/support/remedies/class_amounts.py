"""What a remedy would tell of each class of arrears, whoever it stands for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from posse.rules.parameters import Law
from posse.rules.support.remedies.evaluation import evaluate, test_of_class
from posse.rules.support.remedies.facts import RemedyFacts
from posse.rules.support.remedies.measures import Reader
from posse.rules.support.remedies.register import ASSIGNED, CASE, UNASSIGNED, Remedy, Test
from posse.units.money import CentsArray


def class_amounts(
    facts: RemedyFacts, remedy: Remedy, *, law: Law, on: date
) -> Mapping[str, CentsArray]:
    """By class, what is past due of it in the cases that count for a remedy.

    Where classes are apart, one that does not reach its own amount is nothing, and what is
    not assigned counts only in cases of the kinds of assistance that the law names.
    Shapes: [obligor]. Units: cents.
    Source: CS-9.2-TOP-CRIT-2, CS-9.2-TOP-CRIT-3, CS-9.2-TOP-CRIT-6, 45 CFR 303.72(a)(2).
    """
    if not remedy.classes_apart:
        reader = Reader(facts)
        return {
            name: reader.read(remedy, Test(f"arrears_{name}")).values.astype(np.int64)
            for name in (ASSIGNED, UNASSIGNED)
        }
    result = evaluate(facts=facts, law=law, on=on, only=[remedy.name]).result(remedy.name)
    found = {name: test_of_class(result.criteria, name) for name in (ASSIGNED, UNASSIGNED)}
    return {name: np.where(each.is_met, each.values, 0) for name, each in found.items()}


def case_amounts(
    facts: RemedyFacts, remedy: Remedy, *, law: Law, on: date
) -> Mapping[str, CentsArray]:
    """By class, what each case has of a parent's :func:`class_amounts`.

    Shapes: [case]. Units: cents.
    Source: CS-9.2-TOP-CRIT-6, 45 CFR 303.72(a)(2).
    """
    totals = class_amounts(facts, remedy, law=law, on=on)
    single = replace(remedy, scope=CASE)
    reader = Reader(facts)
    found = {}
    for name, cents in totals.items():
        asked = next((test for test in _tests(remedy) if test.arrears == name), None)
        test = asked if remedy.classes_apart and asked else Test(f"arrears_{name}")
        is_told = reader.among(remedy, test) & (cents[facts.obligor_of_case] > 0)
        found[name] = np.where(is_told, reader.read(single, test).values, 0)
    return found


def _tests(remedy: Remedy) -> tuple[Test, ...]:
    return tuple(test for each in remedy.criteria for test in each.tests)
