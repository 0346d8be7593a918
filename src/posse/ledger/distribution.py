"""Applying one collection to the debts of its obligor, to the cent.

Compiled, so that one screen and a million receipts run the same lines. Rows of the sheet
are steps in the order in which the law takes them, with what was owed before each.

Source: 42 USC 657; 45 CFR 302.51; CS-IRG-F16, CS-IRG-G11, CS-IRG-G18, CS-IRG-G19.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from posse.ledger.accounts import CURRENT, FAMILY, FUTURES, OBLIGOR, REFUND, STATE
from posse.ledger.order import (
    ALL_SUPPORT,
    BY_BALANCES,
    BY_ORDERED_PAYMENTS,
    EQUAL,
    NO_STEP,
    OFFSET,
    SOURCE_CLASSES,
    STEPS_MAX,
    OrderArrays,
)
from posse.units.compiled import njit
from posse.units.splits import split_into

Cents = npt.NDArray[np.int64]
# Event, case, step, obligation, bucket, payee and the cents owed.
Claim = tuple[int, int, int, int, int, int, int]

SUPPORT_OBLIGATIONS = 3
CLASS_COUNT = len(SOURCE_CLASSES)
FEE = 3

# Columns of a line.
EVENT, CASE, TYPE, STEP, OBLIGATION, BUCKET, PAYEE, OWED, UNREIMBURSED, PAID = range(10)
LINE_COLUMNS = 10
LINES_MAX_A_CASE = 2 * STEPS_MAX * 4 + 4

# The phases in which the cases of one obligor share a collection.
NO_PHASE, CURRENT_PHASE, ARREARS_PHASE, FEE_PHASE = -1, 0, 1, 2


class CaseRows(NamedTuple):
    """What a collection must know of each case, [case]; the fold changes them by date.

    ``certified`` is the amount certified for offset, -1 for all arrears. ``tie_ranks``
    orders cents of equal claim: the older order, then the lower id.
    """

    families: Cents
    types: Cents
    months_due: Cents
    ordered_payments: Cents
    tie_ranks: Cents
    certified: Cents


class Debts(NamedTuple):
    """What is owed: [case, obligation, bucket], its assigned current part, and by family."""

    owed: Cents
    assigned_current: Cents
    unreimbursed: Cents


class Situation(NamedTuple):
    """The law and the debts to which money is applied; paying changes ``debts``."""

    order: OrderArrays
    cases: CaseRows
    debts: Debts


class Collection(NamedTuple):
    """Money of one obligor, whose cases are ``first`` to ``last - 1``."""

    event: int
    amount_cents: int
    regime: int
    first: int
    last: int


class Sheet(NamedTuple):
    """Rows being written; ``used`` is one number, how many are."""

    rows: Cents
    used: Cents


@njit(cache=True)
def new_sheet(columns: int, room: int) -> Sheet:
    """An empty sheet."""
    return Sheet(np.empty((room, columns), dtype=np.int64), np.zeros(1, dtype=np.int64))


@njit(cache=True)
def with_room(sheet: Sheet, more: int) -> Sheet:
    """``sheet`` itself, or a copy of twice the size where ``more`` rows do not fit."""
    used = sheet.used[0]
    if used + more <= sheet.rows.shape[0]:
        return sheet
    rows = np.empty((2 * sheet.rows.shape[0] + more, sheet.rows.shape[1]), dtype=np.int64)
    # Cell by cell: assigning slices takes eight seconds longer to compile.
    for row in range(used):
        for column in range(rows.shape[1]):
            rows[row, column] = sheet.rows[row, column]
    return Sheet(rows, sheet.used)


@njit(cache=True)
def _phase(bucket: int, obligation: int) -> int:
    """In which phase a step is paid."""
    if bucket in (NO_STEP, FUTURES, REFUND):
        return NO_PHASE
    if bucket == CURRENT:
        return CURRENT_PHASE if obligation == ALL_SUPPORT else FEE_PHASE
    return ARREARS_PHASE


@njit(cache=True)
def _obligations(obligation: int) -> tuple[int, int]:
    """First and last + 1 of the obligations that a step names."""
    if obligation == ALL_SUPPORT:
        return 0, SUPPORT_OBLIGATIONS
    return obligation, obligation + 1


@njit(cache=True)
def _claim_cents(case: int, regime: int, phase: int, situation: Situation) -> int:
    """What one case may receive of this money in one phase."""
    order, cases, debts = situation.order, situation.cases, situation.debts
    case_type = cases.types[case]
    total_cents = np.int64(0)
    for step in range(STEPS_MAX):
        bucket = order.buckets[case_type, regime, step]
        named = order.obligations[case_type, regime, step]
        if _phase(bucket, named) != phase:
            continue
        first, last = _obligations(named)
        for obligation in range(first, last):
            total_cents += max(0, debts.owed[case, obligation, bucket])
    # Offset money pays no more than was certified: CS-9.2-TOP-SINGLE-1, 45 CFR 303.72(h).
    if regime % CLASS_COUNT == OFFSET and phase == ARREARS_PHASE and cases.certified[case] >= 0:
        return min(total_cents, cases.certified[case])
    return total_cents


@njit(cache=True)
def _pay(claim: Claim, left_cents: int, situation: Situation, sheet: Sheet) -> int:
    """Pay one debt to one payee as far as the money reaches; what is left of it."""
    event, case, step, obligation, bucket, payee, owed_cents = claim
    cases, debts = situation.cases, situation.debts
    family = cases.families[case]
    paid_cents = min(left_cents, owed_cents)
    row = sheet.rows[sheet.used[0]]
    sheet.used[0] += 1
    row[EVENT], row[CASE], row[TYPE], row[STEP] = event, case, cases.types[case], step
    row[OBLIGATION], row[BUCKET], row[PAYEE] = obligation, bucket, payee
    row[OWED], row[UNREIMBURSED], row[PAID] = owed_cents, debts.unreimbursed[family], paid_cents
    if bucket == CURRENT and obligation < SUPPORT_OBLIGATIONS:
        assigned_cents = debts.assigned_current[case, obligation]
        free_cents = debts.owed[case, obligation, CURRENT] - assigned_cents
        taken_cents = paid_cents if payee == STATE else max(0, paid_cents - free_cents)
        debts.assigned_current[case, obligation] = max(0, assigned_cents - taken_cents)
    debts.owed[case, obligation, bucket] -= paid_cents
    # What the State keeps repays assistance; a fee does not: 42 USC 657(a).
    if payee == STATE and obligation != FEE:
        debts.unreimbursed[family] -= paid_cents
    return left_cents - paid_cents


@njit(cache=True)
def _pay_step(
    claim: Claim, is_limited: bool, left_cents: int, situation: Situation, sheet: Sheet
) -> int:  # fmt: skip
    """Pay one debt; where it is limited, what lies above assistance paid is the family's.

    Source: 42 USC 657(a)(3), 608(a)(3).
    """
    event, case, step, obligation, bucket, payee, owed_cents = claim
    kept_cents = owed_cents
    if is_limited:
        family = situation.cases.families[case]
        kept_cents = min(owed_cents, max(0, situation.debts.unreimbursed[family]))
    if kept_cents > 0:
        kept = (event, case, step, obligation, bucket, payee, kept_cents)
        left_cents = _pay(kept, left_cents, situation, sheet)
    if owed_cents > kept_cents:
        above = (event, case, step, obligation, bucket, FAMILY, owed_cents - kept_cents)
        left_cents = _pay(above, left_cents, situation, sheet)
    return left_cents


@njit(cache=True)
def _pay_case(
    case: int, share_cents: int, phase: int, collection: Collection, situation: Situation,
    sheet: Sheet,
) -> None:  # fmt: skip
    """Take one case's share through the steps of a phase, in the order of its type."""
    order, debts = situation.order, situation.debts
    case_type, regime = situation.cases.types[case], collection.regime
    left_cents = share_cents
    for step in range(STEPS_MAX):
        bucket = order.buckets[case_type, regime, step]
        named = order.obligations[case_type, regime, step]
        if _phase(bucket, named) != phase:
            continue
        payee = order.payees[case_type, regime, step]
        is_limited = order.is_limited[case_type, regime, step]
        first, last = _obligations(named)
        # Child support is paid before medical support: CS-IRG-G18.
        for obligation in range(first, last):
            owed_cents = debts.owed[case, obligation, bucket]
            if owed_cents > 0:
                claim = (collection.event, case, step, obligation, bucket, payee, owed_cents)
                left_cents = _pay_step(claim, is_limited, left_cents, situation, sheet)


