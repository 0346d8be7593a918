"""Files of fixed-width records between a header and a trailer that counts them.

The layouts of a file called ``card_load`` are ``card_load_header``, ``card_load_detail`` and
``card_load_trailer``. Lines end with LF; the same records give the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from posse.formats.codec import FixedLayout, Record
from posse.formats.columns import ColumnValue, write_columns
from posse.formats.findings import Finding, file_finding, record_finding
from posse.formats.layouts import load_layout

_LF = 10


@dataclass(frozen=True)
class Frame:
    """The three records of a file."""

    header: FixedLayout
    detail: FixedLayout
    trailer: FixedLayout

    @classmethod
    def named(cls, name: str) -> "Frame":
        """The frame of a file, such as ``positive_pay``."""
        return cls(*(load_layout(f"{name}_{part}") for part in ("header", "detail", "trailer")))


@dataclass(frozen=True)
class FramedFile:
    """A file as it was read: ``details`` are its good records by their line.

    A fatal finding means that nothing of it may be used.
    """

    header: Record
    details: tuple[tuple[int, Record], ...]
    findings: tuple[Finding, ...]


def write_framed(
    frame: Frame, *, header: Record, details: Mapping[str, ColumnValue], trailer: Record
) -> bytes:
    """A whole file; the trailer's ``record_count`` says how many details there are.

    Shapes: ``details`` are columns, [record].
    Raises: RecordError when a value does not fit its field.
    """
    count = trailer["record_count"]
    assert isinstance(count, int), "a trailer counts records"
    lines = write_columns(frame.detail, details, count=count)
    ends = np.full((count, 1), _LF, dtype=np.uint8)
    body = np.concatenate([lines, ends], axis=1).tobytes()
    first, last = frame.header.write(header), frame.trailer.write(trailer)
    return f"{first}\n".encode("ascii") + body + f"{last}\n".encode("ascii")


def read_framed(frame: Frame, content: bytes) -> FramedFile:
    """A file's records and what is wrong with it; bad bytes give findings, never an error."""
    lines = content.decode("latin-1").split("\n")
    while lines and not lines[-1].strip("\r \x1a"):
        lines.pop()
    lines = [line.removesuffix("\r") for line in lines]
    if len(lines) < 2:
        return _refused("The file has no header and trailer. Send it again in full.", line=None)
    header, wrong_header = frame.header.parse(lines[0], line_number=1)
    if wrong_header:
        return _refused(wrong_header[0].reason, line=1)
    trailer, wrong_trailer = frame.trailer.parse(lines[-1], line_number=len(lines))
    if wrong_trailer:
        return _refused(
            f"The file does not end with its trailer: {wrong_trailer[0].reason}",
            line=len(lines),
        )
    body = lines[1:-1]
    if trailer["record_count"] != len(body):
        reason = (
            f"The trailer counts {trailer['record_count']} records and the file has"
            f" {len(body)}. Send it again in full."
        )
        return _refused(reason, line=len(lines))
    good, findings = _details(frame, body)
    total_cents = sum(int(record["amount"] or 0) for _, record in good)
    if not findings and trailer["total_amount"] != total_cents:
        reason = (
            f"The trailer tells {trailer['total_amount']} cents and the records come to"
            f" {total_cents}. Send the file again in full."
        )
        return _refused(reason, line=len(lines))
    return FramedFile(header, tuple(good), tuple(findings))


def _details(frame: Frame, body: list[str]) -> tuple[list[tuple[int, Record]], list[Finding]]:
    """Good records by their line, and the findings of the others."""
    good, findings = [], []
    for line, text in enumerate(body, start=2):
        record, wrong = frame.detail.parse(text, line_number=line)
        if not wrong and not record["amount"]:
            reason = "The amount must be more than zero; correct it and send it again."
            wrong = [record_finding(line, "Amount", code="amount", reason=reason, text=text)]
        findings += wrong
        if not wrong:
            good.append((line, record))
    return good, findings


def _refused(reason: str, *, line: int | None) -> FramedFile:
    return FramedFile({}, (), (file_finding(line, "File", code="frame", reason=reason),))
