"""Examples of kind ``reliability``: what an audit of a child's paternity data would fail."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from posse.examples.keys import day, one_of, text, whole_number
from posse.examples.model import Example
from posse.rules.parameters import Law
from posse.rules.support.reliability import SCHEMA, SHOWN_BY, checked, scores

KIND = "reliability"


def _texts(raw: Any) -> list[str]:
    """A list of names. Raises: ValueError."""
    if not isinstance(raw, list):
        raise ValueError(f"{raw!r} is not a list of checks")
    return [text(each) for each in raw]


CHILD_KEYS = {
    **{key: day for key, kind in SCHEMA.items() if kind == pl.Date},
    **{key: text for key, kind in SCHEMA.items() if kind == pl.String},
    "born_out_of_wedlock": one_of("yes", "no", "unknown"),
    "status": one_of("established", "excluded", "unknown"),
    "method": one_of(*SHOWN_BY),
}
INPUT_KEYS = {"as_of": day, "child": CHILD_KEYS}
REQUIRED_INPUT_KEYS = ("as_of", "child")
EXPECTED_KEYS = {"fails": _texts, "score": whole_number}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """Which checks each child's record fails, and the percent of checks that it passes."""
    results: list[dict[str, Any]] = [{} for _ in examples]
    # One array call for each day, since what lies in the future depends on it.
    for as_of in sorted({example.inputs["as_of"] for example in examples}):
        places = [
            place for place, example in enumerate(examples) if example.inputs["as_of"] == as_of
        ]
        children = [_row(examples[place].inputs["child"]) for place in places]
        frame = pl.DataFrame(children, schema=dict(SCHEMA))
        found = checked(frame, on=day(as_of), law=law)
        percents = scores(found)["score"].to_list()
        for place, row, percent in zip(
            places, found.iter_rows(named=True), percents, strict=True
        ):
            fails = [name for name, passed in row.items() if passed is False]
            results[place] = {"fails": fails, "score": percent}
    return results


def _row(child: dict[str, Any]) -> dict[str, str | date | None]:
    """A child as a row; what an example does not say is not known."""
    return {
        key: day(child[key]) if key in child and kind == pl.Date else child.get(key)
        for key, kind in SCHEMA.items()
    }
