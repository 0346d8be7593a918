"""The close of a business day, and the report by which its books prove themselves."""

from datetime import date

import polars as pl
from django.db import connection, transaction

from posse.apps.books.models import ClosingBalance
from posse.apps.payments.choices import SuspenseReason
from posse.apps.runs.models import Run
from posse.ledger.accounts import PAYABLE_ACCOUNTS, Account, account_words
from posse.services.books.balance_report import (
    AccountLine,
    BalanceReport,
    Proof,
    Total,
    WaitingLine,
)
from posse.services.books.proof_findings import open_findings
from posse.services.bulk import read_frame, write_frame
from posse.services.business_dates import last_closed_day
from posse.services.disbursement_unit import bank_doubts
from posse.services.money_in.suspense import suspense_on
from posse.services.money_out.payments_due import HINDRANCES, due_for_day

MOVED = """
    SELECT account, sum(debit_cents)::bigint, sum(credit_cents)::bigint
    FROM (SELECT debit AS account, amount_cents AS debit_cents, 0 AS credit_cents
          FROM books_posting WHERE posted_on > %s AND posted_on <= %s
          UNION ALL
          SELECT credit, 0, amount_cents
          FROM books_posting WHERE posted_on > %s AND posted_on <= %s) AS moved
    GROUP BY account ORDER BY account"""
# A rejected record or a returned payment brings money that no receipt speaks for.
NOT_BOOKED = """
    SELECT count(*), coalesce(sum(left_cents), 0)
    FROM (SELECT coalesce(again.credit_cents, file.credit_cents)
               - coalesce(sum(receipt.amount_cents), 0)
               - coalesce((SELECT sum(entry.amount_cents) FROM payments_returnedentry AS entry
                           JOIN instruments_disbursementevent AS acted
                             ON acted.returned_entry_id = entry.id
                           WHERE entry.file_id = file.id), 0) AS left_cents
          FROM payments_inboundfile AS file
          LEFT JOIN payments_fileretry AS again
            ON again.file_id = file.id AND again.state = 'accepted'
          LEFT JOIN payments_receipt AS receipt ON receipt.file_id = file.id
          WHERE (file.state = 'accepted' OR again.id IS NOT NULL) AND file.received_on <= %s
          GROUP BY file.id, again.id) AS files
    WHERE left_cents <> 0"""
RECEIVED_ON = """
    SELECT receipt.id, receipt.effective_on FROM payments_receipt AS receipt
    WHERE receipt.id IN (SELECT receipt_id FROM books_payable)"""
FACTS = """
    SELECT coalesce((SELECT sum(amount_cents) FROM payments_receipt
                     WHERE recorded_on <= %s), 0)
         - coalesce((SELECT sum(amount_cents) FROM payments_reversal
                     WHERE recorded_on <= %s AND reason <> 'wrong_person'), 0)
         - coalesce((SELECT sum(amount_cents) FROM payments_disbursement
                     WHERE recorded_on <= %s), 0)
         + coalesce((SELECT sum(sent.amount_cents) FROM instruments_disbursementevent AS back
                     JOIN payments_disbursement AS sent ON sent.id = back.disbursement_id
                     WHERE back.recorded_on <= %s AND back.kind IN
                     ('stopped', 'voided', 'undeliverable', 'returned', 'stale')), 0)
         + coalesce((SELECT sum(amount_cents) FROM recovery_repayment
                     WHERE recorded_on <= %s), 0),
           coalesce((SELECT sum(amount_cents) FROM books_payable), 0),
           coalesce((SELECT sum(amount_cents) FROM recovery_receivableline
                     WHERE posted_on <= %s), 0)"""

# Days since receipt; what is older than two business days wants a look, what is older
# than half a year a decision.
AGES = ((2, "up to 2 days"), (30, "3 to 30 days"), (180, "31 to 180 days"))
OLDEST = "more than 180 days"


class BooksDisagree(Exception):  # noqa: N818 - the name says what is wrong
    """The books do not add up, or do not say what the facts say; the day stays open."""


@transaction.atomic
def do_close_day(*, on: date, run: Run) -> int:
    """Keep the closing balance of every account, once they are proven; how many.

    Raises: BooksDisagree.
    """
    lines = _lines(on)
    failed = [proof for proof in _proofs(lines, on=on) if not proof.holds]
    if failed:
        reasons = "; ".join(
            f"{proof.words}: {proof.books_cents} cents in the books,"
            f" {proof.facts_cents} by the facts"
            for proof in failed
        )
        raise BooksDisagree(f"The books of {on} do not close ({run.key}): {reasons}.")
    names = ("account", "opening_cents", "debit_cents", "credit_cents", "closing_cents")
    columns = {name: [getattr(line, name) for line in lines] for name in names}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.Int64))
    return write_frame("books_closingbalance", frame.with_columns(business_date=pl.lit(on)))


