"""What was told at intake and has no table of its own, person by person and of the case."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.intake.models import Detail
from posse.rules.forms import Field, application_form
from posse.services.access import Visitor
from posse.services.doors.addresses import PROTECTED, REACHED_BY, addresses_for
from posse.services.pages.casefile import people_for_case
from posse.services.pages.intake import WHEREABOUTS

GROUPS = ("case", "custodial", "other_parents", "children")


@dataclass(frozen=True)
class Told:
    """One answer: the question's words, what was said, when it was learned."""

    label: str
    value: str
    recorded_on: date


@dataclass(frozen=True)
class ToldOf:
    """What was told of a person, or of the case itself."""

    title: str
    rows: tuple[Told, ...]


def details_for_case(case: Case, viewer: Visitor, *, on: date) -> list[ToldOf]:
    """The latest answer to each question, those that lead to a protected person hidden.

    Source: CS-6.3-DATA-1, CS-6.3-FV-2.
    """
    people: dict[int | None, str] = {
        person.participant: person.name for person in people_for_case(case, on=on)
    }
    wanted = [person for person in people if person is not None]
    hidden = {
        person
        for person, found in addresses_for(viewer, wanted, on=on).items()
        if found.is_hidden
    }
    latest: dict[int | None, dict[str, Detail]] = defaultdict(dict)
    own = Detail.objects.filter(participant__in=wanted) | Detail.objects.filter(case=case)
    for row in own.filter(effective_on__lte=on).order_by("effective_on", "id"):
        latest[row.participant_id][row.field] = row
    titles = {None: "The case", **people}
    return [
        ToldOf(title, tuple(_told(row, is_hidden=person in hidden) for row in rows.values()))
        for person, title in titles.items()
        if (rows := latest.get(person, {}))
    ]


def _told(row: Detail, *, is_hidden: bool) -> Told:
    field = _fields().get(row.field)
    leads_there = row.field in REACHED_BY or (
        field is not None and field.goes_to in WHEREABOUTS
    )
    value = row.value if field is None else field.choices.get(row.value, row.value)
    shown = PROTECTED if is_hidden and leads_there else value
    return Told(field.label if field else row.field, shown, row.recorded_on)


def _fields() -> dict[str, Field]:
    return {field.key: field for of in GROUPS for field in application_form().fields_of(of)}
