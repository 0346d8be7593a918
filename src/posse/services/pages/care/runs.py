"""Runs over the child care caseload, and what one of today would change."""

from dataclasses import dataclass
from datetime import date

from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.rules.law_files import DatedValue
from posse.services.access import Visitor
from posse.services.care.caseload import Summed, summed
from posse.services.care.lacking import lacking_charts
from posse.services.pages.care.mass_changes import MassChange, frames_of, mass_change


@dataclass(frozen=True)
class CareRunsPage:
    """The latest runs, the preview where it was asked for, and charts that are not known."""

    on: date
    runs: tuple[Run, ...]
    preview: tuple[Summed, ...] | None
    mass: MassChange | None
    unit_count: int
    lacking: tuple[DatedValue, ...]


def care_runs_page(*, on: date, is_previewed: bool, user: Visitor) -> CareRunsPage:
    """The page of runs as of a day. Raises: LawError where the day's law is not known.

    Source: CC-1404-A-1.
    """
    frames = frames_of(on=on) if is_previewed else []
    found = tuple(summed(iter(frames))) if is_previewed else None
    return CareRunsPage(
        on=on,
        runs=tuple(Run.objects.filter(kind=RunKind.CARE).order_by("-id")[:24]),
        preview=found,
        mass=mass_change(frames, user=user, on=on) if is_previewed else None,
        unit_count=sum(row.count for row in found or ()),
        lacking=tuple(lacking_charts(on=on)),
    )
