"""Examples of kind ``distribution``: one collection applied to the cases of its obligor.

All examples of one profile are laid into the arrays of the money core, which runs them in
one call as it runs a night's receipts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from posse.examples.keys import (
    day,
    days,
    money,
    money_or_by_case,
    one_of,
    text,
    whole_number,
    yes_no,
)
from posse.examples.model import Example
from posse.ledger.accounts import (
    BUCKETS,
    CASE_TYPES,
    CURRENT,
    FAMILY,
    FUTURES,
    OBLIGATIONS,
    OBLIGOR,
    ON_ASSISTANCE,
    PAYEES,
    REFUND,
    index_of,
)
from posse.ledger.distribution import (
    BUCKET,
    CASE,
    EVENT,
    OBLIGATION,
    PAID,
    PAYEE,
    STEP,
    TYPE,
    CaseRows,
    Debts,
    Situation,
    distribute,
)
from posse.ledger.order import DistributionOrder
from posse.rules.parameters import Law
from posse.rules.support.deadlines import deadlines
from posse.units.days import day_from_number, day_number
from posse.units.money import format_cents

KIND = "distribution"
MEDICAL = 1
SOURCES = (
    "income_withholding", "voluntary", "unemployment", "workers_compensation",
    "federal_tax_refund_offset", "federal_administrative_offset", "state_lottery",
    "fidm_levy", "unclaimed_property", "insurance", "other_state", "none",
)  # fmt: skip
ARREARS = {bucket.name: money for bucket in BUCKETS if bucket.index not in {CURRENT, FUTURES}}

INPUT_KEYS = {
    "collection": {
        "amount": money,
        "source": one_of(*SOURCES),
        "received_sdu": day,
        "withheld": day,
        "joint_return": yes_no,
    },
    "cases": [
        {
            "id": text,
            "type": one_of("never", "current", "former", "iv_e", "medicaid_only"),
            "order_date": day,
            "current_due": money,
            "current_paid_this_month": money,
            "arrears": ARREARS,
            "ura": money,
            "ordered_arrears_payment": money,
            "certified_for_offset": money,
            "maintenance_payment": money,
            "unreimbursed_past": money,
            "medical_dollar_due": money,
            "medical_assigned": yes_no,
        }
    ],
    "disbursed_to_family_this_ffy": money,
    "fee_taken_this_ffy": money,
    "closed_days": days,
    "offset_notice": day,
    "reversal": money,
    "injured_spouse_form_with_return": yes_no,
    "affidavit": yes_no,
    "timely_appeal_on_arrears": yes_no,
    "fmap": text,
    "option_use_withholding_date": yes_no,
    "months_due": whole_number,
    "disposable_earnings": money,
    "ccpa_percent": whole_number,
}
REQUIRED_INPUT_KEYS = ("collection", "cases")
EXPECTED_KEYS = {
    "lines": [{"case": text, "bucket": text, "payee": text, "amount": money}],
    "payee_totals": {"*": money},
    "arrears_after": money_or_by_case,
    "ura_after": money_or_by_case,
    "buckets_after": None,
    "current_unpaid_after": money_or_by_case,
    "obligor_credit": money,
    "hold_amount": money,
    "hold_until_no_later_than": day,
    "release_trigger": text,
    "disburse_no_later_than": day,
    "federal_share": money,
    "state_share": money,
}

# What the money core does not decide yet is refused, never silently passed over.
NOT_BUILT_INPUTS = (
    "disbursed_to_family_this_ffy", "fee_taken_this_ffy", "offset_notice", "reversal",
    "injured_spouse_form_with_return", "affidavit", "timely_appeal_on_arrears", "fmap",
    "option_use_withholding_date", "months_due", "disposable_earnings", "ccpa_percent",
)  # fmt: skip
NOT_BUILT_CASE_INPUTS = ("maintenance_payment", "unreimbursed_past")
NOT_BUILT_RESULTS = (
    "hold_amount", "hold_until_no_later_than", "release_trigger", "federal_share",
    "state_share",
)  # fmt: skip

# What stands above assistance paid, by the bucket in which it was assigned.
ABOVE_ASSISTANCE = {
    "current": "current_over_ura",
    "permanently_assigned": "unassigned_during_assistance",
    "temporarily_assigned": "unassigned_pre_assistance",
    "conditionally_assigned": "unassigned_pre_assistance",
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """Distribute every example's collection in one array call; results in their order.

    Raises: ValueError for an input that the money core does not decide yet.
    """
    for example in examples:
        _refuse_what_is_not_built(example)
    collected_on = [_collected_on(example) for example in examples]
    order = DistributionOrder.from_law(law, through=max(collected_on))
    collections = [example.inputs["collection"] for example in examples]
    regimes = order.regimes(
        pl.Series([each["source"] for each in collections]), pl.Series(collected_on)
    )
    counts = [len(example.inputs["cases"]) for example in examples]
    starts = np.cumsum([0, *counts])
    situation = _situation(examples, order)
    amounts_cents = np.array([money(each["amount"]) for each in collections], dtype=np.int64)
    lines = distribute(amounts_cents, regimes.to_numpy(), starts, situation)
    return [
        _Outcome(
            example=example,
            lines=lines[lines[:, EVENT] == place],
            first=int(starts[place]),
            regime=regimes[place],
            situation=situation,
            law=law,
        ).as_mapping()
        for place, example in enumerate(examples)
    ]


def _collected_on(example: Example) -> date:
    """The day whose law applies; the latest law where an example gives none."""
    given = example.inputs["collection"].get("received_sdu")
    return day(given) if given else date.max


def _refuse_what_is_not_built(example: Example) -> None:
    inputs = example.inputs
    missing = [key for key in NOT_BUILT_INPUTS if key in inputs]
    missing += [key for key in NOT_BUILT_RESULTS if key in example.expected]
    for case in inputs["cases"]:
        missing += [key for key in NOT_BUILT_CASE_INPUTS if key in case]
        missing += ["medical_assigned"] if case.get("medical_assigned") else []
        missing += ["assigned_iv_e"] if "assigned_iv_e" in case.get("arrears", {}) else []
        if case["type"] in {"iv_e", "medicaid_only"}:
            missing.append(f"type {case['type']}")
    if inputs["collection"].get("joint_return"):
        missing.append("joint_return")
    if missing:
        raise ValueError(
            f"not decided yet by the money core: {', '.join(sorted(set(missing)))}"
        )


def _situation(examples: Sequence[Example], order: DistributionOrder) -> Situation:
    """The debts of all examples, each case a family of its own."""
    cases = [case for example in examples for case in example.inputs["cases"]]
    size = len(cases)
    owed = np.zeros((size, len(OBLIGATIONS), len(BUCKETS)), dtype=np.int64)
    for place, case in enumerate(cases):
        due_cents = _cents(case, "current_due")
        owed[place, 0, CURRENT] = max(0, due_cents - _cents(case, "current_paid_this_month"))
        owed[place, MEDICAL, CURRENT] = _cents(case, "medical_dollar_due")
        for bucket, amount in case.get("arrears", {}).items():
            owed[place, 0, index_of(BUCKETS, bucket)] = money(amount)
    types = np.array([index_of(CASE_TYPES, case["type"]) for case in cases], dtype=np.int64)
    rows = CaseRows(
        families=np.arange(size),
        types=types,
        months_due=np.array([_cents(case, "current_due") for case in cases], dtype=np.int64),
        ordered_payments=np.array(
            [_cents(case, "ordered_arrears_payment") for case in cases], dtype=np.int64
        ),
        tie_ranks=np.concatenate([_tie_ranks(example.inputs["cases"]) for example in examples]),
        certified=np.array(
            [_cents(case, "certified_for_offset", absent=-1) for case in cases], dtype=np.int64
        ),
    )
    # Where an example says nothing of assistance paid, it does not limit what is kept.
    unlimited = owed.sum(axis=(1, 2)) + rows.months_due
    unreimbursed = np.array(
        [_cents(case, "ura", absent=int(unlimited[place])) for place, case in enumerate(cases)],
        dtype=np.int64,
    )
    # Current support that falls due on assistance is assigned: 42 USC 608(a)(3).
    assigned = np.where((types == ON_ASSISTANCE)[:, None], owed[:, :, CURRENT], 0)
    return Situation(order.arrays, rows, Debts(owed, assigned, unreimbursed))


def _cents(case: Mapping[str, Any], key: str, *, absent: int = 0) -> int:
    return money(case[key]) if key in case else absent


def _tie_ranks(cases: Sequence[Mapping[str, Any]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Older orders first, then lower ids; a case without a date comes after those with."""
    keys = [(case.get("order_date", "9999-12-31"), case["id"]) for case in cases]
    ranks = np.empty(len(keys), dtype=np.int64)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return ranks


