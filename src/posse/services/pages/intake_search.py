"""A search for an existing case as the worker sees it: side by side, with scores and whys."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.apps.cases.models import CaseRole
from posse.apps.intake.choices import PersonRole, Tie
from posse.apps.intake.models import ApplicationPerson, CaseSearch
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity
from posse.services.law import current_law
from posse.services.pages.masking import masked_ssn
from posse.units.days import day_words

SIDE_MAX = 4


@dataclass(frozen=True)
class Known:
    """Somebody known beside a person of the application."""

    participant: int
    name: str
    birth: str
    ssn: str
    cases: tuple[str, ...]
    score: int
    reasons: tuple[str, ...]
    is_strong: bool
    is_chosen: bool


@dataclass(frozen=True)
class Side:
    """A person of the application with whom it may be."""

    person: ApplicationPerson
    role: str
    name: str
    birth: str
    ssn: str
    known: tuple[Known, ...]
    is_new: bool


@dataclass(frozen=True)
class SearchPage:
    """What a search showed."""

    search: CaseSearch
    sides: tuple[Side, ...]
    cases: Sequence[dict[str, Any]]
    same: str


def search_page_for(search: CaseSearch, *, on: date) -> SearchPage:
    """The persons of a search beside the people they may be, and the cases found."""
    strong = current_law().value("support.intake.search_strong_score", on=on)
    persons = ApplicationPerson.objects.in_bulk([row["person"] for row in search.criteria])
    found = search.candidates["persons"]
    people = _people([each["participant"] for rows in found.values() for each in rows])
    sides = tuple(
        _side(
            persons[row["person"]],
            row,
            found.get(str(row["person"]), []),
            people=people,
            strong=strong,
        )
        for row in search.criteria
        if row["person"] in persons and (row["given_name"] or row["surname"])
    )  # fmt: skip
    names = {side.person.pk: side.name for side in sides}
    cases = [
        row | {"people": [part | {"name": names.get(part["person"], "")}
                          for part in row["parts"]]}
        for row in search.candidates["cases"]
    ]  # fmt: skip
    same = next((row["number"] for row in cases if row["same_case"]), "")
    order = [PersonRole.CUSTODIAL, PersonRole.NONCUSTODIAL, PersonRole.ALLEGED_FATHER,
             PersonRole.CHILD]  # fmt: skip
    ordered = sorted(sides, key=lambda side: (order.index(PersonRole(side.person.role)),
                                              side.person.place))  # fmt: skip
    return SearchPage(search, tuple(ordered), cases, same)


def _side(
    person: ApplicationPerson,
    row: dict[str, Any],
    found: list[dict[str, Any]],
    *,
    people: dict[int, dict[str, Any]],
    strong: int,
) -> Side:
    best = found[0]["participant"] if found and found[0]["score"] >= strong else None
    chosen = person.participant_id or best
    known = tuple(
        Known(
            participant=each["participant"],
            score=each["score"],
            reasons=tuple(each["reasons"]),
            is_strong=each["score"] >= strong,
            is_chosen=each["participant"] == chosen,
            **people[each["participant"]],
        )
        for each in found[:SIDE_MAX]
        if each["participant"] in people
    )
    born = row["birth_date"]
    return Side(
        person=person,
        role=str(PersonRole(person.role).label),
        name=f"{row['given_name']} {row['middle_name']} {row['surname']}".replace("  ", " "),
        birth=day_words(date.fromisoformat(born)) if born else "",
        ssn=masked_ssn(row["ssn"]),
        known=known,
        is_new=person.tie == Tie.NEW or not any(each.is_chosen for each in known),
    )


def _people(participants: list[int]) -> dict[int, dict[str, Any]]:
    names: dict[int, Identity] = {}
    for each in Identity.objects.filter(participant__in=participants).order_by(
        "effective_on", "id"
    ):
        names[each.participant_id] = each
    numbers = dict(
        Identifier.objects.filter(participant__in=participants, kind=IdentifierKind.SSN)
        .order_by("effective_on", "id")
        .values_list("participant", "number")
    )
    cases: dict[int, set[str]] = defaultdict(set)
    for person, number in CaseRole.objects.filter(participant__in=participants).values_list(
        "participant", "case__number"
    ):
        cases[person].add(number)
    return {
        person: {
            "name": name.full_name,
            "birth": day_words(name.birth_date) if name.birth_date else "",
            "ssn": masked_ssn(numbers.get(person, "")),
            "cases": tuple(sorted(cases[person])),
        }
        for person, name in names.items()
    }
