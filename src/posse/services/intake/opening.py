"""From a kept search to a case: opened, updated or reopened, and by nothing else.

Clauses: CS-6.3-SEARCH-3, CS-6.3-EXIST-1 to CS-6.3-EXIST-3, CS-6.3-NEW-1 to CS-6.3-NEW-3.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from posse.apps.cases.choices import CaseState, Origin, Role, Service
from posse.apps.cases.models import Case, Family
from posse.apps.intake.choices import ApplicationState, Outcome, PersonRole, Step, Tie, Way
from posse.apps.intake.models import (
    Application,
    ApplicationCase,
    ApplicationPerson,
    CaseSearch,
    Referral,
)
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Participant
from posse.services.intake.applications import do_note_step
from posse.services.intake.numbering import next_case_number
from posse.services.intake.persons import (
    OTHER_PARENT_ROLES,
    is_by_agency,
    persons_of,
    told_of,
)
from posse.services.intake.placing import (
    Placing,
    do_place_case,
    do_place_parents,
    do_place_paternity,
    do_place_person,
)
from posse.services.intake.referring import do_place_referral
from posse.services.intake.safety import do_screen
from posse.services.intake.scoring import do_score_cases
from posse.services.intake.searching import do_record_search, fingerprint, searched_persons
from posse.services.intake.telling import do_tell_case
from posse.services.intake.timing import application_url
from posse.services.intake.watching import do_stop_watching
from posse.services.register.cases import (
    do_add_role,
    do_name_obligor,
    do_open_case,
    do_set_case_status,
)
from posse.services.register.people import do_add_participant

GROUP_OF = {
    PersonRole.CUSTODIAL: "custodial",
    PersonRole.NONCUSTODIAL: "other_parents",
    PersonRole.ALLEGED_FATHER: "other_parents",
    PersonRole.CHILD: "children",
}
UNKNOWN = "Unknown"


@transaction.atomic
def do_tie_person(
    *, person: ApplicationPerson, participant: Participant | None, on: date, by: str
) -> ApplicationPerson:
    """Who a person of an application is: somebody known, or (None) somebody new.

    Source: CS-6.3-NEW-1, CS-6.3-NEW-2.

    Raises: ValueError where a new person would bring a number that somebody known has.
    """
    is_placed = person.participant_id and person.application.cases.exists()
    if is_placed and person.participant != participant:
        raise ValueError(
            f"{person.given_name} {person.surname} stands in a case of this application"
            " already, and is the same person in the next"
        )
    if participant is None:
        _check_number_is_free(person)
    others = persons_of(person.application)
    if participant and any(
        each.participant_id == participant.pk and each.pk != person.pk for each in others
    ):
        raise ValueError("two persons of an application cannot be the same person")
    person.participant = participant
    person.tie = Tie.KNOWN if participant else Tie.NEW
    person.save()
    words = f"known person {participant.pk}" if participant else "a new person"
    note = f"{person.given_name} {person.surname} is {words}"
    do_note_step(person.application, Step.TIED, note=note, on=on, by=by)
    return person


def _check_number_is_free(person: ApplicationPerson) -> None:
    if not person.ssn:
        return
    holder = Identifier.objects.filter(kind=IdentifierKind.SSN, number=person.ssn).first()
    if holder:
        raise ValueError(
            f"the Social Security number of {person.given_name} {person.surname} belongs to"
            " somebody known already; tie that person, or correct the number on the form"
        )


@transaction.atomic
def do_decide_search(
    *,
    search: CaseSearch,
    outcome: str,
    ties: Mapping[int, Participant | None],
    on: date,
    by: str,
    case: Case | None = None,
    note: str = "",
) -> CaseSearch:
    """Keep the result of a search together with who each of its persons is."""
    persons = searched_persons(search.application, search.other_parent)
    missing = [each for each in persons if each.pk not in ties and _has_name(each)]
    if missing:
        first = missing[0]
        raise ValueError(f"say who {first.given_name} {first.surname} is: known or new")
    kept = do_record_search(search=search, outcome=outcome, case=case, note=note, on=on, by=by)
    for person in persons:
        if _has_name(person):
            do_tie_person(person=person, participant=ties[person.pk], on=on, by=by)
    return kept


def kept_result(
    application: Application, other_parent: ApplicationPerson | None
) -> CaseSearch | None:
    """The last result kept for one other parent, while the persons are still the same."""
    searches = application.searches.filter(other_parent=other_parent).exclude(outcome="")
    last = searches.order_by("id").last()
    persons = searched_persons(application, other_parent)
    return last if last and last.fingerprint == fingerprint(persons) else None


@transaction.atomic
def do_open_case_from_application(
    *, application: Application, on: date, by: str,
    other_parent: ApplicationPerson | None = None,
) -> Case:  # fmt: skip
    """A new case, once the search for one was run and its result kept.

    Participants who are known are tied, and only the others added.
    Source: CS-6.3-SEARCH-3, CS-6.3-NEW-1, CS-6.3-NEW-2, 45 CFR 303.2(b).

    Raises: ValueError without the result, or where it names a case.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    search = _result_or_refusal(application, other_parent, wanted=Outcome.NO_MATCH)
    people = _do_add_people(application, other_parent, on=on, by=by)
    obligee, obligor = people[0][1], _obligor(people)
    children = [each for person, each in people if person.role == PersonRole.CHILD]
    case = do_open_case(
        number=next_case_number(),
        obligee=obligee,
        obligor=obligor,
        obligor_role=Role(other_parent.role) if other_parent else Role.NONCUSTODIAL,
        children=children,
        family=_family(application, obligee, children),
        county_fips=application.county_fips,
        service=_service(application),
        origin=Origin.INTAKE,
        on=on,
        by=by,
    )
    _do_place(application, case, people, on=on, by=by)
    _do_lead(application, search, case, way=Way.OPENED, on=on, by=by)
    return case


