"""The ledger of a case or of a paying parent: every posting that touched a debt, paged.

The running balance is reckoned by the database over all that is asked about, so a page of
it holds the same figures as the whole. Two dates choose what was true and what was known,
as in :mod:`posse.services.books.as_of`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from posse.apps.books.choices import Cause
from posse.ledger.accounts import account_words, debt_parts
from posse.services.books.fact_words import MONEY_IN, Fact, words_of_facts

ROWS_A_PAGE = 100

# Accounts from 1000 on are debts; one account alone may be asked for.
LEDGER = """
    WITH counted AS (
        SELECT posting.id, posting.effective_on, posting.posted_on, posting.cause,
               posting.cause_id, coalesce(posting.receipt_id, 0) AS receipt,
               posting.case_id, posting.debit, posting.credit, posting.amount_cents,
               CASE WHEN debit >= 1000 AND debit = coalesce(%(account)s, debit)
                    THEN amount_cents ELSE 0 END
             - CASE WHEN credit >= 1000 AND credit = coalesce(%(account)s, credit)
                    THEN amount_cents ELSE 0 END AS change_cents
        FROM books_posting AS posting
        WHERE {owed_by} = %(whose)s
          AND posting.case_id = coalesce(%(case)s, posting.case_id)
          AND posting.effective_on <= %(as_of)s AND posting.posted_on <= %(known_on)s
          AND (debit >= 1000 AND debit = coalesce(%(account)s, debit)
               OR credit >= 1000 AND credit = coalesce(%(account)s, credit))),
    running AS (
        SELECT counted.*, sum(change_cents) OVER (ORDER BY effective_on, id) AS balance_cents
        FROM counted)
    SELECT running.id, running.effective_on, running.posted_on, running.cause,
           running.cause_id, running.receipt, cases_case.number, running.debit,
           running.credit, running.amount_cents, running.change_cents::bigint,
           running.balance_cents::bigint, count(*) OVER (),
           sum(greatest(change_cents, 0)) OVER ()::bigint,
           sum(least(change_cents, 0)) OVER ()::bigint
    FROM running JOIN cases_case ON cases_case.id = running.case_id
    WHERE running.cause = coalesce(%(cause)s, running.cause)
      AND running.effective_on >= coalesce(%(first)s, running.effective_on)
    ORDER BY running.effective_on DESC, running.id DESC
    LIMIT %(limit)s OFFSET %(offset)s"""


@dataclass(frozen=True)
class LedgerQuestion:
    """What of a ledger is asked for; what is None is not narrowed.

    ``as_of`` is the last day shown, ``known_on`` the day whose knowledge counts. An
    ``account`` gives one debt with a running balance of its own.
    """

    as_of: date
    known_on: date
    first: date | None = None
    case: int | None = None
    cause: Cause | None = None
    account: int | None = None


@dataclass(frozen=True)
class LedgerRow:
    """A posting with what was owed after it. Units: cents; a negative is a credit."""

    posting: int
    effective_on: date
    posted_on: date
    cause: Cause
    cause_id: int
    receipt: int
    case_number: str
    debit: int
    credit: int
    amount_cents: int
    change_cents: int
    balance_cents: int
    words: str

    @property
    def is_of_receipt(self) -> bool:
        """Whether the page of its receipt tells the fact best."""
        return bool(self.receipt) and self.cause in MONEY_IN

    @property
    def account_words(self) -> str:
        """Which debt it touched, or from which to which it moved."""
        debts = [side for side in (self.credit, self.debit) if debt_parts(side)]
        if len(debts) == 2:
            return f"{account_words(debts[0])}, to {account_words(debts[1])}"
        return account_words(debts[0])

    @property
    def debit_words(self) -> str:
        """The account that was debited."""
        return account_words(self.debit)

    @property
    def credit_words(self) -> str:
        """The account that was credited."""
        return account_words(self.credit)

    @property
    def change_words(self) -> str:
        """What it did to what is owed."""
        if not self.change_cents:
            return "moved"
        return "added" if self.change_cents > 0 else "taken off"


@dataclass(frozen=True)
class LedgerPage:
    """A page of a ledger, the latest first, with the totals of everything asked for."""

    rows: tuple[LedgerRow, ...]
    count: int
    added_cents: int
    taken_off_cents: int
    number: int
    page_count: int


def ledger_page_for_case(case: int, question: LedgerQuestion, *, page: int = 1) -> LedgerPage:
    """A page of the ledger of one case."""
    return _page("posting.case_id", case, question, page=page)


def ledger_page_for_obligor(
    obligor: int, question: LedgerQuestion, *, page: int = 1
) -> LedgerPage:
    """A page of the ledger of a paying parent over all cases together."""
    return _page("posting.obligor_id", obligor, question, page=page)


def whole_ledger_for_case(case: int, question: LedgerQuestion) -> Iterator[LedgerRow]:
    """Every row that a question asks for, the latest first."""
    return iter(_rows("posting.case_id", case, question, limit=None, offset=0)[0])


def whole_ledger_for_obligor(obligor: int, question: LedgerQuestion) -> Iterator[LedgerRow]:
    """Every row over all cases of a paying parent, the latest first."""
    return iter(_rows("posting.obligor_id", obligor, question, limit=None, offset=0)[0])


def _page(owed_by: str, whose: int, question: LedgerQuestion, *, page: int) -> LedgerPage:
    number = max(1, page)
    rows, totals = _rows(
        owed_by, whose, question, limit=ROWS_A_PAGE, offset=(number - 1) * ROWS_A_PAGE
    )
    if not rows and number > 1:
        # Beyond the last page nothing would be told, not even how many rows there are.
        return _page(owed_by, whose, question, page=1)
    count, added_cents, taken_off_cents = totals
    return LedgerPage(
        rows=tuple(rows),
        count=count,
        added_cents=added_cents,
        taken_off_cents=taken_off_cents,
        number=number,
        page_count=max(1, -(-count // ROWS_A_PAGE)),
    )


def _rows(
    owed_by: str, whose: int, question: LedgerQuestion, *, limit: int | None, offset: int
) -> tuple[list[LedgerRow], tuple[int, int, int]]:
    params = {**vars(question), "whose": whose, "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(LEDGER.format(owed_by=owed_by), params)
        found = cursor.fetchall()
    words = words_of_facts([_fact(row) for row in found])
    totals = tuple(found[0][-3:]) if found else (0, 0, 0)
    return [_row(row, words) for row in found], totals


def _fact(row: tuple[Any, ...]) -> Fact:
    return Fact(row[1], Cause(row[3]), row[4], row[5])


def _row(row: tuple[Any, ...], words: Mapping[Fact, str]) -> LedgerRow:
    posting, effective_on, posted_on, cause = row[:4]
    rest = (*row[4:-3], words[_fact(row)])
    return LedgerRow(posting, effective_on, posted_on, Cause(cause), *rest)