@njit(cache=True)
def _split_equally(amount_cents: int, caps: Cents, tie_ranks: Cents, parts: Cents) -> None:
    """Equal parts, none above its cap; what a capped case leaves goes round again."""
    parts[:] = 0
    extra = np.zeros_like(parts)
    while amount_cents > 0:
        open_claims = (parts < caps).astype(np.int64)
        if open_claims.sum() == 0:
            return
        split_into(amount_cents, open_claims, tie_ranks, extra)
        for claim in range(parts.size):
            added_cents = min(extra[claim], caps[claim] - parts[claim])
            parts[claim] += added_cents
            amount_cents -= added_cents


@njit(cache=True)
def split_arrears(
    amount_cents: int,
    balances: Cents,
    ordered: Cents,
    tie_ranks: Cents,
    method: int,
    parts: Cents,
) -> None:
    """Fill ``parts`` with each case's share of arrears money; none above its balance.

    Shapes: all [case]. ``amount_cents`` is at most the sum of ``balances``. Ordered
    payments decide first only where every case with arrears has one.
    Source: CS-IRG-G11 in the reading of A-30; balances and equal parts by setting.
    """
    if method == EQUAL:
        _split_equally(amount_cents, balances, tie_ranks, parts)
        return
    parts[:] = 0
    lacks_ordered = ((balances > 0) & (ordered <= 0)).any()
    if method == BY_ORDERED_PAYMENTS and not lacks_ordered:
        first = np.minimum(balances, ordered)
        split_into(min(amount_cents, first.sum()), first, tie_ranks, parts)
    rest = np.zeros_like(parts)
    split_into(amount_cents - parts.sum(), balances - parts, tie_ranks, rest)
    parts += rest


