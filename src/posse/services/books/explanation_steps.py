"""One step of a decision in words: which debt, to whom, and what the law says of it.

A decision holds what a collection paid, what was released from a hold later, and what was
taken back. Each line names the step of the law's table, or what stands outside of it: a
fee, a hold, the Medicaid agency, support passed through, money returned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from posse.apps.books.models import DistributionLine
from posse.ledger.accounts import (
    ANNUAL_FEE,
    BUCKETS,
    CASE_TYPES,
    CHILD_SUPPORT,
    FAMILY,
    FEE,
    FUTURES,
    HELD_BUCKET,
    MEDICAID_AGENCY,
    OBLIGATIONS,
    OFFSET_FEE,
    PAYEES,
    REFUND,
    STATE,
    words_of_debt,
)
from posse.ledger.order import NO_STEP
from posse.ledger.situation import PASSED_THROUGH
from posse.units.days import day_words

COLLECTED, RELEASED, TAKEN_BACK = range(3)
NOTHING_OWED = "Nothing is owed and no order runs, so the money goes back"
RELEASE = "The hold ended, so the money is applied as the case stands on this day"
OWED_AGAIN = "What the money had paid is owed again"
# What stands outside of the table, by payee: words and who says so.
ASIDE: Mapping[int, tuple[str, tuple[str, ...]]] = {
    MEDICAID_AGENCY: (
        "Medical support is assigned to the Medicaid agency while the family is on Medicaid",
        ("45 CFR 302.51(c)",),
    ),
    ANNUAL_FEE: (
        "The annual fee is kept out of the family's part; the payer is credited in full",
        ("45 CFR 302.33(e)", "CS-IRG-F11"),
    ),
    OFFSET_FEE: (
        "The fee for a tax refund offset is kept out of what the family would receive",
        ("45 CFR 303.72(i)", "CS-9.2-TOP-FEE-1"),
    ),
}

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Held:
    """Why money of the receipt was held, in words with who says so."""

    words: str
    citations: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One debt at one step of the order: what was owed, what was paid, and why there.

    ``heading`` tells on which act the step belongs, empty for the collection itself. What
    was taken back has negative cents. ``is_aside`` says that it pays no debt, being held
    or returned; ``is_fee`` that a fee is kept out of it.
    """

    case_number: str
    case_type: str
    words: str
    debt: str
    payee: str
    owed_cents: int
    amount_cents: int
    unreimbursed_cents: int
    citations: tuple[str, ...]
    sure: str
    heading: str = ""
    effective_on: date | None = None
    is_aside: bool = False
    is_fee: bool = False


@dataclass(frozen=True)
class Change:
    """What one act made of one debt. Units: cents."""

    heading: str
    case_number: str
    debt: str
    before_cents: int
    after_cents: int

    @property
    def change_cents(self) -> int:
        """By how much the debt fell, or, negative, rose."""
        return self.before_cents - self.after_cents


def steps_of(
    lines: Sequence[DistributionLine], rows: Rows, held: Held | None
) -> tuple[Step, ...]:
    """The lines of a decision in words, in their order."""
    return tuple(_step(line, rows, held) for line in lines)


def debt_words(obligation: int, bucket: int) -> str:
    """A debt in words: its obligation, and whose it is."""
    if bucket == REFUND:
        return "Nothing is owed"
    if bucket == HELD_BUCKET:
        return "Held before it is applied"
    if obligation == FEE:
        return "Fee set by the order"
    if obligation == CHILD_SUPPORT:
        return BUCKETS[bucket].words
    return words_of_debt(OBLIGATIONS[obligation], BUCKETS[bucket])


def heading_of(line: DistributionLine) -> str:
    """The act to which a line belongs; empty for the collection itself."""
    if line.act == COLLECTED:
        return ""
    day = f" on {day_words(line.effective_on)}" if line.effective_on else ""
    return f"{'Released' if line.act == RELEASED else 'Taken back'}{day}"


