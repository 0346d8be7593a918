"""Columns of people as the rules take them, from frames of what was told."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from posse.rules.childcare.eligibility.facts import Ints
from posse.services.care import circumstances as told
from posse.services.care.circumstances import Asked
from posse.services.care.reading import CareFacts

ON_PERSON = ["care_case", "participant"]
HUNDREDTHS = 100

Catalogue = Mapping[tuple[str, str], Asked]


def ints(values: pl.Series) -> Ints:
    """Whole numbers of a column without gaps."""
    found: Ints = values.to_numpy().astype(np.int64)
    return found


def codes(words: pl.Series, names: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int8]]:
    """The places of words in the names of a rule, the first for any other word."""
    place = {name: number for number, name in enumerate(names)}
    found = words.replace_strict(place, default=0, return_dtype=pl.Int64)
    return found.to_numpy().astype(np.int8)


def said_of(
    read: CareFacts, people: pl.DataFrame, *, of: str, asked: Catalogue
) -> pl.DataFrame:
    """What was told of each person, a column a circumstance, what is unsaid filled in."""
    wide = wide_of(read, people)
    columns = [_typed(wide, each) for (whose, _), each in asked.items() if whose == of]
    return pl.DataFrame(columns)


def wide_of(read: CareFacts, people: pl.DataFrame) -> pl.DataFrame:
    """People with a column for each circumstance that was told of any of them, as text."""
    told_of = read.circumstances.filter(pl.col("participant").is_not_null())
    wide = told_of.pivot(on="name", index=ON_PERSON, values="value")
    return people.join(wide, on=ON_PERSON, how="left", maintain_order="left")


def _typed(wide: pl.DataFrame, each: told.Asked) -> pl.Series:
    """A column of what was told, as its kind says."""
    raw = (
        wide[each.name]
        if each.name in wide.columns
        else pl.Series(each.name, [None] * wide.height, dtype=pl.String)
    )
    if each.kind == told.YES_NO:
        # What was taken back is as if it had not been told.
        return (raw == "true").fill_null(each.unsaid)
    if each.kind == told.CHOICE:
        return raw.fill_null(each.unsaid)
    return raw.cast(pl.Int64, strict=False).fill_null(each.unsaid)