@dataclass(frozen=True)
class _Outcome:
    """What came of one example: its lines, and the debts of its cases from ``first`` on."""

    example: Example
    lines: npt.NDArray[np.int64]
    first: int
    regime: int
    situation: Situation
    law: Law

    def as_mapping(self) -> dict[str, Any]:
        """Everything an example may expect, as examples write it."""
        cases = self.example.inputs["cases"]
        written = [self._written(line) for line in self.lines[self.lines[:, PAID] > 0]]
        totals: dict[str, int] = defaultdict(int)
        for line in written:
            totals[line["payee"]] += money(line["amount"])
        chosen = slice(self.first, self.first + len(cases))
        owed = self.situation.debts.owed[chosen]
        credit_cents = int(self.lines[:, PAID].sum()) - totals[PAYEES[OBLIGOR].name]
        return {
            "lines": written,
            "payee_totals": {
                name: format_cents(cents) for name, cents in totals.items() if cents
            },
            "arrears_after": _by_case(
                cases, owed[:, :, CURRENT + 1 : FUTURES].sum(axis=(1, 2))
            ),
            "current_unpaid_after": _by_case(cases, owed[:, :, CURRENT].sum(axis=1)),
            "ura_after": self._unreimbursed_after(chosen),
            "buckets_after": _buckets_by_case(cases, owed),
            "obligor_credit": format_cents(credit_cents),
            "disburse_no_later_than": _last_day(self.example, written, self.law),
        }

    def _unreimbursed_after(self, chosen: slice) -> dict[str, str]:
        """Assistance not yet repaid, where the example gives it or there never was any."""
        cases = self.example.inputs["cases"]
        left = _by_case(cases, self.situation.debts.unreimbursed[chosen])
        known = [case for case in cases if "ura" in case or case["type"] == "never"]
        return {case["id"]: left[case["id"]] if "ura" in case else "0.00" for case in known}

    def _written(self, line: npt.NDArray[np.int64]) -> dict[str, str]:
        return {
            "case": self.example.inputs["cases"][line[CASE] - self.first]["id"],
            "bucket": self._bucket_word(line),
            "payee": PAYEES[line[PAYEE]].name,
            "amount": format_cents(line[PAID]),
        }

    def _bucket_word(self, line: npt.NDArray[np.int64]) -> str:
        """The bucket as examples name it; what lies above assistance has its own."""
        if line[BUCKET] == REFUND:
            return "refund"
        if line[OBLIGATION] != 0:
            return OBLIGATIONS[int(line[OBLIGATION])].name
        bucket = BUCKETS[int(line[BUCKET])].name
        # Only a step that is limited can pay the family out of an assigned bucket.
        is_limited = self.situation.order.is_limited[line[TYPE], self.regime, line[STEP]]
        is_above = is_limited and line[PAYEE] == FAMILY
        return ABOVE_ASSISTANCE.get(bucket, bucket) if is_above else bucket


