"""Undistributed collections at a close: all that came in and did not go out, by why and age."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from posse.apps.payments.choices import HoldReason, SuspenseReason
from posse.ledger.accounts import PAYABLE_ACCOUNTS, Account, account_words
from posse.services.bulk import read_frame
from posse.services.business_dates import last_closed_day
from posse.services.law import current_law
from posse.services.money_out.payments_due import HINDRANCES, due_for_day
from posse.units.money import format_cents

# All accounts in which money stands between its receipt and its payment.
WAITING = (Account.SUSPENSE, Account.UNDISTRIBUTED, Account.HELD, *PAYABLE_ACCOUNTS)
STANDING = """
    SELECT moved.receipt_id, moved.account, sum(moved.cents)::bigint, receipt.effective_on,
           CASE WHEN receipt.suspense_reason = '' THEN 'taken_back'
                ELSE receipt.suspense_reason END,
           coalesce((SELECT min(hold.reason) FROM payments_hold AS hold
                     WHERE hold.receipt_id = moved.receipt_id AND hold.scope <> 'payment'
                       AND hold.recorded_on <= %s
                       AND NOT EXISTS (SELECT FROM payments_holdrelease AS released
                                       WHERE released.hold_id = hold.id
                                         AND released.recorded_on <= %s)), 'other')
    FROM (SELECT receipt_id, credit AS account, amount_cents AS cents FROM books_posting
          WHERE posted_on <= %s AND credit BETWEEN 200 AND 306
          UNION ALL
          SELECT receipt_id, debit, -amount_cents FROM books_posting
          WHERE posted_on <= %s AND debit BETWEEN 200 AND 306) AS moved
    JOIN payments_receipt AS receipt ON receipt.id = moved.receipt_id
    GROUP BY moved.receipt_id, moved.account, receipt.id HAVING sum(moved.cents) <> 0"""
SCHEMA = {
    "receipt": pl.Int64,
    "account": pl.Int64,
    "amount_cents": pl.Int64,
    "since": pl.Date,
    "suspense_reason": pl.String,
    "hold_reason": pl.String,
}
BALANCE = """
    SELECT (coalesce((SELECT sum(amount_cents) FROM books_posting
                      WHERE posted_on <= %s AND credit BETWEEN %s AND %s), 0)
          - coalesce((SELECT sum(amount_cents) FROM books_posting
                      WHERE posted_on <= %s AND debit BETWEEN %s AND %s), 0))::bigint"""
SUSPENDED, HELD, READY = "suspense", "held", "payable"
KINDS = {
    SUSPENDED: "Not identified",
    HELD: "On hold before it is applied",
    "identified": "Identified, not distributed",
    READY: "Applied, not paid",
}


@dataclass(frozen=True)
class UndistributedLine:
    """Money that waits for one reason at one age. Units: cents."""

    kind: str
    words: str
    age: str
    count: int
    amount_cents: int
    oldest_on: date

    @property
    def kind_words(self) -> str:
        """The kind in words for people."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Undistributed:
    """All that waits at a close, and what the accounts themselves say. Units: cents.

    ``receivable_cents`` stands aside: payees owe it, it is no collection that waits.
    """

    on: date
    lines: tuple[UndistributedLine, ...]
    books_cents: int
    receivable_cents: int

    @property
    def total_cents(self) -> int:
        """All lines together."""
        return sum(line.amount_cents for line in self.lines)

    @property
    def difference_cents(self) -> int:
        """By how much the lines miss the accounts: zero, or the report is wrong."""
        return self.total_cents - self.books_cents

    def to_rows(self) -> list[tuple[str, ...]]:
        """The lines as text, for tables and files."""
        return [
            (
                line.kind_words,
                line.words,
                line.age,
                line.oldest_on.isoformat(),
                str(line.count),
                format_cents(line.amount_cents),
            )
            for line in self.lines
        ]

    def to_json(self) -> dict[str, Any]:
        """The report for a program: money as text, dates as YYYY-MM-DD."""
        return {
            "on": self.on.isoformat(),
            "total": format_cents(self.total_cents),
            "books": format_cents(self.books_cents),
            "difference": format_cents(self.difference_cents),
            "receivable": format_cents(self.receivable_cents),
            "lines": [dict(zip(HEADER, row, strict=True)) for row in self.to_rows()],
        }


