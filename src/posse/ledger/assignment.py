"""Whose support is: what falls due, what becomes arrears, and what assistance changes.

Source: 42 USC 608(a)(3), 657; 45 CFR 302.50, 302.52; CS-IRG-F12, CS-IRG-F15.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from posse.ledger.accounts import (
    ASSIGNED_FOSTER_CARE,
    CONDITIONALLY_ASSIGNED,
    CURRENT,
    FORMER,
    FOSTER_CARE,
    FUTURES,
    MEDICAID_ONLY,
    MEDICAL,
    NEVER,
    NEVER_ASSIGNED,
    ON_ASSISTANCE,
    PERMANENTLY_ASSIGNED,
    SUPPORT_OBLIGATIONS,
    TEMPORARILY_ASSIGNED,
    UNASSIGNED_DURING,
    UNASSIGNED_PRE,
    Account,
)
from posse.ledger.causes import MONTH_END
from posse.ledger.moves import Behind, Pair, debt, write_move
from posse.ledger.situation import FOR_ASSISTANCE, FOR_FOSTER_CARE, Records, Sheet, Situation
from posse.units.compiled import inner

Numbers = npt.NDArray[np.int64]

POWER, IV_E, MEDICAID = range(3)
PROGRAMS = ("power", "iv_e", "medicaid")
# What an event of assistance says.
ENDED, BEGUN = 0, 1

# More cents than anybody owes.
EVERYTHING = 2**62

SUPPORT_OWED = int(Account.SUPPORT_OWED)
UNREIMBURSED, PAID_OUT = int(Account.ASSISTANCE_UNREIMBURSED), int(Account.ASSISTANCE_PAID)
FOSTER_UNREIMBURSED, FOSTER_PAID_OUT = (
    int(Account.FOSTER_CARE_UNREIMBURSED),
    int(Account.FOSTER_CARE_PAID),
)


# Where the cases of a group stand and whether any bears interest; those of an obligor; and
# what a month begins with.
GROUP_ROW = np.dtype([(name, np.int64) for name in ("first", "last", "bears_interest")])
OBLIGOR_ROW = np.dtype([(name, np.int64) for name in ("first", "last")])
MONTH_ROW = np.dtype([(name, np.int64) for name in ("first_day", "interest_percent")])


class Layout(NamedTuple):
    """Where things are: cases of each group and obligor, as first and last + 1.

    ``groups``, ``obligors`` and ``months`` are records of GROUP_ROW, OBLIGOR_ROW and
    MONTH_ROW, the months from ``first_month`` on; interest is in percent a year.
    ``members`` lists the cases of all families, each family's together.
    """

    groups: Records
    obligors: Records
    months: Records
    members: Numbers
    first_month: int


@inner
def case_type_of(family: int, situation: Situation) -> int:
    """The type of a family's cases by the programs that it is or was on."""
    families = situation.families
    if families[family].on[IV_E] > 0:
        return FOSTER_CARE
    if families[family].on[POWER] > 0:
        return ON_ASSISTANCE
    if families[family].was_assisted > 0:
        return FORMER
    return MEDICAID_ONLY if families[family].on[MEDICAID] > 0 else NEVER


@inner
def _assign_current(case: int, obligation: int, cents: int, situation: Situation) -> None:
    """Support of the month is assigned as it accrues: 42 USC 608(a)(3), 45 CFR 302.50."""
    family = situation.cases[case].family
    if obligation >= SUPPORT_OBLIGATIONS:
        return
    if obligation == MEDICAL and situation.families[family].on[MEDICAID] > 0:
        # It is the Medicaid agency's, which repays no assistance.
        return
    case_type = situation.cases[case].type
    assigned = situation.support[case, obligation].assigned
    if case_type == ON_ASSISTANCE:
        assigned[FOR_ASSISTANCE] += cents
    elif case_type == FOSTER_CARE:
        assigned[FOR_FOSTER_CARE] += cents
    # A correction downward cannot leave more assigned than is owed.
    unpaid_cents = max(0, situation.owed[case, obligation, CURRENT])
    assigned[FOR_ASSISTANCE] = max(0, min(assigned[FOR_ASSISTANCE], unpaid_cents))
    rest_cents = unpaid_cents - assigned[FOR_ASSISTANCE]
    assigned[FOR_FOSTER_CARE] = max(0, min(assigned[FOR_FOSTER_CARE], rest_cents))


