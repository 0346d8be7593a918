"""ACF-801 and ACF-800 out of the tables: whose care was authorized in a month of service.

Every family of the month is reported, so nothing is sampled. What the tables do not hold is a
missing element and never made up: whose home an exempt provider cares in, and what was paid
while no payment to a provider is kept. Race, language, housing and military service are what
families tell of their own will; of a child of whom nothing was told it is not given.
Hours are those authorized, to the next full hour, which a footnote of the report says.
Source: 45 CFR 98.70(a), 98.71(a), 98.71(b).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from posse.apps.care.choices import ActivityKind
from posse.apps.subsidy.choices import ProviderLicence
from posse.apps.subsidy.models import Authorization, CareProvider
from posse.formats.acf800 import YearCounts, count_year, fiscal_months
from posse.formats.acf801.checks import check_report
from posse.formats.acf801.elements import PARTS, elements
from posse.formats.acf801.report import CHILD_KEY, FAMILY_KEY, CareReport, schema
from posse.formats.findings import Finding
from posse.services.care.federal_facts import (
    RACES,
    SAID_OF_FAMILY,
    KnownPeople,
    ReportedFamily,
    families_of_month,
    known_people,
    licences_of,
    numbers_of_children,
)
from posse.services.law import current_law
from posse.units.days import month_end

INCOMES = "childcare.countable_income.types"
MINUTES_OF_HOUR = 60
# Days after the end of the month, and the day after the fiscal year: when reports are due.
MONTH_DUE_DAYS, YEAR_DUE = 90, (12, 31)
WORKS = frozenset({ActivityKind.EMPLOYMENT, ActivityKind.SELF_EMPLOYMENT,
                   ActivityKind.JOB_SEARCH, ActivityKind.POWER})  # fmt: skip
LEARNS = frozenset({ActivityKind.EDUCATION, ActivityKind.TRAINING})
REASONS = {(True, False): "1", (False, True): "2", (True, True): "3"}
PROTECTIVE, AS_HEAD = "4", "9"
SEXES, NOT_GIVEN = {"M": "1", "F": "2"}, "9"
MILITARY = {"none": "0", "active": "1", "reserve": "2"}
# The codes of other languages are not known.
LANGUAGES = {"english": "01", "spanish": "02"}
CARE_TYPES, EXEMPT_CENTER = {"center": "04", "licensed_family": "02"}, "11"
OTHER_FEDERAL_CASH = frozenset({"ssi", "social_security", "veterans_benefits"})

Row = dict[str, Any]


@dataclass(frozen=True)
class FamilyFinding:
    """A finding with the part of the report and the family that it is of, where of one."""

    part: str
    family: str
    finding: Finding


def month_of_text(text: str) -> date:
    """The first day of a month such as ``2026-09``. Raises: ValueError."""
    year, _, month = text.partition("-")
    if len(year) != 4 or not (year + month).isdigit() or len(month) != 2:
        raise ValueError(f"{text!r} is no month such as 2026-09")
    return date(int(year), int(month), 1)


def due_on(first: date) -> date:
    """By when the report of a month is due. Source: 45 CFR 98.70(a)."""
    return month_end(first) + timedelta(days=MONTH_DUE_DAYS)


def year_due_on(fiscal_year: int) -> date:
    """By when the yearly report is due. Source: 45 CFR 98.70(c)."""
    return date(fiscal_year, *YEAR_DUE)


def care_report(first: date) -> CareReport:
    """The report of a month of service. Source: 45 CFR 98.71(a)."""
    families = families_of_month(first)
    known = known_people(families, first=first)
    numbers = numbers_of_children(families)
    providers = {row.provider_id: row.provider for each in families
                 for row in each.authorizations}  # fmt: skip
    licences = licences_of(providers, on=month_end(first))
    earned = _earned(on=month_end(first))
    children = [row for each in families for row in _children(each, known, numbers)]
    settings = [
        row for each in families for row in _settings(each, numbers, licences, first=first)
    ]
    parts = (
        [_family(each, known, earned=earned) for each in families],
        children,
        settings,
        [_provider(each) for each in sorted(providers.values(), key=lambda row: row.number)],
    )
    frames = {
        part: pl.DataFrame(rows, schema_overrides=schema(part), infer_schema_length=None)
        for part, rows in zip(PARTS, parts, strict=True)
        if rows
    }
    empty = {part: frames.get(part, pl.DataFrame()) for part in PARTS}
    return CareReport.of(
        f"{first:%Y%m}", families=empty["family"], children=empty["child"],
        settings=empty["setting"], providers=empty["provider"],
    )  # fmt: skip


def findings_of(report: CareReport) -> list[FamilyFinding]:
    """Every finding of a report with its family. Raises: LayoutNotKnown for an early month."""
    parts = {each.label: part for part in PARTS for each in elements(part)}
    return [
        _placed(report, parts.get(each.field, ""), each)
        for each in check_report(report).findings
    ]


def _placed(report: CareReport, part: str, finding: Finding) -> FamilyFinding:
    family = ""
    if part and finding.line is not None:
        row = report.rows_of(part).row(finding.line - 1, named=True)
        family = str(row.get(FAMILY_KEY) or row.get("provider_state_identifier") or "")
    return FamilyFinding(part, family, finding)


def year_counts(fiscal_year: int, *, through: date) -> YearCounts:
    """The counts of a federal fiscal year as its months are over. Source: 45 CFR 98.71(b)."""
    months = [date(int(each[:4]), int(each[4:]), 1) for each in fiscal_months(fiscal_year)]
    reports = [care_report(first) for first in months if month_end(first) <= through]
    return count_year(reports, fiscal_year=fiscal_year)


def _family(each: ReportedFamily, known: KnownPeople, *, earned: frozenset[str]) -> Row:
    children, adults = each.row["people"]["children"], each.adults
    kinds = {row["kind"] for row in each.row["incomes"] or ()}
    case = each.row["care_case_id"]
    said = {name: known.said_of_family.get((case, name)) for name in SAID_OF_FAMILY}
    return {
        FAMILY_KEY: each.number,
        "fips_code": each.county_fips or None,
        "single_parent": AS_HEAD if not adults else _yes(len(adults) == 1),
        "reason_for_care": _reason(each, known),
        "co_payment_cents": each.row["copay_cents"],
        "month_year_assistance_started": f"{each.began_on:%Y%m}",
        "monthly_income_cents": each.row["gross_cents"],
        "employment_income": _yes(bool(kinds & earned)),
        "cash_assistance": _yes(known.is_true(adults, "gets_power") or "power" in kinds),
        "housing": _told(said["gets_housing_help"]),
        # Who trains by SNAP gets it.
        "food_assistance": "1"
        if known.is_true(adults, "is_in_snap_training")
        else _told(said["gets_snap"]),
        "other_federal_cash": _yes(bool(kinds & OTHER_FEDERAL_CASH)),
        "family_size": each.row["size"],
        "homeless_status": _yes(known.is_true(children, "is_homeless")),
        "family_zip_code": known.zips.get(each.applicant),
        "military_service": MILITARY.get(said["military_service"] or ""),
        "home_language": LANGUAGES.get(said["home_language"] or ""),
    }


def _reason(each: ReportedFamily, known: KnownPeople) -> str | None:
    """Why care is needed: what the adults do, else protection; None where neither is known."""
    kinds = {kind for adult in each.adults for kind in known.activities.get(adult, ())}
    found = REASONS.get((bool(kinds & WORKS), bool(kinds & LEARNS)))
    is_protected = known.is_true(each.row["people"]["children"], "is_in_protective_services")
    return found or (PROTECTIVE if is_protected else None)


def _children(
    each: ReportedFamily, known: KnownPeople, numbers: Mapping[tuple[str, int], int]
) -> Iterator[Row]:
    """Each child that was in care of the month, once."""
    for child in dict.fromkeys(row.child_id for row in each.authorizations):
        identity = known.identities.get(child)
        born = identity.birth_date if identity else None
        yield {
            FAMILY_KEY: each.number,
            CHILD_KEY: numbers[each.number, child],
            "gender": SEXES.get(identity.sex if identity else "", NOT_GIVEN),
            "month_year_of_birth": f"{born:%Y%m}" if born else None,
            "child_disability": _yes(known.is_true([child], "is_unable_to_self_care")
                                     or known.is_true([child], "has_disability")),
            **_origins(child, known),
        }  # fmt: skip


def _origins(child: int, known: KnownPeople) -> Row:
    """Ethnicity and races as they were told; not given where nothing was."""
    hispanic = _told(known.said.get((child, "is_hispanic")))
    told = any(isinstance(known.said.get((child, name)), bool) for name in RACES)
    return {
        "hispanic_or_latino": hispanic or NOT_GIVEN,
        **{
            name.removeprefix("is_"): _yes(known.is_true([child], name)) if told else NOT_GIVEN
            for name in RACES
        },
    }


def _settings(
    each: ReportedFamily,
    numbers: Mapping[tuple[str, int], int],
    licences: Mapping[int, str],
    *,
    first: date,
) -> Iterator[Row]:
    """Each child at each provider of the month, with the hours authorized on its days."""
    minutes: dict[tuple[int, int], int] = defaultdict(int)
    providers: dict[int, CareProvider] = {}
    for row in each.authorizations:
        minutes[row.child_id, row.provider_id] += _minutes(row, first=first)
        providers[row.provider_id] = row.provider
    for (child, provider), count in minutes.items():
        if count:
            yield {
                FAMILY_KEY: each.number,
                CHILD_KEY: numbers[each.number, child],
                "type_of_care": _type_of(providers[provider], licences.get(provider, "")),
                "total_hours": -(-count // MINUTES_OF_HOUR),
                "provider_state_identifier": providers[provider].number,
            }


def _minutes(row: Authorization, *, first: date) -> int:
    """The minutes that an authorization allows in a month."""
    end = getattr(row, "end", None)
    last = min(row.ends_on, end.effective_on if end else row.ends_on, month_end(first))
    begins = max(row.effective_on, first)
    days = (begins + timedelta(days=number) for number in range((last - begins).days + 1))
    return sum(row.day_minutes[day.weekday()] for day in days)


def _type_of(provider: CareProvider, licence: str) -> str | None:
    """The kind of care, where the tables tell it: an exempt home is not known well enough."""
    if provider.setting == "center" and licence == ProviderLicence.EXEMPT:
        return EXEMPT_CENTER
    return CARE_TYPES.get(provider.setting)


def _provider(provider: CareProvider) -> Row:
    return {
        "provider_state_identifier": provider.number,
        "provider_zip_code": provider.zip_code[:5] or None,
    }


def _earned(*, on: date) -> frozenset[str]:
    """The kinds of income that come of work, by the law's table of kinds."""
    rows: Sequence[Mapping[str, Any]] = current_law().value(INCOMES, on=on)
    return frozenset(row["type"] for row in rows if row["class"] == "earned")


def _yes(is_so: bool) -> str:  # noqa: FBT001 - it is the value that is told
    return "1" if is_so else "0"


def _told(value: Any) -> str | None:
    """What was answered with yes or no; None for no answer."""
    return _yes(value) if isinstance(value, bool) else None
