"""Taking a receipt back: its lines undone, from the last to the first.

A reversal acts on its own day. What the receipt paid is owed again, in the bucket where it
would stand by now, and every payee's entitlement falls; money in a hold goes first.
"""

from typing import NamedTuple

import numpy as np

from posse.ledger.accounts import (
    ANNUAL_FEE,
    ASSIGNED_FOSTER_CARE,
    CHILD_SUPPORT,
    CURRENT,
    FAMILY,
    FUTURES,
    HOLD,
    NEVER_ASSIGNED,
    PERMANENTLY_ASSIGNED,
    REFUND,
    SUPPORT_OBLIGATIONS,
    UNASSIGNED_DURING,
)
from posse.ledger.assignment import Numbers, room_to_assign_cents
from posse.ledger.situation import (
    BUCKET,
    CASE,
    EVENT,
    FAMILYS_OWN,
    FOR_FOSTER_CARE,
    LINE_COLUMNS,
    NO_EVENT,
    OBLIGATION,
    OFF_ASSISTANCE,
    OFF_FOSTER_CARE,
    OWED,
    PAID,
    PARTS_OF_MONTH,
    PASSED_THROUGH,
    PAYEE,
    REMAINING,
    REPAYS,
    REPAYS_ASSISTANCE,
    REPAYS_FOSTER_CARE,
    TYPE,
    UNREIMBURSED,
    Records,
    Sheet,
    Situation,
    child_arrears_cents,
    fiscal_year,
    part_of_month,
)
from posse.units.compiled import inner

# What was written of an event: its lines as first and last + 1, the cents held of a receipt,
# and the event that released them.
WRITTEN_ROW = np.dtype([
    (name, np.int64) for name in ("first_line", "last_line", "held_cents", "release")
])  # fmt: skip
# A line is undone in so many at most: the family's own part of a month's support, what was
# assigned for foster care, and what was assigned for assistance, in two buckets.
UNDONE_MAX_A_LINE = 4


class Reversal(NamedTuple):
    """Which event is taken back, when, and how much of it. ``month`` is the reversal's."""

    event: int
    of_event: int
    month: int
    amount_cents: int


class Past(NamedTuple):
    """What was before: the month of each event, what each wrote, and families' cases.

    Shapes: ``months`` and ``written`` are [event]; ``members`` as in a layout.
    """

    months: Numbers
    written: Records
    members: Numbers


class Undone(NamedTuple):
    """A line being undone by an event, and what was not reimbursed before that. In cents."""

    line: Numbers
    by_event: int
    unreimbursed_cents: int


def nothing_written(event_count: int) -> Records:
    """No event has written anything yet."""
    written = np.zeros(event_count, dtype=WRITTEN_ROW)
    written["release"] = NO_EVENT
    return written


@inner
def _owe_again(line: Numbers, bucket: int, cents: int, situation: Situation) -> None:
    """Let the debt grow again that the line had lowered."""
    case, obligation = line[CASE], line[OBLIGATION]
    situation.owed[case, obligation, bucket] += cents
    if obligation >= SUPPORT_OBLIGATIONS or not CURRENT < bucket < FUTURES:
        return
    situation.support[case, obligation].arrears_paid -= cents
    if obligation == CHILD_SUPPORT and CURRENT < line[BUCKET] < FUTURES:
        # Only what paid arrears had lowered what is under judgment.
        situation.cases[case].judgment_left = min(
            situation.cases[case].judgment_left + cents,
            situation.cases[case].judged,
            child_arrears_cents(case, situation),
        )


@inner
def _write_undone(
    undone: Undone, bucket: int, cents: int, situation: Situation, sheet: Sheet
) -> None:
    """A line of less than nothing: the payee of a line has cents less, the debt is back."""
    if cents <= 0:
        return
    line, row = undone.line, sheet.rows[sheet.used[0]]
    sheet.used[0] += 1
    for column in range(LINE_COLUMNS):
        row[column] = line[column]
    row[EVENT], row[BUCKET], row[PAID], row[REMAINING] = undone.by_event, bucket, -cents, 0
    row[UNREIMBURSED] = undone.unreimbursed_cents
    if line[PAYEE] == HOLD or bucket == REFUND:
        row[OWED] = cents
        return
    row[OWED] = situation.owed[line[CASE], line[OBLIGATION], bucket]
    _owe_again(line, bucket, cents, situation)


@inner
def _undo_part_of_month(
    undone: Undone, kind: int, cents: int, is_over: bool, situation: Situation,
    members: Numbers, sheet: Sheet,
) -> None:  # fmt: skip
    """Owe a part of a month's support again: as current, or as what it is once it is over.

    That is whose it was as it fell due: 42 USC 608(a)(3), 45 CFR 302.50(a), 302.52(c).
    """
    line = undone.line
    case, obligation = line[CASE], line[OBLIGATION]
    if kind != FAMILYS_OWN:
        line[OFF_ASSISTANCE + kind] -= cents
    if not is_over:
        _write_undone(undone, CURRENT, cents, situation, sheet)
        if kind != FAMILYS_OWN:
            situation.support[case, obligation].assigned[kind] += cents
    elif kind == FAMILYS_OWN:
        _write_undone(undone, NEVER_ASSIGNED, cents, situation, sheet)
    elif kind == FOR_FOSTER_CARE:
        _write_undone(undone, ASSIGNED_FOSTER_CARE, cents, situation, sheet)
    else:
        room_cents = room_to_assign_cents(situation.cases[case].family, situation, members)
        kept_cents = min(cents, room_cents)
        _write_undone(undone, PERMANENTLY_ASSIGNED, kept_cents, situation, sheet)
        _write_undone(undone, UNASSIGNED_DURING, cents - kept_cents, situation, sheet)


