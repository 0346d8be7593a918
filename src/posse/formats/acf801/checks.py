"""What every element of an ACF-801 report must hold, told as findings, never raised.

A finding's line is the row of its part, counted from 1; its field is the element's number
and title. Code ``missing`` is told and written as blanks; any other keeps the family out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from posse.formats.acf801.elements import (
    CHILD,
    FAMILY,
    NOT_KNOWN,
    OLD,
    PARTS,
    PROVIDER,
    RACE_IS_SEPARATE,
    SETTING,
    Element,
    elements,
    version_of,
)
from posse.formats.acf801.relations import (
    MISSING,
    Check,
    of_child,
    of_family,
    of_provider,
    of_setting,
)
from posse.formats.acf801.report import (
    CHILD_KEY,
    FAMILY_KEY,
    CareReport,
    whole_dollars,
)
from posse.formats.findings import Finding, record_finding

# What text must look like and in which words, by the element's name or by its kind.
PATTERNS = MappingProxyType({
    # The 23 counties have the odd numbers to 045.
    "fips_code": ("^560([0-3][13579]|4[135])$", "It must be a county of Wyoming, 56001-56045."),
    "digits": ("^[0-9]{{length}}$", "It must be {length} digits."),
    "month": ("^(19|20)[0-9]{2}(0[1-9]|1[0-2])$", "It must be a month, YYYYMM."),
    # The identifier is filled with zeros: one that begins with a zero would lose it.
    "unique_state_identifier": (
        "^[1-9A-Za-z][0-9A-Za-z]{0,14}$",
        "At most {length} plain letters and digits, not beginning with 0.",
    ),
    "text": ("^[ -~]{1,{length}}$", "At most {length} characters of plain ASCII."),
})  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """What was found, and the identifiers of the families that may be written."""

    findings: tuple[Finding, ...]
    good_families: frozenset[str]


def check_report(report: CareReport) -> Checked:
    """Every finding of a report, part by part.

    Raises: LayoutNotKnown for a month before the first version that is known.
    """
    version = version_of("record", month=report.month).name
    findings = list(_month_findings(report))
    bad: set[str | None] = {None}
    for part in PARTS:
        rows = _with_counts(report, part)
        for check in _checks(part, report.month, version):
            places = rows.select(check.wrong.fill_null(value=False)).to_series().arg_true()
            findings += [_finding(check, int(place)) for place in places]
            if check.code != MISSING and part != PROVIDER:
                bad |= set(rows[FAMILY_KEY].gather(places))
    known = set(report.families[FAMILY_KEY])
    return Checked(tuple(findings), frozenset(known - bad))


def _month_findings(report: CareReport) -> Iterator[Finding]:
    """What is not known of the report's month as a whole."""
    race = version_of("race", month=report.month)
    if race.name != RACE_IS_SEPARATE:
        # Told once and not for each child: nothing in the data can mend it.
        words = f"{race.words}, is not known. They are kept as six items until it is."
        field = "18-23 Race and ethnicity"
        yield record_finding(None, field, code=NOT_KNOWN, reason=words)


def _finding(check: Check, place: int) -> Finding:
    return record_finding(place + 1, check.element.label, code=check.code, reason=check.reason)


def _checks(part: str, month: str, version: str) -> Iterator[Check]:
    """The checks of a part: each element alone, then those that look at several."""
    for each in elements(part):
        if version == OLD and not each.is_of_2002_2010:
            continue
        yield from _alone(each, version)
    between = {
        FAMILY: lambda: of_family(month),
        CHILD: lambda: of_child(month),
        SETTING: lambda: of_setting(month, version),
        PROVIDER: of_provider,
    }
    yield from between[part]()


def _alone(each: Element, version: str) -> Iterator[Check]:
    """What an element must hold whatever the others say."""
    value = pl.col(each.column)
    if each.is_always:
        reason = f"{each.title} is missing; it is asked of every {each.part}."
        yield Check(each, MISSING, value.is_null(), reason)
    wrong, reason = _shape(each, version)
    yield Check(each, "value", wrong, reason)
    codes = each.codes_of(version)
    if any(code.sure == NOT_KNOWN for code in codes.values()):
        unclear = [name for name, code in codes.items() if code.sure == NOT_KNOWN]
        reason = f"What {', '.join(unclear)} mean is not known, so it cannot be reported yet."
        yield Check(each, NOT_KNOWN, value.is_in(unclear), reason)


def _shape(each: Element, version: str) -> tuple[pl.Expr, str]:
    """Where the value of an element cannot stand in it, and why."""
    value = pl.col(each.column)
    if each.is_number:
        return _range(each, version)
    if each.kind == "code":
        codes = list(each.codes_of(version))
        return ~value.is_in(codes), f"It must be one of {', '.join(codes)}."
    if each.kind == "day":
        day = value.str.to_date("%m%d%Y", strict=False)
        return day.is_null() & value.is_not_null(), "It must be a day, MMDDYYYY."
    pattern, words = PATTERNS[each.name if each.name in PATTERNS else each.kind]
    pattern, words = (text.replace("{length}", str(each.length)) for text in (pattern, words))
    return ~value.str.contains(pattern), words


def _range(each: Element, version: str) -> tuple[pl.Expr, str]:
    """Where a number is below zero or more than its field or its ceiling holds."""
    widest = 10**each.length - 1
    most = each.most[version] or widest
    value = whole_dollars(each.column) if each.kind == "dollars" else pl.col(each.column)
    unit = " dollars" if each.kind == "dollars" else ""
    words = f"It must be from 0 to {most:,}{unit}."
    return (pl.col(each.column) < 0) | (value > most), words


def _with_counts(report: CareReport, part: str) -> pl.DataFrame:
    """A part's rows with what the checks ask of the other parts."""
    rows = report.rows_of(part)
    key = [FAMILY_KEY, CHILD_KEY]
    if part == FAMILY:
        counts = report.children.group_by(FAMILY_KEY).len("children_served")
        joined = rows.join(counts, on=FAMILY_KEY, how="left", maintain_order="left")
        return joined.with_columns(pl.col("children_served").fill_null(0))
    if part == CHILD:
        counts = report.settings.group_by(key).len("settings_used")
        joined = rows.join(counts, on=key, how="left", maintain_order="left")
        return joined.with_columns(
            pl.col("settings_used").fill_null(0),
            pl.col(FAMILY_KEY).is_in(report.families[FAMILY_KEY].implode()).alias("has_family"),
        )
    if part == SETTING:
        owners = report.children.select(key, has_child=pl.lit(value=True)).unique()
        joined = rows.join(owners, on=key, how="left", maintain_order="left")
        return joined.with_columns(
            pl.col("has_child").fill_null(value=False), _has_provider(report)
        )
    return rows


def _has_provider(report: CareReport) -> pl.Expr:
    """Whether a setting's provider stands among the providers, by either number."""
    found = [
        pl.col(name).is_in(report.providers[name].drop_nulls().implode()).fill_null(value=False)
        for name in ("provider_fein", "provider_state_identifier")
    ]
    return pl.any_horizontal(found).alias("has_provider")
