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
    FOSTER_CARE,
    FUTURES,
    HOLD,
    MEDICAID_AGENCY,
    NEVER_ASSIGNED,
    PERMANENTLY_ASSIGNED,
    REFUND,
    SUPPORT_OBLIGATIONS,
)
from posse.ledger.assignment import Numbers
from posse.ledger.situation import (
    BUCKET,
    CASE,
    EVENT,
    FOR_ASSISTANCE,
    FOR_FOSTER_CARE,
    LINE_COLUMNS,
    NO_EVENT,
    OBLIGATION,
    OWED,
    PAID,
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
)
from posse.units.compiled import inner

# What was written of an event: its lines as first and last + 1, the cents held of a receipt,
# and the event that released them.
WRITTEN_ROW = np.dtype([
    (name, np.int64) for name in ("first_line", "last_line", "held_cents", "release")
])  # fmt: skip


class Reversal(NamedTuple):
    """Which event is taken back, when, and how much of it. ``month`` is the reversal's."""

    event: int
    of_event: int
    month: int
    amount_cents: int


def nothing_written(event_count: int) -> Records:
    """No event has written anything yet."""
    written = np.zeros(event_count, dtype=WRITTEN_ROW)
    written["release"] = NO_EVENT
    return written


@inner
def _restored_bucket(line: Numbers, is_same_month: bool) -> int:
    """Where a debt stands again: current support of an ended month is arrears by now."""
    if line[BUCKET] != CURRENT or is_same_month or line[OBLIGATION] >= SUPPORT_OBLIGATIONS:
        return int(line[BUCKET])
    if line[TYPE] == FOSTER_CARE and line[PAYEE] != MEDICAID_AGENCY:
        return ASSIGNED_FOSTER_CARE
    is_states = line[REPAYS] == REPAYS_ASSISTANCE
    return PERMANENTLY_ASSIGNED if is_states else NEVER_ASSIGNED


@inner
def _owe_again(line: Numbers, bucket: int, cents: int, situation: Situation) -> None:
    """Let everything grow again that the line had lowered."""
    case, obligation = line[CASE], line[OBLIGATION]
    family = situation.cases[case].family
    families = situation.families
    situation.owed[case, obligation, bucket] += cents
    if obligation < SUPPORT_OBLIGATIONS:
        if bucket == CURRENT and line[REPAYS] == REPAYS_ASSISTANCE:
            situation.support[case, obligation].assigned[FOR_ASSISTANCE] += cents
        elif bucket == CURRENT and line[TYPE] == FOSTER_CARE and line[PAYEE] != MEDICAID_AGENCY:
            situation.support[case, obligation].assigned[FOR_FOSTER_CARE] += cents
        elif CURRENT < bucket < FUTURES:
            situation.support[case, obligation].arrears_paid -= cents
            if obligation == CHILD_SUPPORT and CURRENT < line[BUCKET] < FUTURES:
                # Only what paid arrears had lowered what is under judgment.
                situation.cases[case].judgment_left = min(
                    situation.cases[case].judgment_left + cents,
                    situation.cases[case].judged,
                    child_arrears_cents(case, situation),
                )
    if line[REPAYS] == REPAYS_ASSISTANCE:
        families[family].unreimbursed += cents
    elif line[REPAYS] == REPAYS_FOSTER_CARE:
        families[family].foster_unreimbursed += cents


@inner
def _write_undone(
    place: int, bucket: int, cents: int, reversal: Reversal, situation: Situation, sheet: Sheet
) -> None:
    """A line of less than nothing: the payee of a line has cents less, the debt is back."""
    line, row = sheet.rows[place], sheet.rows[sheet.used[0]]
    sheet.used[0] += 1
    for column in range(LINE_COLUMNS):
        row[column] = line[column]
    family = situation.cases[line[CASE]].family
    row[EVENT], row[BUCKET], row[PAID], row[REMAINING] = reversal.event, bucket, -cents, 0
    row[UNREIMBURSED] = situation.families[family].unreimbursed
    if line[REPAYS] == REPAYS_FOSTER_CARE:
        row[UNREIMBURSED] = situation.families[family].foster_unreimbursed
    if line[PAYEE] == HOLD or bucket == REFUND:
        row[OWED] = cents
        return
    row[OWED] = situation.owed[line[CASE], line[OBLIGATION], bucket]
    _owe_again(line, bucket, cents, situation)


@inner
def _undo_line(
    place: int, left_cents: int, month_of_line: int, reversal: Reversal, situation: Situation,
    sheet: Sheet,
) -> int:  # fmt: skip
    """Take one line back as far as the reversal reaches; what is left of it."""
    line = sheet.rows[place]
    cents = min(left_cents, line[REMAINING])
    if cents <= 0:
        return left_cents
    line[REMAINING] -= cents
    case = line[CASE]
    if line[PAYEE] == ANNUAL_FEE:
        situation.cases[case].fee_owed += cents
    elif line[PAYEE] == FAMILY and situation.cases[case].fee_year == fiscal_year(month_of_line):
        situation.cases[case].family_cents -= cents
    family = situation.families[situation.cases[case].family]
    is_of_month = line[BUCKET] == CURRENT and family.maintenance_month == month_of_line
    if line[REPAYS] == REPAYS_FOSTER_CARE and is_of_month:
        # The month's foster care is to be repaid once more: 45 CFR 302.52(b)(1).
        family.maintenance += cents
    bucket = _restored_bucket(line, month_of_line == reversal.month)
    if bucket == FUTURES:
        # What paid ahead has met an installment since, which is owed now.
        ahead_cents = max(0, -situation.owed[case, line[OBLIGATION], FUTURES])
        used_cents = max(0, cents - ahead_cents)
        if used_cents > 0:
            _write_undone(place, NEVER_ASSIGNED, used_cents, reversal, situation, sheet)
        cents, left_cents = cents - used_cents, left_cents - used_cents
    if cents > 0:
        _write_undone(place, bucket, cents, reversal, situation, sheet)
    return int(left_cents - cents)


@inner
def undo_room(receipt: int, written: Records) -> int:
    """How many lines it takes at most to undo a receipt: two for each that it wrote."""
    release = written[receipt].release
    count = written[receipt].last_line - written[receipt].first_line
    if release >= 0:
        count += written[release].last_line - written[release].first_line
    return 2 * count + 2


@inner
def take_back(
    reversal: Reversal, months: Numbers, written: Records, situation: Situation, sheet: Sheet
) -> None:
    """Undo a receipt up to an amount; the negative lines are added to ``sheet``.

    Shapes: ``months`` is [event]. The sheet must have the room: :func:`undo_room`.
    """
    left_cents, receipt = reversal.amount_cents, reversal.of_event
    release = written[receipt].release
    held_cents = min(left_cents, written[receipt].held_cents)
    if held_cents > 0:
        written[receipt].held_cents -= held_cents
        left_cents -= held_cents
        # The last line of a receipt with money held is that of the hold.
        place = written[receipt].last_line - 1
        _write_undone(place, sheet.rows[place, BUCKET], held_cents, reversal, situation, sheet)
    for event in (release, receipt):
        if event < 0:
            continue
        for place in range(written[event].last_line - 1, written[event].first_line - 1, -1):
            left_cents = _undo_line(
                place, left_cents, months[event], reversal, situation, sheet
            )
