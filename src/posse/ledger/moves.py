"""Moves: what changes debts without money coming in, one row a pair of accounts."""

from posse.ledger.accounts import DEBT_BASE, DEBT_STRIDE
from posse.ledger.situation import Sheet
from posse.units.compiled import njit

# Columns of a move. The fact behind it is that of the event, or, where that is -1, CAUSE_ID;
# a CAUSE of 0 is what the kind of the event causes.
(MOVE_EVENT, MOVE_CASE, MOVE_DAY, MOVE_CAUSE, MOVE_CAUSE_ID, MOVE_DEBIT, MOVE_CREDIT,
 MOVE_CENTS) = range(8)  # fmt: skip
MOVE_COLUMNS = 8


@njit(cache=True)
def debt(obligation: int, bucket: int) -> int:
    """The account of one obligation's debt in one bucket."""
    return DEBT_BASE + DEBT_STRIDE * obligation + bucket


@njit(cache=True)
def write_move(
    of: tuple[int, int, int, int, int],
    debit: int,
    credit: int,
    amount_cents: int,
    moves: Sheet,
) -> None:
    """Write one move; a negative amount is a move the other way.

    ``of`` is the event (or -1), the case, the day, the cause and its id (or 0).
    """
    if amount_cents == 0:
        return
    row = moves.rows[moves.used[0]]
    moves.used[0] += 1
    row[MOVE_EVENT], row[MOVE_CASE], row[MOVE_DAY] = of[0], of[1], of[2]
    row[MOVE_CAUSE], row[MOVE_CAUSE_ID] = of[3], of[4]
    row[MOVE_DEBIT] = debit if amount_cents > 0 else credit
    row[MOVE_CREDIT] = credit if amount_cents > 0 else debit
    row[MOVE_CENTS] = abs(amount_cents)
