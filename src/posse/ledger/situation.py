"""What a collection meets: cases, families, debts and the law, as arrays that change by date.

Every array of a :class:`Situation` is changed in place while the fold walks through time.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from posse.ledger.accounts import ANNUAL_FEE as TO_ANNUAL_FEE
from posse.ledger.accounts import (
    ASSIGNED_FOSTER_CARE,
    BUCKETS,
    CURRENT,
    FAMILY,
    FOSTER_AGENCY,
    FOSTER_CARE,
    FUTURES,
    OBLIGATIONS,
    PERMANENTLY_ASSIGNED,
    STATE,
    SUPPORT_OBLIGATIONS,
    TEMPORARILY_ASSIGNED,
)
from posse.ledger.accounts import CHILD_SUPPORT as CHILD
from posse.ledger.order import OrderArrays
from posse.units.compiled import inner

Cents = npt.NDArray[np.int64]
Records = npt.NDArray[np.void]

# What support of the running month is assigned for: cash assistance, or foster care; the
# rest is the family's own.
FOR_ASSISTANCE, FOR_FOSTER_CARE, FAMILYS_OWN = range(3)
PARTS_OF_MONTH = 3
# Whose a debt is that bears interest: the family's, or assigned.
OWN, ASSIGNED = 0, 1

# What a line repays besides the debt. What is passed through would have repaid assistance.
REPAYS_NOTHING, REPAYS_ASSISTANCE, REPAYS_FOSTER_CARE, PASSED_THROUGH = range(4)

# Columns of a line. The last two are what it paid of the month's support that was assigned, for
# assistance and for foster care, as far as it was not taken back.
(EVENT, CASE, TYPE, STEP, OBLIGATION, BUCKET, PAYEE, OWED, UNREIMBURSED, PAID, REPAYS,
 REMAINING, OFF_ASSISTANCE, OFF_FOSTER_CARE) = range(14)  # fmt: skip
LINE_COLUMNS = 14

# The legal bases of orders, as far as interest and penalty ask.
OTHER_BASIS, PATERNITY, DIVORCE_DECREE = range(3)
NOT_ON_FILE = -1
NO_EVENT = -1
# What room is for: claims and parts of a phase, ordered payments, ranks, and two more shares.
CLAIMS, PARTS, ORDERED, RANKS, CAPS, REST = range(6)
SCRATCH_USES = 6


def _record(*names: str, **sizes: int) -> "np.dtype[np.void]":
    """A record of whole numbers, some of them several in a row."""
    fields = [(name, np.int64) for name in names]
    return np.dtype([*fields, *((name, np.int64, (size,)) for name, size in sizes.items())])


# What a collection must know of a case. ``certified`` is the amount certified for offset, -1
# where no certification of the obligor is on file; ``tie_rank`` orders cents of equal claim;
# ``exemptions`` is for how many reasons it pays no annual fee.
# ``fee_…`` and ``family_cents`` count for the annual fee of a federal fiscal year;
# ``judg…`` is under judgment. Of interest, ``parts`` are cents times days times percent not
# divided yet and ``posted`` is booked, both by owner. ``pending`` is penalty not claimed yet.
CASE_ROW = _record(
    "family", "type", "months_due", "ordered_payment", "tie_rank", "certified", "is_permitted",
    "is_responding", "children", "exemptions", "basis", "fee_year", "family_cents", "fee_owed",
    "fee_imposed_year", "judged", "judgment_left", "since_day", "no_interest", "no_penalty",
    "pending", parts=2, posted=2,
)  # fmt: skip

# What is known of a family: assistance and foster care not repaid, what is left to repay of
# the month's foster care payments, what was passed through in a month, which programs run
# and if one ever did, and where its cases stand in the list of members.
FAMILY_ROW = _record(
    "unreimbursed", "foster_unreimbursed", "maintenance", "maintenance_month", "passed",
    "passed_month", "was_assisted", "first_member", "last_member", on=3,
)  # fmt: skip

# One support obligation of a case: what of the month's is assigned, and for what; what is
# charged this month, what unpaid installments there were so far, what lowered and otherwise
# raised its arrears, and the latest installment of the month.
SUPPORT_ROW = _record("charged", "queued", "arrears_paid", "adjusted", "latest", assigned=2)


class Situation(NamedTuple):
    """The law and the debts to which money is applied; paying changes them.

    ``cases``, [case], are records of CASE_ROW, ``families``, [family], of FAMILY_ROW and
    ``support``, [case, support obligation], of SUPPORT_ROW. ``owed`` is cents by [case,
    obligation, bucket]. ``scratch`` is room for shares, [use, case].
    """

    order: OrderArrays
    cases: Records
    families: Records
    support: Records
    owed: Cents
    scratch: Cents


class Sheet(NamedTuple):
    """Rows being written; ``used`` is one number, how many are."""

    rows: Cents
    used: Cents


class Claim(NamedTuple):
    """One debt at one step, before any payee has a part of it."""

    event: int
    month: int
    case: int
    step: int
    obligation: int
    bucket: int


class Part(NamedTuple):
    """One payee's part of a claim: what is owed of it and paid, and what it repays besides."""

    payee: int
    owed_cents: int
    paid_cents: int
    repays: int


