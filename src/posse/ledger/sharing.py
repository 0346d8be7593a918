"""Sharing one collection over the cases of its obligor, in one phase after another.

Source: 45 CFR 302.51(a)(1), 303.100(a)(5); CS-IRG-F9.1, CS-IRG-G11, CS-IRG-G19.
"""

import numpy as np

from posse.ledger.accounts import (
    SPOUSAL,
    SUPPORT_OBLIGATIONS,
)
from posse.ledger.order import (
    ALL_SUPPORT,
    ARREARS_PHASE,
    BY_BALANCES,
    BY_ORDERED_PAYMENTS,
    CHARGES_PHASE,
    CURRENT_PHASE,
    EQUAL,
    FEE_PHASE,
)
from posse.ledger.paying import (
    CLASS_COUNT,
    Collection,
    is_offset,
    pay_step,
)
from posse.ledger.situation import (
    CAPS,
    CLAIMS,
    NOT_ON_FILE,
    ORDERED,
    PARTS,
    RANKS,
    REST,
    Cents,
    Claim,
    Sheet,
    Situation,
)
from posse.units.compiled import inner, njit
from posse.units.splits import split_into

# Which cases take part in a turn, and which money: all, all but offsets, or what of an offset
# lies above the certified amount and may pay more by the obligor's permission.
OTHER_CASES, RESPONDING_CASES, EVERY_CASE = range(3)
ANY_MONEY, ORDINARY_MONEY, PERMITTED_EXCESS = range(3)

# The turns of a collection. Current support of all cases comes first, in proportion to what
# is due: 45 CFR 302.51(a)(1), 303.100(a)(5), CS-IRG-G11. Arrears come next, each case in the
# order of its type, those that another state asked for last: CS-IRG-F16, CS-IRG-G19. The
# parent may allow an offset's excess to pay debts not certified: CS-9.2-TOP-SINGLE-3. No fee
# is taken while support of any case is owed: 45 CFR 302.33(e).
TURNS = np.array([
    (CURRENT_PHASE, EVERY_CASE, ANY_MONEY),
    (ARREARS_PHASE, OTHER_CASES, ANY_MONEY),
    (ARREARS_PHASE, RESPONDING_CASES, ANY_MONEY),
    (ARREARS_PHASE, OTHER_CASES, PERMITTED_EXCESS),
    (ARREARS_PHASE, RESPONDING_CASES, PERMITTED_EXCESS),
    (CHARGES_PHASE, EVERY_CASE, ORDINARY_MONEY),
    (FEE_PHASE, EVERY_CASE, ORDINARY_MONEY),
], dtype=np.int64)  # fmt: skip


@inner
def obligations_of(named: int, case: int, situation: Situation) -> tuple[int, int]:
    """First and last + 1 of the obligations that a step pays in a case."""
    if named != ALL_SUPPORT:
        return named, named + 1
    # Spousal support is enforced only beside current child support: CS-IRG-F9.1.
    runs = situation.cases[case].months_due > 0
    return 0, SUPPORT_OBLIGATIONS if runs else SPOUSAL


@inner
def _claim_cents(case: int, collection: Collection, phase: int, situation: Situation) -> int:
    """What one case may receive of this money in one phase."""
    order = situation.order
    case_type, regime = situation.cases[case].type, collection.regime
    total_cents = 0
    for step in range(order.step_counts[case_type, regime]):
        if order.steps[case_type, regime, step].phase != phase:
            continue
        bucket = order.steps[case_type, regime, step].bucket
        named = order.steps[case_type, regime, step].obligation
        first, last = obligations_of(named, case, situation)
        for obligation in range(first, last):
            total_cents += max(0, situation.owed[case, obligation, bucket])
    return total_cents


@inner
def _split_equally(
    amount_cents: int, caps: Cents, tie_ranks: Cents, parts: Cents, room: tuple[Cents, Cents]
) -> None:
    """Equal parts, none above its cap; what a capped case leaves goes round again."""
    open_claims, extra = room
    open_count = parts.size
    while amount_cents > 0 and open_count > 0:
        open_count = 0
        for claim in range(parts.size):
            open_claims[claim] = 1 if parts[claim] < caps[claim] else 0
            open_count += open_claims[claim]
        split_into(amount_cents, open_claims, tie_ranks, extra)
        for claim in range(parts.size):
            added_cents = min(extra[claim], caps[claim] - parts[claim])
            parts[claim] += added_cents
            amount_cents -= added_cents


@inner
def _split_arrears(
    amount_cents: int, balances: Cents, ordered: Cents, tie_ranks: Cents, method: int,
    parts: Cents, room: tuple[Cents, Cents],
) -> None:  # fmt: skip
    """Fill ``parts`` with each case's share of arrears money; ``room`` is for two shares."""
    for claim in range(parts.size):
        parts[claim] = 0
    if method == EQUAL:
        _split_equally(amount_cents, balances, tie_ranks, parts, room)
        return
    caps, rest = room
    all_are_ordered, first_cents = method == BY_ORDERED_PAYMENTS, 0
    for claim in range(parts.size):
        caps[claim] = min(balances[claim], max(0, ordered[claim]))
        first_cents += caps[claim]
        if balances[claim] > 0 and ordered[claim] <= 0:
            all_are_ordered = False
    left_cents = amount_cents
    if all_are_ordered:
        split_into(min(amount_cents, first_cents), caps, tie_ranks, parts)
        left_cents -= min(amount_cents, first_cents)
    for claim in range(parts.size):
        caps[claim] = balances[claim] - parts[claim]
    split_into(left_cents, caps, tie_ranks, rest)
    for claim in range(parts.size):
        parts[claim] += rest[claim]


