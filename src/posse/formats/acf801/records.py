"""Case records of 2002 to 2010: a family, its children, the settings of each.

A family is 61 bytes, a child 23 and a setting 10, one after the other, each begun by its
letter. Numbers and the State's identifier are filled with zeros, a missing element with
blanks. What ends a record on the wire, and the monthly summary before the first, are not
known; here one family stands on a line, to be kept and read again, not to be sent.

The format is that of Technical Bulletin 4r, 2002; its section 7.9 says how values are filled.
Source: 45 CFR 98.71(a).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from posse.formats.acf801.checks import check_report
from posse.formats.acf801.elements import (
    CHILD,
    FAMILY,
    OLD,
    SETTING,
    elements,
    version_of,
)
from posse.formats.acf801.report import (
    CENTS_OF_DOLLAR,
    CHILD_KEY,
    FAMILY_KEY,
    CareReport,
    schema,
    whole_dollars,
)
from posse.formats.codec import FixedLayout, LayoutNotKnown, Record
from posse.formats.findings import Finding, file_finding, record_finding
from posse.formats.layouts import load_layout
from posse.formats.record_lines import Written, lines_of

LETTERS: Mapping[str, str] = {FAMILY: "F", CHILD: "C", SETTING: "S"}
LAYOUTS: Mapping[str, FixedLayout] = {
    part: load_layout(f"acf801_{part}_2002_2010") for part in LETTERS
}
MONTH_FIELD = "sample_month_year"
# Numbers of people are no longer collected, so they were never kept in the frames.
NOT_COLLECTED = {FAMILY: "family_ssn", CHILD: "child_ssn", SETTING: ""}


def refuse_if_not_known(month: str) -> None:
    """Raise LayoutNotKnown, in words, for a month whose bytes are not known."""
    version = version_of("record", month=month)
    if version.name != OLD:
        raise LayoutNotKnown(
            f"ACF-801 of {month[:4]}-{month[4:]} cannot be written or read: of the layout in"
            f" force since {version.first_month[:4]}-{version.first_month[4:]} these are not"
            f" known: {version.words}. The elements can be checked and counted meanwhile."
        )


def write_case_records(report: CareReport) -> Written:
    """The case records of a report; families with a finding but a missing element stay out.

    Raises: LayoutNotKnown for a month whose bytes are not known; they are never made up.
    """
    refuse_if_not_known(report.month)
    checked = check_report(report)
    good = list(checked.good_families)
    parts = {
        part: _writable(report.rows_of(part).filter(pl.col(FAMILY_KEY).is_in(good)), part)
        for part in LETTERS
    }
    settings: dict[tuple[Any, Any], list[str]] = defaultdict(list)
    for row in parts[SETTING].iter_rows(named=True):
        settings[row[FAMILY_KEY], row[CHILD_KEY]].append(_bytes(row, SETTING))
    blocks: dict[Any, list[str]] = defaultdict(list)
    for row in parts[CHILD].iter_rows(named=True):
        key = row[FAMILY_KEY], row[CHILD_KEY]
        blocks[row[FAMILY_KEY]] += [_bytes(row, CHILD), *settings[key]]
    lines = [
        "".join([_bytes({**row, MONTH_FIELD: report.month}, FAMILY), *blocks[row[FAMILY_KEY]]])
        for row in parts[FAMILY].iter_rows(named=True)
    ]
    content = "".join(f"{line}\n" for line in lines).encode("ascii")
    return Written(content=content, count=len(lines), findings=checked.findings)


def read_case_records(content: bytes) -> tuple[CareReport | None, tuple[Finding, ...]]:
    """The report that stands in case records, and what could not be read of them.

    A family with a finding is left out. None where no family could be read, or where the
    families are of more than one month.
    Raises: LayoutNotKnown for records of a month whose bytes are not known.
    """
    rows: dict[str, list[dict[str, Any]]] = {part: [] for part in LETTERS}
    findings: list[Finding] = []
    months: set[str] = set()
    for line, text in enumerate(lines_of(content), start=1):
        records, problems = _cut(text, line)
        findings += problems
        if problems:
            continue
        months.add(_of_width(records[0][1][MONTH_FIELD], 6))
        _take(records, rows)
    if len(months) != 1:
        reason = "A file holds the families of one month; none or several stand here."
        field = LAYOUTS[FAMILY].by_name[MONTH_FIELD].title
        return None, (file_finding(None, field, code="month", reason=reason), *findings)
    [month] = months
    refuse_if_not_known(month)
    frames = {part: _frame(rows[part], part) for part in LETTERS}
    report = CareReport.of(
        month, families=frames[FAMILY], children=frames[CHILD], settings=frames[SETTING]
    )
    return report, tuple(findings)


def _writable(rows: pl.DataFrame, part: str) -> pl.DataFrame:
    """A part's rows by the names of its layout, money in whole dollars."""
    return rows.with_columns(
        whole_dollars(each.column).alias(each.name)
        for each in elements(part)
        if each.kind == "dollars"
    )


