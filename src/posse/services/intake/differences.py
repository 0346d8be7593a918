"""What an application says otherwise than is known, and its taking over by a worker.

A form never overwrites the name of somebody known, nor where somebody lives who did not sign
it; a worker compares the two and takes over what is new. Clauses: CS-6.3-EXIST-1.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from posse.apps.intake.choices import Step, Tie
from posse.apps.intake.models import Application, ApplicationPerson
from posse.apps.people.choices import AddressKind
from posse.apps.people.models import Address, Identity, Participant
from posse.rules.support.application_edits import day_of
from posse.services.doors.addresses import PROTECTED, protections
from posse.services.intake.applications import do_note_step
from posse.services.intake.persons import persons_of, told_of
from posse.services.intake.placing import Told, address_told
from posse.services.register.people import do_add_address, do_name_participant
from posse.units.days import day_words

NAME = "name"
KINDS = (AddressKind.RESIDENCE, AddressKind.MAILING)
TITLES = {NAME: "Name", AddressKind.RESIDENCE: "Home address",
          AddressKind.MAILING: "Mailing address"}  # fmt: skip
NAME_FIELDS = ("given_name", "middle_name", "surname", "suffix")


@dataclass(frozen=True)
class Difference:
    """Something of a person that the application says otherwise than it is known.

    ``seen`` is the row that is known, so that a taking over knows whether it still is.
    ``is_newer`` where that was learned after the application was filed; it then stays.
    """

    person: ApplicationPerson
    what: str
    known: str
    told: str
    seen: int
    known_on: date
    known_by: str
    is_newer: bool

    @property
    def title(self) -> str:
        """What it is of the person."""
        return TITLES[self.what]


class LearnedMeanwhile(ValueError):  # noqa: N818 - the name says what happened
    """Somebody else recorded the same of the person after the page was opened."""

    def __init__(self, *, title: str, known: str, on: date, by: str) -> None:
        super().__init__(
            f"{by} changed this meanwhile: the {title.lower()} known now is {known}, since"
            f" {day_words(on)}. Compare anew"
        )


def differences_for_application(application: Application, *, on: date) -> list[Difference]:
    """What is told otherwise than known of the people of an application on a case.

    Where somebody in danger lives is named on neither side.
    """
    if not application.cases.exists():
        return []
    people = [
        (person, person.participant)
        for person in persons_of(application)
        if person.tie == Tie.KNOWN and person.participant
    ]
    hidden = protections([each.pk for _, each in people], on=on)
    return [
        difference
        for person, participant in people
        for difference in _differences(application, person, participant, hidden=hidden)
    ]


@transaction.atomic
def do_take_over(
    *, application: Application, person_id: int, what: str, seen: int, on: date, by: str
) -> None:
    """Record of a person what the application says, where what is known is still ``seen``.

    Raises: LearnedMeanwhile, with what is known now; ValueError where nothing differs.
    """
    person = application.persons.select_related("participant").get(pk=person_id)
    if person.participant is None or person.tie != Tie.KNOWN or what not in TITLES:
        raise ValueError("the application says nothing that could be taken over")
    # Two who take over of one person go one after the other.
    participant = Participant.objects.select_for_update().get(pk=person.participant.pk)
    known = _known(participant, what)
    if known is not None and known.pk != seen:
        is_hidden = what != NAME and protections([participant.pk], on=on)
        words = "protected" if is_hidden else _words(known)
        raise LearnedMeanwhile(
            title=TITLES[what], known=words, on=known.effective_on, by=known.recorded_by
        )
    differing = _differences(application, person, participant, hidden=())
    chosen = next((each for each in differing if each.what == what), None)
    if chosen is None or chosen.is_newer:
        raise ValueError("what is known is what the application says, or was learned since")
    _do_record(participant, what, told_of(person), on=on, by=by)
    name = f"{person.given_name} {person.surname}".strip()
    note = f"{TITLES[what]} of {name} as the application says"
    do_note_step(application, Step.TAKEN, note=note, on=on, by=by)


def _do_record(participant: Participant, what: str, told: Told, *, on: date, by: str) -> None:
    if what == NAME:
        fields = _name_told(_known(participant, NAME), told)
        do_name_participant(participant=participant, **fields, on=on, by=by)
        return
    kind = AddressKind(what)
    do_add_address(
        participant=participant, kind=kind, **address_told(told, kind=kind), on=on, by=by
    )


def _differences(
    application: Application,
    person: ApplicationPerson,
    participant: Participant,
    *,
    hidden: Container[int],
) -> Iterator[Difference]:
    told = told_of(person)
    told_on = application.filed_on or application.started_on
    for what in TITLES:
        known = _known(participant, what)
        said = _name_told(known, told) if what == NAME else _whole_address(told, what)
        if known is None or not said or all(getattr(known, f) == v for f, v in said.items()):
            continue
        is_hidden = what != NAME and participant.pk in hidden
        yield Difference(
            person=person,
            what=what,
            known=PROTECTED if is_hidden else _words(known),
            told=PROTECTED if is_hidden else _words_of(said),
            seen=known.pk,
            known_on=known.effective_on,
            known_by=known.recorded_by,
            is_newer=known.recorded_on > told_on,
        )


def _known(participant: Participant, what: str) -> Identity | Address | None:
    """The row that governs."""
    if what == NAME:
        return participant.identities.order_by("effective_on", "id").last()
    rows = participant.addresses.filter(kind=what)
    return rows.order_by("effective_on", "id").last()


def _name_told(known: Any, told: Told) -> dict[str, Any]:
    """The identity as the form has it; what it leaves open stays as it is known."""
    said: dict[str, Any] = {field: told.get(field, "").strip() for field in NAME_FIELDS}
    said |= {"birth_date": day_of(told, "birth_date"), "sex": told.get("sex", "")}
    return {field: value or getattr(known, field, value) for field, value in said.items()}


def _whole_address(told: Told, what: str) -> dict[str, Any]:
    """An address that is told as a whole, else nothing."""
    fields = address_told(told, kind=AddressKind(what))
    is_whole = all(text for field, text in fields.items() if field != "line_2")
    return fields if is_whole else {}


def _words(row: Identity | Address) -> str:
    fields: Sequence[str] = ("line_1", "line_2", "city", "state", "zip_code")
    if isinstance(row, Identity):
        fields = (*NAME_FIELDS, "birth_date", "sex")
    return _words_of({field: getattr(row, field) for field in fields})


def _words_of(fields: dict[str, Any]) -> str:
    """An address on one line, or a name with the date of birth."""
    if "line_1" in fields:
        street = ", ".join(filter(None, (fields["line_1"], fields["line_2"], fields["city"])))
        return f"{street}, {fields['state']} {fields['zip_code']}"
    name = " ".join(filter(None, (fields[field] for field in NAME_FIELDS)))
    born = f", born {day_words(fields['birth_date'])}" if fields["birth_date"] else ""
    return name + born + (f", {fields['sex']}" if fields["sex"] else "")
