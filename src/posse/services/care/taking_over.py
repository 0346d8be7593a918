"""An application's answers taken over into a case: people, ties, work, pay and care.

A worker says of everybody on the form whether the register knows the person; nobody is merged
or taken for another by the program itself. What cannot be read is written into the record.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from posse.apps.care.choices import (
    CareApplicationState,
    CareChannel,
    CareStep,
    MemberRole,
    Origin,
)
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.people.choices import AddressKind
from posse.apps.people.models import Participant
from posse.apps.subsidy.models import CareProvider
from posse.rules.forms import care_application_form
from posse.services.care.answered import Person, Taking, cents_told, day_told, people_on
from posse.services.care.arranging import Arranged, do_arrange_care
from posse.services.care.cases import (
    case_of_applicant,
    do_open_care_case,
    do_write_narrative,
)
from posse.services.care.circumstances import ADULT, CHILD, FAMILY, do_tell
from posse.services.care.filing import kind_of
from posse.services.care.household import do_put_in_household, do_tie
from posse.services.care.letters import names_of
from posse.services.care.prefilling import (
    address_of,
    known_answers,
    latest_care,
)
from posse.services.care.reading import care_facts
from posse.services.care.taking_work import MARKS, do_take_money, do_take_work
from posse.services.care_online.saving import do_note
from posse.services.care_online.stops import APPLICANT, CASE
from posse.services.register.people import do_add_address, do_add_participant
from posse.services.search.names import people_by_name

KNOWN_MAX, HUNDREDTHS = 5, 100
# Of many with one name the day of birth leaves few, so more are looked at than are shown.
LOOKED_AT_MAX = 40
NAME_LENGTH, LINE_LENGTH, ZIP_LENGTH = 40, 60, 10
ADDRESS = ("line_1", "line_2", "city", "zip_code")
CARE = ("provider", "care_begins_on", "care_days", "care_hours")
DAYS_MONTH = {"weekdays": 22, "six": 26, "every": 30, "weekend": 9}
TOLD_OF_ADULT = ("caretaker", "intends_to_stay", "gets_power")
TOLD_OF_CHILD = ("citizenship", "is_hispanic", "has_disability")
TOLD_OF_FAMILY = ("home_language", "military_service", "gets_snap", "gets_housing_help")
# What has no place of its own is written into the record as it was told.
NOTED = {
    CASE: ("helped_by", "remarks"),
    APPLICANT: ("mobile_phone", "email", "has_no_home"),
    "adults": (),
    "children": ("special_needs", "provider"),
}


def known_people(person: Person, *, on: date) -> list[tuple[int, str]]:
    """Who of the register it may be, the likest first, with name and date of birth.

    The worker says which, if any.
    """
    hits = people_by_name(person.name, limit=LOOKED_AT_MAX)
    names = names_of([hit.participant for hit in hits], on=on)
    rows = Participant.objects.filter(pk__in=list(names)).prefetch_related("identities")
    born = {row.pk: row.identities.latest("effective_on", "id").birth_date for row in rows}
    found = [
        (key, f"{names[key]}{f', born {born[key]}' if born.get(key) else ''}")
        for key in (hit.participant for hit in hits)
        if person.born is None or born.get(key) in {None, person.born}
    ]
    return found[:KNOWN_MAX]


@transaction.atomic
def do_take_over(
    application: CareApplication,
    *,
    chosen: Mapping[str, int],
    on: date,
    by: str,
    county_fips: str = "",
) -> CareCase:
    """Open an application's case, or find the applicant's, and take its answers over; once.

    ``chosen`` says by the key of a person who of the register it is; whoever is not in it is
    new. ``county_fips`` is needed where the form names no county.
    Raises: ValueError in words. Source: CC-401-A, CC-404-C-1, CC-505.
    """
    found = CareApplication.objects.select_for_update().get(pk=application.pk)
    if found.state != CareApplicationState.FILED:
        raise ValueError(f"the application is {found.get_state_display().lower()}")
    if found.events.filter(step=CareStep.TAKEN_OVER).exists():
        raise ValueError("the answers of this application were taken over already")
    people = people_on(found)
    if len(set(chosen.values())) < len(chosen):
        raise ValueError("one person of the register cannot be two people of the form")
    known = Participant.objects.in_bulk(list(chosen.values()))
    register = {
        each.key: known[chosen[each.key]] if each.key in chosen else _do_add(each, on=on, by=by)
        for each in people
    }
    applicant = register[APPLICANT]
    case = found.care_case or case_of_applicant(applicant)
    is_new = case is None
    if case is None:
        found.county_fips = found.county_fips or county_fips
        if not found.county_fips:
            raise ValueError("say in which county the family lives")
        case = do_open_care_case(
            applicant=applicant, county_fips=found.county_fips, on=on, by=by
        )
    before = {} if is_new else known_answers(case, on=on)
    taking = Taking(case, register, on, by, known=before)
    if not is_new and found.care_case is None:
        found.kind = kind_of(case, channel=CareChannel(found.channel), on=found.filed_on or on)
    _do_take_people(taking, people)
    _do_take_family(taking, found)
    _note_who_is_missing(taking)
    found.care_case = case
    found.version += 1
    found.save(update_fields=["care_case", "county_fips", "kind", "version"])
    if taking.notes:
        text = "\n".join(taking.notes)
        do_write_narrative(topic="The application", text=text, **taking.at)
    do_note(found, CareStep.TAKEN_OVER, on=on, by=by, note=f"Into {case.number}")
    return case


def _do_add(person: Person, *, on: date, by: str) -> Participant:
    told = person.told
    return do_add_participant(
        given_name=told.get("given_name", "")[:NAME_LENGTH] or "?",
        surname=told.get("surname", "")[:NAME_LENGTH] or "?",
        middle_name=told.get("middle_name", "")[:NAME_LENGTH],
        birth_date=person.born,
        sex=told.get("sex", "")[:1],
        on=on,
        by=by,
    )


def _do_take_address(taking: Taking, person: Person) -> None:
    """The address that was told, unless it is the one that is known."""
    told, participant = person.told, taking.people[person.key]
    lines = {name: told.get(name, "").strip() for name in ADDRESS}
    before = address_of(participant.pk, on=taking.on)
    is_there = bool(lines["line_1"] and lines["city"])
    if not is_there or lines == {name: before.get(name, "") for name in ADDRESS}:
        return
    do_add_address(
        participant=participant,
        kind=AddressKind.MAILING,
        line_1=lines["line_1"][:LINE_LENGTH],
        line_2=lines["line_2"][:LINE_LENGTH],
        city=lines["city"][:NAME_LENGTH],
        state="WY",
        zip_code=lines["zip_code"][:ZIP_LENGTH],
        on=taking.on,
        by=taking.by,
    )


def _do_take_people(taking: Taking, people: list[Person]) -> None:
    case, on = taking.care_case, taking.on
    members = set(care_facts([case.pk], on=on, checks_since=on).members["participant"])
    for person in people:
        _do_take_address(taking, person)
        participant = taking.people[person.key]
        is_child = person.of == "children"
        is_other = person.told.get("tie") == "other"
        role = MemberRole.CHILD if is_child else MemberRole.ADULT
        if participant.pk not in members:
            do_put_in_household(
                participant=participant,
                role=MemberRole.OTHER if is_other else role,
                **taking.at,
            )
        if not is_other:
            _do_tell_of(taking, person)
        if not is_child and not is_other:
            do_take_work(taking, person)
            do_take_money(taking, person)
    _do_tie_all(taking, people)
    for person in people:
        if person.of == "children":
            _do_take_care(taking, person)


def _do_tell_of(taking: Taking, person: Person) -> None:
    """The circumstances that the form asks by their own names."""
    names = TOLD_OF_CHILD if person.of == "children" else TOLD_OF_ADULT
    told = {
        name: _value(person.told[name])
        for name in names
        if person.told.get(name) and not taking.is_known(person, [name])
    }
    if person.told.get("races") and not taking.is_known(person, ["races"]):
        chosen = person.told["races"].split(",")
        told |= {name: name in chosen for name in races()}
    if told:
        do_tell(
            of=CHILD if person.of == "children" else ADULT,
            participant=taking.people[person.key],
            told=told,
            origin=Origin.APPLICATION,
            **taking.at,
        )


def races() -> tuple[str, ...]:
    """The circumstances that stand for a race, as the form offers them."""
    fields = care_application_form().fields_of("children")
    return tuple(next(each.choices for each in fields if each.key == "races"))


def _value(text: str) -> Any:
    return text == "yes" if text in {"yes", "no"} else text


def _do_tie_all(taking: Taking, people: list[Person]) -> None:
    """Partners are tied as told, children to the applicant and, where told, to the other."""
    applicant = taking.people[APPLICANT]
    adults = [each for each in people if each.of == "adults"]
    tied = {(each.elder_id, each.younger_id) for each in taking.care_case.ties.all()}
    pairs = [
        (applicant, taking.people[each.key], each.told["tie"])
        for each in adults
        if each.told.get("tie") in {"spouses", "partners"}
    ]
    is_parent = (people[0].told.get("caretaker") or "parent") == "parent"
    for child in (each for each in people if each.of == "children"):
        if is_parent:
            pairs.append((applicant, taking.people[child.key], "parent_child"))
        if child.told.get("of_adult") == "yes" and adults:
            pairs.append(
                (taking.people[adults[0].key], taking.people[child.key], "parent_child")
            )
    for elder, younger, kind in pairs:
        if (elder.pk, younger.pk) not in tied:
            do_tie(elder=elder, younger=younger, kind=kind, **taking.at)


def _do_take_care(taking: Taking, person: Person) -> None:
    """The arrangement, where the provider and the days are known; else it is written down."""
    told = person.told
    name = told.get("provider", "").strip()
    if not name or taking.is_known(person, CARE):
        return
    before = latest_care(taking.care_case, taking.people[person.key].pk, on=taking.on)
    if before is not None:
        taking.notes.append(
            f"{person.name}: care at {before.provider.name} was known; now “{name}” was told."
            " Record the change of care where it is one"
        )
        return
    found = list(CareProvider.objects.filter(name__iexact=name)[:2])
    days, hours = told.get("care_days", ""), told.get("care_hours", "")
    is_whole = days in MARKS and hours.isdecimal() and 0 < int(hours) <= 24
    if len(found) != 1 or not is_whole:
        taking.notes.append(
            f"{person.name}: goes to “{name}”, {days or 'days not told'},"
            f" {hours or 'hours not told'}; find the provider and record the care"
        )
        return
    do_arrange_care(
        child=taking.people[person.key],
        provider=found[0],
        asked=Arranged(
            begins_on=day_told(told.get("care_begins_on", "")) or taking.on,
            weekdays=MARKS[days],
            hours_day=int(hours) * HUNDREDTHS,
            days_month=DAYS_MONTH[days],
            told_on=taking.on,
        ),
        **taking.at,
    )


def _do_take_family(taking: Taking, application: CareApplication) -> None:
    """What is told of the family as a whole, and in words what has no place of its own."""
    told = application.answers.get(CASE) or {}
    said = {name: _value(told[name]) for name in TOLD_OF_FAMILY if told.get(name)}
    assets = cents_told(told.get("assets", ""))
    if assets is not None:
        said["assets"] = assets
    rows = taking.care_case.circumstances.filter(participant=None)
    known = {row.name: row.value for row in rows.order_by("effective_on", "id")}
    new = {name: value for name, value in said.items() if known.get(name) != value}
    if new:
        do_tell(of=FAMILY, told=new, origin=Origin.APPLICATION, **taking.at)
    for person in (Person(CASE, CASE, told), *people_on(application)):
        for name in NOTED[person.of]:
            is_old = person.of != CASE and taking.is_known(person, [name])
            if person.told.get(name) and not is_old:
                who = f"{person.name}: " if person.name else ""
                taking.notes.append(f"{who}{name.replace('_', ' ')}: {person.told[name]}")


def _note_who_is_missing(taking: Taking) -> None:
    """Who lives in the household as known and stands on the form no more: the worker asks."""
    there = {each.pk for each in taking.people.values()}
    for key, told in taking.known.items():
        if key not in there:
            name = f"{told.get('given_name', '')} {told.get('surname', '')}".strip()
            taking.notes.append(f"{name}: is not on the form; ask whether the person left")
