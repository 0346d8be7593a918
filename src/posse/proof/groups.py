"""People parted into groups: whoever shares an obligor or a family, over however many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from posse.proof.facts import (
    Adjustment,
    Affidavit,
    Case,
    Certification,
    Circumstance,
    FactRows,
    Grant,
    Judgment,
    Period,
    Permission,
    Receipt,
    Reversal,
    Suppression,
    Term,
)

Row = TypeVar("Row")
OfCase = TypeVar(
    "OfCase", Circumstance, Term, Adjustment, Certification, Judgment, Affidavit, Suppression
)
OfFamily = TypeVar("OfFamily", Period, Grant)
OfObligor = TypeVar("OfObligor", Receipt, Reversal, Permission)


def groups(facts: FactRows) -> list[FactRows]:
    """The same facts, parted so that no part can change another's cents.

    Assistance is counted for a family over all its obligors, and money of an obligor is
    shared over all his cases, so both keep people together: CS-IRG-F16, CS-IRG-G11.
    """
    parts = _parts(facts.cases)
    place_of_case = {row.case: place for place, part in enumerate(parts) for row in part}
    place_of_family = {row.family: place for place, part in enumerate(parts) for row in part}
    place_of_obligor = {row.obligor: place for place, part in enumerate(parts) for row in part}
    # A receipt may be in two groups: taken back from one obligor, then another's.
    places_of_receipt: dict[int, set[int]] = defaultdict(set)
    for receipt in facts.receipts:
        if receipt.obligor in place_of_obligor:
            places_of_receipt[receipt.id].add(place_of_obligor[receipt.obligor])

    def by_case(rows: Sequence[OfCase]) -> Mapping[int | None, list[OfCase]]:
        """Rows that name a case, by the place of its part."""
        return _by_place(rows, (place_of_case.get(row.case) for row in rows))

    def by_family(rows: Sequence[OfFamily]) -> Mapping[int | None, list[OfFamily]]:
        """Rows that name a family, by the place of its part."""
        return _by_place(rows, (place_of_family.get(row.family) for row in rows))

    def by_obligor(rows: Sequence[OfObligor]) -> Mapping[int | None, list[OfObligor]]:
        """Rows that name an obligor, by the place of the part."""
        return _by_place(rows, (place_of_obligor.get(row.obligor) for row in rows))

    held = [(place, row) for row in facts.holds for place in places_of_receipt[row.receipt]]
    parted: dict[str, Mapping[int | None, list[Any]]] = {
        "cases": dict(enumerate(parts)),
        "circumstances": by_case(facts.circumstances),
        "terms": by_case(facts.terms),
        "adjustments": by_case(facts.adjustments),
        "certifications": by_case(facts.certifications),
        "judgments": by_case(facts.judgments),
        "affidavits": by_case(facts.affidavits),
        "suppressions": by_case(facts.suppressions),
        "periods": by_family(facts.periods),
        "grants": by_family(facts.grants),
        "receipts": by_obligor(facts.receipts),
        "reversals": by_obligor(facts.reversals),
        "permissions": by_obligor(facts.permissions),
        "holds": _by_place([row for _, row in held], (place for place, _ in held)),
    }
    return [
        FactRows(**{name: rows.get(place, []) for name, rows in parted.items()})
        for place in range(len(parts))
    ]


def _by_place(
    rows: Iterable[Row], places: Iterable[int | None]
) -> Mapping[int | None, list[Row]]:
    found: dict[int | None, list[Row]] = defaultdict(list)
    for row, place in zip(rows, places, strict=True):
        found[place].append(row)
    return found


def _parts(cases: Sequence[Case]) -> list[list[Case]]:
    """Cases that hang together, in the order of the first of each part."""
    beside: dict[tuple[str, int], list[Case]] = defaultdict(list)
    for row in cases:
        beside["obligor", row.obligor].append(row)
        beside["family", row.family].append(row)
    seen: set[int] = set()
    return [part for row in cases if (part := list(_reached(row, beside, seen)))]


def _reached(
    start: Case, beside: Mapping[tuple[str, int], Sequence[Case]], seen: set[int]
) -> Iterator[Case]:
    """Every case to be reached over shared obligors and families."""
    waiting = [start]
    while waiting:
        row = waiting.pop()
        if row.case not in seen:
            seen.add(row.case)
            yield row
            waiting += beside["obligor", row.obligor]
            waiting += beside["family", row.family]
