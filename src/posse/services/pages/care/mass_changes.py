"""What a day's law would do to the families of the caseload: up, down, out, and whom.

The same page of figures serves the charts of a later day and another law: nothing is kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Q

from posse.apps.care.models import CareCase
from posse.rules.childcare.comparing import OUTCOMES
from posse.rules.parameters import profile_names
from posse.services.access import Visitor
from posse.services.care.caseload import NOT_TOLD, SAME, WORDS, compare
from posse.services.care.comparing_laws import compare_laws
from posse.services.care.letters import names_of
from posse.services.doors.closed_cases import closed_people

SHOWN_MAX = 50
DIRECTIONS = {**OUTCOMES, NOT_TOLD: "Nobody can say: something was not told"}
CENTS = ("agency_before_cents", "agency_cents", "share_before_cents", "share_cents")


class NoSuchLaw(ValueError):  # noqa: N818 - the name says what is wrong
    """A law was asked for that this installation does not have."""


@dataclass(frozen=True)
class Direction:
    """Units to which the same becomes. Units: cents of a month, more is above zero."""

    outcome: str
    count: int
    agency_more_cents: int
    share_more_cents: int

    @property
    def words(self) -> str:
        """What becomes of them."""
        return DIRECTIONS[self.outcome]


@dataclass(frozen=True)
class Differing:
    """A unit for which something would change. Units: cents of a month."""

    number: str
    unit: int
    applicant: str
    size: int
    outcome: str
    what: str
    step_before: int
    step: int
    agency_before_cents: int
    agency_cents: int
    share_before_cents: int
    share_cents: int

    @property
    def words(self) -> str:
        """What becomes of the unit, and why."""
        return (
            f"{DIRECTIONS[self.outcome]}: {WORDS[self.what][0].lower()}{WORDS[self.what][1:]}"
        )


@dataclass(frozen=True)
class MassChange:
    """The caseload under a day's law: counts and money by outcome, and the first who differ."""

    directions: tuple[Direction, ...]
    rows: tuple[Differing, ...]
    differing_count: int

    @property
    def is_cut(self) -> bool:
        """Whether more differ than are shown."""
        return self.differing_count > len(self.rows)


def frames_of(*, on: date, profile: str = "") -> list[pl.DataFrame]:
    """The caseload of a day under its law beside what is authorized, or under a profile's.

    That of a profile stands beside the law in force, asked of the same facts.

    Raises: NoSuchLaw, LawError where the law of the day is not known.
    """
    if profile and profile not in profile_names():
        raise NoSuchLaw("there is no profile of the law with this name")
    return list(compare_laws(on=on, profile=profile) if profile else compare(on=on))


def mass_change(frames: Iterable[pl.DataFrame], *, user: Visitor, on: date) -> MassChange:
    """What would become of everybody; whoever is closed to a user is counted, not named."""
    frame = _whole(frames)
    differing = _differing(frame)
    return MassChange(
        directions=tuple(_directions(frame)),
        rows=tuple(_named(differing.head(SHOWN_MAX), user=user, on=on)),
        differing_count=differing.height,
    )


def differing_units(
    frames: Iterable[pl.DataFrame], *, user: Visitor, on: date
) -> Iterator[Differing]:
    """Everybody for whom something would change, but whoever is closed to a user."""
    return _named(_differing(_whole(frames)), user=user, on=on)


def _whole(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    parts = [each.with_columns(pl.col(CENTS).fill_null(0)) for each in frames]
    return pl.concat(parts) if parts else pl.DataFrame()


def _directions(frame: pl.DataFrame) -> Iterator[Direction]:
    """The outcomes that somebody has, in the order of DIRECTIONS."""
    if frame.is_empty():
        return
    more = (pl.col("agency_cents") - pl.col("agency_before_cents")).sum()
    owes = (pl.col("share_cents") - pl.col("share_before_cents")).sum()
    found = frame.group_by("outcome").agg(
        pl.len().cast(pl.Int64).alias("count"), agency_more_cents=more, share_more_cents=owes
    )
    rows = {row["outcome"]: Direction(**row) for row in found.iter_rows(named=True)}
    yield from (rows[outcome] for outcome in DIRECTIONS if outcome in rows)


def _differing(frame: pl.DataFrame) -> pl.DataFrame:
    return frame if frame.is_empty() else frame.filter(pl.col("what") != SAME)


def _named(frame: pl.DataFrame, *, user: Visitor, on: date) -> Iterator[Differing]:
    if frame.is_empty():
        return
    ids = frame["care_case"].unique().to_list()
    cases = _open_cases(ids, user=user, on=on)
    names = names_of([case.applicant_id for case in cases.values()], on=on)
    for row in frame.iter_rows(named=True):
        case = cases.get(row.pop("care_case"))
        if case is not None:
            yield Differing(
                number=case.number, applicant=names.get(case.applicant_id, ""), **row
            )


def _open_cases(ids: Sequence[int], *, user: Visitor, on: date) -> dict[int, CareCase]:
    closed = list(closed_people(user, on=on))
    hidden = Q(applicant__in=closed) | Q(members__participant__in=closed)
    return CareCase.objects.exclude(hidden).in_bulk(list(ids))
