"""The sub-ledger of receivables: what each payee owes out of which receipt, line by line."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from posse.apps.runs.models import Run
from posse.services.bulk import read_frame, write_frame

# What was paid wrongly: to whom, out of which receipt, in which case and account. The payee
# is 0 where the State or an agency of it is paid.
KEY = ["receipt", "case", "account", "payee"]
KEY_TYPES = dict.fromkeys(KEY, pl.Int64)
LINES = {**KEY_TYPES, "cause": pl.Int64, "cause_id": pl.Int64, "amount_cents": pl.Int64}

STANDING = """
    SELECT receipt_id, case_id, account, coalesce(payee_id, 0),
           coalesce(sum(amount_cents) FILTER (WHERE cause = 8), 0)::bigint,
           coalesce(-sum(amount_cents) FILTER (WHERE cause IN (18, 19)), 0)::bigint,
           coalesce(-sum(amount_cents) FILTER (WHERE cause = 20), 0)::bigint
    FROM recovery_receivableline WHERE receipt_id = ANY(%s)
    GROUP BY 1, 2, 3, 4"""


def standing_of_receipts(receipts: Sequence[int]) -> pl.DataFrame:
    """What of receipts was paid wrongly, and what became of it.

    Columns: KEY, ``raised`` (paid above what the facts say), ``returned`` (recovered or
    repaid) and ``written_off``. Units: cents; their difference is owed.
    """
    names = ("raised", "returned", "written_off")
    schema = {**KEY_TYPES, **dict.fromkeys(names, pl.Int64)}
    return read_frame(STANDING, schema=schema, params=[list(receipts)])


def do_write_lines(lines: pl.DataFrame, *, on: date, run: Run) -> int:
    """Append changes of what payees owe; columns as LINES. Returns: the lines written."""
    return write_frame(
        "recovery_receivableline",
        lines.filter(pl.col("amount_cents") != 0).select(
            "account",
            "cause",
            "cause_id",
            "amount_cents",
            receipt_id="receipt",
            case_id="case",
            payee_id=pl.when(pl.col("payee") != 0).then("payee"),
            posted_on=pl.lit(on),
            run_id=pl.lit(run.pk),
        ),
    )
