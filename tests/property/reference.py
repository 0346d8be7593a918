"""The money core a second time, slowly: dicts, whole cents and fractions, from the law.

It shares nothing with the engine but the shape of facts and the words of the order, so
that where both agree they agree for two reasons. It walks through time day by day, and
asks on each day what the law asks: what falls due, on whose behalf, who is paid first.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.property.reference_dates import due_dates, monthly_amount

SUPPORT = ("child_support", "medical", "spousal")
ALL = (*SUPPORT, "fee")
LIMITED = "unreimbursed_assistance"


class Line(NamedTuple):
    """Cents of one receipt that one payee receives for one debt."""

    case: int
    obligation: str
    bucket: str
    payee: str
    cents: int


@dataclass
class Installment:
    """Current support that fell due; ``assigned`` where the family was on assistance."""

    cents: int
    assigned: bool


@dataclass
class Books:
    """Where everybody stands, and where the cents of each receipt went."""

    arrears: dict = field(default_factory=lambda: defaultdict(int))
    current: dict = field(default_factory=lambda: defaultdict(list))
    unreimbursed: dict = field(default_factory=lambda: defaultdict(int))
    lines: dict = field(default_factory=lambda: defaultdict(list))

    def owed(self, case, obligation, bucket):
        """Cents of one debt; what is paid ahead is below zero."""
        if bucket == "current":
            return sum(each.cents for each in self.current[case, obligation])
        return self.arrears[case, obligation, bucket]

    def balances(self):
        """Every debt that is not zero, by case, obligation and bucket."""
        found = dict(self.arrears)
        found |= {(*key, "current"): self.owed(*key, "current") for key in self.current}
        return {key: cents for key, cents in found.items() if cents}

    def pay(self, case, obligation, bucket, cents):
        """Lower a debt; of current support the oldest installment first."""
        if bucket != "current":
            self.arrears[case, obligation, bucket] -= cents
            return
        for each in self.current[case, obligation]:
            part = min(cents, each.cents)
            each.cents -= part
            cents -= part


def slow_fold(facts, *, through, periods):
    """The books through a date, under the law's dated ``periods``, oldest first."""
    return _Walk(facts, through, periods).books


