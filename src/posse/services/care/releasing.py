"""Who asked to see a child care record, what was shown for it, and what went out.

Source: CC-402-B, CC-403-CONF-A, CC-403-PUB-A, CC-403-SAFE-A to CC-403-SAFE-J-4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.people.models import Participant
from posse.apps.proofs.choices import EvidenceWay
from posse.apps.records.models import Document
from posse.apps.releases.models import ReleaseDecision, ReleaseRequest, ReleaseShown
from posse.rules.childcare.releases import (
    Ground,
    Need,
    ReleaseTerms,
    may_release,
    still_needed,
)
from posse.services.care.cases import people_of_care_case
from posse.services.law import current_law

# What others said of a person: the person does not see it.
SAID_BY_OTHERS = frozenset({EvidenceWay.COLLATERAL, EvidenceWay.INTERFACE})


@dataclass(frozen=True)
class Asked:
    """Who asks, for whom he or she acts, and what for."""

    asker: str
    body: str
    purpose: str


@dataclass(frozen=True)
class Entry:
    """Something of a case's record, and whether the person whom it is about may see it."""

    words: str
    on: date
    is_withheld: bool


def grounds_on(on: date) -> tuple[Ground, ...]:
    """The grounds of the law. Source: CC-403-SAFE-F."""
    return ReleaseTerms.from_law(current_law(), on=on).grounds


def ground_of(request: ReleaseRequest) -> Ground:
    """The ground of a request, as the law had it when it came."""
    terms = ReleaseTerms.from_law(current_law(), on=request.effective_on)
    return terms.ground(request.ground)


def needed(request: ReleaseRequest) -> tuple[Need, ...]:
    """What has to be shown yet. Source: CC-403-SAFE-F, CC-403-SAFE-I, CC-403-SAFE-J-1."""
    return still_needed(ground_of(request), _shown(request))


def _shown(request: ReleaseRequest) -> frozenset[str]:
    return frozenset(request.shown.values_list("need", flat=True))


@transaction.atomic
def do_ask_for_record(
    *,
    ground: str,
    asked: Asked,
    care_case: CareCase | None,
    participant: Participant | None,
    on: date,
    by: str,
) -> ReleaseRequest:
    """Keep a request. Public information is of nobody, everything else of one case.

    Raises: ValueError in words; LawError for a ground that the law does not know.
    Source: CC-403-PUB-A, CC-403-CONF-A, CC-403-SAFE-G.
    """
    found = ReleaseTerms.from_law(current_law(), on=on).ground(ground)
    if not found.is_of_case and care_case is not None:
        raise ValueError(
            "public information is about nobody; what a case holds is confidential"
            " (CC-403-CONF-A)"
        )
    if found.is_of_case and care_case is None:
        raise ValueError("say whose case it is about")
    if not asked.asker.strip() or not asked.purpose.strip():
        raise ValueError("say who asks, and what for")
    if care_case is not None and participant is not None:
        _check_person(care_case, participant)
    return ReleaseRequest.objects.create(
        care_case=care_case,
        participant=participant,
        ground=ground,
        asker=asked.asker.strip()[:120],
        body=asked.body.strip()[:120],
        purpose=asked.purpose.strip()[:500],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def _check_person(care_case: CareCase, participant: Participant) -> None:
    if participant.pk not in {each.pk for each in people_of_care_case(care_case)}:
        raise ValueError("this person is not of this case")


@transaction.atomic
def do_show(
    request: ReleaseRequest,
    *,
    need: str,
    words: str,
    document: Document | None,
    on: date,
    by: str,
) -> ReleaseShown:
    """Keep that something which the ground needs was shown; a paper lies in the case's record.

    Raises: ValueError in words. Source: CC-403-SAFE-H-3, CC-403-SAFE-I-3, CC-403-SAFE-J-1.
    """
    if ReleaseDecision.objects.filter(request=request).exists():
        raise ValueError("this request is answered")
    found = next((each for each in needed(request) if each.name == need), None)
    if found is None:
        raise ValueError("this ground needs nothing like it, or it was shown before")
    if not words.strip():
        raise ValueError("say what was shown")
    if document is not None and document.care_case_id != request.care_case_id:
        raise ValueError("the paper is of another case")
    if found.has_paper and document is None:
        raise ValueError(f"put the paper into the record of the case first ({found.cites[0]})")
    return ReleaseShown.objects.create(
        request=request,
        need=need,
        words=words.strip()[:300],
        document=document,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_answer_request(
    request: ReleaseRequest,
    *,
    is_released: bool,
    words: str,
    cost_cents: int = 0,
    on: date,
    by: str,
) -> ReleaseDecision:
    """Keep what went out, or why nothing did. Nothing goes out before all is shown.

    Units: cents. Raises: ValueError in words.
    Source: CC-403-CONF-A, CC-403-PUB-B, CC-403-SAFE-G, CC-403-SAFE-I-3-b.
    """
    if not words.strip():
        raise ValueError("say what went out, or why nothing did")
    if cost_cents and ground_of(request).is_of_case:
        raise ValueError("only copies of public records are charged (CC-403-PUB-B)")
    if ReleaseDecision.objects.filter(request=request).exists():
        raise ValueError("this request is answered")
    ground, shown = ground_of(request), _shown(request)
    if is_released and not may_release([ground], [shown], np.array([True]))[0]:
        open_needs = "; ".join(each.words for each in still_needed(ground, shown))
        raise ValueError(f"it stays confidential until this is shown: {open_needs}")
    return ReleaseDecision.objects.create(
        request=request,
        is_released=is_released,
        words=words.strip()[:500],
        cost_cents=cost_cents,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def record_for_subject(care_case: CareCase) -> list[Entry]:
    """What of a case the person whom it is about may see, the latest first.

    What another person or agency said or sent stays shut; the family's own papers and the
    letters to it do not. Source: CC-403-SAFE-A, CC-403-SAFE-A-1, CC-403-SAFE-A-2.
    """
    entries = [*_papers(care_case), *_letters(care_case), *_proofs(care_case)]
    return sorted(entries, key=lambda each: each.on, reverse=True)


def _papers(care_case: CareCase) -> Iterable[Entry]:
    for each in care_case.documents.all():
        yield Entry(each.name, each.effective_on, is_withheld=not each.is_from_family)


def _letters(care_case: CareCase) -> Iterable[Entry]:
    for each in care_case.letters.all():
        yield Entry(f"Letter: {each.get_kind_display()}", each.effective_on, is_withheld=False)


def _proofs(care_case: CareCase) -> Iterable[Entry]:
    # A paper that the family gave is named above; here are the answers of others.
    for each in care_case.evidence.filter(way__in=SAID_BY_OTHERS):
        words = f"{each.get_way_display()}: {each.organisation or each.given_by or each.source}"
        yield Entry(words, each.effective_on, is_withheld=True)
