"""What the pages of intake show: inquiries, applications, searches and referrals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from posse.apps.cases.models import Case
from posse.apps.intake.choices import ApplicationState, PersonRole
from posse.apps.intake.models import (
    Application,
    ApplicationEvent,
    ApplicationPerson,
    CaseSearch,
    Inquiry,
    Packet,
    Referral,
)
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Participant
from posse.rules.forms import Field, application_form
from posse.rules.support.application_edits import GROUPS, Fault, day_of
from posse.services.counties import county_names
from posse.services.doors.addresses import REACHED_BY
from posse.services.intake.applications import faults_of
from posse.services.intake.opening import kept_result, open_parents
from posse.services.intake.safety import is_told_in_danger
from posse.services.law import current_law
from posse.services.pages.masking import masked_ssn
from posse.units.days import day_words

TITLES = {
    "case": "The application",
    "custodial": "Custodial parent or caretaker",
    "other_parents": "Other parent",
    "children": "Child",
}
PROTECTED = "Address protected"
WHEREABOUTS = {"address", "mailing", "employer"}
OPEN_STATES = (ApplicationState.DRAFT, ApplicationState.FILED, ApplicationState.SEARCHED)


@dataclass(frozen=True)
class Answer:
    """One question with its answer as it is shown, and what is wrong with it."""

    field: Field
    text: str
    shown: str
    fault: Fault | None


@dataclass(frozen=True)
class Part:
    """What is asked about the case or one person; ``key`` is its place in an address."""

    key: str
    of: str
    place: int | None
    title: str
    name: str
    sections: tuple[tuple[str, str, tuple[Answer, ...]], ...]
    answered: int
    asked: int
    fault_count: int

    @property
    def told(self) -> list[tuple[str, list[Answer]]]:
        """What was answered, by section; a section without an answer is left out."""
        found = [
            (title, [answer for answer in rows if answer.text])
            for title, _, rows in self.sections
        ]
        return [(title, rows) for title, rows in found if rows]


@dataclass(frozen=True)
class OpenParent:
    """An other parent without a case yet: what was searched and found so far."""

    person: ApplicationPerson | None
    place: int
    name: str
    shown: CaseSearch | None
    result: CaseSearch | None


@dataclass(frozen=True)
class ApplicationPage:
    """One application with everything on it."""

    application: Application
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
    parents: tuple[OpenParent, ...]
    events: tuple[ApplicationEvent, ...]
    is_protected: bool
    days_left: int | None
    referral: Referral | None

    @property
    def blocking_count(self) -> int:
        """How many answers hinder the filing."""
        return sum(fault.is_blocking for fault in self.faults)


def application_by_number(number: str) -> Application | None:
    """The application with a number."""
    found = Application.objects.select_related("inquiry", "case").filter(number=number)
    return found.first()


def known_people(application: Application) -> list[Participant]:
    """People of the register of whom an application speaks: as tied, or by their number.

    A worker may not work the application of a relative before it is tied, either.
    """
    persons = list(application.persons.filter(is_left_out=False).select_related("participant"))
    numbers = [person.ssn for person in persons if person.ssn]
    held = Participant.objects.filter(
        identifiers__kind=IdentifierKind.SSN, identifiers__number__in=numbers
    )
    return [person.participant for person in persons if person.participant] + list(held)


def applications_for_office(*, state: str, county: str) -> QuerySet[Application]:
    """Applications in a state (the open ones without one) and county, the most urgent first."""
    rows = Application.objects.select_related("case", "referral")
    rows = rows.filter(state=state) if state else rows.filter(state__in=OPEN_STATES)
    rows = rows.filter(county_fips=county) if county else rows
    return rows.prefetch_related("persons").order_by("open_by", "-started_on", "-id")


def row_of(application: Application, *, on: date) -> dict[str, Any]:
    """One application as a line of the list."""
    persons = [each for each in application.persons.all() if not each.is_left_out]
    names = {role: [name_of(each) for each in persons if each.role == role]
             for role in PersonRole.values}  # fmt: skip
    return {
        "application": application,
        "custodial": ", ".join(names[PersonRole.CUSTODIAL]),
        "others": ", ".join(
            name or "unknown"
            for name in names[PersonRole.NONCUSTODIAL] + names[PersonRole.ALLEGED_FATHER]
        ),
        "children": len(names[PersonRole.CHILD]),
        "days_left": days_left(application, on=on),
        "county": county_names(on=on).get(application.county_fips, application.county_fips),
    }


def days_left(application: Application, *, on: date) -> int | None:
    """Days until a case must be open; nothing where no clock runs. Source: 45 CFR 303.2(b)."""
    is_running = application.open_by and application.state in OPEN_STATES
    return (application.open_by - on).days if application.open_by and is_running else None


def name_of(person: ApplicationPerson | None) -> str:
    """A person's name as told."""
    if person is None:
        return ""
    return f"{person.given_name} {person.surname}".strip()


def application_page_for(
    application: Application, *, on: date, may_see_address: bool
) -> ApplicationPage:
    """Everything about one application, the address left out where it is protected."""
    faults = faults_of(application, on=on)
    is_protected = is_told_in_danger(application.answers)
    hide = is_protected and not may_see_address
    return ApplicationPage(
        application=application,
        parts=tuple(parts_of(application.answers, faults, on=on, hide=hide)),
        faults=tuple(faults),
        parents=tuple(_open_parent(application, each) for each in _waiting(application)),
        events=tuple(application.events.order_by("-id")),
        is_protected=is_protected,
        days_left=days_left(application, on=on),
        referral=Referral.objects.filter(application=application).first(),
    )


