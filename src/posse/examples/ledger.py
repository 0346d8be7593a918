"""Examples of kind ``ledger``: what the books say as of a day, as known on a day.

The money core folds the facts learned by then. This month's unpaid support is current until
the month is over, and past due on the first of the next. Money of all obligations stands
together in its bucket.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from posse.examples.distribution import SOURCES
from posse.examples.keys import day, money, money_or_by_case, one_of, text
from posse.examples.ledger_worlds import NEEDED, NOT_BUILT, Books, World, books_of
from posse.examples.model import Example
from posse.ledger.accounts import (
    BUCKETS,
    FAMILY,
    OBLIGATIONS,
    OBLIGOR,
    ON_ASSISTANCE,
    PAYABLE_BASE,
    STATE,
    Account,
    debt_account,
)
from posse.ledger.accruals import MONTHS_RATIO
from posse.rules.parameters import Law
from posse.units.days import add_months
from posse.units.money import format_cents

KIND = "ledger"
BUCKET_NAMES = tuple(bucket.name for bucket in BUCKETS)
INPUT_KEYS = {
    "facts": [
        {
            "type": one_of(*NEEDED, *NOT_BUILT),
            "id": text,
            "of": text,
            "case": text,
            "obligation": one_of(*(each.name for each in OBLIGATIONS), "arrears_payment"),
            "amount": money,
            "frequency": one_of(*MONTHS_RATIO),
            "from": day,
            "to": day,
            "first_due": day,
            "date": day,
            "received": day,
            "recorded": day,
            "basis": one_of("paternity", "divorce_decree", "other_state"),
            "program": text,
            "grant_month": money,
            "source": one_of(*SOURCES),
            "bucket": one_of(*BUCKET_NAMES),
        }
    ]
}
REQUIRED_INPUT_KEYS = ("facts",)
EXPECTED_KEYS = {
    "states": [
        {
            "as_of": day,
            "known_on": day,
            "balances": {"*": dict.fromkeys(BUCKET_NAMES, money)},
            "ura": money_or_by_case,
            "to_family": money,
            "to_state": money,
            "receivable": money,
        }
    ]
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """The states that each example asks for, all out of one fold.

    Raises: ValueError for facts that the money core does not decide yet, or a state that
    asks for a day which was not known.
    """
    worlds: list[World] = []
    places: list[list[slice]] = []
    for example in examples:
        places.append([])
        for state in example.expected.get("states", []):
            nights = _nights(example, state)
            places[-1].append(slice(len(worlds), len(worlds) + len(nights)))
            worlds += nights
    books = books_of(worlds, law) if worlds else []
    return [
        {
            "states": [
                _written(state, worlds[place], books[place])
                for state, place in zip(
                    example.expected.get("states", []), its_places, strict=True
                )
            ]
        }
        for example, its_places in zip(examples, places, strict=True)
    ]


def _nights(example: Example, state: Mapping[str, Any]) -> list[World]:
    """The world of a state; before it, if a receivable is asked for, each night that paid."""
    facts = example.inputs["facts"]
    as_of, known_on = day(state["as_of"]), day(state["known_on"])
    if as_of > known_on:
        raise ValueError(f"what holds as of {as_of} is not known on {known_on} yet")
    if "receivable" not in state:
        return [World(facts, known_on, as_of)]
    if as_of < known_on:
        raise ValueError("a receivable is told only as of the day on which it is known")
    nights = {day(fact["recorded"]) for fact in facts if "recorded" in fact} | {as_of}
    first = min(nights).replace(day=1)
    while first <= as_of:
        # What waits for the end of its month is paid in the first night of the next.
        nights.add(first)
        first = add_months(first, 1)
    return [World(facts, night, night) for night in sorted(nights) if night <= as_of]


def _written(
    state: Mapping[str, Any], worlds: Sequence[World], books: Sequence[Books]
) -> dict[str, Any]:
    """One state as an example writes it; a receivable only where one is asked for."""
    last = books[-1]
    ids = last.case_ids
    told = {
        "as_of": state["as_of"],
        "known_on": state["known_on"],
        "balances": {case: _buckets(last, number) for number, case in ids.items()},
        "ura": {
            case: format_cents(_balance(last, Account.ASSISTANCE_UNREIMBURSED, case=number))
            for number, case in ids.items()
        },
        "to_family": format_cents(-_balance(last, PAYABLE_BASE + FAMILY)),
        "to_state": format_cents(-_balance(last, PAYABLE_BASE + STATE)),
    }
    if "receivable" in state:
        told["receivable"] = format_cents(_receivable_cents(worlds, books))
    return told


def _buckets(books: Books, case: int) -> dict[str, str]:
    """What is owed in each bucket of one case, zeros included."""
    return {
        bucket.name: format_cents(
            sum(
                _balance(books, debt_account(obligation.index, bucket.index), case=case)
                for obligation in OBLIGATIONS
            )
        )
        for bucket in BUCKETS
    }


def _balance(books: Books, account: int, *, case: int | None = None) -> int:
    """Debits less credits of one account, of one case or of all. Units: cents."""
    is_chosen = pl.lit(value=True) if case is None else pl.col("case") == case
    chosen = books.postings.filter(is_chosen)
    return sum(
        sign * int(chosen.filter(pl.col(side) == account)["amount_cents"].sum())
        for side, sign in (("debit", 1), ("credit", -1))
    )


def _receivable_cents(worlds: Sequence[World], books: Sequence[Books]) -> int:
    """What payees were sent by earlier nights above what the facts now give them."""
    sent: dict[tuple[int, str], int] = {}
    entitled: dict[tuple[int, str], int] = {}
    for world, night in zip(worlds, books, strict=True):
        entitled = _entitled_cents(night, world)
        for payee, cents in entitled.items():
            sent[payee] = max(sent.get(payee, 0), cents)
    return sum(cents - entitled.get(payee, 0) for payee, cents in sent.items())


def _entitled_cents(books: Books, world: World) -> dict[tuple[int, str], int]:
    """What each family, and the obligor by case, may have been sent by a night.

    The family's share in a case on assistance waits for the month's end:
    45 CFR 302.32(b)(2)(i).
    """
    received = books.postings.filter(credit=int(Account.UNDISTRIBUTED)).select(
        "receipt", "effective_on"
    )
    month: date = world.as_of.replace(day=1)
    waits = (
        (pl.col("payee") == FAMILY)
        & (pl.col("case_type") == ON_ASSISTANCE)
        & (pl.col("effective_on") > month - timedelta(days=1))
    )
    found = (
        books.lines.join(received, on="receipt")
        .filter(pl.col("payee").is_in([FAMILY, OBLIGOR]) & ~waits)
        .group_by("payee", "case")
        .agg(pl.col("amount_cents").sum())
    )
    return {
        (payee, books.case_ids[case]): int(cents) for payee, case, cents in found.iter_rows()
    }