@inner
def fall_due(
    of: Behind, obligation: int, amount_cents: int,
    situation: Situation, moves: Sheet,
) -> None:  # fmt: skip
    """An installment falls due; what was paid ahead meets it first (45 CFR 302.51(b))."""
    case, owed = of.case, situation.owed
    owed[case, obligation, CURRENT] += amount_cents
    write_move(of, Pair(debt(obligation, CURRENT), SUPPORT_OWED), amount_cents, moves)
    ahead_cents = max(0, min(-owed[case, obligation, FUTURES], amount_cents))
    owed[case, obligation, CURRENT] -= ahead_cents
    owed[case, obligation, FUTURES] += ahead_cents
    met = Pair(debt(obligation, FUTURES), debt(obligation, CURRENT))
    write_move(of, met, ahead_cents, moves)
    _assign_current(case, obligation, amount_cents - ahead_cents, situation)


@inner
def adjust(
    of: Behind, obligation: int, bucket: int, amount_cents: int,
    situation: Situation, moves: Sheet,
) -> None:  # fmt: skip
    """A debt is brought over or corrected; this month's support is assigned as it accrues."""
    situation.owed[of.case, obligation, bucket] += amount_cents
    write_move(of, Pair(debt(obligation, bucket), SUPPORT_OWED), amount_cents, moves)
    if bucket == CURRENT:
        _assign_current(of.case, obligation, amount_cents, situation)


@inner
def _held_cents(family: int, bucket: int, situation: Situation, members: Numbers) -> int:
    """What all cases of a family owe of support in one bucket."""
    total_cents = 0
    for place in range(
        situation.families[family].first_member, situation.families[family].last_member
    ):
        for obligation in range(SUPPORT_OBLIGATIONS):
            total_cents += situation.owed[members[place], obligation, bucket]
    return total_cents


@inner
def room_to_assign_cents(family: int, situation: Situation, members: Numbers) -> int:
    """How much more past-due support the assistance paid to a family lets be assigned.

    Source: 42 USC 608(a)(3).
    """
    held_cents = _held_cents(family, PERMANENTLY_ASSIGNED, situation, members)
    return max(0, situation.families[family].unreimbursed - held_cents)


@inner
def become_arrears(
    case: int, obligation: int, when: tuple[int, int], situation: Situation, layout: Layout,
    moves: Sheet,
) -> None:  # fmt: skip
    """Unpaid current support becomes arrears, owned by whoever its month belongs to.

    What fell due while the family was on assistance is assigned up to unreimbursed
    assistance, the rest is the family's; what fell due in foster care is assigned for it.
    ``when`` is the first day of the next month, and the month that ended.
    Source: 42 USC 608(a)(3); 45 CFR 302.52(c); CS-IRG-F12.
    """
    family = situation.cases[case].family
    assigned = situation.support[case, obligation].assigned
    unpaid_cents = situation.owed[case, obligation, CURRENT]
    foster_cents = min(unpaid_cents, assigned[FOR_FOSTER_CARE])
    from_assistance_cents = min(unpaid_cents - foster_cents, assigned[FOR_ASSISTANCE])
    kept_cents = 0
    if from_assistance_cents > 0:
        room_cents = room_to_assign_cents(family, situation, layout.members)
        kept_cents = min(from_assistance_cents, room_cents)
    own_cents = unpaid_cents - from_assistance_cents - foster_cents
    situation.owed[case, obligation, CURRENT] = 0
    assigned[FOR_ASSISTANCE], assigned[FOR_FOSTER_CARE] = 0, 0
    of = Behind(-1, case, when[0], MONTH_END, when[1])
    for bucket, cents in (
        (PERMANENTLY_ASSIGNED, kept_cents),
        (UNASSIGNED_DURING, from_assistance_cents - kept_cents),
        (ASSIGNED_FOSTER_CARE, foster_cents),
        (NEVER_ASSIGNED, own_cents),
    ):
        situation.owed[case, obligation, bucket] += cents
        became = Pair(debt(obligation, bucket), debt(obligation, CURRENT))
        write_move(of, became, cents, moves)


