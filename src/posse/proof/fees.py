"""Fees kept out of what goes to families: 45 CFR 302.33(e) and 303.72(i), A-03 and A-04."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from posse.proof.books import Books
from posse.proof.status import fiscal_year

if TYPE_CHECKING:
    from posse.proof.paying import Collection, OfCase

# Types of a case whose family never had assistance that support repays.
NEVER_ASSISTED = {"never", "medicaid_only"}


def fees_first(
    of: "OfCase", payee: str, cents: int, *, books: Books, money: "Collection"
) -> Iterator[tuple[str, int]]:
    """Part a payee's cents: of a family's, fees come off first; the debt is paid in full."""
    annual = offset = 0
    if payee == "family" and of.type in NEVER_ASSISTED:
        # Whoever came to need assistance since pays no fee any more: 45 CFR 302.33(e)(1).
        annual = min(cents, books.fees_owed[of.case])
        books.fees_owed[of.case] -= annual
        offset = min(cents - annual, money.offset_fee_cents)
        money.offset_fee_cents -= offset
    for kept_by, part in (
        ("annual_fee", annual),
        ("offset_fee", offset),
        (payee, cents - annual - offset),
    ):
        if part:
            yield kept_by, part


def impose_annual_fees(money: "Collection", *, books: Books) -> None:
    """The year's fee, once its family received enough; later money pays it: A-03."""
    year = fiscal_year(money.day)
    for of in money.cases:
        is_due = of.type in NEVER_ASSISTED and not of.is_fee_exempt
        has_enough = books.received[of.case, year] >= money.law.annual_fee_after_cents
        if is_due and has_enough and (of.case, year) not in books.fee_years:
            if money.law.annual_fee_cents:
                books.fee_years.add((of.case, year))
            books.fees_owed[of.case] += money.law.annual_fee_cents
