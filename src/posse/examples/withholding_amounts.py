"""Examples of kind ``withholding_amounts``: what an order asks by pay period, or of a lump sum.

An example has one or more of a month's support, a lump sum, and arrears met in turn.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.keys import day, money, whole_number, yes_no
from posse.examples.model import Example
from posse.rules.parameters import Law
from posse.rules.support.withholding import Pay, WithholdingTerms, limits
from posse.rules.support.withholding_amounts import (
    AmountTerms,
    amounts_by_frequency,
    arrears_in_turn,
    lump_sum_amounts,
)
from posse.units.money import CentsArray, format_cents

KIND = "withholding_amounts"
INPUT_KEYS = {
    "date": day,
    "monthly": money,
    "lump_sum": {
        "amount": money,
        "is_earnings": yes_no,
        "supports_other_family": yes_no,
        "weeks_in_arrears": whole_number,
        "owed": money,
    },
    "arrears": {"available": money, "owed": {"*": money}},
}
REQUIRED_INPUT_KEYS = ()
EXPECTED_KEYS = {
    "by_pay_period": {"*": money},
    "lump_sum": money,
    "arrears": {"*": money},
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """What each example's order asks for.

    Raises: ValueError for arrears that the law's order does not name.
    """
    return [_run_one(example.inputs, law) for example in examples]


def _run_one(inputs: Mapping[str, Any], law: Law) -> dict[str, Any]:
    on = day(inputs["date"]) if "date" in inputs else date.max
    terms = AmountTerms.from_law(law, on=on)
    found: dict[str, Any] = {}
    if "monthly" in inputs:
        amounts = amounts_by_frequency(_cents(inputs["monthly"]), terms=terms)
        found["by_pay_period"] = {
            name: format_cents(int(cents[0])) for name, cents in amounts.items()
        }
    if "lump_sum" in inputs:
        found["lump_sum"] = _lump_sum(inputs["lump_sum"], law, on=on)
    if "arrears" in inputs:
        found["arrears"] = _arrears(inputs["arrears"], terms)
    return found


def _cents(amount: str) -> CentsArray:
    return np.array([money(amount)], dtype=np.int64)


def _lump_sum(told: Mapping[str, Any], law: Law, *, on: date) -> str:
    amount_cents = _cents(told["amount"])
    pay = Pay(
        disposable_cents=amount_cents,
        has_other_family=np.array([told.get("supports_other_family", False)]),
        weeks_in_arrears=np.array([told.get("weeks_in_arrears", 0)], dtype=np.int64),
        starts=np.array([0, 0], dtype=np.int64),
    )
    asked = lump_sum_amounts(
        lump_sums_cents=amount_cents,
        owed_cents=_cents(told["owed"]),
        is_earnings=np.array([told["is_earnings"]]),
        earnings_limits_cents=limits(pay, terms=WithholdingTerms.from_law(law, on=on)),
    )
    return format_cents(int(asked[0]))


def _arrears(told: Mapping[str, Any], terms: AmountTerms) -> dict[str, str]:
    unknown = sorted(set(told["owed"]) - set(terms.arrears))
    if unknown:
        raise ValueError(f"the law's order names no arrears {', '.join(unknown)}")
    owed = [[money(told["owed"].get(name, "0.00")) for name in terms.arrears]]
    met = arrears_in_turn(_cents(told["available"]), np.array(owed, dtype=np.int64))
    return {
        name: format_cents(int(cents))
        for name, cents in zip(terms.arrears, met[0], strict=True)
    }
