"""The compiled fold: walks the events of each group of obligors through time.

A group is a set of obligors who share families, so nobody outside it can change its
debts. Events come sorted by group, day, kind and id.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from posse.ledger.accounts import (
    CURRENT,
    DEBT_BASE,
    DEBT_STRIDE,
    FORMER,
    FUTURES,
    NEVER_ASSIGNED,
    ON_ASSISTANCE,
    PERMANENTLY_ASSIGNED,
    Account,
)
from posse.ledger.distribution import (
    LINE_COLUMNS,
    SUPPORT_OBLIGATIONS,
    CaseRows,
    Collection,
    Sheet,
    Situation,
    distribute_one,
    new_sheet,
    with_room,
)
from posse.units.compiled import njit

# Kinds of event, in the order in which they act on one day.
RATE, ASSISTANCE, ADJUSTMENT, GRANT, INSTALLMENT, RECEIPT = range(6)
# What a RATE event changes: the monthly obligation, or the ordered payment on arrears.
MONTHLY_OBLIGATION, ARREARS_PAYMENT = 0, 1
# What an ASSISTANCE event says.
ENDED, BEGUN = 0, 1

UNASSIGNED_DURING = 5
SUPPORT_OWED = int(Account.SUPPORT_OWED)
ASSISTANCE_UNREIMBURSED = int(Account.ASSISTANCE_UNREIMBURSED)
ASSISTANCE_PAID = int(Account.ASSISTANCE_PAID)

# Columns of a move.
MOVE_EVENT, MOVE_CASE, MOVE_DAY, MOVE_MONTH, MOVE_DEBIT, MOVE_CREDIT, MOVE_CENTS = range(7)
MOVE_COLUMNS = 7
MOVES_MAX_A_CASE = 3 * SUPPORT_OBLIGATIONS + 2

Numbers = npt.NDArray[np.int64]


class Events(NamedTuple):
    """What happens, [event]: ``subjects`` is a case, a family or an obligor by kind.

    ``months`` counts from 1970-01; ``details`` is a bucket, a rate, a regime of money, or
    1 and 0 for assistance begun and ended.
    """

    groups: Numbers
    days: Numbers
    months: Numbers
    kinds: Numbers
    subjects: Numbers
    obligations: Numbers
    details: Numbers
    amounts_cents: Numbers


class Layout(NamedTuple):
    """Where things are: cases of each group and obligor, as first and last + 1.

    ``family_members`` lists the cases of family ``f`` from ``family_first[f]`` on.
    ``month_days`` is the first day of each month from ``first_month`` on.
    """

    group_first: Numbers
    group_last: Numbers
    obligor_first: Numbers
    obligor_last: Numbers
    family_first: Numbers
    family_members: Numbers
    month_days: Numbers
    first_month: int


@njit(cache=True)
def debt(obligation: int, bucket: int) -> int:
    """The account of one obligation's debt in one bucket."""
    return DEBT_BASE + DEBT_STRIDE * obligation + bucket


@njit(cache=True)
def _move(
    when: tuple[int, ...], debit: int, credit: int, amount_cents: int, moves: Sheet
) -> None:
    """Write one move; a negative amount is a move the other way.

    ``when`` is the event (-1 for a month's end), the case, the day and the month ended.
    """
    if amount_cents == 0:
        return
    row = moves.rows[moves.used[0]]
    moves.used[0] += 1
    row[MOVE_EVENT], row[MOVE_CASE], row[MOVE_DAY], row[MOVE_MONTH] = when
    row[MOVE_DEBIT] = debit if amount_cents > 0 else credit
    row[MOVE_CREDIT] = credit if amount_cents > 0 else debit
    row[MOVE_CENTS] = abs(amount_cents)


@njit(cache=True)
def _assignable_cents(case: int, situation: Situation, layout: Layout) -> int:
    """How much more of the family's support may be assigned: 42 USC 608(a)(3)."""
    debts = situation.debts
    family = situation.cases.families[case]
    room_cents = debts.unreimbursed[family]
    for place in range(layout.family_first[family], layout.family_first[family + 1]):
        member = layout.family_members[place]
        for obligation in range(SUPPORT_OBLIGATIONS):
            room_cents -= debts.owed[member, obligation, PERMANENTLY_ASSIGNED]
    return max(0, room_cents)


@njit(cache=True)
def _end_month_of_debt(
    case: int, obligation: int, when: tuple[int, ...], situation: Situation, layout: Layout,
    moves: Sheet,
) -> None:  # fmt: skip
    """Unpaid current support becomes arrears, owned by whoever its month belongs to.

    What fell due while the family was on assistance is assigned up to unreimbursed
    assistance; the rest is the family's. Source: 42 USC 608(a)(3); CS-IRG-F12.
    """
    debts = situation.debts
    unpaid_cents = debts.owed[case, obligation, CURRENT]
    from_assistance_cents = min(unpaid_cents, debts.assigned_current[case, obligation])
    assigned_cents = min(from_assistance_cents, _assignable_cents(case, situation, layout))
    above_cents = from_assistance_cents - assigned_cents
    own_cents = unpaid_cents - from_assistance_cents
    debts.owed[case, obligation, CURRENT] = 0
    debts.assigned_current[case, obligation] = 0
    for bucket, cents in (
        (PERMANENTLY_ASSIGNED, assigned_cents),
        (UNASSIGNED_DURING, above_cents),
        (NEVER_ASSIGNED, own_cents),
    ):
        debts.owed[case, obligation, bucket] += cents
        _move(when, debt(obligation, bucket), debt(obligation, CURRENT), cents, moves)