HEADER = ("what", "why", "age", "oldest_since", "receipts", "amount")


def undistributed_on(on: date) -> Undistributed:
    """Undistributed collections at the close of a day.

    What hinders a payment is kept only as it stands now; of an earlier close the report
    says to whom the money was to go.
    """
    rows = _standing(on)
    closed = last_closed_day()
    if closed is None or on >= closed:
        rows = pl.concat([rows.filter(pl.col("kind") != READY), _hindered(on, rows)])
    return Undistributed(
        on=on,
        lines=_lines(rows, on=on),
        books_cents=books_cents(on, Account.SUSPENSE, PAYABLE_ACCOUNTS[-1]),
        receivable_cents=-books_cents(
            on, Account.RECEIVABLE_FROM_PAYEE, Account.RECEIVABLE_FROM_PAYEE
        ),
    )


def books_cents(on: date, first: int, last: int) -> int:
    """What stands in a range of accounts at a close, credits positive."""
    params = [on, int(first), int(last)] * 2
    found = read_frame(BALANCE, schema={"cents": pl.Int64}, params=params)
    return int(found["cents"][0])


def _standing(on: date) -> pl.DataFrame:
    """What stands in each waiting account, by receipt, with its kind and its reason."""
    rows = read_frame(STANDING, schema=SCHEMA, params=[on] * 4)
    suspense = {str(reason): str(reason.label) for reason in SuspenseReason}
    holds = {str(reason): str(reason.label) for reason in HoldReason}
    accounts = {int(account): account_words(account) for account in WAITING}
    account = pl.col("account")
    kind = (
        pl.when(account == int(Account.SUSPENSE))
        .then(pl.lit(SUSPENDED))
        .when(account == int(Account.HELD))
        .then(pl.lit(HELD))
        .when(account == int(Account.UNDISTRIBUTED))
        .then(pl.lit("identified"))
        .otherwise(pl.lit(READY))
    )
    words = (
        pl.when(account == int(Account.SUSPENSE))
        .then(pl.col("suspense_reason").replace(suspense))
        .when(account == int(Account.HELD))
        .then(pl.col("hold_reason").replace(holds))
        .otherwise(account.replace_strict(accounts, default=None, return_dtype=pl.String))
    )
    return rows.select("receipt", "since", "amount_cents", kind=kind, words=words)


def _hindered(on: date, rows: pl.DataFrame) -> pl.DataFrame:
    """What awaits payment now, with what hinders it in place of the account."""
    since = rows.select("receipt", "since").unique()
    due = due_for_day(on).filter(pl.col("total_cents") != 0)
    return due.join(since, on="receipt", how="left").select(
        "receipt",
        "since",
        amount_cents="total_cents",
        kind=pl.lit(READY),
        words=pl.col("hindrance").replace(HINDRANCES),
    )


def _lines(rows: pl.DataFrame, *, on: date) -> tuple[UndistributedLine, ...]:
    """Rows summed by kind, reason and age; the bands are the law's of the day."""
    bands = current_law().value("support.reports.age_bands", on=on)
    limits = [row["days"] for row in bands]
    days = (pl.lit(on) - pl.col("since")).dt.total_days()
    band = pl.lit(len(limits))
    for place, limit in reversed(list(enumerate(limits))):
        band = pl.when(days <= limit).then(place).otherwise(band)
    summed = rows.group_by("kind", "words", band=band).agg(
        pl.col("receipt").n_unique(), pl.col("amount_cents").sum(), pl.col("since").min()
    )
    ages = band_words(limits)
    order = list(KINDS)
    found = sorted(
        summed.iter_rows(named=True),
        key=lambda row: (order.index(row["kind"]), row["words"], row["band"]),
    )
    return tuple(
        UndistributedLine(
            kind=row["kind"],
            words=row["words"],
            age=ages[row["band"]],
            count=row["receipt"],
            amount_cents=row["amount_cents"],
            oldest_on=row["since"],
        )
        for row in found
    )


def band_words(limits: list[int]) -> list[str]:
    """The ages in words: through the first limit, between limits, and above the last."""
    between = [f"{low + 1} to {high} days" for low, high in pairwise(limits)]
    return [f"up to {limits[0]} days", *between, f"more than {limits[-1]} days"]
