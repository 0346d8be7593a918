"""The federal child care reports on a page: a month's families with what is wrong of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from posse.formats.acf800 import YearCounts
from posse.formats.acf801.elements import PARTS
from posse.formats.acf801.records import write_case_records
from posse.formats.acf801.report import CareReport
from posse.formats.codec import LayoutNotKnown
from posse.services.care.federal import (
    FamilyFinding,
    care_report,
    due_on,
    findings_of,
    year_counts,
    year_due_on,
)

SHOWN = 200
OCTOBER = 10
CENTS_OF_DOLLAR = 100


@dataclass(frozen=True)
class FindingLine:
    """One thing that is wrong or missing, and of how many rows."""

    part: str
    field: str
    reason: str
    count: int


@dataclass(frozen=True)
class MonthPage:
    """A month's report: counts by part, what is not known of its bytes, and its findings."""

    first: date
    report: CareReport
    due_on: date
    is_over: bool
    refusal: str
    counts: tuple[tuple[str, int], ...]
    lines: tuple[FindingLine, ...]
    findings: Sequence[FamilyFinding]


@dataclass(frozen=True)
class YearPage:
    """A fiscal year's counts, and by when they are due."""

    counts: YearCounts
    due_on: date


def month_page(first: date, *, on: date) -> MonthPage:
    """The page of a month of service. Raises: LayoutNotKnown for a month before March 2002.

    Source: 45 CFR 98.70(a), 98.71(a).
    """
    report = care_report(first)
    findings = findings_of(report)
    return MonthPage(
        first=first,
        report=report,
        due_on=due_on(first),
        is_over=(first + timedelta(days=31)).replace(day=1) <= on,
        refusal=refusal_of_bytes(report),
        counts=tuple((part, report.rows_of(part).height) for part in PARTS),
        lines=tuple(_lines(findings)),
        findings=findings[:SHOWN],
    )


def refusal_of_bytes(report: CareReport) -> str:
    """Why the report cannot be written as a file, in words; empty where it can."""
    try:
        write_case_records(report)
    except LayoutNotKnown as refused:
        return str(refused)
    return ""


def year_page(fiscal_year: int, *, on: date) -> YearPage:
    """The page of a federal fiscal year. Source: 45 CFR 98.70(c), 98.71(b)."""
    counts = year_counts(fiscal_year, through=on)
    return YearPage(counts, year_due_on(fiscal_year))


def fiscal_year_of(day: date) -> int:
    """The federal fiscal year of a day, which begins in October."""
    return day.year + (day.month >= OCTOBER)


def cells_of(report: CareReport, part: str) -> tuple[list[str], Iterator[list[object]]]:
    """The head and rows of a part as a table; cents become dollars."""
    rows = report.rows_of(part)
    money = {name for name in rows.columns if name.endswith("_cents")}
    head = [name.removesuffix("_cents") for name in rows.columns]
    return head, (
        [_dollars(cell) if name in money else cell for name, cell in row.items()]
        for row in rows.iter_rows(named=True)
    )


def _dollars(cents: int | None) -> str | None:
    if cents is None:
        return None
    return f"{cents // CENTS_OF_DOLLAR}.{cents % CENTS_OF_DOLLAR:02}"


def _lines(findings: Sequence[FamilyFinding]) -> Iterator[FindingLine]:
    counts = Counter((each.part, each.finding.field, each.finding.reason) for each in findings)
    for (part, field, reason), count in counts.most_common():
        yield FindingLine(part, field, reason, count)
