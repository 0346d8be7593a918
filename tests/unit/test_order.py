"""The order of distribution as data: what is refused, and the law of each day."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from tests.property.engine_books import lines_of

from posse.ledger.accounts import CASE_TYPES, FUTURES, ON_ASSISTANCE, STATE
from posse.ledger.facts import Facts
from posse.ledger.fold import fold
from posse.ledger.order import ASSISTANCE_LIMIT, DistributionOrder
from posse.rules.parameters import load_law

START = date(2009, 10, 1)
CHANGE = date(2025, 3, 10)
# The annual fee changed on this day, and so the law did.
NEW_FEE = date(2018, 10, 1)


def period(profile="wyoming", **changes):
    order = DistributionOrder.from_law(load_law(profile), through=date(2026, 1, 1))
    return replace(order.periods[-1], **{"effective_from": START, **changes})


def table_with(**changes):
    """Wyoming's table with one row changed, the first."""
    first, *others = period().table
    return [{**first, **changes}, *others]


def test_a_case_type_without_an_order_for_a_class_of_money_is_refused():
    with pytest.raises(ValueError, match="PRWORA lacks a case type or class"):
        DistributionOrder.of_periods([period(table=period().table[1:])])


def test_two_orders_for_the_same_case_type_and_money_are_refused():
    with pytest.raises(ValueError, match="two orders for current and ordinary"):
        DistributionOrder.of_periods([period(table=table_with(case_type="current"))])


@pytest.mark.parametrize(
    ("step", "word"),
    [
        ({"bucket": "arears", "payee": "family"}, "arears"),
        ({"bucket": "current", "payee": "court"}, "court"),
        ({"bucket": "current", "payee": "state", "obligation": "alimony"}, "alimony"),
    ],
)
def test_a_word_that_the_ledger_does_not_know_is_refused_by_name(step, word):
    with pytest.raises(ValueError, match=f"'{word}' is none of"):
        DistributionOrder.of_periods([period(table=table_with(steps=[step]))])


def test_an_unknown_way_to_share_arrears_is_refused():
    with pytest.raises(ValueError, match="'by_luck' is none of balances, equal"):
        DistributionOrder.of_periods([period(arrears_split="by_luck")])


def test_an_unknown_class_of_money_is_refused_by_name():
    with pytest.raises(ValueError, match="'windfall' is none of ordinary, offset"):
        DistributionOrder.of_periods([period(table=table_with(source_class="windfall"))])


def regimes_of(sources, days):
    order = DistributionOrder.of_periods([period(), period(effective_from=CHANGE)])
    return order.regimes(pl.Series(sources), pl.Series(days)).to_list()


def test_money_falls_under_the_law_of_its_day_and_the_class_of_its_source():
    sources = ["voluntary", "voluntary", "federal_tax_refund_offset"]
    assert regimes_of(sources, [date(2025, 3, 9), CHANGE, CHANGE]) == [0, 2, 3]


def test_money_before_the_first_order_is_refused():
    with pytest.raises(ValueError, match="no order of distribution is known before 2009-10-01"):
        regimes_of(["voluntary"], [date(2009, 9, 30)])


def test_money_of_a_source_without_a_class_is_refused_by_name():
    with pytest.raises(ValueError, match="'found_in_the_street' has no class"):
        regimes_of(["voluntary", "found_in_the_street"], [CHANGE, CHANGE])


@pytest.mark.cites("42 USC 657(a)(1)")
def test_what_is_paid_ahead_on_assistance_is_the_states_up_to_assistance_paid():
    arrays = DistributionOrder.of_periods([period()]).arrays
    ordinary = arrays.steps["bucket"][ON_ASSISTANCE, 0].tolist()
    place = ordinary.index(FUTURES)
    assert arrays.steps[ON_ASSISTANCE, 0, place]["payee"] == STATE
    assert arrays.steps[ON_ASSISTANCE, 0, place]["limit"] == ASSISTANCE_LIMIT


@pytest.mark.cites("42 USC 657(a)(2)", "CS-IRG-F16")
def test_an_order_that_changes_on_a_date_distributes_each_receipt_by_its_own_day():
    order = DistributionOrder.of_periods(
        [period("wyoming"), period("dra_election", effective_from=CHANGE)]
    )
    days = [date(2025, 3, 9), CHANGE]
    facts = Facts.of_rows(
        cases=[(1, 1, 1, date(2020, 1, 1))],
        periods=[(1, 1, date(2024, 1, 1), date(2024, 2, 1))],
        grants=[(1, 1, 50_000, date(2024, 1, 1))],
        adjustments=[
            (1, 1, "child_support", "permanently_assigned", 50_000, date(2024, 2, 1)),
            (2, 1, "child_support", "never_assigned", 50_000, date(2024, 2, 1)),
        ],
        receipts=[
            (number, 1, "federal_tax_refund_offset", 10_000, day, None)
            for number, day in enumerate(days, start=1)
        ],
    )
    lines = lines_of(fold(facts, through=CHANGE, order=order))
    assert [(line.payee, line.bucket) for line in (*lines[1], *lines[2])] == [
        ("state", "permanently_assigned"),
        ("family", "never_assigned"),
    ]


class TwoLaws:
    """A law whose election changes on a day, one parameter at a time."""

    def __init__(self):
        self.laws = {START: load_law("wyoming"), CHANGE: load_law("dra_election")}

    def history(self, key):
        first = self.laws[START].history(key)
        if not key.endswith("election"):
            return first
        return [*first, replace(first[-1], effective_from=CHANGE)]

    def value(self, key, *, on):
        return self.laws[CHANGE if on >= CHANGE else START].value(key, on=on)


def test_each_change_of_one_part_of_the_law_begins_a_period():
    order = DistributionOrder.from_law(TwoLaws(), through=CHANGE)
    assert [(each.effective_from, each.election) for each in order.periods] == [
        (START, "PRWORA"),
        (NEW_FEE, "PRWORA"),
        (CHANGE, "DRA"),
    ]
    earlier = DistributionOrder.from_law(TwoLaws(), through=date(2025, 3, 9))
    assert [each.effective_from for each in earlier.periods] == [START, NEW_FEE]


def test_the_order_has_a_row_for_every_case_type_and_class():
    arrays = DistributionOrder.of_periods([period()]).arrays
    assert arrays.steps.shape[:2] == (len(CASE_TYPES), 2)
    assert (arrays.steps["bucket"][:, :, 0] >= 0).all()
    assert arrays.step_counts.shape == arrays.steps.shape[:2]
