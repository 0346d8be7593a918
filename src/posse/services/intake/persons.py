"""The persons of an application, kept in step with its answers."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from posse.apps.intake.choices import PersonRole, Tie
from posse.apps.intake.models import NAME_LENGTH, Application, ApplicationPerson
from posse.rules.answer_checks import EARLIEST, digits_of
from posse.rules.support.application_edits import day_of

COLUMNS = ("surname", "given_name", "middle_name", "suffix", "birth_date", "sex", "ssn")
OTHER_PARENT_ROLES = (PersonRole.NONCUSTODIAL, PersonRole.ALLEGED_FATHER)


def do_follow_answers(application: Application, *, on: date) -> None:
    """Make the persons of an application those that its answers name.

    A person who was looked at before stays tied unless what is told of the person changed.
    """
    answers = application.answers
    custodial = answers.get("custodial") or {}
    kept = [_do_keep(application, PersonRole.CUSTODIAL, 1, told=custodial, on=on)]
    parents = []
    for place, told in enumerate(answers.get("other_parents") or [], start=1):
        role = role_of_other_parent(answers, place)
        parents.append(_do_keep(application, role, place, told=told, on=on))
    for place, told in enumerate(answers.get("children") or [], start=1):
        child = _do_keep(application, PersonRole.CHILD, place, told=told, on=on)
        _do_name_parent(child, parents, told=told)
        kept.append(child)
    present = [person.pk for person in (*kept, *parents)]
    ApplicationPerson.objects.filter(application=application).exclude(pk__in=present).update(
        is_left_out=True, tie=Tie.UNDECIDED, participant=None
    )


def role_of_other_parent(answers: Mapping[str, Any], place: int) -> str:
    """Noncustodial parent, or alleged father where paternity of a child is not established.

    A mother, and a man to whom the child's mother was married, is never alleged.
    Source: CS-6.3-NEW-3.
    """
    told = answers["other_parents"][place - 1]
    if told.get("sex") == "F" or told.get("relation") == "married":
        return PersonRole.NONCUSTODIAL
    own = [
        child for child in answers.get("children") or [] if is_of_parent(child, place, answers)
    ]
    is_open = any(child.get("paternity_status") != "established" for child in own)
    is_of_marriage = bool(own) and all(c.get("born_out_of_wedlock") == "no" for c in own)
    if is_open and not is_of_marriage:
        return PersonRole.ALLEGED_FATHER
    return PersonRole.NONCUSTODIAL


def is_of_parent(child: Mapping[str, str], place: int, answers: Mapping[str, Any]) -> bool:
    """Whether the other parent at a place is a parent of a child.

    Where nothing is said the first is, and each one where an agency cares for the child:
    both parents then owe support. Source: 45 CFR 305.1(a).
    """
    told = child.get("of_parent", "")
    if told:
        return str(place) in told.split(",")
    return place == 1 or is_by_agency(answers)


def is_by_agency(answers: Mapping[str, Any]) -> bool:
    """Whether an agency stands where a custodial parent does, as in foster care."""
    custodial = answers.get("custodial") or {}
    return bool(custodial.get("relation_to_children") == "agency")


def persons_of(application: Application) -> Iterator[ApplicationPerson]:
    """The persons that the application names now, custodial parent and children included."""
    yield from application.persons.filter(is_left_out=False).order_by("role", "place")


def told_of(person: ApplicationPerson) -> dict[str, str]:
    """The answers about a person."""
    answers = person.application.answers
    if person.role == PersonRole.CUSTODIAL:
        return dict(answers.get("custodial") or {})
    group = "children" if person.role == PersonRole.CHILD else "other_parents"
    return dict(answers[group][person.place - 1])


def _do_keep(
    application: Application, role: str, place: int, *, told: Mapping[str, str], on: date
) -> ApplicationPerson:
    roles = OTHER_PARENT_ROLES if role in OTHER_PARENT_ROLES else (role,)
    known = application.persons.filter(role__in=roles, place=place).first()
    person = known or ApplicationPerson(application=application, place=place)
    columns = _columns(told, on)
    is_changed = any(getattr(person, name) != value for name, value in columns.items())
    for name, value in columns.items():
        setattr(person, name, value)
    person.role, person.is_left_out = role, False
    if is_changed:
        person.tie, person.participant = Tie.UNDECIDED, None
    person.save()
    return person


def _do_name_parent(
    child: ApplicationPerson, parents: list[ApplicationPerson], *, told: Mapping[str, str]
) -> None:
    answers = child.application.answers
    of = next((each for each in parents if is_of_parent(told, each.place, answers)), None)
    if child.of_parent_id != (of.pk if of else None):
        child.of_parent = of
        child.save()


def _columns(told: Mapping[str, str], on: date) -> dict[str, Any]:
    """What the tables can hold of what was typed; the rest stays in the answers alone."""
    born = day_of(told, "birth_date")
    return {
        "surname": told.get("surname", "").strip()[:NAME_LENGTH],
        "given_name": told.get("given_name", "").strip()[:NAME_LENGTH],
        "middle_name": told.get("middle_name", "").strip()[:NAME_LENGTH],
        "suffix": told.get("suffix", "").strip()[:10],
        "birth_date": born if born and EARLIEST <= born <= on else None,
        "sex": told.get("sex", "") if told.get("sex", "") in {"F", "M", "X"} else "",
        "ssn": digits_of(told),
    }