@inner
def _undo_current(
    undone: Undone, cents: int, is_over: bool, situation: Situation, members: Numbers,
    sheet: Sheet,
) -> None:  # fmt: skip
    """Undo a line of a month's support, the part that it paid last first."""
    line, left_cents = undone.line, cents
    # What is left of the line was lowered by the cents already.
    own_cents = line[REMAINING] + cents - line[OFF_ASSISTANCE] - line[OFF_FOSTER_CARE]
    for turn in range(PARTS_OF_MONTH - 1, -1, -1):
        kind = part_of_month(turn, line[PAYEE], line[TYPE])
        paid_cents = own_cents if kind == FAMILYS_OWN else line[OFF_ASSISTANCE + kind]
        part_cents = min(left_cents, paid_cents)
        _undo_part_of_month(undone, kind, part_cents, is_over, situation, members, sheet)
        left_cents -= part_cents


@inner
def _give_back(line: Numbers, cents: int, month_of_line: int, situation: Situation) -> int:
    """Undo what a line did besides paying its debt; what was not reimbursed before that."""
    case, repays = line[CASE], line[REPAYS]
    family = situation.families[situation.cases[case].family]
    unreimbursed_cents = int(family.unreimbursed)
    if line[PAYEE] == ANNUAL_FEE:
        situation.cases[case].fee_owed += cents
    elif line[PAYEE] == FAMILY and situation.cases[case].fee_year == fiscal_year(month_of_line):
        situation.cases[case].family_cents -= cents
    if repays == REPAYS_ASSISTANCE:
        family.unreimbursed += cents
    elif repays == PASSED_THROUGH and family.passed_month == month_of_line:
        # It was not passed through after all: 42 USC 657(a)(6) lets as much be in the month.
        family.passed -= cents
    elif repays == REPAYS_FOSTER_CARE:
        unreimbursed_cents = int(family.foster_unreimbursed)
        family.foster_unreimbursed += cents
        if line[BUCKET] == CURRENT and family.maintenance_month == month_of_line:
            # The month's foster care is to be repaid once more: 45 CFR 302.52(b)(1).
            family.maintenance += cents
    return unreimbursed_cents


@inner
def _undo_line(
    place: int, left_cents: int, month_of_line: int, reversal: Reversal, members: Numbers,
    situation: Situation, sheet: Sheet,
) -> int:  # fmt: skip
    """Take one line back as far as the reversal reaches; what is left of it."""
    line = sheet.rows[place]
    cents = min(left_cents, line[REMAINING])
    if cents <= 0:
        return left_cents
    line[REMAINING] -= cents
    case, obligation, bucket = line[CASE], line[OBLIGATION], line[BUCKET]
    unreimbursed_cents = _give_back(line, cents, month_of_line, situation)
    undone = Undone(line, reversal.event, unreimbursed_cents)
    if bucket == CURRENT and obligation < SUPPORT_OBLIGATIONS:
        is_over = month_of_line != reversal.month
        _undo_current(undone, cents, is_over, situation, members, sheet)
    elif bucket == FUTURES:
        # What paid ahead has met an installment since, which is owed now.
        ahead_cents = max(0, -situation.owed[case, obligation, FUTURES])
        used_cents = max(0, cents - ahead_cents)
        _write_undone(undone, NEVER_ASSIGNED, used_cents, situation, sheet)
        _write_undone(undone, FUTURES, cents - used_cents, situation, sheet)
    else:
        _write_undone(undone, bucket, cents, situation, sheet)
    return int(left_cents - cents)


@inner
def undo_room(receipt: int, written: Records) -> int:
    """How many lines it takes at most to undo a receipt."""
    release = written[receipt].release
    count = written[receipt].last_line - written[receipt].first_line
    if release >= 0:
        count += written[release].last_line - written[release].first_line
    return UNDONE_MAX_A_LINE * count + 2


@inner
def take_back(reversal: Reversal, past: Past, situation: Situation, sheet: Sheet) -> None:
    """Undo a receipt up to an amount; the negative lines are added to ``sheet``.

    The sheet must have the room: :func:`undo_room`.
    """
    left_cents, receipt = reversal.amount_cents, reversal.of_event
    written = past.written
    release = written[receipt].release
    held_cents = min(left_cents, written[receipt].held_cents)
    if held_cents > 0:
        written[receipt].held_cents -= held_cents
        left_cents -= held_cents
        # The last line of a receipt with money held is that of the hold.
        line = sheet.rows[written[receipt].last_line - 1]
        family = situation.cases[line[CASE]].family
        unreimbursed_cents = situation.families[family].unreimbursed
        undone = Undone(line, reversal.event, unreimbursed_cents)
        _write_undone(undone, line[BUCKET], held_cents, situation, sheet)
    for event in (release, receipt):
        if event < 0:
            continue
        for place in range(written[event].last_line - 1, written[event].first_line - 1, -1):
            left_cents = _undo_line(
                place, left_cents, past.months[event], reversal, past.members, situation, sheet
            )
