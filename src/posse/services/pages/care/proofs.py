"""What of a family is proved by what, the papers nobody looked at yet, and alerts of proofs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from posse.apps.care.models import CareCase
from posse.apps.proofs.choices import EvidenceWay
from posse.apps.proofs.models import Evidence, VerificationRequest
from posse.apps.records.models import Document
from posse.apps.subsidy.models import CarePeriod
from posse.services.access import Visitor
from posse.services.care.asking import open_application
from posse.services.care.letters import names_of
from posse.services.care.needing import evidence_terms
from posse.services.care.proving import PROVED, Standing, standings_of
from posse.services.doors.closed_cases import closed_people

AT_MOST = 500


@dataclass(frozen=True)
class PersonProofs:
    """The factors of one person of a case."""

    name: str
    rows: tuple[Standing, ...]


@dataclass(frozen=True)
class ProofsPage:
    """A case's proofs: what each person's factors rest on, all that was kept, and papers."""

    care_case: CareCase
    people: tuple[PersonProofs, ...]
    open_count: int
    evidence: tuple[tuple[Evidence, str], ...]
    papers: Sequence[Document]
    unseen: tuple[str, ...]


@dataclass(frozen=True)
class Alert:
    """Something about a proof that a specialist looks into."""

    care_case: CareCase
    who: str
    words: str
    on: date


def proofs_page(care_case: CareCase, *, on: date) -> ProofsPage:
    """The proofs of a case as of a day. Source: CC-301, CC-302-A, CC-303-B."""
    standings = standings_of(care_case, on=on)
    evidence = list(
        care_case.evidence.select_related("document", "rejection").prefetch_related("proves")
    )
    named = {each.need.participant for each in standings}
    named |= _people(evidence)
    names = names_of(named, on=on)
    people = dict.fromkeys(each.need.participant for each in standings)
    words = {each.name: each.words.lower() for each in evidence_terms(on=on).factors}
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
        papers=list(waiting_papers().filter(_of(care_case))),
        unseen=_unseen(care_case, evidence, on=on),
    )


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


def _proves(row: Evidence, *, names: dict[int, str], words: dict[str, str]) -> str:
    """What a proof proves, by person."""
    found: dict[str, list[str]] = {}
    for each in row.proves.all():
        name = names.get(each.participant_id or 0, "the family")
        found.setdefault(name, []).append(words.get(each.factor, each.factor))
    return "; ".join(f"{name}: {', '.join(factors)}" for name, factors in found.items())


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
    return papers.exclude(care_case__in=hidden).exclude(care_application__care_case__in=hidden)


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


def alerts_for(user: Visitor, *, on: date) -> list[Alert]:
    """Requests nobody answered in time and proofs that end soon, the most urgent first.

    Source: CC-301, CC-301-F, CC-404-E.
    """
    terms = evidence_terms(on=on)
    words = {each.name: each.words for each in terms.factors}
    hidden = _cases_with(list(closed_people(user, on=on)))
    through = on + timedelta(days=terms.expiry_alert_days)
    late = list(_unanswered(on=on).exclude(care_case__in=hidden)[:AT_MOST])
    ending = list(_ending(on=on, through=through).exclude(care_case__in=hidden)[:AT_MOST])
    people = {row.participant_id for row in late if row.participant_id}
    names = names_of(people | _people(ending), on=on)
    found = [
        Alert(
            row.care_case,
            names.get(row.participant_id or 0, ""),
            f"{words.get(row.factor, row.factor)}: asked for, and did not come",
            row.due_on,
        )
        for row in late
    ] + [
        Alert(
            row.care_case,
            names.get(each.participant_id or 0, ""),
            f"{words.get(each.factor, each.factor)}: the proof ends",
            row.holds_until,
        )
        for row in ending
        for each in row.proves.all()
        if row.holds_until is not None
    ]
    return sorted(found, key=lambda each: (each.on, each.care_case.number))


def _unanswered(*, on: date) -> QuerySet[VerificationRequest]:
    """The latest request of each factor whose day passed, and which no proof answered."""
    same = VerificationRequest.objects.filter(
        care_case=OuterRef("care_case"),
        participant=OuterRef("participant"),
        factor=OuterRef("factor"),
        pk__gt=OuterRef("pk"),
    )
    answers = Evidence.objects.filter(
        care_case=OuterRef("care_case"),
        rejection__isnull=True,
        proves__participant=OuterRef("participant"),
        proves__factor=OuterRef("factor"),
        effective_on__gte=OuterRef("effective_on"),
    )
    rows = VerificationRequest.objects.filter(
        ~Exists(same), ~Exists(answers), _needs_proof("care_case"), due_on__lt=on
    )
    return rows.select_related("care_case").order_by("due_on", "id")


def _ending(*, on: date, through: date) -> QuerySet[Evidence]:
    rows = Evidence.objects.filter(
        _needs_proof("care_case"),
        rejection__isnull=True,
        holds_until__gte=on,
        holds_until__lte=through,
    ).exclude(way=EvidenceWay.INTERFACE)
    return rows.select_related("care_case").prefetch_related("proves").order_by("holds_until")


def _needs_proof(path: str) -> Q:
    """Cases that wait for a decision or in which a period runs."""
    running = CarePeriod.objects.filter(
        care_case=OuterRef(path), replaced_by__isnull=True, is_withdrawn=False
    )
    return Q(Exists(running)) | Q(**{f"{path}__applications__state": "filed"})
