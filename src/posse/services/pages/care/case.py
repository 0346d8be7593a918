"""The case page of a specialist: who they are, what holds of them, and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from posse.apps.care.models import CareApplication, CareCase, CareNarrative
from posse.apps.subsidy.models import (
    Authorization,
    CareNotice,
    CarePeriod,
    CareProvider,
    Determination,
)
from posse.rules.childcare.best_estimate import METHODS
from posse.rules.childcare.scale import STAGES, ScaleTerms
from posse.rules.childcare.units import OUTCOMES, UnitTerms
from posse.services.care.cases import specialist_of
from posse.services.care.determining import (
    Looked,
    look,
    people_of,
    reasons_of,
    result_of,
)
from posse.services.care.duties import Duty, duties_on
from posse.services.care.letters import names_of
from posse.services.care.sharing import SharedChild, shared_children
from posse.services.care.stages import stages_of
from posse.services.law import current_law
from posse.services.pages.care.calendar import Month, last_day_of, month_of
from posse.services.pages.care.picture import Picture, Shown, draw
from posse.units.days import day_words

STAGE_WORDS = {
    "initial": "First determination",
    "continuing": "Continuing family",
    "within_period": "Inside the twelve months",
}
CALENDAR_AT_MOST = 60


@dataclass(frozen=True)
class TieWords:
    """A tie in words: who, as what, and whether it makes them one unit."""

    words: str
    outcome: str
    joins: bool
    cites: tuple[str, ...]


@dataclass(frozen=True)
class FactorPage:
    """One criterion with what was found of each whom it asks; all of them must meet it."""

    words: str
    is_met: bool
    of: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class UnitPage:
    """One assistance unit as it would be determined on the day of the page."""

    unit: int
    number: int
    is_eligible: bool
    stage: str
    failing: tuple[str, ...]
    factors: tuple["FactorPage", ...]
    result: Mapping[str, Any]
    children: tuple[tuple[str, dict[str, Any]], ...]
    incomes: tuple[dict[str, Any], ...]
    missing: tuple[str, ...]
    copay_cents: int
    agency_cents: int


@dataclass(frozen=True)
class CareCasePage:
    """Everything the page shows; ``unsure`` are tables of the law that were not seen."""

    care_case: CareCase
    applicant: str
    specialist: str
    on: date
    units: tuple[UnitPage, ...]
    picture: Picture | None
    ties: tuple[TieWords, ...]
    people: tuple[tuple[int, str, str], ...]
    applications: Sequence[CareApplication]
    authorizations: Sequence[tuple[Authorization, str, date]]
    calendar: Month
    period: CarePeriod | None
    determinations: Sequence[Determination]
    notices: Sequence[CareNotice]
    narratives: Sequence[CareNarrative]
    unsure: tuple[str, ...]
    duties: Sequence[Duty]
    shared: Sequence[SharedChild]


def care_case_page(care_case: CareCase, *, on: date, month: date) -> CareCasePage:
    """The page of a case as of a day. Raises: LawError where the law of the day is not known.

    Source: CC-301, CC-505, CC-905-NOTE-2, CC-1504-B.
    """
    looked = look([care_case.pk], on=on, stage=stages_of([care_case.pk], on=on))
    names = _names(looked, care_case, on=on)
    specialist = specialist_of(care_case, on=on)
    rows = authorizations_of(care_case)
    return CareCasePage(
        care_case=care_case,
        applicant=names.get(care_case.applicant_id, ""),
        specialist=specialist.full_name if specialist else "",
        on=on,
        units=tuple(_unit(looked, place, names=names)
                    for place in range(looked.families.units.height)),
        picture=_picture(looked, names=names) if names else None,
        ties=tuple(_ties(looked, names=names)),
        people=tuple(_people(looked, names=names)),
        applications=list(care_case.applications.order_by("-id")),
        authorizations=[(row, names.get(row.child_id, ""), last_day_of(row)) for row in rows],
        calendar=month_of(rows, names=names, on=month),
        period=CarePeriod.objects.filter(
            care_case=care_case, replaced_by__isnull=True, is_withdrawn=False
        ).order_by("-effective_on", "-id").first(),
        determinations=list(care_case.determinations.order_by("-id")[:20]),
        notices=list(care_case.notices.select_related("letter").order_by("-id")[:40]),
        narratives=list(care_case.narratives.all()[:40]),
        unsure=unsure_tables(on=on),
        duties=duties_on(on=on, case_ids=[care_case.pk]),
        shared=shared_children(care_case, looked.families.laid_out, on=on),
    )  # fmt: skip


def unsure_tables(*, on: date) -> tuple[str, ...]:
    """Tables of the scale whose figures no official paper was seen of. Source: CC-906-A."""
    sure = ScaleTerms.from_law(current_law(), on=on).sure
    return tuple(
        f"{name.replace('_', ' ')} ({how.replace('_', ' ')})"
        for name, how in sure.items()
        if how != "seen"
    )


def authorizations_of(care_case: CareCase) -> list[Authorization]:
    """What is or was authorized, the latest first, without what a later row replaced."""
    rows = care_case.authorizations.filter(replaced_by__isnull=True)
    found = rows.select_related("provider", "end", "determination")
    return list(found.order_by("-effective_on", "child_id", "-id")[:CALENDAR_AT_MOST])


def _names(looked: Looked, care_case: CareCase, *, on: date) -> dict[int, str]:
    people = looked.families.laid_out.people["participant"].to_list()
    placed = care_case.authorizations.values_list("child_id", flat=True)
    return names_of([*people, *placed, care_case.applicant_id], on=on)


def _unit(looked: Looked, place: int, *, names: dict[int, str]) -> UnitPage:
    found = looked.found
    unit = int(looked.families.units["unit"][place])
    result = result_of(looked, place)
    missing = looked.families.missing.filter(pl.col("unit") == unit)
    return UnitPage(
        unit=unit,
        number=place + 1,
        is_eligible=bool(found.eligibility.is_eligible[place]),
        stage=STAGE_WORDS[STAGES[int(found.eligibility.facts.stage[place])]],
        failing=found.eligibility.failing(place),
        factors=tuple(_factors(looked, place, names=names)),
        result=result,
        children=tuple(_children(looked, place, names=names)),
        incomes=tuple(_income(row, names=names) for row in result["incomes"]),
        missing=tuple(
            f"{names.get(row['participant'], 'The family')}: {row['words']}"
            for row in missing.iter_rows(named=True)
        ),
        copay_cents=int(found.copay_cents[place]),
        agency_cents=int(found.agency_cents[place]),
    )


def _factors(looked: Looked, place: int, *, names: dict[int, str]) -> list[FactorPage]:
    """The criteria with those that are not met first, each once for all whom it asks."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in reasons_of(looked, place):
        row = {**each, "who": names.get(each["participant"], "")}
        found.setdefault(each["words"], []).append(row)
    pages = [
        FactorPage(words, all(row["is_met"] for row in rows), tuple(rows))
        for words, rows in found.items()
    ]
    return sorted(pages, key=lambda page: page.is_met)


