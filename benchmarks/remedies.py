"""Every remedy over 1,000,000 made-up parents with 2,000,000 cases, each with its reasons.

Judges all remedies of the law's register, works out which criteria each parent fails, what
comes next with each remedy, and what the partners are told. Prints the measured row as
JSON, as its last line. The facts are arrays already; reading them is not measured here.
"""

import argparse
import json
import resource
import time
from datetime import date

import numpy as np

from posse.rules.parameters import load_law
from posse.rules.support.remedies.changes import Submitted, changes
from posse.rules.support.remedies.evaluation import Evaluation, evaluate
from posse.rules.support.remedies.facts import (
    ASSISTANCE,
    NO_DAY,
    CaseFacts,
    ObligorFacts,
    RemedyFacts,
)
from posse.rules.support.remedies.next_steps import next_steps
from posse.rules.support.remedies.register import remedies
from posse.units.days import day_number

ON = date(2026, 11, 23)
TODAY = day_number(ON)
CASES_A_PARENT = 2
NOTICES = ("pre_offset", "credit_bureau", "drivers_license_ability", "drivers_license_intent")
MARKS = ("federal_tax_offset", "federal_salary", "credit_bureau", "income_withholding")


def made_up_facts(parents: int, seed: int) -> RemedyFacts:
    """Parents with nought to several cases each; shares chosen so that each rule has work."""
    chance = np.random.default_rng(seed)
    count = parents * CASES_A_PARENT
    starts = np.sort(np.append(chance.integers(0, count + 1, parents - 1), [0, count]))

    def marks(share: float, size: int = count) -> np.ndarray:
        return chance.random(size) < share

    def days(share: float) -> np.ndarray:
        found = TODAY - chance.integers(0, 400, count)
        return np.where(marks(share), found, NO_DAY)

    def cents(share: float) -> np.ndarray:
        return np.where(marks(share), chance.integers(0, 600_000, count), 0)

    assigned, unassigned = cents(0.4), cents(0.6)
    return RemedyFacts(
        obligors=ObligorFacts(
            *(marks(share, parents) for share in (1, 0.95, 0.97, 0.98, 0.6, 0.1, 0.05, 0.01)),
            is_passport_settled=marks(0.001, parents),
            is_levy_approved=marks(0.01, parents),
            last_irs_request_days=np.full(parents, NO_DAY, dtype=np.int64),
        ),
        cases=CaseFacts(
            is_iv_d=marks(0.95),
            is_open=marks(0.9),
            has_order=marks(0.85),
            role=chance.choice(3, count, p=[0.85, 0.1, 0.05]).astype(np.int8),
            assistance=chance.integers(0, len(ASSISTANCE), count).astype(np.int8),
            assigned_cents=assigned,
            unassigned_cents=unassigned,
            aged_cents=(assigned + unassigned) // 2,
            monthly_obligation_cents=chance.integers(0, 90_000, count),
            is_support_current=marks(0.7),
            has_payment_plan=marks(0.1),
            days_past_due=chance.integers(0, 400, count),
            last_full_payment_days=days(0.9),
            order_days=days(0.9) - 200,
            emancipation_days=days(0.2) - 2_000,
            suppressions={name: marks(0.05) for name in MARKS},
            notice_days={name: days(0.7) for name in NOTICES},
            open_reviews={name: marks(0.01) for name in ("credit_bureau", "drivers_license")},
            review_result_days={"credit_bureau": days(0.02)},
            submitted={each.name: marks(0.3) for each in remedies(load_law(), on=ON)},
        ),
        starts=starts.astype(np.int64),
    )


def reasons(evaluation: Evaluation) -> int:
    """How many criteria are failed in all; the reasons of everybody are worked out for it."""
    return sum(
        int(np.bitwise_count(result.failing_masks).sum()) for result in evaluation.results
    )


def next_and_changes(evaluation: Evaluation) -> int:
    """How many parents have a change for a partner, over all remedies."""
    told = 0
    for result in evaluation.results:
        next_steps(result, on=ON)
        had = Submitted(result.is_submitted, result.amount_cents // 2)
        told += int((changes(result, had).actions > 0).sum())
    return told


def main() -> None:
    """Measure, and print one row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parents", type=int, default=1_000_000)
    arguments = parser.parse_args()
    facts = made_up_facts(arguments.parents, seed=20261123)
    law = load_law()
    began = time.perf_counter()
    evaluation = evaluate(facts=facts, law=law, on=ON)
    judged = time.perf_counter()
    failed = reasons(evaluation)
    reasoned = time.perf_counter()
    told = next_and_changes(evaluation)
    ended = time.perf_counter()
    row = {
        "parents": len(facts.obligors),
        "cases": len(facts.cases),
        "remedies": len(evaluation.results),
        "eligible": int(evaluation.eligible.sum()),
        "criteria_failed": failed,
        "changes": told,
        "judge_seconds": round(judged - began, 2),
        "reasons_seconds": round(reasoned - judged, 2),
        "next_and_changes_seconds": round(ended - reasoned, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(row))


if __name__ == "__main__":
    main()
