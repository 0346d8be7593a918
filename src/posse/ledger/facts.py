"""The shape of the facts that the fold reads, as frames of one row a fact."""

from dataclasses import dataclass

import polars as pl

CASES = {"case": pl.Int64, "obligor": pl.Int64, "family": pl.Int64, "ordered_on": pl.Date}
TERMS = {
    "id": pl.Int64,
    "case": pl.Int64,
    "obligation": pl.String,
    "amount_cents": pl.Int64,
    "frequency": pl.String,
    "first_due_on": pl.Date,
    "starts_on": pl.Date,
    "ends_on": pl.Date,
}
PERIODS = {"id": pl.Int64, "family": pl.Int64, "starts_on": pl.Date, "ends_on": pl.Date}
GRANTS = {"id": pl.Int64, "family": pl.Int64, "amount_cents": pl.Int64, "effective_on": pl.Date}
ADJUSTMENTS = {
    "id": pl.Int64,
    "case": pl.Int64,
    "obligation": pl.String,
    "bucket": pl.String,
    "amount_cents": pl.Int64,
    "effective_on": pl.Date,
}
RECEIPTS = {
    "id": pl.Int64,
    "obligor": pl.Int64,
    "source": pl.String,
    "amount_cents": pl.Int64,
    "effective_on": pl.Date,
    "identification": pl.Int64,
}


@dataclass(frozen=True)
class Facts:
    """What happened to some obligors: complete for every family they share.

    * ``cases``: each case with its obligor, family and the date of its oldest order.
    * ``terms``: what falls due; ``obligation`` may also be ``arrears_payment``.
    * ``periods`` and ``grants``: cash assistance to a family, and what was paid to it.
    * ``adjustments``: debts brought over or corrected.
    * ``receipts``: money; ``identification`` is empty unless it came out of suspense.

    Dates are inclusive; an empty ``ends_on`` is open. Amounts in whole cents.
    """

    cases: pl.DataFrame
    terms: pl.DataFrame
    periods: pl.DataFrame
    grants: pl.DataFrame
    adjustments: pl.DataFrame
    receipts: pl.DataFrame

    @classmethod
    def of_rows(cls, **rows: list[tuple[object, ...]]) -> "Facts":
        """Facts from plain rows in column order, for a test or a notebook."""
        frames = {
            name: pl.DataFrame(rows.get(name, []), schema=schema, orient="row")
            for name, schema in SCHEMAS.items()
        }
        return cls(**frames)


SCHEMAS = {
    "cases": CASES,
    "terms": TERMS,
    "periods": PERIODS,
    "grants": GRANTS,
    "adjustments": ADJUSTMENTS,
    "receipts": RECEIPTS,
}
