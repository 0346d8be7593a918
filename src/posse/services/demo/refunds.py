"""Tax refunds of the demo, in bulk: who may have one taken, and their receipts."""

from datetime import date

import polars as pl

from posse.services.books.refold import do_mark_for_fold
from posse.services.bulk import read_frame, write_frame
from posse.services.demo.installation import RECORDED_BY

CERTIFIED = """
    SELECT cases_case.id, cases_case.obligor_id, certified.amount_cents
    FROM orders_offsetcertification AS certified
    JOIN cases_case ON cases_case.id = certified.case_id
    WHERE certified.recorded_by = %s ORDER BY cases_case.number"""
# Columns that a receipt out of no file leaves empty.
EMPTY = (
    "remittance_id", "obligor_ssn", "obligor_name", "payor_id", "trace_number", "fips",
    "suspense_reason",
)  # fmt: skip


def certified_cases() -> pl.DataFrame:
    """What the demo has certified. Columns: ``case_id``, ``obligor_id``, ``amount_cents``."""
    schema = {"case_id": pl.Int64, "obligor_id": pl.Int64, "amount_cents": pl.Int64}
    return read_frame(CERTIFIED, schema=schema, params=[RECORDED_BY])


def do_write_refunds(refunds: pl.DataFrame, *, on: date) -> int:
    """Receipts of federal tax refund offsets, collected and learned on one day; how many.

    Columns: ``case_id``, ``obligor_id``, ``amount_cents``, ``is_joint_return``,
    ``has_injured_spouse_form``, ``notice_on``.
    """
    texts = {name: pl.lit("") for name in EMPTY}
    receipts = refunds.with_columns(
        source=pl.lit("federal_tax_refund_offset"),
        payor_name=pl.lit("EXAMPLE TREASURY"),
        note=pl.lit("Offset of a tax refund (demo)"),
        effective_on=pl.lit(on),
        recorded_on=pl.lit(on),
        recorded_by=pl.lit(RECORDED_BY),
        **texts,
    )
    do_mark_for_fold(refunds["obligor_id"])
    return write_frame("payments_receipt", receipts)
