"""Applying one collection to the debts of its obligor, to the cent.

Compiled, so that one screen and a million receipts run the same lines. Rows of the sheet
are steps in the order in which the law takes them, with what was owed before each.

Source: 42 USC 657; 45 CFR 302.51, 302.52; CS-IRG-F16, CS-IRG-G11, CS-IRG-G18, CS-IRG-G19.
"""

from typing import NamedTuple

import numpy as np

from posse.ledger.accounts import (
    ASSIGNED_FOSTER_CARE,
    FUTURES,
    HELD_BUCKET,
    HOLD,
    MEDICAID_ONLY,
    NEVER,
    OBLIGOR,
    PERMANENTLY_ASSIGNED,
    REFUND,
    SUPPORT_OBLIGATIONS,
    TEMPORARILY_ASSIGNED,
)
from posse.ledger.order import (
    ARREARS_PHASE,
    NO_STEP,
    STEPS_MAX,
)
from posse.ledger.paying import (
    FEE_AFTER,
    FEE_CENTS,
    OFFSET_FEE_CENTS,
    Collection,
    is_offset,
    law_of,
    pay_step,
)
from posse.ledger.sharing import (
    TURNS,
    fill_claims,
    pay_turn,
    takes_money,
)
from posse.ledger.situation import (
    BUCKET,
    CASE,
    CLAIMS,
    EVENT,
    LINE_COLUMNS,
    OBLIGATION,
    OFF_ASSISTANCE,
    OFF_FOSTER_CARE,
    OWED,
    PAID,
    PARTS,
    PAYEE,
    RANKS,
    REMAINING,
    REPAYS,
    REPAYS_NOTHING,
    STEP,
    TYPE,
    UNREIMBURSED,
    Cents,
    Claim,
    Sheet,
    Situation,
    fiscal_year,
    new_sheet,
    with_more_room,
)
from posse.units.compiled import inner, njit
from posse.units.splits import split_into

# Parts of one debt that one step may write, each a line.
LINES_MAX_A_DEBT = 6
LINES_MAX_A_CASE = 2 * STEPS_MAX * SUPPORT_OBLIGATIONS * LINES_MAX_A_DEBT

# What a hold keeps back of a collection.
# ``RELEASED`` money comes out of a hold and is applied as of that day.
NO_HOLD, HOLD_WHOLE, HOLD_ARREARS, RELEASED = range(4)


@inner
def _oldest_case(collection: Collection, situation: Situation) -> int:
    oldest = collection.first
    for case in range(collection.first, collection.last):
        if situation.cases[case].tie_rank < situation.cases[oldest].tie_rank:
            oldest = case
    return oldest


class Whole(NamedTuple):
    """Money that pays no debt: returned, or held before it is applied."""

    bucket: int
    payee: int
    cents: int


@inner
def _write_whole(
    whole: Whole, collection: Collection, situation: Situation, sheet: Sheet
) -> None:
    """A line that pays no debt, in the oldest case."""
    bucket, payee, cents = whole.bucket, whole.payee, whole.cents
    oldest = _oldest_case(collection, situation)
    row = sheet.rows[sheet.used[0]]
    sheet.used[0] += 1
    family = situation.cases[oldest].family
    row[EVENT], row[CASE], row[TYPE] = collection.event, oldest, situation.cases[oldest].type
    row[STEP], row[OBLIGATION], row[BUCKET], row[PAYEE] = NO_STEP, 0, bucket, payee
    row[OWED], row[UNREIMBURSED] = abs(cents), situation.families[family].unreimbursed
    row[PAID], row[REPAYS] = cents, REPAYS_NOTHING
    row[OFF_ASSISTANCE], row[OFF_FOSTER_CARE] = 0, 0
    # Held money is taken back out of the hold, not out of this line.
    row[REMAINING] = cents if payee == OBLIGOR else 0


@inner
def _futures_step(case: int, regime: int, situation: Situation) -> int:
    """The step at which the case's order pays ahead; -1 where it does not."""
    order, case_type = situation.order, situation.cases[case].type
    for step in range(order.step_counts[case_type, regime]):
        if order.steps[case_type, regime, step].bucket == FUTURES:
            return step
    return NO_STEP


@inner
def _owes_assigned_support(collection: Collection, situation: Situation) -> bool:
    """Whether assigned support is left, before which nothing is paid ahead: 302.51(b)."""
    owed = situation.owed
    for case in range(collection.first, collection.last):
        for obligation in range(SUPPORT_OBLIGATIONS):
            if (
                owed[case, obligation, PERMANENTLY_ASSIGNED] > 0
                or owed[case, obligation, TEMPORARILY_ASSIGNED] > 0
                or owed[case, obligation, ASSIGNED_FOSTER_CARE] > 0
            ):
                return True
    return False


@inner
def _pay_ahead(
    left_cents: int, collection: Collection, situation: Situation, sheet: Sheet
) -> None:
    """What all debts leave pays coming months where support runs: 45 CFR 302.51(b).

    What nobody may be paid ahead with goes back to the obligor: 45 CFR 303.72(h)(4);
    CS-9.2-TOP-SINGLE-2.
    """
    first, last, regime = collection.first, collection.last, collection.regime
    cases, scratch = situation.cases, situation.scratch
    weights, parts = scratch[CLAIMS, first:last], scratch[PARTS, first:last]
    ranks = scratch[RANKS, first:last]
    for case in range(first, last):
        weights[case - first], ranks[case - first] = 0, cases[case].tie_rank
    if not _owes_assigned_support(collection, situation):
        for case in range(first, last):
            if _futures_step(case, regime, situation) != NO_STEP:
                weights[case - first] = cases[case].months_due
    if weights.sum() == 0:
        _write_whole(Whole(REFUND, OBLIGOR, left_cents), collection, situation, sheet)
        return
    split_into(left_cents, weights, ranks, parts)
    for case in range(first, last):
        part_cents = parts[case - first]
        if part_cents > 0:
            step = _futures_step(case, regime, situation)
            claim = Claim(collection.event, collection.month, case, step, 0, FUTURES)
            pay_step(claim, part_cents, part_cents, collection, situation, sheet)


