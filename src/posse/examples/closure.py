"""Examples of kind ``closure``: for which reasons may a case be closed, and when.

What an example does not give is as in a case that nothing would close.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.keys import day, money, one_of, text, whole_number, yes_no
from posse.examples.model import Example
from posse.rules.parameters import Law
from posse.rules.support.closure import (
    MET,
    NO_DAY,
    NOT_KNOWN,
    NOT_MET,
    ClosureFacts,
    ClosureTerms,
    Findings,
    closure_findings,
    failing_tests,
    wait_is_over,
)
from posse.rules.support.deadlines import deadlines
from posse.units.days import day_from_number, day_number

KIND = "closure"
ASSISTANCE = ("never", "cash", "medicaid", "former")
INPUT_KEYS = {
    "date": day,
    "current_order": yes_no,
    "earlier_order": yes_no,
    "arrears_family": money,
    "arrears_assigned": money,
    "last_payment": day,
    "last_withheld": day,
    "youngest_birth": day,
    "paternity_open": yes_no,
    "located": yes_no,
    "automated_data": yes_no,
    "locate_began": day,
    "locate_sources": whole_number,
    "contact_methods": whole_number,
    "assistance": one_of(*ASSISTANCE),
    "responding": yes_no,
    "recorded": {"*": yes_no},
    "notice": {"reason": text, "sent": day, "keeps_open": yes_no},
}
REQUIRED_INPUT_KEYS = ("date",)
EXPECTED_KEYS = {
    "reasons": {"*": yes_no},
    "failing": {"*": [text]},
    "closes_on": day,
    "may_close": yes_no,
    "needs_director": yes_no,
}

Inputs = Mapping[str, Any]


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """What each reason comes to in each example, in one array call for each day."""
    results: list[dict[str, Any]] = [{} for _ in examples]
    asked_on = [day(example.inputs["date"]) for example in examples]
    for on in sorted(set(asked_on)):
        places = [place for place, its_day in enumerate(asked_on) if its_day == on]
        inputs = [examples[place].inputs for place in places]
        terms = ClosureTerms.from_law(law, on=on)
        found = closure_findings(_facts(inputs), terms=terms, on=on)
        for row, place in enumerate(places):
            result = _result(inputs[row], found, row=row, terms=terms)
            results[place] = result | _of_notice(inputs[row], result, law=law, on=on)
    return results


def _facts(inputs: Sequence[Inputs]) -> ClosureFacts:
    names = sorted({name for each in inputs for name in each.get("recorded", {})})
    assistance = np.array([each.get("assistance", "never") for each in inputs])
    return ClosureFacts(
        has_current_order=_flags(inputs, "current_order", otherwise=True),
        had_order=_flags(inputs, "earlier_order", otherwise=True),
        family_cents=_cents(inputs, "arrears_family"),
        assigned_cents=_cents(inputs, "arrears_assigned"),
        last_payment_days=_days(inputs, "last_payment"),
        last_withheld_days=_days(inputs, "last_withheld"),
        youngest_birth_days=_days(inputs, "youngest_birth"),
        is_paternity_open=_flags(inputs, "paternity_open", otherwise=False),
        is_located=_flags(inputs, "located", otherwise=True),
        has_automated_data=_flags(inputs, "automated_data", otherwise=True),
        locate_began_days=_days(inputs, "locate_began"),
        locate_sources=_counts(inputs, "locate_sources"),
        contact_methods=_counts(inputs, "contact_methods"),
        is_on_cash=assistance == "cash",
        is_on_medicaid=assistance == "medicaid",
        was_assisted=assistance == "former",
        is_responding=_flags(inputs, "responding", otherwise=False),
        recorded={
            name: np.array([_state(each, name) for each in inputs], dtype=np.int8)
            for name in names
        },
    )


def _flags(inputs: Sequence[Inputs], key: str, *, otherwise: bool) -> Any:
    return np.array([each.get(key, otherwise) for each in inputs], dtype=np.bool_)


def _cents(inputs: Sequence[Inputs], key: str) -> Any:
    return np.array([money(each.get(key, "0.00")) for each in inputs], dtype=np.int64)


def _counts(inputs: Sequence[Inputs], key: str) -> Any:
    return np.array([each.get(key, 0) for each in inputs], dtype=np.int64)


def _days(inputs: Sequence[Inputs], key: str) -> Any:
    known = [day_number(day(each[key])) if key in each else NO_DAY for each in inputs]
    return np.array(known, dtype=np.int64)


def _state(inputs: Inputs, name: str) -> int:
    said = inputs.get("recorded", {}).get(name)
    return NOT_KNOWN if said is None else (MET if said else NOT_MET)


def _result(
    inputs: Inputs, found: Findings, *, row: int, terms: ClosureTerms
) -> dict[str, Any]:
    tests = {name: int(states[row]) for name, states in found.tests.items()}
    is_due = money(inputs.get("arrears_assigned", "0.00")) > 0
    return {
        "reasons": {name: bool(each[row] == MET) for name, each in found.reasons.items()},
        "failing": {
            reason.name: failing_tests(reason, tests, at_closing=True)
            for reason in terms.reasons
        },
        "needs_director": terms.does_director_approve and is_due,
    }


def _of_notice(
    inputs: Inputs, result: Mapping[str, Any], *, law: Law, on: date
) -> dict[str, Any]:
    """When the notice's wait ends, and whether the case may be closed for its reason now."""
    notice = inputs.get("notice")
    if not notice:
        return {}
    reason = ClosureTerms.from_law(law, on=on).reason(notice["reason"])
    sent = np.array([day_number(day(notice["sent"]))], dtype=np.int64)
    closes = deadlines([reason.wait], sent, law=law).due_days
    is_over = bool(wait_is_over(closes, on=on)[0])
    is_open = notice.get("keeps_open", False) or bool(result["failing"][reason.name])
    return {
        "closes_on": day_from_number(int(closes[0])).isoformat(),
        "may_close": is_over and not is_open,
    }
