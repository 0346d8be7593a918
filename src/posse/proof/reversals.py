"""Receipts taken back: lines are undone from the last to the first."""

from collections.abc import Iterator, Mapping
from datetime import date

from posse.proof.assignment import arrears_of, room_to_assign
from posse.proof.books import (
    ARREARS,
    PASSED_THROUGH,
    SUPPORT,
    Applied,
    Books,
    Current,
    Line,
    Share,
)
from posse.proof.status import fiscal_year

# Cents by the bucket in which they are owed again.
Restored = tuple[str, int]


def taken_back(
    lines: list[Applied], cents: int, *, day: date, families: dict[int, int], books: Books
) -> list[Line]:
    """Take cents of a receipt back out of its ``lines``, in the order of time.

    Money still held goes first. The debts, the assistance and the fees that the lines paid
    are owed again. Returns the lines with negative cents.
    """
    found: list[Line] = []
    held = [each for each in lines if each.line.payee == "hold"]
    others = [each for each in lines if each.line.payee != "hold"]
    for each in [*reversed(held), *reversed(others)]:
        off = min(cents, each.left)
        if off:
            each.left -= off
            cents -= off
            found += _undone(each, off, day=day, families=families, books=books)
    return found


def _undone(
    each: Applied, cents: int, *, day: date, families: Mapping[int, int], books: Books
) -> Iterator[Line]:
    """A line's cents are with nobody again, what they repaid is not, and the debt is back."""
    line = each.line
    family, month = families[line.case], each.on.replace(day=1)
    if line.repays == PASSED_THROUGH:
        # The month may pass as much through again: 42 USC 657(a)(6).
        books.passed[family, month] -= cents
    elif line.repays == "iv_e":
        books.foster_care[family] += cents
        if line.bucket == "current":
            # What did not repay the month's payment leaves it to be repaid: 302.52(b)(1).
            books.maintained[family, month] -= cents
    elif line.repays == "power":
        books.unreimbursed[family] += cents
    if line.payee == "annual_fee":
        books.fees_owed[line.case] += cents
    if line.payee == "family":
        books.received[line.case, fiscal_year(each.on)] -= cents
    for bucket, part in _restored(each, cents, day=day, families=families, books=books):
        if part:
            _owe_again(line, (bucket, part), books)
            yield line._replace(bucket=bucket, cents=-part)


def _restored(
    each: Applied, cents: int, *, day: date, families: Mapping[int, int], books: Books
) -> Iterator[Restored]:
    """In which bucket the debt is owed again."""
    line = each.line
    if line.bucket == "futures":
        # What was paid ahead and has met an installment since is past due now.
        ahead = -books.arrears[line.case, line.obligation, "futures"]
        unused = max(0, min(cents, ahead))
        yield "never_assigned", cents - unused
        yield "futures", unused
        return
    if line.bucket != "current" or line.obligation not in SUPPORT:
        yield line.bucket, cents
        return
    is_of_this_month = (each.on.year, each.on.month) == (day.year, day.month)
    for whose, part in _paid_last(each, cents):
        current = Current()
        current.raise_by(part, part=whose)
        if is_of_this_month:
            books.current[line.case, line.obligation].raise_by(part, part=whose)
            yield "current", part
        else:
            # It is past due as it would have become so, had it not been paid.
            room = room_to_assign(books, families[line.case], families)
            yield from arrears_of(current, room=room).items()


def _paid_last(each: Applied, cents: int) -> Iterator[Share]:
    """Whose the last cents of a line were, from the last to the first."""
    while cents:
        whose, part = each.shares.pop()
        off = min(part, cents)
        if part > off:
            each.shares.append((whose, part - off))
        cents -= off
        yield whose, off


def _owe_again(line: Line, restored: Restored, books: Books) -> None:
    bucket, cents = restored
    key = (line.case, line.obligation)
    if bucket in {"refund", "held"}:
        return
    if bucket == "current":
        # A fee is nobody's assigned support; a month's support was raised by whose it was.
        if line.obligation not in SUPPORT:
            books.current[key].raise_by(cents, part="own")
        return
    books.arrears[*key, bucket] += cents
    if bucket in ARREARS and line.obligation in SUPPORT:
        books.applied[key] -= cents
        # Only what paid arrears had lowered what is under judgment.
        if line.obligation == "child_support" and line.bucket in ARREARS:
            _judge_again(line.case, cents, books)


def _judge_again(case: int, cents: int, books: Books) -> None:
    """A judgment that was paid stands again, never above what was judged or is past due."""
    books.judged[case] = min(
        books.judged[case] + cents,
        books.judged_ever[case],
        max(0, books.past_due(case, "child_support")),
    )
