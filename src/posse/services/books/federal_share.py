"""The federal side of a simulation: its share of what the State keeps to be repaid."""

from datetime import date

import polars as pl

from posse.ledger.simulation import FISCAL_YEAR_BEGINS, SHARES
from posse.rules.parameters import Law
from posse.rules.support.shares import split_retained
from posse.services.books.simulation_report import FEDERAL

FMAP = "support.distribution.fmap"


def with_federal_share(shares: pl.DataFrame, *, law: Law) -> pl.DataFrame:
    """Shares in which what the State retained is divided with the federal side.

    Divided county by county, case type by case type and year by year, so that every sum over
    them is the sum of its parts. Columns: those of SHARES, the federal side a payee.
    Raises: LawError where no percentage is known for a year.
    Source: 42 USC 657(c)(2), (3).
    """
    parts = [shares.filter(~pl.col("is_retained"))]
    for retained in shares.filter("is_retained").partition_by("fiscal_year"):
        begins_on = date(retained["fiscal_year"][0] - 1, FISCAL_YEAR_BEGINS, 1)
        fmap = law.value(FMAP, on=begins_on)
        state, federal = {}, {}
        for name in ("current_cents", "simulated_cents"):
            pairs = [split_retained(cents, fmap) for cents in retained[name]]
            federal[name] = pl.Series([part for part, _ in pairs], dtype=pl.Int64)
            state[name] = pl.Series([part for _, part in pairs], dtype=pl.Int64)
        parts.append(retained.with_columns(**state))
        payee = pl.lit(FEDERAL, dtype=pl.Int64)
        parts.append(retained.with_columns(payee=payee, **federal))
    return pl.concat(part.select(*SHARES) for part in parts)
