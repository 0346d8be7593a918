"""Examples of kind ``care_review``: how the review of a family stands on a day.

``last`` is the last day of the twelve months; on ``begins`` aid would begin again.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.columns import (
    Raw,
    day_or_none,
    day_told,
    days_named,
    run_by_day,
)
from posse.examples.keys import day, text, whole_number, yes_no
from posse.examples.model import Example
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.childcare.reviews import (
    Periods,
    ReviewTerms,
    break_days,
    reviews,
    search_last_days,
)
from posse.rules.childcare.scale import STAGES, ScaleTerms, stages_after
from posse.rules.parameters import Law
from posse.units.days import day_number

KIND = "care_review"
SEARCH_MONTHS = "childcare.eligibility.job_search_months"
INPUT_KEYS = {
    "date": day,
    "last": day,
    "filed": day,
    "reminded": whole_number,
    "begins": day,
    "search_began": day,
}
REQUIRED_INPUT_KEYS = ("date", "last")
EXPECTED_KEYS = {
    "state": text,
    "reminder": whole_number,
    "form_by": day,
    "ends": yes_no,
    "continuing_until": day,
    "without_form_until": day,
    "break_days": whole_number,
    "stage": text,
    "search_until": day_or_none,
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """How the review of each example stands."""
    return run_by_day(examples, law, _answer)


def _answer(raws: Sequence[Raw], law: Law, on: date) -> list[dict[str, Any]]:
    terms = ReviewTerms.from_law(law, on=on)
    last = days_named(raws, "last")
    periods = Periods(
        last_days=last,
        filed_days=days_named(raws, "filed"),
        reminded_counts=np.array([raw.get("reminded", 0) for raw in raws], dtype=np.int64),
    )
    found = reviews(periods, today=day_number(on), terms=terms)
    begins = days_named(raws, "begins")
    breaks = break_days(last, np.where(begins == NO_DAY, last + 1, begins))
    stages = stages_after(breaks, terms=ScaleTerms.from_law(law, on=on))
    began = days_named(raws, "search_began")
    known = np.where(began == NO_DAY, last, began)
    search = search_last_days(known, months=law.value(SEARCH_MONTHS, on=on))
    return [
        {
            "state": terms.states[found.state[at]].name,
            "reminder": int(found.reminder[at]),
            "form_by": day_told(found.form_days[at]),
            "ends": bool(found.needs_ending[at]),
            "continuing_until": day_told(found.continuing_days[at]),
            "without_form_until": day_told(found.without_form_days[at]),
            "break_days": int(breaks[at]),
            "stage": STAGES[stages[at]],
            "search_until": day_told(NO_DAY if began[at] == NO_DAY else search[at]),
        }
        for at in range(len(raws))
    ]
