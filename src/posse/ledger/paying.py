"""Paying one debt at one step: who receives its cents in the end.

The order of distribution names a payee and up to what; limits, the Medicaid agency, fees
and what a month passes through then decide where each cent goes.

Source: 42 USC 657; 45 CFR 302.33(e), 302.52, 303.72(i).
"""

from typing import NamedTuple

from posse.ledger.accounts import (
    ANNUAL_FEE,
    FAMILY,
    FEE,
    MEDICAID_AGENCY,
    MEDICAID_ONLY,
    MEDICAL,
    NEVER,
    OFFSET_FEE,
    ON_ASSISTANCE,
    STATE,
    SUPPORT_OBLIGATIONS,
)
from posse.ledger.order import (
    ASSISTANCE_LIMIT,
    CHARGES,
    FOSTER_CARE_LIMIT,
    MAINTENANCE_LIMIT,
    NO_LIMIT,
    OFFSET,
    SOURCE_CLASSES,
)
from posse.ledger.situation import (
    PASSED_THROUGH,
    REPAYS_ASSISTANCE,
    REPAYS_FOSTER_CARE,
    REPAYS_NOTHING,
    Cents,
    Claim,
    Part,
    Sheet,
    Situation,
    write_line,
)
from posse.units.compiled import inner

CLASS_COUNT = len(SOURCE_CLASSES)

MEDICAID = 2
PASS_ONE, PASS_MORE, FEE_CENTS, FEE_AFTER, OFFSET_FEE_CENTS = (
    CHARGES.index(name)
    for name in (
        "pass_through_one_child_cents", "pass_through_more_cents", "annual_fee_cents",
        "annual_fee_after_cents", "offset_fee_cents",
    )
)  # fmt: skip


class Collection(NamedTuple):
    """Money of one obligor, whose cases are ``first`` to ``last - 1``.

    ``month`` counts from 1970-01. ``offset_fee`` is one number: what is still to be kept
    of the offset for its fee.
    """

    event: int
    month: int
    amount_cents: int
    regime: int
    first: int
    last: int
    offset_fee: Cents


class LimitedPart(NamedTuple):
    """A payee's part of a claim as the order has it, with the limit that made it so."""

    payee: int
    owed_cents: int
    paid_cents: int
    limit: int


@inner
def is_offset(collection: Collection) -> bool:
    """Whether the money is a federal tax refund offset."""
    return bool(collection.regime % CLASS_COUNT == OFFSET)


