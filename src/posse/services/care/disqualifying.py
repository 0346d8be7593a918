"""Who is disqualified from child care by a final decision, and until when.

Source: CC-2006-B-3, CC-2006-C-1-d, CC-2006-C-3, CC-2006-D-1 to CC-2006-D-3.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.people.models import Participant
from posse.apps.records.models import Document
from posse.apps.subsidy.choices import AfterDisqualification, DisqualifiedBy, RulingOutcome
from posse.apps.subsidy.models import CareDisqualification, CareDisqualificationEvent
from posse.rules.childcare.disqualification import (
    FOR_GOOD,
    Decisions,
    DisqualificationTerms,
    Disqualified,
    are_disqualified,
    disqualifications,
)
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.services.care.cases import people_of_care_case
from posse.services.law import current_law
from posse.units.days import DayArray, day_from_number, day_number


@dataclass(frozen=True)
class Standing:
    """A decision, which violation of the person it is, and its last day.

    ``last_day`` is None where none is known, or it is for good; ``is_running`` on the day.
    """

    row: CareDisqualification
    number: int
    last_day: date | None
    is_overturned: bool
    is_running: bool


@transaction.atomic
def do_disqualify(  # noqa: PLR0913 - one argument a column
    *,
    care_case: CareCase,
    participant: Participant,
    finding: str,
    referral: str,
    decided_on: date,
    begins_on: date,
    decision: Document | None,
    on: date,
    by: str,
) -> CareDisqualification:
    """Keep a final decision that disqualifies one person; nothing is kept before it is made.

    A decision is on file as a paper of the case. Raises: ValueError in words.
    Source: CC-2006-B-2, CC-2006-B-3, CC-2006-C-1-a, CC-2006-C-1-d, CC-2006-C-3.
    """
    fault = _fault(care_case, participant, decided_on=decided_on, begins_on=begins_on, on=on)
    if not fault and (decision is None or decision.care_case_id != care_case.pk):
        fault = "the decision itself is put into the record first (CC-2006-C-1-d)"
    if not fault and not referral.strip():
        fault = "name the referral, so that two decisions on one act are one violation"
    at = {"participant": participant, "finding": finding, "referral": referral.strip()}
    if not fault and CareDisqualification.objects.filter(**at).exists():
        fault = "this decision stands in the record already"
    if fault or decision is None:
        raise ValueError(fault)
    return CareDisqualification.objects.create(
        care_case=care_case,
        participant=participant,
        finding=DisqualifiedBy(finding),
        referral=referral.strip()[:40],
        decided_on=decided_on,
        decision=decision,
        effective_on=begins_on,
        recorded_on=on,
        recorded_by=by,
    )


def _fault(
    care_case: CareCase,
    participant: Participant,
    *,
    decided_on: date,
    begins_on: date,
    on: date,
) -> str:
    if participant.pk not in {person.pk for person in people_of_care_case(care_case)}:
        return "this person is not of this case"
    if decided_on > on:
        return "nothing is done before the final decision (CC-2006-C-1-d)"
    if begins_on < decided_on:
        return "it begins with the decision or later (CC-2006-C-1-a)"
    return ""


@transaction.atomic
def do_tell_disqualification(
    row: CareDisqualification, *, what: str, happened_on: date, words: str, on: date, by: str
) -> CareDisqualificationEvent:
    """Keep that restitution was paid, a sentence served, or a decision overturned; each once.

    Raises: ValueError in words. Source: CC-2006-D-1, CC-2006-D-2.
    """
    if happened_on > on:
        raise ValueError("it happened today or earlier")
    if not words.strip():
        raise ValueError("say what shows it")
    if row.events.filter(what=what).exists():
        raise ValueError("this stands in the record already")
    return CareDisqualificationEvent.objects.create(
        care_case=row.care_case,
        disqualification=row,
        what=AfterDisqualification(what),
        words=words.strip()[:300],
        effective_on=happened_on,
        recorded_on=on,
        recorded_by=by,
    )


def disqualified_people(people: Iterable[int], *, on: date) -> frozenset[int]:
    """Who of some people is disqualified on a day. Source: CC-2006-C-3."""
    rows = _rows(people, on=on)
    if not rows:
        return frozenset()
    decisions, found = _found(rows, on=on)
    known = list(dict.fromkeys(row.participant_id for row in rows))
    marked = are_disqualified(
        decisions,
        found,
        count=len(known),
        today=day_number(on),
        terms=disqualification_terms(on),
    )
    return frozenset(person for person, is_so in zip(known, marked, strict=True) if is_so)


def standings_of_case(care_case: CareCase, *, on: date) -> list[Standing]:
    """Every decision against people of a case, from whichever case, the latest first."""
    rows = _rows((person.pk for person in people_of_care_case(care_case)), on=on)
    if not rows:
        return []
    _, found = _found(rows, on=on)
    return [
        Standing(
            row=row,
            number=int(found.number[at]),
            last_day=_day(int(found.last_days[at])),
            is_overturned=_happened(row, AfterDisqualification.OVERTURNED) != NO_DAY,
            is_running=row.effective_on <= on and int(found.last_days[at]) >= day_number(on),
        )
        for at, row in reversed(list(enumerate(rows)))
    ]


def _rows(people: Iterable[int], *, on: date) -> list[CareDisqualification]:
    known = CareDisqualification.objects.filter(recorded_on__lte=on)
    rows = known.filter(participant__in=list(people))
    found = rows.select_related("decision", "care_case").prefetch_related("events", "rulings")
    return list(found.order_by("effective_on", "id"))


def _found(rows: Sequence[CareDisqualification], *, on: date) -> tuple[Decisions, Disqualified]:
    """What the rules say of some decisions."""
    terms = disqualification_terms(on)
    decisions = Decisions(
        person=_numbered([row.participant_id for row in rows]),
        act=_numbered([(row.participant_id, row.referral) for row in rows]),
        finding=np.array([terms.place(row.finding) for row in rows], dtype=np.int64),
        begins_days=np.array([day_number(row.effective_on) for row in rows]),
        repaid_days=_days(rows, AfterDisqualification.REPAID),
        served_days=_days(rows, AfterDisqualification.SERVED),
        is_overturned=_days(rows, AfterDisqualification.OVERTURNED) != NO_DAY,
        does_care_stay=np.array([_stays(row, on=on) for row in rows], dtype=np.bool_),
    )
    return decisions, disqualifications(decisions, terms=terms)


def disqualification_terms(on: date) -> DisqualificationTerms:
    """The law of disqualification on a day. Raises: LawError."""
    return DisqualificationTerms.from_law(current_law(), on=on)


def _stays(row: CareDisqualification, *, on: date) -> bool:
    """Whether the latest ruling lets the children's care go on. Source: CC-2006-C-3."""
    rulings = [each for each in row.rulings.all() if each.effective_on <= on]
    latest = max(rulings, key=lambda each: (each.effective_on, each.pk), default=None)
    return latest is not None and latest.what == RulingOutcome.STAYS


def _numbered(keys: Sequence[object]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Equal keys get equal numbers, in the order in which they first come."""
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return np.array([places[key] for key in keys], dtype=np.int64)


def _days(rows: Sequence[CareDisqualification], what: str) -> DayArray:
    return np.array([_happened(row, what) for row in rows], dtype=np.int64)


def _happened(row: CareDisqualification, what: str) -> int:
    days = [day_number(each.effective_on) for each in row.events.all() if each.what == what]
    return days[0] if days else NO_DAY


def _day(number: int) -> date | None:
    return None if number in {FOR_GOOD, NO_DAY} else day_from_number(number)