def _bytes(row: Mapping[str, Any], part: str) -> str:
    """One family, child or setting as the bytes of its layout."""
    layout = LAYOUTS[part]
    given = {name: row[name] for name in layout.by_name if name in row}
    if part == FAMILY:
        given[FAMILY_KEY] = row[FAMILY_KEY].zfill(layout.by_name[FAMILY_KEY].length)
    if NOT_COLLECTED[part]:
        given[NOT_COLLECTED[part]] = None
    return layout.write({**given, "delimiter": LETTERS[part]})


def _cut(text: str, line: int) -> tuple[list[tuple[str, Record]], list[Finding]]:
    """The records of one line, each with its part; the first is the family's."""
    records: list[tuple[str, Record]] = []
    findings: list[Finding] = []
    for part, piece in _pieces(text):
        if part is None:
            reason = f"Byte {len(text) - len(piece) + 1} must begin a family, child or setting."
            found = record_finding(line, "Delimiter", code="delimiter", reason=reason)
            return records, [*findings, found]
        record, problems = LAYOUTS[part].parse(piece, line_number=line)
        findings += problems
        records.append((part, record))
    order = "".join(LETTERS[part] for part, _ in records)
    if not findings and not _is_in_order(order):
        reason = f"The records stand as {order}; it must be F, then C with its S, and again."
        findings.append(record_finding(line, "Delimiter", code="order", reason=reason))
    return records, findings


def _is_in_order(order: str) -> bool:
    """Whether one family stands first, with children that each have a setting."""
    children = order[1:].split("C")
    is_begun = order.startswith("FC") and children[0] == ""
    return is_begun and all(each and set(each) == {"S"} for each in children[1:])


def _pieces(text: str) -> Iterator[tuple[str | None, str]]:
    """The line cut by its letters; None, with the rest, where no part begins."""
    part_of = {letter: part for part, letter in LETTERS.items()}
    rest = text
    while rest:
        part = part_of.get(rest[0])
        if part is None:
            yield None, rest
            return
        length = LAYOUTS[part].known_length
        yield part, rest[:length]
        rest = rest[length:]


def _take(records: list[tuple[str, Record]], rows: dict[str, list[dict[str, Any]]]) -> None:
    """Put a line's records into the rows of their parts, children counted from 1."""
    family = str(records[0][1][FAMILY_KEY]).lstrip("0")
    child = 0
    for part, record in records:
        child += part == CHILD
        row = _values(record, part)
        key = {FAMILY_KEY: family} if part == FAMILY else {FAMILY_KEY: family, CHILD_KEY: child}
        rows[part].append({**row, **key})


def _values(record: Record, part: str) -> dict[str, Any]:
    """A record's elements as the columns of the report."""
    values: dict[str, Any] = {}
    for each in elements(part):
        if each.name not in record:
            continue
        value = record[each.name]
        if value is None or value == "":
            values[each.column] = None
        elif each.kind == "dollars":
            values[each.column] = int(value) * CENTS_OF_DOLLAR
        elif each.kind == "count":
            values[each.column] = int(value)
        else:
            values[each.column] = _of_width(value, each.length)
    return values


def _of_width(value: object, width: int) -> str:
    """A code or month with the zeros that a number lost."""
    return str(value).zfill(width)


def _frame(rows: list[dict[str, Any]], part: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema(part))
