"""What an audit of paternity data would fail: the worklist, and one case with its children."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Avg, Count, QuerySet

from posse.apps.cases.models import Case, Paternity
from posse.apps.intake.models import CaseQuality
from posse.apps.people.models import Identity
from posse.services.intake.scoring import children_of, results_on
from posse.services.law import current_law


@dataclass(frozen=True)
class Failing:
    """A check of paternity data as the law words it."""

    edit: str
    field: str
    reason: str
    clause: str


@dataclass(frozen=True)
class Child:
    """A child of a case with what is recorded and what fails."""

    participant: int
    name: str
    birth_date: date | None
    paternity: Paternity | None
    fails: tuple[Failing, ...]


def edits_on(on: date) -> dict[str, Failing]:
    """Every check by its key, in the order of the law's table."""
    rows = current_law().value("support.reliability.edits", on=on)
    return {row["edit"]: Failing(**row) for row in rows}


def qualities_for_office(*, county: str, edit: str) -> QuerySet[CaseQuality]:
    """Cases that fail a check, in a county, the worst first."""
    rows = CaseQuality.objects.filter(failed_count__gt=0).select_related("case")
    rows = rows.filter(county_fips=county) if county else rows
    return rows.filter(failed__contains=[edit]) if edit else rows


def standing_for_office(*, on: date) -> dict[str, Any]:
    """How many cases are scored, how they stand against the standard, and as of when."""
    told = CaseQuality.objects.aggregate(cases=Count("pk"), average=Avg("score"))
    standard = current_law().value("support.reliability.standard", on=on)
    percent = standard.numerator * 100 // standard.denominator
    newest = CaseQuality.objects.order_by("-scored_on").values_list("scored_on", flat=True)
    return {
        "case_count": told["cases"],
        "below_count": CaseQuality.objects.filter(score__lt=percent).count(),
        "average": int(told["average"] or 0),
        "standard": percent,
        "scored_on": newest.first(),
    }


def children_for_case(case: Case, *, on: date) -> list[Child]:
    """Each child of a case with what fails now, read from the facts themselves."""
    frame = children_of([case.pk])
    results = results_on(frame, on=on)
    known = edits_on(on)
    children = []
    for row, passed in zip(
        frame.select("child_id", pl.col("birth_date")).iter_rows(),
        results.iter_rows(named=True),
        strict=True,
    ):
        participant, born = row
        name = Identity.objects.filter(participant=participant).order_by("effective_on", "id")
        facts = Paternity.objects.filter(participant=participant)
        fails = tuple(known[edit] for edit, is_good in passed.items() if is_good is False)
        found = name.last()
        children.append(
            Child(participant, found.full_name if found else "", born,
                  facts.order_by("effective_on", "id").last(), fails)
        )  # fmt: skip
    return children
