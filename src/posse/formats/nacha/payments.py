"""The payments of a file: what is left when the rejected records are taken out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import polars as pl

from posse.formats.findings import Finding, has_fatal
from posse.formats.nacha.ded import DED_CODE_PREFIX
from posse.formats.nacha.model import AchFile


@dataclass(frozen=True)
class Payment:
    """One DED segment of an entry: money of one obligor for one case.

    Attributes:
        line: 1-based line of the entry; several payments of a CTX entry share it.
        segment_number: 1-based place of the segment inside its entry. With ``line`` it
            names a payment of the file.
        amount_cents: What was withheld from the obligor (DED04); zero in a notice of ended
            employment.
        entry_cents: What the whole entry brings. Less than its payments add up to only with
            cost recovery, where the sending state keeps its fee.
        entry_text: The 94 bytes of the entry as they came.
        addenda_text: The DED segment as it came.
    """

    line: int
    segment_number: int
    trace_number: str
    application: str
    remittance_id: str
    collected_on: date
    amount_cents: int
    entry_cents: int
    obligor_ssn: str
    medical_indicator: str
    obligor_name: str
    fips: str
    employment_terminated: bool
    payor_name: str
    payor_id: str
    entry_text: str
    addenda_text: str


PAYMENT_COLUMNS = tuple(each.name for each in fields(Payment))


def payment_frame(ach_file: AchFile, findings: Sequence[Finding]) -> pl.DataFrame:
    """The payments that may be posted, one row each, in the order of the file.

    Args:
        findings: All findings of :func:`posse.formats.nacha.checks.checks`. A fatal one
            leaves no payment. A finding on a batch header rejects the whole batch, one on an
            entry or in an addenda the whole entry, one about a DED segment (its code begins
            with ``ded_``) the segments that begin on its line.
    """
    companies = ach_file.batches.select(
        "batch",
        pl.col("company_name").alias("payor_name"),
        pl.col("company_id").alias("payor_id"),
    )
    entries = ach_file.entries.select(
        "entry",
        "line",
        "batch",
        "trace_number",
        pl.col("amount_cents").alias("entry_cents"),
        "entry_text",
    ).join(companies, on="batch", how="left", maintain_order="left")
    frame = ach_file.remittances.join(entries, on="entry", how="left", maintain_order="left")
    if has_fatal(findings):
        return frame.clear().select(PAYMENT_COLUMNS)
    rejected = _rejected(ach_file, findings)
    return frame.filter(
        pl.col("application").is_not_null()
        & ~pl.col("batch").is_in(rejected.batches)
        & ~pl.col("entry").is_in(rejected.entries)
        & ~pl.col("addenda_line").is_in(rejected.segment_lines)
    ).select(PAYMENT_COLUMNS)


def payments(ach_file: AchFile, findings: Sequence[Finding]) -> list[Payment]:
    """The same payments as objects, for small files and tests."""
    frame = payment_frame(ach_file, findings)
    return [Payment(**row) for row in frame.iter_rows(named=True)]


@dataclass(frozen=True)
class _Rejected:
    """What findings reject, by 0-based batch, 0-based entry and 1-based addenda line."""

    batches: list[int]
    entries: list[int]
    segment_lines: list[int]


def _rejected(ach_file: AchFile, findings: Iterable[Finding]) -> _Rejected:
    """The batches, entries and segments that findings point at."""
    placed = [found for found in findings if found.line is not None]
    batch_lines = ach_file.batches["line"].to_numpy()
    entry_lines = ach_file.entries["line"].to_numpy()
    is_batch_line = set(batch_lines.tolist())
    is_entry_line = set(entry_lines.tolist())
    batches, entries, segment_lines = [], [], []
    for found in placed:
        line = found.line or 0
        if line in is_batch_line:
            batches.append(int(np.searchsorted(batch_lines, line)))
        elif line in is_entry_line or not found.code.startswith(DED_CODE_PREFIX):
            # An addenda belongs to the last entry above it.
            entries.append(int(np.searchsorted(entry_lines, line, side="right")) - 1)
        else:
            segment_lines.append(line)
    return _Rejected(batches=batches, entries=entries, segment_lines=segment_lines)
