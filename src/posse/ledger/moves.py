"""Moves: what changes debts without money coming in, one row a pair of accounts."""

from typing import NamedTuple

from posse.ledger.accounts import DEBT_BASE, DEBT_STRIDE
from posse.ledger.situation import Sheet
from posse.units.compiled import inner

# Columns of a move. The fact behind it is that of the event, or, where that is -1, CAUSE_ID;
# a CAUSE of 0 is what the kind of the event causes.
(MOVE_EVENT, MOVE_CASE, MOVE_DAY, MOVE_CAUSE, MOVE_CAUSE_ID, MOVE_DEBIT, MOVE_CREDIT,
 MOVE_CENTS) = range(8)  # fmt: skip
MOVE_COLUMNS = 8


class Behind(NamedTuple):
    """What a move follows from: event (or -1), case, day, and its own cause and id (or 0)."""

    event: int
    case: int
    day: int
    cause: int
    cause_id: int


class Pair(NamedTuple):
    """The account that is debited and the one that is credited."""

    debit: int
    credit: int


@inner
def debt(obligation: int, bucket: int) -> int:
    """The account of one obligation's debt in one bucket."""
    return DEBT_BASE + DEBT_STRIDE * obligation + bucket


@inner
def write_move(of: Behind, pair: Pair, amount_cents: int, moves: Sheet) -> None:
    """Write one move; a negative amount is a move the other way."""
    if amount_cents == 0:
        return
    is_forward = amount_cents > 0
    row = moves.rows[moves.used[0]]
    moves.used[0] += 1
    row[MOVE_EVENT], row[MOVE_CASE], row[MOVE_DAY] = of.event, of.case, of.day
    row[MOVE_CAUSE], row[MOVE_CAUSE_ID] = of.cause, of.cause_id
    row[MOVE_DEBIT] = pair.debit if is_forward else pair.credit
    row[MOVE_CREDIT] = pair.credit if is_forward else pair.debit
    row[MOVE_CENTS] = abs(amount_cents)
