"""ACF-800, the yearly federal report: families and children by the eleven kinds of provider.

It counts the frames of ACF-801 of a federal fiscal year, October to September, so both
reports are of the same families. Deaths, prekindergarten questions and ways of payment are
asked too and stand in no case record; they are not counted here.

Source: 45 CFR 98.71(b).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from posse.formats.acf801.checks import check_report
from posse.formats.acf801.elements import SETTING, element
from posse.formats.acf801.report import CHILD_KEY, FAMILY_KEY, CareReport
from posse.formats.findings import Finding

OCTOBER = 10


@dataclass(frozen=True)
class YearCounts:
    """A fiscal year's families and children.

    ``by_provider`` has ``type_of_care``, ``words``, ``families``, ``children``: whoever was
    in two kinds of care stands in both rows, so the rows may add up to more than the totals,
    in which each stands once. ``findings`` are by report month.
    Shapes: ``by_provider`` has eleven rows, in the order of the form.
    """

    fiscal_year: int
    months: tuple[str, ...]
    families: int
    children: int
    by_provider: pl.DataFrame
    findings: tuple[tuple[str, Finding], ...]

    @property
    def missing_months(self) -> tuple[str, ...]:
        """Months of the year without a report."""
        return tuple(
            month for month in fiscal_months(self.fiscal_year) if month not in self.months
        )


def fiscal_months(fiscal_year: int) -> tuple[str, ...]:
    """The months of a federal fiscal year, YYYYMM, October of the year before first."""
    before = [f"{fiscal_year - 1}{month:02d}" for month in range(OCTOBER, 13)]
    return (*before, *(f"{fiscal_year}{month:02d}" for month in range(1, OCTOBER)))


def count_year(reports: Sequence[CareReport], *, fiscal_year: int) -> YearCounts:
    """The counts of a year from its monthly reports; families with a finding stay out.

    A child keeps its number within the family over the year.
    Raises: ValueError for a report of another year or for two of one month; LayoutNotKnown
    for a month before the first version that is known.
    """
    months = tuple(sorted(report.month for report in reports))
    if len(set(months)) != len(months) or not set(months) <= set(fiscal_months(fiscal_year)):
        raise ValueError("one report for each month of the fiscal year, and of no other")
    found = [(report, check_report(report)) for report in reports]
    served = pl.concat(
        [
            pl.DataFrame(schema={**_KEYS, _CARE: pl.String()}),
            *(_served(report, sorted(checked.good_families)) for report, checked in found),
        ]
    ).unique()
    return YearCounts(
        fiscal_year=fiscal_year,
        months=months,
        families=served[FAMILY_KEY].n_unique(),
        children=served.select(*_KEYS).unique().height,
        by_provider=_by_provider(served),
        findings=tuple(
            (report.month, each) for report, checked in found for each in checked.findings
        ),
    )


_KEYS = {FAMILY_KEY: pl.String(), CHILD_KEY: pl.Int64()}
_CARE = "type_of_care"


def _served(report: CareReport, good: list[str]) -> pl.DataFrame:
    """Who was in which kind of care in the month."""
    rows = report.settings.filter(pl.col(FAMILY_KEY).is_in(good), pl.col(_CARE).is_not_null())
    return rows.select(*_KEYS, _CARE)


def _by_provider(served: pl.DataFrame) -> pl.DataFrame:
    """Families and children of each of the form's columns, none left out."""
    codes = element(_CARE, part=SETTING).codes_of("current")
    columns = pl.DataFrame(
        {_CARE: list(codes), "words": [code.words for code in codes.values()]}
    )
    counts = served.group_by(_CARE).agg(
        pl.col(FAMILY_KEY).n_unique().alias("families"),
        pl.struct(*_KEYS).n_unique().alias("children"),
    )
    joined = columns.join(counts, on=_CARE, how="left", maintain_order="left")
    return joined.with_columns(pl.col("families", "children").fill_null(0).cast(pl.Int64))
