"""Where each child is cared for, and what its providers ask for a day."""

from datetime import date
from typing import Any

import polars as pl

from posse.rules.childcare.eligibility.facts import LICENCES, NOT_SAID, MoreCare
from posse.rules.childcare.rates import RateTerms, are_full_days, family_charges
from posse.services.care.columns import ON_PERSON, codes, ints
from posse.services.care.reading import CareFacts
from posse.services.law import current_law

OF_CHILD = ["care_case", "child"]


def care_of(read: CareFacts, children: pl.DataFrame) -> dict[str, Any]:
    """Each child's chief arrangement, its first, and what the provider asks for it."""
    chief = read.arrangements.unique(OF_CHILD, keep="first", maintain_order=True)
    found = children.join(
        chief, left_on=ON_PERSON, right_on=OF_CHILD, how="left", maintain_order="left"
    )
    registered = found["registered"] <= read.on
    return {
        "is_provider_registered": registered.fill_null(value=False).to_numpy(),
        "licence": codes(found["licence"].fill_null("none"), LICENCES),
        "is_provider_barred": found["is_barred"].fill_null(value=False).to_numpy(),
        **_month_of(found, read),
    }


def more_care(read: CareFacts, children: pl.DataFrame) -> pl.DataFrame:
    """The arrangements of each child beside its chief one.

    They go by the place of the child among ``children``. Source: CC-1101-H, CC-1101-N-4.
    """
    further = read.arrangements.filter(~pl.struct(OF_CHILD).is_first_distinct())
    placed = children.select(ON_PERSON).with_row_index("place")
    return placed.join(
        further.rename({"child": "participant"}), on=ON_PERSON, maintain_order="left"
    )


def more_care_facts(read: CareFacts, children: pl.DataFrame, further: pl.DataFrame) -> MoreCare:
    """Further care as the rules take it; what bars payment to a provider bars it here.

    Source: CC-1101-A-2, CC-1203-A, CC-1203-A-3.
    """
    found = further.with_columns(born=children["born"].gather(further["place"]))
    registered = (found["registered"] <= read.on).fill_null(value=False)
    licensed = found["licence"].is_in(list(LICENCES)) & (found["licence"] != "none")
    return MoreCare(
        child=ints(found["place"].cast(pl.Int64)),
        is_payable=(registered & licensed & ~found["is_barred"]).to_numpy(),
        **_month_of(found, read),
    )


def _month_of(found: pl.DataFrame, read: CareFacts) -> dict[str, Any]:
    """Setting, days, hours and prices of arrangements; of none where there is none."""
    terms = RateTerms.from_law(current_law(), on=read.on)
    place = {name: number for number, name in enumerate(terms.settings)}
    hours_day = ints(found["hours_day"].fill_null(0))
    priced = price_of(
        found.with_columns(is_full_day=are_full_days(hours_day, terms=terms)),
        read.rates,
        on=read.on,
    )
    return {
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

    ``rows`` have provider, born, is_full_day and siblings, the children of the family at the
    provider: where they are several, its family price is the charge, if that is less.
    Source: CC-1101-N, CC-1101-N-3, CC-1101-N-5.
    """
    first = on.replace(day=1)
    months = (first.year - pl.col("born").dt.year()) * 12 + (
        first.month - pl.col("born").dt.month()
    )
    whole = months - (pl.col("born").dt.day() > 1).cast(pl.Int32)
    asked = rows.with_columns(
        row=pl.int_range(pl.len(), dtype=pl.Int64), age=whole.cast(pl.Int64)
    )
    fitting = (
        asked.select("row", "provider", "age", "is_full_day")
        .join(rates, on=["provider", "is_full_day"])
        .filter(pl.col("from_months") <= pl.col("age").fill_null(0))
        .sort("row", "from_months", descending=[False, True])
        .unique("row", keep="first", maintain_order=True)
        .select("row", "charge_cents", "declared_cents", "family_cents")
    )
    found = asked.join(fitting, on="row", how="left", maintain_order="left")
    charges = family_charges(
        ints(found["charge_cents"].fill_null(NOT_SAID)),
        ints(found["family_cents"].fill_null(NOT_SAID)),
        ints(found["siblings"].cast(pl.Int64).fill_null(1)),
    )
    return found.with_columns(charge_cents=pl.Series(charges, dtype=pl.Int64))
