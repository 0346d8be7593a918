"""One walk through the facts, asking on each day what the law asks on that day.

What falls due, on whose behalf, and who is paid first. Slow on purpose: dicts and plain
cents, one day after another, so that it can be read beside the law.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from posse.proof.collection import SUPPORT, Collection, Line, lines_of
from posse.proof.due_days import due_dates, monthly_amount
from posse.proof.facts import Adjustment, Case, FactRows, Grant, LawPeriod, Receipt, Term

# Case, obligation and bucket.
DebtKey = tuple[int, str, str]


@dataclass
class Current:
    """This month's unpaid support of one obligation, by whose it is. Units: cents.

    What fell due while the family was on assistance is assigned, the rest its own. What
    the State keeps pays the assigned part first and what the family receives its own
    part first, so that no cent counts twice against the assignment: 42 USC 657(a)(3).
    """

    own: int = 0
    assigned: int = 0

    def lower(self, cents: int, *, assigned_first: bool) -> None:
        """Take cents off, from one part first."""
        if assigned_first:
            from_assigned = min(cents, self.assigned)
        else:
            from_assigned = cents - min(cents, self.own)
        self.assigned -= from_assigned
        self.own -= cents - from_assigned


@dataclass
class Books:
    """Where everybody stands, and where the cents of each receipt went."""

    arrears: dict[DebtKey, int] = field(default_factory=lambda: defaultdict(int))
    current: dict[tuple[int, str], Current] = field(
        default_factory=lambda: defaultdict(Current)
    )
    unreimbursed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    lines: dict[int, list[Line]] = field(default_factory=dict)

    def owed(self, case: int, obligation: str, bucket: str) -> int:
        """Cents of one debt; what is paid ahead is below zero."""
        if bucket == "current":
            current = self.current[case, obligation]
            return current.own + current.assigned
        return self.arrears[case, obligation, bucket]

    def balances(self) -> dict[DebtKey, int]:
        """Every debt that is not zero, by case, obligation and bucket."""
        found = dict(self.arrears)
        found |= {(*key, "current"): self.owed(*key, "current") for key in self.current}
        return {key: cents for key, cents in found.items() if cents}

    def pay(self, line: Line) -> None:
        """Lower a debt by what a payee receives for it."""
        if line.bucket == "current":
            current = self.current[line.case, line.obligation]
            current.lower(line.cents, assigned_first=line.payee == "state")
        elif line.bucket != "refund":
            self.arrears[line.case, line.obligation, line.bucket] -= line.cents


def books_of(facts: FactRows, *, through: date, law: Sequence[LawPeriod]) -> Books:
    """The books through a date, under the law's dated periods, oldest first.

    ``facts`` hold everybody who shares a family with anybody in them.
    """
    history = _History(facts, through=through, law=law)
    for day in history.days():
        history.live_through(day)
    return history.books


@dataclass
class _Day:
    """What one day brings."""

    adjustments: list[Adjustment] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    installments: list[Term] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)


class _History:
    """The facts in the order in which they act, and the books as they grow."""

    def __init__(self, facts: FactRows, *, through: date, law: Sequence[LawPeriod]) -> None:
        self.books = Books()
        self.facts = facts
        self.law = law
        self.through = through
        # Cents of equal claim go to the older order, then the lower id; no order is last.
        self.cases = sorted(facts.cases, key=_claims_first)
        self.by_obligor = sorted(self.cases, key=lambda row: row.obligor)
        self.families = {row.case: row.family for row in self.cases}
        self.by_day = self._facts_by_day()

    def _facts_by_day(self) -> dict[date, _Day]:
        found: dict[date, _Day] = defaultdict(_Day)
        for adjustment in sorted(self.facts.adjustments):
            found[adjustment.effective_on].adjustments.append(adjustment)
        for grant in sorted(self.facts.grants):
            found[grant.effective_on].grants.append(grant)
        for receipt in sorted(self.facts.receipts, key=lambda row: row.id):
            found[receipt.effective_on].receipts.append(receipt)
        for term in sorted(self.facts.terms, key=lambda row: row.id):
            for day in due_dates(term, through=self.through):
                found[day].installments.append(term)
        return found

    def days(self) -> Iterator[date]:
        """The days on which anything happens: facts, and the first day of each month."""
        known = sorted(day for day in self.by_day if day <= self.through)
        if not known:
            return
        months = set()
        first = known[0].replace(day=1)
        while first <= self.through:
            months.add(first)
            first = (first + timedelta(days=31)).replace(day=1)
        yield from sorted({*known, *(day for day in months if day >= known[0])})

    def live_through(self, day: date) -> None:
        """What one day brings: corrections, grants, what falls due, then money."""
        if day.day == 1:
            self._end_month()
        today = self.by_day.get(day, _Day())
        for adjustment in today.adjustments:
            self._adjust(adjustment, day)
        for grant in today.grants:
            self.books.unreimbursed[grant.family] += grant.amount_cents
        for term in today.installments:
            self._fall_due(term, day)
        for receipt in today.receipts:
            self.books.lines[receipt.id] = lines_of(self._collection(receipt, day), self.books)

    def case_type(self, case: int, day: date) -> str:
        """The case's type on a day, by its family's assistance."""
        begun = [
            period
            for period in self.facts.periods
            if period.family == self.families[case] and period.starts_on <= day
        ]
        if not begun:
            return "never"
        is_on = any(row.ends_on is None or row.ends_on >= day for row in begun)
        return "current" if is_on else "former"

    def monthly(self, case: int, obligation: str, day: date) -> int:
        """The monthly amount that orders set for an obligation on a day."""
        return sum(
            monthly_amount(term)
            for term in self.facts.terms
            if (term.case, term.obligation) == (case, obligation)
            and term.starts_on <= day
            and (term.ends_on is None or day <= term.ends_on)
        )

    def _adjust(self, row: Adjustment, day: date) -> None:
        key, cents = (row.case, row.obligation), row.amount_cents
        if row.bucket != "current":
            self.books.arrears[*key, row.bucket] += cents
        elif cents > 0:
            self._owe(key, cents, day)
        else:
            on_assistance = self.case_type(row.case, day) == "current"
            self.books.current[key].lower(-cents, assigned_first=on_assistance)

    def _owe(self, key: tuple[int, str], cents: int, day: date) -> None:
        """Support for this month; it is assigned while assistance is paid: 608(a)(3)."""
        current = self.books.current[key]
        if self.case_type(key[0], day) == "current":
            current.assigned += cents
        else:
            current.own += cents

    def _fall_due(self, term: Term, day: date) -> None:
        key, cents = (term.case, term.obligation), term.amount_cents
        # What was paid ahead meets the next installment: 45 CFR 302.51(b).
        ahead = min(cents, -self.books.owed(*key, "futures"))
        self.books.arrears[*key, "futures"] += ahead
        self._owe(key, cents - ahead, day)

    def _end_month(self) -> None:
        """Unpaid current support becomes arrears; fees stay what they are."""
        for case in (row.case for row in self.by_obligor):
            for obligation in SUPPORT:
                current = self.books.current.pop((case, obligation), None)
                if current and (current.own or current.assigned):
                    self._become_arrears((case, obligation), current)

    def _become_arrears(self, key: tuple[int, str], current: Current) -> None:
        """Assigned up to unreimbursed assistance, less what is held: 42 USC 608(a)(3)."""
        arrears, family = self.books.arrears, self.families[key[0]]
        held = sum(
            cents
            for (other, _, bucket), cents in arrears.items()
            if bucket == "permanently_assigned" and self.families[other] == family
        )
        room = max(0, self.books.unreimbursed[family] - held)
        assigned = min(current.assigned, room)
        arrears[*key, "never_assigned"] += current.own
        arrears[*key, "permanently_assigned"] += assigned
        arrears[*key, "unassigned_during_assistance"] += current.assigned - assigned

    def _collection(self, row: Receipt, day: date) -> Collection:
        law = [period for period in self.law if period.effective_from <= day][-1]
        cases = [each.case for each in self.cases if each.obligor == row.obligor]
        return Collection(
            cents=row.amount_cents,
            source=row.source,
            law=law,
            types={case: self.case_type(case, day) for case in cases},
            families=self.families,
            ordered={case: self.monthly(case, "arrears_payment", day) for case in cases},
            running={case: self.monthly(case, "child_support", day) for case in cases},
        )


def _claims_first(row: Case) -> tuple[date, int]:
    return row.ordered_on or date.max, row.case
