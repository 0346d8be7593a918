"""Whose past-due support is: at the month's end, and when assistance begins or ends."""

from collections.abc import Mapping, Sequence

from posse.proof.books import SUPPORT, Books, Current
from posse.proof.facts import Case

# From which bucket to which what exceeds the assistance paid leaves the assignment.
RELEASED = (
    ("temporarily_assigned", "unassigned_pre_assistance"),
    ("conditionally_assigned", "unassigned_pre_assistance"),
    ("permanently_assigned", "unassigned_during_assistance"),
)


def end_month(books: Books, cases: Sequence[Case]) -> None:
    """Unpaid current support becomes arrears; fees stay what they are."""
    families = {row.case: row.family for row in cases}
    for row in cases:
        for obligation in SUPPORT:
            current = books.current.pop((row.case, obligation), None)
            if current and (current.own or current.power or current.iv_e):
                _become_arrears((row.case, obligation), current, books=books, families=families)


def _become_arrears(
    key: tuple[int, str], current: Current, *, books: Books, families: Mapping[int, int]
) -> None:
    """Assigned up to unreimbursed assistance, less what is held: 42 USC 608(a)(3).

    Support of a month in foster care is assigned for it in full: 45 CFR 302.52, 42 USC
    671(a)(17).
    """
    room = room_to_assign(books, families[key[0]], families)
    for bucket, cents in arrears_of(current, room=room).items():
        books.arrears[*key, bucket] += cents


def arrears_of(current: Current, *, room: int) -> dict[str, int]:
    """A month's unpaid support by the bucket in which it is past due.

    ``room`` is what may still be assigned. Units: cents.
    """
    assigned = min(current.power, room)
    return {
        "never_assigned": current.own,
        "permanently_assigned": assigned,
        "unassigned_during_assistance": current.power - assigned,
        "assigned_iv_e": current.iv_e,
    }


def room_to_assign(books: Books, family: int, families: Mapping[int, int]) -> int:
    """Unreimbursed assistance above what is assigned already, in cents: 42 USC 608(a)(3)."""
    held = sum(
        cents
        for (case, obligation, bucket), cents in books.arrears.items()
        if bucket == "permanently_assigned"
        and obligation in SUPPORT
        and families[case] == family
    )
    return max(0, books.unreimbursed[family] - held)


def begin_assistance(books: Books, cases: Sequence[Case]) -> None:
    """What was conditionally assigned is assigned again while assistance lasts."""
    _move_all(books, cases, bucket="conditionally_assigned", becomes="temporarily_assigned")


def end_assistance(books: Books, cases: Sequence[Case], family: int) -> None:
    """What exceeds unreimbursed assistance leaves the assignment: 45 CFR 302.51.

    ``cases`` are the family's, in the order in which they lose the assignment. What is
    left of a temporary assignment is from then on conditional: federal rules 1.3.
    """
    excess = -books.unreimbursed[family] + sum(
        books.arrears[row.case, obligation, bucket]
        for row in cases
        for obligation in SUPPORT
        for bucket, _ in RELEASED
    )
    for bucket, becomes in RELEASED:
        for row in cases:
            for obligation in SUPPORT:
                key = (row.case, obligation)
                cents = max(0, min(excess, books.arrears[*key, bucket]))
                books.arrears[*key, bucket] -= cents
                books.arrears[*key, becomes] += cents
                excess -= cents
    _move_all(books, cases, bucket="temporarily_assigned", becomes="conditionally_assigned")


def _move_all(books: Books, cases: Sequence[Case], *, bucket: str, becomes: str) -> None:
    for row in cases:
        for obligation in SUPPORT:
            cents = books.arrears.pop((row.case, obligation, bucket), 0)
            books.arrears[row.case, obligation, becomes] += cents
