"""Another law for child care, asked of the caseload: what families would owe and get."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from posse.services.access import Visitor
from posse.services.care.caseload import Summed, summed
from posse.services.pages.care.mass_changes import MassChange, frames_of, mass_change

MONEY = ("agency_before_cents", "agency_cents", "share_before_cents", "share_cents")


@dataclass(frozen=True)
class BySize:
    """Units of one size under what is authorized and under the other law. Units: cents."""

    size: int
    count: int
    agency_before_cents: int
    agency_cents: int
    share_before_cents: int
    share_cents: int


@dataclass(frozen=True)
class CareSimulation:
    """What another law of a day would change, by what would happen and by size of unit."""

    rows: tuple[Summed, ...]
    sizes: tuple[BySize, ...]
    mass: MassChange

    @property
    def count(self) -> int:
        """How many units were asked."""
        return sum(row.count for row in self.rows)


def care_simulation(profile: str, *, on: date, user: Visitor) -> CareSimulation:
    """The caseload of a day under a profile of this installation; nothing is kept.

    Raises: NoSuchLaw, LawError where its law of the day is not known.
    """
    frames = frames_of(on=on, profile=profile)
    return CareSimulation(
        rows=tuple(summed(iter(frames))),
        sizes=tuple(_by_size(frames)),
        mass=mass_change(frames, user=user, on=on),
    )


def _by_size(frames: list[pl.DataFrame]) -> list[BySize]:
    if not frames:
        return []
    found = (
        pl.concat(frames)
        .group_by("size")
        .agg(pl.len().cast(pl.Int64).alias("count"), *(pl.col(name).sum() for name in MONEY))
    )
    return [BySize(**row) for row in found.sort("size").iter_rows(named=True)]
