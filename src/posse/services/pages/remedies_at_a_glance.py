"""The dashboard of remedies: parents by standing, what runs next, and money by month."""

from dataclasses import dataclass
from datetime import date

from posse.apps.enforcement.choices import RemedyStanding
from posse.rules.support.remedies.register import remedies
from posse.rules.support.remedies.schedules import MATCH, NOTICE, SUBMIT, next_run
from posse.services.doors.tax_information import is_tax_information
from posse.services.enforcement.collecting import REMEDIES_OF
from posse.services.enforcement.tallying import money_by_remedy, parents_by_standing
from posse.services.law import current_law
from posse.services.pages.remedy_lists.listing import Asked
from posse.units.days import add_months

STANDINGS = tuple(each.value for each in RemedyStanding)
STANDING_WORDS = tuple(str(each.label) for each in RemedyStanding)
WITH_PARTNER = ("submitted", "matched", "collected")
RUN_WORDS = {SUBMIT: "Goes to the partner", MATCH: "Is matched", NOTICE: "Notices are sent"}
MONTHS = 12
BRINGING = frozenset(remedy for names in REMEDIES_OF.values() for remedy in names)
TAX_REMEDIES = frozenset(
    remedy for source, names in REMEDIES_OF.items() if is_tax_information(source)
    for remedy in names
)  # fmt: skip


@dataclass(frozen=True)
class RemedyCount:
    """How many parents stand where with one remedy. Units: cents."""

    name: str
    words: str
    counts: tuple[int, ...]
    amount_cents: int

    @property
    def standings(self) -> list[tuple[str, int]]:
        """Each standing by its name, with how many stand there."""
        return list(zip(STANDINGS, self.counts, strict=True))


@dataclass(frozen=True)
class NextRun:
    """What a remedy does next by itself, and when."""

    words: str
    what: str
    on: date


@dataclass(frozen=True)
class CollectedRow:
    """Money of one remedy, a figure a month. Units: cents."""

    words: str
    cents: tuple[int, ...]

    @property
    def total_cents(self) -> int:
        """All of its months."""
        return sum(self.cents)


@dataclass(frozen=True)
class Collected:
    """Money that enforcement brought, by remedy and month, the oldest month first."""

    months: tuple[date, ...]
    rows: tuple[CollectedRow, ...]
    totals: CollectedRow

    @property
    def is_empty(self) -> bool:
        """Whether nothing came at all."""
        return not any(any(row.cents) for row in self.rows)


def remedy_counts(asked: Asked) -> list[RemedyCount]:
    """How many parents stand where, for each remedy in the order of the law."""
    found = parents_by_standing(county=asked.county, hidden=asked.hidden)
    return [
        RemedyCount(
            name=remedy.name,
            words=remedy.words,
            counts=tuple(found.get((remedy.name, each), (0, 0))[0] for each in STANDINGS),
            amount_cents=sum(
                found.get((remedy.name, each), (0, 0))[1] for each in WITH_PARTNER
            ),
        )
        for remedy in remedies(current_law(), on=asked.on)
    ]


def next_runs(*, on: date) -> list[NextRun]:
    """What runs next by itself, the first first. Source: CS-9.2-TOP-DIST-2, CS-9.2-CBR-1."""
    found = [
        NextRun(remedy.words, RUN_WORDS[cycle.what], next_run(cycle, on=on))
        for remedy in remedies(current_law(), on=on)
        for cycle in remedy.cycles
    ]
    return sorted(found, key=lambda run: (run.on, run.words, run.what))


def collected_by_month(*, on: date, sees_tax: bool) -> Collected:
    """What each remedy brought in the last twelve months, less what was taken back.

    By the day of booking. Offsets of tax refunds are left out for whoever may not know of
    them. Source: 26 USC 6103.
    """
    months = tuple(add_months(on.replace(day=1), back) for back in range(1 - MONTHS, 1))
    cents = money_by_remedy(first=months[0], on=on)
    hidden = () if sees_tax else TAX_REMEDIES
    rows = tuple(
        CollectedRow(remedy.words, tuple(cents.get((remedy.name, each), 0) for each in months))
        for remedy in remedies(current_law(), on=on)
        if remedy.name in BRINGING and remedy.name not in hidden
    )
    totals = tuple(sum(row.cents[place] for row in rows) for place in range(MONTHS))
    return Collected(months, rows, CollectedRow("All together", totals))