def nobody_owes(order: OrderArrays, *, families: Cents, family_count: int) -> Situation:
    """Cases of some families before the first fact: nothing owed, nobody ever assisted.

    Shapes: ``families`` is [case]. Cases are taken in the order in which ties are won.
    """
    size = families.size
    cases = np.zeros(size, dtype=CASE_ROW)
    cases["family"], cases["tie_rank"] = families, np.arange(size)
    cases["certified"], cases["basis"] = NOT_ON_FILE, OTHER_BASIS
    support = np.zeros((size, SUPPORT_OBLIGATIONS), dtype=SUPPORT_ROW)
    support["latest"] = NO_EVENT
    return Situation(
        order=order,
        cases=cases,
        families=np.zeros(family_count, dtype=FAMILY_ROW),
        support=support,
        owed=np.zeros((size, len(OBLIGATIONS), len(BUCKETS)), dtype=np.int64),
        scratch=np.zeros((SCRATCH_USES, size), dtype=np.int64),
    )


def new_sheet(columns: int, *, room: int) -> Sheet:
    """An empty sheet with room for as many rows."""
    return Sheet(np.empty((room, columns), dtype=np.int64), np.zeros(1, dtype=np.int64))


def with_more_room(sheet: Sheet, more: int) -> Sheet:
    """A copy of twice the size, or larger where ``more`` rows would not fit even so."""
    room, used = len(sheet.rows), sheet.used[0]
    rows = np.empty((max(2 * room, used + more), sheet.rows.shape[1]), dtype=np.int64)
    rows[:used] = sheet.rows[:used]
    return Sheet(rows, sheet.used)


@inner
def fiscal_year(month: int) -> int:
    """The federal fiscal year, from October to September, of a month since 1970."""
    return 1970 + (month + 3) // 12


@inner
def child_arrears_cents(case: int, situation: Situation) -> int:
    """Past-due child support of a case, whoever it belongs to."""
    total_cents = 0
    for bucket in range(CURRENT + 1, FUTURES):
        total_cents += situation.owed[case, CHILD, bucket]
    return total_cents


@inner
def part_of_month(turn: int, payee: int, case_type: int) -> int:
    """Which part of a month's support a payee's cents pay first, second and third.

    What the State or the foster care agency receives pays the assigned parts first, what
    anybody else receives the family's own, so that no cent counts twice: 42 USC 657(a)(3).
    """
    if payee not in (STATE, FOSTER_AGENCY):
        return turn - 1 if turn > 0 else FAMILYS_OWN
    if turn == FAMILYS_OWN or case_type != FOSTER_CARE:
        return turn
    return 1 - turn


