"""Proofs of a family, recorded with their narrative: papers, answers, contacts, rejections.

Source: CC-301, CC-302-A, CC-303-B.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.proofs.choices import EvidenceGrade, EvidenceWay
from posse.apps.proofs.models import (
    Evidence,
    EvidenceFor,
    EvidenceRejection,
    VerificationRequest,
)
from posse.apps.records.models import Document
from posse.rules.childcare.evidence import EvidenceTerms, System
from posse.services.care.cases import people_of_care_case
from posse.services.care.needing import evidence_terms

Pairs = Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Narrative:
    """What the record says of a proof, field by field. Source: CC-302-B-1 to CC-302-B-8."""

    says: str
    obtained_on: date
    given_by: str = ""
    title: str = ""
    organisation: str = ""
    document_kind: str = ""
    document_date: date | None = None
    document_number: str = ""
    volume_and_page: str = ""

    def fault(self, *, way: str, on: date) -> str:
        """What is missing of it; empty when it may stand.

        Source: CC-301-D-2, CC-302-B-1 to CC-302-B-8.
        """
        if not self.says.strip():
            return "say what the proof says (CC-302-B-8)"
        if self.obtained_on > on:
            return "a proof was obtained today or earlier (CC-302-B-4)"
        if self.document_date is not None and self.document_date > self.obtained_on:
            return "a paper was made before it was obtained (CC-302-B-5)"
        if way == EvidenceWay.DOCUMENT and not self.document_kind.strip():
            return "say what kind of paper it is (CC-302-B-5)"
        if way != EvidenceWay.INTERFACE and not self.given_by.strip():
            return "name who gave it (CC-302-B-1)"
        return ""


@dataclass(frozen=True)
class Weight:
    """How much a proof weighs, and why no primary paper stands in its place."""

    way: str
    grade: str
    instead_of_primary: str = ""
    holds_until: date | None = None


@transaction.atomic
def do_record_evidence(
    care_case: CareCase,
    *,
    proves: Pairs,
    weight: Weight,
    narrative: Narrative,
    on: date,
    by: str,
    document: Document | None = None,
    source: str = "",
) -> Evidence:
    """Keep one proof with all that it proves, of any number of people and factors.

    One that proves nothing was looked at and set aside. A secondary proof says why no
    primary one can be had. Raises: ValueError in words.
    Source: CC-302-A, CC-302-B-1 to CC-302-B-9, CC-303-B-2, CC-303-B-3.
    """
    fault = narrative.fault(way=weight.way, on=on) or _fault_of(weight, on=on)
    if not fault and document is not None and not _is_of(document, care_case):
        fault = "this paper is of another case"
    if fault:
        raise ValueError(fault)
    pairs = list(dict.fromkeys(proves))
    _check_pairs(care_case, pairs, terms=evidence_terms(on=on))
    row = Evidence.objects.create(
        care_case=care_case,
        way=EvidenceWay(weight.way),
        grade=EvidenceGrade(weight.grade),
        instead_of_primary=weight.instead_of_primary.strip()[:300],
        holds_until=weight.holds_until,
        source=source,
        document=document,
        request=_request_of(care_case, pairs, on=on),
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
        **_written(narrative),
    )
    EvidenceFor.objects.bulk_create(
        EvidenceFor(evidence=row, participant_id=participant, factor=factor)
        for participant, factor in pairs
    )
    return row


def _written(narrative: Narrative) -> dict[str, object]:
    """The narrative's columns, without blanks around words."""
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in vars(narrative).items()
    }


def _fault_of(weight: Weight, *, on: date) -> str:
    if weight.holds_until is not None and weight.holds_until < on:
        return "this proof has ended already, and proves nothing"
    is_paper = weight.way in {EvidenceWay.DOCUMENT, EvidenceWay.STATEMENT}
    is_secondary = weight.grade == EvidenceGrade.SECONDARY
    if is_paper and is_secondary and not weight.instead_of_primary.strip():
        return (
            "a secondary proof counts only where no primary one can be had; say why (303-B-2)"
        )
    return ""


