"""What a search finds, and the names and cases that go with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from posse.apps.cases.choices import Role
from posse.apps.cases.models import CaseRole
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Employer, Employment, Identifier, Identity
from posse.services.matching.merged import members_for, survivors_for
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
    rows = CaseRole.objects.filter(participant__in=participants).order_by("effective_on", "id")
    columns = ("participant", "case__number", "role", "is_ended")
    # Bare columns, since a search shows the cases of twenty people at every key pressed.
    latest = {
        (participant, number, role): is_ended
        for participant, number, role, is_ended in rows.values_list(*columns)
    }
    links: dict[int, list[CaseLink]] = defaultdict(list)
    for (participant, number, role), is_ended in sorted(latest.items()):
        if not is_ended:
            links[participant].append(CaseLink(number, str(Role(role).label)))
    return {participant: tuple(cases) for participant, cases in links.items()}


def hits_for_people(found: list[Found]) -> list[Hit]:
    """Found people with name, birth date, masked number and cases, in the same order.

    Whoever was merged is found as the person who stands for him, once, with the cases of both.
    """
    stands = survivors_for(person.participant for person in found)
    best: dict[int, Found] = {}
    for person in found:
        known = best.get(stands[person.participant])
        if known is None or known.score < person.score:
            best[stands[person.participant]] = person
    members = members_for(best)
    everybody = [each for group in members.values() for each in group]
    names, ssns = identities_for_participants(everybody), _ssns(everybody)
    links = case_links(everybody)
    return [
        _person_hit(person, group, names=names, ssns=ssns, links=links)
        for survivor, person in best.items()
        if (group := members[survivor])[0] in names
    ]


def _person_hit(
    person: Found,
    group: tuple[int, ...],
    *,
    names: dict[int, list[Identity]],
    ssns: dict[int, str],
    links: dict[int, tuple[CaseLink, ...]],
) -> Hit:
    shown = names[group[0]][0]
    merged = ", ".join(map(str, group[1:]))
    return Hit(
        kind="person",
        key=str(group[0]),
        title=shown.full_name,
        why=person.why,
        score=person.score,
        is_near_miss=person.is_near_miss,
        cases=tuple(link for each in group for link in links.get(each, ())),
        birth_date=shown.birth_date,
        masked_ssn=masked_ssn(next((ssns[each] for each in group if each in ssns), "")),
        note=f"also kept as person {merged}" if merged else "",
    )


def hits_for_employer(employer: Employer, *, limit: int = 100) -> list[Hit]:
    """The people who work for an employer, with their cases."""
    rows = Employment.objects.filter(employer=employer).order_by("effective_on", "id")
    latest = {row.participant_id: row for row in rows}
    working = [person for person, row in sorted(latest.items()) if not row.is_ended]
    found = [Found(person, "Works here", 100) for person in working[:limit]]
    return sorted(hits_for_people(found), key=lambda hit: hit.title)
