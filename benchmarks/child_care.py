"""Eligibility, step, share and benefit of 1,000,000 made-up families of two to five.

One array call decides all of them, with the factors that each fails. The facts are arrays
already; making them is not measured. With ``--policyengine PYTHON``, the interpreter of an
environment of its own in which ``policyengine-us`` is installed, the same families are worked
out by its Wyoming model too, and every difference is counted under its cause. That package is
no part of this project. Prints the measured rows as JSON, as its last line.
"""

import argparse
import json
import resource
import subprocess
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from posse.rules.childcare.comparing import SIZE, STEP, compare, sums
from posse.rules.childcare.determination import (
    Determination,
    DeterminationTerms,
    determine,
)
from posse.rules.childcare.eligibility.facts import (
    ACTIVITIES,
    LICENCES,
    NO_DAY,
    NOT_SAID,
    AdultFacts,
    ChildFacts,
    FamilyFacts,
    Grouping,
)
from posse.rules.childcare.scale import CONTINUING, INITIAL, STAGES, ScaleTerms, steps_of
from posse.rules.parameters import load_law
from posse.units.days import day_number

HERE = Path(__file__).resolve().parent
# A month in which the chart and the guideline of the calendar year are the same.
ON = date(2026, 5, 1)
ROUNDS = 5
COMPARED = 100_000
HUNDREDTHS = 100
EXEMPT = 2


def made_up_families(count: int, *, seed: int) -> FamilyFacts:
    """Families of two to five, one or two adults, incomes from nothing to above every step."""
    chance = np.random.default_rng(seed)
    adult_count = chance.integers(1, 3, count)
    child_count = np.minimum(chance.integers(1, 5, count), 5 - adult_count)
    adults, children = int(adult_count.sum()), int(child_count.sum())

    def marks(share: float, size: int) -> np.ndarray:
        return chance.random(size) < share

    at_work = marks(0.95, adults)
    is_special = marks(0.05, children)
    setting = chance.integers(0, 3, children)
    return FamilyFacts(
        adults=AdultFacts.ordinary(
            adults,
            activity=np.where(
                at_work, ACTIVITIES.index("employment"), ACTIVITIES.index("none")
            ).astype(np.int8),
            hours_week=np.where(at_work, 40 * HUNDREDTHS, 0),
            earned_cents=np.where(at_work, chance.integers(0, 450_000, adults), 0),
            unearned_cents=np.where(marks(0.2, adults), chance.integers(0, 90_000, adults), 0),
        ),
        children=ChildFacts.ordinary(
            children,
            birth_days=_born(chance.integers(0, 15, children)),
            is_unable_to_self_care=is_special,
            has_medical_proof=is_special,
            licence=np.where(
                setting == EXEMPT, LICENCES.index("exempt"), LICENCES.index("licensed")
            ).astype(np.int8),
            setting=setting,
            days_month=chance.integers(1, 23, children),
            hours_day=chance.integers(1, 11, children) * HUNDREDTHS,
            charge_cents=chance.integers(500, 6_000, children),
        ),
        of_adults=Grouping(np.concatenate([[0], np.cumsum(adult_count)])),
        of_children=Grouping(np.concatenate([[0], np.cumsum(child_count)])),
        stage=np.where(
            marks(0.5, count), STAGES.index(INITIAL), STAGES.index(CONTINUING)
        ).astype(np.int64),
        assets_cents=np.zeros(count, dtype=np.int64),
        same_hours=np.full(count, NOT_SAID),
        kept_step=np.zeros(count, dtype=np.int64),
        period_began_days=np.full(count, NO_DAY),
    )


def _born(years: np.ndarray) -> np.ndarray:
    """Birth days of children who are so many whole years old that day."""
    today = np.datetime64(ON, "M")
    return (today - 12 * years).astype("datetime64[D]").astype(np.int64)