@transaction.atomic
def do_update_case_from_application(
    *, application: Application, on: date, by: str,
    other_parent: ApplicationPerson | None = None,
) -> Case:  # fmt: skip
    """The case that the search found, updated; a closed one is reopened, Non-IV-D made IV-D.

    Source: CS-6.3-EXIST-1, CS-6.3-EXIST-2, CS-6.3-EXIST-3.

    Raises: ValueError without the result, or where another custodial or other parent is
    tied than the case has: that would be another case.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    search = _result_or_refusal(application, other_parent, wanted=Outcome.MATCH)
    case = Case.objects.select_for_update().get(searches=search)
    people = _do_add_people(application, other_parent, on=on, by=by)
    _check_parents(case, people)
    way, became_iv_d = _do_restate(application, case, on=on, by=by)
    obligor = _obligor(people)
    if case.obligor_id is None and obligor and other_parent:
        do_name_obligor(case=case, obligor=obligor, role=Role(other_parent.role), on=on, by=by)
    known = set(case.roles.filter(role=Role.CHILD).values_list("participant_id", flat=True))
    for person, participant in people:
        if person.role == PersonRole.CHILD and participant.pk not in known:
            do_add_role(case=case, participant=participant, role=Role.CHILD, on=on, by=by)
    _do_place(application, case, people, on=on, by=by)
    _do_lead(application, search, case, way=way, became_iv_d=became_iv_d, on=on, by=by)
    return case


def _result_or_refusal(
    application: Application, other_parent: ApplicationPerson | None, *, wanted: Outcome
) -> CaseSearch:
    search = kept_result(application, other_parent)
    if search is None:
        raise ValueError(
            "first search for an existing case and keep the result; somebody may have changed"
            " since the last search"
        )
    if application.cases.filter(other_parent=other_parent).exists():
        raise ValueError("the application is on a case for this parent already")
    if search.outcome != wanted:
        has_case = search.outcome == Outcome.MATCH
        raise ValueError(
            "the search found a case, which is updated; no second one is opened"
            if has_case
            else "the search found no case that could be updated"
        )
    return search


def _do_add_people(
    application: Application, other_parent: ApplicationPerson | None, *, on: date, by: str
) -> list[tuple[ApplicationPerson, Participant]]:
    """Each named person with the participant, custodial parent first; the new ones added."""
    persons = [each for each in searched_persons(application, other_parent) if _has_name(each)]
    persons.sort(key=lambda each: each.role != PersonRole.CUSTODIAL)
    roles = {person.role for person in persons}
    if not roles >= {PersonRole.CUSTODIAL, PersonRole.CHILD}:
        raise ValueError("a case needs a custodial parent or caretaker and a child, by name")
    if not application.county_fips:
        raise ValueError("say in which county the children live before a case is opened")
    for person in persons:
        if person.tie == Tie.UNDECIDED:
            name = f"{person.given_name} {person.surname}"
            raise ValueError(f"say who {name} is: somebody known, or new")
        if person.participant is None:
            _check_number_is_free(person)
            person.participant = _do_add(person, on=on, by=by)
            person.tie = Tie.KNOWN
            person.save()
    return [(person, person.participant) for person in persons if person.participant]


def _do_add(person: ApplicationPerson, *, on: date, by: str) -> Participant:
    return do_add_participant(
        surname=person.surname or UNKNOWN,
        given_name=person.given_name or UNKNOWN,
        middle_name=person.middle_name,
        suffix=person.suffix,
        birth_date=person.birth_date,
        sex=person.sex,
        ssn=person.ssn,
        on=on,
        by=by,
    )


def _has_name(person: ApplicationPerson) -> bool:
    return bool(person.surname or person.given_name)


def _obligor(people: list[tuple[ApplicationPerson, Participant]]) -> Participant | None:
    return next((each for person, each in people if person.role in OTHER_PARENT_ROLES), None)


def _family(
    application: Application, obligee: Participant, children: list[Participant]
) -> Family | None:
    """The family that has a case already: of the same caretaker, or of the same children.

    An agency cares for many families, so only the children tell which one it is.
    """
    cases = Case.objects.filter(obligee=obligee).order_by("-id")
    own = cases.filter(roles__participant__in=children, roles__role=Role.CHILD).first()
    if own is None and not is_by_agency(application.answers):
        own = cases.first()
    return own.family if own else None


def _service(application: Application) -> Service:
    """IV-D unless only payments are to be handled. Source: CS-6.3-EXIST-3."""
    asked = (application.answers.get("case") or {}).get("services", "")
    return Service.NON_IV_D if asked == "payments" else Service.IV_D


def _check_parents(case: Case, people: list[tuple[ApplicationPerson, Participant]]) -> None:
    custodial, obligor = people[0][1], _obligor(people)
    if custodial.pk != case.obligee_id:
        raise ValueError(
            f"case {case.number} has another custodial parent; two custodial parents are two"
            " cases, so keep the result that there is no such case"
        )
    if case.obligor_id and obligor and obligor.pk != case.obligor_id:
        raise ValueError(
            f"case {case.number} is against another parent; each other parent has a case of"
            " its own"
        )


def _do_restate(application: Application, case: Case, *, on: date, by: str) -> tuple[Way, bool]:
    """Reopen a closed case, and make it IV-D where the application asks for services."""
    status = case.statuses.order_by("effective_on", "id").last()
    is_closed = status is not None and status.state == CaseState.CLOSED
    was_iv_d = status is not None and status.service == Service.IV_D
    service = Service.IV_D if was_iv_d else _service(application)
    becomes = not was_iv_d and service == Service.IV_D
    if is_closed or becomes:
        do_set_case_status(case=case, service=service, state=CaseState.OPEN, on=on, by=by)
    return (Way.REOPENED if is_closed else Way.UPDATED), becomes


def _do_place(
    application: Application,
    case: Case,
    people: list[tuple[ApplicationPerson, Participant]],
    *,
    on: date,
    by: str,
) -> None:
    placing = Placing(application, case, on, by)
    referral = Referral.objects.filter(application=application).first()
    if referral:
        do_place_referral(referral, case, on=on, by=by)
    family = [each for person, each in people if person.role not in OTHER_PARENT_ROLES]
    told_of_safety = application.answers.get("custodial") or {}
    do_screen(told_of_safety, family=family, number=application.number, on=on, by=by)
    do_place_case(placing, application.answers.get("case") or {})
    for person, participant in people:
        told = told_of(person)
        group = GROUP_OF[PersonRole(person.role)]
        do_place_person(placing, participant, told=told, of=group)
        if person.role in OTHER_PARENT_ROLES:
            do_place_parents(placing, told)
        elif person.role == PersonRole.CHILD:
            do_place_paternity(placing, participant, told=told)


def _do_lead(
    application: Application,
    search: CaseSearch,
    case: Case,
    *,
    way: Way,
    on: date,
    by: str,
    became_iv_d: bool = False,
) -> None:
    """Tie the application to its case; with the last other parent it is done."""
    ApplicationCase.objects.create(
        application=application,
        other_parent=search.other_parent,
        search=search,
        case=case,
        way=way,
        became_iv_d=became_iv_d,
        recorded_on=on,
        recorded_by=by,
    )
    application.case = application.case or case
    if not open_parents(application):
        application.state = ApplicationState.OPENED
        outcome = f"{way.label}: case {case.number}"
        do_stop_watching(application_url(application), outcome=outcome, on=on, by=by)
    application.save()
    do_score_cases([case.pk], on=on)
    do_tell_case(application, case, way=way, on=on, by=by)
    note = f"case {case.number}" + (", now IV-D" if became_iv_d else "")
    do_note_step(application, Step(way.value), note=note, on=on, by=by)


def open_parents(application: Application) -> list[ApplicationPerson | None]:
    """The other parents for whom no case was opened or updated yet; None stands for nobody."""
    parents: list[ApplicationPerson | None] = [
        person for person in persons_of(application) if person.role in OTHER_PARENT_ROLES
    ]
    done = set(application.cases.values_list("other_parent_id", flat=True))
    return [each for each in parents or [None] if (each.pk if each else None) not in done]
