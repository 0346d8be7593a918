"""The compiled fold: walks the events of each group of obligors through time.

A group is a set of obligors who share families, so nobody outside it can change its
debts. Events come sorted by group, day, kind and id.
"""

from typing import NamedTuple

from posse.ledger.accounts import CURRENT, SUPPORT_OBLIGATIONS, Account
from posse.ledger.assignment import (
    BEGUN,
    Layout,
    Numbers,
    adjust,
    become_arrears,
    change_assistance,
    fall_due,
    grant,
)
from posse.ledger.causes import FEE_IMPOSED
from posse.ledger.charges import (
    NEXT_DAY,
    NOTHING_WAITS,
    TAIL,
    Waiting,
    accrue,
    claim_penalties,
    give_judgment,
    interest_percent,
    note_adjustment,
    note_installment,
    penalize,
    post_interest,
    queue_unpaid,
)
from posse.ledger.distribution import (
    HOLD_WHOLE,
    RELEASED,
    distribute_one,
    impose_fee,
    lines_room,
)
from posse.ledger.moves import Behind, Pair, write_move
from posse.ledger.paying import Collection
from posse.ledger.situation import (
    NOT_ON_FILE,
    Records,
    Sheet,
    Situation,
)
from posse.ledger.undoing import Past, Reversal, take_back, undo_room
from posse.units.compiled import inner, njit

# Kinds of event, in the order in which they act on one day.
(RATE, ASSISTANCE, JUDGMENT, ADJUSTMENT, GRANT, INSTALLMENT, RECEIPT, RELEASE, REVERSAL,
 AFFIDAVIT) = range(10)  # fmt: skip
# What a RATE event changes: all but the last are a case's, the last is an obligor's.
(MONTHLY_OBLIGATION, ARREARS_PAYMENT, CERTIFIED, NO_INTEREST, NO_PENALTY, CHILDREN, RESPONDING,
 FEE_EXEMPTION, PERMITTED) = range(9)  # fmt: skip
# What a JUDGMENT event says in its detail.
ON_ARREARS, RETROACTIVE = 0, 1

FEE_OWED, FEE_CONTRA = int(Account.ANNUAL_FEE_OWED), int(Account.ANNUAL_FEE_IMPOSED)
MOVES_MAX_A_CASE = 12 * SUPPORT_OBLIGATIONS + 8
# A month has no more days on which something may fall due.
DAYS_MAX = 31


class Events(NamedTuple):
    """What happens, [event]: ``subjects`` is a case, a family or an obligor by kind.

    ``months`` counts from 1970-01; ``details`` is a bucket, a rate, a regime of money,
    what a judgment is about, or 1 and 0 for assistance begun and ended. ``obligations`` is
    also the program of assistance and a receipt's hold. ``links`` is the event of the
    receipt that is released or reversed, else -1.
    """

    groups: Numbers
    days: Numbers
    months: Numbers
    kinds: Numbers
    subjects: Numbers
    obligations: Numbers
    details: Numbers
    amounts_cents: Numbers
    links: Numbers


class Walk(NamedTuple):
    """Everything that the walk through the events changes or asks.

    ``offset_fee`` is one number: what of a collection's offset fee is still to be kept.
    """

    events: Events
    layout: Layout
    situation: Situation
    waiting: Waiting
    written: Records
    offset_fee: Numbers


@inner
def _end_month(group: int, month: int, walk: Walk, moves: Sheet) -> None:
    """The month ends for every case of a group: effective on the first day of the next."""
    layout, situation = walk.layout, walk.situation
    first, last = layout.groups[group].first, layout.groups[group].last
    when = (layout.months[month + 1 - layout.first_month].first_day, month)
    bears_interest = layout.groups[group].bears_interest > 0
    for case in range(first, last):
        if bears_interest:
            accrue(case, when[0], interest_percent(month, layout), situation)
            post_interest(case, when, situation, moves)
        for obligation in range(SUPPORT_OBLIGATIONS):
            if situation.support[case, obligation].charged > 0:
                amounts = walk.events.amounts_cents
                queue_unpaid(case, obligation, amounts, situation, walk.waiting)
            elif situation.owed[case, obligation, CURRENT] > 0:
                cents = situation.owed[case, obligation, CURRENT]
                situation.support[case, obligation].adjusted += cents
            if situation.owed[case, obligation, CURRENT] > 0:
                become_arrears(case, obligation, when, situation, layout, moves)