@njit(cache=True)
def _pay_phase(
    phase: int, left_cents: int, collection: Collection, situation: Situation, sheet: Sheet
) -> int:  # fmt: skip
    """Share money over the cases of an obligor in one phase; what is left of it."""
    first, last = collection.first, collection.last
    tie_ranks = situation.cases.tie_ranks[first:last]
    claims = np.zeros(last - first, dtype=np.int64)
    parts = np.zeros(last - first, dtype=np.int64)
    for case in range(first, last):
        claims[case - first] = _claim_cents(case, collection.regime, phase, situation)
    now_cents = min(left_cents, claims.sum())
    if phase != ARREARS_PHASE:
        split_into(now_cents, claims, tie_ranks, parts)
    else:
        ordered = situation.cases.ordered_payments[first:last]
        method = situation.order.arrears_splits[collection.regime // CLASS_COUNT]
        if method == BY_ORDERED_PAYMENTS and collection.regime % CLASS_COUNT == OFFSET:
            # Payments ordered out of income say nothing of a refund, which goes to the
            # certified debts: CS-9.2-TOP-DIST-1.
            method = BY_BALANCES
        split_arrears(now_cents, claims, ordered, tie_ranks, method, parts)
    for case in range(first, last):
        _pay_case(case, parts[case - first], phase, collection, situation, sheet)
    return left_cents - now_cents


@njit(cache=True)
def _return_to_obligor(
    left_cents: int, collection: Collection, situation: Situation, sheet: Sheet
) -> None:
    """What no debt takes and nobody may be paid ahead with goes back to the obligor.

    Source: 45 CFR 303.72(h)(4); CS-9.2-TOP-SINGLE-2.
    """
    cases = situation.cases
    first = collection.first
    oldest = first + np.argmin(cases.tie_ranks[first : collection.last])
    row = sheet.rows[sheet.used[0]]
    sheet.used[0] += 1
    row[EVENT], row[CASE], row[TYPE] = collection.event, oldest, cases.types[oldest]
    row[STEP], row[OBLIGATION], row[BUCKET], row[PAYEE] = NO_STEP, 0, REFUND, OBLIGOR
    row[OWED], row[UNREIMBURSED] = (
        left_cents,
        situation.debts.unreimbursed[cases.families[oldest]],
    )
    row[PAID] = left_cents


@njit(cache=True)
def _futures_step(case: int, regime: int, situation: Situation) -> int:
    """The step at which the case's order pays ahead; -1 where it does not."""
    for step in range(STEPS_MAX):
        if situation.order.buckets[situation.cases.types[case], regime, step] == FUTURES:
            return step
    return NO_STEP


@njit(cache=True)
def _pay_ahead(
    left_cents: int, collection: Collection, situation: Situation, sheet: Sheet
) -> None:
    """What all debts leave pays coming months where current support runs: 45 CFR 302.51(b)."""
    first, last, regime = collection.first, collection.last, collection.regime
    order, cases = situation.order, situation.cases
    weights = np.zeros(last - first, dtype=np.int64)
    for case in range(first, last):
        if _futures_step(case, regime, situation) != NO_STEP:
            weights[case - first] = cases.months_due[case]
    if weights.sum() == 0:
        _return_to_obligor(left_cents, collection, situation, sheet)
        return
    parts = np.zeros_like(weights)
    split_into(left_cents, weights, cases.tie_ranks[first:last], parts)
    for case in range(first, last):
        part_cents = parts[case - first]
        if part_cents > 0:
            step = _futures_step(case, regime, situation)
            payee = order.payees[cases.types[case], regime, step]
            is_limited = order.is_limited[cases.types[case], regime, step]
            claim = (collection.event, case, step, 0, FUTURES, payee, part_cents)
            _pay_step(claim, is_limited, part_cents, situation, sheet)


@njit(cache=True)
def distribute_one(collection: Collection, situation: Situation, sheet: Sheet) -> Sheet:
    """Apply one collection; its lines are added to ``sheet``, perhaps a larger one.

    Changes the situation's debts. The paid cents of the lines add up to the collection.
    """
    cases_count = collection.last - collection.first
    sheet = with_room(sheet, cases_count * LINES_MAX_A_CASE + 1)
    # Current support of all cases comes first, in proportion to what is due:
    # 45 CFR 302.51(a)(1), 303.100(a)(5); CS-IRG-G11.
    left_cents = _pay_phase(
        CURRENT_PHASE, collection.amount_cents, collection, situation, sheet
    )
    # Then arrears of all cases, each in the order of its type: CS-IRG-F16, CS-IRG-G19.
    left_cents = _pay_phase(ARREARS_PHASE, left_cents, collection, situation, sheet)
    # No fee is taken while support of any case is owed: 45 CFR 302.33(e).
    left_cents = _pay_phase(FEE_PHASE, left_cents, collection, situation, sheet)
    if left_cents > 0:
        _pay_ahead(left_cents, collection, situation, sheet)
    return sheet


@njit(cache=True)
def distribute(
    amounts_cents: Cents, regimes: Cents, case_starts: Cents, situation: Situation
) -> Cents:
    """Lines of many collections of different obligors, each over its own cases.

    Shapes: ``amounts_cents`` and ``regimes`` are [collection]; collection ``i`` has
    the cases ``case_starts[i]`` to ``case_starts[i + 1] - 1``. The situation's debts are
    changed. The result is [line, column], columns as named in this module.
    """
    sheet = new_sheet(LINE_COLUMNS, 8 * amounts_cents.size + 64)
    for place in range(amounts_cents.size):
        collection = Collection(
            place,
            amounts_cents[place],
            regimes[place],
            case_starts[place],
            case_starts[place + 1],
        )
        sheet = distribute_one(collection, situation, sheet)
    return sheet.rows[: sheet.used[0]]
