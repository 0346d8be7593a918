"""From who lives where to assistance units, for any number of cases at once."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from posse.apps.care.choices import MemberRole
from posse.rules.childcare.units import OUTCOME_NAMES, People, Ties, UnitTerms, units_of
from posse.services.care.reading import CareFacts
from posse.services.law import current_law
from posse.units.days import EPOCH

# Whose birth date nobody told is taken for an adult; the page asks for the date.
NEVER_BORN = date(1900, 1, 1)


@dataclass(frozen=True)
class LaidOut:
    """People in their units, and what became of each tie.

    ``people`` has the columns care_case, participant, home, role, born, unit, is_whole: its
    rows are ordered by unit, adults first. A unit is whole with an adult and a child; its
    number is the lowest participant of its children. ``ties`` has care_case, elder, younger,
    kind, outcome.
    """

    people: pl.DataFrame
    ties: pl.DataFrame

    @property
    def whole(self) -> pl.DataFrame:
        """The people of units that can be determined."""
        return self.people.filter("is_whole")


def lay_out(facts: CareFacts) -> LaidOut:
    """The assistance units of cases. Source: CC-505, CC-200-assistance-unit."""
    terms = UnitTerms.from_law(current_law(), on=facts.on)
    people = facts.members.drop("is_ended").with_row_index("row")
    pairs = _pairs(facts.ties, people, terms=terms)
    household = pl.struct("care_case", "home").rank("dense")
    found = units_of(
        People(
            household=people.select(household)["care_case"].to_numpy().astype(np.int64),
            born=_days(people["born"]),
            is_emancipated=np.zeros(people.height, dtype=np.bool_),
        ),
        Ties(
            elder=pairs["elder_row"].to_numpy().astype(np.int64),
            younger=pairs["younger_row"].to_numpy().astype(np.int64),
            kind=pairs["kind_place"].to_numpy().astype(np.int64),
        ),
        terms=terms,
    )
    outcome = [OUTCOME_NAMES[place] for place in found.outcome]
    ties = pairs.select("care_case", "elder", "younger", "kind").with_columns(
        outcome=pl.Series(outcome, dtype=pl.String)
    )
    return LaidOut(people=_numbered(people.with_columns(label=found.unit)), ties=ties)


def _numbered(people: pl.DataFrame) -> pl.DataFrame:
    """Units by the lowest of their children, adults before children."""
    is_child = pl.col("role") == MemberRole.CHILD
    is_adult = pl.col("role") == MemberRole.ADULT
    first_child = pl.col("participant").filter(is_child).min().over("label")
    return (
        people.with_columns(
            unit=first_child.fill_null(pl.col("participant").min().over("label")),
            is_whole=(is_adult.any() & is_child.any()).over("label")
            & (pl.col("role") != MemberRole.OTHER),
        )
        .sort("care_case", "label", "role", "participant")
        .drop("row")
    )


def _pairs(ties: pl.DataFrame, people: pl.DataFrame, *, terms: UnitTerms) -> pl.DataFrame:
    """Each tie by the rows of its two; in one household where they share one."""
    places = people.select("row", "care_case", "participant", "home")
    both = (
        ties.join(places, left_on=["care_case", "elder"], right_on=["care_case", "participant"])
        .rename({"row": "elder_row", "home": "elder_home"})
        .join(places, left_on=["care_case", "younger"], right_on=["care_case", "participant"])
        .rename({"row": "younger_row", "home": "younger_home"})
        .with_columns(is_apart=pl.col("elder_home") != pl.col("younger_home"))
        .sort("care_case", "elder", "younger", "kind", "is_apart")
    )
    # Who share a household in one home are tied there; who never do are tied once, apart.
    is_first = pl.int_range(pl.len()).over("care_case", "elder", "younger", "kind") == 0
    known = both.filter(~pl.col("is_apart") | is_first).filter(
        pl.col("kind").is_in(list(terms.names))
    )
    place = {name: number for number, name in enumerate(terms.names)}
    return known.with_columns(
        kind_place=pl.col("kind").replace_strict(place, return_dtype=pl.Int64)
    )


def _days(born: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    filled = born.fill_null(NEVER_BORN)
    days: np.ndarray[tuple[int], np.dtype[np.int64]] = (
        (filled - EPOCH).dt.total_days().to_numpy().astype(np.int64)
    )
    return days
