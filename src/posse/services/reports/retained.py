"""What the State kept of collections, month by month: shares by program, and fees."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from posse.ledger.simulation import FISCAL_YEAR_BEGINS
from posse.rules.support.shares import split_retained
from posse.services.bulk import read_frame
from posse.services.law import current_law
from posse.units.money import format_cents

# The bucket and the type of the case say which program the money repays.
KEPT = """
    SELECT date_trunc('month', posting.posted_on)::date, posting.account,
           coalesce((SELECT CASE WHEN line.repays = 2 OR line.bucket = 7
                                      OR line.case_type = 3 THEN 'iv_e' ELSE 'power' END
                     FROM books_distributionline AS line
                     JOIN books_distribution AS decided ON decided.id = line.distribution_id
                     WHERE decided.receipt_id = posting.receipt_id
                       AND line.case_id = posting.case_id AND line.payee = 1
                     ORDER BY line.id DESC LIMIT 1), 'power'),
           sum(posting.cents)::bigint
    FROM (SELECT posted_on, receipt_id, case_id, credit AS account, amount_cents AS cents
          FROM books_posting WHERE credit IN (301, 305, 306) AND cause NOT IN (7, 17)
            AND posted_on BETWEEN %s AND %s
          UNION ALL
          SELECT posted_on, receipt_id, case_id, debit, -amount_cents
          FROM books_posting WHERE debit IN (301, 305, 306) AND cause NOT IN (7, 17)
            AND posted_on BETWEEN %s AND %s) AS posting
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
SCHEMA = {"month": pl.Date, "account": pl.Int64, "program": pl.String, "cents": pl.Int64}
PROGRAMS = {"power": "POWER", "iv_e": "Foster care, IV-E"}
KEPT_ACCOUNTS = {305: "Annual fees", 306: "Fees for tax refund offsets"}


@dataclass(frozen=True)
class RetainedLine:
    """What was kept in one month for one program, or as fees of one kind. Units: cents.

    Fees are income of the support program, which no matching percentage splits here:
    their shares are None.
    """

    month: date
    words: str
    kept_cents: int
    federal_cents: int | None
    state_cents: int | None

    def to_row(self) -> tuple[str, ...]:
        """The line as text, for tables and files."""
        shares = (self.federal_cents, self.state_cents)
        told = ("" if cents is None else format_cents(cents) for cents in shares)
        return (f"{self.month:%Y-%m}", self.words, format_cents(self.kept_cents), *told)


@dataclass(frozen=True)
class Retained:
    """What the State kept between two days, and how sure its federal share is."""

    starts_on: date
    ends_on: date
    lines: tuple[RetainedLine, ...]
    share_sure: str
    share_note: str

    @property
    def totals(self) -> tuple["RetainedTotal", ...]:
        """Each program and kind of fee over all months, in the order of the lines' words."""
        words = sorted({line.words for line in self.lines})
        return tuple(
            _total(each, [line for line in self.lines if line.words == each]) for each in words
        )

    def since(self, starts_on: date) -> "Retained":
        """The same report without the months before a day."""
        lines = tuple(line for line in self.lines if line.month >= starts_on)
        return replace(self, starts_on=starts_on, lines=lines)

    def to_json(self) -> dict[str, Any]:
        """The report for a program: money as text."""
        return {
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "share_sure": self.share_sure,
            "share_note": self.share_note,
            "lines": [dict(zip(HEADER, line.to_row(), strict=True)) for line in self.lines],
            "totals": [
                dict(zip(HEADER[1:], each.to_row(), strict=True)) for each in self.totals
            ],
        }


@dataclass(frozen=True)
class RetainedTotal:
    """What was kept for one program, or as fees of one kind, over months. Units: cents."""

    words: str
    kept_cents: int
    federal_cents: int | None
    state_cents: int | None

    def to_row(self) -> tuple[str, ...]:
        """The total as text, for tables and files."""
        shares = (self.federal_cents, self.state_cents)
        told = ("" if cents is None else format_cents(cents) for cents in shares)
        return (self.words, format_cents(self.kept_cents), *told)


def _total(words: str, lines: list[RetainedLine]) -> RetainedTotal:
    """Sums of the months' shares: each month is rounded once, and its sum not again."""
    federal = [line.federal_cents for line in lines if line.federal_cents is not None]
    state = [line.state_cents for line in lines if line.state_cents is not None]
    return RetainedTotal(
        words=words,
        kept_cents=sum(line.kept_cents for line in lines),
        federal_cents=sum(federal) if federal else None,
        state_cents=sum(state) if state else None,
    )


def fiscal_year_start(on: date) -> date:
    """The first day of the federal fiscal year in which a day lies."""
    return date(on.year - (on.month < FISCAL_YEAR_BEGINS), FISCAL_YEAR_BEGINS, 1)


HEADER = ("month", "what", "kept", "federal_share", "state_share")


def retained_between(starts_on: date, ends_on: date) -> Retained:
    """What the State kept, by the month in which it was posted.

    The federal share is that of the month of distribution (42 USC 657(c)).
    """
    rows = read_frame(KEPT, schema=SCHEMA, params=[starts_on, ends_on] * 2)
    fees = pl.col("account").is_in(list(KEPT_ACCOUNTS))
    words = (
        pl.when(fees)
        .then(
            pl.col("account").replace_strict(
                KEPT_ACCOUNTS, default=None, return_dtype=pl.String
            )
        )
        .otherwise(pl.col("program").replace(PROGRAMS))
    )
    summed = (
        rows.group_by("month", is_fee=fees, words=words)
        .agg(pl.col("cents").sum())
        .sort("month", "is_fee", "words")
    )
    share = current_law().dated("support.distribution.fmap", on=ends_on)
    return Retained(
        starts_on=starts_on,
        ends_on=ends_on,
        lines=tuple(_line(row) for row in summed.iter_rows(named=True)),
        share_sure=share.sure,
        share_note=share.note,
    )


def _line(row: dict[str, Any]) -> RetainedLine:
    federal_cents = state_cents = None
    if not row["is_fee"]:
        share = current_law().value("support.distribution.fmap", on=row["month"])
        federal_cents, state_cents = split_retained(row["cents"], share)
    return RetainedLine(row["month"], row["words"], row["cents"], federal_cents, state_cents)