@inner
def _change_circumstance(case: int, detail: int, change: int, situation: Situation) -> None:
    """A child more or fewer, another state's request or its end, a reason to pay no fee."""
    if detail == CHILDREN:
        situation.cases[case].children += change
    elif detail == RESPONDING:
        situation.cases[case].is_responding += change
    else:
        situation.cases[case].exemptions += change


@inner
def _change_rate(event: int, walk: Walk) -> None:
    """Something of a case holds from this day on until it changes again."""
    events, layout = walk.events, walk.layout
    situation = walk.situation
    cases = situation.cases
    subject, amount = events.subjects[event], events.amounts_cents[event]
    detail = events.details[event]
    if detail == MONTHLY_OBLIGATION:
        cases[subject].months_due += amount
    elif detail == ARREARS_PAYMENT:
        cases[subject].ordered_payment += amount
    elif detail == NO_INTEREST:
        cases[subject].no_interest += amount
    elif detail == NO_PENALTY:
        cases[subject].no_penalty += amount
    elif CHILDREN <= detail <= FEE_EXEMPTION:
        _change_circumstance(subject, detail, amount, situation)
    else:
        # An obligor's case that is not certified is so once any of his is: 303.72(h)(6).
        obligor = events.obligations[event] if detail == CERTIFIED else subject
        for case in range(layout.obligors[obligor].first, layout.obligors[obligor].last):
            if detail == PERMITTED:
                cases[case].is_permitted = 1
            elif cases[case].certified == NOT_ON_FILE:
                cases[case].certified = 0
        if detail == CERTIFIED:
            cases[subject].certified = amount


@inner
def _apply_fact(event: int, walk: Walk, moves: Sheet) -> None:
    """Let one event other than money change the debts."""
    events, layout, situation = walk.events, walk.layout, walk.situation
    kind, subject, day = events.kinds[event], events.subjects[event], events.days[event]
    amount_cents, detail = events.amounts_cents[event], events.details[event]
    obligation = events.obligations[event]
    of = Behind(event, subject, day, 0, 0)
    if kind == RATE:
        _change_rate(event, walk)
    elif kind == ADJUSTMENT:
        adjust(of, obligation, detail, amount_cents, situation, moves)
        note_adjustment(subject, obligation, detail, amount_cents, situation)
    elif kind == ASSISTANCE:
        change_assistance(
            subject, obligation, detail == BEGUN, (event, day), situation, layout, moves
        )
    elif kind == GRANT:
        of = Behind(event, layout.members[situation.families[subject].first_member], day, 0, 0)
        month = events.months[event]
        grant(of, subject, obligation, month, amount_cents, situation, moves)
    elif kind == JUDGMENT:
        give_judgment(of, amount_cents, detail == RETROACTIVE, situation, moves)
    elif kind == AFFIDAVIT:
        claim_penalties(of, situation, moves)
    else:
        fall_due(of, obligation, amount_cents, situation, moves)
        note_installment(event, subject, obligation, amount_cents, situation, walk.waiting)


