"""What of a family is proved on a day, by what, until when, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Q, QuerySet

from posse.apps.care.models import CareCase
from posse.apps.proofs.choices import EvidenceGrade
from posse.apps.proofs.models import Evidence, VerificationRequest
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.childcare.evidence import Needs, Proofs, proved
from posse.services.care.determining import Looked, look
from posse.services.care.letters import names_of
from posse.services.care.needing import Need, evidence_terms, needs_of, people_in_units
from posse.services.care.stages import stages_of
from posse.units.days import day_from_number, day_number

PROVED, AGAIN, ASKED, LATE, MISSING = "proved", "again", "asked", "late", "missing"
STATES = {
    PROVED: "Proved",
    AGAIN: "To be proved again",
    ASKED: "Asked for",
    LATE: "Asked for, and did not come",
    MISSING: "Not proved",
}


@dataclass(frozen=True)
class Standing:
    """How one factor of one person stands: proved by what and until when, or asked for."""

    need: Need
    state: str
    until_on: date | None
    evidence: tuple[Evidence, ...]
    request: VerificationRequest | None

    @property
    def words(self) -> str:
        """The state in words."""
        return STATES[self.state]


def standings_of(
    care_case: CareCase, *, on: date, looked: Looked | None = None
) -> list[Standing]:
    """Every factor that has to be proved of who goes into a unit, adults first.

    Source: CC-301, CC-303-B, CC-303-B-3.
    """
    looked = looked or look([care_case.pk], on=on, stage=stages_of([care_case.pk], on=on))
    terms = evidence_terms(on=on)
    needs = needs_of(care_case, people=people_in_units(looked, care_case), on=on, terms=terms)
    rows = _evidence(care_case, needs, on=on)
    by_pair = _by_pair(rows, needs)
    found = proved(
        _needs(needs), _proofs(needs, by_pair), terms=terms, today=day_number(on)
    )  # fmt: skip
    requests = _latest_requests(care_case, on=on)
    standings = []
    for place, need in enumerate(needs):
        is_proved = bool(found.is_proved[place])
        until = int(found.until_days[place])
        request = None if is_proved else requests.get(need.pair)
        if request is not None and not _is_open(request, need, by_pair[need.pair], on=on):
            request = None
        standings.append(
            Standing(
                need=need,
                state=_state(
                    request,
                    is_proved=is_proved,
                    was_proved=bool(found.was_proved[place]),
                    on=on,
                ),
                until_on=None if until == NO_DAY else day_from_number(until),
                evidence=tuple(by_pair[need.pair]),
                request=request,
            )
        )
    return standings


def _state(
    request: VerificationRequest | None, *, is_proved: bool, was_proved: bool, on: date
) -> str:
    if is_proved:
        return PROVED
    if request is not None:
        return LATE if request.due_on < on else ASKED
    return AGAIN if was_proved else MISSING


def unproved_of(care_case: CareCase, *, on: date, looked: Looked | None = None) -> list[str]:
    """What is not proved, in words with its law; empty when everything is. Source: CC-301."""
    open_ones = [
        each
        for each in standings_of(care_case, on=on, looked=looked)
        if each.state != PROVED
    ]  # fmt: skip
    names = names_of([each.need.participant for each in open_ones], on=on)
    return [
        f"{names.get(each.need.participant, 'Somebody')}: {_of(each)} (CC-301, CC-303-B)"
        for each in open_ones
    ]


def awaited_of(care_case: CareCase, *, on: date) -> list[Standing]:
    """What was asked for and may still come in time. Source: CC-301-F, CC-401-D-1."""
    return [each for each in standings_of(care_case, on=on) if each.state == ASKED]


def _of(standing: Standing) -> str:
    words = standing.need.factor.words.lower()
    if standing.state == AGAIN:
        return f"it changed or its proof ended, so it is to be proved again: {words}"
    return f"not proved: {words}"


def _latest_requests(
    care_case: CareCase, *, on: date
) -> dict[tuple[int | None, str], VerificationRequest]:
    rows = care_case.verification_requests.filter(effective_on__lte=on)
    ordered = rows.select_related("letter").order_by("effective_on", "id")
    return {(row.participant_id, row.factor): row for row in ordered}


def _is_open(
    request: VerificationRequest, need: Need, evidence: Sequence[Evidence], *, on: date
) -> bool:
    """Whether a request still asks for what is missing now.

    It does not where the fact was told again after it, or a proof that answered it has ended.
    """
    if need.told_on is not None and request.effective_on < need.told_on:
        return False
    return not any(
        row.effective_on >= request.effective_on
        and row.holds_until is not None
        and row.holds_until < on
        for row in evidence
    )


def _evidence(care_case: CareCase, needs: Sequence[Need], *, on: date) -> QuerySet[Evidence]:
    """Proofs that count: of the case, and of what never changes out of any earlier case.

    Source: CC-301-B-2.
    """
    once = [need for need in needs if need.factor.is_once]
    earlier = Q(
        proves__participant__in=[need.participant for need in once],
        proves__factor__in={need.factor.name for need in once},
    )
    rows = Evidence.objects.filter(
        Q(care_case=care_case) | earlier, rejection__isnull=True, effective_on__lte=on
    )
    return rows.distinct().select_related("document").prefetch_related("proves").order_by("id")


def _by_pair(
    rows: Iterable[Evidence], needs: Sequence[Need]
) -> dict[tuple[int, str], list[Evidence]]:
    """The proofs of each need; one of the whole family proves it of everybody."""
    wanted = {need.pair for need in needs}
    people = sorted({need.participant for need in needs})
    found: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
    pairs = ((row, each) for row in rows for each in row.proves.all())
    for proof, each in pairs:
        of = people if each.participant_id is None else [each.participant_id]
        for pair in wanted.intersection((participant, each.factor) for participant in of):
            found[pair].append(proof)
    return found


def _needs(needs: Sequence[Need]) -> Needs:
    return Needs(
        told_days=_days(need.told_on for need in needs),
        is_once=np.array([need.factor.is_once for need in needs], dtype=np.bool_),
    )


def _proofs(needs: Sequence[Need], by_pair: dict[tuple[int, str], list[Evidence]]) -> Proofs:
    pairs = [
        (place, row) for place, need in enumerate(needs) for row in by_pair.get(need.pair, ())
    ]
    numbers: dict[tuple[object, ...], int] = {}
    sources = [numbers.setdefault(_source(row), len(numbers)) for _, row in pairs]
    return Proofs(
        need=np.array([place for place, _ in pairs], dtype=np.int64),
        source=np.array(sources, dtype=np.int64),
        is_primary=np.array(
            [row.grade == EvidenceGrade.PRIMARY for _, row in pairs], dtype=np.bool_
        ),
        looked_days=_days(row.effective_on for _, row in pairs),
        until_days=_days(row.holds_until for _, row in pairs),
    )


def _source(row: Evidence) -> tuple[object, ...]:
    """What makes two proofs the same source: one paper, or one person of one office."""
    if row.document_id is not None:
        return ("document", row.document_id)
    words = (row.source, row.document_kind, row.document_number, row.given_by, row.organisation)
    return (row.way, *(each.strip().lower() for each in words))


def _days(days: Iterable[date | None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([NO_DAY if day is None else day_number(day) for day in days], np.int64)
