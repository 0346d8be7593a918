"""A credit file read back: its totals checked, its accounts as columns."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from posse.formats.codec import Record
from posse.formats.columns import ByteMatrix, IntArray, parse_columns
from posse.formats.findings import Finding, file_finding, in_line_order, record_finding
from posse.formats.metro2.model import BASE, HEADER, SEGMENTS, TRAILER, Segment, totals
from posse.formats.metro2.writing import AMOUNTS, DAYS, DOLLAR_CENTS, PLACES
from posse.formats.record_lines import LF, split_by, text_series

ENDS = len("TRAILER")


@dataclass(frozen=True)
class CreditFile:
    """A file as it was read; a fatal finding means that nothing of it may be used.

    ``accounts`` has the columns it is written from; ``segments`` follow the base of an
    account, by its number.
    """

    header: Record
    accounts: pl.DataFrame
    segments: dict[str, tuple[Segment, ...]]
    findings: tuple[Finding, ...]


def read_credit_file(content: bytes) -> CreditFile:
    """A Metro 2 file in character format; wrong totals or cut lines refuse it whole."""
    starts, ends = _lines(content)
    if len(starts) < 2 or not content.endswith(b"\n"):
        return _refused(None, "The file has no header and trailer. Send it again in full.")
    first, last = content[: ends[0]], content[starts[-1] : ends[-1]]
    header, wrong = HEADER.parse(first, line_number=1)
    if wrong or header["record_identifier_header"] != "HEADER":
        return _refused(1, "The file does not begin with a header of 426 bytes.")
    trailer, wrong = TRAILER.parse(last, line_number=len(starts))
    if wrong or trailer["record_identifier"] != "TRAILER":
        return _refused(len(starts), "The file does not end with a trailer of 426 bytes.")
    lengths = ends[1:-1] - starts[1:-1]
    short = np.flatnonzero(lengths < BASE.known_length)
    if short.size:
        return _refused(int(short[0]) + 2, "A record is shorter than its base of 426 bytes.")
    matrix = _bases(content, starts[1:-1])
    segments, problems = _segments(content, starts[1:-1], ends[1:-1])
    counted = _texts(matrix, {"status": "acct_stat", "ecoa": "ecoa", "ssn": "ssn",
                              "dob": "dob", "phone": "phone_num"})  # fmt: skip
    miscount = None if problems else _miscount(trailer, totals(counted, segments.values()))
    if miscount:
        return _refused(len(starts), miscount)
    accounts, findings = _accounts(matrix, starts[1:-1], content)
    numbers = [text.strip() for text in _texts(matrix, {"n": "cons_acct_num"})["n"]]
    named = {numbers[place]: tuple(found) for place, found in segments.items()}
    return CreditFile(header, accounts, named, tuple(in_line_order([*problems, *findings])))


def _refused(line: int | None, reason: str) -> CreditFile:
    finding = file_finding(line, "File", code="frame", reason=reason)
    return CreditFile({}, pl.DataFrame(), {}, (finding,))


def _lines(content: bytes) -> tuple[IntArray, IntArray]:
    """Where each line starts and ends. Shapes: both are [line]."""
    ends = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) == LF)
    return np.concatenate([[0], ends[:-1] + 1])[: len(ends)], ends


def _bases(content: bytes, starts: IntArray) -> ByteMatrix:
    """The bases of all records. Shapes: [record, byte]."""
    whole = np.frombuffer(content, dtype=np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(whole, BASE.known_length)
    bases: ByteMatrix = windows[starts]
    return bases


def _texts(matrix: ByteMatrix, fields: dict[str, str]) -> pl.DataFrame:
    """Fields as text, as they stand but for blanks behind."""
    if not len(matrix):
        return pl.DataFrame(schema=dict.fromkeys(fields, pl.String))
    columns = {}
    for name, field_name in fields.items():
        field = BASE.by_name[field_name]
        part = np.ascontiguousarray(matrix[:, field.start - 1 : field.end])
        columns[name] = text_series(np.strings.rstrip(part.view(f"S{field.length}").ravel()))
    return pl.DataFrame(columns)


def _segments(
    content: bytes,
    starts: IntArray,
    ends: IntArray,
) -> tuple[dict[int, list[Segment]], list[Finding]]:
    """What follows the bases, by the place of the record, and what is wrong with it."""
    found: dict[int, list[Segment]] = {}
    findings: list[Finding] = []
    for place in np.flatnonzero(ends - starts > BASE.known_length):
        line, tail = int(place) + 2, content[starts[place] + BASE.known_length : ends[place]]
        told = found.setdefault(int(place), [])
        while tail:
            layout = SEGMENTS.get(tail[:2].decode("latin-1"))
            if layout is None or len(tail) < layout.known_length:
                reason = "What follows the base is no whole segment; send the record again."
                findings.append(record_finding(line, "segment", code="segment", reason=reason))
                break
            record, wrong = layout.parse(tail[: layout.known_length], line_number=line)
            findings += wrong
            told.append((tail[:2].decode("ascii"), record))
            tail = tail[layout.known_length :]
    return found, findings


def _miscount(trailer: Record, counted: Mapping[str, str | int | None]) -> str:
    """A total of the trailer that the records do not come to, in words."""
    for name, value in counted.items():
        if trailer[name] != value:
            title = TRAILER.by_name[name].title
            return (
                f"The trailer tells {trailer[name]} as {title} and the records come to"
                f" {value}. Send the file again in full."
            )
    return ""


def _accounts(
    matrix: ByteMatrix,
    starts: IntArray,
    content: bytes,
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """The readable accounts as columns, and the findings of the others."""
    texts = {column: name for name, column in PLACES.items() if column not in AMOUNTS}
    rows = _texts(matrix, {**texts, "rdw": "rdw", "account_type": "acct_type"})
    numbers = parse_columns(BASE, matrix, names=[_place(name) for name in AMOUNTS])
    rows = rows.with_columns(pl.Series(name, numbers.values[_place(name)]) for name in AMOUNTS)
    readable = [pl.Series(numbers.is_readable[_place(name)]) for name in AMOUNTS]
    ends = np.append(starts[1:], content.rfind(b"\n", 0, len(content) - 1) + 1)
    lengths = pl.Series(ends - starts - 1).cast(pl.String).str.zfill(4)
    is_ascii = pl.all_horizontal(pl.col(pl.String).str.contains(r"^[ -~]*$"))
    checks = [
        ("Amount", "unreadable", ~pl.all_horizontal(*readable),
         "Amounts must be digits, zero filled; correct them and send the record again."),
        ("record", "not_ascii", ~is_ascii, "The record holds characters outside ASCII."),
        ("rdw", "record_length", pl.col("rdw") != lengths,
         "The record tells another length than it has. Send it again in full."),
        ("cons_acct_num", "repeated", ~pl.col("account_number").is_first_distinct(),
         "The account stands in this file already."),
    ]  # fmt: skip
    good, findings = split_by(rows, checks)
    days = (pl.col(name).str.to_date("%m%d%Y", strict=False).alias(name) for name in DAYS)
    cents = (pl.col(name) * DOLLAR_CENTS for name in AMOUNTS)
    return good.drop("rdw").with_columns(*days, *cents), findings


def _place(column: str) -> str:
    """The field of an amount."""
    return next(name for name, of in PLACES.items() if of == column)
