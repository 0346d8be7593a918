"""Simple interest on judgments and on installments of divorce decrees: W.S. 1-16-102, A-32."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from posse.proof.books import SUPPORT, Books
from posse.proof.facts import Case, FactRows, LawPeriod
from posse.proof.status import is_suppressed, law_on

DAYS_A_YEAR = 365
HALF = Fraction(1, 2)
PER_CENT = Fraction(1, 100)
# Past-due support that is the family's, and that which is assigned.
OF_FAMILY = (
    "never_assigned",
    "conditionally_assigned",
    "unassigned_during_assistance",
    "unassigned_pre_assistance",
)
ASSIGNED = ("permanently_assigned", "temporarily_assigned", "assigned_iv_e")


class Interest:
    """What interest has run up, exactly, and what of it was charged. Units: cents."""

    def __init__(self, facts: FactRows, law: Sequence[LawPeriod]) -> None:
        self.facts = facts
        self.law = law
        self.exact: dict[tuple[int, str], Fraction] = defaultdict(Fraction)
        self.charged: dict[tuple[int, str], int] = defaultdict(int)

    def run(self, books: Books, *, first: date, until: date) -> None:
        """Days from ``first`` to before ``until``, on what is owed at the end of each.

        No day on which anything happens lies between them, nor a month's end.
        """
        law = law_on(self.law, first.replace(day=1))
        percent = Fraction(law.interest_percent) * PER_CENT if law else Fraction(0)
        if not percent:
            return
        for row in self.facts.cases:
            principals = [each for each in _principals(row, books) if each[1]]
            days = self._days_charged(row.case, first, until) if principals else 0
            for bucket, principal in principals:
                share = Fraction(principal * days, DAYS_A_YEAR) * percent
                self.exact[row.case, bucket] += share

    def _days_charged(self, case: int, first: date, until: date) -> int:
        suppressions = [each for each in self.facts.suppressions if each.case == case]
        if not suppressions:
            return (until - first).days
        days = (first + timedelta(days=number) for number in range((until - first).days))
        return sum(not is_suppressed(suppressions, case, "interest", on=day) for day in days)

    def charge(self, books: Books) -> None:
        """At the month's end, what has grown since the last; rounded once over all time."""
        for key, exact in self.exact.items():
            case, bucket = key
            whole = floor(exact + HALF)
            books.arrears[case, "interest", bucket] += whole - self.charged[key]
            self.charged[key] = whole


def _principals(row: Case, books: Books) -> Iterator[tuple[str, int]]:
    """What bears interest in a case, by the bucket of whoever it is owed to.

    A judgment bears it; an installment of a divorce decree is one from its due day on.
    """
    if row.basis != "divorce_decree":
        yield "never_assigned", books.judged[row.case]
        return
    own = kept = 0
    for obligation in SUPPORT:
        current = books.current[row.case, obligation]
        own += current.own
        kept += current.power + current.iv_e
        own += sum(books.arrears[row.case, obligation, bucket] for bucket in OF_FAMILY)
        kept += sum(books.arrears[row.case, obligation, bucket] for bucket in ASSIGNED)
    yield "never_assigned", own
    yield "permanently_assigned", kept
