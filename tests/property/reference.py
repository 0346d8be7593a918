"""The money core a second time, slowly: dicts, whole cents and fractions, from the law.

It shares nothing with the engine but the shape of facts and the words of the order, so
that where both agree they agree for two reasons. It walks through time day by day and
asks on each day what the law asks: what falls due, on whose behalf, who is paid first.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.property.reference_dates import due_dates, monthly_amount
from tests.property.reference_distribution import SUPPORT, Collection, lines_of


@dataclass
class Current:
    """This month's unpaid support of one obligation, by whose it is.

    What fell due while the family was on assistance is assigned, the rest its own. What
    the State keeps pays the assigned part first and what the family receives its own
    part first, so that no cent counts twice against the assignment: 42 USC 657(a)(3).
    """

    own: int = 0
    assigned: int = 0

    def lower(self, cents, *, assigned_first):
        """Take cents off, from one part first."""
        first, second = ("assigned", "own") if assigned_first else ("own", "assigned")
        from_first = min(cents, getattr(self, first))
        setattr(self, first, getattr(self, first) - from_first)
        setattr(self, second, getattr(self, second) - (cents - from_first))


@dataclass
class Books:
    """Where everybody stands, and where the cents of each receipt went."""

    arrears: dict = field(default_factory=lambda: defaultdict(int))
    current: dict = field(default_factory=lambda: defaultdict(Current))
    unreimbursed: dict = field(default_factory=lambda: defaultdict(int))
    lines: dict = field(default_factory=dict)

    def owed(self, case, obligation, bucket):
        """Cents of one debt; what is paid ahead is below zero."""
        if bucket == "current":
            current = self.current[case, obligation]
            return current.own + current.assigned
        return self.arrears[case, obligation, bucket]

    def balances(self):
        """Every debt that is not zero, by case, obligation and bucket."""
        found = dict(self.arrears)
        found |= {(*key, "current"): self.owed(*key, "current") for key in self.current}
        return {key: cents for key, cents in found.items() if cents}

    def pay(self, line):
        """Lower a debt by what a payee receives for it."""
        if line.bucket == "current":
            current = self.current[line.case, line.obligation]
            current.lower(line.cents, assigned_first=line.payee == "state")
        elif line.bucket != "refund":
            self.arrears[line.case, line.obligation, line.bucket] -= line.cents


def slow_fold(facts, *, through, periods):
    """The books through a date, under the law's dated ``periods``, oldest first."""
    history = _History(facts, through=through, periods=periods)
    day = min(history.by_day, default=None)
    while day is not None and day <= through:
        history.live_through(day)
        day += timedelta(days=1)
    return history.books


class _History:
    """One walk through the facts."""

    def __init__(self, facts, *, through, periods):
        self.books = Books()
        self.law_periods = periods
        self.facts = {name: frame.to_dicts() for name, frame in vars(facts).items()}
        # Cents of equal claim go to the older order, then the lower id; no order is last.
        self.cases = sorted(
            self.facts["cases"], key=lambda row: (row["ordered_on"] or date.max, row["case"])
        )
        self.families = {row["case"]: row["family"] for row in self.cases}
        self.by_day = self._facts_by_day(through)

    def _facts_by_day(self, through):
        days = defaultdict(lambda: defaultdict(list))
        for kind in ("adjustments", "grants", "receipts"):
            for row in sorted(self.facts[kind], key=lambda row: row["id"]):
                days[row["effective_on"]][kind].append(row)
        for term in sorted(self.facts["terms"], key=lambda row: row["id"]):
            for day in due_dates(term, through=through):
                days[day]["installments"].append(term)
        return days

    def live_through(self, day):
        """What one day brings: corrections, grants, what falls due, then money."""
        if day.day == 1:
            self._end_month()
        today = self.by_day.get(day, {})
        for row in today.get("adjustments", []):
            self._adjust(row, day)
        for row in today.get("grants", []):
            self.books.unreimbursed[row["family"]] += row["amount_cents"]
        for row in today.get("installments", []):
            self._fall_due(row, day)
        for row in today.get("receipts", []):
            self.books.lines[row["id"]] = lines_of(self._collection(row, day), self.books)

    def case_type(self, case, day):
        """The case's type on a day, by its family's assistance."""
        begun = [
            period
            for period in self.facts["periods"]
            if period["family"] == self.families[case] and period["starts_on"] <= day
        ]
        if not begun:
            return "never"
        is_on = any(row["ends_on"] is None or row["ends_on"] >= day for row in begun)
        return "current" if is_on else "former"

    def monthly(self, case, obligation, day):
        """The monthly amount that orders set for an obligation on a day."""
        return sum(
            monthly_amount(term)
            for term in self.facts["terms"]
            if (term["case"], term["obligation"]) == (case, obligation)
            and term["starts_on"] <= day
            and (term["ends_on"] is None or day <= term["ends_on"])
        )

    def _adjust(self, row, day):
        key, cents = (row["case"], row["obligation"]), row["amount_cents"]
        if row["bucket"] != "current":
            self.books.arrears[*key, row["bucket"]] += cents
        elif cents > 0:
            self._owe(key, cents, day)
        else:
            on_assistance = self.case_type(row["case"], day) == "current"
            self.books.current[key].lower(-cents, assigned_first=on_assistance)

    def _owe(self, key, cents, day):
        """Support for this month; it is assigned while assistance is paid: 608(a)(3)."""
        current = self.books.current[key]
        if self.case_type(key[0], day) == "current":
            current.assigned += cents
        else:
            current.own += cents

    def _fall_due(self, term, day):
        key, cents = (term["case"], term["obligation"]), term["amount_cents"]
        # What was paid ahead meets the next installment: 45 CFR 302.51(b).
        ahead = min(cents, -self.books.owed(*key, "futures"))
        self.books.arrears[*key, "futures"] += ahead
        self._owe(key, cents - ahead, day)

    def _end_month(self):
        """Unpaid current support becomes arrears; fees stay what they are."""
        by_obligor = sorted(self.cases, key=lambda row: row["obligor"])
        for case in (row["case"] for row in by_obligor):
            for obligation in SUPPORT:
                current = self.books.current.pop((case, obligation), Current())
                self._become_arrears((case, obligation), current)

    def _become_arrears(self, key, current):
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

    def _collection(self, row, day):
        law = [period for period in self.law_periods if period.effective_from <= day][-1]
        cases = [each["case"] for each in self.cases if each["obligor"] == row["obligor"]]
        return Collection(
            cents=row["amount_cents"],
            source=row["source"],
            law=law,
            types={case: self.case_type(case, day) for case in cases},
            families=self.families,
            ordered={case: self.monthly(case, "arrears_payment", day) for case in cases},
            running={case: self.monthly(case, "child_support", day) for case in cases},
        )
