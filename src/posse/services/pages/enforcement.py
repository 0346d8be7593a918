"""What the pages of enforcement show: each remedy of a parent with its criteria in words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import RemedyStanding
from posse.apps.enforcement.models import (
    AssetMatch,
    RemedyEvent,
    RemedyState,
    Review,
    Suppression,
)
from posse.rules.support.remedies.evaluation import evaluate
from posse.rules.support.remedies.next_steps import STEPS, next_steps
from posse.rules.support.remedies.sentences import CriterionWords, criterion_words
from posse.services.enforcement.facts import facts_of_obligors
from posse.services.law import current_law


@dataclass(frozen=True)
class RemedyRow:
    """One remedy of a parent: how it stands since when, what comes next, and why."""

    name: str
    words: str
    is_eligible: bool
    standing: str
    since: date | None
    amount_cents: int
    next_words: str
    next_on: date | None
    criteria: tuple[CriterionWords, ...]
    cites: tuple[str, ...]

    @property
    def wanting(self) -> tuple[CriterionWords, ...]:
        """What is asked and not met."""
        return tuple(each for each in self.criteria if each.is_asked and not each.is_met)


def remedies_for_case(case: Case, *, on: date) -> list[RemedyRow]:
    """Every remedy for the case's paying parent, judged now by the rules of the night.

    Source: CS-9.2-GEN-2.
    """
    if case.obligor_id is None:
        return []
    read = facts_of_obligors(on=on, obligors=[case.obligor_id])
    if not len(read.obligors):
        return []
    evaluation = evaluate(facts=read.facts, law=current_law(), on=on)
    kept = {row.remedy: row for row in RemedyState.objects.filter(obligor=case.obligor_id)}
    rows = []
    for result in evaluation.results:
        step, day = next_steps(result, on=on).step(0)
        state = kept.get(result.remedy.name)
        stands = state is not None and bool(state.state)
        rows.append(
            RemedyRow(
                name=result.remedy.name,
                words=result.remedy.words,
                is_eligible=bool(result.is_eligible[0]),
                standing=str(RemedyStanding(state.state).label) if state and stands else "",
                since=state.since if state and stands else None,
                amount_cents=int(result.amount_cents[0]),
                next_words=STEPS[step],
                next_on=day,
                criteria=criterion_words(result, obligor=0, on=on),
                cites=result.remedy.cites,
            )
        )
    return rows


def remedy_events_for(case: Case, *, limit: int = 50) -> QuerySet[RemedyEvent]:
    """How remedies of the case's parent moved, the latest first."""
    rows = RemedyEvent.objects.filter(obligor=case.obligor_id)
    return rows.order_by("-moved_on", "-id")[:limit]


def suppression_by_id(number: int) -> Suppression | None:
    """A suppression, or None."""
    return Suppression.objects.select_related("case", "lift").filter(pk=number).first()


def reviews_for_case(case: Case) -> QuerySet[Review]:
    """Every review of a case, the latest first."""
    return Review.objects.filter(case=case).order_by("-opened_on", "-id")


def review_by_id(review_id: int) -> Review | None:
    """A review; nobody's permission is asked here."""
    return Review.objects.select_related("case").filter(pk=review_id).first()


def match_by_id(match_id: int) -> AssetMatch | None:
    """A match; nobody's permission is asked here."""
    return AssetMatch.objects.filter(pk=match_id).first()
