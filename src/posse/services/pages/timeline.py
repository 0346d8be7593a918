"""The timeline of a case: everything that happened in it, the latest first.

One query names the rows of all tables by their days; only those of the page shown are then
read, one query for each of their kinds. So a case of twenty years is as quick as a new one.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Value

from posse.apps.cases.models import Case
from posse.services.pages.timeline_sources import KINDS, SOURCES, RowKind, Told

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One row of the timeline, and who recorded it."""

    day: date
    kind: str
    told: Told
    by: str

    @property
    def kind_words(self) -> str:
        """What kind of row it is, in words."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Place:
    """Where a row of the timeline stands: its day, its source, its key."""

    day: date
    source: int
    key: int

    @property
    def kind(self) -> str:
        """The kind by which the timeline is narrowed."""
        return SOURCES[self.source].kind


@dataclass(frozen=True)
class Timeline:
    """The places that were asked for, the latest first, and how many of each kind there are."""

    places: Sequence[Place]
    counts: dict[str, int]


def timeline_for_case(
    case: Case,
    *,
    on: date,
    kinds: Collection[str] = (),
    first: date | None = None,
    last: date | None = None,
) -> Timeline:
    """What is known of a case on a business date, perhaps of some kinds or days only.

    What was recorded by then stands there, what lies ahead on the calendar too.
    """
    queries = [_places(number, source, case, on=on) for number, source in enumerate(SOURCES)]
    rows = queries[0].union(*queries[1:], all=True)
    places = [Place(day, number, key) for number, key, day in rows]
    within = [
        place
        for place in places
        if (first is None or place.day >= first) and (last is None or place.day <= last)
    ]
    counts = Counter(place.kind for place in within)
    chosen = [place for place in within if not kinds or place.kind in kinds]
    chosen.sort(key=lambda place: (place.day, place.source, place.key), reverse=True)
    return Timeline(chosen, {kind: counts[kind] for kind in KINDS})


def _places(number: int, source: RowKind, case: Case, *, on: date):  # type: ignore[no-untyped-def] # noqa: ANN202 - Django has no type for it
    rows = source.model._default_manager.filter(source.of_case(case))  # noqa: SLF001 - Django's documented name
    if source.recorded:
        rows = rows.filter(**{f"{source.recorded}__lte": on})
    return rows.order_by().values_list(Value(number), "pk", F(source.day)).distinct()


def entries_at(places: Sequence[Place]) -> list[Entry]:
    """The rows at these places, in their order, in words."""
    keys: dict[int, list[int]] = defaultdict(list)
    for place in places:
        keys[place.source].append(place.key)
    told = {number: SOURCES[number].tell(chosen) for number, chosen in keys.items()}
    entries = []
    for place in places:
        words, by = told[place.source][place.key]
        entries.append(Entry(place.day, place.kind, words, by))
    return entries
