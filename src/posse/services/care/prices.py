"""Each child's chief arrangement, and what its provider asks for a day."""

from datetime import date
from typing import Any

import polars as pl

from posse.rules.childcare.eligibility.facts import LICENCES, NOT_SAID
from posse.rules.childcare.rates import RateTerms, are_full_days
from posse.services.care.columns import ON_PERSON, codes, ints
from posse.services.care.reading import CareFacts
from posse.services.law import current_law


def care_of(read: CareFacts, children: pl.DataFrame) -> dict[str, Any]:
    """Each child's chief arrangement and what the provider asks for it."""
    chief = read.arrangements.unique(["care_case", "child"], keep="first", maintain_order=True)
    found = children.join(
        chief, left_on=ON_PERSON, right_on=["care_case", "child"], how="left",
        maintain_order="left",
    )  # fmt: skip
    terms = RateTerms.from_law(current_law(), on=read.on)
    place = {name: number for number, name in enumerate(terms.settings)}
    hours_day = ints(found["hours_day"].fill_null(0))
    priced = price_of(
        found.with_columns(is_full_day=are_full_days(hours_day, terms=terms)),
        read.rates,
        on=read.on,
    )
    registered = found["registered"] <= read.on
    return {
        "is_provider_registered": registered.fill_null(value=False).to_numpy(),
        "licence": codes(found["licence"].fill_null("none"), LICENCES),
        "is_provider_barred": found["is_barred"].fill_null(value=False).to_numpy(),
        "setting": ints(
            found["setting"].replace_strict(place, default=0, return_dtype=pl.Int64)
        ),
        "days_month": ints(found["days_month"].fill_null(0)),
        "hours_day": hours_day,
        "charge_cents": ints(priced["charge_cents"].fill_null(NOT_SAID)),
        "declared_cents": ints(priced["declared_cents"].fill_null(NOT_SAID)),
        "other_cents": ints(found["other_cents"].fill_null(0)),
    }


def price_of(rows: pl.DataFrame, rates: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The charge and the declared rate of a day, by provider, age and part or full day.

    ``rows`` have provider, born and is_full_day. Source: CC-1101-N, CC-1101-N-5.
    """
    first = on.replace(day=1)
    months = (first.year - pl.col("born").dt.year()) * 12 + (
        first.month - pl.col("born").dt.month()
    )
    whole = months - (pl.col("born").dt.day() > 1).cast(pl.Int32)
    asked = rows.with_row_index("place").with_columns(age=whole.cast(pl.Int64))
    fitting = (
        asked.select("place", "provider", "age", "is_full_day")
        .join(rates, on=["provider", "is_full_day"])
        .filter(pl.col("from_months") <= pl.col("age").fill_null(0))
        .sort("place", "from_months", descending=[False, True])
        .unique("place", keep="first", maintain_order=True)
    )
    return asked.join(
        fitting.select("place", "charge_cents", "declared_cents"), on="place", how="left",
        maintain_order="left",
    )  # fmt: skip
