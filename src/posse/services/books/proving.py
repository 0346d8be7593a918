"""Proof of the books: every balance derived a second time, and compared to the cent.

The second calculation (:mod:`posse.proof`) shares only the facts and the stated law with the
engine. Where both say the same, the books are right for two reasons; where they differ,
somebody must look before more money leaves on the word of one of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import polars as pl
from django.db import transaction

from posse.apps.cases.models import Case
from posse.ledger.accounts import account_words
from posse.proof.facts import Case as CaseRow
from posse.services.books.facts import choose_obligors, facts_of_chosen
from posse.services.books.fold_list import partitions, with_sharers
from posse.services.books.second_books import (
    OF_FAMILIES,
    Standing,
    balance_lines,
    plain_facts,
    second_standing,
)
from posse.services.bulk import read_frame
from posse.units.money import format_cents

# Obligors whose facts are in memory as rows at once.
PART_SIZE = 2_000

BALANCES = """
    SELECT case_id, account, sum(cents)::bigint
    FROM (SELECT posting.case_id, posting.debit AS account, posting.amount_cents AS cents
          FROM folding JOIN cases_case USING (obligor_id)
          JOIN books_posting AS posting ON posting.case_id = cases_case.id
          WHERE posting.posted_on <= %s
          UNION ALL
          SELECT posting.case_id, posting.credit, -posting.amount_cents
          FROM folding JOIN cases_case USING (obligor_id)
          JOIN books_posting AS posting ON posting.case_id = cases_case.id
          WHERE posting.posted_on <= %s) AS moved
    WHERE account IN (500, 520, 600, 620) OR account >= 1000
    GROUP BY case_id, account HAVING sum(cents) <> 0"""
# What payees hold by the books, before anything was paid out or became receivable.
ENTITLEMENTS = """
    SELECT receipt_id, case_id, account, sum(cents)::bigint
    FROM (SELECT posting.receipt_id, posting.case_id, posting.credit AS account,
                 posting.debit AS other, posting.amount_cents AS cents
          FROM folding JOIN cases_case USING (obligor_id)
          JOIN books_posting AS posting ON posting.case_id = cases_case.id
          WHERE posting.posted_on <= %s
          UNION ALL
          SELECT posting.receipt_id, posting.case_id, posting.debit, posting.credit,
                 -posting.amount_cents
          FROM folding JOIN cases_case USING (obligor_id)
          JOIN books_posting AS posting ON posting.case_id = cases_case.id
          WHERE posting.posted_on <= %s) AS moved
    WHERE (account BETWEEN 300 AND 306 OR account = 220) AND other NOT IN (100, 150)
    GROUP BY receipt_id, case_id, account HAVING sum(cents) <> 0"""


@dataclass(frozen=True)
class Difference:
    """One balance that the two calculations see differently. Units: cents."""

    what: str
    books_cents: int
    proven_cents: int


@dataclass(frozen=True)
class Finding:
    """An obligor whose books differ from the second calculation, and where."""

    obligor: int
    case_numbers: tuple[str, ...]
    differences: tuple[Difference, ...]

    def to_json(self) -> dict[str, Any]:
        """The finding for a program: money as text."""
        return {
            "cases": list(self.case_numbers),
            "differences": [
                {
                    "what": each.what,
                    "books": format_cents(each.books_cents),
                    "proven": format_cents(each.proven_cents),
                }
                for each in self.differences
            ],
        }


@dataclass(frozen=True)
class ProofOutcome:
    """What a proof looked at and found.

    ``sha256`` is over every balance the second calculation derived, sorted, so that two
    installations with the same facts can compare without showing them.
    """

    proven_on: date
    obligors: tuple[int, ...]
    balance_count: int
    findings: tuple[Finding, ...]
    sha256: str

    def to_json(self) -> dict[str, Any]:
        """The outcome for a program: money as text, dates as YYYY-MM-DD."""
        return {
            "date": self.proven_on.isoformat(),
            "obligors": len(self.obligors),
            "balances": self.balance_count,
            "differing": len(self.findings),
            "sha256": self.sha256,
            "findings": [finding.to_json() for finding in self.findings],
        }


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def proof_for_obligors(
    obligors: Iterable[int], *, on: date, progress: Callable[[int, int], None] = silent
) -> ProofOutcome:
    """Prove the books of obligors, and of all who share a family with them, as of a close.

    ``on`` is a business date through which the books are folded; nothing recorded or posted
    later is looked at. ``progress`` is told obligors done and in all.
    """
    parts = partitions(with_sharers(obligors), size=PART_SIZE)
    total = sum(map(len, parts))
    findings: list[Finding] = []
    lines: list[str] = []
    done = 0
    for part in parts:
        found, derived = _proven_part(part, on=on)
        findings += found
        lines += derived
        done += len(part)
        progress(done, total)
    content = "".join(f"{line}\n" for line in sorted(lines))
    return ProofOutcome(
        proven_on=on,
        obligors=tuple(obligor for part in parts for obligor in part),
        balance_count=len(lines),
        findings=tuple(findings),
        sha256=sha256(content.encode()).hexdigest(),
    )


@transaction.atomic
def _proven_part(obligors: list[int], *, on: date) -> tuple[list[Finding], list[str]]:
    """What differs for some obligors, and every balance the second calculation derived."""
    choose_obligors(obligors)
    facts = plain_facts(facts_of_chosen(known_on=on))
    numbers = dict(
        Case.objects.filter(pk__in=[row.case for row in facts.cases]).values_list(
            "pk", "number"
        )
    )
    proven = second_standing(facts, through=on)
    books = _standing_in_books(facts.cases, on=on)
    found = _findings(books, proven, cases=facts.cases, numbers=numbers)
    return found, balance_lines(proven, facts.cases, numbers)


def _standing_in_books(cases: Iterable[CaseRow], *, on: date) -> Standing:
    """Where the chosen obligors stand by what was posted through a day."""
    families = {row.case: row.family for row in cases}
    schema = {"case": pl.Int64, "account": pl.Int64, "cents": pl.Int64}
    found = Standing()
    balances = read_frame(BALANCES, schema=schema, params=[on, on])
    for case, account, cents in balances.iter_rows():
        if account in OF_FAMILIES:
            found.unreimbursed[families[case], account] += cents
        else:
            found.debts[case, account] = cents
    entitled = read_frame(ENTITLEMENTS, schema={"receipt": pl.Int64, **schema}, params=[on, on])
    for receipt, case, account, cents in entitled.iter_rows():
        found.entitlements[receipt or 0, case, account] = cents
    return found


def _findings(
    books: Standing, proven: Standing, *, cases: Iterable[CaseRow], numbers: dict[int, str]
) -> list[Finding]:
    """One finding for each obligor concerned, in the order of their lowest case number.

    Assistance of a family concerns each of its obligors: it bounds what the State keeps
    out of the money of any of them (42 USC 657(a)(3)).
    """
    found: dict[int, list[Difference]] = {}
    known = sorted(cases, key=lambda row: numbers[row.case])
    obligors = {row.case: row.obligor for row in known}
    for (case, account), pair in _unequal(books.debts, proven.debts):
        what = f"{numbers[case]}, {account_words(account)}"
        found.setdefault(obligors[case], []).append(Difference(what, *pair))
    for (family, account), pair in _unequal(books.unreimbursed, proven.unreimbursed):
        own = [row for row in known if row.family == family]
        what = f"{numbers[own[0].case]}, {account_words(account)}"
        for obligor in sorted({row.obligor for row in own}):
            found.setdefault(obligor, []).append(Difference(what, *pair))
    for (receipt, case, account), pair in _unequal(books.entitlements, proven.entitlements):
        of = f"receipt R{receipt}" if receipt else "no receipt"
        what = f"{numbers[case]}, {account_words(account)}, out of {of}"
        found.setdefault(obligors[case], []).append(Difference(what, *pair))
    return [
        Finding(
            obligor=obligor,
            case_numbers=tuple(numbers[row.case] for row in known if row.obligor == obligor),
            differences=tuple(found[obligor]),
        )
        for obligor in dict.fromkeys(obligors.values())
        if obligor in found
    ]


def _unequal(books: Counter[Any], proven: Counter[Any]) -> list[tuple[Any, tuple[int, int]]]:
    """Keys whose cents differ, sorted, with what the books and the proof say."""
    return [
        (key, (books[key], proven[key]))
        for key in sorted({*books, *proven})
        if books[key] != proven[key]
    ]