@njit()
def _split_from_python(
    amount_cents: int, balances: Cents, ordered: Cents, tie_ranks: Cents, method: int,
    parts: Cents, caps: Cents, rest: Cents,
) -> None:  # fmt: skip
    _split_arrears(amount_cents, balances, ordered, tie_ranks, method, parts, (caps, rest))


def split_arrears(
    amount_cents: int, balances: Cents, ordered: Cents, *, tie_ranks: Cents, method: int
) -> Cents:
    """Each case's share of arrears money; none above its balance.

    Shapes: all [case]. ``amount_cents`` is at most the sum of ``balances``. Ordered
    payments decide first only where every case with arrears has one.
    Source: CS-IRG-G11 in the reading of A-30; balances and equal parts by setting.
    """
    parts, caps, rest = (np.zeros_like(balances) for _ in range(3))
    _split_from_python(amount_cents, balances, ordered, tie_ranks, method, parts, caps, rest)
    return parts


@inner
def takes_money(turn: int, collection: Collection, situation: Situation) -> bool:
    """Whether money of this class has this turn."""
    money = TURNS[turn, 2]
    if money == ANY_MONEY:
        return True
    if money == ORDINARY_MONEY:
        return not is_offset(collection)
    is_permitted = situation.cases[collection.first].is_permitted > 0
    return is_offset(collection) and is_permitted


@inner
def fill_claims(turn: int, collection: Collection, situation: Situation) -> int:
    """What each case may claim in a turn, into the scratch room; the sum of it."""
    cases, claims = situation.cases, situation.scratch[CLAIMS]
    phase, which, money = TURNS[turn, 0], TURNS[turn, 1], TURNS[turn, 2]
    # Offset money pays no more than was certified: CS-9.2-TOP-SINGLE-1, 303.72(h).
    is_capped = is_offset(collection) and phase == ARREARS_PHASE and money == ANY_MONEY
    total_cents = 0
    for case in range(collection.first, collection.last):
        claims[case] = 0
        if which != EVERY_CASE and cases[case].is_responding != which:
            continue
        claims[case] = _claim_cents(case, collection, phase, situation)
        if is_capped and cases[case].certified != NOT_ON_FILE:
            claims[case] = min(claims[case], cases[case].certified)
        total_cents += claims[case]
    return total_cents


@inner
def _pay_case(
    case: int, share_cents: int, phase: int, collection: Collection, situation: Situation,
    sheet: Sheet,
) -> None:  # fmt: skip
    """Take one case's share through the steps of a phase, in the order of its type."""
    order = situation.order
    case_type, regime = situation.cases[case].type, collection.regime
    left_cents = share_cents
    for step in range(order.step_counts[case_type, regime]):
        if order.steps[case_type, regime, step].phase != phase:
            continue
        bucket = order.steps[case_type, regime, step].bucket
        named = order.steps[case_type, regime, step].obligation
        # Child support is paid before medical support: CS-IRG-G18.
        first, last = obligations_of(named, case, situation)
        for obligation in range(first, last):
            owed_cents = situation.owed[case, obligation, bucket]
            if owed_cents > 0:
                claim = Claim(
                    collection.event, collection.month, case, step, obligation, bucket
                )
                left_cents = pay_step(
                    claim, owed_cents, left_cents, collection, situation, sheet
                )


@inner
def _share(phase: int, now_cents: int, collection: Collection, situation: Situation) -> None:
    """Fill the parts of several cases: current support by what is due, arrears by the law."""
    first, last = collection.first, collection.last
    claims, parts = situation.scratch[CLAIMS, first:last], situation.scratch[PARTS, first:last]
    ranks, ordered = (
        situation.scratch[RANKS, first:last],
        situation.scratch[ORDERED, first:last],
    )
    for case in range(first, last):
        ranks[case - first] = situation.cases[case].tie_rank
        ordered[case - first] = situation.cases[case].ordered_payment
    if phase != ARREARS_PHASE:
        split_into(now_cents, claims, ranks, parts)
        return
    method = situation.order.arrears_splits[collection.regime // CLASS_COUNT]
    if method == BY_ORDERED_PAYMENTS and is_offset(collection):
        # Payments ordered out of income say nothing of a refund, which goes to the
        # certified debts: CS-9.2-TOP-DIST-1.
        method = BY_BALANCES
    room = situation.scratch[CAPS, first:last], situation.scratch[REST, first:last]
    _split_arrears(now_cents, claims, ordered, ranks, method, parts, room)


@inner
def pay_turn(
    turn: int, now_cents: int, collection: Collection, situation: Situation, sheet: Sheet
) -> None:
    """Share money over the claims of a turn, and pay each case its share."""
    first, last = collection.first, collection.last
    claims, parts = situation.scratch[CLAIMS], situation.scratch[PARTS]
    if last - first == 1:
        parts[first] = now_cents
    else:
        _share(TURNS[turn, 0], now_cents, collection, situation)
    for case in range(first, last):
        if claims[case] > 0:
            _pay_case(case, parts[case], TURNS[turn, 0], collection, situation, sheet)
