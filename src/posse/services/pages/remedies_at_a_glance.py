"""The dashboard of remedies: parents by standing, what runs next, and money by month."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from posse.apps.enforcement.choices import RemedyStanding
from posse.apps.enforcement.models import RemedyState
from posse.apps.payments.choices import Source
from posse.apps.payments.models import Receipt, Reversal
from posse.rules.support.remedies.register import remedies
from posse.rules.support.remedies.schedules import MATCH, NOTICE, SUBMIT, next_run
from posse.services.doors.tax_information import is_tax_information
from posse.services.enforcement.collecting import REMEDIES_OF
from posse.services.law import current_law
from posse.services.pages.remedy_lists.listing import Asked, shown
from posse.units.days import add_months

STANDINGS = tuple(each.value for each in RemedyStanding)
STANDING_WORDS = tuple(str(each.label) for each in RemedyStanding)
WITH_PARTNER = ("submitted", "matched", "collected")
RUN_WORDS = {SUBMIT: "Goes to the partner", MATCH: "Is matched", NOTICE: "Notices are sent"}
MONTHS = 12


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
    """Money of one way, a figure a month. Units: cents."""

    words: str
    cents: tuple[int, ...]

    @property
    def total_cents(self) -> int:
        """All of its months."""
        return sum(self.cents)


@dataclass(frozen=True)
class Collected:
    """Money that enforcement brought, by way and month, the oldest month first."""

    months: tuple[date, ...]
    rows: tuple[CollectedRow, ...]
    totals: CollectedRow

    @property
    def is_empty(self) -> bool:
        """Whether nothing came at all."""
        return not any(any(row.cents) for row in self.rows)


def remedy_counts(asked: Asked) -> list[RemedyCount]:
    """How many parents stand where, for each remedy in the order of the law."""
    rows = shown(RemedyState.objects.exclude(state="").order_by(), asked)
    told = rows.values_list("remedy", "state").annotate(n=Count("id"), owed=Sum("amount_cents"))
    found = {(remedy, state): (count, cents) for remedy, state, count, cents in told}
    return [
        RemedyCount(
            name=remedy.name,
            words=remedy.words,
            counts=tuple(found.get((remedy.name, each), (0, 0))[0] for each in STANDINGS),
            amount_cents=sum(
                found.get((remedy.name, each), (0, 0))[1] or 0 for each in WITH_PARTNER
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
    """What each way of enforcement brought in the last twelve months, less what was taken back.

    By the day of booking. Offsets of tax refunds are left out for whoever may not know of
    them. Source: 26 USC 6103.
    """
    months = tuple(add_months(on.replace(day=1), back) for back in range(1 - MONTHS, 1))
    sources = [each for each in REMEDIES_OF if sees_tax or not is_tax_information(each)]
    span = {"recorded_on__gte": months[0], "recorded_on__lte": on}
    cents: defaultdict[tuple[str, date], int] = defaultdict(int)
    taken = Receipt.objects.filter(source__in=sources, **span)
    for source, month, amount in _by_month(taken, "source"):
        cents[source, month] += amount
    back = Reversal.objects.filter(receipt__source__in=sources, **span)
    for source, month, amount in _by_month(back, "receipt__source"):
        cents[source, month] -= amount
    rows = tuple(
        CollectedRow(
            str(Source(each).label), tuple(cents[each.value, month] for month in months)
        )
        for each in sources
    )
    totals = tuple(sum(row.cents[place] for row in rows) for place in range(MONTHS))
    return Collected(months, rows, CollectedRow("All together", totals))


def _by_month(
    rows: QuerySet[Receipt] | QuerySet[Reversal], source: str
) -> Sequence[tuple[str, date, int]]:
    by_month = rows.order_by().annotate(month=TruncMonth("recorded_on"))
    return list(by_month.values_list(source, "month").annotate(cents=Sum("amount_cents")))