def _by_case(cases: Sequence[Mapping[str, Any]], amounts_cents: Any) -> dict[str, str]:
    return {
        case["id"]: format_cents(cents)
        for case, cents in zip(cases, amounts_cents, strict=True)
    }


def _buckets_by_case(cases: Sequence[Mapping[str, Any]], owed: Any) -> dict[str, Any]:
    """Child support left in each bucket: by bucket for one case, by case for several."""
    left = {
        case["id"]: {
            bucket.name: format_cents(owed[place, 0, bucket.index]) for bucket in BUCKETS
        }
        for place, case in enumerate(cases)
    }
    return left if len(cases) > 1 else left[cases[0]["id"]]


def _last_day(example: Example, written: Sequence[Mapping[str, Any]], law: Law) -> str | None:
    """The last day on which the family's money may be sent.

    Source: 45 CFR 302.32(b)(2)(i), (iv), (3)(i), (ii): TF100, TF101, TF105.
    """
    inputs = example.inputs
    to_family = {line["case"] for line in written if line["payee"] == "family"}
    if not to_family or "received_sdu" not in inputs["collection"]:
        return None
    types = {case["type"] for case in inputs["cases"] if case["id"] in to_family}
    if inputs["collection"]["source"] == "federal_tax_refund_offset":
        rules = ["TF105"]
    else:
        rules = ["TF101" if kind == "current" else "TF100" for kind in sorted(types)]
    event_days = np.full(len(rules), day_number(day(inputs["collection"]["received_sdu"])))
    found = deadlines(
        rules, event_days, law=law, closed_days=days(inputs.get("closed_days", []))
    )
    # The earliest of several duties is the one that binds the whole collection.
    return day_from_number(found.due_days.min()).isoformat()
