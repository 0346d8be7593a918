"""Examples of kind ``child_care_eligibility``: one family on one day, judged and paid for.

What an example does not give is as in an ordinary family: resident, identified, parents at
work in the same hours, citizens in the care of a licensed and registered provider.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from posse.examples.child_care_facts import ADULT_KEYS, CHILD_KEYS, family_facts, hours
from posse.examples.keys import day, money, one_of, text, whole_number, yes_no
from posse.examples.model import Example
from posse.rules.childcare.determination import (
    Determination,
    DeterminationTerms,
    determine,
)
from posse.rules.childcare.scale import STAGES
from posse.rules.parameters import Law
from posse.units.money import format_cents

KIND = "child_care_eligibility"
INPUT_KEYS = {
    "date": day,
    "stage": one_of(*STAGES),
    "assets": money,
    "same_hours_week": hours,
    "period_began": day,
    "current_step": whole_number,
    "adults": [ADULT_KEYS],
    "children": [CHILD_KEYS],
}
REQUIRED_INPUT_KEYS = ("date", "adults", "children")
EXPECTED_KEYS = {
    "eligible": yes_no,
    "failing": [text],
    "gross_income": money,
    "countable_income": money,
    "child_support_deduction": money,
    "income_limit": money,
    "step": whole_number,
    "copay_month": money,
    "agency_pays_month": money,
    "asks_supervisor": [text],
    "children": {
        "*": {
            "eligible": yes_no,
            "failing": [text],
            "max_rate_day": money,
            "copay_month": money,
            "agency_pays_month": money,
        }
    },
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """Every family of the examples, in one array call for each day.

    Raises: ValueError for a family without adult or child, or facts that contradict.
    """
    asked_on = [day(example.inputs["date"]) for example in examples]
    results: list[dict[str, Any]] = [{} for _ in examples]
    for on in sorted(set(asked_on)):
        places = [place for place, its_day in enumerate(asked_on) if its_day == on]
        found = _on_day([examples[place] for place in places], law=law, on=on)
        for place, result in zip(places, found, strict=True):
            results[place] = result
    return results


def _on_day(examples: Sequence[Example], *, law: Law, on: date) -> list[dict[str, Any]]:
    terms = DeterminationTerms.from_law(law, on=on)
    inputs = [example.inputs for example in examples]
    found = determine(family_facts(inputs, terms=terms), terms=terms)
    return [
        _of_family(found, row, names=[each.get("id", "") for each in raw["children"]])
        for row, raw in enumerate(inputs)
    ]


def _of_family(found: Determination, row: int, *, names: Sequence[str]) -> dict[str, Any]:
    eligibility, incomes = found.eligibility, found.incomes
    step = int(found.steps[row])
    first = int(eligibility.facts.of_children.starts[row])
    return {
        "eligible": bool(eligibility.is_eligible[row]),
        "failing": list(eligibility.failing(row)),
        "gross_income": format_cents(incomes.gross_cents[row]),
        "countable_income": format_cents(incomes.countable_cents[row]),
        "child_support_deduction": format_cents(incomes.support_paid_cents[row]),
        "income_limit": format_cents(found.limits_cents[row]),
        "step": step,
        "copay_month": format_cents(found.copay_cents[row]),
        "agency_pays_month": format_cents(found.agency_cents[row]),
        "asks_supervisor": [name for name, asks in found.asks_supervisor.items() if asks[row]],
        "children": {name: _of_child(found, first + place) for place, name in enumerate(names)},
    }


def _of_child(found: Determination, child: int) -> dict[str, Any]:
    return {
        "eligible": bool(found.eligibility.child_is_eligible[child]),
        "failing": list(found.eligibility.failing_of_child(child)),
        "max_rate_day": format_cents(found.benefits.maximum_cents[child]),
        "copay_month": format_cents(found.benefits.obligation_cents[child]),
        "agency_pays_month": format_cents(found.benefits.agency_cents[child]),
    }
