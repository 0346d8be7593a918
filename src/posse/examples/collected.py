"""What an example of kind ``distribution`` says of its money: how much, when, held or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.examples.keys import day, days, money, money_and_day, months_due, rate
from posse.ledger.accounts import BUCKETS, CURRENT, FUTURES
from posse.ledger.distribution import HOLD_ARREARS, HOLD_WHOLE, NO_HOLD
from posse.rules.parameters import Law
from posse.rules.support.holds import (
    FROZEN_ACCOUNT,
    JOINT_REFUND,
    hold_until,
    is_joint_refund_held,
)
from posse.units.days import add_months

SOURCES = (
    "income_withholding", "voluntary", "unemployment", "workers_compensation",
    "federal_tax_refund_offset", "federal_administrative_offset", "state_lottery",
    "fidm_levy", "unclaimed_property", "insurance", "other_state", "none",
)  # fmt: skip
OFFSET_SOURCE, LEVY_SOURCE = "federal_tax_refund_offset", "fidm_levy"
ARREARS = {bucket.name: money for bucket in BUCKETS if bucket.index not in {CURRENT, FUTURES}}
APPEAL = "appeal_on_arrears"

# What ends each hold before, or without, its last day; words of releases.
TRIGGERS = {
    JOINT_REFUND: "spouse_paid",
    FROZEN_ACCOUNT: "time_over",
    APPEAL: "review_decided",
}
OPEN_DATE = "9999-12-31"


@dataclass(frozen=True)
class Paid:
    """One collection as the money core takes it, and the cases that it meets.

    ``cases`` are in the order in which ties are won. ``applied_cents`` is what may be
    applied, ``above_ceiling_cents`` what was withheld against the law. ``hold`` is a code
    of :mod:`posse.ledger.distribution`, ``held_for`` its word. ``months`` are the months
    whose support is owed, where the example says.
    """

    inputs: Mapping[str, Any]
    cases: Sequence[Mapping[str, Any]]
    source: str
    received_on: date | None
    collected_on: date
    applied_cents: int
    above_ceiling_cents: int
    reversed_cents: int
    reversed_on: date | None
    hold: int
    held_for: str | None
    held_until: date | None
    months: Mapping[date, int | None] | None


def class_of_source(source: str) -> str:
    """The source by which money is classed; money that names none is paid freely."""
    return "voluntary" if source == "none" else source


def paid_of(inputs: Mapping[str, Any], *, law: Law) -> Paid:
    """The collection of one example, read.

    Raises: ValueError for a reversal of more than came in, or an amount that nothing gives.
    """
    collection = inputs["collection"]
    received_on = day(collection["received_sdu"]) if "received_sdu" in collection else None
    months = _months(inputs, received_on)
    amount_cents, ceiling_cents = _amount_cents(inputs), _ceiling_cents(inputs)
    applied_cents = amount_cents if ceiling_cents is None else min(amount_cents, ceiling_cents)
    reversed_cents, reversed_on = money_and_day(inputs.get("reversal", "0.00"))
    if not 0 <= reversed_cents <= applied_cents:
        raise ValueError("a reversal takes back no more than came in")
    held_for, held_until = _hold(inputs, received_on, law=law)
    whole = HOLD_ARREARS if held_for == APPEAL else HOLD_WHOLE
    return Paid(
        inputs=inputs,
        cases=sorted(inputs["cases"], key=_age),
        source=class_of_source(collection["source"]),
        received_on=received_on,
        collected_on=_collected_on(inputs, received_on, months),
        applied_cents=applied_cents,
        above_ceiling_cents=amount_cents - applied_cents,
        reversed_cents=reversed_cents,
        reversed_on=reversed_on,
        hold=whole if held_for else NO_HOLD,
        held_for=held_for,
        held_until=held_until,
        months=months,
    )


def _age(case: Mapping[str, Any]) -> tuple[str, str]:
    """Older orders first, then lower ids; a case without a date comes after those with."""
    return case.get("order_date", OPEN_DATE), case["id"]


def _collected_on(
    inputs: Mapping[str, Any],
    received_on: date | None,
    months: Mapping[date, int | None] | None,
) -> date:
    """The day whose law applies: that of receipt, the latest law where none is given.

    Source: 45 CFR 302.51(a)(4), by which a State may take the day of withholding where
    that was in the month when the support was due.
    """
    collection = inputs["collection"]
    if inputs.get("option_use_withholding_date") and "withheld" in collection:
        withheld_on = day(collection["withheld"])
        if months is None or withheld_on.replace(day=1) in months:
            return withheld_on
    return received_on or date.max


def _months(
    inputs: Mapping[str, Any], received_on: date | None
) -> Mapping[date, int | None] | None:
    """The months whose support is owed, with their amounts where these are given."""
    if "months_due" not in inputs:
        return None
    owed = months_due(inputs["months_due"])
    if not isinstance(owed, int):
        return owed
    if received_on is None:
        raise ValueError("a number of months_due needs received_sdu, the last month's")
    first = received_on.replace(day=1)
    return {add_months(first, -before): None for before in range(owed)}


def _ceiling_cents(inputs: Mapping[str, Any]) -> int | None:
    """The most that may be withheld; a part of a cent above it is above it.

    Source: 15 USC 1673(b)(2).
    """
    if "disposable_earnings" not in inputs or "ccpa_percent" not in inputs:
        return None
    share = rate(inputs["ccpa_percent"])
    return money(inputs["disposable_earnings"]) * share.numerator // share.denominator


def _amount_cents(inputs: Mapping[str, Any]) -> int:
    """What came in; without an amount, what the orders ask of the earnings, to the ceiling."""
    collection, ceiling_cents = inputs["collection"], _ceiling_cents(inputs)
    if "amount" in collection:
        return money(collection["amount"])
    if ceiling_cents is None:
        raise ValueError(
            "a collection needs an amount, or disposable_earnings and ccpa_percent"
        )
    keys = ("current_due", "medical_dollar_due", "spousal_due", "ordered_arrears_payment")
    asked = (case.get(key, "0.00") for case in inputs["cases"] for key in keys)
    return min(sum(map(money, asked)), ceiling_cents)


def _hold(
    inputs: Mapping[str, Any], received_on: date | None, *, law: Law
) -> tuple[str | None, date | None]:
    """What holds the money before it is applied, and until when at most.

    Source: CS-9.2-TOP-JOINT-3, CS-IRG-J5.17, 42 USC 654b(c)(2).
    """
    source = inputs["collection"]["source"]
    kind, notice = None, inputs.get("offset_notice")
    if source == OFFSET_SOURCE and _is_joint_refund_held(inputs, received_on, law=law):
        kind = JOINT_REFUND
    elif source == LEVY_SOURCE:
        kind, notice = FROZEN_ACCOUNT, inputs.get("levy_notice")
    if kind is None:
        return (APPEAL if inputs.get("timely_appeal_on_arrears") else None), None
    notice_on = day(notice) if notice else received_on
    if notice_on is None:
        return kind, None
    closed = days(inputs.get("closed_days", []))
    until = hold_until(
        kind,
        received_on=received_on or notice_on,
        notice_on=notice_on,
        law=law,
        closed_days=closed,
    )
    return kind, until


def _is_joint_refund_held(
    inputs: Mapping[str, Any], received_on: date | None, *, law: Law
) -> bool:
    # What the Treasury takes back for the spouse is the word that the share was paid, which
    # ends the wait: 42 USC 664(a)(3)(B).
    if not inputs["collection"].get("joint_return") or "reversal" in inputs:
        return False
    owned = [case.get("arrears", {}) for case in inputs["cases"]]
    return is_joint_refund_held(
        received_on=received_on or date.max,
        has_injured_spouse_form=bool(inputs.get("injured_spouse_form_with_return")),
        has_release_affidavit=bool(inputs.get("affidavit")),
        owes_unassigned=any(
            money(amount) > 0
            for arrears in owned
            for bucket, amount in arrears.items()
            if "unassigned" in bucket or bucket == "never_assigned"
        ),
        law=law,
    )