def best_seconds(facts: FamilyFacts, terms: DeterminationTerms) -> tuple[float, Determination]:
    """The shortest of several runs, the factors failed among what it works out."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = determine(facts, terms=terms)
        masks = found.eligibility.failing_masks
        shares, payments = found.copay_cents, found.agency_cents
        seconds.append(time.perf_counter() - start)
    assert len(masks) == len(shares) == len(payments) == len(facts)
    return min(seconds), found


def comparing_seconds(terms: DeterminationTerms) -> tuple[float, float]:
    """A preview of a wider scale for a caseload, summed, and one determination of it."""
    facts = made_up_families(COMPARED, seed=20261123)
    wider = replace(terms.scale, limits_cents=terms.scale.limits_cents * 11 // 10)
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = compare(facts, before=terms, after=replace(terms, scale=wider))
        told = [*sums(found, by=STEP), *sums(found, by=SIZE)]
        seconds.append(time.perf_counter() - start)
    assert sum(sum(each.families.values()) for each in told) == 2 * COMPARED
    return min(seconds), best_seconds(facts, terms)[0]


def rows_compared(seconds: float, once: float) -> list[dict[str, str]]:
    """What a preview takes."""
    return [
        {
            "what": f"… a changed scale previewed for {COMPARED:,} families, by step and size",
            "measured": f"{seconds:.2f} s ({seconds / once:.1f} times one determination)",
            "limit": "",
        }
    ]


def beside_policyengine(
    found: Determination, *, scale: ScaleTerms, python: str
) -> dict[str, Any]:
    """The same families in the other model, and each difference under its cause."""
    facts = found.eligibility.facts
    adults, children = facts.adults, facts.children
    with tempfile.TemporaryDirectory(prefix="posse-bench-") as folder:
        given, told = Path(folder) / "families.npz", Path(folder) / "answers.npz"
        np.savez(
            given,
            month=np.array(f"{ON:%Y-%m}"),
            adults=facts.of_adults.counts, children=facts.of_children.counts,
            hours=adults.hours_week, earned=adults.earned_cents, unearned=adults.unearned_cents,
            age_days=day_number(ON) - children.birth_days,
            is_special=children.is_unable_to_self_care, setting=children.setting,
            days=children.days_month, hours_day=children.hours_day,
            charge=children.charge_cents, is_continuing=facts.stage == STAGES.index(CONTINUING),
        )  # fmt: skip
        script = HERE / "policyengine_wyoming.py"
        done = subprocess.run(
            [python, script, given, told], check=True, stdout=subprocess.PIPE, text=True
        )
        answers = dict(np.load(told))
    return json.loads(done.stdout.splitlines()[-1]) | differences(found, answers, scale=scale)


def differences(
    found: Determination, answers: dict[str, np.ndarray], *, scale: ScaleTerms
) -> dict[str, int]:
    """How many families come out otherwise, by cause; a cent is what floats may lose."""
    theirs = {
        name: np.rint(answers[name] * 100).astype(np.int64) for name in ("copay", "benefit")
    }
    differs = (
        (found.eligibility.is_eligible != answers["is_eligible"])
        | (abs(found.copay_cents - theirs["copay"]) > 1)
        | (abs(found.agency_cents - theirs["benefit"]) > 1)
    )
    facts, money = found.eligibility.facts, found.benefits
    month_cents = money.price_cents * facts.children.days_month
    countable = found.incomes.countable_cents
    # Its steps begin a ten-thousandth above each limit.
    lower = steps_of(countable - countable // 10_000 - 1, facts.sizes, terms=scale)
    causes = {
        # There a share above the price of one child lowers what is paid for another.
        "share_above_price": facts.of_children.total(month_cents < money.obligation_cents) > 0,
        "nudged_limits": found.found_steps != lower,
    }
    row = {"differ": int(differs.sum())}
    for name, is_cause in causes.items():
        row[f"differ_by_{name}"] = int((differs & is_cause).sum())
        differs = differs & ~is_cause
    return row | {"differ_unexplained": int(differs.sum())}


def rows_of(found: Determination, seconds: float) -> list[dict[str, str]]:
    """What was measured here."""
    count = len(found.eligibility.facts)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return [
        {
            "what": f"Child care: eligibility, step, share and benefit of {count:,} families",
            "measured": f"{seconds:.2f} s ({count / seconds / 1e6:.1f} million a second)",
            "limit": "1 s",
        },
        {"what": "… their peak memory, the facts included", "measured": f"{peak_mb:,} MB",
         "limit": ""},
    ]  # fmt: skip


def rows_beside(other: dict[str, Any]) -> list[dict[str, str]]:
    """What was measured of the other model, and where it comes out otherwise."""
    causes = {
        "differ": "families come out otherwise there",
        "differ_by_share_above_price": "of them by a share above the price of one child",
        "differ_by_nudged_limits": "of them within a ten-thousandth above a limit",
        "differ_unexplained": "of them for no known cause",
    }
    speed = f"{other['families_a_second']:,} a second after {other['ready_seconds']} s"
    return [
        {"what": "… in PolicyEngine US, once it is ready", "measured": speed, "limit": ""},
        *(
            {"what": f"… {words}", "measured": f"{other[name]:,}", "limit": ""}
            for name, words in causes.items()
        ),
    ]


def main() -> None:
    """Measure, and print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=1_000_000)
    parser.add_argument("--policyengine", metavar="PYTHON", default="")
    chosen = parser.parse_args()
    terms = DeterminationTerms.from_law(load_law(), on=ON)
    facts = made_up_families(chosen.families, seed=20261123)
    seconds, found = best_seconds(facts, terms)
    rows = rows_of(found, seconds) + rows_compared(*comparing_seconds(terms))
    if chosen.policyengine:
        rows += rows_beside(
            beside_policyengine(found, scale=terms.scale, python=chosen.policyengine)
        )
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