def changes_of(lines: Sequence[DistributionLine]) -> tuple[Change, ...]:
    """Each debt that the money changed, before and after, by act and case.

    Parts of one debt at one step stand beside each other and were owed together; a later
    step for the same debt found what the earlier one had left.
    """
    found: dict[tuple[str, str, str], list[int]] = {}
    for _, run in groupby(lines, key=_place):
        parts = list(run)
        first = parts[0]
        if first.bucket >= FUTURES:
            continue
        debt = debt_words(first.obligation, first.bucket)
        change = found.setdefault((heading_of(first), first.case.number, debt), [0, 0])
        # What is taken back line by line was owed as the first of them says.
        owed = parts[:1] if first.act == TAKEN_BACK else parts
        owed_cents = sum(line.owed_cents for line in owed)
        is_later_undone = first.act == TAKEN_BACK and change[1]
        change[0] = change[0] if is_later_undone else max(change[0], owed_cents + change[1])
        change[1] += sum(line.amount_cents for line in parts)
    return tuple(
        Change(*key, before_cents, before_cents - paid_cents)
        for key, (before_cents, paid_cents) in found.items()
        if paid_cents
    )


def _place(line: DistributionLine) -> tuple[int, ...]:
    day = line.effective_on.toordinal() if line.effective_on else 0
    of_debt = (line.case_id, line.step, line.obligation, line.bucket)
    return (line.distribution_id, line.act, day, *of_debt)


def _step(line: DistributionLine, rows: Rows, held: Held | None) -> Step:
    case_type = CASE_TYPES[line.case_type]
    row = rows[case_type.name]
    stated = row["steps"][line.step] if line.step != NO_STEP else None
    words, citations = _why(line, stated, held)
    return Step(
        case_number=line.case.number,
        case_type=case_type.words,
        words=words,
        debt=debt_words(line.obligation, line.bucket),
        payee=PAYEES[line.payee].words,
        owed_cents=line.owed_cents,
        amount_cents=line.amount_cents,
        unreimbursed_cents=line.unreimbursed_cents,
        citations=citations,
        sure=row.get("sure", "unverified") if citations else "",
        heading=heading_of(line),
        effective_on=line.effective_on,
        is_aside=line.bucket in {REFUND, HELD_BUCKET},
        is_fee=line.payee in {ANNUAL_FEE, OFFSET_FEE},
    )


def _why(
    line: DistributionLine, stated: Mapping[str, Any] | None, held: Held | None
) -> tuple[str, tuple[str, ...]]:
    """Why a line stands where it does, and who says so."""
    if line.act == TAKEN_BACK:
        return _taken_back(line, stated)
    if line.bucket == HELD_BUCKET:
        cites = held.citations if held else ()
        return (held.words if held and line.act != RELEASED else RELEASE), cites
    if line.payee in ASIDE:
        return ASIDE[line.payee]
    if stated is None:
        return NOTHING_OWED, ("45 CFR 302.51(b)",)
    words, citations = stated["words"], tuple(stated["cites"])
    if stated["payee"] == PAYEES[STATE].name and line.payee == FAMILY:
        more, cites = _family_instead(line)
        return f"{words}. {more}", (*citations, *cites)
    return words, citations


def _family_instead(line: DistributionLine) -> tuple[str, tuple[str, ...]]:
    """Why the family has what the order gives to the State: passed through, or above."""
    if line.repays == PASSED_THROUGH:
        return "This part is passed through to the family this month", ("42 USC 657(a)(6)",)
    return (
        "This part lies above the assistance paid, so it is the family's",
        ("42 USC 657(a)(3)",),
    )


def _taken_back(
    line: DistributionLine, stated: Mapping[str, Any] | None
) -> tuple[str, tuple[str, ...]]:
    if line.bucket == HELD_BUCKET:
        return "It was still on hold, so no debt changes", ()
    if line.bucket == REFUND:
        return "What was to go back to the paying parent is no longer there", ()
    if stated and stated["bucket"] not in {BUCKETS[line.bucket].name, "refund"}:
        return f"{OWED_AGAIN}, as past-due support, because its month has ended", ()
    return OWED_AGAIN, ()


def of_collection(lines: Sequence[DistributionLine]) -> Iterator[DistributionLine]:
    """The lines by which money was applied, what was taken back left out."""
    return (line for line in lines if line.act != TAKEN_BACK)