class Shift(NamedTuple):
    """From which bucket to which debts move, and how much at most."""

    source: int
    target: int
    most_cents: int


@inner
def _shift(
    family: int, shift: Shift, of: tuple[int, int], situation: Situation, layout: Layout,
    moves: Sheet,
) -> int:  # fmt: skip
    """Move a family's support between buckets; what is left of the most that may move."""
    owed, source, target = situation.owed, shift.source, shift.target
    left_cents = shift.most_cents
    rows = situation.families[family]
    for place in range(rows.first_member, rows.last_member):
        case = layout.members[place]
        for obligation in range(SUPPORT_OBLIGATIONS):
            cents = min(left_cents, max(0, owed[case, obligation, source]))
            owed[case, obligation, source] -= cents
            owed[case, obligation, target] += cents
            left_cents -= cents
            pair = Pair(debt(obligation, target), debt(obligation, source))
            write_move(Behind(of[0], case, of[1], 0, 0), pair, cents, moves)
    return left_cents


@inner
def _end_assistance(
    family: int, of: tuple[int, int], situation: Situation, layout: Layout, moves: Sheet
) -> None:
    """What exceeds assistance paid leaves assignment, temporary first; the rest of the
    temporary is then assigned on condition: federal rules 1.2 and 1.3, CS-IRG-F15."""
    held_cents = 0
    for bucket in (TEMPORARILY_ASSIGNED, CONDITIONALLY_ASSIGNED, PERMANENTLY_ASSIGNED):
        held_cents += _held_cents(family, bucket, situation, layout.members)
    excess_cents = max(0, held_cents - max(0, situation.families[family].unreimbursed))
    for source, target in (
        (TEMPORARILY_ASSIGNED, UNASSIGNED_PRE),
        (CONDITIONALLY_ASSIGNED, UNASSIGNED_PRE),
        (PERMANENTLY_ASSIGNED, UNASSIGNED_DURING),
    ):
        excess_cents = _shift(
            family, Shift(source, target, excess_cents), of, situation, layout, moves
        )
    all_of_it = Shift(TEMPORARILY_ASSIGNED, CONDITIONALLY_ASSIGNED, EVERYTHING)
    _shift(family, all_of_it, of, situation, layout, moves)


@inner
def change_assistance(
    family: int, program: int, is_begun: bool, of: tuple[int, int], situation: Situation,
    layout: Layout, moves: Sheet,
) -> None:  # fmt: skip
    """A program begins or ends for a family; ``of`` is the event and its day."""
    families, cases = situation.families, situation.cases
    was_on = families[family].on[program] > 0
    families[family].on[program] = 1 if is_begun else 0
    if is_begun and program != MEDICAID:
        families[family].was_assisted = 1
    if program == POWER and was_on and not is_begun:
        _end_assistance(family, of, situation, layout, moves)
    elif program == POWER and is_begun and not was_on:
        # What was assigned on condition is assigned while assistance lasts again.
        all_of_it = Shift(CONDITIONALLY_ASSIGNED, TEMPORARILY_ASSIGNED, EVERYTHING)
        _shift(family, all_of_it, of, situation, layout, moves)
    case_type = case_type_of(family, situation)
    for place in range(
        situation.families[family].first_member, situation.families[family].last_member
    ):
        cases[layout.members[place]].type = case_type


@inner
def grant(
    of: Behind, family: int, program: int, month: int,
    amount_cents: int, situation: Situation, moves: Sheet,
) -> None:  # fmt: skip
    """Assistance or foster care is paid: what support may repay grows by it."""
    families = situation.families
    if program == POWER:
        families[family].unreimbursed += amount_cents
        write_move(of, Pair(UNREIMBURSED, PAID_OUT), amount_cents, moves)
        return
    families[family].foster_unreimbursed += amount_cents
    write_move(of, Pair(FOSTER_UNREIMBURSED, FOSTER_PAID_OUT), amount_cents, moves)
    if families[family].maintenance_month != month:
        families[family].maintenance_month, families[family].maintenance = month, 0
    families[family].maintenance += amount_cents
