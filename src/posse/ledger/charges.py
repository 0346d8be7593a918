"""Interest and late-payment penalty: what the law adds to unpaid support.

Interest is exact: cents times days times percent are summed and divided once, so that its
posted amounts never drift from the whole. Source: W.S. 1-16-102, 1-16-103; CS-IRG-F2.1,
CS-IRG-F4.1, in the reading A-32.
"""

from typing import NamedTuple

import numpy as np

from posse.ledger.accounts import (
    CHILD_SUPPORT,
    CURRENT,
    INTEREST,
    NEVER_ASSIGNED,
    PENALTY,
    PERMANENTLY_ASSIGNED,
    SUPPORT_OBLIGATIONS,
    Account,
)
from posse.ledger.assignment import SUPPORT_OWED, Layout, Numbers
from posse.ledger.causes import INTEREST_DUE
from posse.ledger.causes import PENALTY_ARISEN as CAUSED_BY_PENALTY
from posse.ledger.moves import Behind, Pair, debt, write_move
from posse.ledger.situation import (
    ASSIGNED,
    NO_EVENT,
    OWN,
    PATERNITY,
    Records,
    Sheet,
    Situation,
    child_arrears_cents,
    principal_cents,
)
from posse.units.compiled import inner

# A year of interest has so many days, leap year or not, and percent is of a hundred.
PARTS_A_CENT = 365 * 100
PENDING, ARISEN = int(Account.PENALTY_PENDING), int(Account.PENALTY_ARISEN)
NOTHING_WAITS = 2**62


# What is known of an installment, by its event: the one before it in its month, where it ends
# in what is charged that month and then in the queue of its debt, what was unpaid of it at
# the month's end, and the law's last day and percent.
INSTALLMENT_ROW = np.dtype([
    (name, np.int64) for name in ("previous", "place", "unpaid_cents", "last_day", "percent")
])  # fmt: skip
# Places of ``counts``.
TAIL, NEXT_DAY = range(2)


class Waiting(NamedTuple):
    """Unpaid installments whose penalty day is to come, of the group being walked through.

    ``queue`` are their events, ``counts`` how many there are and the earliest last day.
    ``installments``, [event], are records of INSTALLMENT_ROW.
    """

    installments: Records
    queue: Numbers
    counts: Numbers


@inner
def accrue(case: int, day: int, percent: int, situation: Situation) -> None:
    """Count interest of a case up to a day, before anything changes what bears it.

    Units: ``percent`` a year. What is owed at the end of a day bears interest for it.
    """
    days = day - situation.cases[case].since_day
    situation.cases[case].since_day = day
    if days <= 0 or situation.cases[case].no_interest > 0:
        return
    for owner in (OWN, ASSIGNED):
        cents = principal_cents(case, owner, situation)
        situation.cases[case].parts[owner] += cents * days * percent


@inner
def post_interest(case: int, when: tuple[int, int], situation: Situation, moves: Sheet) -> None:
    """The month's interest: the whole so far, rounded half up once, less what is posted."""
    owed = situation.owed
    of = Behind(-1, case, when[0], INTEREST_DUE, when[1])
    for owner, bucket in ((OWN, NEVER_ASSIGNED), (ASSIGNED, PERMANENTLY_ASSIGNED)):
        whole_cents = (2 * situation.cases[case].parts[owner] + PARTS_A_CENT) // (
            2 * PARTS_A_CENT
        )
        cents = whole_cents - situation.cases[case].posted[owner]
        situation.cases[case].posted[owner] = whole_cents
        owed[case, INTEREST, bucket] += cents
        write_move(of, Pair(debt(INTEREST, bucket), SUPPORT_OWED), cents, moves)


@inner
def give_judgment(
    of: Behind, amount_cents: int, is_retroactive: bool,
    situation: Situation, moves: Sheet,
) -> None:  # fmt: skip
    """A court says what is owed: for time before any order it is a debt by itself.

    Judgment on arrears adds only what lies above the arrears that are not judged yet.
    """
    case = of.case
    added_cents = amount_cents
    if not is_retroactive:
        arrears_cents = child_arrears_cents(case, situation)
        unjudged_cents = max(0, arrears_cents - situation.cases[case].judgment_left)
        added_cents = max(0, amount_cents - unjudged_cents)
    situation.owed[case, CHILD_SUPPORT, NEVER_ASSIGNED] += added_cents
    situation.support[case, CHILD_SUPPORT].adjusted += added_cents
    added = Pair(debt(CHILD_SUPPORT, NEVER_ASSIGNED), SUPPORT_OWED)
    write_move(of, added, added_cents, moves)
    situation.cases[case].judged += amount_cents
    situation.cases[case].judgment_left += amount_cents


@inner
def note_adjustment(
    case: int, obligation: int, bucket: int, cents: int, situation: Situation
) -> None:
    """An adjustment of arrears counts as the oldest debt, and may undo a judgment."""
    if bucket == CURRENT or obligation >= SUPPORT_OBLIGATIONS:
        return
    situation.support[case, obligation].adjusted += cents
    if obligation == CHILD_SUPPORT and cents < 0:
        arrears_cents = max(0, child_arrears_cents(case, situation))
        situation.cases[case].judgment_left = min(
            situation.cases[case].judgment_left, arrears_cents
        )