def balance_report_for_day(on: date) -> BalanceReport:
    """The books of a business day: as closed, or as they stand when it is still open."""
    lines = _lines(on)
    last_closed = last_closed_day()
    return BalanceReport(
        business_date=on,
        is_closed=ClosingBalance.objects.filter(business_date=on).exists(),
        accounts=tuple(lines),
        receipts=_total("payments_receipt", on),
        disbursements=_total("payments_disbursement", on),
        not_booked=_not_booked(on),
        suspense=_suspense(on),
        unpaid=_unpaid(on) if last_closed is None or on >= last_closed else None,
        proofs=tuple(_proofs(lines, on=on)) if on == last_closed else (),
        doubts=bank_doubts(on=on),
        differing=open_findings() if last_closed is None or on >= last_closed else (),
    )


def _lines(on: date) -> list[AccountLine]:
    """Every account that ever moved, from its last closing balance before the day.

    Whatever was posted since then belongs to this day, so that a day on which no job ran
    leaves no gap.
    """
    closed = ClosingBalance.objects.filter(business_date__lt=on)
    newest = closed.order_by("-business_date").first()
    since = newest.business_date if newest else date.min
    opening = dict(closed.filter(business_date=since).values_list("account", "closing_cents"))
    schema = {"account": pl.Int64, "debit_cents": pl.Int64, "credit_cents": pl.Int64}
    moved = read_frame(MOVED, schema=schema, params=[since, on, since, on])
    movements = {account: (debit, credit) for account, debit, credit in moved.iter_rows()}
    return [
        _line(account, opening_cents=opening.get(account, 0), moved=movements.get(account))
        for account in sorted({*opening, *movements})
    ]


def _line(account: int, *, opening_cents: int, moved: tuple[int, int] | None) -> AccountLine:
    debit_cents, credit_cents = moved or (0, 0)
    return AccountLine(
        account=account,
        words=account_words(account),
        opening_cents=opening_cents,
        debit_cents=debit_cents,
        credit_cents=credit_cents,
        closing_cents=opening_cents + debit_cents - credit_cents,
    )


def _proofs(lines: list[AccountLine], *, on: date) -> list[Proof]:
    """Conservation over the whole books: every cent that came in is somewhere."""
    closing = {line.account: line.closing_cents for line in lines}
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [on] * FACTS.count("%s"))
        in_bank_cents, payable_cents, receivable_cents = map(int, cursor.fetchone())
    return [
        Proof("All accounts add up to zero", sum(closing.values()), 0),
        Proof(
            "The bank holds what was received less what was paid out",
            closing.get(Account.BANK, 0),
            in_bank_cents,
        ),
        Proof(
            "The amounts that await payment add up to the payable accounts",
            -sum(closing.get(account, 0) for account in PAYABLE_ACCOUNTS),
            payable_cents,
        ),
        Proof(
            "What payees owe adds up to the account of what is to be recovered",
            closing.get(Account.RECEIVABLE_FROM_PAYEE, 0),
            receivable_cents,
        ),
    ]


def _total(table: str, on: date) -> Total:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), coalesce(sum(amount_cents), 0) FROM {table}"  # noqa: S608
            " WHERE recorded_on = %s",
            [on],
        )
        count, amount_cents = cursor.fetchone()
    return Total(count, int(amount_cents))


def _not_booked(on: date) -> Total:
    """Files taken in by the day whose credits are not all in the books, and the rest."""
    with connection.cursor() as cursor:
        cursor.execute(NOT_BOOKED, [on])
        count, amount_cents = cursor.fetchone()
    return Total(count, int(amount_cents))


def _suspense(on: date) -> tuple[WaitingLine, ...]:
    rows = suspense_on(on).select("reason", "amount_cents", since="received_on")
    words = {str(reason): str(reason.label) for reason in SuspenseReason}
    return _waiting_lines(rows, on=on, words=words)


def _unpaid(on: date) -> tuple[WaitingLine, ...]:
    """What awaits payment now, by what hinders it."""
    due = due_for_day(on).filter(pl.col("total_cents") != 0)
    schema = {"receipt": pl.Int64, "since": pl.Date}
    rows = due.join(read_frame(RECEIVED_ON, schema=schema), on="receipt").select(
        "since", reason="hindrance", amount_cents="total_cents"
    )
    return _waiting_lines(rows, on=on, words=HINDRANCES)


def _waiting_lines(
    rows: pl.DataFrame, *, on: date, words: dict[str, str]
) -> tuple[WaitingLine, ...]:
    """Rows of ``reason``, ``since`` and ``amount_cents`` summed by reason and age."""
    days = (pl.lit(on) - pl.col("since")).dt.total_days()
    band = pl.lit(len(AGES))
    for place, (limit_days, _) in reversed(list(enumerate(AGES))):
        band = pl.when(days <= limit_days).then(place).otherwise(band)
    summed = (
        rows.group_by("reason", band=band)
        .agg(pl.len().alias("count"), pl.col("amount_cents").sum(), pl.col("since").min())
        .sort("reason", "band")
    )
    ages = [*(age for _, age in AGES), OLDEST]
    return tuple(
        WaitingLine(
            reason=row["reason"],
            words=words[row["reason"]],
            age=ages[row["band"]],
            count=row["count"],
            amount_cents=row["amount_cents"],
            oldest_on=row["since"],
        )
        for row in summed.iter_rows(named=True)
    )
