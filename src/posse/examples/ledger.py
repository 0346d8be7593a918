"""Examples of kind ``ledger``: what the books say as of a day, as known on a day.

The money core folds the facts learned by then. This month's unpaid support is current until
the month is over, and past due on the first of the next. Child, medical and spousal support
and fees of the order stand together in their bucket; interest and penalties stand apart.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from posse.examples.collected import SOURCES
from posse.examples.keys import day, money, money_or_by_case, one_of, text, whole_number, yes_no
from posse.examples.ledger_facts import NEEDED
from posse.examples.ledger_worlds import Books, World, books_of
from posse.examples.model import Example
from posse.ledger.accounts import (
    BUCKETS,
    FAMILY,
    INTEREST,
    OBLIGATIONS,
    OBLIGOR,
    ON_ASSISTANCE,
    PENALTY,
    Account,
    debt_account,
)
from posse.ledger.accruals import MONTHS_RATIO
from posse.ledger.fold import TAKEN_BACK
from posse.ledger.situation import PASSED_THROUGH
from posse.rules.parameters import Law
from posse.units.days import add_months
from posse.units.money import format_cents

KIND = "ledger"
BUCKET_NAMES = tuple(bucket.name for bucket in BUCKETS)
# Interest and penalties stand beside the buckets, whoever they belong to.
CHARGES = {OBLIGATIONS[INTEREST].name: INTEREST, OBLIGATIONS[PENALTY].name: PENALTY}
# What stands by case, and what the books owe to somebody or keep, by their accounts.
BY_CASE = {
    "ura": Account.ASSISTANCE_UNREIMBURSED,
    "foster_care": Account.FOSTER_CARE_UNREIMBURSED,
    "penalty_pending": Account.PENALTY_PENDING,
}
OWED_TO = {
    "to_family": (Account.PAYABLE_FAMILY,),
    "to_state": (Account.PAYABLE_STATE,),
    "to_obligor": (Account.PAYABLE_OBLIGOR,),
    "to_foster_agency": (Account.PAYABLE_FOSTER_AGENCY,),
    "to_medicaid_agency": (Account.PAYABLE_MEDICAID_AGENCY,),
    "fees": (Account.ANNUAL_FEE_KEPT, Account.OFFSET_FEE_KEPT),
    "held": (Account.HELD,),
}
INPUT_KEYS = {
    "facts": [
        {
            "type": one_of(*NEEDED),
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
            "responding": yes_no,
            "children": whole_number,
            "fee_exempt": yes_no,
            "program": text,
            "grant_month": money,
            "source": one_of(*SOURCES),
            "bucket": one_of(*BUCKET_NAMES),
            "reason": one_of("bounced", "treasury", "wrong_person", "entered_wrongly"),
            "scope": one_of("whole", "arrears"),
            "kind": one_of("arrears", "retroactive", "interest", "penalty"),
            "payee": text,
        }
    ]
}
REQUIRED_INPUT_KEYS = ("facts",)
EXPECTED_KEYS = {
    "states": [
        {
            "as_of": day,
            "known_on": day,
            "balances": {"*": dict.fromkeys([*BUCKET_NAMES, *CHARGES], money)},
            **dict.fromkeys(BY_CASE, money_or_by_case),
            **dict.fromkeys(OWED_TO, money),
            "receivable": money,
        }
    ]
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """The states that each example asks for, all out of one fold.

    Raises: ValueError for facts that contradict each other, or a state that asks for a day
    which was not known.
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
    told: dict[str, Any] = {
        "as_of": state["as_of"],
        "known_on": state["known_on"],
        "balances": {case: _debts(last, number) for number, case in ids.items()},
    }
    for name, account in BY_CASE.items():
        told[name] = {
            case: format_cents(_balance(last, account, case=number))
            for number, case in ids.items()
        }
    for name, accounts in OWED_TO.items():
        told[name] = format_cents(-sum(_balance(last, account) for account in accounts))
    if "receivable" in state:
        told["receivable"] = format_cents(_receivable_cents(worlds, books))
    return told


def _debts(books: Books, case: int) -> dict[str, str]:
    """What is owed in each bucket of one case, and of each charge, zeros included."""
    support = [each.index for each in OBLIGATIONS if each.index not in CHARGES.values()]
    by_bucket = {
        bucket.name: [debt_account(obligation, bucket.index) for obligation in support]
        for bucket in BUCKETS
    }
    by_charge = {
        name: [debt_account(obligation, bucket.index) for bucket in BUCKETS]
        for name, obligation in CHARGES.items()
    }
    return {
        name: format_cents(sum(_balance(books, account, case=case) for account in accounts))
        for name, accounts in (by_bucket | by_charge).items()
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
    sent: dict[tuple[str, str], int] = {}
    entitled: dict[tuple[str, str], int] = {}
    for world, night in zip(worlds, books, strict=True):
        entitled = _entitled_cents(night, world)
        for payee, cents in entitled.items():
            sent[payee] = max(sent.get(payee, 0), cents)
    return sum(cents - entitled.get(payee, 0) for payee, cents in sent.items())


def _entitled_cents(books: Books, world: World) -> dict[tuple[str, str], int]:
    """What each payee in a case may have been sent by a night: obligor, family, whoever else.

    The family's share in a case on assistance waits for the month's end, what is passed
    through does not: 45 CFR 302.32(b)(2)(i). Whom a family's money is for is decided on
    the day on which it was applied, and what is taken back is taken from the same:
    CS-IRG-F17.
    """
    applied = (
        books.lines.filter(pl.col("act") != TAKEN_BACK)
        .group_by("receipt")
        .agg(applied_on=pl.col("effective_on").max())
    )
    month: date = world.as_of.replace(day=1)
    waits = (
        (pl.col("payee") == FAMILY)
        & (pl.col("case_type") == ON_ASSISTANCE)
        & (pl.col("repays") != PASSED_THROUGH)
        & (pl.col("applied_on") >= month)
    )
    lines = (
        books.lines.join(applied, on="receipt")
        .filter(pl.col("payee").is_in([FAMILY, OBLIGOR]) & ~waits)
        .select("payee", "case", "applied_on", "amount_cents")
    )
    entitled: dict[tuple[str, str], int] = {}
    for payee, number, applied_on, cents in lines.iter_rows():
        case = books.case_ids[number]
        who = "obligor" if payee == OBLIGOR else _payee_of(world, case, applied_on)
        entitled[who, case] = entitled.get((who, case), 0) + cents
    return entitled


def _payee_of(world: World, case: str, on: date) -> str:
    """Who has a family's money of a day: the one to whom payments were redirected last."""
    redirected = [
        fact
        for fact in world.known
        if fact["type"] == "redirection" and fact["case"] == case and day(fact["from"]) <= on
    ]
    latest = max(redirected, key=lambda fact: day(fact["from"]), default=None)
    return latest["payee"] if latest else "family"