@inner
def note_installment(
    event: int, case: int, obligation: int, amount_cents: int, situation: Situation,
    waiting: Waiting,
) -> None:  # fmt: skip
    """Remember where an installment stands among those of its month."""
    if obligation >= SUPPORT_OBLIGATIONS or situation.cases[case].basis != PATERNITY:
        return
    situation.support[case, obligation].charged += amount_cents
    waiting.installments[event].place = situation.support[case, obligation].charged
    waiting.installments[event].previous = situation.support[case, obligation].latest
    situation.support[case, obligation].latest = event


@inner
def queue_unpaid(
    case: int, obligation: int, amounts_cents: Numbers, situation: Situation,
    waiting: Waiting,
) -> None:  # fmt: skip
    """At a month's end: which of its installments are unpaid, the oldest paid first."""
    if situation.cases[case].basis != PATERNITY:
        return
    unpaid_cents = max(0, situation.owed[case, obligation, CURRENT])
    paid_cents = max(0, situation.support[case, obligation].charged - unpaid_cents)
    start_cents = situation.support[case, obligation].queued
    event = situation.support[case, obligation].latest
    while event >= 0:
        end_cents = max(0, waiting.installments[event].place - paid_cents)
        own_cents = min(amounts_cents[event], end_cents)
        if own_cents > 0:
            situation.support[case, obligation].queued += own_cents
            waiting.installments[event].place = start_cents + end_cents
            waiting.installments[event].unpaid_cents = own_cents
            waiting.queue[waiting.counts[TAIL]] = event
            waiting.counts[TAIL] += 1
            waiting.counts[NEXT_DAY] = min(
                waiting.counts[NEXT_DAY], waiting.installments[event].last_day
            )
        event = waiting.installments[event].previous
    queued_cents = situation.support[case, obligation].queued - start_cents
    situation.support[case, obligation].adjusted += unpaid_cents - queued_cents
    situation.support[case, obligation].charged = 0
    situation.support[case, obligation].latest = NO_EVENT


@inner
def _penalty_cents(
    event: int, case: int, obligation: int, situation: Situation, waiting: Waiting
) -> int:
    """The penalty on what is unpaid of one installment: W.S. 1-16-103(b)."""
    applied_cents = max(
        0,
        situation.support[case, obligation].arrears_paid
        - situation.support[case, obligation].adjusted,
    )
    left_cents = waiting.installments[event].place - applied_cents
    unpaid_cents = max(0, min(left_cents, waiting.installments[event].unpaid_cents))
    return int((unpaid_cents * waiting.installments[event].percent * 2 + 100) // 200)


@inner
def penalize(
    before: int, subjects: Numbers, obligations: Numbers, situation: Situation,
    waiting: Waiting, moves: Sheet,
) -> None:  # fmt: skip
    """Penalties of days before ``before``: pending until the obligee claims them."""
    kept = 0
    waiting.counts[NEXT_DAY] = NOTHING_WAITS
    for place in range(waiting.counts[TAIL]):
        event = waiting.queue[place]
        day, case = waiting.installments[event].last_day, subjects[event]
        if day >= before:
            waiting.queue[kept] = event
            kept += 1
            waiting.counts[NEXT_DAY] = min(waiting.counts[NEXT_DAY], day)
            continue
        if situation.cases[case].no_penalty > 0:
            continue
        cents = _penalty_cents(event, case, obligations[event], situation, waiting)
        situation.cases[case].pending += cents
        of = Behind(event, case, day, CAUSED_BY_PENALTY, 0)
        write_move(of, Pair(PENDING, ARISEN), cents, moves)
    waiting.counts[TAIL] = kept


@inner
def claim_penalties(of: Behind, situation: Situation, moves: Sheet) -> None:
    """The obligee's affidavit makes what is pending a debt: W.S. 1-16-103(c)."""
    case = of.case
    cents = situation.cases[case].pending
    situation.cases[case].pending = 0
    situation.owed[case, PENALTY, NEVER_ASSIGNED] += cents
    write_move(of, Pair(PENDING, ARISEN), -cents, moves)
    write_move(of, Pair(debt(PENALTY, NEVER_ASSIGNED), SUPPORT_OWED), cents, moves)


@inner
def interest_percent(month: int, layout: Layout) -> int:
    """Interest of a month, in percent a year."""
    return int(layout.months[month - layout.first_month].interest_percent)


def nothing_waits(event_count: int) -> Waiting:
    """No installment of any case waits for its penalty day."""
    installments = np.zeros(event_count, dtype=INSTALLMENT_ROW)
    installments["previous"] = NO_EVENT
    return Waiting(installments, *empty_queue(event_count))


def empty_queue(room: int) -> tuple[Numbers, Numbers]:
    """A queue for as many installments, with its counts."""
    return np.zeros(room + 1, dtype=np.int64), np.array([0, NOTHING_WAITS], dtype=np.int64)
