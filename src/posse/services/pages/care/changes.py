"""Changes that families reported: which wait for somebody, and what came of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from posse.apps.care.models import CareCase
from posse.apps.subsidy.choices import ChangeOutcome
from posse.apps.subsidy.models import CareChange, CareChangeOutcome
from posse.services.access import Visitor
from posse.services.care.changing import change_terms, effective_day, refusal_of_cause
from posse.services.counties import county_names
from posse.services.pages.care.due import CaseLine, asked_cases, lines_of

OPEN, DONE = "open", "done"
STATES = ((OPEN, "Waits for somebody"), (DONE, "Worked"))
AT_MOST = 500


@dataclass(frozen=True)
class ChangeRow:
    """A change, from when it counts, what came of it, and what may be done about it."""

    change: CareChange
    what: str
    counts_from: date
    outcomes: Sequence[CareChangeOutcome]
    is_open: bool
    can_have_cause: bool


@dataclass(frozen=True)
class ChangesPage:
    """Changes of many cases, with what was asked."""

    rows: tuple[tuple[CaseLine, ChangeRow], ...]
    county: str
    show: str
    state: str
    counties: Mapping[str, str]
    states: tuple[tuple[str, str], ...]
    is_cut: bool


def changes_page(asked: Mapping[str, str], *, user: Visitor, on: date) -> ChangesPage:
    """The changes that were asked for, the oldest first; nonsense narrows nothing.

    Source: CC-1500-A, CC-1501-A, CC-1501-B-4.
    """
    county, show, cases = asked_cases(asked, user=user, on=on)
    state = asked.get("state", OPEN)
    if state not in {OPEN, DONE}:
        state = ""
    found = _standing(CareChange.objects.filter(care_case__in=cases.values("pk")))
    waits = Q(latest__isnull=True) | Q(latest=ChangeOutcome.WAITING)
    if state:
        found = found.filter(waits) if state == OPEN else found.exclude(waits)
    rows = list(found.order_by("effective_on", "id")[: AT_MOST + 1])
    lines = lines_of((row.care_case for row in rows), cases, on=on)
    return ChangesPage(
        rows=tuple((lines[row.care_case_id], _row(row)) for row in rows[:AT_MOST]),
        county=county,
        show=show,
        state=state,
        counties=county_names(on=on),
        states=STATES,
        is_cut=len(rows) > AT_MOST,
    )


def changes_of(care_case: CareCase) -> list[ChangeRow]:
    """The changes of a case, the latest first. Source: CC-1501-B-4."""
    return [_row(row) for row in _standing(care_case.changes.all())]


def _standing(rows: "QuerySet[CareChange]") -> "QuerySet[CareChange]":
    """Changes that no later row replaced, with the latest outcome of each."""
    outcomes = CareChangeOutcome.objects.filter(change=OuterRef("pk")).order_by("-id")
    newer = CareChange.objects.filter(replaces=OuterRef("pk"))
    return (
        rows.filter(~Exists(newer))
        .annotate(latest=Subquery(outcomes.values("outcome")[:1]))
        .select_related("care_case", "cause_proof")
        .prefetch_related("outcomes")
    )


def _row(change: CareChange) -> ChangeRow:
    outcomes = sorted(change.outcomes.all(), key=lambda row: row.pk)
    latest = outcomes[-1].outcome if outcomes else ChangeOutcome.WAITING
    words = {each.name: each.words for each in change_terms(on=change.effective_on).reportable}
    return ChangeRow(
        change=change,
        what=words.get(change.kind, change.get_kind_display()),
        counts_from=effective_day(change),
        outcomes=outcomes,
        is_open=latest == ChangeOutcome.WAITING,
        can_have_cause=not refusal_of_cause(change),
    )
