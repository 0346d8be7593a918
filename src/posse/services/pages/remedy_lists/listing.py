"""What every worklist of enforcement has: what is asked of it, its cells, and its subjects."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.services.access import READ_TAX_INFORMATION, Visitor, may
from posse.services.counties import county_names
from posse.services.doors.closed_cases import closed_cases
from posse.services.search.hits import identities_for_participants

# A list is counted and leafed through up to here, so that a million rows are as quick as ten.
LISTED_MAX = 10_000
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Asked:
    """Which rows a list shows; empty words narrow nothing.

    ``hidden`` are the paying parents of cases that are closed to the viewer, ``sees_tax``
    says whether the viewer may know that money came out of a tax refund.
    """

    on: date
    kind: str = ""
    state: str = ""
    county: str = ""
    sort: str = ""
    hidden: tuple[int, ...] = ()
    sees_tax: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell: a day, cents or words; ``to`` and ``args`` name the page it leads to."""

    value: object
    kind: str = "words"
    to: str = ""
    args: tuple[object, ...] = ()


def day_cell(day: date | None) -> Cell:
    """A day, or nothing."""
    return Cell(day, "day")


def cents_cell(cents: int | None) -> Cell:
    """An amount, or that none was told. Units: cents."""
    return Cell(cents, "cents")


@dataclass(frozen=True)
class Listing:
    """A worklist: its words, its columns, what narrows it, its orders, and how it is read.

    The first of ``sorts`` is the order where none is asked for. ``lines`` turns the rows of one
    page into cells, reading what it needs for all of them at once.
    """

    name: str
    words: str
    intro: str
    empty: str
    header: tuple[str, ...]
    kind_words: str
    kinds: Callable[[date], Mapping[str, str]]
    states: Mapping[str, str]
    sorts: Mapping[str, tuple[str, tuple[str, ...]]]
    rows: Callable[[Asked], QuerySet[Any]]
    lines: Callable[[Sequence[Any], date], list[tuple[Cell, ...]]]
    # Orders of one kind alone: over all kinds they would sort millions of rows.
    kind_sorts: Collection[str] = ()

    def sorts_for(self, kind: str) -> Collection[str]:
        """The orders that rows of a kind can have, or rows of all kinds where it is empty."""
        return [name for name in self.sorts if kind or name not in self.kind_sorts]

    def sorted_rows(self, asked: Asked) -> QuerySet[Any]:
        """The rows asked for, in the order asked for."""
        first = next(iter(self.sorts.values()))
        _, order = self.sorts.get(asked.sort, first)
        return self.rows(asked).order_by(*order)


@dataclass(frozen=True)
class ParentTold:
    """A paying parent as a list names one, with the oldest case."""

    name: str
    number: str
    county: str


NOBODY = ParentTold("A person not named", "", "")


def hidden_from(user: Visitor, *, on: date) -> tuple[int, ...]:
    """The paying parents whom no list may name to a viewer; none for nearly everybody."""
    closed = closed_cases(user, on=on)
    if not closed:
        return ()
    people = Case.objects.filter(pk__in=closed, obligor__isnull=False)
    return tuple(sorted(set(people.values_list("obligor_id", flat=True))))


def sees_tax(user: Visitor) -> bool:
    """Whether a viewer may know that money came out of a tax refund. Source: 26 USC 6103."""
    return may(user, READ_TAX_INFORMATION)


def shown(rows: Rows, asked: Asked, *, path: str = "obligor") -> Rows:
    """Rows without those of hidden parents, in the county asked for."""
    if asked.hidden:
        rows = rows.exclude(**{f"{path}__in": asked.hidden})
    if asked.county:
        local = Case.objects.filter(county_fips=asked.county).values("obligor")
        rows = rows.filter(**{f"{path}__in": local})
    return rows


def parents_told(obligors: Iterable[int], *, on: date) -> dict[int, ParentTold]:
    """Parents with name, oldest case and county, all read at once."""
    chosen = set(obligors)
    names = identities_for_participants(chosen)
    counties = county_names(on=on)
    cases = Case.objects.filter(obligor__in=chosen)
    first = cases.order_by("obligor_id", "opened_on", "id").distinct("obligor_id")
    return {
        case.obligor_id: ParentTold(
            names[case.obligor_id][0].full_name if case.obligor_id in names else NOBODY.name,
            case.number,
            counties.get(case.county_fips, case.county_fips),
        )
        for case in first
        if case.obligor_id is not None
    }


def case_cell(number: str) -> Cell:
    """A case's number that leads to its enforcement."""
    return Cell(number, to="case", args=(number,)) if number else Cell("")
