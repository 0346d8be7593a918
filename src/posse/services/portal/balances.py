"""What is owed in a case, kind by kind, with what each means and the law behind it."""

from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.ledger.accounts import SUPPORT_OBLIGATIONS, debt_parts
from posse.services.books.as_of import balances_for_case
from posse.services.law import current_law

LAW = "support.portal.balance_law"


@dataclass(frozen=True)
class BalanceTold:
    """One kind of debt, or money paid ahead. Units: cents; a credit is negative.

    ``obligation`` and ``bucket`` are coded words; ``about`` names what explains the debt,
    which is the bucket of support, and else the obligation itself.
    """

    obligation: str
    bucket: str
    about: str
    amount_cents: int
    cites: tuple[str, ...]


@dataclass(frozen=True)
class BalancesTold:
    """Every debt of a case that is not nothing, and all together. Units: cents."""

    lines: tuple[BalanceTold, ...]
    total_cents: int


def balances_told(case: Case, *, on: date) -> BalancesTold:
    """What is owed in a case on a day, as the books of that day know it.

    Source: 42 USC 654(5), 45 CFR 302.51.
    """
    found = balances_for_case(case.pk, as_of=on, known_on=on)
    law: dict[str, list[str]] = {}
    for row in current_law().value(LAW, on=on):
        law.setdefault(row["what"], []).append(row["cite"])
    lines = [
        _line(each.account, each.balance_cents, law)
        for each in found.lines
        if each.balance_cents
    ]
    return BalancesTold(tuple(lines), found.total_cents)


def _line(account: int, amount_cents: int, law: dict[str, list[str]]) -> BalanceTold:
    parts = debt_parts(account)
    assert parts is not None, "balances are of debts alone"
    obligation, bucket = parts
    about = bucket.name if obligation.index < SUPPORT_OBLIGATIONS else obligation.name
    cites = tuple(law.get(about, ()))
    return BalanceTold(obligation.name, bucket.name, about, amount_cents, cites)
