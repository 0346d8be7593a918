"""Applications for child care for pages: what waits, how its clock stands, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery

from posse.apps.care.choices import CareApplicationState, CareStep
from posse.apps.care.models import (
    CareApplication,
    CareApplicationEvent,
    CareCase,
    CareSpecialist,
)
from posse.apps.records.models import Document
from posse.apps.staff.models import StaffMember
from posse.notices.signed_application.data import Told
from posse.services.access import Visitor
from posse.services.care.answered import Person, people_on
from posse.services.care.cases import specialists_to_choose
from posse.services.care.letters import names_of
from posse.services.care.naming import applications_naming
from posse.services.care.taking_over import known_people
from posse.services.care_online.signing import pages_of
from posse.services.care_online.stops import APPLICANT
from posse.services.counties import county_names
from posse.services.doors.closed_cases import closed_people

PER_PAGE = 50
WAITING, LATE, PENDED = "waiting", "late", "pended"
MINE, NOBODY = "mine", "nobody"
SHOWS = {
    WAITING: "Waiting for a decision",
    PENDED: "Left open, with a notice",
    LATE: "Past the day of its decision",
    CareApplicationState.DRAFT: "Being filled in",
    CareApplicationState.APPROVED: "Approved",
    CareApplicationState.DENIED: "Denied",
    CareApplicationState.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True)
class ApplicationRow:
    """An application of the list; ``days_left`` is negative past the day of its decision.

    ``pended_on`` is when it was left open with a notice, ``specialist`` who has its case.
    """

    application: CareApplication
    who: str
    county: str
    specialist: str
    pended_on: date | None
    days_left: int | None
    clock: str


@dataclass(frozen=True)
class ApplicationPage:
    """One application: what was told, what happened, its papers, and who may be known."""

    application: CareApplication
    row: ApplicationRow
    pages: tuple[Told, ...]
    events: Sequence[CareApplicationEvent]
    papers: Sequence[Document]
    can_take_over: bool


def applications_for(
    asked: Mapping[str, str], *, user: Visitor, on: date
) -> QuerySet[CareApplication]:
    """What was asked for, the first to be decided first, without what is closed to a user.

    Source: CC-401-B.
    """
    show, county = asked.get("show", ""), asked.get("county", "")
    rows = CareApplication.objects.select_related("care_case")
    rows = rows.annotate(holder_id=_holder(on), pended_on=_pended(on))
    if show in CareApplicationState.values:
        rows = rows.filter(state=show)
    else:
        rows = rows.filter(state=CareApplicationState.FILED)
        rows = rows.filter(decide_by__lt=on) if show == LATE else rows
        rows = rows.filter(pended_on__isnull=False) if show == PENDED else rows
    if county in county_names(on=on):
        rows = rows.filter(county_fips=county)
    rows = _held_by(rows, asked.get("specialist", ""), user=user)
    closed = list(closed_people(user, on=on))
    if closed:
        rows = rows.exclude(
            Q(care_case__applicant__in=closed)
            | Q(care_case__members__participant__in=closed)
            | Q(pk__in=applications_naming(closed))
        )
    return rows.order_by("decide_by", "-id")


def _holder(on: date) -> Subquery:
    """Who has the case of an application on a day."""
    told = CareSpecialist.objects.filter(care_case=OuterRef("care_case"), effective_on__lte=on)
    return Subquery(told.order_by("-effective_on", "-id").values("specialist")[:1])


def _pended(on: date) -> Subquery:
    """When an application was last left open with a notice. Source: CC-401-D-1."""
    told = CareApplicationEvent.objects.filter(
        application=OuterRef("pk"), step=CareStep.PENDED, recorded_on__lte=on
    )
    return Subquery(told.order_by("-id").values("recorded_on")[:1])


def _held_by(rows: QuerySet[Any], specialist: str, *, user: Visitor) -> QuerySet[Any]:
    """Those whose case somebody has, the user's own, or those that nobody has."""
    if specialist == NOBODY:
        return rows.filter(holder_id__isnull=True)
    if specialist == MINE:
        return rows.filter(holder_id__in=StaffMember.objects.filter(user_id=user.pk or 0))
    if specialist in dict(specialists_to_choose()):
        return rows.filter(holder_id=int(specialist))
    return rows