@inner
def _apply_money(event: int, walk: Walk, moves: Sheet, lines: Sheet) -> None:
    """Let a receipt, a release or a reversal change the debts."""
    events, layout, situation = walk.events, walk.layout, walk.situation
    written, obligor = walk.written, events.subjects[event]
    kind, link = events.kinds[event], events.links[event]
    first, last = layout.obligors[obligor].first, layout.obligors[obligor].last
    month, amount_cents = events.months[event], events.amounts_cents[event]
    if kind == RELEASE:
        amount_cents = written[link].held_cents
    offset_fee = walk.offset_fee
    offset_fee[0] = 0
    collection = Collection(
        event, month, amount_cents, events.details[event], first, last, offset_fee
    )
    written[event].first_line = lines.used[0]
    if kind == REVERSAL:
        reversal = Reversal(event, link, month, amount_cents)
        take_back(reversal, Past(events.months, written, layout.members), situation, lines)
        return
    hold = events.obligations[event]
    if kind == RELEASE:
        written[link].held_cents, written[link].release = 0, event
        hold = RELEASED
    if amount_cents > 0:
        written[event].held_cents = distribute_one(collection, hold, situation, lines)
    written[event].last_line = lines.used[0]
    if amount_cents == 0 or hold == HOLD_WHOLE:
        # What waits, and the end of a hold of nothing, is no collection for a family.
        return
    for case in range(first, last):
        fee_cents = impose_fee(case, collection, situation)
        of = Behind(event, case, events.days[event], FEE_IMPOSED, 0)
        write_move(of, Pair(FEE_OWED, FEE_CONTRA), fee_cents, moves)


@inner
def _accrue_before(event: int, walk: Walk) -> None:
    """Count interest of every case that an event may change, up to its day."""
    events, layout = walk.events, walk.layout
    group = events.groups[event]
    if layout.groups[group].bears_interest == 0:
        return
    percent = interest_percent(events.months[event], layout)
    for case in range(layout.groups[group].first, layout.groups[group].last):
        accrue(case, events.days[event], percent, walk.situation)


@inner
def _end_months(group: int, month: int, end: int, walk: Walk, moves: Sheet) -> None:
    """Months from one up to another end; without interest nothing changes after the first."""
    last = end if walk.layout.groups[group].bears_interest > 0 else min(end, month + 1)
    for each in range(month, last):
        _end_month(group, each, walk, moves)


@inner
def _penalize_before(day: int, walk: Walk, moves: Sheet) -> None:
    """Penalties arise at the end of their day, before anything of a later one."""
    waiting, events = walk.waiting, walk.events
    if waiting.counts[NEXT_DAY] < day:
        penalize(day, events.subjects, events.obligations, walk.situation, waiting, moves)


@inner
def _has_room(event: int, months_count: int, walk: Walk, moves: Sheet, lines: Sheet) -> bool:
    """Whether whatever an event and the months after it may write fits into the sheets."""
    group = walk.layout.groups[walk.events.groups[event]]
    cases_count = group.last - group.first
    moves_most = (1 + months_count) * cases_count * MOVES_MAX_A_CASE
    moves_most += 2 * walk.waiting.counts[TAIL] + cases_count * SUPPORT_OBLIGATIONS * DAYS_MAX
    lines_most = lines_room(cases_count)
    if walk.events.kinds[event] == REVERSAL:
        lines_most = undo_room(walk.events.links[event], walk.written)
    return moves.used[0] + moves_most <= len(moves.rows) and lines.used[0] + lines_most <= len(
        lines.rows
    )


@njit()
def run_fold(
    walk: Walk, event: int, last: int, through: tuple[int, int], moves: Sheet, lines: Sheet
) -> int:
    """Walk through the events up to ``last - 1`` while the sheets have room.

    They end with the events of whole groups, so parts may run side by side. ``through`` is
    the last day and its month. Moves and lines are added to the sheets, columns as
    :mod:`posse.ledger.moves` and :mod:`posse.ledger.situation` name them. Returns the first
    event that had no room, from which to go on with larger sheets; else ``last``.
    """
    events = walk.events
    while event < last:
        group, month = events.groups[event], events.months[event]
        is_last = event + 1 == last or events.groups[event + 1] != group
        next_month = through[1] if is_last else events.months[event + 1]
        if not _has_room(event, max(0, next_month - month), walk, moves, lines):
            break
        _penalize_before(events.days[event], walk, moves)
        _accrue_before(event, walk)
        if RECEIPT <= events.kinds[event] <= REVERSAL:
            _apply_money(event, walk, moves, lines)
        else:
            _apply_fact(event, walk, moves)
        if month < next_month:
            _end_months(group, month, next_month, walk, moves)
        if is_last:
            _penalize_before(through[0] + 1, walk, moves)
            walk.waiting.counts[TAIL] = 0
            walk.waiting.counts[NEXT_DAY] = NOTHING_WAITS
        event += 1
    return event