def _is_of(document: Document, care_case: CareCase) -> bool:
    application = document.care_application
    of_application = application.care_case_id if application else None
    return care_case.pk in {document.care_case_id, of_application}


def _check_pairs(care_case: CareCase, pairs: Pairs, *, terms: EvidenceTerms) -> None:
    people = {person.pk for person in people_of_care_case(care_case)}
    known = {factor.name for factor in terms.factors}
    for participant, factor in pairs:
        if participant not in people or factor not in known:
            raise ValueError("choose factors of people of this case")


def _request_of(care_case: CareCase, pairs: Pairs, *, on: date) -> VerificationRequest | None:
    """The latest request that a proof answers."""
    rows = care_case.verification_requests.filter(effective_on__lte=on).order_by("-id")
    return next((row for row in rows if (row.participant_id, row.factor) in pairs), None)


@transaction.atomic
def do_record_answer(  # noqa: PLR0913 - one argument an answer of the form
    care_case: CareCase,
    *,
    system: str,
    participant: int,
    factors: Sequence[str],
    answered_on: date,
    reference: str,
    says: str,
    on: date,
    by: str,
) -> Evidence:
    """Keep the answer of another agency's system, a primary proof of what the system knows.

    Raises: ValueError in words. Source: CC-301-B-1, CC-301-H, CC-302-C, CC-302-D.
    """
    known = system_named(system, on=on)
    beyond = sorted(set(factors) - set(known.proves))
    if beyond:
        raise ValueError(f"{known.words} proves nothing of: {', '.join(beyond)} (CC-301-B-1)")
    if not reference.strip():
        raise ValueError("write down the reference of the answer (CC-302-A)")
    return do_record_evidence(
        care_case,
        proves=[(participant, factor) for factor in factors],
        weight=Weight(EvidenceWay.INTERFACE, EvidenceGrade.PRIMARY),
        narrative=Narrative(
            says=says,
            obtained_on=answered_on,
            organisation=known.words[:80],
            document_number=reference[:60],
        ),
        source=known.name,
        on=on,
        by=by,
    )


def system_named(name: str, *, on: date) -> System:
    """A system of another agency. Raises: ValueError for one that the law does not know."""
    for each in evidence_terms(on=on).systems:
        if each.name == name:
            return each
    raise ValueError(f"no system of another agency is called {name!r}")


@transaction.atomic
def do_record_contact(
    care_case: CareCase,
    *,
    proves: Pairs,
    narrative: Narrative,
    why_no_paper: str,
    on: date,
    by: str,
) -> Evidence:
    """Keep what somebody who knows said, in person or by telephone.

    It stands in for papers where waiting for them would hold up the application, and is a
    secondary proof else (ambiguity D8). Raises: ValueError in words.
    Source: CC-301-E-2, CC-301-G, CC-301-G-1.
    """
    grade = EvidenceGrade.PRIMARY if why_no_paper.strip() else EvidenceGrade.SECONDARY
    return do_record_evidence(
        care_case,
        proves=proves,
        weight=Weight(EvidenceWay.COLLATERAL, grade, instead_of_primary=why_no_paper),
        narrative=narrative,
        on=on,
        by=by,
    )


@transaction.atomic
def do_reject_evidence(
    evidence: Evidence, *, reason: str, on: date, by: str
) -> EvidenceRejection:
    """Let a proof count no more, such as one that was altered. Raises: ValueError in words.

    Source: CC-301-D-1, CC-301-D-2, CC-301-D-4, CC-301-D-5.
    """
    Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if EvidenceRejection.objects.filter(evidence=evidence).exists():
        raise ValueError("this proof was rejected already")
    if not reason.strip():
        raise ValueError("say why it does not count")
    return EvidenceRejection.objects.create(
        care_case=evidence.care_case,
        evidence=evidence,
        reason=reason.strip()[:300],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
