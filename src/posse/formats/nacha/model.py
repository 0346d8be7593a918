"""What an ACH file holds once it is read: tables of batches, entries and remittances."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from posse.formats.codec import Value
from posse.formats.findings import Finding, has_fatal
from posse.formats.nacha.lines import NO_LINES, Lines

PAYMENT = "payment"
PRENOTE = "prenote"
RETURN = "return"
SUPPORTED_CLASSES = ("CCD", "CTX", "PPD")
# An interstate payment of which the sending state keeps a cost-recovery fee: the amount of
# the DED segment is what the parent paid, the amount of the entry is what arrives.
COST_RECOVERY = ("RI", "RT", "RO")

BATCH_SCHEMA: dict[str, pl.DataType] = {
    "batch": pl.Int64(),
    "line": pl.Int64(),
    "control_line": pl.Int64(),
    "service_class_code": pl.Int64(),
    "company_name": pl.String(),
    "company_id": pl.String(),
    "sec_code": pl.String(),
    "entry_description": pl.String(),
    "effective_entry_date": pl.String(),
    "originating_dfi": pl.String(),
    "batch_number": pl.Int64(),
    "control_service_class_code": pl.Int64(),
    "control_entry_addenda_count": pl.Int64(),
    "control_entry_hash": pl.Int64(),
    "control_debit_cents": pl.Int64(),
    "control_credit_cents": pl.Int64(),
    "control_company_id": pl.String(),
    "control_originating_dfi": pl.String(),
    "control_batch_number": pl.Int64(),
}
ENTRY_SCHEMA: dict[str, pl.DataType] = {
    "entry": pl.Int64(),
    "line": pl.Int64(),
    "batch": pl.Int64(),
    "batch_line": pl.Int64(),
    "sec_code": pl.String(),
    "kind": pl.String(),
    "transaction_code": pl.Int64(),
    "is_credit": pl.Boolean(),
    "receiving_dfi": pl.Int64(),
    "routing_number": pl.String(),
    "account_number": pl.String(),
    "amount_cents": pl.Int64(),
    "identification_number": pl.String(),
    "receiver_name": pl.String(),
    "addenda_indicator": pl.String(),
    "declared_addenda_count": pl.Int64(),
    "addenda_count": pl.Int64(),
    "trace_number": pl.String(),
    "entry_text": pl.String(),
}
ADDENDA_SCHEMA: dict[str, pl.DataType] = {
    "entry": pl.Int64(),
    "line": pl.Int64(),
    "position": pl.Int64(),
    "type_code": pl.String(),
    "sequence_number": pl.Int64(),
    "entry_sequence_number": pl.String(),
}
REMITTANCE_SCHEMA: dict[str, pl.DataType] = {
    "entry": pl.Int64(),
    "segment_number": pl.Int64(),
    "addenda_line": pl.Int64(),
    "application": pl.String(),
    "remittance_id": pl.String(),
    "collected_on": pl.Date(),
    "amount_cents": pl.Int64(),
    "obligor_ssn": pl.String(),
    "medical_indicator": pl.String(),
    "obligor_name": pl.String(),
    "fips": pl.String(),
    "employment_terminated": pl.Boolean(),
    "addenda_text": pl.String(),
}
RETURN_SCHEMA: dict[str, pl.DataType] = {
    "line": pl.Int64(),
    "batch_line": pl.Int64(),
    "trace_number": pl.String(),
    "return_reason_code": pl.String(),
    "original_trace_number": pl.String(),
    "amount_cents": pl.Int64(),
    "account_number": pl.String(),
    "identification_number": pl.String(),
    "receiver_name": pl.String(),
    "information": pl.String(),
    "entry_text": pl.String(),
}


def empty(schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """A table without rows."""
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True)
class AchFile:
    """A file as it was read; nothing in it is checked against its control totals yet.

    A number that could not be read is null in the tables. ``findings`` are those of reading;
    :func:`posse.formats.nacha.checks` returns them together with its own.

    Attributes:
        header: The file header's fields; empty when the file could not be split.
        control: The file control's fields.
        batches: One row a batch: header, control and both their lines.
        entries: One row an entry, of every kind.
        addenda: One row an addenda record; ``position`` counts from 1 inside its entry.
        remittances: One row a DED segment whose elements could be told apart.
        returns: One row an entry that came back, with its addenda 99.
    """

    lines: Lines = NO_LINES
    header: Mapping[str, Value] = field(default_factory=dict)
    control: Mapping[str, Value] = field(default_factory=dict)
    batches: pl.DataFrame = field(default_factory=lambda: empty(BATCH_SCHEMA))
    entries: pl.DataFrame = field(default_factory=lambda: empty(ENTRY_SCHEMA))
    addenda: pl.DataFrame = field(default_factory=lambda: empty(ADDENDA_SCHEMA))
    remittances: pl.DataFrame = field(default_factory=lambda: empty(REMITTANCE_SCHEMA))
    returns: pl.DataFrame = field(default_factory=lambda: empty(RETURN_SCHEMA))
    findings: tuple[Finding, ...] = ()

    @property
    def entry_count(self) -> int:
        """Entries of every kind, addenda not counted."""
        return self.entries.height

    @property
    def credit_cents(self) -> int:
        """Sum of all readable credit entries."""
        return self._total_cents(pl.col("is_credit"))

    @property
    def debit_cents(self) -> int:
        """Sum of all readable debit entries."""
        return self._total_cents(~pl.col("is_credit"))

    @property
    def is_refused(self) -> bool:
        """Whether reading alone already refuses the file."""
        return has_fatal(self.findings)

    def _total_cents(self, is_counted: pl.Expr) -> int:
        total = self.entries.filter(is_counted)["amount_cents"].sum()
        return int(total or 0)