@inner
def law_of(collection: Collection, charge: int, situation: Situation) -> int:
    """An amount or a rate of the law under which the money was collected."""
    return int(situation.order.charges[collection.regime // CLASS_COUNT, charge])


@inner
def _kept_room_cents(limit: int, owed_cents: int, claim: Claim, situation: Situation) -> int:
    """How much of a debt its payee may have before the rest is another's."""
    if limit == NO_LIMIT:
        return owed_cents
    families, family = situation.families, situation.cases[claim.case].family
    if limit == ASSISTANCE_LIMIT:
        # 42 USC 657(a)(3), 608(a)(3).
        return max(0, families[family].unreimbursed)
    foster_cents = max(0, families[family].foster_unreimbursed)
    if limit == MAINTENANCE_LIMIT:
        # The payment for the month in which it was collected: 45 CFR 302.52(b)(1).
        is_of_month = families[family].maintenance_month == claim.month
        left_cents = max(0, families[family].maintenance) if is_of_month else 0
        return min(left_cents, foster_cents)
    return foster_cents + max(0, families[family].unreimbursed)


@inner
def _pay_family(
    claim: Claim, cents: int, owed_cents: int, collection: Collection, situation: Situation,
    sheet: Sheet,
) -> None:  # fmt: skip
    """The family's cents, less the fees that the law keeps out of them.

    Source: 45 CFR 302.33(e), 303.72(i); CS-IRG-F11 (A-03), CS-9.2-TOP-FEE-1 (A-04).
    """
    case = claim.case
    fee_cents = 0
    # Whoever ever had assistance has another type: never out of their money.
    if situation.cases[case].type in (NEVER, MEDICAID_ONLY):
        annual_cents = min(cents, situation.cases[case].fee_owed)
        offset_cents = min(cents - annual_cents, collection.offset_fee[0])
        if annual_cents > 0:
            annual = Part(ANNUAL_FEE, annual_cents, annual_cents, REPAYS_NOTHING)
            write_line(claim, annual, situation, sheet)
        if offset_cents > 0:
            collection.offset_fee[0] -= offset_cents
            offset = Part(OFFSET_FEE, offset_cents, offset_cents, REPAYS_NOTHING)
            write_line(claim, offset, situation, sheet)
        fee_cents = annual_cents + offset_cents
    # A line of nothing shows a debt that the money did not reach.
    if owed_cents > fee_cents:
        rest = Part(FAMILY, owed_cents - fee_cents, cents - fee_cents, REPAYS_NOTHING)
        write_line(claim, rest, situation, sheet)


@inner
def _passed_through_cents(
    claim: Claim, cents: int, collection: Collection, situation: Situation
) -> int:
    """What of the State's cents the family is given this month instead: 657(a)(6)."""
    case, families = claim.case, situation.families
    family = situation.cases[case].family
    charge = PASS_ONE if situation.cases[case].children <= 1 else PASS_MORE
    limit_cents = law_of(collection, charge, situation)
    if limit_cents == 0 or situation.cases[case].type != ON_ASSISTANCE:
        return 0
    if families[family].passed_month != claim.month:
        families[family].passed_month, families[family].passed = claim.month, 0
    passed_cents = max(0, min(cents, limit_cents - families[family].passed))
    families[family].passed += passed_cents
    return passed_cents


@inner
def _pay_state(
    claim: Claim, part: LimitedPart, collection: Collection, situation: Situation, sheet: Sheet
) -> None:
    """The State's cents: some passed through, the rest repays what was paid for the family."""
    cents, owed_cents, limit = part.paid_cents, part.owed_cents, part.limit
    family = situation.cases[claim.case].family
    families = situation.families
    if claim.obligation < SUPPORT_OBLIGATIONS:
        passed_cents = _passed_through_cents(claim, cents, collection, situation)
        if passed_cents > 0:
            passed = Part(FAMILY, passed_cents, passed_cents, PASSED_THROUGH)
            write_line(claim, passed, situation, sheet)
            cents, owed_cents = cents - passed_cents, owed_cents - passed_cents
    foster_owed_cents = 0
    if limit == MAINTENANCE_LIMIT:
        families[family].maintenance -= cents
        foster_owed_cents = owed_cents
    elif limit == FOSTER_CARE_LIMIT:
        # Foster care is repaid before assistance: 45 CFR 302.52(b)(3).
        foster_owed_cents = min(owed_cents, max(0, families[family].foster_unreimbursed))
    foster_cents = min(cents, foster_owed_cents)
    if foster_owed_cents > 0:
        foster = Part(STATE, foster_owed_cents, foster_cents, REPAYS_FOSTER_CARE)
        write_line(claim, foster, situation, sheet)
    cents, owed_cents = cents - foster_cents, owed_cents - foster_owed_cents
    if owed_cents > 0:
        # What the State keeps repays assistance; a fee does not: 42 USC 657(a).
        repays = REPAYS_NOTHING if claim.obligation == FEE else REPAYS_ASSISTANCE
        write_line(claim, Part(STATE, owed_cents, cents, repays), situation, sheet)


@inner
def _pay(
    claim: Claim, part: LimitedPart, collection: Collection, situation: Situation, sheet: Sheet
) -> None:
    """Give one payee's part of a debt to whoever the law gives it to in the end."""
    if part.payee == FAMILY:
        _pay_family(claim, part.paid_cents, part.owed_cents, collection, situation, sheet)
    elif part.payee == STATE:
        _pay_state(claim, part, collection, situation, sheet)
    else:
        others = Part(part.payee, part.owed_cents, part.paid_cents, REPAYS_NOTHING)
        write_line(claim, others, situation, sheet)


@inner
def pay_step(
    claim: Claim, owed_cents: int, left_cents: int, collection: Collection,
    situation: Situation, sheet: Sheet,
) -> int:  # fmt: skip
    """Pay one debt as far as the money reaches; what is left of it.

    Where the step is limited, what lies above is another payee's in the same step.
    """
    order = situation.order
    step = order.steps[situation.cases[claim.case].type, collection.regime, claim.step]
    cents, kept_owed_cents = min(left_cents, owed_cents), owed_cents
    payee, limit = step.payee, step.limit
    family = situation.cases[claim.case].family
    if claim.obligation == MEDICAL and situation.families[family].on[MEDICAID] > 0:
        # Medical support is assigned to the Medicaid agency: 45 CFR 302.51(c).
        payee, limit = MEDICAID_AGENCY, NO_LIMIT
    else:
        room_cents = _kept_room_cents(limit, owed_cents, claim, situation)
        kept_owed_cents = min(owed_cents, room_cents)
    kept_cents = min(cents, kept_owed_cents)
    for is_above in range(2):
        if is_above == 1:
            payee, limit = step.above, NO_LIMIT
            kept_cents, kept_owed_cents = cents - kept_cents, owed_cents - kept_owed_cents
        if kept_owed_cents > 0:
            part = LimitedPart(payee, kept_owed_cents, kept_cents, limit)
            _pay(claim, part, collection, situation, sheet)
    return left_cents - cents
