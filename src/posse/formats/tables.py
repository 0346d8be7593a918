"""Files of separated values in layouts of this project's own, told in ``docs/files.md``.

A file is UTF-8 with lines that end with LF: ``H``, its name, the version and the day; the
names of the columns; one line a record; ``T``, the count and the total of the amounts. Money
is written ``123.45``, a day ``2026-10-01``. The same records give the same bytes.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from posse.formats.codec import Record, RecordError, Value
from posse.formats.findings import Finding, in_line_order, masked, record_finding
from posse.formats.identifiers import ssn_findings
from posse.formats.record_lines import PartnerFile, refused
from posse.units.money import format_cents, parse_cents

VERSION = "1"
HEAD_LENGTH, TAIL_LENGTH = 4, 3


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` is text, ssn, date, money or code."""

    name: str
    kind: str
    length: int
    is_needed: bool
    allowed: tuple[str, ...]
    meaning: str
    sure: str


@dataclass(frozen=True)
class TableLayout:
    """The columns of a file in their order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns, as the second line has them."""
        return [column.name for column in self.columns]


def write_table(
    layout: TableLayout, records: Iterable[Mapping[str, Value]], *, on: date
) -> bytes:
    """A whole file. Days are text, amounts cents.

    Raises: RecordError when a value is missing or does not fit its column.
    """
    rows = [[_cell(column, record) for column in layout.columns] for record in records]
    total = sum(_cents(layout, row) for row in rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["H", layout.name, VERSION, on.isoformat()])
    writer.writerow(layout.names)
    writer.writerows(rows)
    writer.writerow(["T", len(rows), format_cents(total)])
    return text.getvalue().encode("utf-8")


def _cell(column: Column, record: Mapping[str, Value]) -> str:
    value = record.get(column.name)
    is_cents = column.kind == "money" and isinstance(value, int)
    text = format_cents(value) if is_cents and isinstance(value, int) else str(value or "")
    wrong = fault(column, text)
    if wrong:
        raise RecordError(f"{column.name} {wrong}")
    return text


def _cents(layout: TableLayout, row: Sequence[str]) -> int:
    amounts = zip(layout.columns, row, strict=True)
    return sum(parse_cents(text) for column, text in amounts if column.kind == "money")


def fault(column: Column, text: str) -> str:
    """Why a text may not stand in a column; empty where it may."""
    if not text:
        return "is missing" if column.is_needed else ""
    if len(text) > column.length:
        return f"has more than {column.length} characters"
    if not text.isprintable() or text != text.strip():
        return "holds signs that cannot be printed, or blanks around it"
    return _money_fault(text) if column.kind == "money" else _kind_fault(column, text)


def _kind_fault(column: Column, text: str) -> str:
    if column.kind == "code" and text not in column.allowed:
        return f"must be one of {', '.join(column.allowed)}"
    if column.kind == "ssn" and ssn_findings(text, line=None):
        return "must be nine digits and not all zeros"
    if column.kind == "date" and not _is_day(text):
        return "must be a day such as 2026-10-01"
    return ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _money_fault(text: str) -> str:
    try:
        cents = parse_cents(text)
    except ValueError:
        return "must be an amount such as 123.45"
    if cents < 0:
        return "must not be negative"
    return "" if format_cents(cents) == text else "must be written with two places of cents"


def read_table(layout: TableLayout, content: bytes) -> PartnerFile:
    """A file's records with amounts in cents; wrong totals or a cut file refuse it whole.

    ``control`` has ``created_on``.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        return _refused(None, f"The file is no CSV file in UTF-8: {error}.")
    wrong = _frame_fault(layout, rows, is_whole=content.endswith(b"\n"))
    if wrong:
        return wrong
    good, findings = _records(layout, rows[2:-1])
    total = sum(_record_cents(layout, record) for _, record in good)
    if not findings and rows[-1][2] != format_cents(total):
        reason = f"The trailer tells another total than {format_cents(total)}. Ask again."
        return _refused(len(rows), reason)
    control: Record = {"created_on": rows[0][3]}
    return PartnerFile(tuple(good), tuple(in_line_order(findings)), control, len(rows) - 3)


def _frame_fault(
    layout: TableLayout, rows: Sequence[Sequence[str]], *, is_whole: bool
) -> PartnerFile | None:
    """A refusal of a file that is cut, of another kind, or counted wrongly."""
    if len(rows) < 3 or not is_whole:
        return _refused(None, "The file has no header, columns and trailer. Ask for it again.")
    head, tail, count = rows[0], rows[-1], len(rows) - 3
    expected = ["H", layout.name, VERSION]
    if len(head) != HEAD_LENGTH or head[:3] != expected or not _is_day(head[3]):
        return _refused(1, f"The first line must be {','.join(expected)} and the file's day.")
    if rows[1] != layout.names:
        return _refused(2, f"The columns must be {', '.join(layout.names)}.")
    if len(tail) != TAIL_LENGTH or tail[:2] != ["T", str(count)]:
        return _refused(
            len(rows), f"The last line must be T, {count} and the total. Ask for it again."
        )
    return None


def _record_cents(layout: TableLayout, record: Record) -> int:
    amounts = (record[column.name] for column in layout.columns if column.kind == "money")
    return sum(amount for amount in amounts if isinstance(amount, int))


def _records(
    layout: TableLayout, body: Sequence[Sequence[str]]
) -> tuple[list[tuple[int, Record]], list[Finding]]:
    """The good records by their line, and the findings of the others."""
    good: list[tuple[int, Record]] = []
    findings: list[Finding] = []
    first: dict[tuple[str, ...], int] = {}
    for line, cells in enumerate(body, start=3):
        problems = _faults(layout, cells, line)
        key = tuple(cells)
        if not problems and key in first:
            reason = f"The same record stands in line {first[key]} already."
            problems = [record_finding(line, "record", code="repeated", reason=reason)]
        first.setdefault(key, line)
        findings += problems
        if not problems:
            good.append((line, _read(layout, cells)))
    return good, findings


def _faults(layout: TableLayout, cells: Sequence[str], line: int) -> list[Finding]:
    if len(cells) != len(layout.columns):
        reason = f"The line has {len(cells)} cells and must have {len(layout.columns)}."
        return [record_finding(line, "record", code="cells", reason=reason)]
    found = []
    for column, text in zip(layout.columns, cells, strict=True):
        wrong = fault(column, text)
        if wrong:
            reason = f"{column.name} {wrong}; correct it and send it again."
            told = masked(text)
            found.append(
                record_finding(line, column.name, code=column.kind, reason=reason, text=told)
            )
    return found


def _read(layout: TableLayout, cells: Sequence[str]) -> Record:
    told = zip(layout.columns, cells, strict=True)
    return {
        column.name: parse_cents(text) if column.kind == "money" else text
        for column, text in told
    }


def _refused(line: int | None, reason: str) -> PartnerFile:
    return refused(line, "File", code="frame", reason=reason)