@inner
def _begin_fiscal_years(collection: Collection, situation: Situation) -> None:
    """What a family received counts anew from each October: 45 CFR 302.33(e)."""
    year = fiscal_year(collection.month)
    for case in range(collection.first, collection.last):
        if situation.cases[case].fee_year != year:
            situation.cases[case].fee_year, situation.cases[case].family_cents = year, 0


@inner
def distribute_one(
    collection: Collection, hold: int, situation: Situation, sheet: Sheet
) -> int:
    """Apply one collection; its lines are added to ``sheet``, which must have the room.

    Changes the situation. The paid cents of the lines add up to the collection, or, for
    money released from a hold, to nothing. Returns the cents that a hold keeps back: they
    are a line of their own.
    """
    left_cents, held_cents = collection.amount_cents, 0
    _begin_fiscal_years(collection, situation)
    if is_offset(collection):
        collection.offset_fee[0] = law_of(collection, OFFSET_FEE_CENTS, situation)
    if hold == RELEASED:
        out_of_hold = Whole(HELD_BUCKET, HOLD, -left_cents)
        _write_whole(out_of_hold, collection, situation, sheet)
    elif hold == HOLD_WHOLE:
        left_cents, held_cents = held_cents, left_cents
    for turn in range(TURNS.shape[0] if held_cents == 0 else 0):
        if not takes_money(turn, collection, situation):
            continue
        claimed_cents = fill_claims(turn, collection, situation)
        if claimed_cents == 0:
            continue
        if hold == HOLD_ARREARS and TURNS[turn, 0] == ARREARS_PHASE:
            # An appeal on arrears holds what would pay them: 42 USC 654b(c)(2).
            left_cents, held_cents = 0, left_cents
            break
        now_cents = min(left_cents, claimed_cents)
        pay_turn(turn, now_cents, collection, situation, sheet)
        left_cents -= now_cents
    if held_cents > 0:
        held = Whole(HELD_BUCKET, HOLD, held_cents)
        _write_whole(held, collection, situation, sheet)
    elif left_cents > 0:
        _pay_ahead(left_cents, collection, situation, sheet)
    return held_cents


@inner
def impose_fee(case: int, collection: Collection, situation: Situation) -> int:
    """The annual fee that becomes owed by what a family has received; else nothing.

    Source: 45 CFR 302.33(e); CS-IRG-F11 in the reading of A-03.
    """
    cases = situation.cases
    year = fiscal_year(collection.month)
    if cases[case].exemptions > 0 or cases[case].type not in (NEVER, MEDICAID_ONLY):
        return 0
    fee_cents = law_of(collection, FEE_CENTS, situation)
    is_reached = situation.cases[case].family_cents >= law_of(collection, FEE_AFTER, situation)
    if fee_cents == 0 or not is_reached or situation.cases[case].fee_imposed_year == year:
        return 0
    situation.cases[case].fee_imposed_year = year
    situation.cases[case].fee_owed += fee_cents
    return fee_cents


@inner
def lines_room(cases_count: int) -> int:
    """How many lines a collection over some cases may write at most."""
    return cases_count * LINES_MAX_A_CASE + 2


@njit()
def _distribute_from(
    place: int, collections: Cents, case_starts: Cents, offset_fee: Cents,
    situation: Situation, sheet: Sheet,
) -> int:  # fmt: skip
    """Apply collections from one place on while there is room; the first that had none."""
    while place < len(collections):
        amount_cents, regime, month, hold = collections[place]
        first, last = case_starts[place], case_starts[place + 1]
        if sheet.used[0] + lines_room(last - first) > len(sheet.rows):
            break
        offset_fee[0] = 0
        of = Collection(place, month, amount_cents, regime, first, last, offset_fee)
        distribute_one(of, hold, situation, sheet)
        place += 1
    return place


def distribute(
    *, amounts_cents: Cents, regimes: Cents, months: Cents, holds: Cents, case_starts: Cents,
    situation: Situation,
) -> Cents:  # fmt: skip
    """Lines of many collections of different obligors, each over its own cases.

    Shapes: ``amounts_cents``, ``regimes``, ``months`` and ``holds`` are [collection];
    collection ``i`` has the cases ``case_starts[i]`` to ``case_starts[i + 1] - 1``. The
    situation is changed. The result is [line, column], columns as
    :mod:`posse.ledger.situation` names them.
    """
    collections = np.stack([amounts_cents, regimes, months, holds], axis=1).astype(np.int64)
    cases_max = int(np.diff(case_starts).max(initial=0))
    more = cases_max * LINES_MAX_A_CASE + 2
    sheet = new_sheet(LINE_COLUMNS, room=8 * len(collections) + more)
    place, offset_fee = 0, np.zeros(1, dtype=np.int64)
    while place < len(collections):
        place = _distribute_from(place, collections, case_starts, offset_fee, situation, sheet)
        if place < len(collections):
            sheet = with_more_room(sheet, more)
    return sheet.rows[: sheet.used[0]]
