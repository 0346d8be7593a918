"""Examples of kind ``withholding``: one pay period of one obligor and all his orders.

Amounts are those of the pay period, so the frequency only says which period is meant.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from posse.examples.keys import day, money, one_of, text, whole_number, yes_no
from posse.examples.model import Example
from posse.rules.parameters import Law
from posse.rules.support.withholding import Pay, WithholdingTerms, withholding
from posse.units.money import CentsArray, format_cents

KIND = "withholding"
CLAIMS = {"current": money, "arrears": money, "medical": money}
INPUT_KEYS = {
    "date": day,
    "pay_frequency": one_of("weekly", "biweekly", "semimonthly", "monthly"),
    "disposable": money,
    "supports_other_family": yes_no,
    "weeks_in_arrears": whole_number,
    "orders": [{"id": text, **CLAIMS}],
}
REQUIRED_INPUT_KEYS = ("disposable", "supports_other_family", "weeks_in_arrears", "orders")
EXPECTED_KEYS = {
    "limit": money,
    "withheld": money,
    "payor_fee": money,
    "orders": {"*": CLAIMS},
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """What is withheld in each example, in one array call for each day of pay.

    Raises: ValueError for an order without an id, or with the id of another.
    """
    results: list[dict[str, Any]] = [{} for _ in examples]
    paid_on = [_paid_on(example) for example in examples]
    for on in sorted(set(paid_on)):
        places = [place for place, its_day in enumerate(paid_on) if its_day == on]
        chosen = [examples[place] for place in places]
        terms = WithholdingTerms.from_law(law, on=on)
        for place, result in zip(places, _run_under(terms, chosen), strict=True):
            results[place] = result
    return results


def _paid_on(example: Example) -> date:
    """The day of pay, whose law applies; the latest law where an example gives none."""
    return day(example.inputs["date"]) if "date" in example.inputs else date.max


def _run_under(terms: WithholdingTerms, examples: Sequence[Example]) -> list[dict[str, Any]]:
    orders = [_orders_by_age(example) for example in examples]
    rows = [order for each in orders for order in each]
    starts = np.cumsum([0, *map(len, orders)])
    inputs = [example.inputs for example in examples]
    pay = Pay(
        disposable_cents=np.array([money(each["disposable"]) for each in inputs], np.int64),
        has_other_family=np.array([each["supports_other_family"] for each in inputs], np.bool_),
        weeks_in_arrears=np.array([each["weeks_in_arrears"] for each in inputs], np.int64),
        starts=starts,
    )
    claims_cents = np.array(
        [[money(order.get(claim, "0.00")) for claim in terms.claims] for order in rows],
        dtype=np.int64,
    ).reshape(len(rows), len(terms.claims))
    found = withholding(pay, claims_cents, np.arange(len(rows)), terms=terms)
    return [
        {
            "limit": format_cents(found.limits_cents[place]),
            "withheld": format_cents(found.orders_cents[start:end].sum()),
            "payor_fee": format_cents(found.payor_fees_cents[place]),
            "orders": _by_order(orders[place], found.orders_cents[start:end], terms),
        }
        for place, (start, end) in enumerate(pairwise(starts))
    ]


def _orders_by_age(example: Example) -> list[Mapping[str, Any]]:
    """The orders by id, which breaks ties; an example gives no dates of orders."""
    orders = example.inputs["orders"]
    ids = [order.get("id", "") for order in orders]
    if not all(ids) or len(set(ids)) < len(ids):
        raise ValueError(f"each order needs an id of its own; the ids are {ids}")
    return sorted(orders, key=lambda order: str(order["id"]))


def _by_order(
    orders: Sequence[Mapping[str, Any]], orders_cents: CentsArray, terms: WithholdingTerms
) -> dict[str, dict[str, str]]:
    """What each order gets for each of its claims, zeros included."""
    return {
        order["id"]: {
            claim: format_cents(cents) for claim, cents in zip(terms.claims, row, strict=True)
        }
        for order, row in zip(orders, orders_cents, strict=True)
    }
