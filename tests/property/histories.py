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


def order_with(**changed):
    """Wyoming's order with other amounts or rates."""
    return DistributionOrder.of_periods(
        [replace(period, **changed) for period in order_of().periods]
    )


ORDERS = (
    *(order_of(name) for name in ("wyoming", "dra_election", "equal_method")),
    order_of("pass_through_100_200"),
    changing_order("wyoming", "dra_election", on=date(2025, 9, 15)),
    changing_order("wyoming", "pass_through_100_200", on=date(2025, 6, 10)),
    # Fees that are owed early, and charges at other rates.
    order_with(
        annual_fee_cents=2_500,
        annual_fee_after_cents=10_000,
        offset_fee_cents=1_000,
        interest_percent=7,
        penalty_percent=5,
        penalty_days=45,
    ),
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
    bases = st.sampled_from(["paternity", "paternity", "divorce_decree", "other_state"])
    return [
        (10 * number, 100 * obligor, 1000 * family, draw(order_days), draw(bases))
        for number, (obligor, family) in zip(
            numbers, sorted(set(pairs), key=pairs.index), strict=False
        )
    ]


@st.composite
def circumstance_rows(draw, cases):
    """Children who come and go, requests of other states, reasons to pay no annual fee."""
    rows = []
    for case, *_ in cases:
        for kind, most in (("child", 4), ("responding", 2), ("fee_exemption", 2)):
            changes = draw(st.lists(st.just(FIRST) | days, max_size=most, unique=True))
            count = 0
            for day in sorted(changes):
                # What a case has of a kind is never less than nothing.
                change = -1 if count and (kind != "child" or draw(st.booleans())) else 1
                count += change
                rows.append((len(rows) + 1, case, kind, change, day))
    return rows


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
    programs = st.sampled_from(["power", "power", "power", "iv_e", "medicaid"])
    for family in sorted({family for _, _, family, *_ in cases}):
        for start in draw(st.lists(early_days, max_size=3)):
            program = draw(programs)
            end = draw(st.none() | st.integers(0, 200).map(timedelta).map(start.__add__))
            periods.append((len(periods) + 1, family, start, end, program))
            if end and draw(st.booleans()):
                # It begins anew the day after, on the word of somebody who wrote earlier.
                anew = (periods[-1][0], family, end + timedelta(days=1), None, program)
                periods[-1] = (len(periods) + 1, family, start, end, program)
                periods.append(anew)
            paid_for = program if program != "medicaid" else "power"
            for day in draw(st.lists(st.just(start) | days, max_size=3)):
                grants.append((len(grants) + 1, family, draw(cents), day, paid_for))
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
def hold_rows(draw, receipts):
    """Receipts held in whole or for arrears, some let go, some held twice."""
    rows = []
    for receipt in draw(st.lists(st.sampled_from(receipts), max_size=5)):
        number, received_on = receipt[0], receipt[4]
        scope = draw(st.sampled_from(["whole", "arrears"]))
        released_on = draw(
            st.none() | st.integers(0, 90).map(timedelta).map(received_on.__add__)
        )
        release = released_on and 500 + len(rows)
        rows.append((len(rows) + 1, number, scope, release, released_on))
    return rows


@st.composite
def reversal_rows(draw, receipts):
    """Receipts taken back, whole or in parts that together are no more than the whole."""
    left = {row[0]: row[3] for row in receipts}
    reasons = st.sampled_from(["bounced", "treasury", "wrong_person", "entered_wrongly"])
    rows = []
    for receipt in draw(st.lists(st.sampled_from(receipts), max_size=5)):
        number, obligor, _, amount, received_on, _ = receipt
        taken = min(left[number], draw(st.one_of(st.just(amount), st.integers(1, amount))))
        day = received_on + timedelta(days=draw(st.integers(-3, 120)))
        if taken:
            left[number] -= taken
            rows.append((len(rows) + 1, number, obligor, taken, day, draw(reasons)))
    return rows


@st.composite
def rows_handed_on(draw, *, cases, receipts, reversals):
    """Money taken back from the wrong obligor and identified as another's, and taken back.

    Receipts and reversals besides those there are.
    """
    obligors = sorted({obligor for _, obligor, *_ in cases})
    of_number = {row[0]: row for row in receipts}
    owners = {row[:2] for row in receipts}
    found, taken_again = [], []
    for _, number, _, taken, _, reason in reversals:
        others = [obligor for obligor in obligors if (number, obligor) not in owners]
        # Nobody is credited again with what was taken from him.
        if reason != "wrong_person" or not others or not draw(st.sampled_from([1, 1, 1, 0])):
            continue
        _, _, source, _, received_on, _ = of_number[number]
        amount = draw(st.just(taken) | st.integers(1, taken))
        row = (number, draw(st.sampled_from(others)), source, amount, received_on)
        found.append((*row, 1_000 + len(found)))
        owners.add(row[:2])
        if draw(st.sampled_from([1, 0, 0])):
            taken_again.append((row[1], draw(st.integers(1, amount)), found[-1]))
    first = len(reversals) + 1
    more = [
        (first + place, row[0], obligor, taken, row[4] + timedelta(days=30), "bounced")
        for place, (obligor, taken, row) in enumerate(taken_again)
    ]
    return found, more


@st.composite
def rows_of_charges(draw, cases):
    """Judgments, affidavits, suppressed charges, and what is certified for offset."""
    case = st.sampled_from([case for case, *_ in cases])
    obligor = st.sampled_from([obligor for _, obligor, *_ in cases])
    kind = st.sampled_from(["interest", "penalty"])
    span = st.none() | st.integers(0, 120).map(timedelta)

    def drawn(*parts, most):
        rows = draw(st.lists(st.tuples(*parts), max_size=most))
        return [(number, *row) for number, row in enumerate(rows, start=1)]

    suppressions = drawn(case, kind, early_days, span, most=2)
    return {
        "judgments": drawn(
            case, cents, early_days, st.sampled_from(["retroactive", "arrears"]), most=3
        ),
        "affidavits": drawn(case, days, most=3),
        "suppressions": [
            (number, each, what, start, None if length is None else start + length)
            for number, each, what, start, length in suppressions
        ],
        "certifications": drawn(case, st.just(0) | cents, early_days, most=3),
        "permissions": drawn(obligor, days, most=1),
    }


@st.composite
def histories(draw):
    """Any history of about 18 months; corrections downwards never go below zero."""
    cases = draw(case_rows())
    periods, grants = draw(assistance_rows(cases))
    receipts = draw(receipt_rows(cases))
    reversals = draw(reversal_rows(receipts))
    handed_on, taken_again = draw(
        rows_handed_on(cases=cases, receipts=receipts, reversals=reversals)
    )
    rows = {
        "cases": cases,
        "circumstances": draw(circumstance_rows(cases)),
        "terms": draw(term_rows(cases)),
        "periods": periods,
        "grants": grants,
        "adjustments": draw(adjustment_rows(cases)),
        "receipts": receipts + handed_on,
        "holds": draw(hold_rows(receipts)),
        "reversals": reversals + taken_again,
        **draw(rows_of_charges(cases)),
    }
    correction = st.tuples(days, st.integers(0, 99), st.integers(1, 1000))
    for each in draw(st.lists(correction, max_size=1)):
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
    # Debts move to other buckets at a month's end, and when assistance begins or ends.
    has_moved = key[2] == "current" and day.day == 1
    has_moved |= any(
        day in {row[2], row[3] and row[3] + timedelta(days=1)} for row in rows["periods"]
    )
    return has_moved or any(row[1:4] == key and row[5] == day for row in rows["adjustments"])