@njit(cache=True)
def _end_month(
    group: int, month: int, day: int, situation: Situation, layout: Layout, moves: Sheet
) -> None:  # fmt: skip
    """The month ends for every case of a group; ``day`` is the first of the next."""
    for case in range(layout.group_first[group], layout.group_last[group]):
        for obligation in range(SUPPORT_OBLIGATIONS):
            if situation.debts.owed[case, obligation, CURRENT] > 0:
                when = (-1, case, day, month)
                _end_month_of_debt(case, obligation, when, situation, layout, moves)


@njit(cache=True)
def _fall_due(event: int, events: Events, situation: Situation, moves: Sheet) -> None:
    """An installment falls due; what was paid ahead meets it first (45 CFR 302.51(b))."""
    case, obligation = events.subjects[event], events.obligations[event]
    amount_cents, debts = events.amounts_cents[event], situation.debts
    when = (event, case, events.days[event], 0)
    debts.owed[case, obligation, CURRENT] += amount_cents
    _move(when, debt(obligation, CURRENT), SUPPORT_OWED, amount_cents, moves)
    ahead_cents = max(0, min(-debts.owed[case, obligation, FUTURES], amount_cents))
    debts.owed[case, obligation, CURRENT] -= ahead_cents
    debts.owed[case, obligation, FUTURES] += ahead_cents
    _move(when, debt(obligation, FUTURES), debt(obligation, CURRENT), ahead_cents, moves)
    if situation.cases.types[case] == ON_ASSISTANCE and obligation < SUPPORT_OBLIGATIONS:
        # Support that falls due while assistance is paid is assigned: 42 USC 608(a)(3).
        debts.assigned_current[case, obligation] += amount_cents - ahead_cents


@njit(cache=True)
def _adjust(event: int, events: Events, situation: Situation, moves: Sheet) -> None:
    """A debt is brought over or corrected; this month's support is assigned as it accrues."""
    case, obligation = events.subjects[event], events.obligations[event]
    bucket, amount_cents = events.details[event], events.amounts_cents[event]
    debts = situation.debts
    debts.owed[case, obligation, bucket] += amount_cents
    when = (event, case, events.days[event], 0)
    _move(when, debt(obligation, bucket), SUPPORT_OWED, amount_cents, moves)
    if bucket == CURRENT and obligation < SUPPORT_OBLIGATIONS:
        assigned_cents = debts.assigned_current[case, obligation]
        if situation.cases.types[case] == ON_ASSISTANCE:
            # Support of a month on assistance is assigned: 42 USC 608(a)(3).
            assigned_cents += amount_cents
        unpaid_cents = debts.owed[case, obligation, CURRENT]
        debts.assigned_current[case, obligation] = max(0, min(assigned_cents, unpaid_cents))


@njit(cache=True)
def _change_type(event: int, events: Events, cases: CaseRows, layout: Layout) -> None:
    """Assistance begins or ends for every case of a family."""
    family = events.subjects[event]
    new_type = ON_ASSISTANCE if events.details[event] == BEGUN else FORMER
    for place in range(layout.family_first[family], layout.family_first[family + 1]):
        cases.types[layout.family_members[place]] = new_type


@njit(cache=True)
def _apply_fact(
    event: int, events: Events, situation: Situation, layout: Layout, moves: Sheet
) -> None:  # fmt: skip
    """Let one event other than a receipt change the debts."""
    kind, subject, day = events.kinds[event], events.subjects[event], events.days[event]
    amount_cents, detail = events.amounts_cents[event], events.details[event]
    cases, debts = situation.cases, situation.debts
    if kind == RATE and detail == MONTHLY_OBLIGATION:
        cases.months_due[subject] += amount_cents
    elif kind == RATE:
        cases.ordered_payments[subject] += amount_cents
    elif kind == ADJUSTMENT:
        _adjust(event, events, situation, moves)
    elif kind == ASSISTANCE:
        _change_type(event, events, cases, layout)
    elif kind == GRANT:
        debts.unreimbursed[subject] += amount_cents
        when = (event, layout.family_members[layout.family_first[subject]], day, 0)
        _move(when, ASSISTANCE_UNREIMBURSED, ASSISTANCE_PAID, amount_cents, moves)
    else:
        _fall_due(event, events, situation, moves)


@njit(cache=True)
def run_fold(
    events: Events, layout: Layout, situation: Situation, through_month: int
) -> tuple[Numbers, Numbers]:
    """Moves and distribution lines of all events up to the month ``through_month``.

    The situation's debts and cases end as of the last event. ``layout.month_days`` gives
    the first day of each month from ``layout.first_month`` on.
    """
    moves, lines = new_sheet(MOVE_COLUMNS, 1024), new_sheet(LINE_COLUMNS, 1024)
    size = events.groups.size
    for event in range(size):
        group, month = events.groups[event], events.months[event]
        cases_count = layout.group_last[group] - layout.group_first[group]
        moves = with_room(moves, cases_count * MOVES_MAX_A_CASE + 4)
        if events.kinds[event] == RECEIPT:
            obligor = events.subjects[event]
            collection = Collection(
                event,
                events.amounts_cents[event],
                events.details[event],
                layout.obligor_first[obligor],
                layout.obligor_last[obligor],
            )
            lines = distribute_one(collection, situation, lines)
        else:
            _apply_fact(event, events, situation, layout, moves)
        is_last = event + 1 == size or events.groups[event + 1] != group
        next_month = through_month if is_last else events.months[event + 1]
        if month < next_month:
            day = layout.month_days[month + 1 - layout.first_month]
            _end_month(group, month, day, situation, layout, moves)
    return moves.rows[: moves.used[0]], lines.rows[: lines.used[0]]
