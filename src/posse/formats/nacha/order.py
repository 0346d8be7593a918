"""Which record stands where: the outline of a file, and whether its order is right."""

from dataclasses import dataclass

import numpy as np

from posse.formats.columns import ByteMatrix, IntArray
from posse.formats.findings import Finding, file_finding
from posse.formats.nacha.lines import Lines

PADDING = "9" * 94
_NAMES = {
    "^": "the beginning of the file",
    "1": "a file header (1)",
    "5": "a batch header (5)",
    "6": "an entry (6)",
    "7": "an addenda (7)",
    "8": "a batch control (8)",
    "9": "the file control (9)",
    "P": "a line of nines",
}
# What may stand after what.
_NEXT = {"^": "1", "1": "59", "5": "68", "6": "678", "7": "678", "8": "59", "9": "P", "P": "P"}
_MOST_ORDER_FINDINGS = 20


@dataclass(frozen=True)
class Outline:
    """The kinds of a file's records.

    Shapes: all arrays are [record].

    Attributes:
        kinds: The first byte of each record, ``P`` for padding.
        batch_of_row: 0-based batch each record stands in.
        entry_of_row: 0-based entry each record belongs to.
    """

    kinds: ByteMatrix
    batch_of_row: IntArray
    entry_of_row: IntArray

    def rows_of(self, kind: str) -> IntArray:
        """0-based rows of all records of one kind."""
        return np.flatnonzero(self.kinds == ord(kind)).astype(np.int64)

    @property
    def file_control_line(self) -> int:
        """1-based line of the file control."""
        return int(self.rows_of("9")[0]) + 1


def outline(lines: Lines) -> tuple[Outline, list[Finding]]:
    """The outline of a file and what is wrong with the order of its records, all fatal."""
    kinds = lines.matrix[:, 0].copy()
    is_padding = (lines.matrix == ord("9")).all(axis=1)
    kinds[is_padding] = ord("P")
    shape = Outline(
        kinds=kinds,
        batch_of_row=np.cumsum(kinds == ord("5")).astype(np.int64) - 1,
        entry_of_row=np.cumsum(kinds == ord("6")).astype(np.int64) - 1,
    )
    return shape, _order_findings(kinds)


def _order_findings(kinds: ByteMatrix) -> list[Finding]:
    may_follow = np.zeros((256, 256), dtype=np.bool_)
    for before, after in _NEXT.items():
        may_follow[ord(before), [ord(sign) for sign in after]] = True
    previous = np.concatenate([np.array([ord("^")], dtype=np.uint8), kinds[:-1]])
    wrong_rows = np.flatnonzero(~may_follow[previous, kinds])
    findings = [
        _order_finding(int(row) + 1, chr(previous[row]), chr(kinds[row]))
        for row in wrong_rows[:_MOST_ORDER_FINDINGS]
    ]
    if not (kinds == ord("9")).any():
        reason = (
            f"The file has no file control (9): it is cut off after line {kinds.size}."
            " Ask the sender to send it again in full."
        )
        findings.append(
            file_finding(None, "file control", code="missing_file_control", reason=reason)
        )
    return findings


def _order_finding(line: int, previous: str, kind: str) -> Finding:
    if kind not in _NAMES:
        reason = (
            f"The line begins with {kind!r}; a record begins with 1, 5, 6, 7, 8 or 9."
            " Ask the sender to send the file again."
        )
        return file_finding(line, "Record Type Code", code="record_type", reason=reason)
    if previous == "^":
        reason = (
            f"The file begins with {_NAMES[kind]} and must begin with a file header (1)."
            " Ask the sender to send it again in full."
        )
        return file_finding(line, "file header", code="missing_file_header", reason=reason)
    before = _NAMES.get(previous, "a record of no known type")
    after = " or ".join(_NAMES[sign] for sign in _NEXT.get(previous, "")) or "nothing"
    reason = (
        f"{_NAMES[kind].capitalize()} stands after {before}, where only {after} may stand:"
        " a record is missing or out of order. Ask the sender to send the file again."
    )
    return file_finding(line, "Record Type Code", code="record_order", reason=reason)
