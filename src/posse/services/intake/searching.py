"""The search for an existing case: run, shown and kept before any case can be opened.

A search is for the family and one other parent. What was found is kept as it was shown, and
the worker's result after it; when a person changes, the search is run again.
Clauses: CS-6.3-SEARCH-1, CS-6.3-SEARCH-2, CS-6.3-SEARCH-3.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from posse.apps.cases.choices import Role
from posse.apps.cases.models import Case, CaseRole
from posse.apps.intake.choices import ApplicationState, Outcome, PersonRole, Step
from posse.apps.intake.models import Application, ApplicationPerson, CaseSearch
from posse.services.intake.applications import do_note_step
from posse.services.intake.candidates import Candidate, candidates_of
from posse.services.intake.persons import is_of_parent, persons_of
from posse.services.law import current_law

# The part a person has in a case, as the verdicts of the law call it.
PARTS = {
    Role.CUSTODIAL: "custodial",
    Role.NONCUSTODIAL: "other_parent",
    Role.ALLEGED_FATHER: "other_parent",
    Role.CHILD: "child",
}
CASES_MAX = 12


@transaction.atomic
def do_search_for_case(
    *,
    application: Application,
    on: date,
    by: str,
    other_parent: ApplicationPerson | None = None,
) -> CaseSearch:
    """Look for the family's case against one other parent, and keep what is shown.

    Source: CS-6.3-SEARCH-2.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.filed_on is None:
        raise ValueError("the search follows the filing: the application is not filed yet")
    if application.state not in {ApplicationState.FILED, ApplicationState.SEARCHED}:
        raise ValueError(f"application {application.number} needs no search any more")
    persons = searched_persons(application, other_parent)
    found = candidates_of(persons, on=on)
    search = CaseSearch.objects.create(
        application=application,
        other_parent=other_parent,
        criteria=[_criterion(person) for person in persons],
        candidates={
            "persons": {str(key): list(map(_written, each)) for key, each in found.items()},
            "cases": cases_with(persons, found, on=on),
        },
        fingerprint=fingerprint(persons),
        searched_on=on,
        recorded_by=by,
    )
    count = len(search.candidates["cases"])
    note = f"{count} case{'' if count == 1 else 's'} with somebody of the application"
    do_note_step(application, Step.SEARCHED, note=note, on=on, by=by)
    return search


@transaction.atomic
def do_record_search(
    *,
    search: CaseSearch,
    outcome: str,
    on: date,
    by: str,
    case: Case | None = None,
    note: str = "",
) -> CaseSearch:
    """Keep the worker's result of a search: the case that was found, or that there is none.

    To say that there is none against a case with the same parents needs a note.
    Source: CS-6.3-SEARCH-3, CS-6.3-EXIST-1.

    Raises: ValueError where the persons changed since, or the search has a result already.
    """
    application = Application.objects.select_for_update().get(pk=search.application_id)
    persons = searched_persons(application, search.other_parent)
    if search.fingerprint != fingerprint(persons):
        raise ValueError("somebody of the application changed since; run the search again")
    if search.follows_id or CaseSearch.objects.filter(follows=search).exists():
        raise ValueError("this search has its result already")
    if application.cases.filter(other_parent=search.other_parent).exists():
        raise ValueError("the application is on a case for this parent already")
    chosen = Outcome(outcome)
    if (chosen == Outcome.MATCH) != (case is not None):
        raise ValueError("a match names its case, and only a match does")
    same = [row["number"] for row in search.candidates["cases"] if row["same_case"]]
    is_against = chosen == Outcome.NO_MATCH and same
    if is_against and not note.strip():
        raise ValueError(
            f"case {same[0]} has the same parents; say in a note why it is not the case"
        )
    kept = CaseSearch.objects.create(
        application=application,
        other_parent=search.other_parent,
        criteria=search.criteria,
        candidates=search.candidates,
        fingerprint=search.fingerprint,
        follows=search,
        outcome=chosen,
        case=case,
        note=note.strip()[:1000],
        searched_on=on,
        recorded_by=by,
    )
    if application.state == ApplicationState.FILED:
        application.state = ApplicationState.SEARCHED
        application.save()
    words = f"{chosen.label}: {case.number}" if case else str(chosen.label)
    do_note_step(application, Step.DECIDED, note=f"{words}. {note}".strip(), on=on, by=by)
    return kept


