"""Numbers of payments: traces of deposits, numbers of card loads, numbers of warrants.

Each is one more than the last one kept, taken inside the transaction that pays: what is
undone gives its numbers back, so that no number is ever left out or used twice.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection

from posse.apps.payments.choices import PaymentMethod

TRACES_MAX = 9_999_999
# Any name will do as long as nothing else in the database locks it.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('numbers of payments'))"
LAST_TRACE = """
    SELECT right(trace_number, 7)::int FROM payments_disbursement
    WHERE method = 'direct_deposit' ORDER BY id DESC LIMIT 1"""
LOADS = """
    SELECT count(*) FROM payments_disbursement
    WHERE method = 'debit_card' AND recorded_on = %s"""
LAST_WARRANT = "SELECT max(number) FROM instruments_warrant"


@dataclass(frozen=True)
class NumberedBy:
    """The numbers that stand ready for the payments of one transaction."""

    traces: pl.Series
    loads: pl.Series
    first_warrant: int

    def trace_of(self, payments: pl.DataFrame) -> pl.Series:
        """The trace or load number of each payment, empty for one that has none."""
        by_method = {
            str(PaymentMethod.DIRECT_DEPOSIT): self.traces,
            str(PaymentMethod.DEBIT_CARD): self.loads,
        }
        rows = payments.select("method", "place").iter_rows()
        numbers = [
            by_method[method][place] if method in by_method else "" for method, place in rows
        ]
        return pl.Series("trace_number", numbers, dtype=pl.String)


def trace_numbers(originating_dfi: str, count: int) -> pl.Series:
    """Trace numbers of deposits: the bank's eight digits and seven that go on from day to day.

    A return names its deposit by the trace number alone, so one comes again only when the
    seven digits are used up, after ten million deposits.
    """
    last = _last(LAST_TRACE) or 0
    first = 1 if last + count > TRACES_MAX else last + 1
    digits = pl.Series(range(first, first + count), dtype=pl.Int64).cast(pl.String)
    return originating_dfi + digits.str.zfill(7)


def load_numbers(on: date, count: int) -> pl.Series:
    """Numbers of card loads: the business date and the place among its loads."""
    first = (_last(LOADS, on) or 0) + 1
    digits = pl.Series(range(first, first + count), dtype=pl.Int64).cast(pl.String)
    return f"{on:%Y%m%d}" + digits.str.zfill(7)


def next_warrant_number(first: int) -> int:
    """The number of the next warrant; ``first`` where there is none yet."""
    return (_last(LAST_WARRANT) or first - 1) + 1


def _last(query: str, *params: date) -> int | None:
    """What was used last, held still until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(query, params)
        row = cursor.fetchone()
    return row[0] if row else None
