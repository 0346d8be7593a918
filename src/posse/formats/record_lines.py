"""Lines of a partner's file, one record each, and what every reader asks of them first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from posse.formats.codec import Record
from posse.formats.columns import ByteMatrix
from posse.formats.findings import Finding, file_finding, masked, record_finding

LF = 10
SSN_MAX = 10**9


@dataclass(frozen=True)
class PartnerFile:
    """A partner's file as it was read: its good records by their line.

    ``control`` is what opens or closes the file and counts it. A fatal finding means that
    nothing of it may be used; ``records`` is then empty.
    """

    records: tuple[tuple[int, Record], ...]
    findings: tuple[Finding, ...]
    control: Record
    count: int = 0


@dataclass(frozen=True)
class Written:
    """A file as it goes out, and what was left out of it, each with its reason.

    The line of a finding is the row of what was to be written, counted from 1.
    """

    content: bytes
    count: int
    findings: tuple[Finding, ...]


def refused(line: int | None, field: str, *, code: str, reason: str) -> PartnerFile:
    """A file of which nothing may be used."""
    return PartnerFile((), (file_finding(line, field, code=code, reason=reason),), {})


def lines_of(content: bytes) -> list[str]:
    """The lines of a file without their ends; bytes that are no ASCII stay to be found."""
    lines = content.decode("latin-1").split("\n")
    while lines and not lines[-1].strip("\r \x1a\0"):
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def cut_line(lines: Sequence[str], *, length: int) -> PartnerFile | None:
    """A refusal of a file that nothing counts, where it is empty or a line of it is cut."""
    if not lines:
        return refused(
            None, "File", code="frame", reason="The file is empty. Ask for it again."
        )
    for place, line in enumerate(lines, start=1):
        if len(line) != length:
            reason = (
                f"Line {place} has {len(line)} characters and must have {length}, so the file"
                " was cut on its way. Ask for it again in full."
            )
            return refused(place, "record", code="frame", reason=reason)
    return None


def matrix_of(content: bytes, *, length: int) -> ByteMatrix | None:
    """A file of equal records as a byte matrix; None where its lines are not of that length.

    Shapes: the result is [record, byte], without the line ends.
    """
    step = length + 1
    if not content or len(content) % step:
        return None
    whole = np.frombuffer(content, dtype=np.uint8).reshape(-1, step)
    return whole[:, :length] if bool((whole[:, length] == LF).all()) else None


def lines_from(matrix: ByteMatrix) -> bytes:
    """The records of a byte matrix, each with its line end. Shapes: [record, byte]."""
    ends = np.full((matrix.shape[0], 1), LF, dtype=np.uint8)
    return np.concatenate([matrix, ends], axis=1).tobytes()


def fitting(column: str, length: int) -> pl.Expr:
    """A text without accents, cut to a field's length; what has no plain sign becomes ?."""
    bare = pl.col(column).fill_null("").str.normalize("NFKD")
    bare = bare.str.replace_all(r"\p{M}", "").str.replace_all(r"[^ -~]", "?")
    return bare.str.slice(0, length).str.strip_chars_end().alias(column)


def text_series(texts: npt.NDArray[np.generic]) -> pl.Series:
    """Texts of a byte matrix as a column; a byte outside ASCII stays one sign of it.

    Shapes: [record].
    """
    return pl.Series(np.char.decode(texts.astype(np.bytes_), "latin-1"), dtype=pl.String)


def split_by(
    rows: pl.DataFrame, checks: Sequence[tuple[str, str, pl.Expr, str]]
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """The rows that may be written, and the findings of the others.

    A check is the field, the code, where it is wrong, and the reason in words.
    """
    marks = rows.select(
        wrong.fill_null(value=True).alias(str(place))
        for place, (_, _, wrong, _) in enumerate(checks)
    )
    findings = [
        record_finding(line + 1, field, code=code, reason=reason)
        for place, (field, code, _, reason) in enumerate(checks)
        for line in marks[str(place)].arg_true()
    ]
    is_good = ~marks.select(pl.any_horizontal(pl.all())).to_series()
    return rows.filter(is_good), tuple(sorted(findings, key=lambda found: found.line or 0))


def repeated(
    records: Iterable[tuple[int, Record]], names: Sequence[str], *, what: str
) -> tuple[list[tuple[int, Record]], list[Finding]]:
    """Records without those whose key stood before, which are told."""
    first: dict[tuple[object, ...], int] = {}
    good, findings = [], []
    for line, record in records:
        key = tuple(record[name] for name in names)
        if key in first:
            reason = f"This {what} stands in line {first[key]} already; send each once."
            findings.append(record_finding(line, "record", code="repeated", reason=reason))
            continue
        first[key] = line
        good.append((line, record))
    return good, findings


def ssn_text(value: object) -> str:
    """A Social Security number as nine digits; empty where the field held none."""
    return f"{value:09d}" if isinstance(value, int) and 0 < value < SSN_MAX else ""


def signed_cents(text: object) -> int | None:
    """A signed amount whose sign stands plainly before or behind its digits; None otherwise.

    How a partner writes a sign into the last digit is not known here, so that is not guessed.
    """
    if isinstance(text, int):
        return text
    plain = str(text).strip()
    sign = -1 if plain.startswith("-") or plain.endswith("-") else 1
    digits = plain.strip("+-")
    is_plain = digits.isascii() and digits.isdigit() and len(plain) - len(digits) == 1
    return sign * int(digits) if is_plain else None


def told(record: Mapping[str, object], name: str) -> str:
    """A field's text, masked, for a sentence."""
    return masked(str(record.get(name) or ""))