def _waiting(application: Application) -> list[ApplicationPerson | None]:
    is_open = application.state in {ApplicationState.FILED, ApplicationState.SEARCHED}
    return open_parents(application) if is_open else []


def _open_parent(application: Application, person: ApplicationPerson | None) -> OpenParent:
    searches = application.searches.filter(other_parent=person, outcome="")
    return OpenParent(
        person=person,
        place=person.place if person else 0,
        name=name_of(person) or "an other parent who is not known",
        shown=searches.order_by("id").last(),
        result=kept_result(application, person),
    )


def parts_of(
    answers: Mapping[str, Any], faults: list[Fault], *, on: date, hide: bool
) -> list[Part]:
    """The parts of the form: the case, the custodial parent, other parents, children."""
    parts = [_part(answers, of, None, faults=faults, on=on, hide=hide)
             for of in ("case", "custodial")]  # fmt: skip
    parts += [
        _part(answers, of, place, faults=faults, on=on, hide=hide)
        for of in GROUPS
        for place in range(1, len(answers.get(of) or []) + 1)
    ]
    return parts


def part_of(
    application: Application, key: str, *, on: date, faults: list[Fault]
) -> Part | None:
    """One part of the form by its key, such as ``children-2``; None where there is none."""
    of, _, place = key.partition("-")
    if of in GROUPS and place.isdecimal():
        if 1 <= int(place) <= len(application.answers.get(of) or []):
            return _part(application.answers, of, int(place), faults=faults, on=on, hide=False)
    elif key in {"case", "custodial"}:
        return _part(application.answers, key, None, faults=faults, on=on, hide=False)
    return None


def _part(
    answers: Mapping[str, Any],
    of: str,
    place: int | None,
    *,
    faults: list[Fault],
    on: date,
    hide: bool,
) -> Part:
    told = (answers.get(of) or [])[place - 1] if place else answers.get(of) or {}
    here = {fault.field: fault for fault in faults
            if fault.of == of and fault.place == (place or 1)}  # fmt: skip
    sections = tuple(
        (
            section.title,
            section.note,
            tuple(_answer(field, told, here, on=on, hide=hide and of != "other_parents")
                  for field in section.fields),
        )
        for section in application_form().sections
        if section.of == of
    )  # fmt: skip
    everything = [answer for _, _, rows in sections for answer in rows]
    name = f"{told.get('given_name', '')} {told.get('surname', '')}".strip()
    return Part(
        key=f"{of}-{place}" if place else of,
        of=of,
        place=place,
        title=TITLES[of] + (f" {place}" if place else ""),
        name=name,
        sections=sections,
        answered=sum(bool(answer.text) for answer in everything),
        asked=len(everything),
        fault_count=len(here),
    )


def _answer(
    field: Field, told: Mapping[str, str], faults: Mapping[str, Fault], *, on: date, hide: bool
) -> Answer:
    text = told.get(field.key, "")
    shown = field.choices.get(text, text)
    if field.kind == "yes_no":
        shown = {"yes": "Yes", "no": "No"}.get(text, text)
    elif field.kind == "ssn":
        shown = masked_ssn(text.replace("-", "")) if text else ""
    elif field.kind == "date":
        born = day_of(told, field.key)
        shown = day_words(born) if born else text
    elif field.kind == "county":
        shown = county_names(on=on).get(text, text)
    if text and hide and (field.goes_to in WHEREABOUTS or field.key in REACHED_BY):
        shown = PROTECTED
    return Answer(field, text, shown, faults.get(field.key))


def policy_record_on(on: date) -> dict[str, Any]:
    """The policy's own record, shown with what is drawn from it. Source: CS-6.3-META-1."""
    (record,) = current_law().value("support.intake.policy_record", on=on)
    days = ("in_force_on", "revised_on", "reviewed_on")
    shown = {key: day_words(date.fromisoformat(record[key])) for key in days}
    return dict(record) | shown


def inquiries_for_office(*, only_waiting: bool) -> QuerySet[Inquiry]:
    """The log, newest first; or only what nobody has answered yet, the most urgent first."""
    answered = Packet.objects.filter(inquiry=OuterRef("pk"))
    rows = Inquiry.objects.annotate(is_answered=Exists(answered)).prefetch_related("packets")
    if only_waiting:
        return rows.filter(is_answered=False).order_by("due_on", "id")
    return rows.order_by("-asked_on", "-id")


def inquiry_by_id(inquiry_id: int) -> Inquiry | None:
    """One inquiry."""
    return Inquiry.objects.filter(pk=inquiry_id).first()


def referrals_for_office(*, only_waiting: bool) -> QuerySet[Referral]:
    """Referrals, newest first; or those whose family was sent no information yet."""
    sent = Packet.objects.filter(referral=OuterRef("pk"))
    rows = Referral.objects.select_related("application", "case", "file")
    rows = rows.annotate(is_answered=Exists(sent)).prefetch_related("packets")
    if only_waiting:
        waiting = rows.filter(is_answered=False, information_due_on__isnull=False)
        return waiting.order_by("information_due_on", "id")
    return rows.order_by("-id")


def referral_by_id(referral_id: int) -> Referral | None:
    """One referral."""
    return Referral.objects.filter(pk=referral_id).first()


def case_numbers(search: CaseSearch) -> dict[str, Case]:
    """The cases that a search showed, by number."""
    numbers = [row["number"] for row in search.candidates["cases"]]
    return {case.number: case for case in Case.objects.filter(number__in=numbers)}
