"""What an example's facts mean to the fold, as known on one day: a world of its own.

One obligor owes all cases of an example, and each case is a family. A world has numbers of
its own, so that any number of them go through one fold without touching each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import numpy as np
import polars as pl

from posse.examples.collected import class_of_source
from posse.examples.keys import day, money
from posse.examples.ledger_facts import Fact, fact_faults, name_of, program_of
from posse.ledger.accruals import MONTHS_RATIO
from posse.ledger.facts import SCHEMAS, Facts
from posse.ledger.fold import fold
from posse.ledger.order import DistributionOrder
from posse.rules.parameters import Law
from posse.rules.support.abatement import AbatementTerms, abatements
from posse.units.days import add_months, day_number
from posse.units.money import Rounding, apply_ratio

# What is said of a case's circumstances, and what the fold counts by it.
CIRCUMSTANCES = {
    "responding": "responding",
    "children": "child",
    "fee_exempt": "fee_exemption",
}


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

    Raises: ValueError for facts that cannot be read, or that contradict each other.
    """
    numbers, case_ids, all_rows = count(1), [], _Rows()
    for obligor, world in enumerate(worlds):
        for fault in fact_faults(world.facts):
            raise ValueError(fault)
        cases = {case: next(numbers) for case in world.cases}
        case_ids.append({number: case for case, number in cases.items()})
        _Writer(all_rows, world, world.known, cases, obligor, law).write()
    through = max(world.as_of for world in worlds)
    order = DistributionOrder.from_law(law, through=through)
    found = fold(Facts.of_rows(**all_rows.rows), through=through, order=order)
    # The fold walks forward in time, so what it books by a day does not hang on later ones.
    return [
        Books(_seen(found.postings, obligor, world), _seen(found.lines, obligor, world), ids)
        for obligor, (world, ids) in enumerate(zip(worlds, case_ids, strict=True))
    ]


def _seen(frame: pl.DataFrame, obligor: int, world: World) -> pl.DataFrame:
    return frame.filter(
        (pl.col("obligor") == obligor) & (pl.col("effective_on") <= world.as_of)
    )


@dataclass
class _Rows:
    """Rows of the fold's frames; each gets the next number of its frame as its id."""

    rows: dict[str, list[tuple[object, ...]]] = field(
        default_factory=lambda: {name: [] for name in SCHEMAS}
    )

    def add(self, frame: str, *values: object) -> int:
        number = 1 + len(self.rows[frame])
        self.rows[frame].append((number, *values))
        return number


