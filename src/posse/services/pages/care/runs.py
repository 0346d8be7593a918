"""Runs over the child care caseload, and what one of today would change."""

from dataclasses import dataclass
from datetime import date

from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.rules.law_files import DatedValue
from posse.services.care.caseload import Summed, compare, summed
from posse.services.care.lacking import lacking_charts


@dataclass(frozen=True)
class CareRunsPage:
    """The latest runs, the preview where it was asked for, and charts that are not known."""

    on: date
    runs: tuple[Run, ...]
    preview: tuple[Summed, ...] | None
    unit_count: int
    lacking: tuple[DatedValue, ...]


def care_runs_page(*, on: date, is_previewed: bool) -> CareRunsPage:
    """The page of runs as of a day. Raises: LawError where the day's law is not known.

    Source: CC-1404-A-1.
    """
    found = tuple(summed(compare(on=on))) if is_previewed else None
    return CareRunsPage(
        on=on,
        runs=tuple(Run.objects.filter(kind=RunKind.CARE).order_by("-id")[:24]),
        preview=found,
        unit_count=sum(row.count for row in found or ()),
        lacking=tuple(lacking_charts(on=on)),
    )
