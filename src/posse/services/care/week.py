"""The hours of a week in which caretakers are busy, from the spans of their activities."""

from typing import Any

import numpy as np
import polars as pl

from posse.rules.childcare.authorization.hours import HourTerms, Spans, week_of
from posse.rules.childcare.eligibility.facts import ACTIVITIES, NOT_SAID, Ints
from posse.services.care.columns import HUNDREDTHS, ON_PERSON, ints
from posse.services.care.reading import CareFacts
from posse.services.law import current_law

HOUR = 60


def hours_of(read: CareFacts, people: pl.DataFrame) -> pl.DataFrame:
    """The chief activity of each adult, and the minutes of a week in all of them.

    A search for a job is chief only where there is nothing else, as any one approved activity
    is enough. Source: CC-701-A, CC-701-B-5.
    """
    rows = people.select(ON_PERSON).with_row_index("place")
    mine = read.activities.join(rows, on=ON_PERSON)
    spans = mine.join(read.spans, on="activity")
    length = (pl.col("ends_minute") - pl.col("starts_minute") - 1) % (24 * HOUR) + 1
    longest = (
        spans.with_columns(minutes=length).group_by("activity").agg(pl.col("minutes").sum())
    )
    order = {name: place for place, name in enumerate(ACTIVITIES)}
    chief = (
        mine.join(longest, on="activity", how="left")
        .with_columns(
            rank=pl.col("kind").replace_strict(order, return_dtype=pl.Int64),
            minutes=pl.col("minutes").fill_null(0),
        )
        .sort(
            pl.col("kind") == "job_search", "minutes", "rank", descending=[False, True, False]
        )
        .group_by("place", maintain_order=True)
        .agg(
            pl.col("kind").first(),
            search_began=pl.col("began").filter(pl.col("kind") == "job_search").min(),
        )
    )
    week = week_of(
        spans_of(spans, unit="place", adult="place"),
        caretakers=np.ones(max(people.height, 1), dtype=np.int64),
        terms=HourTerms.from_law(current_law(), on=read.on),
    )
    total = pl.Series("minutes", week.day_minutes.sum(axis=1)[: people.height])
    return rows.with_columns(total).join(chief, on="place", how="left", maintain_order="left")


def same_hours(read: CareFacts, *, units: pl.DataFrame, adults: pl.DataFrame) -> Ints:
    """Hundredths of hours in which all caretakers of a unit are busy at once.

    NOT_SAID where there is one, or nobody told any hours. Source: CC-701-C.
    """
    counts = adults.group_by("care_case", "unit").len("caretakers")
    rows = units.join(counts, on=["care_case", "unit"], how="left", maintain_order="left")
    caretakers = ints(rows["caretakers"].fill_null(0))
    minutes, has_spans = _unit_minutes(read, units, adults, caretakers=caretakers)
    return np.where((caretakers > 1) & has_spans, minutes * HUNDREDTHS // HOUR, NOT_SAID)


def _unit_minutes(
    read: CareFacts, units: pl.DataFrame, adults: pl.DataFrame, *, caretakers: Ints
) -> tuple[Ints, np.ndarray[Any, np.dtype[np.bool_]]]:
    places = units.with_row_index("unit_place")
    rows = adults.with_row_index("adult_place").join(places, on=["care_case", "unit"])
    spans = read.activities.join(read.spans, on="activity").join(
        rows.select(*ON_PERSON, "adult_place", "unit_place"), on=ON_PERSON
    )
    week = week_of(
        spans_of(spans, unit="unit_place", adult="adult_place"),
        caretakers=np.maximum(caretakers, 1),
        terms=HourTerms.from_law(current_law(), on=read.on),
    )
    told_by = spans.group_by("unit_place").agg(pl.col("adult_place").n_unique())
    count = np.zeros(units.height, dtype=np.int64)
    count[ints(told_by["unit_place"])] = ints(told_by["adult_place"])
    return week.day_minutes.sum(axis=1), count >= caretakers


def spans_of(spans: pl.DataFrame, *, unit: str, adult: str) -> Spans:
    """The spans of a frame as the rules take them. Source: CC-200-need."""
    return Spans(
        unit=ints(spans[unit]),
        adult=ints(spans[adult]),
        weekday=ints(spans["weekday"]),
        start=ints(spans["starts_minute"]),
        end=ints(spans["ends_minute"]),
        is_class=spans["is_class"].to_numpy().astype(np.bool_),
        is_private_study=spans["is_private_study"].to_numpy().astype(np.bool_),
    )
