"""Receipts taken back: lines are undone from the last to the first."""

from collections.abc import Iterator
from datetime import date

from posse.proof.books import ARREARS, SUPPORT, Applied, Books, Line, is_kept, kept_part
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
    each: Applied, cents: int, *, day: date, families: dict[int, int], books: Books
) -> Iterator[Line]:
    line = each.line
    if line.repays:
        unreimbursed = books.foster_care if line.repays == "iv_e" else books.unreimbursed
        unreimbursed[families[line.case]] += cents
    if line.payee == "annual_fee":
        books.fees_owed[line.case] += cents
    if line.payee == "family":
        books.received[line.case, fiscal_year(each.on)] -= cents
    for bucket, part in _restored(each, cents, day=day, books=books):
        _owe_again(each, (bucket, part), books)
        yield line._replace(bucket=bucket, cents=-part)


def _restored(each: Applied, cents: int, *, day: date, books: Books) -> list[Restored]:
    """In which bucket the debt is owed again."""
    line = each.line
    if line.bucket == "futures":
        # What was paid ahead and has met an installment since is past due now.
        ahead = -books.arrears[line.case, line.obligation, "futures"]
        unused = max(0, min(cents, ahead))
        parts = [("never_assigned", cents - unused), ("futures", unused)]
        return [(bucket, part) for bucket, part in parts if part]
    is_of_this_month = (each.on.year, each.on.month) == (day.year, day.month)
    if line.bucket != "current" or line.obligation not in SUPPORT or is_of_this_month:
        return [(line.bucket, cents)]
    # Support of an earlier month became what it would have been at its month's end.
    if not is_kept(line.payee):
        return [("never_assigned", cents)]
    assigned = "assigned_iv_e" if each.case_type == "iv_e" else "permanently_assigned"
    return [(assigned, cents)]


def _owe_again(each: Applied, restored: Restored, books: Books) -> None:
    bucket, cents = restored
    line = each.line
    key = (line.case, line.obligation)
    if bucket in {"refund", "held"}:
        return
    if bucket == "current":
        part = kept_part(each.case_type) if is_kept(line.payee) else "own"
        books.current[key].raise_by(cents, part=part)
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
