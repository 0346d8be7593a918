"""What of a family is proved by what, what was asked for, and papers nobody looked at yet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from posse.apps.care.models import CareCase
from posse.apps.proofs.models import Evidence, VerificationRequest
from posse.apps.records.models import Document
from posse.services.access import Visitor
from posse.services.care.asking import open_application
from posse.services.care.letters import names_of
from posse.services.care.naming import applications_naming
from posse.services.care.needing import evidence_terms
from posse.services.care.proving import PROVED, Standing, standings_of
from posse.services.doors.closed_cases import closed_people

Names = Mapping[int, str]
Words = Mapping[tuple[int | None, str], str]


@dataclass(frozen=True)
class PersonProofs:
    """The factors of one person of a case."""

    name: str
    rows: tuple[Standing, ...]


@dataclass(frozen=True)
class ProofsPage:
    """A case's proofs: what each fact rests on, all that was kept or asked for, and papers."""

    care_case: CareCase
    people: tuple[PersonProofs, ...]
    open_count: int
    evidence: tuple[tuple[Evidence, str], ...]
    requests: tuple[tuple[VerificationRequest, str], ...]
    papers: Sequence[Document]
    unseen: tuple[str, ...]


def proofs_page(care_case: CareCase, *, on: date) -> ProofsPage:
    """The proofs of a case as of a day. Source: CC-301, CC-302-A, CC-303-B."""
    standings = standings_of(care_case, on=on)
    evidence = list(
        care_case.evidence.select_related("document", "rejection").prefetch_related("proves")
    )
    named = {each.need.participant for each in standings}
    named |= _people(evidence)
    requests = list(care_case.verification_requests.order_by("-effective_on", "-id"))
    named |= {row.participant_id for row in requests if row.participant_id is not None}
    names = names_of(named, on=on)
    people = dict.fromkeys(each.need.participant for each in standings)
    words = _words_of(standings, on=on)
    return ProofsPage(
        care_case=care_case,
        people=tuple(
            PersonProofs(
                names.get(person, ""),
                tuple(each for each in standings if each.need.participant == person),
            )
            for person in people
        ),
        open_count=sum(each.state != PROVED for each in standings),
        evidence=tuple((row, _proves(row, names=names, words=words)) for row in evidence),
        requests=tuple(
            (row, _called(row.participant_id, [row.factor], names=names, words=words))
            for row in requests
        ),
        papers=list(waiting_papers().filter(_of(care_case))),
        unseen=_unseen(care_case, evidence, on=on),
    )


def _words_of(standings: Sequence[Standing], *, on: date) -> Words:
    """Factors in words; those of an adult and a child may share a name and not the words."""
    known = {(None, each.name): each.words.lower() for each in evidence_terms(on=on).factors}
    return known | {each.need.pair: each.need.factor.words.lower() for each in standings}


def _unseen(care_case: CareCase, evidence: Iterable[Evidence], *, on: date) -> tuple[str, ...]:
    """Systems that are to be looked at before a decision, and were not since the application.

    Source: CC-301-H.
    """
    application = open_application(care_case)
    if application is None or application.filed_on is None:
        return ()
    since = application.filed_on
    seen = {row.source for row in evidence if row.effective_on >= since}
    systems = evidence_terms(on=on).systems
    return tuple(each.words for each in systems if each.is_reviewed and each.name not in seen)


def _people(evidence: Iterable[Evidence]) -> set[int]:
    """Everybody of whom some proofs prove something."""
    pairs = (one.participant_id for row in evidence for one in row.proves.all())
    return {participant for participant in pairs if participant is not None}


def _proves(row: Evidence, *, names: Names, words: Words) -> str:
    """What a proof proves, by person."""
    found: dict[int | None, list[str]] = {}
    for each in row.proves.all():
        found.setdefault(each.participant_id, []).append(each.factor)
    return "; ".join(
        _called(person, factors, names=names, words=words) for person, factors in found.items()
    )


def _called(person: int | None, factors: Iterable[str], *, names: Names, words: Words) -> str:
    """Some factors of somebody, or of the whole family, in words."""
    told = ", ".join(
        words.get((person, each), words.get((None, each), each)) for each in factors
    )
    return f"{names.get(person or 0, 'the family')}: {told}"


def _of(care_case: CareCase) -> Q:
    return Q(care_case=care_case) | Q(care_application__care_case=care_case)


def waiting_papers() -> QuerySet[Document]:
    """Papers of child care that nobody looked at yet, the oldest first. Source: CC-302-A."""
    papers = Document.objects.filter(
        Q(care_case__isnull=False) | Q(care_application__care_case__isnull=False),
        care_evidence__isnull=True,
    )
    related = papers.select_related("care_case", "care_application__care_case", "stored")
    return related.defer("stored__content").order_by("effective_on", "id")


def papers_for(user: Visitor, *, on: date) -> QuerySet[Document]:
    """The same without those of cases that are closed to a user."""
    closed = list(closed_people(user, on=on))
    papers = waiting_papers()
    if not closed:
        return papers
    hidden = _cases_with(closed)
    return (
        papers.exclude(care_case__in=hidden)
        .exclude(care_application__care_case__in=hidden)
        .exclude(care_application__in=applications_naming(closed))
    )


def papers_of_case(care_case: CareCase) -> QuerySet[Document]:
    """Every paper of a case, those that came with its applications among them."""
    return Document.objects.filter(_of(care_case)).order_by("-effective_on", "-id")


def _cases_with(people: Collection[int]) -> QuerySet[CareCase]:
    """Cases in which one of some people is or was."""
    found = Q(applicant__in=people) | Q(members__participant__in=people)
    return CareCase.objects.filter(found)


def case_of_paper(document: Document) -> CareCase | None:
    """The child care case that a paper is of."""
    if document.care_case is not None:
        return document.care_case
    application = document.care_application
    return application.care_case if application is not None else None