def searched_persons(
    application: Application, other_parent: ApplicationPerson | None
) -> list[ApplicationPerson]:
    """The custodial parent, the one other parent, and the children of theirs."""
    place = other_parent.place if other_parent else 1
    children = application.answers.get("children") or []
    return [
        person
        for person in persons_of(application)
        if person.role == PersonRole.CUSTODIAL
        or person == other_parent
        or (
            person.role == PersonRole.CHILD
            and is_of_parent(children[person.place - 1], place, application.answers)
        )
    ]


def fingerprint(persons: Sequence[ApplicationPerson]) -> str:
    """What tells whether the persons are still those that were searched for."""
    told = sorted(json.dumps(_criterion(person), sort_keys=True) for person in persons)
    return sha256("\n".join(told).encode()).hexdigest()


def _criterion(person: ApplicationPerson) -> dict[str, Any]:
    born = person.birth_date.isoformat() if person.birth_date else ""
    return {
        "person": person.pk,
        "role": person.role,
        "surname": person.surname,
        "given_name": person.given_name,
        "middle_name": person.middle_name,
        "birth_date": born,
        "ssn": person.ssn,
    }


def _written(candidate: Candidate) -> dict[str, Any]:
    return {
        "participant": candidate.participant,
        "score": candidate.score,
        "reasons": list(candidate.reasons),
    }


def cases_with(
    persons: Sequence[ApplicationPerson],
    found: Mapping[int, Sequence[Candidate]],
    *,
    on: date,
) -> list[dict[str, Any]]:
    """Cases in which somebody found has a part, with what that means, the likeliest first."""
    # Somebody may resemble two persons of the application and is taken for the likelier one.
    likeness = sorted(
        ((each.score, -person.pk, each.participant, person)
         for person in persons for each in found[person.pk]),
        key=lambda row: row[:3],
    )  # fmt: skip
    who = {participant: (person, score) for score, _, participant, person in likeness}
    parts: dict[int, list[dict[str, Any]]] = {}
    for role in _current_roles(list(who)):
        person, score = who[role.participant_id]
        parts.setdefault(role.case_id, []).append(
            {"person": person.pk, "participant": role.participant_id, "score": score,
             "asked_as": person.role, "has": str(Role(role.role).label),
             "fits": PARTS[Role(role.role)] == part_of(person), "part": part_of(person)}
        )  # fmt: skip
    cases = Case.objects.in_bulk(list(parts))
    rows = [_case_row(cases[pk], each, on=on) for pk, each in parts.items()]
    rows.sort(key=lambda row: (not row["same_case"], -row["score"], row["number"]))
    return rows[:CASES_MAX]


def part_of(person: ApplicationPerson) -> str:
    """The part of a person as the verdicts of the law call it."""
    return PARTS[Role(person.role)]


def _current_roles(participants: list[int]) -> list[CaseRole]:
    rows = CaseRole.objects.filter(participant__in=participants).order_by("effective_on", "id")
    latest = {(row.case_id, row.participant_id, row.role): row for row in rows}
    return [row for row in latest.values() if not row.is_ended]


def _case_row(case: Case, parts: list[dict[str, Any]], *, on: date) -> dict[str, Any]:
    """A case, who of the application has which part in it, and what that means."""
    law = current_law()
    strong = law.value("support.intake.search_strong_score", on=on)
    sure = {each["part"] for each in parts if each["fits"] and each["score"] >= strong}
    status = case.statuses.order_by("effective_on", "id").last()
    verdict = _verdict(sure, law.value("support.intake.verdicts", on=on))
    return {
        "case": case.pk,
        "number": case.number,
        "service": status.service if status else "",
        "state": status.state if status else "",
        "score": sum(each["score"] for each in parts if each["fits"]),
        "same_case": verdict["same_case"],
        "words": verdict["words"],
        "parts": parts,
    }


NEARLY = {"same_case": False, "words": "Only near-misses: look at them one by one."}


def _verdict(sure: set[str], verdicts: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What it means that these parts of a case are surely people of the application."""
    for row in verdicts:
        if all((part in sure) == row[part] for part in ("custodial", "other_parent", "child")):
            return row
    return NEARLY