def largest_remainder(cents, weights):
    """Parts in proportion to ``weights``, given in the order in which ties are won."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    exact = [Fraction(cents * weight, whole) for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(
        range(len(weights)), key=lambda place: (parts[place] - exact[place], place)
    )
    for place in by_remainder[: cents - sum(parts)]:
        parts[place] += 1
    return parts


def equal_parts(cents, caps):
    """As equal as caps allow; what a capped claim leaves goes round again."""
    parts = [0 for _ in caps]
    while cents:
        open_places = [place for place, cap in enumerate(caps) if parts[place] < cap]
        round_parts = largest_remainder(cents, [1 for _ in open_places])
        for place, part in zip(open_places, round_parts, strict=True):
            given = min(part, caps[place] - parts[place])
            parts[place] += given
            cents -= given
    return parts


class _Walk:
    """One walk from the first fact to the last day."""

    def __init__(self, facts, through, periods):
        self.books = Books()
        self.periods = periods
        self.facts = {name: frame.to_dicts() for name, frame in vars(facts).items()}
        # Cents of equal claim go to the older order, then the lower id; no order is last.
        self.cases = sorted(
            self.facts["cases"],
            key=lambda row: (row["ordered_on"] or date.max, row["case"]),
        )
        self.family = {row["case"]: row["family"] for row in self.cases}
        self.by_day = self._facts_by_day(through)
        if self.by_day:
            day = min(self.by_day)
            while day <= through:
                self._live_through(day)
                day += timedelta(days=1)

    def _facts_by_day(self, through):
        days = defaultdict(lambda: defaultdict(list))
        for kind in ("adjustments", "grants", "receipts"):
            for row in sorted(self.facts[kind], key=lambda row: row["id"]):
                days[row["effective_on"]][kind].append(row)
        for term in sorted(self.facts["terms"], key=lambda row: row["id"]):
            for day in due_dates(term, through=through):
                days[day]["installments"].append(term)
        return days

    def _live_through(self, day):
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
            self._distribute(row, day)

    def case_type(self, case, day):
        """The case's type on a day, by its family's assistance."""
        periods = [p for p in self.facts["periods"] if p["family"] == self.family[case]]
        begun = [p for p in periods if p["starts_on"] <= day]
        if not begun:
            return "never"
        is_on = any(p["ends_on"] is None or p["ends_on"] >= day for p in begun)
        return "current" if is_on else "former"

    def _adjust(self, row, day):
        key = (row["case"], row["obligation"])
        if row["bucket"] != "current":
            self.books.arrears[*key, row["bucket"]] += row["amount_cents"]
        elif row["amount_cents"] < 0:
            self.books.pay(*key, "current", -row["amount_cents"])
        else:
            assigned = self.case_type(row["case"], day) == "current"
            self.books.current[key].append(Installment(row["amount_cents"], assigned))

    def _fall_due(self, term, day):
        case, obligation = term["case"], term["obligation"]
        assigned = self.case_type(case, day) == "current"
        due = Installment(term["amount_cents"], assigned)
        self.books.current[case, obligation].append(due)
        # What was paid ahead meets the next installment: 45 CFR 302.51(b).
        ahead = min(due.cents, -self.books.owed(case, obligation, "futures"))
        due.cents -= ahead
        self.books.arrears[case, obligation, "futures"] += ahead

    def _end_month(self):
        """Unpaid current support becomes arrears: 42 USC 608(a)(3)."""
        by_obligor = sorted(self.cases, key=lambda row: row["obligor"])
        for case in (row["case"] for row in by_obligor):
            for obligation in SUPPORT:
                for each in self.books.current.pop((case, obligation), []):
                    self._become_arrears(case, obligation, each)

    def _become_arrears(self, case, obligation, each):
        arrears, family = self.books.arrears, self.family[case]
        if not each.assigned:
            arrears[case, obligation, "never_assigned"] += each.cents
            return
        held = sum(
            cents
            for (other, _, bucket), cents in arrears.items()
            if bucket == "permanently_assigned" and self.family[other] == family
        )
        room = max(0, self.books.unreimbursed[family] - held)
        assigned = min(each.cents, room)
        arrears[case, obligation, "permanently_assigned"] += assigned
        arrears[case, obligation, "unassigned_during_assistance"] += each.cents - assigned

    # From here on, one collection: 42 USC 657; 45 CFR 302.51.

    def _distribute(self, receipt, day):
        law = [period for period in self.periods if period.effective_from <= day][-1]
        cases = [r["case"] for r in self.cases if r["obligor"] == receipt["obligor"]]
        steps = {case: self._steps(case, day, law, receipt["source"]) for case in cases}
        left = receipt["amount_cents"]
        for phase in ("current", "arrears", "fee"):
            in_phase = {
                case: [step for step in steps[case] if _phase(step) == phase]
                for case in cases
            }
            shares = self._shares(phase, left, in_phase, day, law)
            for case, share in shares.items():
                self._walk_steps(receipt["id"], case, in_phase[case], share)
            left -= sum(shares.values())
        left -= self._pay_ahead(receipt["id"], cases, steps, left, day)
        if left:
            refund = Line(cases[0], "child_support", "refund", "obligor", left)
            self.books.lines[receipt["id"]].append(refund)

    def _steps(self, case, day, law, source):
        wanted = (self.case_type(case, day), law.source_classes[source])
        (row,) = (
            row
            for row in law.table
            if row["election"] in (law.election, "any")
            and (row["case_type"], row["source_class"]) == wanted
        )
        return row["steps"]

    def _claim(self, case, steps):
        return sum(
            self.books.owed(case, obligation, step["bucket"])
            for step in steps
            for obligation in _obligations(step)
        )

    def _shares(self, phase, cents, in_phase, day, law):
        """Cents for each case: what it may claim, or its part where money is short."""
        cases = list(in_phase)
        claims = [self._claim(case, in_phase[case]) for case in cases]
        cents = min(cents, sum(claims))
        if phase == "arrears" and law.arrears_split == "equal":
            parts = equal_parts(cents, claims)
        elif phase == "arrears" and law.arrears_split == "ordered_payments_then_balances":
            parts = self._by_ordered_payments(cents, cases, claims, day)
        else:
            parts = largest_remainder(cents, claims)
        return dict(zip(cases, parts, strict=True))

    def _by_ordered_payments(self, cents, cases, claims, day):
        """By the payments that orders set on arrears, then by balances: reading A-30."""
        ordered = [self._monthly(case, "arrears_payment", day) for case in cases]
        if any(claim and not pay for claim, pay in zip(claims, ordered, strict=True)):
            return largest_remainder(cents, claims)
        caps = [min(claim, pay) for claim, pay in zip(claims, ordered, strict=True)]
        first = largest_remainder(min(cents, sum(caps)), caps)
        left = [claim - part for claim, part in zip(claims, first, strict=True)]
        rest = largest_remainder(cents - sum(first), left)
        return [one + two for one, two in zip(first, rest, strict=True)]

    def _monthly(self, case, obligation, day):
        """The monthly amount that orders set for an obligation on a day."""
        return sum(
            monthly_amount(term)
            for term in self.facts["terms"]
            if (term["case"], term["obligation"]) == (case, obligation)
            and term["starts_on"] <= day
            and (term["ends_on"] is None or day <= term["ends_on"])
        )

    def _walk_steps(self, receipt, case, steps, share):
        for step in steps:
            for obligation in _obligations(step):
                part = min(share, self.books.owed(case, obligation, step["bucket"]))
                self._pay(receipt, case, obligation, step, part)
                share -= part
        assert share == 0, "a case was given more than it may claim"

    def _pay(self, receipt, case, obligation, step, cents):
        """Pay a debt; what the State may not keep is the family's: 42 USC 657(a)(3)."""
        family = self.family[case]
        to_payee = cents
        if step.get("limit") == LIMITED:
            to_payee = min(cents, self.books.unreimbursed[family])
            self.books.unreimbursed[family] -= to_payee
        self.books.pay(case, obligation, step["bucket"], cents)
        for payee, part in ((step["payee"], to_payee), ("family", cents - to_payee)):
            if part:
                line = Line(case, obligation, step["bucket"], payee, part)
                self.books.lines[receipt].append(line)

    def _pay_ahead(self, receipt, cases, steps, cents, day):
        """What all debts leave pays coming months, where current support runs."""
        ahead = {
            case: step for case in cases for step in steps[case] if step["bucket"] == "futures"
        }
        rates = [
            sum(self._monthly(case, obligation, day) for obligation in SUPPORT)
            if case in ahead
            else 0
            for case in cases
        ]
        parts = largest_remainder(cents, rates)
        for case, part in zip(cases, parts, strict=True):
            running = [o for o in SUPPORT if self._monthly(case, o, day)]
            if part:
                self._pay(receipt, case, running[0], ahead[case], part)
        return sum(parts)


def _phase(step):
    if step["bucket"] in ("futures", "refund"):
        return step["bucket"]
    if step["bucket"] == "current":
        return "fee" if step.get("obligation") == "fee" else "current"
    return "arrears"


def _obligations(step):
    return (step["obligation"],) if "obligation" in step else SUPPORT
