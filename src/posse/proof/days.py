"""The facts by the day on which they act, and the days on which anything happens."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from posse.proof.due_days import due_dates
from posse.proof.facts import (
    Adjustment,
    Affidavit,
    FactRows,
    Grant,
    Hold,
    Judgment,
    Receipt,
    Reversal,
    Term,
)


@dataclass
class Day:
    """What one day brings. A release is told by the receipt that is let go."""

    judgments: list[Judgment] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    installments: list[Term] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    releases: list[Receipt] = field(default_factory=list)
    reversals: list[Reversal] = field(default_factory=list)
    affidavits: list[Affidavit] = field(default_factory=list)


def facts_by_day(
    facts: FactRows, *, through: date, penalty_day: Callable[[date], date | None]
) -> Mapping[date, Day]:
    """What each day brings, in the order of ids; days with a turn of the law are there too."""
    found: dict[date, Day] = defaultdict(Day)
    for judgment in sorted(facts.judgments):
        found[judgment.effective_on].judgments.append(judgment)
    for adjustment in sorted(facts.adjustments):
        found[adjustment.effective_on].adjustments.append(adjustment)
    for grant in sorted(facts.grants):
        found[grant.effective_on].grants.append(grant)
    for affidavit in sorted(facts.affidavits):
        found[affidavit.effective_on].affidavits.append(affidavit)
    turns = set()
    for term in sorted(facts.terms, key=lambda row: row.id):
        for day in due_dates(term, through=through):
            found[day].installments.append(term)
            turns.add(penalty_day(day))
    for period in facts.periods:
        turns |= {period.starts_on, period.ends_on and period.ends_on + timedelta(days=1)}
    for turn in turns:
        if turn:
            found.setdefault(turn, Day())
    _add_money(facts, found)
    return found


def _add_money(facts: FactRows, found: Mapping[date, Day]) -> None:
    received_on = {(row.id, row.obligor): row.effective_on for row in facts.receipts}
    releases = []
    for receipt in sorted(facts.receipts, key=lambda row: (row.id, row.obligor)):
        found[receipt.effective_on].receipts.append(receipt)
        if last := last_release(facts.holds, receipt.id):
            day, release = last
            releases.append((max(day, receipt.effective_on), release, receipt))
    for day, _, receipt in sorted(releases):
        found[day].releases.append(receipt)
    for reversal in sorted(facts.reversals):
        key = (reversal.receipt, reversal.obligor)
        if key in received_on:
            # Nothing is taken back before it came in.
            day = max(reversal.effective_on, received_on[key])
            found[day].reversals.append(reversal)


def last_release(holds: Sequence[Hold], receipt: int) -> tuple[date, int] | None:
    """When the last of a receipt's holds was released, and by which; None while one is open."""
    own = [row for row in holds if row.receipt == receipt]
    ends = [(row.released_on, row.release or 0) for row in own if row.released_on]
    return max(ends) if ends and len(ends) == len(own) else None


def days_of(by_day: Mapping[date, Day], *, through: date) -> Iterator[date]:
    """The days on which anything happens: facts, and the first day of each month."""
    known = sorted(day for day in by_day if day <= through)
    if not known:
        return
    months = set()
    first = known[0].replace(day=1)
    while first <= through:
        months.add(first)
        first = (first + timedelta(days=31)).replace(day=1)
    yield from sorted({*known, *(day for day in months if day >= known[0])})
