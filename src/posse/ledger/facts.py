"""The shape of the facts that the fold reads, as frames of one row a fact."""

from dataclasses import dataclass

import polars as pl

CASES = {
    "case": pl.Int64,
    "obligor": pl.Int64,
    "family": pl.Int64,
    "ordered_on": pl.Date,
    "basis": pl.String,
}
CIRCUMSTANCES = {
    "id": pl.Int64,
    "case": pl.Int64,
    "kind": pl.String,
    "change": pl.Int64,
    "effective_on": pl.Date,
}
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
PERIODS = {
    "id": pl.Int64,
    "family": pl.Int64,
    "starts_on": pl.Date,
    "ends_on": pl.Date,
    "program": pl.String,
}
GRANTS = {
    "id": pl.Int64,
    "family": pl.Int64,
    "amount_cents": pl.Int64,
    "effective_on": pl.Date,
    "program": pl.String,
}
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
HOLDS = {
    "id": pl.Int64,
    "receipt": pl.Int64,
    "scope": pl.String,
    "release": pl.Int64,
    "released_on": pl.Date,
}
REVERSALS = {
    "id": pl.Int64,
    "receipt": pl.Int64,
    "obligor": pl.Int64,
    "amount_cents": pl.Int64,
    "effective_on": pl.Date,
    "reason": pl.String,
}
CERTIFICATIONS = {
    "id": pl.Int64,
    "case": pl.Int64,
    "amount_cents": pl.Int64,
    "effective_on": pl.Date,
}
PERMISSIONS = {"id": pl.Int64, "obligor": pl.Int64, "effective_on": pl.Date}
JUDGMENTS = {
    "id": pl.Int64,
    "case": pl.Int64,
    "amount_cents": pl.Int64,
    "effective_on": pl.Date,
    "kind": pl.String,
}
AFFIDAVITS = {"id": pl.Int64, "case": pl.Int64, "effective_on": pl.Date}
SUPPRESSIONS = {
    "id": pl.Int64,
    "case": pl.Int64,
    "kind": pl.String,
    "starts_on": pl.Date,
    "ends_on": pl.Date,
}

# What the last columns of a row are where nothing is said of them.
ORDINARY: dict[str, tuple[object, ...]] = {
    "cases": ("paternity",),
    "periods": ("power",),
    "grants": ("power",),
}


def _whole(name: str, row: tuple[object, ...]) -> tuple[object, ...]:
    missing = len(SCHEMAS[name]) - len(row)
    ordinary = ORDINARY.get(name, ())
    return (*row, *ordinary[len(ordinary) - missing :]) if missing else row


@dataclass(frozen=True)
class Facts:
    """What happened to some obligors: complete for every family they share.

    * ``cases``: each case with its obligor, family, the date and basis of its oldest order.
    * ``circumstances``: that from a day on a case has so many more or fewer of a kind:
      ``child``, ``responding`` (another state asked for it), ``fee_exemption`` (a reason to
      pay no annual fee). Nothing of any kind holds before the first.
    * ``terms``: what falls due; ``obligation`` may also be ``arrears_payment``.
    * ``periods`` and ``grants``: assistance to a family, and what was paid to it.
    * ``adjustments``: debts brought over or corrected.
    * ``receipts``: money; ``identification`` is empty unless it came out of suspense.
    * ``holds``: what keeps a receipt from being applied, and until when.
    * ``reversals``: receipts, or parts of them, taken back.
    * ``certifications``: what is certified for tax refund offset from a day on;
      ``permissions``: that its excess may pay debts that were not.
    * ``judgments``, ``affidavits``, ``suppressions``: what interest and penalty hang on.

    Dates are inclusive; an empty ``ends_on`` is open. Amounts in whole cents.
    """

    cases: pl.DataFrame
    circumstances: pl.DataFrame
    terms: pl.DataFrame
    periods: pl.DataFrame
    grants: pl.DataFrame
    adjustments: pl.DataFrame
    receipts: pl.DataFrame
    holds: pl.DataFrame
    reversals: pl.DataFrame
    certifications: pl.DataFrame
    permissions: pl.DataFrame
    judgments: pl.DataFrame
    affidavits: pl.DataFrame
    suppressions: pl.DataFrame

    @classmethod
    def of_rows(cls, **rows: list[tuple[object, ...]]) -> "Facts":
        """Facts from plain rows in column order, for a test or a notebook.

        Columns at the end that a row leaves out are what :data:`ORDINARY` says.
        """
        frames = {
            name: pl.DataFrame(
                [_whole(name, row) for row in rows.get(name, [])], schema=schema, orient="row"
            )
            for name, schema in SCHEMAS.items()
        }
        return cls(**frames)


SCHEMAS = {
    "cases": CASES,
    "circumstances": CIRCUMSTANCES,
    "terms": TERMS,
    "periods": PERIODS,
    "grants": GRANTS,
    "adjustments": ADJUSTMENTS,
    "receipts": RECEIPTS,
    "holds": HOLDS,
    "reversals": REVERSALS,
    "certifications": CERTIFICATIONS,
    "permissions": PERMISSIONS,
    "judgments": JUDGMENTS,
    "affidavits": AFFIDAVITS,
    "suppressions": SUPPRESSIONS,
}