@inner
def _lower_current(claim: Claim, part: Part, situation: Situation, row: Cents) -> None:
    """Take what is paid off the parts of the month's support; the line keeps which.

    Call it before the debt itself is lowered.
    """
    case, obligation = claim.case, claim.obligation
    assigned = situation.support[case, obligation].assigned
    own_cents = situation.owed[case, obligation, CURRENT] - assigned[0] - assigned[1]
    left_cents = part.paid_cents
    for turn in range(PARTS_OF_MONTH):
        kind = part_of_month(turn, part.payee, situation.cases[case].type)
        if kind == FAMILYS_OWN:
            left_cents -= min(left_cents, max(0, own_cents))
            continue
        taken_cents = min(left_cents, assigned[kind])
        assigned[kind] -= taken_cents
        row[OFF_ASSISTANCE + kind] = taken_cents
        left_cents -= taken_cents


@inner
def write_line(claim: Claim, part: Part, situation: Situation, sheet: Sheet) -> None:
    """One payee receives cents of one debt, and everything that hangs on it is lowered."""
    case, obligation, bucket = claim.case, claim.obligation, claim.bucket
    payee, paid_cents, repays = part.payee, part.paid_cents, part.repays
    family, families = situation.cases[case].family, situation.families
    row = sheet.rows[sheet.used[0]]
    sheet.used[0] += 1
    row[EVENT], row[CASE], row[TYPE] = claim.event, case, situation.cases[case].type
    row[STEP], row[OBLIGATION], row[BUCKET], row[PAYEE] = claim.step, obligation, bucket, payee
    row[OWED], row[PAID], row[REMAINING] = part.owed_cents, paid_cents, paid_cents
    row[REPAYS], row[UNREIMBURSED] = repays, families[family].unreimbursed
    row[OFF_ASSISTANCE], row[OFF_FOSTER_CARE] = 0, 0
    if repays == REPAYS_FOSTER_CARE:
        row[UNREIMBURSED] = families[family].foster_unreimbursed
    if paid_cents == 0:
        return
    if bucket == CURRENT and obligation < SUPPORT_OBLIGATIONS:
        _lower_current(claim, part, situation, row)
    elif bucket < FUTURES and obligation < SUPPORT_OBLIGATIONS:
        situation.support[case, obligation].arrears_paid += paid_cents
        if obligation == CHILD:
            left_cents = situation.cases[case].judgment_left - paid_cents
            situation.cases[case].judgment_left = max(0, left_cents)
    situation.owed[case, obligation, bucket] -= paid_cents
    # What the State keeps repays assistance; a fee does not: 42 USC 657(a).
    if repays == REPAYS_ASSISTANCE:
        families[family].unreimbursed -= paid_cents
    elif repays == REPAYS_FOSTER_CARE:
        families[family].foster_unreimbursed -= paid_cents
    if payee == FAMILY:
        situation.cases[case].family_cents += paid_cents
    elif payee == TO_ANNUAL_FEE:
        situation.cases[case].fee_owed -= paid_cents


@inner
def principal_cents(case: int, owner: int, situation: Situation) -> int:
    """What bears interest in a case for the family or for the State: W.S. 1-16-102.

    Every unpaid installment of a divorce decree does; otherwise what is under judgment.
    """
    if situation.cases[case].basis != DIVORCE_DECREE:
        return situation.cases[case].judgment_left if owner == OWN else 0
    total_cents = 0
    for obligation in range(SUPPORT_OBLIGATIONS):
        assigned = situation.support[case, obligation].assigned
        current_assigned_cents = assigned[FOR_ASSISTANCE] + assigned[FOR_FOSTER_CARE]
        if owner == ASSIGNED:
            total_cents += current_assigned_cents
        else:
            current_cents = situation.owed[case, obligation, CURRENT]
            total_cents += max(0, current_cents - current_assigned_cents)
        for bucket in range(CURRENT + 1, FUTURES):
            is_assigned = bucket in (
                PERMANENTLY_ASSIGNED, TEMPORARILY_ASSIGNED, ASSIGNED_FOSTER_CARE,
            )  # fmt: skip
            if is_assigned == (owner == ASSIGNED):
                total_cents += max(0, situation.owed[case, obligation, bucket])
    return total_cents