def _children(
    looked: Looked, place: int, *, names: dict[int, str]
) -> list[tuple[str, dict[str, Any]]]:
    """Each child with its month of care, and whether it is in any."""
    facts = looked.found.eligibility.facts
    first = int(facts.of_children.starts[place])
    called = dict(
        CareProvider.objects.filter(
            pk__in=looked.families.further["provider"].unique().to_list()
        ).values_list("pk", "name")
    )
    return [
        (
            names.get(child, ""),
            {
                **row,
                "is_in_care": bool(facts.children.days_month[at]),
                "more": [{**each, "name": called[each["provider"]]} for each in row["more"]],
            },
        )
        for at, (child, row) in enumerate(
            zip(
                people_of(looked, place)["children"],
                result_of(looked, place)["children"],
                strict=True,
            ),
            start=first,
        )
    ]


def _income(row: dict[str, Any], *, names: dict[int, str]) -> dict[str, Any]:
    return {
        **row,
        "who": names.get(row["participant"], ""),
        "kind_words": row["kind"].replace("_", " "),
        "method": METHODS.get(row["month_method"] or "", "Nothing is known of it yet"),
    }


def _picture(looked: Looked, *, names: dict[int, str]) -> Picture:
    shown = {
        row["participant"]: Shown(
            names.get(row["participant"], str(row["participant"])), _age(row["born"], looked.on)
        )
        for row in looked.families.laid_out.people.iter_rows(named=True)
    }
    return draw(looked.families.laid_out, shown=shown)


def _people(looked: Looked, *, names: dict[int, str]) -> list[tuple[int, str, str]]:
    rows = looked.families.laid_out.people.unique("participant", maintain_order=True)
    return [
        (row["participant"], names.get(row["participant"], ""), row["role"])
        for row in rows.sort("role", "participant").iter_rows(named=True)
    ]


def _age(born: date | None, on: date) -> str:
    if born is None:
        return "birth date not told"
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months < 24:
        return f"{months} month{'' if months == 1 else 's'}"
    return f"{months // 12} years, born {day_words(born)}"


def _ties(looked: Looked, *, names: dict[int, str]) -> list[TieWords]:
    terms = UnitTerms.from_law(current_law(), on=looked.on)
    words = dict(zip(terms.names, zip(terms.words, terms.cites, strict=True), strict=True))
    return [
        TieWords(
            f"{names.get(row['elder'], '')} and {names.get(row['younger'], '')}: "
            f"{row['kind'].replace('_', ' ')}. {words[row['kind']][0]}",
            OUTCOMES[row["outcome"]],
            row["outcome"] == "joins",
            tuple(words[row["kind"]][1]),
        )
        for row in looked.families.laid_out.ties.iter_rows(named=True)
    ]