def applications_page(
    asked: Mapping[str, str], *, user: Visitor, on: date
) -> tuple[Page[CareApplication], list[ApplicationRow]]:
    """A page of the list with its rows."""
    found = applications_for(asked, user=user, on=on)
    page = Paginator(found, PER_PAGE).get_page(asked.get("page"))
    return page, application_rows(list(page), on=on)


def application_rows(found: Sequence[CareApplication], *, on: date) -> list[ApplicationRow]:
    """Applications with who applies and how the clock stands."""
    cases = [row.care_case for row in found if row.care_case is not None]
    names = names_of([case.applicant_id for case in cases], on=on)
    counties, staff = county_names(on=on), dict(specialists_to_choose())
    return [_row(each, names=names, counties=counties, staff=staff, on=on) for each in found]


def _row(
    each: CareApplication,
    *,
    names: Mapping[int, str],
    counties: Mapping[str, str],
    staff: Mapping[str, str],
    on: date,
) -> ApplicationRow:
    told = next((person.name for person in people_on(each)), "")
    case = each.care_case
    is_open = each.state == CareApplicationState.FILED and each.decide_by is not None
    left = (each.decide_by - on).days if is_open and each.decide_by else None
    return ApplicationRow(
        application=each,
        who=names.get(case.applicant_id, told) if case else told,
        county=counties.get(each.county_fips, each.county_fips),
        specialist=staff.get(str(getattr(each, "holder_id", "")), ""),
        pended_on=getattr(each, "pended_on", None) if is_open else None,
        days_left=left,
        clock=_clock(left),
    )


def _clock(left: int | None) -> str:
    """How much time is left of the thirty days, in words. Source: CC-401-B."""
    if left is None:
        return ""
    if left < 0:
        return f"{-left} day{'s' if left < -1 else ''} late"
    return "today" if left == 0 else f"{left} day{'s' if left > 1 else ''} left"


def application_page(application: CareApplication, *, on: date) -> ApplicationPage:
    """One application as staff read it, in English."""
    events = list(application.events.exclude(step=CareStep.SAVED))
    is_taken = any(event.step == CareStep.TAKEN_OVER for event in events)
    is_filed = application.state == CareApplicationState.FILED
    return ApplicationPage(
        application=application,
        row=application_rows([application], on=on)[0],
        pages=pages_of(application, language="en", on=on),
        events=events,
        papers=list(application.documents.select_related("stored").defer("stored__content")),
        can_take_over=is_filed and not is_taken and bool(application.answers),
    )


def applicants_known(told: Mapping[str, str], *, on: date) -> list[tuple[int, str]]:
    """Who of the register an applicant may be by name and birth, each with the own case.

    Source: CC-401-A.
    """
    known = known_people(Person(APPLICANT, APPLICANT, told), on=on)
    cases = CareCase.objects.filter(applicant__in=[key for key, _ in known]).order_by("id")
    numbers = dict(cases.values_list("applicant_id", "number"))
    return [
        (key, f"{words}, applicant of case {numbers[key]}" if key in numbers else words)
        for key, words in known
    ]


def specialists_asked_for() -> dict[str, str]:
    """Whose applications may be asked for, by what the address says."""
    return {MINE: "My cases", NOBODY: "Nobody yet", **dict(specialists_to_choose())}


def people_and_known(
    application: CareApplication, *, on: date
) -> list[tuple[Person, list[tuple[int, str]]]]:
    """Everybody on the form, with whom of the register each may be. Source: CC-401-A."""
    return [(person, known_people(person, on=on)) for person in people_on(application)]
