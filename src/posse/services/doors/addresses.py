"""The one door to where people live, work and can be reached.

Pages, letters, files and the data interface ask here and nowhere else. Of a person in danger
nothing comes out, unless the viewer gave a reason within the last minutes; that is logged.
Source: 42 USC 654(26); CS-6.3-FV-2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.intake.models import Detail
from posse.apps.people.choices import AddressKind
from posse.apps.people.models import (
    Address,
    ConfidentialAddress,
    Employment,
    FamilyViolence,
    Participant,
)
from posse.rules.forms import application_form
from posse.services.access import OPEN_PROTECTED_ADDRESSES, Visitor, may
from posse.services.doors.viewings import do_log_viewing, participants_opened
from posse.services.law import current_law
from posse.services.matching.merged import members_for, survivors_for

PROTECTED = "Address protected"
OPEN_MINUTES = "support.access.protected_address_minutes"
# Questions of intake whose answers say how a person is reached, in the order of a page.
REACHED_BY = (
    *("mobile_phone", "home_phone", "email", "safe_contact", "best_time"),
    "employer_phone",
)


@dataclass(frozen=True)
class Reach:
    """A telephone, an e-mail or what else was told of how to reach a person."""

    field: str
    label: str
    value: str
    since: date


@dataclass(frozen=True)
class Whereabouts:
    """Where a person lives, gets mail, works and is reached on a day, or why that is hidden."""

    participant: int
    addresses: tuple[Address, ...] = ()
    employments: tuple[Employment, ...] = ()
    reach: tuple[Reach, ...] = ()
    protection: str = ""
    is_opened: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether it is protected and not opened to the viewer."""
        return bool(self.protection) and not self.is_opened

    @property
    def mail(self) -> Address | None:
        """Where mail goes: the mailing address, else the latest of the others."""
        mailing = [row for row in self.addresses if row.kind == AddressKind.MAILING]
        known = mailing or list(self.addresses)
        return known[-1] if known else None

    def reached_by(self, field: str) -> Reach | None:
        """How the person is reached by one way, such as ``mobile_phone``."""
        return next((each for each in self.reach if each.field == field), None)


def protections(participants: Iterable[int], *, on: date) -> dict[int, str]:
    """Why the whereabouts of some participants are protected on a day; others are left out.

    A mark made after the day protects too: who looks back at an earlier day would otherwise
    see where somebody lives who is in danger now.
    """
    # Whoever is one person with somebody in danger is in danger, under whichever record.
    wanted = list(participants)
    stands = survivors_for(wanted)
    members = members_for(stands.values())
    everybody = {each for group in members.values() for each in group}
    chosen = {"participant__in": everybody}
    told: dict[int, str] = {}
    for model, words in (
        (ConfidentialAddress, "takes part in an address confidentiality program"),
        (FamilyViolence, "marked for family violence"),
    ):
        rows = model.objects.filter(**chosen).order_by("effective_on", "id")
        marks = rows.values_list("participant", "is_on", "effective_on")
        stood = {person: is_on for person, is_on, day in marks if is_on or day <= on}
        told |= {person: words for person, is_on in stood.items() if is_on}
    return {
        person: reasons[0]
        for person in wanted
        if (reasons := [told[each] for each in members[stands[person]] if each in told])
    }


def addresses_for(
    viewer: Visitor | None, participants: Iterable[int], *, on: date
) -> Mapping[int, Whereabouts]:
    """Whereabouts of participants on a day, as far as a viewer may see them.

    Without a viewer nobody looks: a letter to the person, for example, which may go to a
    protected address but never shows it to anybody else.
    """
    wanted = list(participants)
    protected = protections(wanted, on=on)
    opened = _opened(viewer, protected, on=on)
    shown = [person for person in wanted if person not in protected or person in opened]
    addresses, jobs = _addresses(shown, on=on), _employments(shown, on=on)
    reach = _reach(shown, on=on)
    return {
        person: Whereabouts(
            participant=person,
            addresses=tuple(addresses.get(person, ())),
            employments=tuple(jobs.get(person, ())),
            reach=tuple(reach.get(person, ())),
            protection=protected.get(person, ""),
            is_opened=person in opened,
        )
        for person in wanted
    }


def mail_address(participant: int, *, on: date) -> Address | None:
    """Where the person's own mail goes, for what is sent to nobody but that person."""
    return addresses_for(None, [participant], on=on)[participant].mail


def do_open_addresses(
    *,
    viewer: Visitor,
    participant: Participant,
    reason: str,
    page: str,
    on: date,
    case: Case | None = None,
) -> None:
    """Open a protected person's whereabouts to a viewer for some minutes, and log it.

    Raises: ValueError without a reason, or where no role of the viewer may; the attempt is
    logged all the same.
    """
    is_allowed = may(viewer, OPEN_PROTECTED_ADDRESSES)
    is_told = len(reason.strip()) >= 10
    do_log_viewing(
        user=viewer,
        door=Door.ADDRESS,
        answer=Answer.OPENED if is_allowed and is_told else Answer.REFUSED,
        case=case,
        participant=participant,
        reason=reason,
        page=page,
        subject=protections([participant.pk], on=on).get(participant.pk, ""),
    )
    if not is_allowed:
        raise ValueError("your role does not open protected addresses; the attempt is logged")
    if not is_told:
        raise ValueError("say in a few words why you need the address; it is kept with the log")


def _opened(
    viewer: Visitor | None, protected: Mapping[int, str], *, on: date
) -> frozenset[int]:
    if viewer is None:
        return frozenset(protected)
    if not protected or isinstance(viewer, AnonymousUser):
        return frozenset()
    minutes = int(current_law().value(OPEN_MINUTES, on=on))
    return participants_opened(viewer, Door.ADDRESS, for_minutes=minutes)


def _addresses(participants: list[int], *, on: date) -> dict[int, list[Address]]:
    rows = Address.objects.filter(participant__in=participants, effective_on__lte=on)
    latest = {
        (row.participant_id, row.kind): row for row in rows.order_by("effective_on", "id")
    }
    found: dict[int, list[Address]] = {}
    for row in latest.values():
        found.setdefault(row.participant_id, []).append(row)
    return found


def _employments(participants: list[int], *, on: date) -> dict[int, list[Employment]]:
    rows = Employment.objects.filter(participant__in=participants, effective_on__lte=on)
    ordered = rows.select_related("employer").order_by("effective_on", "id")
    latest = {(row.participant_id, row.employer_id, row.employer_name): row for row in ordered}
    found: dict[int, list[Employment]] = {}
    for row in latest.values():
        if not row.is_ended:
            found.setdefault(row.participant_id, []).append(row)
    return found


def _reach(participants: list[int], *, on: date) -> dict[int, list[Reach]]:
    """What was told last of each way, under whichever record of the person."""
    rows = Detail.objects.filter(field__in=REACHED_BY, effective_on__lte=on)
    stands = survivors_for(participants)
    members = members_for(stands.values())
    of = {each: stand for stand, group in members.items() for each in group}
    latest = {
        (of[row.participant_id], row.field): row
        for row in rows.filter(participant__in=of).order_by("effective_on", "id")
        if row.participant_id
    }
    labels = _labels()
    return {
        person: [
            Reach(field, labels[field], row.value, row.effective_on)
            for field in REACHED_BY
            if (row := latest.get((stands[person], field)))
        ]
        for person in participants
    }


def _labels() -> dict[str, str]:
    of = ("other_parents", "custodial")
    fields = (field for group in of for field in application_form().fields_of(group))
    return {field.key: field.label for field in fields}
