"""What another law would have given: the same facts folded twice, and the shares compared.

Pure, as the fold is. The facts of the past are not changed, so what another law would have
made people do is no part of the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from posse.ledger.accounts import FAMILY, STATE
from posse.ledger.facts import Facts
from posse.ledger.fold import fold
from posse.ledger.order import DistributionOrder
from posse.ledger.situation import REPAYS_NOTHING

SHARES = {
    "county": pl.String,
    "case_type": pl.Int64,
    "payee": pl.Int64,
    "fiscal_year": pl.Int64,
    "is_retained": pl.Boolean,
    "current_cents": pl.Int64,
    "simulated_cents": pl.Int64,
}
SHARE_KEY = ["county", "case_type", "payee", "fiscal_year", "is_retained"]
COUNTIES = {"case": pl.Int64, "county": pl.String}

_DIVIDED_KEY = ["receipt", "case", "case_type", "payee", "fiscal_year", "is_retained"]
# The federal fiscal year begins in October, and has the number of the year in which it ends.
FISCAL_YEAR_BEGINS = 10
FISCAL_YEAR = pl.col("effective_on").dt.offset_by("3mo").dt.year().cast(pl.Int64)


@dataclass(frozen=True)
class Laws:
    """The law in force, and in ``simulated`` the other one from ``starts_on`` on."""

    current: DistributionOrder
    simulated: DistributionOrder
    starts_on: date


@dataclass(frozen=True)
class Comparison:
    """What each payee gets of the money collected under the two laws.

    ``shares`` has the columns of :data:`SHARES`, in cents; ``is_retained`` is what the State
    keeps to be repaid, in which the federal side has a share by the ``fiscal_year``.
    Families gain or lose by what they get themselves; a receipt is changed if any case or
    payee gets another part of it.
    """

    shares: pl.DataFrame
    receipt_count: int = 0
    changed_receipt_count: int = 0
    gaining_family_count: int = 0
    losing_family_count: int = 0

    @classmethod
    def of_parts(cls, parts: Iterable["Comparison"]) -> "Comparison":
        """The comparison of all obligors out of parts that share no family."""
        known = [cls(pl.DataFrame(schema=SHARES)), *parts]
        return cls(
            shares=pl.concat([part.shares for part in known])
            .group_by(SHARE_KEY)
            .agg(pl.col("current_cents", "simulated_cents").sum())
            .sort(SHARE_KEY),
            receipt_count=sum(part.receipt_count for part in known),
            changed_receipt_count=sum(part.changed_receipt_count for part in known),
            gaining_family_count=sum(part.gaining_family_count for part in known),
            losing_family_count=sum(part.losing_family_count for part in known),
        )


def spliced(
    current: DistributionOrder, other: DistributionOrder, *, starts_on: date
) -> DistributionOrder:
    """The current law before a day and the other from then on.

    Where the other law begins later, the current one holds until it does.
    """
    first = max(starts_on, other.periods[0].effective_from)
    before = [period for period in current.periods if period.effective_from < first]
    in_force = sum(period.effective_from <= first for period in other.periods) - 1
    after = [
        replace(period, effective_from=max(first, period.effective_from))
        for period in other.periods[in_force:]
    ]
    return DistributionOrder.of_periods([*before, *after])


def simulate(facts: Facts, *, laws: Laws, counties: pl.DataFrame, through: date) -> Comparison:
    """Who gets the money collected from ``laws.starts_on`` through a date, under both laws.

    ``facts`` must be complete for every family they name. ``counties`` has the columns of
    :data:`COUNTIES`, a row for each case of the facts.
    """
    receipts = facts.receipts.filter(pl.col("effective_on").is_between(laws.starts_on, through))
    # Both folds begin with the first fact, because what is owed on the first day hangs on it.
    divided = _divided(facts, laws, through).join(
        receipts.select(receipt="id"), on="receipt", how="semi"
    )
    return _compared(divided.join(facts.cases.join(counties, on="case"), on="case"))


def _divided(facts: Facts, laws: Laws, through: date) -> pl.DataFrame:
    """What each receipt gives to each case and payee, under both laws side by side.

    What was released from a hold or taken back is of less than nothing where it left, so
    the sums say what is left with whom.
    """
    current, simulated = (
        fold(facts, through=through, order=order)
        .lines.with_columns(
            fiscal_year=FISCAL_YEAR,
            is_retained=(pl.col("payee") == STATE) & (pl.col("repays") != REPAYS_NOTHING),
        )
        .group_by(_DIVIDED_KEY)
        .agg(pl.col("amount_cents").sum().alias(name))
        for order, name in (
            (laws.current, "current_cents"),
            (laws.simulated, "simulated_cents"),
        )
    )
    both = current.join(simulated, on=_DIVIDED_KEY, how="full", coalesce=True)
    cents = pl.col("current_cents", "simulated_cents")
    return both.with_columns(cents.fill_null(0)).filter(pl.any_horizontal(cents != 0))


def _compared(divided: pl.DataFrame) -> Comparison:
    difference_cents = pl.col("simulated_cents") - pl.col("current_cents")
    changed = divided.filter(difference_cents != 0)
    families = (
        changed.filter(pl.col("payee") == FAMILY)
        .group_by("family")
        .agg(difference_cents.sum().alias("difference_cents"))["difference_cents"]
    )
    shares = divided.group_by(SHARE_KEY).agg(pl.col("current_cents", "simulated_cents").sum())
    return Comparison(
        shares=shares.select(*SHARES),
        receipt_count=divided["receipt"].n_unique(),
        changed_receipt_count=changed["receipt"].n_unique(),
        gaining_family_count=families.filter(families > 0).len(),
        losing_family_count=families.filter(families < 0).len(),
    )
