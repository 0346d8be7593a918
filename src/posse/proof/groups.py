"""People parted into groups: whoever shares an obligor or a family, over however many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from posse.proof.facts import Case, FactRows

Row = TypeVar("Row")


def groups(facts: FactRows) -> list[FactRows]:
    """The same facts, parted so that no part can change another's cents.

    Assistance is counted for a family over all its obligors, and money of an obligor is
    shared over all his cases, so both keep people together: CS-IRG-F16, CS-IRG-G11.
    """
    parts = _parts(facts.cases)
    place_of_case = {row.case: place for place, part in enumerate(parts) for row in part}
    place_of_family = {row.family: place for place, part in enumerate(parts) for row in part}
    place_of_obligor = {row.obligor: place for place, part in enumerate(parts) for row in part}
    terms = _by_place(facts.terms, (place_of_case.get(row.case) for row in facts.terms))
    adjustments = _by_place(
        facts.adjustments, (place_of_case.get(row.case) for row in facts.adjustments)
    )
    periods = _by_place(
        facts.periods, (place_of_family.get(row.family) for row in facts.periods)
    )
    grants = _by_place(facts.grants, (place_of_family.get(row.family) for row in facts.grants))
    receipts = _by_place(
        facts.receipts, (place_of_obligor.get(row.obligor) for row in facts.receipts)
    )
    return [
        FactRows(
            cases=part,
            terms=terms.get(place, []),
            periods=periods.get(place, []),
            grants=grants.get(place, []),
            adjustments=adjustments.get(place, []),
            receipts=receipts.get(place, []),
        )
        for place, part in enumerate(parts)
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
