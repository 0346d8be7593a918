"""Examples of kind ``care_release``: whether a child care record may be released, and why not.

``shown`` are the needs of the law that are met; ``decided`` that the manager released it.
Instead of a ground an example may give the birth dates of a minor mother and the father and
the day of conception, and ask whether her case is referred.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.columns import days_named, flags_named, run_by_day
from posse.examples.keys import day, text, yes_no
from posse.examples.model import Example
from posse.rules.childcare.releases import (
    MinorMotherTerms,
    ReleaseTerms,
    are_referred,
    may_release,
    still_needed,
)
from posse.rules.parameters import Law

KIND = "care_release"
INPUT_KEYS = {
    "date": day,
    "ground": text,
    "shown": [text],
    "decided": yes_no,
    "mother_born": day,
    "father_born": day,
    "conceived": day,
}
REQUIRED_INPUT_KEYS = ("date",)
EXPECTED_KEYS = {"released": yes_no, "needed": [text], "gives": text, "referred": yes_no}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """Whether each may be released, what is needed yet, and what it lets out."""
    return run_by_day(examples, law, _answer)


def _answer(raws: Sequence[Any], law: Law, on: date) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = [{} for _ in raws]
    asked = [place for place, raw in enumerate(raws) if "ground" in raw]
    for place, told in zip(
        asked, _released([raws[each] for each in asked], law, on), strict=True
    ):
        results[place] = told
    born = [place for place, raw in enumerate(raws) if "mother_born" in raw]
    for place, is_so in zip(
        born, _referred([raws[each] for each in born], law, on), strict=True
    ):
        results[place] = {**results[place], "referred": is_so}
    return results


def _released(raws: Sequence[Any], law: Law, on: date) -> list[dict[str, Any]]:
    terms = ReleaseTerms.from_law(law, on=on)
    grounds = [terms.ground(raw["ground"]) for raw in raws]
    shown = [frozenset(raw.get("shown", [])) for raw in raws]
    may = may_release(grounds, shown, flags_named(raws, "decided"))
    return [
        {
            "released": bool(may[place]),
            "needed": [need.name for need in still_needed(ground, shown[place])],
            "gives": ground.gives,
        }
        for place, ground in enumerate(grounds)
    ]


def _referred(raws: Sequence[Any], law: Law, on: date) -> list[bool]:
    if not raws:
        return []
    days = [days_named(raws, name) for name in ("mother_born", "father_born", "conceived")]
    told = are_referred(*days, terms=MinorMotherTerms.from_law(law, on=on))
    return [bool(each) for each in np.asarray(told)]
