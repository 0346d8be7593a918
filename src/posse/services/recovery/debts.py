"""What payees still owe, the oldest first, and how an amount is set against it."""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from posse.services.bulk import read_frame
from posse.services.recovery.standing import KEY_TYPES

DEBTS = """
    SELECT line.receipt_id, line.case_id, line.account, coalesce(line.payee_id, 0),
           cases_case.obligor_id, sum(line.amount_cents)::bigint, min(line.posted_on)
    FROM recovery_receivableline AS line
    JOIN cases_case ON cases_case.id = line.case_id
    WHERE line.posted_on <= %s
    GROUP BY line.receipt_id, line.case_id, line.account, line.payee_id, cases_case.obligor_id
    HAVING sum(line.amount_cents) > 0
    ORDER BY min(line.id)"""


def debts_on(on: date) -> pl.DataFrame:
    """Every debt of a payee on a business date, the oldest first.

    Columns: KEY of the sub-ledger, ``obligor`` of the case, ``owed_cents`` and ``since``.
    """
    schema = {**KEY_TYPES, "obligor": pl.Int64, "owed_cents": pl.Int64, "since": pl.Date}
    return read_frame(DEBTS, schema=schema, params=[on])


def debts_of_payee(payee: int, *, on: date) -> pl.DataFrame:
    """The debts of one payee, the oldest first."""
    return debts_on(on).filter(pl.col("payee") == payee)


def meet(parts: Sequence[int], debts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Set amounts against debts, each in its order: place of the part, of the debt, cents.

    Units: cents. The parts together are at most the debts together.

    Examples:
        >>> list(meet([30, 10], [25, 40]))
        [(0, 0, 25), (0, 1, 5), (1, 1, 10)]
    """
    place, left_cents = 0, debts[0] if debts else 0
    for part, cents in enumerate(parts):
        while cents > 0:
            if not left_cents:
                place += 1
                left_cents = debts[place]
            met = min(cents, left_cents)
            yield part, place, met
            cents -= met  # noqa: PLW2901 - what is left of the part
            left_cents -= met
