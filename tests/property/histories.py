"""Random histories: obligors who share families, orders, assistance, debts and money."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from hypothesis import strategies as st
from tests.property.reference import slow_fold

from posse.ledger.accounts import BUCKETS
from posse.ledger.facts import Facts
from posse.ledger.order import DistributionOrder
from posse.rules.parameters import load_law

FIRST = date(2025, 1, 1)
LAST = date(2026, 6, 30)
# The two classes of money come often, each source at times.
OFTEN = ["income_withholding", "federal_tax_refund_offset"]
FREQUENCIES = ("monthly", "weekly", "biweekly", "semimonthly", "once")
DEBTS = [bucket.name for bucket in BUCKETS if bucket.name != "futures"]

# Days at the edges of months, where most of the law's turns are, come often.
days = st.one_of(
    st.dates(FIRST, LAST),
    st.sampled_from(
        [FIRST + timedelta(days=number) for number in (0, 30, 31, 58, 59, 89, 364)]
    ),
)
# What begins early has time to matter.
early_days = st.one_of(st.dates(FIRST, FIRST + timedelta(days=150)), days)
# Odd cents show how they are split; round sums meet each other exactly.
cents = st.one_of(
    st.integers(1, 12), st.integers(1, 90_000), st.sampled_from([100, 10_000, 40_000])
)


@dataclass(frozen=True)
class History:
    """Facts as rows, in the order of their columns; ``facts`` are they as frames."""

    rows: dict

    @property
    def facts(self):
        """The facts in the shape that the fold reads."""
        return Facts.of_rows(**self.rows)

    def __repr__(self):
        lines = (f"  {name}={rows!r}," for name, rows in self.rows.items())
        return "\n".join(["History(", *lines, ")"])


@lru_cache
def order_of(profile="wyoming", *, through=LAST):
    """The order of distribution under a profile of the policy."""
    return DistributionOrder.from_law(load_law(profile), through=through)


def changing_order(first, then, *, on):
    """The order under one profile, and from a day on under another."""
    before, after = order_of(first).periods, order_of(then).periods[-1]
    return DistributionOrder.of_periods([*before, replace(after, effective_from=on)])


ORDERS = (
    *(order_of(name) for name in ("wyoming", "dra_election", "equal_method")),
    changing_order("wyoming", "dra_election", on=date(2025, 9, 15)),
)
orders = st.sampled_from(ORDERS)


@st.composite
def case_rows(draw):
    """Cases of one to four obligors and one to three families, some shared."""
    obligors = draw(st.integers(1, 4))
    pairs = [(number, draw(st.integers(1, 3))) for number in range(1, obligors + 1)]
    pair = st.tuples(st.integers(1, obligors), st.integers(1, 3))
    pairs += draw(st.lists(pair, max_size=3))
    numbers = draw(st.permutations(range(1, len(pairs) + 1)))
    order_days = st.one_of(
        st.dates(date(2015, 1, 1), FIRST), st.just(date(2020, 1, 15)), st.none()
    )
    return [
        (10 * number, 100 * obligor, 1000 * family, draw(order_days))
        for number, (obligor, family) in zip(
            numbers, sorted(set(pairs), key=pairs.index), strict=False
        )
    ]


@st.composite
def term_rows(draw, cases):
    """Terms of all frequencies; some begin later, end, or stand beside another."""
    obligations = st.sampled_from(
        ["child_support"] * 4 + ["arrears_payment"] * 2 + ["medical", "spousal", "fee"]
    )
    rows = []
    for case, *_ in cases:
        for obligation in draw(st.lists(obligations, min_size=1, max_size=4)):
            starts_on = draw(early_days)
            # A term that replaces another keeps the other's due dates.
            first_due_on = starts_on + timedelta(days=draw(st.integers(-40, 40)))
            # An order changed back to before a term began leaves it an end before its start.
            span = st.integers(-40, 400).map(timedelta)
            ends_on = draw(st.none() | st.none() | span.map(starts_on.__add__))
            rows.append((
                len(rows) + 1, case, obligation, draw(cents),
                draw(st.sampled_from(FREQUENCIES)), first_due_on, starts_on, ends_on,
            ))  # fmt: skip
    return rows


@st.composite
def assistance_rows(draw, cases):
    """Periods of assistance, some told twice over or in any order, and grants."""
    periods, grants = [], []
    for family in sorted({family for _, _, family, _ in cases}):
        for start in draw(st.lists(early_days, max_size=3)):
            end = draw(st.none() | st.integers(0, 200).map(timedelta).map(start.__add__))
            periods.append((len(periods) + 1, family, start, end))
            if end and draw(st.booleans()):
                # It begins anew the day after, on the word of somebody who wrote earlier.
                anew = (periods[-1][0], family, end + timedelta(days=1), None)
                periods[-1] = (len(periods) + 1, family, start, end)
                periods.append(anew)
            for day in draw(st.lists(st.just(start) | days, max_size=3)):
                grants.append((len(grants) + 1, family, draw(cents), day))
    return periods, grants


@st.composite
def adjustment_rows(draw, cases):
    """Debts brought over, in any bucket but what is paid ahead."""
    case = st.sampled_from([case for case, *_ in cases])
    obligation = st.sampled_from(["child_support", "child_support", "medical", "spousal"])
    rows = draw(
        st.lists(st.tuples(case, obligation, st.sampled_from(DEBTS), cents, days), max_size=8)
    )
    return [(number, *row) for number, row in enumerate(rows, start=1)]


@st.composite
def receipt_rows(draw, cases):
    """Money of every kind of source, some of it out of suspense."""
    # Days and payers that come again, so that money meets other money.
    some_days = draw(st.lists(days, min_size=1, max_size=3))
    row = st.tuples(
        st.sampled_from([obligor for _, obligor, *_ in cases]),
        st.sampled_from(OFTEN) | st.sampled_from(sorted(order_of().periods[0].source_classes)),
        cents,
        days | st.sampled_from(some_days),
        st.one_of(st.none(), st.none(), st.integers(1, 999)),
    )
    return [
        (number, *each)
        for number, each in enumerate(draw(st.lists(row, min_size=1, max_size=14)), start=1)
    ]


@st.composite
def histories(draw):
    """Any history of about 18 months; corrections downwards never go below zero."""
    cases = draw(case_rows())
    periods, grants = draw(assistance_rows(cases))
    rows = {
        "cases": cases,
        "terms": draw(term_rows(cases)),
        "periods": periods,
        "grants": grants,
        "adjustments": draw(adjustment_rows(cases)),
        "receipts": draw(receipt_rows(cases)),
    }
    correction = st.tuples(days, st.integers(0, 99), st.integers(1, 1000))
    for each in sorted(draw(st.lists(correction, max_size=2))):
        _lower_a_debt(rows, each)
    return History(rows)


def _lower_a_debt(rows, correction):
    """A correction of part of a debt as it stood the evening before."""
    day, place, permille = correction
    before = day - timedelta(days=1)
    # Under another order of the law another debt is paid, so the least that any leaves.
    books = [
        slow_fold(Facts.of_rows(**rows), through=before, periods=order.periods).balances()
        for order in ORDERS
    ]
    least = {key: min(each.get(key, 0) for each in books) for key in books[0]}
    debts = [
        (key, owed)
        for key, owed in sorted(least.items())
        if owed > 0 and not _is_changed_first(rows, key, day)
    ]
    if debts:
        key, owed = debts[place % len(debts)]
        number = 1 + len(rows["adjustments"])
        rows["adjustments"].append((number, *key, -max(1, owed * permille // 1000), day))


def _is_changed_first(rows, key, day):
    """Whether something may lower a debt on a day before a correction does."""
    has_become_arrears = key[2] == "current" and day.day == 1
    return has_become_arrears or any(
        row[1:4] == key and row[5] == day for row in rows["adjustments"]
    )
