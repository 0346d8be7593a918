"""The quarterly report of collections, OCSE-34 Part 1, as far as its lines are sure.

A case's column is its type as of the latest decision on the receipt; what is in no case yet
has a column of its own that the form does not have. What was received in the quarter moves
from there into a column once it is distributed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from posse.apps.books.choices import Cause
from posse.ledger.accounts import PAYABLE_ACCOUNTS, Account
from posse.ledger.situation import PASSED_THROUGH
from posse.services.bulk import read_frame
from posse.services.law import current_law
from posse.services.reports.undistributed import books_cents
from posse.units.days import add_months
from posse.units.money import format_cents

# A former case is counted under IV-A when it was ever on it, else under IV-E.
COLUMNS = {
    "A": "Current IV-A",
    "B": "Current IV-E",
    "C": "Former IV-A",
    "D": "Former IV-E",
    "E": "Medicaid, never assistance",
    "F": "Never assistance",
    "": "In no case yet",
}
TOTAL = "G"
COLUMN_OF_CASE = """
    coalesce((
        SELECT CASE line.case_type WHEN 1 THEN 'A' WHEN 3 THEN 'B' WHEN 4 THEN 'E'
                    WHEN 0 THEN 'F'
                    ELSE CASE WHEN EXISTS (
                             SELECT FROM cases_assistanceperiod AS period
                             WHERE period.family_id = kase.family_id
                               AND period.program = 'power')
                         OR NOT EXISTS (
                             SELECT FROM cases_assistanceperiod AS period
                             WHERE period.family_id = kase.family_id
                               AND period.program = 'iv_e')
                    THEN 'C' ELSE 'D' END END
        FROM books_distributionline AS line
        JOIN books_distribution AS decided ON decided.id = line.distribution_id
        JOIN cases_case AS kase ON kase.id = line.case_id
        WHERE decided.receipt_id = moved.receipt_id AND line.case_id = moved.case_id
        ORDER BY line.id DESC LIMIT 1), '')"""
MOVED = f"""
    SELECT moved.cents, moved.account, moved.cause, moved.posted_on, receipt.source,
           CASE WHEN moved.account <= 210 THEN '' ELSE {COLUMN_OF_CASE} END,
           receipt.recorded_on
    FROM (SELECT receipt_id, case_id, credit AS account, cause, posted_on,
                 sum(amount_cents)::bigint AS cents
          FROM books_posting WHERE posted_on <= %s AND credit BETWEEN 200 AND 306
          GROUP BY 1, 2, 3, 4, 5
          UNION ALL
          SELECT receipt_id, case_id, debit, cause, posted_on, -sum(amount_cents)::bigint
          FROM books_posting WHERE posted_on <= %s AND debit BETWEEN 200 AND 306
          GROUP BY 1, 2, 3, 4, 5) AS moved
    LEFT JOIN payments_receipt AS receipt ON receipt.id = moved.receipt_id"""  # noqa: S608 - fixed text
# What is passed through is released before the rest of the month's money, so it is the first
# that a family is paid out of a receipt.
PASSED = f"""
    SELECT {COLUMN_OF_CASE},
           sum(least(moved.through_cents, moved.passed_cents)
               - least(moved.before_cents, moved.passed_cents))::bigint
    FROM (SELECT passed.*, sum(paid.amount_cents) AS through_cents,
                 coalesce(sum(paid.amount_cents) FILTER (WHERE paid.posted_on < %s), 0)
                     AS before_cents
          FROM (SELECT decided.receipt_id, line.case_id,
                       sum(line.amount_cents) AS passed_cents
                FROM (SELECT DISTINCT ON (receipt_id, obligor_id) id, receipt_id
                      FROM books_distribution
                      ORDER BY receipt_id, obligor_id, id DESC) AS decided
                JOIN books_distributionline AS line ON line.distribution_id = decided.id
                WHERE line.repays = {PASSED_THROUGH} GROUP BY 1, 2) AS passed
          JOIN books_posting AS paid
            ON paid.receipt_id = passed.receipt_id AND paid.case_id = passed.case_id
          WHERE paid.debit = {int(Account.PAYABLE_FAMILY)}
            AND paid.cause = {int(Cause.DISBURSEMENT)} AND paid.posted_on <= %s
          GROUP BY passed.receipt_id, passed.case_id, passed.passed_cents) AS moved
    GROUP BY 1"""  # noqa: S608 - fixed text
SCHEMA = {
    "cents": pl.Int64,
    "account": pl.Int64,
    "cause": pl.Int64,
    "posted_on": pl.Date,
    "source": pl.String,
    "column": pl.String,
    "received_on": pl.Date,
}
# To whom a payment went decides its line; what returns to the obligor is no distribution.
PAID_LINES = {
    int(Account.PAYABLE_FAMILY): "7d",
    int(Account.PAYABLE_STATE): "7b",
    int(Account.PAYABLE_OBLIGOR): "3",
    int(Account.PAYABLE_FOSTER_AGENCY): "7d",
    int(Account.PAYABLE_MEDICAID_AGENCY): "7c",
    int(Account.ANNUAL_FEE_KEPT): "7e",
    int(Account.OFFSET_FEE_KEPT): "7e",
}
NOT_FILLED = {
    "4": "No case outside the IV-D program is on file, so none of its money can be told apart.",
    "9a": "No rule on undistributable money is on file.",
}
SURE_WORDS = {
    "seen": "",
    "second_hand": "second hand",
    "derived": "derived",
    "unverified": "from memory, not verified",
}


@dataclass(frozen=True)
class ReportLine:
    """A line of the form: cents by column, or why it has none. Units: cents."""

    line: str
    words: str
    sure: str
    cents: dict[str, int] | None
    refusal: str = ""

    @property
    def sure_words(self) -> str:
        """How sure the line itself is, for people; empty where its text was seen."""
        return SURE_WORDS[self.sure]

    @property
    def cells(self) -> list[int]:
        """The cents of each column and of the total, in order."""
        return [*self.cents.values(), sum(self.cents.values())] if self.cents else []


@dataclass(frozen=True)
class Ocse34:
    """The report of one quarter. Units: cents."""

    quarter: str
    starts_on: date
    ends_on: date
    lines: tuple[ReportLine, ...]
    books_cents: int

    @property
    def difference_cents(self) -> int:
        """By how much line 9 misses what the accounts say is undistributed."""
        gross = next(line for line in self.lines if line.line == "9")
        return sum((gross.cents or {}).values()) - self.books_cents

    def to_rows(self) -> list[tuple[str, ...]]:
        """The lines as text; a line that cannot be filled says so in place of its total."""
        blank = [""] * len(COLUMNS)
        return [
            (
                line.line,
                line.words,
                line.sure,
                *(map(format_cents, line.cells) if line.cents else [*blank, line.refusal]),
            )
            for line in self.lines
        ]

    def to_json(self) -> dict[str, Any]:
        """The report for a program: money as text, dates as YYYY-MM-DD."""
        return {
            "quarter": self.quarter,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "books": format_cents(self.books_cents),
            "difference": format_cents(self.difference_cents),
            "lines": [dict(zip(HEADER, row, strict=True)) for row in self.to_rows()],
        }


HEADER = ("line", "words", "sure", "A", "B", "C", "D", "E", "F", "no_case", TOTAL)


def quarter_days(quarter: str) -> tuple[date, date]:
    """First and last day of a quarter of the calendar, such as ``2026-Q4``.

    Raises: ValueError.
    """
    year, mark, place = quarter.partition("-Q")
    if not (mark and len(year) == 4 and year.isdecimal() and place in ("1", "2", "3", "4")):
        raise ValueError(f"{quarter!r} is no quarter. Give one such as 2026-Q4.")
    starts_on = date(int(year), 3 * int(place) - 2, 1)
    return starts_on, add_months(starts_on, 3) - timedelta(days=1)


def quarter_of(on: date) -> str:
    """The quarter of the calendar in which a day lies."""
    return f"{on.year}-Q{(on.month + 2) // 3}"


def ocse34_for_quarter(quarter: str) -> Ocse34:
    """OCSE-34 Part 1 of a quarter, out of the postings made by its end.

    Raises: ValueError for a quarter that is none, BeforeFirstDate before the form was known.
    """
    starts_on, ends_on = quarter_days(quarter)
    law = current_law()
    counted = law.value("support.reports.ocse34_sources", on=ends_on)
    sources = {row["source"]: row["line"] for row in counted}
    moved = read_frame(MOVED, schema=SCHEMA, params=[ends_on] * 2)
    summed = _summed(moved, starts_on=starts_on, sources=sources)
    passed = _passed(starts_on=starts_on, ends_on=ends_on)
    filled = _filled(_passed_apart(summed, passed))
    lines = tuple(
        ReportLine(
            line=row["line"],
            words=row["words"],
            sure=row["sure"],
            cents=None if row["line"] in NOT_FILLED else filled[row["line"]],
            refusal=NOT_FILLED.get(row["line"], ""),
        )
        for row in law.value("support.reports.ocse34_lines", on=ends_on)
    )
    return Ocse34(
        quarter=quarter,
        starts_on=starts_on,
        ends_on=ends_on,
        lines=lines,
        books_cents=books_cents(ends_on, Account.SUSPENSE, PAYABLE_ACCOUNTS[-1]),
    )


def _summed(
    moved: pl.DataFrame, *, starts_on: date, sources: dict[str, str]
) -> dict[tuple[str, str], int]:
    """Cents by line and column; what left by payment is counted as it left, positive."""
    is_paid = pl.col("cause") == int(Cause.DISBURSEMENT)
    paid = pl.col("account").replace_strict(PAID_LINES, default="3", return_dtype=pl.String)
    received = pl.col("source").replace_strict(sources, default="2h", return_dtype=pl.String)
    applying = (int(Cause.RECEIPT), int(Cause.IDENTIFICATION), int(Cause.RELEASE))
    is_received = pl.col("cause").is_in(applying) & (pl.col("received_on") >= starts_on)
    line = (
        pl.when(pl.col("posted_on") < starts_on)
        .then(pl.lit("1"))
        .when(is_paid)
        .then(paid)
        .when(is_received)
        .then(received)
        .otherwise(pl.lit("3"))
    )
    rows = moved.group_by("column", line=line).agg(pl.col("cents").sum())
    return {
        (row["line"], row["column"] or ""): (
            -row["cents"] if row["line"].startswith("7") else row["cents"]
        )
        for row in rows.iter_rows(named=True)
    }


def _passed(*, starts_on: date, ends_on: date) -> dict[str, int]:
    """Cents paid to families in the quarter that were passed through, by column."""
    schema = {"column": pl.String, "cents": pl.Int64}
    rows = read_frame(PASSED, schema=schema, params=[starts_on, ends_on])
    return {row["column"] or "": row["cents"] for row in rows.iter_rows(named=True)}


def _passed_apart(
    summed: dict[tuple[str, str], int], passed: dict[str, int]
) -> dict[tuple[str, str], int]:
    """Line 7a taken out of what was paid to families (7d)."""
    apart = dict(summed)
    for column, cents in passed.items():
        apart["7a", column] = cents
        apart["7d", column] = apart.get(("7d", column), 0) - cents
    return apart


def _filled(summed: dict[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Every line by column, the sums of the form made of its parts."""

    def part(*lines: str) -> dict[str, int]:
        return {
            column: sum(summed.get((line, column), 0) for line in lines) for column in COLUMNS
        }

    received = [f"2{letter}" for letter in "abcdefgh"]
    distributed = ["7a", "7b", "7c", "7d", "7e"]
    lines = {line: part(line) for line in ("1", *received, "3", *distributed)}
    lines["2"], lines["8"] = part(*received), part(*distributed)
    lines["6"] = part("1", *received, "3")
    gross = {column: lines["6"][column] - lines["8"][column] for column in COLUMNS}
    # Nothing is declared undistributable (9a), so that net and gross are the same.
    return {**lines, "9": gross, "9b": gross}
