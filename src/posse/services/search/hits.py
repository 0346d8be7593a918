"""What a search finds, and the names and cases that go with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from posse.apps.cases.choices import Role
from posse.apps.cases.models import CaseRole
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Employer, Employment, Identifier, Identity
from posse.services.pages.masking import masked_ssn


@dataclass(frozen=True)
class CaseLink:
    """A case in which a person has a part."""

    number: str
    role: str


@dataclass(frozen=True)
class Hit:
    """One finding: what it is, why it was found, and how good it is (100 is exact).

    ``kind`` is ``person``, ``case``, ``receipt`` or ``employer``; ``key`` is what its
    address is made of: a case's number, or an id.
    """

    kind: str
    key: str
    title: str
    why: str
    score: int
    is_near_miss: bool = False
    cases: tuple[CaseLink, ...] = ()
    birth_date: date | None = None
    masked_ssn: str = ""
    received_on: date | None = None
    amount_cents: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Found:
    """A person found: who, why and how well."""

    participant: int
    why: str
    score: int
    is_near_miss: bool = False


def identities_for_participants(participants: Iterable[int]) -> dict[int, list[Identity]]:
    """Every name of each person, the one in force first."""
    rows = Identity.objects.filter(participant__in=list(participants))
    names: dict[int, list[Identity]] = defaultdict(list)
    for identity in rows.order_by("-effective_on", "-id"):
        names[identity.participant_id].append(identity)
    return names


def _ssns(participants: list[int]) -> dict[int, str]:
    rows = Identifier.objects.filter(participant__in=participants, kind=IdentifierKind.SSN)
    return dict(rows.order_by("effective_on", "id").values_list("participant", "number"))


def case_links(participants: list[int]) -> dict[int, tuple[CaseLink, ...]]:
    """The cases of each person with the part the person has in them."""
    rows = CaseRole.objects.filter(participant__in=participants).select_related("case")
    latest: dict[tuple[int, str, str], CaseRole] = {}
    for role in rows.order_by("effective_on", "id"):
        latest[role.participant_id, role.case.number, role.role] = role
    links: dict[int, list[CaseLink]] = defaultdict(list)
    for (participant, number, name), role in sorted(latest.items()):
        if not role.is_ended:
            links[participant].append(CaseLink(number, str(Role(name).label)))
    return {participant: tuple(cases) for participant, cases in links.items()}


def hits_for_people(found: list[Found]) -> list[Hit]:
    """Found people with name, birth date, masked number and cases, in the same order."""
    participants = [person.participant for person in found]
    names, ssns = identities_for_participants(participants), _ssns(participants)
    links = case_links(participants)
    return [
        Hit(
            kind="person",
            key=str(person.participant),
            title=names[person.participant][0].full_name,
            why=person.why,
            score=person.score,
            is_near_miss=person.is_near_miss,
            cases=links.get(person.participant, ()),
            birth_date=names[person.participant][0].birth_date,
            masked_ssn=masked_ssn(ssns.get(person.participant, "")),
        )
        for person in found
        if person.participant in names
    ]


def hits_for_employer(employer: Employer, *, limit: int = 100) -> list[Hit]:
    """The people who work for an employer, with their cases."""
    rows = Employment.objects.filter(employer=employer).order_by("effective_on", "id")
    latest = {row.participant_id: row for row in rows}
    working = [person for person, row in sorted(latest.items()) if not row.is_ended]
    found = [Found(person, "Works here", 100) for person in working[:limit]]
    return sorted(hits_for_people(found), key=lambda hit: hit.title)
