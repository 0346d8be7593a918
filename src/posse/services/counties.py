"""Names of counties, which the registers keep by code alone."""

from collections.abc import Mapping
from datetime import date

from posse.services.law import current_law

KEY = "support.counties.names"


def county_names(*, on: date) -> Mapping[str, str]:
    """The name of each county of the State by its code, without the word county."""
    return {row["fips"]: row["name"] for row in current_law().value(KEY, on=on)}
