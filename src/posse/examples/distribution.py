"""Examples of kind ``distribution``: one collection applied to the cases of its obligor.

All examples of one profile are laid into the arrays of the money core, which runs them in
one call as it runs a night's receipts. :mod:`posse.examples.collected` reads what stands
in an example, :mod:`posse.examples.distribution_results` writes what came of it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from posse.examples.collected import ARREARS, SOURCES, Paid, paid_of
from posse.examples.debts import situation_of
from posse.examples.distribution_results import Result
from posse.examples.keys import (
    day,
    days,
    money,
    money_and_day,
    money_or_by_case,
    months_due,
    one_of,
    rate,
    text,
    whole_number,
    yes_no,
    yes_no_or_day,
)
from posse.examples.model import Example
from posse.ledger.distribution import distribute
from posse.ledger.events import month_number
from posse.ledger.order import DistributionOrder
from posse.ledger.situation import (
    EVENT,
    Cents,
    Sheet,
    Situation,
    with_more_room,
)
from posse.ledger.undoing import (
    UNDONE_MAX_A_LINE,
    Past,
    Reversal,
    nothing_written,
    take_back,
)
from posse.rules.parameters import Law
from posse.units.compiled import njit

KIND = "distribution"

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
            "medical_arrears": ARREARS,
            "spousal_due": money,
            "spousal_arrears": ARREARS,
            "responding": yes_no,
            "children": whole_number,
            "fee_exempt": yes_no,
        }
    ],
    "disbursed_to_family_this_ffy": money_or_by_case,
    "fee_taken_this_ffy": money_or_by_case,
    "closed_days": days,
    "offset_notice": day,
    "levy_notice": day,
    "reversal": money_and_day,
    "injured_spouse_form_with_return": yes_no,
    "affidavit": yes_no_or_day,
    "excess_permitted": yes_no,
    "timely_appeal_on_arrears": yes_no,
    "fmap": rate,
    "option_use_withholding_date": yes_no,
    "months_due": months_due,
    "disposable_earnings": money,
    "ccpa_percent": rate,
}
REQUIRED_INPUT_KEYS = ("collection", "cases")
EXPECTED_KEYS = {
    "lines": [{"case": text, "bucket": text, "payee": text, "amount": money}],
    "payee_totals": {"*": money},
    "arrears_after": money_or_by_case,
    "ura_after": money_or_by_case,
    "buckets_after": {"*": money_or_by_case},
    "current_unpaid_after": money_or_by_case,
    "obligor_credit": money,
    "hold_amount": money,
    "hold_until_no_later_than": day,
    "release_trigger": text,
    "disburse_no_later_than": day,
    "federal_share": money,
    "state_share": money,
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """Distribute every example's collection in one array call; results in their order.

    Raises: ValueError for an example that contradicts itself.
    """
    paid = [paid_of(example.inputs, law=law) for example in examples]
    order = DistributionOrder.from_law(law, through=max(each.collected_on for each in paid))
    regimes = order.regimes(
        pl.Series([each.source for each in paid]),
        pl.Series([each.collected_on for each in paid], dtype=pl.Date),
    ).to_numpy()
    starts = np.cumsum([0, *(len(each.cases) for each in paid)])
    months = np.array([month_number(each.collected_on) for each in paid], dtype=np.int64)
    situation = situation_of(paid, starts=starts, regimes=regimes, months=months, order=order)
    lines = distribute(
        amounts_cents=np.array([each.applied_cents for each in paid], dtype=np.int64),
        regimes=regimes,
        months=months,
        holds=np.array([each.hold for each in paid], dtype=np.int64),
        case_starts=starts,
        situation=situation,
    )
    lines = _with_reversals(lines, paid, months=months, situation=situation)
    return [
        Result(
            paid=each,
            lines=lines[lines[:, EVENT] == place],
            first=int(starts[place]),
            regime=int(regimes[place]),
            situation=situation,
            law=law,
        ).as_mapping()
        for place, each in enumerate(paid)
    ]


def _with_reversals(
    lines: Cents, paid: Sequence[Paid], *, months: Cents, situation: Situation
) -> Cents:
    """The lines, and those by which each reversal undoes them; the debts change with them."""
    written = nothing_written(len(paid))
    events = np.arange(len(paid))
    written["first_line"][:] = np.searchsorted(lines[:, EVENT], events, side="left")
    written["last_line"][:] = np.searchsorted(lines[:, EVENT], events, side="right")
    written_lines = Sheet(np.ascontiguousarray(lines), np.array([len(lines)], dtype=np.int64))
    more = UNDONE_MAX_A_LINE * len(lines) + 2 * len(paid)
    sheet = with_more_room(written_lines, more)
    # Each case of an example is a family of its own.
    families = np.arange(situation.cases.size)
    situation.families["first_member"], situation.families["last_member"] = (
        families,
        families + 1,
    )
    past = Past(months, written, families)
    for place, each in enumerate(paid):
        if each.reversed_cents:
            month = month_number(each.reversed_on or each.collected_on)
            reversal = Reversal(place, place, month, each.reversed_cents)
            _take_back(reversal, past, situation, sheet)
    return sheet.rows[: sheet.used[0]]


@njit()
def _take_back(  # noqa: PLR0917 (compiled code has no keywords)
    reversal: Reversal, past: Past, situation: Situation, sheet: Sheet
) -> None:
    """The core's own way of taking back, which only compiled code may call."""
    take_back(reversal, past, situation, sheet)
