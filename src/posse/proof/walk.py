"""One walk through the facts, asking on each day what the law asks on that day.

What falls due, on whose behalf, and who is paid first. Slow on purpose: dicts and plain
cents, one day after another, so that it can be read beside the law.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from posse.proof.assignment import begin_assistance, end_assistance, end_month
from posse.proof.books import ARREARS, Books, Line
from posse.proof.days import Day, days_of, facts_by_day
from posse.proof.facts import Adjustment, Case, FactRows, Judgment, LawPeriod, Term
from posse.proof.interest import Interest
from posse.proof.money_in import MoneyIn
from posse.proof.penalties import Penalties, claim
from posse.proof.status import is_on, whose_current

__all__ = ["Books", "Line", "books_of"]

A_DAY = timedelta(days=1)


def books_of(facts: FactRows, *, through: date, law: Sequence[LawPeriod]) -> Books:
    """The books through a date, under the law's dated periods, oldest first.

    ``facts`` hold everybody who shares a family with anybody in them.
    """
    history = _History(facts, through=through, law=law)
    days = list(history.days())
    for day, next_day in zip_longest(days, days[1:]):
        history.live_through(day)
        if next_day:
            history.interest.run(history.books, first=day, until=next_day)
    return history.books


class _History:
    """The facts in the order in which they act, and the books as they grow."""

    def __init__(self, facts: FactRows, *, through: date, law: Sequence[LawPeriod]) -> None:
        self.books = Books()
        self.facts = facts
        self.through = through
        # Cents of equal claim go to the older order, then the lower id; no order is last.
        cases = sorted(facts.cases, key=_claims_first)
        self.by_obligor = sorted(cases, key=lambda row: row.obligor)
        self.families = {row.case: row.family for row in cases}
        self.interest = Interest(facts, law)
        self.penalties = Penalties(facts, law)
        self.money_in = MoneyIn(facts, cases, law=law, books=self.books)
        self.by_day = facts_by_day(facts, through=through, penalty_day=self.penalties.day_of)

    def days(self) -> Iterator[date]:
        """The days on which anything happens: facts, and the first day of each month."""
        return days_of(self.by_day, through=self.through)

    def live_through(self, day: date) -> None:
        """What one day brings, in the order in which the law takes it."""
        if day.day == 1:
            self._end_month()
        self._assist(day)
        today = self.by_day.get(day, Day())
        for judgment in today.judgments:
            self._judge(judgment)
        for adjustment in today.adjustments:
            self._adjust(adjustment, day)
        for grant in today.grants:
            self.money_in.grant(grant)
        for term in today.installments:
            self._fall_due(term, day)
        for receipt in today.receipts:
            self.money_in.receive(receipt, day)
        for receipt in today.releases:
            self.money_in.release(receipt, day)
        for reversal in today.reversals:
            self.money_in.take_back(reversal, day)
        for affidavit in today.affidavits:
            claim(self.books, affidavit.case)
        # Last: an affidavit claims what arose before its day.
        self.penalties.arise(self.books, day)

    def _end_month(self) -> None:
        self.interest.charge(self.books)
        self.penalties.end_month(self.books)
        end_month(self.books, self.by_obligor)

    def _assist(self, day: date) -> None:
        """Families whose assistance begins on a day, or ended the day before."""
        for family in sorted(set(self.families.values())):
            was_on = is_on(self.facts, family, "power", on=day - A_DAY)
            is_now = is_on(self.facts, family, "power", on=day)
            own = [row for row in self.by_obligor if row.family == family]
            if is_now and not was_on:
                begin_assistance(self.books, own)
            if was_on and not is_now:
                end_assistance(self.books, own, family)

    def _judge(self, row: Judgment) -> None:
        """A judgment adds what was not owed before: A-32, W.S. 1-16-102."""
        key = (row.case, "child_support")
        added = row.amount_cents
        if row.kind == "arrears":
            free = self.books.past_due(*key) - self.books.judged[row.case]
            added = max(0, row.amount_cents - free)
        self.books.adjust(key, "never_assigned", added)
        self.penalties.bring_over(key, added)
        self.books.judged[row.case] += row.amount_cents
        self.books.judged_ever[row.case] += row.amount_cents

    def _adjust(self, row: Adjustment, day: date) -> None:
        key, cents = (row.case, row.obligation), row.amount_cents
        if row.bucket != "current":
            self.books.adjust(key, row.bucket, cents)
            if row.bucket in ARREARS:
                self.penalties.bring_over(key, cents)
            return
        part = whose_current(self.facts, self.families[row.case], row.obligation, on=day)
        if cents > 0:
            self.books.current[key].raise_by(cents, part=part)
        else:
            self.books.current[key].lower(-cents, first=part)

    def _fall_due(self, term: Term, day: date) -> None:
        key, cents = (term.case, term.obligation), term.amount_cents
        # What was paid ahead meets the next installment: 45 CFR 302.51(b).
        ahead = max(0, min(cents, -self.books.owed(*key, "futures")))
        self.books.arrears[*key, "futures"] += ahead
        part = whose_current(self.facts, self.families[term.case], term.obligation, on=day)
        self.books.current[key].raise_by(cents - ahead, part=part)
        self.penalties.fall_due(term, day)


def _claims_first(row: Case) -> tuple[date, int]:
    return row.ordered_on or date.max, row.case
