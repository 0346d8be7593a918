"""The law's criteria of eligibility, typed: what each asks of whom, and by which figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.rules.childcare.eligibility.facts import DEGREES
from posse.rules.parameters import Law
from posse.units.money import Ratio

PREFIX = "childcare.eligibility."
CHILD, ADULT, FAMILY = "child", "adult", "family"
INCOME = "income"
MONTHS_OF_YEAR = 12
HUNDREDTHS = 100
# The order in which reasons are told; each has its own bit.
FACTORS = (
    *("age", "residence", "identity", "citizenship", "relationship", "activity", INCOME),
    *("assets", "disqualification", "restitution", "cooperation", "provider"),
)


@dataclass(frozen=True)
class Threshold:
    """What a value is compared with. Units: as ``unit`` says; a ratio in hundredths."""

    key: str
    comparator: str
    value: int
    unit: str
    cites: tuple[str, ...]
    sure: str


@dataclass(frozen=True)
class Check:
    """One thing that must hold: a fact, compared with a threshold where it is no yes or no."""

    fact: str
    words: str
    threshold: Threshold | None
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    """What must hold; one way of several is enough, and of a way every check.

    ``of`` is whom it asks: each child, adult or family. ``is_of_one``: one adult of the
    family is enough.
    """

    name: str
    factor: str
    of: str
    is_of_one: bool
    words: str
    ways: tuple[tuple[Check, ...], ...]

    @property
    def cites(self) -> tuple[str, ...]:
        """Every clause that stands behind it. Source: CC-503-A."""
        found = (cite for way in self.ways for check in way for cite in check.cites)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class EligibilityTerms:
    """The law of eligibility on one day.

    ``study_months`` and ``study_months_working`` are by place in DEGREES, 0 for no limit.
    Units: months, hundredths of hours.
    """

    criteria: tuple[Criterion, ...]
    study_months: tuple[int, ...]
    study_months_working: tuple[int, ...]
    study_comparator: str
    study_work_hours: int
    qualified_statuses: tuple[str, ...]
    assets_most_cents: int

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "EligibilityTerms":
        """The terms in force on a day.

        Raises: UnknownParameter, BeforeFirstDate, ValueError for a threshold that compares
        nothing.
        Source: CC-503-A, CC-503-D-2-i, CC-503-D-2-ii, CC-605-B, CC-800-A.
        """
        rows = law.value(f"{PREFIX}criteria", on=on)
        study = law.dated(f"{PREFIX}study_years", on=on)
        years = {row["degree"]: row for row in study.value}
        statuses = law.value(f"{PREFIX}qualified_statuses", on=on)
        return cls(
            criteria=tuple(_criterion(law, row, on=on) for row in rows),
            study_months=_months(years, "years"),
            study_months_working=_months(years, "years_working"),
            study_comparator=study.comparator or "<",
            study_work_hours=law.value(f"{PREFIX}study_work_hours", on=on) * HUNDREDTHS,
            qualified_statuses=tuple(row["status"] for row in statuses),
            assets_most_cents=law.value(f"{PREFIX}assets_most", on=on),
        )


def _months(years: Mapping[str, Mapping[str, Any]], column: str) -> tuple[int, ...]:
    return tuple(
        years[degree][column] * MONTHS_OF_YEAR if degree in years else 0 for degree in DEGREES
    )


def _criterion(law: Law, row: Mapping[str, Any], *, on: date) -> Criterion:
    return Criterion(
        name=row["name"],
        factor=row["factor"],
        of=row["of"],
        is_of_one=row.get("across") == "any",
        words=row["words"],
        ways=tuple(tuple(_check(law, each, on=on) for each in way) for way in row["ways"]),
    )


def _check(law: Law, row: Mapping[str, Any], *, on: date) -> Check:
    name = row.get("threshold")
    threshold = None if name is None else _threshold(law, name, on=on)
    return Check(row["fact"], row["words"], threshold, tuple(row["cites"]))


def _threshold(law: Law, name: str, *, on: date) -> Threshold:
    dated = law.dated(PREFIX + name, on=on)
    if dated.comparator is None:
        raise ValueError(f"{dated.key} compares nothing: it has no comparator")
    value = dated.value
    if isinstance(value, Ratio):
        value = value.numerator * HUNDREDTHS // value.denominator
    return Threshold(dated.key, dated.comparator, value, dated.unit, dated.cites, dated.sure)
