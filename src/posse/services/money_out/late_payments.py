"""What is overdue for payment, by the time frames TF100, TF101 and TF104 to TF106.

TF102 (pass-through) and TF103 (the first month after assistance) are two business days from
receipt like TF100, so they need no line of their own. The State's own share and money that
goes back to a paying parent have no time frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from posse.apps.payments.choices import Source
from posse.ledger.accounts import ON_ASSISTANCE, Account
from posse.rules.support.deadlines import deadlines, time_frame_keys
from posse.services.bulk import read_frame
from posse.services.law import current_law
from posse.services.money_out.payments_due import due_for_day, hindrance_words
from posse.units.days import day_from_number, day_number

TO_FAMILY, AFTER_MONTH_END = "TF100", "TF101"
TO_FOSTER_AGENCY, OFFSET, OFFSET_AFTER_APPEAL = "TF104", "TF105", "TF106"
WITH_TIME_FRAME = (int(Account.PAYABLE_FAMILY), int(Account.PAYABLE_FOSTER_AGENCY))

# When the clock began: with the receipt, with the word whose it is, since nobody can be paid
# before, or with the end of a hold; again with the day on which money came back, which had
# been sent in time.
STARTED = """
    WITH waiting AS (SELECT DISTINCT receipt_id, case_id, account FROM books_payable
                     WHERE account IN (300, 303))
    SELECT waiting.receipt_id, waiting.case_id, waiting.account, receipt.source,
           greatest(receipt.effective_on,
                    (SELECT max(found.recorded_on) FROM payments_identification AS found
                     WHERE found.receipt_id = receipt.id),
                    held.released_on,
                    (SELECT max(back.effective_on)
                     FROM payments_disbursementline AS line
                     JOIN instruments_disbursementevent AS back USING (disbursement_id)
                     WHERE line.receipt_id = receipt.id AND line.case_id = waiting.case_id
                       AND line.account = waiting.account AND back.kind <> 'cleared'
                       AND back.kind <> 'stop_requested')),
           (SELECT line.case_type FROM books_distribution AS decided
            JOIN books_distributionline AS line ON line.distribution_id = decided.id
            WHERE decided.receipt_id = receipt.id AND line.case_id = waiting.case_id
            ORDER BY decided.id DESC LIMIT 1),
           coalesce(held.was_appealed, false)
    FROM waiting JOIN payments_receipt AS receipt ON receipt.id = waiting.receipt_id
    LEFT JOIN LATERAL (
        SELECT max(released.effective_on) AS released_on,
               bool_or(hold.reason IN ('appeal_on_arrears', 'administrative_review'))
                 AS was_appealed
        FROM payments_hold AS hold
        JOIN payments_holdrelease AS released ON released.hold_id = hold.id
        WHERE hold.receipt_id = receipt.id) AS held ON true"""
SCHEMA = {
    "receipt": pl.Int64,
    "case": pl.Int64,
    "account": pl.Int64,
    "source": pl.String,
    "started_on": pl.Date,
    "case_type": pl.Int64,
    "was_appealed": pl.Boolean,
}


@dataclass(frozen=True)
class LateLine:
    """Money that should have been sent by now, by time frame and by what hinders it.

    ``rule`` is the time frame, ``oldest_due_on`` the day by which the oldest of it should
    have gone out. Units: cents.
    """

    rule: str
    words: str
    citations: tuple[str, ...]
    hindrance_words: str
    count: int
    amount_cents: int
    oldest_due_on: date


@dataclass(frozen=True)
class LatePayment:
    """One amount that should have been sent by now. Units: cents."""

    receipt_id: int
    case_id: int
    rule: str
    started_on: date
    due_on: date
    hindrance: str
    hindrance_words: str
    amount_cents: int


def late_payments_for_day(on: date) -> list[LatePayment]:
    """Each amount that awaits payment after its due day, the oldest first.

    Source: 45 CFR 302.32(b), 42 USC 654b(c)(1); TF100, TF101, TF104, TF105, TF106.
    """
    # Every time frame gives at least a day, so the night's own money cannot be late.
    waiting = due_for_day(on).filter(
        (pl.col("total_cents") > 0) & pl.col("account").is_in(WITH_TIME_FRAME)
    )
    started = read_frame(STARTED, schema=SCHEMA)
    rows = waiting.join(started, on=["receipt", "case", "account"]).filter(
        pl.col("started_on") <= on - timedelta(days=1)
    )
    if rows.is_empty():
        return []
    timed = _with_due_days(rows)
    late = timed.filter(pl.col("due_on") < on).sort("due_on", "receipt", "case", "account")
    return [
        LatePayment(
            receipt_id=row["receipt"],
            case_id=row["case"],
            rule=row["rule"],
            started_on=row["started_on"],
            due_on=row["due_on"],
            hindrance=row["hindrance"],
            hindrance_words=hindrance_words(row["hindrance"], row["hold_reason"]),
            amount_cents=row["total_cents"],
        )
        for row in late.iter_rows(named=True)
    ]


def late_lines(late: Sequence[LatePayment], *, on: date) -> tuple[LateLine, ...]:
    """The late amounts summed by time frame and by what hinders them."""
    law = current_law()
    keys = time_frame_keys(law)
    groups: dict[tuple[str, str], list[LatePayment]] = {}
    for payment in late:
        groups.setdefault((payment.rule, payment.hindrance_words), []).append(payment)
    lines = []
    for (rule, words), payments in sorted(groups.items()):
        frame = law.dated(keys[rule], on=on)
        lines.append(
            LateLine(
                rule=rule,
                words=frame.label,
                citations=tuple(frame.cites),
                hindrance_words=words,
                count=len(payments),
                amount_cents=sum(payment.amount_cents for payment in payments),
                oldest_due_on=min(payment.due_on for payment in payments),
            )
        )
    return tuple(lines)


def _with_due_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with their time frame and the day by which each should go out."""
    ruled = rows.with_columns(rule=_rule())
    days = np.array([day_number(day) for day in ruled["started_on"]], dtype=np.int64)
    found = deadlines(ruled["rule"].to_list(), days, law=current_law())
    due = [day_from_number(number) for number in found.due_days]
    return ruled.with_columns(due_on=pl.Series(due, dtype=pl.Date))


def _rule() -> pl.Expr:
    """The time frame of an amount, by where it came from and where it goes."""
    is_offset = pl.col("source") == str(Source.FEDERAL_TAX_REFUND_OFFSET)
    return (
        pl.when(is_offset & pl.col("was_appealed"))
        .then(pl.lit(OFFSET_AFTER_APPEAL))
        .when(is_offset)
        .then(pl.lit(OFFSET))
        .when(pl.col("account") == int(Account.PAYABLE_FOSTER_AGENCY))
        .then(pl.lit(TO_FOSTER_AGENCY))
        .when(pl.col("case_type") == ON_ASSISTANCE)
        .then(pl.lit(AFTER_MONTH_END))
        .otherwise(pl.lit(TO_FAMILY))
    )
