"""Determinations: looked at, kept with their reasons, and worked out again.

A determination of one case and of the whole caseload takes the same way: facts are read in
bulk, the rules are asked once, and what is kept holds every column the rules were given.
Source: CC-1504-B, CC-905-NOTE-2.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from django.conf import settings
from django.db import transaction

from posse.apps.care.models import CareApplication, CareCase
from posse.apps.runs.models import Run
from posse.apps.subsidy.choices import DeterminationKind
from posse.apps.subsidy.models import Determination
from posse.rules.childcare.determination import Determination as Determined
from posse.rules.childcare.determination import DeterminationTerms, determine
from posse.rules.childcare.eligibility.facts import (
    AdultFacts,
    ChildFacts,
    FamilyFacts,
    Grouping,
    Ints,
    MoreCare,
)
from posse.rules.childcare.eligibility.sentences import told_reason
from posse.rules.childcare.scale import STAGES
from posse.rules.childcare.worksheet import benefit_lines, income_lines
from posse.services.care.disqualifying import disqualified_people
from posse.services.care.families import Families, Stage, families
from posse.services.care.reading import care_facts
from posse.services.care.support import support_of
from posse.services.law import current_law, law_of

HISTORY_DAYS = 62
MEMBERS = {"adult": "adults", "child": "children"}


@dataclass(frozen=True)
class Looked:
    """What the rules say of the assistance units of some cases on a day; nothing is kept."""

    on: date
    families: Families
    found: Determined

    def place_of(self, unit: int) -> int:
        """The row of a unit. Raises: ValueError."""
        return self.families.units["unit"].to_list().index(unit)


def look(
    case_ids: Sequence[int],
    *,
    on: date,
    stage: Stage | None = None,
    is_first_month: bool = True,
    profile: str = "",
) -> Looked:
    """The determination of every assistance unit of some cases as of a day.

    Raises: BeforeFirstDate, EmptyValue where the law of the day is not known.
    Source: CC-503-A, CC-905, CC-1101-A.
    """
    law = law_of(profile) if profile else current_law()
    terms = DeterminationTerms.from_law(law, on=on)
    facts = care_facts(case_ids, on=on, checks_since=on - timedelta(days=HISTORY_DAYS))
    people = facts.members["participant"].unique().to_list()
    found = families(
        facts,
        stage=stage or Stage(),
        support=support_of(people, on=on),
        disqualified=disqualified_people(people, on=on),
        is_first_month=is_first_month,
    )
    return Looked(on, found, determine(found.facts, terms=terms))


@transaction.atomic
def do_determine(
    care_case: CareCase,
    *,
    kind: str,
    on: date,
    by: str,
    stage: Stage | None = None,
    application: CareApplication | None = None,
    run: Run | None = None,
    is_first_month: bool = True,
) -> list[Determination]:
    """Determine a case and keep it, a row an assistance unit.

    Raises: as :func:`look`. Source: CC-1504-A, CC-1504-B, CC-301.
    """
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    looked = look([care_case.pk], on=on, stage=stage, is_first_month=is_first_month)
    rows = [
        _row(looked, place, kind=kind, application=application, run=run, on=on, by=by)
        for place in range(looked.families.units.height)
    ]
    return Determination.objects.bulk_create(rows)


def _row(
    looked: Looked,
    place: int,
    *,
    kind: str,
    application: CareApplication | None,
    run: Run | None,
    on: date,
    by: str,
) -> Determination:
    found, units = looked.found, looked.families.units.row(place, named=True)
    facts = found.eligibility.facts
    return Determination(
        care_case_id=units["care_case"],
        unit=units["unit"],
        kind=DeterminationKind(kind),
        stage=STAGES[int(facts.stage[place])],
        application=application,
        run=run,
        is_eligible=bool(found.eligibility.is_eligible[place]),
        people=people_of(looked, place),
        facts=columns_of(facts, place),
        result=result_of(looked, place),
        reasons=list(reasons_of(looked, place)),
        failing=list(found.eligibility.failing(place)),
        size=int(facts.sizes[place]),
        gross_cents=int(found.incomes.gross_cents[place]),
        countable_cents=int(found.incomes.countable_cents[place]),
        limit_cents=int(found.limits_cents[place]),
        step=int(found.steps[place]),
        copay_cents=int(found.copay_cents[place]),
        agency_cents=int(found.agency_cents[place]),
        profile=settings.POSSE_PROFILE,
        law_fingerprint=current_law().fingerprint,
        effective_on=looked.on,
        recorded_on=on,
        recorded_by=by,
    )


def people_of(looked: Looked, place: int) -> dict[str, list[int]]:
    """The adults and children of a unit in the order of its columns. Source: CC-505."""
    facts, found = looked.found.eligibility.facts, looked.families
    adults, children = _slices(facts, place)
    return {
        "adults": found.adults["participant"][adults].to_list(),
        "children": found.children["participant"][children].to_list(),
    }


def columns_of(facts: FamilyFacts, place: int) -> dict[str, Any]:
    """Every column that the rules were given for one unit, so that it can be replayed.

    Source: CC-1504-B.
    """
    adults, children = _slices(facts, place)
    return {
        "adults": {each.name: getattr(facts.adults, each.name)[adults].tolist()
                   for each in fields(AdultFacts)},
        "children": {each.name: getattr(facts.children, each.name)[children].tolist()
                     for each in fields(ChildFacts)},
        "more_care": _more_care_of(facts, children),
        "family": {name: int(getattr(facts, name)[place]) for name in OF_FAMILY},
    }  # fmt: skip


def _more_care_of(facts: FamilyFacts, children: slice) -> dict[str, Any]:
    """Further care of the children of one unit, who are counted from its first."""
    more = facts.more_care
    is_theirs = (more.child >= children.start) & (more.child < children.stop)
    columns = {each.name: getattr(more, each.name)[is_theirs] for each in fields(MoreCare)}
    columns["child"] = columns["child"] - children.start
    return {name: values.tolist() for name, values in columns.items()}


OF_FAMILY = ("stage", "assets_cents", "same_hours", "kept_step", "period_began_days")


def facts_of(kept: Sequence[Mapping[str, Any]]) -> FamilyFacts:
    """Kept columns as the rules take them: the way back of :func:`columns_of`.

    Source: CC-1504-B.
    """
    assert kept, "there is something to replay"

    def members(of: str, rows: Any) -> Any:
        columns = {
            each.name: np.array([value for one in kept for value in one[of].get(each.name, ())],
                                dtype=np.asarray(rows.ORDINARY[each.name]).dtype)
            for each in fields(rows)
        }  # fmt: skip
        return rows(**columns)

    of_children = [len(one["children"]["birth_days"]) for one in kept]

    def starts(of: str, name: str) -> Grouping:
        return Grouping(np.cumsum([0, *(len(one[of][name]) for one in kept)]))

    return FamilyFacts(
        adults=members("adults", AdultFacts),
        children=members("children", ChildFacts),
        of_adults=starts("adults", "activity"),
        of_children=starts("children", "birth_days"),
        more_care=_more_care_kept(kept, np.cumsum([0, *of_children])),
        **{
            name: np.array([one["family"][name] for one in kept], dtype=np.int64)
            for name in OF_FAMILY
        },
    )


def _more_care_kept(kept: Sequence[Mapping[str, Any]], firsts: Ints) -> MoreCare:
    """Kept further care; what was determined before it was counted has none."""
    rows = [one.get("more_care", {"child": []}) for one in kept]
    child = np.array(
        [
            first + each
            for first, one in zip(firsts, rows, strict=False)
            for each in one["child"]
        ],
        dtype=np.int64,
    )
    columns: dict[str, Any] = {
        each.name: np.array([value for one in rows for value in one.get(each.name, ())],
                            dtype=np.bool_ if each.name == "is_payable" else np.int64)
        for each in fields(MoreCare)
    }  # fmt: skip
    return MoreCare(**{**columns, "child": child})


def replayed(kept: Determination) -> Determined:
    """A kept determination worked out again, under the law of its profile and its day.

    Source: CC-1504-B.
    """
    terms = DeterminationTerms.from_law(law_of(kept.profile), on=kept.effective_on)
    return determine(facts_of([kept.facts]), terms=terms)


def result_of(looked: Looked, place: int) -> dict[str, Any]:
    """What came out for a unit: its worksheet, and each child with its month of care.

    Source: CC-905-NOTE-2, CC-1101-K.
    """
    found = looked.found
    _, children = _slices(found.eligibility.facts, place)
    incomes = _incomes_of(looked, place)
    further = _further_of(looked, children)
    return {
        "worksheet": [
            {"words": line.words, "figure": line.figure, "cites": list(line.cites)}
            for line in (*income_lines(found, place), *benefit_lines(found, place))
        ],
        "incomes": incomes,
        "children": [
            {
                "is_eligible": bool(found.eligibility.child_is_eligible[row]),
                "failing": list(found.eligibility.failing_of_child(row)),
                "is_full_day": bool(found.benefits.is_full_day[row]),
                "maximum_cents": int(found.benefits.maximum_cents[row]),
                "price_cents": int(found.benefits.price_cents[row]),
                "share_cents": int(found.benefits.obligation_cents[row]),
                "agency_cents": int(found.benefits.agency_cents[row]),
                "more": further[row],
            }
            for row in range(children.start, children.stop)
        ],
        "asks_supervisor": [
            name for name, asks in found.asks_supervisor.items() if bool(asks[place])
        ],
        "found_step": int(found.found_steps[place]),
    }


def _further_of(looked: Looked, children: slice) -> dict[int, list[dict[str, Any]]]:
    """By child, its month at each further provider. Source: CC-1101-H, CC-1101-N-4."""
    more, facts = looked.found.benefits.more, looked.found.eligibility.facts.more_care
    providers = looked.families.further["provider"].to_list()
    found: dict[int, list[dict[str, Any]]] = {
        row: [] for row in range(children.start, children.stop)
    }
    for at, child in enumerate(facts.child.tolist()):
        if child in found:
            found[child].append({
                "provider": providers[at],
                "is_payable": bool(facts.is_payable[at]),
                "is_full_day": bool(more.is_full_day[at]),
                "maximum_cents": int(more.maximum_cents[at]),
                "price_cents": int(more.price_cents[at]),
                "share_cents": int(more.obligation_cents[at]),
                "agency_cents": int(more.agency_cents[at]),
            })  # fmt: skip
    return found


def _incomes_of(looked: Looked, place: int) -> list[dict[str, Any]]:
    people = people_of(looked, place)
    mine = looked.families.incomes.filter(
        pl.col("participant").is_in([*people["adults"], *people["children"]])
    )
    return mine.drop("care_case").to_dicts()


def reasons_of(looked: Looked, place: int) -> Iterator[dict[str, Any]]:
    """Every criterion of a unit with its checks in words and clauses. Source: CC-503-A."""
    people = people_of(looked, place)
    for reason in looked.found.eligibility.reasons(place):
        whose = people.get(
            {"adult": "adults", "child": "children"}.get(reason.criterion.of, "")
        )
        yield {
            "criterion": reason.criterion.name,
            "factor": reason.criterion.factor,
            "words": reason.criterion.words,
            "participant": whose[reason.member] if whose else None,
            "is_met": bool(reason.is_met),
            "checks": [
                {
                    "words": each.words,
                    "found": each.found,
                    "limit": each.limit,
                    "is_met": bool(each.is_met),
                    "cites": list(each.cites),
                }
                for each in told_reason(reason)
            ],
        }


def _slices(facts: FamilyFacts, place: int) -> tuple[slice, slice]:
    adults, children = facts.of_adults.starts, facts.of_children.starts
    return (
        slice(int(adults[place]), int(adults[place + 1])),
        slice(int(children[place]), int(children[place + 1])),
    )
