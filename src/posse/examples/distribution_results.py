"""What came of an example of kind ``distribution``, as examples write it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from posse.examples.collected import OFFSET_SOURCE, TRIGGERS, Paid
from posse.examples.debts import is_obligation_open
from posse.examples.keys import days, rate
from posse.ledger.accounts import (
    ANNUAL_FEE,
    BUCKETS,
    CASE_TYPES,
    CHILD_SUPPORT,
    CURRENT,
    FAMILY,
    FOSTER_AGENCY,
    FOSTER_CARE,
    FUTURES,
    HELD_BUCKET,
    HOLD,
    OBLIGATIONS,
    OBLIGOR,
    OFFSET_FEE,
    ON_ASSISTANCE,
    PAYEES,
    REFUND,
    STATE,
)
from posse.ledger.order import NO_LIMIT, NO_STEP
from posse.ledger.situation import (
    BUCKET,
    CASE,
    OBLIGATION,
    PAID,
    PASSED_THROUGH,
    PAYEE,
    REPAYS,
    REPAYS_ASSISTANCE,
    REPAYS_FOSTER_CARE,
    STEP,
    TYPE,
    Cents,
    Situation,
)
from posse.rules.parameters import Law
from posse.rules.support.deadlines import deadlines
from posse.rules.support.shares import split_retained
from posse.units.days import day_from_number, day_number
from posse.units.money import format_cents

# What stands above assistance paid, by the bucket in which it was assigned.
ABOVE_ASSISTANCE = {
    "current": "current_over_ura",
    "permanently_assigned": "unassigned_during_assistance",
    "temporarily_assigned": "unassigned_pre_assistance",
    "conditionally_assigned": "unassigned_pre_assistance",
}
# The four turns of foster care money, by whether it is the month's and whose it is.
FOSTER_CARE_TURNS = {
    (True, STATE): "current_reimbursement",
    (True, FOSTER_AGENCY): "current_excess",
    (False, STATE): "past_reimbursement",
    (False, FOSTER_AGENCY): "balance",
}
FEES = {ANNUAL_FEE, OFFSET_FEE}


@dataclass(frozen=True)
class Result:
    """One example's lines, and the debts of its cases from ``first`` on."""

    paid: Paid
    lines: Cents
    first: int
    regime: int
    situation: Situation
    law: Law

    def as_mapping(self) -> dict[str, Any]:
        """Everything an example may expect, as examples write it."""
        written = [*self._written(), *self._outside_the_core()]
        totals: dict[str, int] = defaultdict(int)
        for line in written:
            totals[line["payee"]] += line["cents"]
        held_cents = totals.get(PAYEES[HOLD].name, 0)
        until = self.paid.held_until if held_cents else None
        return {
            "lines": [_line(each) for each in written],
            "payee_totals": {
                name: format_cents(cents) for name, cents in totals.items() if cents
            },
            **self._debts_after(),
            "obligor_credit": format_cents(self._credit_cents()),
            "hold_amount": format_cents(held_cents),
            "hold_until_no_later_than": until.isoformat() if until else None,
            "release_trigger": TRIGGERS[self.paid.held_for or ""] if held_cents else None,
            "disburse_no_later_than": self._last_day(written),
            **self._shares(),
        }

    def _written(self) -> list[dict[str, Any]]:
        chosen = self.lines[self.lines[:, PAID] != 0]
        return [
            {
                "case": self._case(line)["id"],
                "bucket": self._bucket_word(line),
                "payee": self._payee_word(line),
                "cents": int(line[PAID]),
            }
            for line in chosen
        ]

    def _outside_the_core(self) -> list[dict[str, Any]]:
        """What never was the core's: what the Treasury took, what was withheld wrongly."""
        oldest = self.paid.cases[0]["id"]
        back = {"case": oldest, "bucket": "refund", "payee": PAYEES[OBLIGOR].name}
        taken = {"case": oldest, "bucket": "spouse_share_reversed", "payee": "treasury"}
        found = [
            # Amounts improperly withheld are refunded: 45 CFR 303.100(a)(8).
            back | {"cents": self.paid.above_ceiling_cents},
            taken | {"cents": self.paid.reversed_cents},
        ]
        return [line for line in found if line["cents"]]

    def _case(self, line: Cents) -> Mapping[str, Any]:
        return self.paid.cases[int(line[CASE]) - self.first]

    def _payee_word(self, line: Cents) -> str:
        # A fee is the State's; its bucket says which fee it is.
        return PAYEES[STATE if line[PAYEE] in FEES else int(line[PAYEE])].name

    def _bucket_word(self, line: Cents) -> str:
        """The bucket as examples name it; what lies above assistance has its own."""
        if line[BUCKET] in {REFUND, HELD_BUCKET}:
            return "refund" if line[BUCKET] == REFUND else "held"
        if line[PAYEE] in FEES:
            return PAYEES[int(line[PAYEE])].name
        if line[OBLIGATION] != CHILD_SUPPORT:
            return OBLIGATIONS[int(line[OBLIGATION])].name
        bucket = BUCKETS[int(line[BUCKET])].name
        if line[TYPE] == FOSTER_CARE and line[BUCKET] != FUTURES:
            turn = (bool(line[BUCKET] == CURRENT), int(line[PAYEE]))
            return FOSTER_CARE_TURNS.get(turn, bucket)
        is_above = line[PAYEE] == FAMILY and line[REPAYS] != PASSED_THROUGH
        if is_above and self._is_limited(line):
            return ABOVE_ASSISTANCE.get(bucket, bucket)
        return bucket

    def _is_limited(self, line: Cents) -> bool:
        """Only a step that is limited can pay the family out of an assigned bucket."""
        at = (int(line[TYPE]), self.regime, int(line[STEP]))
        step = self.situation.order.steps[at]
        return bool(line[STEP] != NO_STEP and step["limit"] != NO_LIMIT)

    def _credit_cents(self) -> int:
        """What of the money pays debts, whoever receives it; nobody's debt is held money."""
        pays = ~np.isin(self.lines[:, PAYEE], [OBLIGOR, HOLD])
        return int(self.lines[pays, PAID].sum())

    def _debts_after(self) -> dict[str, Any]:
        cases = self.paid.cases
        chosen = slice(self.first, self.first + len(cases))
        owed = self.situation.owed[chosen]
        arrears = owed[:, :, CURRENT + 1 : FUTURES].sum(axis=(1, 2))
        known = [not is_obligation_open(case) for case in cases]
        return {
            "arrears_after": _by_case(cases, arrears, known),
            "current_unpaid_after": _by_case(cases, owed[:, :, CURRENT].sum(axis=1)),
            "ura_after": self._unreimbursed_after(chosen),
            "buckets_after": _buckets_by_case(cases, owed),
        }

    def _unreimbursed_after(self, chosen: slice) -> dict[str, str]:
        """Assistance not yet repaid, where the example gives it or there never was any."""
        cases = self.paid.cases
        left = _by_case(cases, self.situation.families["unreimbursed"][chosen])
        known = [case for case in cases if "ura" in case or case["type"] == "never"]
        return {case["id"]: left[case["id"]] if "ura" in case else "0.00" for case in known}

    def _shares(self) -> dict[str, str]:
        """The two shares of support that repays assistance: 42 USC 657(c)(2), (3)."""
        if "fmap" not in self.paid.inputs:
            return {}
        repays = np.isin(self.lines[:, REPAYS], [REPAYS_ASSISTANCE, REPAYS_FOSTER_CARE])
        kept_cents = int(self.lines[repays, PAID].sum())
        shares = split_retained(kept_cents, rate(self.paid.inputs["fmap"]))
        return dict(
            zip(("federal_share", "state_share"), map(format_cents, shares), strict=True)
        )

    def _last_day(self, written: Sequence[Mapping[str, Any]]) -> str | None:
        """The last day on which anybody's money may be sent, the earliest of several.

        Source: 45 CFR 302.32(b)(2), (3): TF100 to TF105.
        """
        if self.paid.received_on is None:
            return None
        types = {case["id"]: case["type"] for case in self.paid.cases}
        rules = sorted({self._rule(line, types[line["case"]]) for line in written} - {""})
        if not rules:
            return None
        found = deadlines(
            rules,
            np.full(len(rules), day_number(self.paid.received_on)),
            law=self.law,
            closed_days=days(self.paid.inputs.get("closed_days", [])),
        )
        return day_from_number(found.due_days.min()).isoformat()

    def _rule(self, line: Mapping[str, Any], case_type: str) -> str:
        """The time frame under which a line's money is sent; none for what the State keeps."""
        if line["payee"] == PAYEES[FOSTER_AGENCY].name:
            return "TF104"
        if line["payee"] != PAYEES[FAMILY].name:
            return ""
        if self.paid.source == OFFSET_SOURCE:
            return "TF105"
        if case_type != CASE_TYPES[ON_ASSISTANCE].name:
            return "TF100"
        # The month's support is the family's only where it is passed through.
        return "TF102" if line["bucket"] == BUCKETS[CURRENT].name else "TF101"


def _line(line: Mapping[str, Any]) -> dict[str, str]:
    told = {key: value for key, value in line.items() if key != "cents"}
    return told | {"amount": format_cents(line["cents"])}


def _by_case(
    cases: Sequence[Mapping[str, Any]], cents: Any, known: Sequence[bool] | None = None
) -> dict[str, str]:
    return {
        case["id"]: format_cents(each)
        for case, each, is_known in zip(cases, cents, known or [True] * len(cases), strict=True)
        if is_known
    }


def _buckets_by_case(cases: Sequence[Mapping[str, Any]], owed: Cents) -> dict[str, Any]:
    """Child support left in each bucket: by bucket for one case, by case for several."""
    left = {
        case["id"]: {
            bucket.name: format_cents(owed[place, CHILD_SUPPORT, bucket.index])
            for bucket in BUCKETS
        }
        for place, case in enumerate(cases)
    }
    return left if len(cases) > 1 else left[cases[0]["id"]]
