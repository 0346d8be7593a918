"""The worksheet of one family: each figure of its determination with the clause behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from posse.rules.childcare.determination import Determination
from posse.units.money import format_dollars


@dataclass(frozen=True)
class Line:
    """One line; ``figure`` is written for people."""

    words: str
    figure: str
    cites: tuple[str, ...]


def income_lines(found: Determination, family: int) -> Iterator[Line]:
    """From gross income to the limit, in the order in which it is worked out.

    Source: CC-200-countable-income, CC-905-NOTE-2, CC-907-A, CC-907-B.
    """
    incomes = found.incomes
    figures = (
        ("Earned income", incomes.earned_cents, ("CC-901-A", "CC-200-earned-income")),
        ("Unearned income", incomes.unearned_cents, ("CC-901-A", "CC-200-unearned-income")),
        ("Less the disregard of each who works", incomes.disregard_cents, ("CC-907-A",)),
        ("Less child support paid", incomes.support_paid_cents, ("CC-907-B", "CC-907-B-5")),
        ("Countable income", incomes.countable_cents, ("CC-200-countable-income",)),
        ("Limit of income", found.limits_cents, ("CC-1101-A", "CC-1201-B", "CC-1501-B-3.1")),
    )
    for words, cents, cites in figures:
        yield Line(words, format_dollars(int(cents[family])), cites)


def benefit_lines(found: Determination, family: int) -> Iterator[Line]:
    """The step, what the family owes and what the agency pays in a month.

    Source: CC-906-A, CC-1101-K, CC-1101-L.
    """
    yield Line("Step of the scale", str(int(found.steps[family])), ("CC-906-A",))
    for words, cents, cites in (
        ("The family owes in the month", found.copay_cents, ("CC-200-parental-obligation",)),
        ("The agency pays in the month", found.agency_cents, ("CC-1101-K", "CC-1101-M.2")),
    ):
        yield Line(words, format_dollars(int(cents[family])), cites)
