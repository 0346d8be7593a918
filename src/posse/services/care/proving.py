"""What of a family is proved on a day, by what, until when, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Q

from posse.apps.care.models import CareCase
from posse.apps.proofs.choices import EvidenceGrade
from posse.apps.proofs.models import Evidence, EvidenceFor, VerificationRequest
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.childcare.evidence import Needs, Proofs, proved
from posse.services.care.determining import Looked
from posse.services.care.letters import names_of
from posse.services.care.needing import Key, Need, evidence_terms, needs_of, people_in_units
from posse.services.care.reading import care_facts
from posse.services.care.units import LaidOut, lay_out
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
    """How one factor of one person stands: proved by what and until when, or asked for.

    ``is_ending`` where it is proved and the proof ends so soon that a new one may be asked for.
    """

    need: Need
    state: str
    until_on: date | None
    evidence: tuple[Evidence, ...]
    request: VerificationRequest | None
    is_ending: bool = False

    @property
    def words(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def anchor(self) -> str:
        """Where on the page of the proofs it stands."""
        return f"proof-{self.need.participant}-{self.need.factor.name}"


def standings_of(
    care_case: CareCase, *, on: date, looked: Looked | None = None
) -> list[Standing]:
    """Every factor that has to be proved of who goes into a unit, adults first.

    Source: CC-301, CC-303-B, CC-303-B-3.
    """
    laid_out = looked.families.laid_out if looked else None
    return standings_in([care_case.pk], on=on, laid_out=laid_out)[care_case.pk]


def standings_in(
    case_ids: Sequence[int], *, on: date, laid_out: LaidOut | None = None
) -> dict[int, list[Standing]]:
    """The same of any number of cases at once, by case.

    Source: CC-301, CC-303-B, CC-303-B-3.
    """
    laid_out = laid_out or lay_out(care_facts(case_ids, on=on, checks_since=on))
    terms = evidence_terms(on=on)
    needs = needs_of(people_in_units(laid_out, case_ids), on=on, terms=terms)
    by_key = _by_key(case_ids, needs, on=on)
    found = proved(
        _needs(needs), _proofs(needs, by_key), terms=terms, today=day_number(on)
    )  # fmt: skip
    requests = _latest_requests(case_ids, on=on)
    soon = on + timedelta(days=terms.expiry_alert_days)
    standings: dict[int, list[Standing]] = {each: [] for each in case_ids}
    for place, need in enumerate(needs):
        is_proved = bool(found.is_proved[place])
        until = _day(int(found.until_days[place]))
        is_ending = is_proved and until is not None and until <= soon
        request = None if is_proved and not is_ending else requests.get(need.key)
        if request is not None and not _is_open(
            request, need, by_key[need.key], is_proved=is_proved, on=on
        ):
            request = None
        was_proved = bool(found.was_proved[place])
        standings[need.care_case].append(
            Standing(
                need=need,
                state=_state(request, is_proved=is_proved, was_proved=was_proved, on=on),
                until_on=until,
                evidence=tuple(by_key[need.key]),
                request=request,
                is_ending=is_ending,
            )
        )
    return standings


def _day(number: int) -> date | None:
    return None if number == NO_DAY else day_from_number(number)


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
    case_ids: Sequence[int], *, on: date
) -> dict[tuple[int, int | None, str], VerificationRequest]:
    rows = VerificationRequest.objects.filter(care_case__in=case_ids, effective_on__lte=on)
    ordered = rows.select_related("letter").order_by("effective_on", "id")
    return {(row.care_case_id, row.participant_id, row.factor): row for row in ordered}


def _is_open(
    request: VerificationRequest,
    need: Need,
    evidence: Sequence[Evidence],
    *,
    is_proved: bool,
    on: date,
) -> bool:
    """Whether a request still asks for what is missing now, or for what takes its place.

    It does not where the fact was told again after it, where a proof that answered it has
    ended, or where what proves it now came after it.
    """
    if need.told_on is not None and request.effective_on < need.told_on:
        return False
    answers = [row for row in evidence if row.effective_on >= request.effective_on]
    if is_proved:
        return not answers
    return not any(row.holds_until is not None and row.holds_until < on for row in answers)


def _by_key(
    case_ids: Sequence[int], needs: Sequence[Need], *, on: date
) -> dict[Key, list[Evidence]]:
    """The proofs of each need, the first recorded first.

    Of the case itself all count, one of the whole family for everybody; out of any other case
    those of what never changes. Source: CC-301-B-2.
    """
    once = [need for need in needs if need.factor.is_once]
    elsewhere = Q(
        participant__in={need.participant for need in once},
        factor__in={need.factor.name for need in once},
    )
    rows = EvidenceFor.objects.filter(
        Q(evidence__care_case__in=case_ids) | elsewhere,
        evidence__rejection__isnull=True,
        evidence__effective_on__lte=on,
    ).select_related("evidence__document")
    own: dict[tuple[int, int | None, str], list[Evidence]] = defaultdict(list)
    ever: dict[tuple[int | None, str], list[Evidence]] = defaultdict(list)
    for row in rows.order_by("evidence_id", "id"):
        own[row.evidence.care_case_id, row.participant_id, row.factor].append(row.evidence)
        ever[row.participant_id, row.factor].append(row.evidence)
    found: dict[Key, list[Evidence]] = {}
    for need in needs:
        of_person = ever[need.pair] if need.factor.is_once else own[need.key]
        of_family = own[need.care_case, None, need.factor.name]
        found[need.key] = sorted({*of_person, *of_family}, key=lambda each: each.pk)
    return found


def _needs(needs: Sequence[Need]) -> Needs:
    return Needs(
        told_days=_days(need.told_on for need in needs),
        is_once=np.array([need.factor.is_once for need in needs], dtype=np.bool_),
    )


def _proofs(needs: Sequence[Need], by_key: Mapping[Key, Sequence[Evidence]]) -> Proofs:
    pairs = [(place, row) for place, need in enumerate(needs) for row in by_key[need.key]]
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
