"""Examples of kind ``remedies``: which remedies may be used on a parent, and what comes next.

What an example does not give is as in an ordinary open case in which nothing was done yet.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.keys import day, money, one_of, text, whole_number, yes_no
from posse.examples.model import Example
from posse.examples.remedy_facts import SUPPRESSIONS, remedy_facts
from posse.rules.parameters import Law
from posse.rules.support.remedies.changes import ACTIONS, Submitted, changes, exclusions
from posse.rules.support.remedies.credit_status import credit_statuses
from posse.rules.support.remedies.evaluation import Evaluation, RemedyResult, evaluate
from posse.rules.support.remedies.facts import ASSISTANCE, ROLES
from posse.rules.support.remedies.next_steps import NAMES, next_steps
from posse.rules.support.remedies.schedules import runs_due
from posse.units.money import format_cents

KIND = "remedies"
REMEDIES = (
    "federal_tax_offset",
    "federal_admin_offset",
    "passport_denial",
    "msfidm",
    "insurance_match",
    "irs_full_collection",
    "credit_bureau",
    "fidm",
    "unclaimed_property",
    "lottery",
    "lien",
    "freeze_and_seize",
    "drivers_license",
    "professional_license",
    "recreational_license",
    "income_withholding",
    "unemployment_withholding",
    "workers_compensation_withholding",
    "lump_sum",
    "garnishment",
    "seizure_and_sale",
    "state_benefits",
    "aei",
)
REVIEW = {
    "remedy": one_of(*REMEDIES),
    "opened": day,
    "closed": day,
    "result_notice": day,
    "ended_remedy": yes_no,
}
INPUT_KEYS = {
    "date": day,
    "obligor": {
        "name": yes_no,
        "ssn": yes_no,
        "birth_date": yes_no,
        "address": one_of("current", "historical", "none"),
        "wages": yes_no,
        "unemployment": yes_no,
        "workers_compensation": yes_no,
        "lump_sum": yes_no,
        "passport_settled": yes_no,
        "levy_approved": yes_no,
        "last_irs_request": day,
    },
    "cases": [
        {
            "id": text,
            "iv_d": yes_no,
            "status": one_of("open", "closed"),
            "role": one_of(*ROLES),
            "assistance": one_of(*ASSISTANCE),
            "order": yes_no,
            "order_date": day,
            "months_since_order": whole_number,
            "arrears_assigned": money,
            "arrears_unassigned": money,
            "arrears_aged": money,
            "days_past_due": whole_number,
            "monthly_obligation": money,
            "current_support": yes_no,
            "payment_plan": yes_no,
            "full_monthly_payment_within_90_days": yes_no,
            "last_full_payment": day,
            "last_child_emancipated": day,
            "suppressions": [one_of(*SUPPRESSIONS)],
            "suppression_ends": dict.fromkeys(SUPPRESSIONS, day),
            "notices": {"*": day},
            "reviews": [REVIEW],
            "previously_submitted": [one_of(*REMEDIES)],
            "withdrawn": yes_no,
        }
    ],
    "submitted_amounts": dict.fromkeys(REMEDIES, money),
}
REQUIRED_INPUT_KEYS = ("date", "cases")
RESULT = {
    "eligible": yes_no,
    "ready": yes_no,
    "amount": money,
    "assigned": money,
    "unassigned": money,
    "failing": [text],
    "open_steps": [text],
    "next": one_of(*NAMES),
    "next_on": day,
    "change": one_of(*ACTIONS),
}
EXPECTED_KEYS = {
    **dict.fromkeys(REMEDIES, RESULT),
    "credit_status": {"*": text},
    "exclusions": [text],
    "runs": [text],
}

Inputs = Mapping[str, Any]


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """Every remedy for the parent of each example, in one array call for each day."""
    results: list[dict[str, Any]] = [{} for _ in examples]
    asked_on = [day(example.inputs["date"]) for example in examples]
    for on in sorted(set(asked_on)):
        places = [place for place, its_day in enumerate(asked_on) if its_day == on]
        found = _on_day([examples[place].inputs for place in places], law=law, on=on)
        for place, result in zip(places, found, strict=True):
            results[place] = result
    return results


def _on_day(inputs: Sequence[Inputs], *, law: Law, on: date) -> list[dict[str, Any]]:
    evaluation = evaluate(facts=remedy_facts(inputs, law=law, on=on), law=law, on=on)
    results = _beside_remedies(inputs, evaluation, law=law)
    for result in evaluation.results:
        steps = next_steps(result, on=on)
        told = changes(result, _submitted(inputs, result))
        for row, out in enumerate(results):
            step, next_on = steps.step(row)
            out[result.remedy.name] = _of_remedy(result, row) | {
                "next": step,
                "next_on": None if next_on is None else next_on.isoformat(),
                "change": ACTIONS[told.actions[row]],
            }
    return results


def _of_remedy(result: RemedyResult, row: int) -> dict[str, Any]:
    return {
        "eligible": bool(result.is_eligible[row]),
        "ready": bool(result.is_ready[row]),
        "amount": format_cents(result.amount_cents[row]),
        "assigned": format_cents(result.assigned_cents[row]),
        "unassigned": format_cents(result.unassigned_cents[row]),
        "failing": list(result.failing(row)),
        "open_steps": list(result.open_steps(row)),
    }


def _submitted(inputs: Sequence[Inputs], result: RemedyResult) -> Submitted:
    """What the partner has: the amounts that the examples give, zero where they give none."""
    name = result.remedy.name
    amounts = [money(each.get("submitted_amounts", {}).get(name, "0.00")) for each in inputs]
    return Submitted(result.is_submitted, np.array(amounts, dtype=np.int64))


def _beside_remedies(
    inputs: Sequence[Inputs], evaluation: Evaluation, *, law: Law
) -> list[dict[str, Any]]:
    """The statuses of accounts, the marks of the federal record, and what runs that day."""
    facts, on = evaluation.facts, evaluation.on
    rows = [case for each in inputs for case in each["cases"]]
    is_withdrawn = np.array([each.get("withdrawn", False) for each in rows], dtype=np.bool_)
    known, places = credit_statuses(facts.cases, law=law, on=on, is_withdrawn=is_withdrawn)
    left_out = exclusions(evaluation)
    remedies = [result.remedy for result in evaluation.results]
    runs = [f"{each.remedy} {each.what}" for each in runs_due(remedies, on=on)]
    return [
        {
            "credit_status": {
                rows[case].get("id", ""): known[places[case]].name
                for case in range(facts.starts[row], facts.starts[row + 1])
            },
            "exclusions": sorted(code for code, is_out in left_out.items() if is_out[row]),
            "runs": runs,
        }
        for row in range(len(inputs))
    ]
