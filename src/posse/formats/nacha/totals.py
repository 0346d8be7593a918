"""Checks of a file as a whole: blocks, batches and control totals. Every finding is fatal.

A total that is wrong says that the sender and this office do not mean the same money, and
nobody can tell which record is at fault; so nothing of the file may be posted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from posse.formats.findings import Finding, file_finding
from posse.formats.nacha.lines import RECORDS_PER_BLOCK
from posse.formats.nacha.model import AchFile

HASH_MODULUS = 10**10
_MEND = "Ask the sender for a corrected file; nothing of this one was posted."
_DIRECTION_OF_CLASS = {220: "credits", 225: "debits"}


@dataclass(frozen=True)
class Comparison:
    """A figure of a control record beside the same figure counted in the file."""

    field: str
    code: str
    said: int | str | None
    counted: int | str | None


def block_findings(ach_file: AchFile) -> list[Finding]:
    """Whether the file fills whole blocks of ten records, as many as it says."""
    findings = []
    count, said = ach_file.lines.count, ach_file.control["block_count"]
    if count % RECORDS_PER_BLOCK:
        reason = (
            f"The file has {count} records, not a multiple of 10: it is mis-blocked or cut off."
            " Ask the sender to fill the last block with lines of nines."
        )
        findings.append(file_finding(None, "file", code="mis_blocked", reason=reason))
    elif said != count // RECORDS_PER_BLOCK:
        reason = (
            f"The file control counts {said} blocks of ten records; the file has"
            f" {count // RECORDS_PER_BLOCK}. {_MEND}"
        )
        findings.append(
            file_finding(
                _control_line(ach_file), "Block Count", code="block_count", reason=reason
            )
        )
    return findings


def batch_number_findings(ach_file: AchFile) -> list[Finding]:
    """Whether batch numbers ascend, so that no batch is missing its place or sent twice."""
    previous = pl.col("batch_number").shift(1)
    wrong = ach_file.batches.with_columns(previous=previous).filter(
        pl.col("batch_number").is_null() | (pl.col("batch_number") <= pl.col("previous"))
    )
    return [
        file_finding(
            line,
            "Batch Number",
            code="batch_order",
            reason=f"Batch number {number} stands after batch number {before};"
            f" batch numbers must ascend. {_MEND}",
        )
        for line, number, before in wrong.select("line", "batch_number", "previous").iter_rows()
    ]


def batch_pair_findings(ach_file: AchFile) -> list[Finding]:
    """Whether each batch control repeats what its batch header says."""
    findings: list[Finding] = []
    for batch in ach_file.batches.iter_rows(named=True):
        pairs = [
            Comparison(title, "batch_pair", batch[f"control_{name}"], batch[name])
            for title, name in (
                ("Service Class Code", "service_class_code"),
                ("Company Identification", "company_id"),
                ("Originating DFI Identification", "originating_dfi"),
                ("Batch Number", "batch_number"),
            )
        ]
        findings += _differences(
            pairs, batch["control_line"], said_by="batch control", counted_in="batch header"
        )
    return findings


def service_class_findings(ach_file: AchFile) -> list[Finding]:
    """Whether a batch of credits holds credits only, and one of debits only debits."""
    directions = ach_file.entries.group_by("batch").agg(
        has_credits=pl.col("is_credit").any(), has_debits=(~pl.col("is_credit")).any()
    )
    batches = ach_file.batches.join(directions, on="batch", how="left").sort("batch")
    findings = []
    for batch in batches.iter_rows(named=True):
        code = batch["service_class_code"]
        if code not in (200, *_DIRECTION_OF_CLASS):
            reason = f"Service class {code} is not 200, 220 or 225. {_MEND}"
        elif code == 220 and batch["has_debits"]:
            reason = f"Service class 220 promises credits only; the batch holds debits. {_MEND}"
        elif code == 225 and batch["has_credits"]:
            reason = f"Service class 225 promises debits only; the batch holds credits. {_MEND}"
        else:
            continue
        line = batch["line"]
        findings.append(
            file_finding(line, "Service Class Code", code="service_class", reason=reason)
        )
    return findings


def batch_total_findings(ach_file: AchFile) -> list[Finding]:
    """Whether each batch holds what its control says: records, hash, debits and credits.

    Where an entry's amount or routing number cannot be read, that entry is rejected by
    itself; then the readable rest may only be smaller than the total, never larger.
    """
    findings: list[Finding] = []
    counted = _sums_of_batches(ach_file)
    sums = ach_file.batches.join(counted, on="batch", how="left").sort("batch")
    # A batch without entries counts zero of everything.
    sums = sums.with_columns(pl.col(counted.columns[1:]).fill_null(0))
    for batch in sums.iter_rows(named=True):
        control = {name: batch[f"control_{name}"] for name in _TOTAL_TITLES}
        comparisons = _total_comparisons(control, batch)
        findings += _differences(
            comparisons, batch["control_line"], said_by="batch control", counted_in="batch"
        )
    return findings


def file_total_findings(ach_file: AchFile) -> list[Finding]:
    """Whether the file holds what its control says: batches, records, hash and totals."""
    control = ach_file.control
    sums = _sums_of_batches(ach_file).sum().row(0, named=True)
    said = {
        "entry_addenda_count": control["entry_addenda_count"],
        "entry_hash": control["entry_hash"],
        "debit_cents": control["total_debit_amount"],
        "credit_cents": control["total_credit_amount"],
    }
    comparisons = [
        Comparison(
            "Batch Count", "batch_count", control["batch_count"], ach_file.batches.height
        ),
        *_total_comparisons(said, sums),
    ]
    return _differences(
        comparisons, _control_line(ach_file), said_by="file control", counted_in="file"
    )


_TOTAL_TITLES = {
    "entry_addenda_count": "Entry/Addenda Count",
    "entry_hash": "Entry Hash",
    "debit_cents": "Total Debit Amount",
    "credit_cents": "Total Credit Amount",
}


def _sums_of_batches(ach_file: AchFile) -> pl.DataFrame:
    """Per batch: records, hash, debits, credits, and how much of them cannot be read."""
    amount = pl.col("amount_cents").fill_null(0)
    is_unreadable = pl.col("amount_cents").is_null() | pl.col("is_credit").is_null()
    return ach_file.entries.group_by("batch").agg(
        entry_addenda_count=(pl.col("addenda_count") + 1).sum(),
        entry_hash=pl.col("receiving_dfi").fill_null(0).sum(),
        debit_cents=amount.filter(~pl.col("is_credit")).sum(),
        credit_cents=amount.filter(pl.col("is_credit")).sum(),
        unreadable_amounts=is_unreadable.cast(pl.Int64).sum(),
        unreadable_routing=pl.col("receiving_dfi").is_null().cast(pl.Int64).sum(),
    )


def _total_comparisons(
    said: Mapping[str, object], counted: Mapping[str, int | None]
) -> list[Comparison]:
    """The four totals of a control record beside those counted; unprovable ones left out."""
    comparisons = []
    for name, title in _TOTAL_TITLES.items():
        figure, count = said[name], int(counted[name] or 0)
        if name == "entry_hash":
            count %= HASH_MODULUS
            if counted["unreadable_routing"]:
                continue
        is_open = name.endswith("_cents") and bool(counted["unreadable_amounts"])
        if is_open and isinstance(figure, int) and count <= figure:
            continue
        shown = figure if isinstance(figure, int | str) else None
        comparisons.append(Comparison(title, name.replace("_cents", "_total"), shown, count))
    return comparisons


def _differences(
    comparisons: Iterable[Comparison], line: int, *, said_by: str, counted_in: str
) -> list[Finding]:
    """A finding for each comparison whose two sides differ."""
    return [
        file_finding(
            line,
            each.field,
            code=each.code,
            reason=f"The {said_by} says {each.field} {_shown(each.said)}; the {counted_in} has"
            f" {_shown(each.counted)}. {_MEND}",
        )
        for each in comparisons
        if each.said != each.counted
    ]


def _shown(figure: int | str | None) -> str:
    return "nothing readable" if figure is None else str(figure)


def _control_line(ach_file: AchFile) -> int:
    """1-based line of the file control: the last one that is not padding."""
    after_batches = ach_file.batches["control_line"].max()
    return 2 if after_batches is None else int(str(after_batches)) + 1
