"""What becomes of children's care where their only caretaker is disqualified.

Only the person is disqualified, and care is authorized to the caretaker. So a supervisor
rules, and nothing ends by itself, unless the law's setting says otherwise.
Source: CC-2006-C-3, CC-503-I-1 (ambiguities A10 and 6.05).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.subsidy.choices import DeterminationKind, RulingOutcome
from posse.apps.subsidy.models import Authorization, CareDisqualification, CareRuling
from posse.apps.work.models import Task
from posse.rules.childcare.disqualification import ENDS
from posse.services.care.determining import do_determine, look, people_of
from posse.services.care.disqualifying import disqualification_terms, disqualified_people
from posse.services.care.letters import names_of
from posse.services.care.redetermining import (
    do_end_by_notice,
    first_effect,
    running_authorizations,
)
from posse.services.care.stages import stages_of
from posse.services.work.tasks import do_finish_task, do_open_task

# The task that asks a supervisor for a ruling.
ASKED = "care_sole_disqualified"
FACTOR = "disqualification"


@dataclass(frozen=True)
class ToRule:
    """A decision whose person is the only caretaker of children whose care is paid."""

    row: CareDisqualification
    name: str

    @property
    def words(self) -> str:
        """What a supervisor is asked."""
        return (
            f"{self.name} is disqualified and nobody else can be the caretaker; rule on the"
            " children's care"
        )


def to_rule(*, on: date, case_ids: Sequence[int] | None = None) -> list[ToRule]:
    """Decisions on which a supervisor has to rule, the first first.

    Source: CC-2006-C-3, CC-503-I-1.
    """
    rows = CareDisqualification.objects.filter(effective_on__lte=on, rulings__isnull=True)
    if case_ids is not None:
        rows = rows.filter(care_case__in=case_ids)
    found = list(rows.select_related("care_case").order_by("effective_on", "id"))
    barred = disqualified_people([row.participant_id for row in found], on=on)
    found = [row for row in found if row.participant_id in barred]
    bound = _without_caretaker(sorted({row.care_case_id for row in found}), on=on)
    names = names_of([row.participant_id for row in found], on=on)
    return [
        ToRule(row, names.get(row.participant_id, "A caretaker"))
        for row in found
        if row.care_case_id in bound
    ]


def _without_caretaker(case_ids: Sequence[int], *, on: date) -> frozenset[int]:
    """Cases with a unit that is paid for and has no caretaker who is not disqualified."""
    if not case_ids:
        return frozenset()
    running = Authorization.objects.filter(
        care_case__in=case_ids, ends_on__gte=on, end__isnull=True, replaced_by__isnull=True
    )
    paid = set(running.values_list("child_id", flat=True))
    looked = look(case_ids, on=on, stage=stages_of(case_ids, on=on), is_first_month=False)
    asks = looked.found.asks_supervisor[FACTOR]
    cases = looked.families.units["care_case"].to_list()
    return frozenset(
        case
        for place, case in enumerate(cases)
        if asks[place] and paid.intersection(people_of(looked, place)["children"])
    )


@transaction.atomic
def do_rule(
    row: CareDisqualification, *, what: str, words: str, on: date, by: str
) -> CareRuling:
    """Keep what a supervisor ruled and why; where care ends, the notice goes out first.

    Raises: ValueError in words. Source: CC-2006-C-3, CC-503-I-1, CC-402-F.
    """
    outcome = RulingOutcome(what)
    CareCase.objects.select_for_update().get(pk=row.care_case_id)
    if not words.strip():
        raise ValueError("say why it is ruled so (CC-2006-C-3)")
    latest = row.rulings.order_by("-effective_on", "-id").first()
    if latest is not None and latest.what == outcome:
        raise ValueError("it was ruled so already")
    if latest is None and row.pk not in {each.row.pk for each in _asked_of(row, on=on)}:
        raise ValueError(
            "another caretaker carries the unit, or nothing is paid; there is nothing to rule"
        )
    ruling = CareRuling.objects.create(
        care_case=row.care_case,
        disqualification=row,
        what=outcome,
        words=words.strip()[:1000],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
    if outcome == RulingOutcome.ENDS:
        do_end_without_caretaker(row.care_case, on=on, by=by)
    return ruling


def _asked_of(row: CareDisqualification, *, on: date) -> list[ToRule]:
    return to_rule(on=on, case_ids=[row.care_case_id])


@transaction.atomic
def do_end_without_caretaker(care_case: CareCase, *, on: date, by: str) -> int:
    """End by notice the care of units without a caretaker who is not disqualified.

    Run again, nothing is left to end. Source: CC-503-I-1, CC-402-F, CC-1504-C-2.
    """
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    if care_case.pk not in _without_caretaker([care_case.pk], on=on):
        return 0
    ended = 0
    for row in do_determine(
        care_case, kind=DeterminationKind.CHANGE, stage=stages_of([care_case.pk], on=on),
        is_first_month=False, on=on, by=by,
    ):  # fmt: skip
        running = running_authorizations(care_case, children=row.people["children"], on=on)
        if FACTOR in row.failing and running:
            last = first_effect(on) - timedelta(days=1)
            do_end_by_notice(row, running, last_day=last, on=on, by=by)
            ended += len(running)
    return ended


def do_work_rulings(*, on: date, by: str) -> int:
    """Ask supervisors for rulings, or end care where the law's setting says so; how many.

    Each case is a transaction of its own; run again, it writes nothing.
    Source: CC-2006-C-3, CC-503-I-1 (ambiguity 6.05).
    """
    asked = to_rule(on=on)
    _do_close(asked, on=on, by=by)
    if asked and disqualification_terms(on).sole_caretaker == ENDS:
        cases = {each.row.care_case_id: each.row.care_case for each in asked}
        return sum(
            bool(do_end_without_caretaker(case, on=on, by=by)) for case in cases.values()
        )
    return sum(_do_ask(each, on=on, by=by) for each in asked)


@transaction.atomic
def _do_ask(asked: ToRule, *, on: date, by: str) -> bool:
    """Open a task for a supervisor, once a decision; whether it was news."""
    care_case, url = asked.row.care_case, _address(asked.row)
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    if Task.objects.filter(kind=ASKED, url=url).exists():
        return False
    do_open_task(
        kind=ASKED, subject=asked.words, due_on=on, url=url,
        county_fips=care_case.county_fips, on=on, by=by,
    )  # fmt: skip
    return True


@transaction.atomic
def _do_close(asked: Sequence[ToRule], *, on: date, by: str) -> None:
    """Close tasks about decisions on which nothing is to be ruled any more."""
    wanted = {_address(each.row) for each in asked}
    for task in Task.objects.filter(kind=ASKED, closed_on__isnull=True).order_by("id"):
        if task.url not in wanted:
            outcome = "It was ruled, or nothing is to be ruled any more"
            do_finish_task(task=task, outcome=outcome, on=on, by=by)


def _address(row: CareDisqualification) -> str:
    """The page at which a supervisor rules."""
    number = row.care_case.number
    return f"/care/cases/{number}/disqualifications/{row.pk}/acts/rule/"
