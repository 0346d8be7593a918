"""Headers and trailers of electronic orders: a file of batches, each of one employer.

A header is known to byte 80 and a trailer to byte 63. Control numbers are never used twice, so
they are given by the caller, who keeps which were used.

Source: 45 CFR 303.100(e)(1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from posse.formats.codec import FixedLayout, LayoutNotKnown, Record, Value, field_text
from posse.formats.eiwo.detail import DETAIL, check_order, preview_order
from posse.formats.findings import Finding, record_finding
from posse.formats.layouts import load_layout

HEADER = load_layout("eiwo_universal_header")
TRAILER = load_layout("eiwo_universal_trailer")
FILE_HEADER, BATCH_HEADER, BATCH_TRAILER, FILE_TRAILER = "FHI", "BHI", "BTI", "FTI"
CONTROL_LENGTH = HEADER.by_name["control_number"].length


@dataclass(frozen=True)
class Batch:
    """The orders for one employer, under a control number of their own."""

    control_number: str
    ein: str
    orders: Sequence[Mapping[str, Value]]


@dataclass(frozen=True)
class OrderFile:
    """Batches under a control number, made by a State at a moment."""

    control_number: str
    state_fips: str
    made_at: datetime
    batches: Sequence[Batch]


def check_file(file: OrderFile) -> list[Finding]:
    """What keeps a file from going out; an order's line is its place in the file from 1."""
    findings: list[Finding] = []
    numbers = [file.control_number, *(batch.control_number for batch in file.batches)]
    for place, number in enumerate(numbers):
        if not 0 < len(number) <= CONTROL_LENGTH or not number.isascii():
            reason = f"A control number has 1 to {CONTROL_LENGTH} plain characters."
            findings.append(
                _finding(HEADER, place, "control_number", code="control", reason=reason)
            )
        elif number in numbers[:place]:
            reason = "This control number is used twice, and may be used once ever."
            findings.append(
                _finding(HEADER, place, "control_number", code="control_twice", reason=reason)
            )
    row = 0
    for batch in file.batches:
        for order in batch.orders:
            row += 1
            findings += check_order(order, row=row)
            if order.get("ein") != batch.ein:
                reason = "The order is for another employer than its batch."
                findings.append(
                    _finding(DETAIL, row, "ein", code="batch_employer", reason=reason)
                )
    return findings


def preview_file(file: OrderFile) -> list[str]:
    """The known bytes of every record in turn; they are no file that a portal could take in.

    Raises: RecordError where a value does not fit.
    """
    made = {
        "state_fips_code": file.state_fips,
        "creation_date": f"{file.made_at:%Y%m%d}",
        "creation_time": f"{file.made_at:%H%M%S}",
    }
    count = sum(len(batch.orders) for batch in file.batches)
    lines = [_known(HEADER, FILE_HEADER, file.control_number, **made)]
    for batch in file.batches:
        number = batch.control_number
        lines.append(_known(HEADER, BATCH_HEADER, number, ein=batch.ein, **made))
        lines += [preview_order(order) for order in batch.orders]
        lines.append(_known(TRAILER, BATCH_TRAILER, number, record_count=len(batch.orders)))
    counts = {"batch_count": len(file.batches), "record_count": count}
    return [*lines, _known(TRAILER, FILE_TRAILER, file.control_number, **counts)]


def write_file(file: OrderFile) -> bytes:
    """A file of orders, once the ends of its records are in the layouts.

    Raises: LayoutNotKnown while they are not, naming each; RecordError as ``preview_file``.
    """
    refusals = []
    for layout in (HEADER, DETAIL, TRAILER):
        try:
            layout.refuse_if_not_known()
        except LayoutNotKnown as not_known:
            refusals.append(str(not_known))
    if refusals:
        raise LayoutNotKnown(" ".join(refusals))
    return "".join(f"{line}\n" for line in preview_file(file)).encode("ascii")


def read_acknowledgments(content: bytes) -> list[Record]:
    """What employers answered, once the chart of their record is in the layout.

    Raises: LayoutNotKnown: order, widths and codes of the record are known, no positions.
    """
    layout = load_layout("eiwo_acknowledgment")
    return [layout.parse(line)[0] for line in content.splitlines()]


def check_preview(lines: Sequence[str]) -> list[Finding]:
    """Whether trailers count what stands before them and carry their headers' numbers."""
    findings: list[Finding] = []
    open_headers: list[tuple[str, int]] = []
    batches = records = 0
    for place, line in enumerate(lines, start=1):
        code = line[:3]
        if code in {FILE_HEADER, BATCH_HEADER}:
            open_headers.append((str(HEADER.parse(line)[0]["control_number"]), records))
            batches += code == BATCH_HEADER
        elif code in {BATCH_TRAILER, FILE_TRAILER}:
            trailer = TRAILER.parse(line, line_number=place)[0]
            number, before = open_headers.pop() if open_headers else ("", records)
            counted = {"record_count": records - before}
            if code == FILE_TRAILER:
                counted["batch_count"] = batches
            told: dict[str, Value] = {**counted, "control_number": number}
            findings += [
                _finding(
                    TRAILER,
                    place,
                    name,
                    code=name,
                    reason=f"It must be {value}, as counted here.",
                )
                for name, value in told.items()
                if trailer[name] != value
            ]
        else:
            records += 1
    return findings


def _known(layout: FixedLayout, code: str, number: str, **values: Value) -> str:
    told = {"document_code": code, "control_number": number, **values}
    return "".join(
        field_text(field, told.get(field.name), is_upper_case=layout.is_upper_case)
        for field in layout.fields
    )


def _finding(layout: FixedLayout, line: int, name: str, *, code: str, reason: str) -> Finding:
    return record_finding(line, layout.by_name[name].title, code=code, reason=reason)
