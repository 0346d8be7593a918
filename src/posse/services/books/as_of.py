"""Balances for any effective date as they were known on any business date.

A correction is posted on the day it is learned with the day to which it belongs, so two
dates choose what was true and what was known: nothing has to be kept but the postings.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from posse.ledger.accounts import (
    CURRENT,
    FUTURES,
    SUPPORT_OBLIGATIONS,
    bucket_words,
    debt_parts,
)
from posse.units.money import format_cents

# Who owns past-due support in a bucket; what is assigned for some collections only still
# counts as the State's. Source: 42 USC 608(a)(3), 42 USC 657(a).
STATE_BUCKETS = frozenset(
    {"permanently_assigned", "temporarily_assigned", "conditionally_assigned", "assigned_iv_e"}
)

# Accounts from 1000 on are debts. One walk over the case's or the obligor's postings.
BALANCES = """
    SELECT moved.account, sum(moved.cents)::bigint
    FROM books_posting AS posting
    CROSS JOIN LATERAL (VALUES (debit, amount_cents), (credit, -amount_cents))
        AS moved (account, cents)
    WHERE {owed_by} = %(whose)s AND posting.effective_on <= %(as_of)s
      AND posting.posted_on <= %(known_on)s AND moved.account >= 1000
    GROUP BY moved.account ORDER BY moved.account"""


@dataclass(frozen=True)
class Balance:
    """What one debt amounts to; a negative balance is a credit. Units: cents."""

    account: int
    balance_cents: int

    @property
    def obligation(self) -> str:
        """What kind of support, in words."""
        return _parts(self.account)[0]

    @property
    def bucket(self) -> str:
        """Whose it is, in words."""
        return _parts(self.account)[1]


@dataclass(frozen=True)
class Balances:
    """Every debt ever used as it stood ``as_of`` a day, as known on ``known_on``."""

    as_of: date
    known_on: date
    lines: tuple[Balance, ...]

    @property
    def total_cents(self) -> int:
        """All debts together, money paid ahead taken off."""
        return sum(line.balance_cents for line in self.lines)

    @property
    def arrears_cents(self) -> int:
        """Past-due support alone: neither current support, fees, nor money paid ahead."""
        past_due = (line for line in self.lines if owner_of(line.account) in PAST_DUE)
        return sum(line.balance_cents for line in past_due)

    def to_json(self) -> dict[str, Any]:
        """The balances for a program: money as dollars in text, dates as ISO text."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "balances": [
                {
                    "account": line.account,
                    "obligation": line.obligation,
                    "bucket": line.bucket,
                    "balance": format_cents(line.balance_cents),
                }
                for line in self.lines
            ],
            "past_due": format_cents(self.arrears_cents),
            "total": format_cents(self.total_cents),
        }


PAST_DUE = frozenset({"family", "state"})


def owner_of(account: int) -> str | None:
    """Whose a debt is: ``current`` support, past due to ``family`` or ``state``."""
    parts = debt_parts(account)
    if parts is None or parts[0].index >= SUPPORT_OBLIGATIONS or parts[1].index == FUTURES:
        return None
    if parts[1].index == CURRENT:
        return "current"
    return "state" if parts[1].name in STATE_BUCKETS else "family"


def _parts(account: int) -> tuple[str, str]:
    parts = debt_parts(account)
    assert parts is not None, "only debts have balances here"
    return parts[0].words, bucket_words(*parts)


def balances_for_case(case: int, *, as_of: date, known_on: date) -> Balances:
    """The debts of a case on a day, as known on a business date."""
    return _balances("posting.case_id", case, as_of=as_of, known_on=known_on)


def balances_for_obligor(obligor: int, *, as_of: date, known_on: date) -> Balances:
    """The debts of a paying parent over all cases on a day, as known on a business date."""
    return _balances("posting.obligor_id", obligor, as_of=as_of, known_on=known_on)


def _balances(owed_by: str, whose: int, *, as_of: date, known_on: date) -> Balances:
    with connection.cursor() as cursor:
        cursor.execute(
            BALANCES.format(owed_by=owed_by),
            {"whose": whose, "as_of": as_of, "known_on": known_on},
        )
        lines = tuple(Balance(account, cents) for account, cents in cursor.fetchall())
    return Balances(as_of, known_on, lines)
