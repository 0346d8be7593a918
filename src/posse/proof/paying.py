"""Who receives the cents that pay one debt, and up to what: 42 USC 657, 45 CFR 302.52."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.proof.books import PASSED_THROUGH, PROGRAMS, SUPPORT, Applied, Books, Line
from posse.proof.facts import LawPeriod
from posse.proof.fees import fees_first
from posse.proof.status import fiscal_year

# A step of the order of distribution, as the policy states it.
Step = Mapping[str, Any]
# To whom, which assistance that repays, and how many cents.
Part = tuple[str, str, int]


@dataclass(frozen=True)
class OfCase:
    """What the law asks about a case on the day on which money is distributed.

    ``ordered`` is the monthly payment that orders set on arrears, ``running`` the monthly
    child support; ``certified`` is what may be taken of a tax refund offset, None where
    no amounts are on file. Units: cents.
    """

    case: int
    family: int
    type: str
    children: int = 1
    ordered: int = 0
    running: int = 0
    certified: int | None = None
    is_responding: bool = False
    is_on_medicaid: bool = False
    is_fee_exempt: bool = False


# A case and one of its obligations.
Debt = tuple[OfCase, str]


@dataclass
class Collection:
    """Money of one obligor on the day on which it is distributed, older orders first.

    ``law`` is that of the day of collection; ``offset_fee_cents`` is what may still be
    kept out of this money as the fee of a tax refund offset.
    """

    cents: int
    day: date
    law: LawPeriod
    source: str
    cases: Sequence[OfCase]
    is_held_for_arrears: bool = False
    has_permission: bool = False
    offset_fee_cents: int = 0

    @property
    def is_offset(self) -> bool:
        """Whether it came out of a tax refund."""
        return self.law.source_classes[self.source] == "offset"

    @property
    def month(self) -> date:
        """The first day of its month."""
        return self.day.replace(day=1)


def paid(
    debt: Debt, cents: int, step: Step, *, books: Books, money: Collection
) -> Iterator[Applied]:
    """Pay one debt of a case by one step; debts and claims are lowered as it goes."""
    of, obligation = debt
    for payee, repays, part in _parts(debt, cents, step, books=books, money=money):
        for kept_by, taken in fees_first(of, payee, part, books=books, money=money):
            line = Line(of.case, obligation, step["bucket"], kept_by, taken, repays)
            shares = books.pay(line, of.type)
            if kept_by == "family":
                books.received[of.case, fiscal_year(money.day)] += taken
            yield Applied(line, on=money.day, left=taken, shares=shares)


def _parts(
    debt: Debt, cents: int, step: Step, *, books: Books, money: Collection
) -> list[Part]:
    """The cents by payee. What a payee may not keep goes to whoever is named above it."""
    of, obligation = debt
    if obligation == "medical" and of.is_on_medicaid:
        # Medicaid paid for the child's care, so the money is its agency's: 42 CFR 433.146.
        return [("medicaid_agency", "", cents)]
    kept = _repaid(of.family, cents, step, books=books, month=money.month)
    passed = 0
    if of.type == "current" and step["payee"] == "state" and obligation in SUPPORT:
        passed = _passed_through(of, kept, books=books, money=money)
    parts: list[Part] = [("family", PASSED_THROUGH, passed)] if passed else []
    left = sum(part for _, part in kept) - passed
    for program, part in kept:
        # What is passed through repays nothing (42 USC 657(a)(6)); the State's rest repays
        # foster care before other assistance: 45 CFR 302.52(b)(3).
        off = part - min(part, left)
        left -= part - off
        if part - off:
            parts.append((step["payee"], program, part - off))
            _repay(of.family, (program, part - off), step, books=books, month=money.month)
    above = cents - sum(part for _, part in kept)
    return [*parts, (step.get("above", "family"), "", above)] if above else parts


def _repaid(
    family: int, cents: int, step: Step, *, books: Books, month: date
) -> list[tuple[str, int]]:
    """What the payee of a step may keep of some cents, by the assistance it repays."""
    limit = step.get("limit")
    if limit is None:
        return [("", cents)]
    if limit == "unreimbursed_assistance":
        return [("power", min(cents, books.unreimbursed[family]))]
    iv_e = books.foster_care[family]
    if limit == "maintenance_payment":
        # No more than the month's payment, less what current support repaid of it, and
        # never more than is unreimbursed at all: 45 CFR 302.52(b)(1).
        room = books.maintenance[family, month] - books.maintained[family, month]
        return [("iv_e", min(cents, max(0, min(room, iv_e))))]
    # Foster care is repaid first, then other assistance: 45 CFR 302.52(b)(3).
    first = min(cents, iv_e)
    return [("iv_e", first), ("power", min(cents - first, books.unreimbursed[family]))]


def _passed_through(
    of: OfCase, kept: list[tuple[str, int]], *, books: Books, money: Collection
) -> int:
    """What the State leaves to the family out of its own: 42 USC 657(a)(6)."""
    one_child, more = money.law.pass_through_cents
    amount = one_child if of.children <= 1 else more
    key = (of.family, money.month)
    cents = max(0, min(sum(part for _, part in kept), amount - books.passed[key]))
    books.passed[key] += cents
    return cents


def _repay(
    family: int, kept: tuple[str, int], step: Step, *, books: Books, month: date
) -> None:
    program, cents = kept
    if program not in PROGRAMS:
        return
    unreimbursed = books.foster_care if program == "iv_e" else books.unreimbursed
    unreimbursed[family] -= cents
    if step.get("limit") == "maintenance_payment":
        books.maintained[family, month] += cents
