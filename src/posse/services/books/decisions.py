"""The decision behind each distribution, kept with the law under which it was made."""

from datetime import date

import polars as pl

from posse.apps.runs.models import Run
from posse.ledger.fold import LINES
from posse.services.bulk import next_ids, read_frame, write_frame
from posse.services.law import law_of

COMPARED = [name for name in LINES if name not in {"receipt", "obligor"}]

KEPT = """
    SELECT latest.receipt_id, latest.obligor_id, line.act, line.effective_on, line.case_id,
           line.case_type, line.step, line.obligation, line.bucket, line.payee,
           line.owed_cents, line.unreimbursed_cents, line.amount_cents, line.repays
    FROM (SELECT DISTINCT ON (decided.receipt_id, decided.obligor_id)
                 decided.receipt_id, decided.obligor_id, decided.id
          FROM folding JOIN books_distribution AS decided USING (obligor_id)
          ORDER BY decided.receipt_id, decided.obligor_id, decided.id DESC) AS latest
    JOIN books_distributionline AS line ON line.distribution_id = latest.id
    ORDER BY line.id"""
OF_RECEIPT = ["receipt", "obligor"]


def _fingerprints(lines: pl.DataFrame) -> pl.DataFrame:
    """One number a receipt that differs when any of its lines does, or their order."""
    placed = lines.with_columns(place=pl.int_range(pl.len()).over(OF_RECEIPT))
    hashed = placed.with_columns(mark=placed.select(*COMPARED, "place").hash_rows())
    return hashed.group_by(OF_RECEIPT).agg(mark=pl.col("mark").sort().implode().hash())


def do_keep_decisions(lines: pl.DataFrame, *, on: date, run: Run, profile: str) -> int:
    """Keep the decisions that are new or differ from the latest kept; how many.

    ``lines`` as :data:`posse.ledger.fold.LINES`, of the obligors chosen in this
    transaction.
    """
    if lines.is_empty():
        return 0
    kept = _fingerprints(read_frame(KEPT, schema=LINES))
    marks = _fingerprints(lines).join(kept, on=OF_RECEIPT, how="left", suffix="_kept")
    is_new = pl.col("mark_kept").is_null() | (pl.col("mark") != pl.col("mark_kept"))
    receipts = marks.filter(is_new).select(OF_RECEIPT).sort(OF_RECEIPT)
    ids = next_ids("books_distribution", receipts.height)
    decisions = receipts.with_columns(id=pl.Series(list(ids), dtype=pl.Int64))
    write_frame(
        "books_distribution",
        decisions.select(
            id="id",
            receipt_id="receipt",
            obligor_id="obligor",
            decided_on=pl.lit(on),
            profile=pl.lit(profile),
            law_fingerprint=pl.lit(law_of(profile).fingerprint),
            run_id=pl.lit(run.pk),
        ),
    )
    new_lines = lines.join(decisions, on=OF_RECEIPT, how="inner", maintain_order="left")
    columns = [name for name in COMPARED if name != "case"]
    write_frame(
        "books_distributionline",
        new_lines.select(*columns, distribution_id="id", case_id="case"),
    )
    return decisions.height