@dataclass(frozen=True)
class _Writer:
    """Writes the facts that a world knows as rows of the fold's frames."""

    all_rows: _Rows
    world: World
    known: Sequence[Fact]
    cases: Mapping[str, int]
    obligor: int
    law: Law

    def write(self) -> None:
        orders = self._known("order")
        for case, number in self.cases.items():
            its_orders = [order for order in orders if order["case"] == case]
            self._write_case(number, sorted(its_orders, key=lambda order: day(order["from"])))
            self._write_circumstances(case)
        for order in orders:
            for term in self._terms(order):
                self.all_rows.add("terms", self.cases[order["case"]], *term)
        for period in _last_told(self._known("assistance")):
            self._write_assistance(period)
        self._write_receipts()
        self._write_adjustments()
        self._write_charges()

    def _known(self, kind: str) -> list[Fact]:
        return [fact for fact in self.known if fact["type"] == kind]

    def _write_case(self, number: int, orders: Sequence[Fact]) -> None:
        """The case, with what its oldest order, or any, says of it."""
        told = [{}, *orders[:1]][-1]
        self.all_rows.rows["cases"].append((
            number, self.obligor, number, day(told["from"]) if told else None,
            told.get("basis", "paternity"),
        ))  # fmt: skip

    def _write_circumstances(self, case: str) -> None:
        """What each order or later word says of a case's circumstances, from its day on."""
        told = [
            fact
            for fact in [*self._known("order"), *self._known("circumstances")]
            if fact["case"] == case
        ]
        for key, kind in CIRCUMSTANCES.items():
            before = 0
            for fact in sorted(told, key=lambda fact: day(fact["from"])):
                count = int(fact.get(key, before))
                self.all_rows.add(
                    "circumstances", self.cases[case], kind, count - before, day(fact["from"])
                )
                before = count

    def _terms(self, order: Fact) -> Iterator[tuple[object, ...]]:
        """The order's term and those that replace it, each until one learned later begins."""
        chain = self._chain(order)
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

    def _chain(self, order: Fact) -> list[Fact]:
        later = [fact for fact in self._known("modification") if fact["of"] == order["id"]]
        return [order, *later]

    def _write_assistance(self, period: Fact) -> None:
        """The period, and its grants: on its first day, then on the first of each month."""
        family, program = self.cases[period["case"]], program_of(period)
        starts_on = day(period["from"])
        ends_on = day(period["to"]) if "to" in period else None
        self.all_rows.add("periods", family, starts_on, ends_on, program)
        granted_on = starts_on
        last = min(self.world.as_of, ends_on or self.world.as_of)
        while granted_on <= last and "grant_month" in period:
            cents = money(period["grant_month"])
            self.all_rows.add("grants", family, cents, granted_on, program)
            granted_on = add_months(granted_on.replace(day=1), 1)

    def _write_receipts(self) -> None:
        """Receipts, and what keeps them from being applied or takes them back."""
        releases = {release["of"]: release for release in self._known("release")}
        for receipt in self._known("receipt"):
            number = self.all_rows.add(
                "receipts", self.obligor, class_of_source(receipt["source"]),
                money(receipt["amount"]), day(receipt["received"]), None,
            )  # fmt: skip
            for hold in self._of("hold", receipt):
                release = releases.get(name_of(hold))
                # A release has the number of its hold, since each hold is released once.
                self.all_rows.add(
                    "holds", number, hold.get("scope", "whole"),
                    1 + len(self.all_rows.rows["holds"]) if release else None,
                    day(release["date"]) if release else None,
                )  # fmt: skip
            for reversal in self._of("reversal", receipt):
                self.all_rows.add(
                    "reversals", number, self.obligor,
                    money(reversal.get("amount", receipt["amount"])), day(reversal["date"]),
                    reversal.get("reason", "bounced"),
                )  # fmt: skip

    def _of(self, kind: str, receipt: Fact) -> list[Fact]:
        return [fact for fact in self._known(kind) if fact["of"] == receipt["id"]]

    def _write_adjustments(self) -> None:
        for fact in self._known("adjustment"):
            obligation = fact.get("obligation", "child_support")
            self.all_rows.add(
                "adjustments", self.cases[fact["case"]], obligation, fact["bucket"],
                money(fact["amount"]), day(fact["date"]),
            )  # fmt: skip
        orders = {order["id"]: order for order in self._known("order")}
        for fact in self._known("abatement"):
            order = orders[fact["of"]]
            self.all_rows.add(
                "adjustments", self.cases[order["case"]], "child_support", fact["bucket"],
                -self._abated_cents(fact, order), day(fact["date"]),
            )  # fmt: skip

    def _abated_cents(self, fact: Fact, order: Fact) -> int:
        """What abates of a stay, by the term in force on its first day: A-34."""
        in_force = [
            term for term in self._chain(order) if day(term["from"]) <= day(fact["from"])
        ]
        term = [order, *in_force][-1]
        monthly_cents = apply_ratio(
            np.array([money(term["amount"])]),
            MONTHS_RATIO[term.get("frequency", order["frequency"])],
            rounding=Rounding.HALF_UP,
        )
        [cents] = abatements(
            monthly_cents,
            np.array([day_number(day(order["from"]))]),
            np.array([(day(fact["to"]) - day(fact["from"])).days + 1]),
            terms=AbatementTerms.from_law(self.law, on=day(fact["date"])),
        )
        return int(cents)

    def _write_charges(self) -> None:
        """Judgments, affidavits, suppressions, certifications and permissions."""
        for fact in self.known:
            case = self.cases.get(fact.get("case", ""))
            on = day(fact["date"]) if "date" in fact else None
            if fact["type"] == "judgment":
                kind = fact.get("kind", "arrears")
                self.all_rows.add("judgments", case, money(fact["amount"]), on, kind)
            elif fact["type"] == "affidavit":
                self.all_rows.add("affidavits", case, on)
            elif fact["type"] == "certification":
                self.all_rows.add("certifications", case, money(fact["amount"]), on)
            elif fact["type"] == "permission":
                self.all_rows.add("permissions", self.obligor, on)
            elif fact["type"] == "suppression":
                ends_on = day(fact["to"]) if "to" in fact else None
                self.all_rows.add(
                    "suppressions", case, fact["kind"], day(fact["from"]), ends_on
                )


def _last_told(periods: Sequence[Fact]) -> list[Fact]:
    """A period of a program with the first day of an earlier one of its case corrects it."""
    told: dict[tuple[Any, ...], Fact] = {}
    for fact in periods:
        told[fact["case"], program_of(fact), fact["from"]] = fact
    return list(told.values())
