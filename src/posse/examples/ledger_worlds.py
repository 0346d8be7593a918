"""What an example's facts mean to the fold, as known on one day: a world of its own.

One obligor owes all cases of an example, and each case is a family. A world has numbers of
its own, so that any number of them go through one fold without touching each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

import polars as pl

from posse.examples.keys import day, money
from posse.ledger.facts import SCHEMAS, Facts
from posse.ledger.fold import fold
from posse.ledger.order import DistributionOrder
from posse.rules.parameters import Law
from posse.units.days import add_months

Fact = Mapping[str, Any]
Rows = dict[str, list[tuple[object, ...]]]

# What each type of fact must say, and what it may say besides.
NEEDED = {
    "order": {"id", "case", "amount", "frequency", "from"},
    "modification": {"of", "amount", "from"},
    "assistance": {"case", "program", "from", "grant_month"},
    "receipt": {"id", "amount", "source", "received"},
    "adjustment": {"case", "bucket", "amount", "date"},
}
ALLOWED = {
    "order": {"obligation", "first_due", "to", "basis"},
    "modification": {"frequency", "to"},
    "assistance": {"to"},
    "receipt": set[str](),
    "adjustment": {"obligation"},
}
NOT_BUILT = ("reversal", "judgment")


@dataclass(frozen=True)
class World:
    """All facts of one example, and the two days that choose what is seen of them."""

    facts: Sequence[Fact]
    known_on: date
    as_of: date

    @property
    def known(self) -> list[Fact]:
        """The facts learned by then, in the order in which they were."""
        seen = [fact for fact in self.facts if day(fact["recorded"]) <= self.known_on]
        return sorted(seen, key=lambda fact: day(fact["recorded"]))

    @property
    def cases(self) -> list[str]:
        """The ids of all cases that any fact names, known or not."""
        return sorted({fact["case"] for fact in self.facts if "case" in fact})


@dataclass(frozen=True)
class Books:
    """The postings and lines of one world, with the case id that each case number means."""

    postings: pl.DataFrame
    lines: pl.DataFrame
    case_ids: Mapping[int, str]


def books_of(worlds: Sequence[World], law: Law) -> list[Books]:
    """The books of every world, out of one fold over all of them.

    Raises: ValueError for facts that cannot be read, or that the fold does not decide yet.
    """
    rows: Rows = {name: [] for name in SCHEMAS}
    numbers, case_ids = count(1), []
    for obligor, world in enumerate(worlds):
        _refuse_what_cannot_be_read(world.facts)
        cases = {case: next(numbers) for case in world.cases}
        case_ids.append({number: case for case, number in cases.items()})
        _add_world(rows, world, cases=cases, obligor=obligor)
    through = max(world.as_of for world in worlds)
    order = DistributionOrder.from_law(law, through=through)
    found = fold(Facts.of_rows(**rows), through=through, order=order)
    # The fold walks forward in time, so what it books by a day does not hang on later ones.
    return [
        Books(
            found.postings.filter(
                (pl.col("obligor") == obligor) & (pl.col("effective_on") <= world.as_of)
            ),
            found.lines.filter(pl.col("obligor") == obligor),
            case_ids[obligor],
        )
        for obligor, world in enumerate(worlds)
    ]


def _refuse_what_cannot_be_read(facts: Sequence[Fact]) -> None:
    orders = {str(fact.get("id")) for fact in facts if fact.get("type") == "order"}
    for fact in facts:
        kind = fact.get("type")
        if kind in NOT_BUILT:
            raise ValueError(f"facts of type {kind!r} are not decided yet by the money core")
        if kind not in NEEDED:
            raise ValueError(f"a fact's type is one of {', '.join(NEEDED)}, not {kind!r}")
        missing = (NEEDED[kind] | {"recorded"}) - fact.keys()
        if missing:
            raise ValueError(f"a fact of type {kind!r} needs {', '.join(sorted(missing))}")
        further = fact.keys() - NEEDED[kind] - ALLOWED[kind] - {"type", "recorded"}
        if further:
            raise ValueError(f"a fact of type {kind!r} has no {', '.join(sorted(further))}")
        if fact.get("program", "POWER") != "POWER":
            raise ValueError(f"program {fact['program']!r} is not decided yet; POWER is")
        if fact.get("of") not in {None, *orders}:
            raise ValueError(f"no order has the id {fact['of']!r}; ids: {sorted(orders)}")


def _add_world(rows: Rows, world: World, *, cases: Mapping[str, int], obligor: int) -> None:
    """Write the facts that a world knows as rows of the fold's frames."""
    known = world.known
    orders = [fact for fact in known if fact["type"] == "order"]
    for case, number in cases.items():
        ordered_on = min((day(o["from"]) for o in orders if o["case"] == case), default=None)
        rows["cases"].append((number, obligor, number, ordered_on))
    for order in orders:
        for term in _terms_of(order, known):
            rows["terms"].append((1 + len(rows["terms"]), cases[order["case"]], *term))
    for period in _last_told([fact for fact in known if fact["type"] == "assistance"]):
        _add_assistance(rows, period, family=cases[period["case"]], through=world.as_of)
    for fact in known:
        if fact["type"] == "adjustment":
            obligation = fact.get("obligation", "child_support")
            rows["adjustments"].append((
                1 + len(rows["adjustments"]), cases[fact["case"]], obligation, fact["bucket"],
                money(fact["amount"]), day(fact["date"]),
            ))  # fmt: skip
        elif fact["type"] == "receipt":
            rows["receipts"].append((
                1 + len(rows["receipts"]), obligor, fact["source"], money(fact["amount"]),
                day(fact["received"]), None,
            ))  # fmt: skip


def _terms_of(order: Fact, known: Sequence[Fact]) -> Iterator[tuple[object, ...]]:
    """The order's own term and those that replace it, each until one learned later begins."""
    chain = [order]
    chain += [fact for fact in known if fact["type"] == "modification"
              and fact["of"] == order["id"]]  # fmt: skip
    first_due_on = day(order.get("first_due", order["from"]))
    for place, term in enumerate(chain):
        ends = [day(later["from"]) - timedelta(days=1) for later in chain[place + 1 :]]
        ends += [day(each["to"]) for each in (order, term) if "to" in each]
        yield (
            order.get("obligation", "child_support"),
            money(term["amount"]),
            term.get("frequency", order["frequency"]),
            # A term that replaces another keeps its due dates.
            first_due_on,
            day(term["from"]),
            min(ends, default=None),
        )


def _last_told(periods: Sequence[Fact]) -> list[Fact]:
    """A period with the case and first day of an earlier one corrects it."""
    return list({(fact["case"], fact["from"]): fact for fact in periods}.values())


def _add_assistance(rows: Rows, period: Fact, *, family: int, through: date) -> None:
    """The period, and its grants: on its first day, then on the first of each month."""
    starts_on = day(period["from"])
    ends_on = day(period["to"]) if "to" in period else None
    rows["periods"].append((1 + len(rows["periods"]), family, starts_on, ends_on))
    granted_on = starts_on
    while granted_on <= min(through, ends_on or through):
        rows["grants"].append(
            (1 + len(rows["grants"]), family, money(period["grant_month"]), granted_on)
        )
        granted_on = add_months(granted_on.replace(day=1), 1)
