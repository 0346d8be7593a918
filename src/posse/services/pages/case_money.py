"""The money of one case as its page shows it: four figures, the ledger, the receipts.

Everything is read from the postings, so a page and the books cannot disagree.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from posse.apps.books.models import Posting
from posse.apps.cases.models import Case
from posse.apps.payments.choices import Source
from posse.ledger.accounts import bucket_words, debt_parts
from posse.services.access import Visitor
from posse.services.books.as_of import owner_of
from posse.services.doors.tax_information import (
    RESTRICTED,
    do_log_tax_list,
    is_tax_information,
)
from posse.units.days import month_end

# Accounts from 1000 on are debts, 300 to 302 payables, 400 the contra account of debts;
# causes: 1 support fell due, 5 a receipt, 6 a receipt identified out of suspense, 10 it was
# taken back, 11 it was released from a hold.
MOVEMENTS = """
    SELECT date_trunc('month', effective_on)::date, account,
           sum(debit_cents)::bigint, sum(credit_cents)::bigint
    FROM (SELECT effective_on, debit AS account, amount_cents AS debit_cents,
                 0 AS credit_cents
          FROM books_posting WHERE case_id = %(case)s AND debit >= 1000
          UNION ALL
          SELECT effective_on, credit, 0, amount_cents
          FROM books_posting WHERE case_id = %(case)s AND credit >= 1000) AS movement
    GROUP BY 1, 2 ORDER BY 1, 2"""

MONTHS = """
    SELECT date_trunc('month', effective_on)::date,
           sum(CASE WHEN cause = 1 AND credit = 400 THEN amount_cents
                    WHEN cause = 1 AND debit = 400 THEN -amount_cents
                    ELSE 0 END)::bigint,
           sum(CASE WHEN cause NOT IN (5, 6, 10, 11) THEN 0
                    WHEN credit BETWEEN 300 AND 306 THEN amount_cents
                    WHEN debit BETWEEN 300 AND 306 THEN -amount_cents
                    ELSE 0 END)::bigint
    FROM books_posting WHERE case_id = %(case)s
    GROUP BY 1"""

RECEIPTS = """
    SELECT receipt.id, receipt.effective_on, receipt.source, receipt.payor_name,
           receipt.amount_cents, applied.applied_cents
    FROM (SELECT receipt_id,
                 sum(CASE WHEN credit BETWEEN 300 AND 306 THEN amount_cents
                          ELSE -amount_cents END)::bigint AS applied_cents
          FROM books_posting
          WHERE case_id = %(case)s AND cause IN (5, 6, 10, 11)
            AND (credit BETWEEN 300 AND 306 OR debit BETWEEN 300 AND 306)
          GROUP BY receipt_id) AS applied
    JOIN payments_receipt AS receipt ON receipt.id = applied.receipt_id
    ORDER BY receipt.effective_on DESC, receipt.id DESC LIMIT %(limit)s"""


@dataclass(frozen=True)
class CaseReceipt:
    """A receipt of which this case had a part. Units: cents."""

    receipt: int
    received_on: date
    source: str
    payor_name: str
    amount_cents: int
    applied_cents: int

    @property
    def source_words(self) -> str:
        """Where the money came from, for people; restricted where it is not told."""
        return str(Source(self.source).label) if self.source else RESTRICTED

    @property
    def is_tax_information(self) -> bool:
        """Whether the row tells of a federal tax refund."""
        return is_tax_information(self.source)


@dataclass(frozen=True)
class Column:
    """A bucket of the ledger that this case has ever used."""

    account: int
    obligation: str
    bucket: str


@dataclass(frozen=True)
class LedgerMonth:
    """A month of the ledger: due, paid, and what each bucket held at its end.

    ``balances_cents`` has one entry a column; a negative one is a credit.
    """

    month: date
    due_cents: int
    paid_cents: int
    balances_cents: list[int]
    total_cents: int


@dataclass(frozen=True)
class CaseLedger:
    """The ledger of a case, the latest month first."""

    columns: list[Column]
    months: list[LedgerMonth]


@dataclass(frozen=True)
class Figures:
    """The four figures at the top of a case. Units: cents."""

    month: date
    due_cents: int
    paid_cents: int
    arrears_family_cents: int
    arrears_state_cents: int
    last_payment: CaseReceipt | None


def _rows(query: str, case: int, **params: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"case": case, **params})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def ledger_for_case(case: int, *, on: date) -> CaseLedger:
    """Months as rows and buckets as columns, with the running balance of each, to a date."""
    movements: dict[date, dict[int, int]] = defaultdict(dict)
    for month, account, debit_cents, credit_cents in _rows(MOVEMENTS, case):
        if month <= on:
            movements[month][account] = debit_cents - credit_cents
    due_and_paid = {month: (due, paid) for month, due, paid in _rows(MONTHS, case)}
    accounts = sorted({account for moves in movements.values() for account in moves})
    balances = dict.fromkeys(accounts, 0)
    months = []
    for month in sorted(movements.keys() | {month for month in due_and_paid if month <= on}):
        for account, change_cents in movements.get(month, {}).items():
            balances[account] += change_cents
        due_cents, paid_cents = due_and_paid.get(month, (0, 0))
        values = list(balances.values())
        months.append(LedgerMonth(month, due_cents, paid_cents, values, sum(values)))
    return CaseLedger([_column(account) for account in accounts], months[::-1])


def _column(account: int) -> Column:
    parts = debt_parts(account)
    assert parts is not None, "only debt accounts are columns of a case's ledger"
    return Column(account, parts[0].words, bucket_words(*parts))


def figures_for_case(case: int, ledger: CaseLedger, *, on: date) -> Figures:
    """The four figures of a case on a date, out of its ledger."""
    month = on.replace(day=1)
    latest = ledger.months[0] if ledger.months else None
    cents = dict.fromkeys(("current", "family", "state"), 0)
    for column, balance_cents in zip(
        ledger.columns, latest.balances_cents if latest else [], strict=False
    ):
        owner = owner_of(column.account)
        if owner:
            cents[owner] += balance_cents
    due_cents = latest.due_cents if latest and latest.month == month else 0
    last = receipts_for_case(case, limit=1)
    return Figures(
        month=month,
        due_cents=due_cents,
        # What was due and is no longer owed was paid, by money of whichever month.
        paid_cents=max(0, due_cents - max(0, cents["current"])),
        arrears_family_cents=cents["family"],
        arrears_state_cents=cents["state"],
        last_payment=last[0] if last else None,
    )


def receipts_for_case(case: int, *, limit: int = 100) -> list[CaseReceipt]:
    """The latest receipts of which a case had a part."""
    return [CaseReceipt(*row) for row in _rows(RECEIPTS, case, limit=limit)]


def receipts_for_viewer(
    viewer: Visitor, case: Case, *, limit: int = 100, page: str = ""
) -> list[CaseReceipt]:
    """The same as far as a viewer may know their sources; that federal ones were is logged."""
    receipts = receipts_for_case(case.pk, limit=limit)
    sources = [receipt.source for receipt in receipts]
    if do_log_tax_list(viewer=viewer, sources=sources, case=case, page=page):
        return receipts
    return [
        replace(receipt, source="", payor_name="") if receipt.is_tax_information else receipt
        for receipt in receipts
    ]


def postings_for_month(case: int, month: date) -> list[Posting]:
    """The postings of a case that belong to one month, in order."""
    rows = Posting.objects.filter(
        case=case, effective_on__gte=month, effective_on__lte=month_end(month)
    )
    return list(rows.order_by("effective_on", "id"))
