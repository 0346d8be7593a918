"""Cases, their people and what happened in them, and people by their own number."""

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from posse.apps.cases.models import Case
from posse.services.access import READ_CASES as READ_CASES_ACT
from posse.services.doors.addresses import PROTECTED, addresses_for
from posse.services.doors.programs import closed_to_program, do_log_masked
from posse.services.pages.case_work import next_action_of
from posse.services.pages.casefile import head_for_case, people_for_case
from posse.services.pages.programs import (
    identity_for_participant,
    ssn_for_participant,
    statuses_for_cases,
)
from posse.services.pages.timeline import entries_at, timeline_for_case
from posse.web.api.doors import asked_case, asked_person
from posse.web.api.paging import Paged, page_downwards, page_of
from posse.web.api.shapes import (
    AddressRow,
    CaseNumber,
    CaseRow,
    Cases,
    CaseWhole,
    ContactRow,
    Id,
    PeopleOfCase,
    Person,
    PersonOfCase,
    Timeline,
    TimelineRow,
)
from posse.web.api.tokens import READ_CASES, READ_PARTICIPANTS
from posse.web.doors import require
from posse.web.workday import acting_date, page_date

router = Router(tags=["cases"])
# Money is a resource of its own, and free words of people may tell what is protected.
TOLD_KINDS = ("status", "orders", "assistance", "letters", "tasks", "closing")


@router.get("/cases", response=Cases, auth=READ_CASES, operation_id="list_cases")
def list_cases(
    request: HttpRequest,
    asked: Paged,
    county: str = Query("", max_length=5, pattern=r"^[0-9]*$"),
) -> Cases:
    """Cases by the order in which they were entered, without those closed to the user."""
    require(request.user, READ_CASES_ACT)
    rows = Case.objects.exclude(closed_to_program(request.user, on=acting_date()))
    shown, following = page_of(rows.filter(county_fips=county) if county else rows, asked)
    told = statuses_for_cases(shown)
    items = [_row(case, *told.get(case.pk, ("", ""))) for case in shown]
    return Cases(items=items, next=following)


@router.get("/cases/{number}", response=CaseWhole, auth=READ_CASES, operation_id="get_case")
def get_case(request: HttpRequest, number: CaseNumber) -> CaseWhole:
    """One case: how it stands, and what it needs next."""
    case = asked_case(request, number)
    head, following = head_for_case(case, on=page_date()), next_action_of(case)
    return CaseWhole(
        **_row(case, head.service, head.state).dict(),
        assistance=head.assistance,
        next_action=following.action if following else "",
        next_action_why=following.why if following else "",
    )


@router.get(
    "/cases/{number}/participants",
    response=PeopleOfCase,
    auth=READ_PARTICIPANTS,
    operation_id="list_participants_of_case",
)
def list_participants(request: HttpRequest, number: CaseNumber) -> PeopleOfCase:
    """Everybody in a case, parents first."""
    case = asked_case(request, number)
    people = people_for_case(case, on=page_date())
    return PeopleOfCase(
        items=[
            PersonOfCase(
                participant=person.participant,
                role=str(person.role),
                name=person.name,
                birth_date=person.birth_date,
                masked_ssn=person.masked_ssn,
            )
            for person in people
        ]
    )


@router.get(
    "/cases/{number}/timeline",
    response=Timeline,
    auth=READ_CASES,
    operation_id="list_timeline_of_case",
)
def list_timeline(request: HttpRequest, number: CaseNumber, asked: Paged) -> Timeline:
    """What happened in a case besides money, without notes, the latest first."""
    case = asked_case(request, number)
    found = timeline_for_case(case, on=acting_date(), kinds=TOLD_KINDS)
    shown, following = page_downwards(
        found.places,
        asked,
        lambda place: (place.day.toordinal(), place.source, place.key),
        length=3,
    )
    items = [
        TimelineRow(day=entry.day, kind=entry.kind, words=entry.told.words)
        for entry in entries_at(shown)
    ]
    return Timeline(items=items, next=following)


@router.get(
    "/participants/{participant_id}",
    response=Person,
    auth=READ_PARTICIPANTS,
    operation_id="get_participant",
)
def get_participant(request: HttpRequest, participant_id: Id) -> Person:
    """Somebody of the register; a protected address is never opened to a program."""
    person = asked_person(request, participant_id)
    # Asked as nobody in particular, so that what the user opened at a page stays there; and by
    # the day on which people act, so that a mark of danger hides at once.
    where = addresses_for(None, [person.pk], on=acting_date())[person.pk]
    if where.protection:
        do_log_masked(
            user=request.user,
            subject=where.protection,
            page=request.path,
            participant=person,
        )
    hidden, identity = bool(where.protection), identity_for_participant(person.pk)
    fields = ("kind", "line_1", "line_2", "city", "state", "zip_code")
    shown = () if hidden else where.addresses
    return Person(
        participant=person.pk,
        name=identity.full_name if identity else "",
        birth_date=identity.birth_date if identity else None,
        masked_ssn=ssn_for_participant(person.pk),
        protection=PROTECTED if hidden else "",
        addresses=[
            AddressRow(**{name: getattr(row, name) for name in fields}) for row in shown
        ],
        employers=[] if hidden else [_employer(row) for row in where.employments],
        contacts=[]
        if hidden
        else [ContactRow(kind=each.field, value=each.value) for each in where.reach],
        cases=_cases_of(request, person.pk),
    )


def _cases_of(request: HttpRequest, participant: int) -> list[str]:
    own = Q(obligor=participant) | Q(obligee=participant) | Q(roles__participant=participant)
    rows = Case.objects.filter(own).exclude(closed_to_program(request.user, on=acting_date()))
    return list(rows.order_by("number").values_list("number", flat=True).distinct())


def _employer(row: object) -> str:
    employer = getattr(row, "employer", None)
    return employer.name if employer else str(getattr(row, "employer_name", ""))


def _row(case: Case, service: str, state: str) -> CaseRow:
    return CaseRow(
        number=case.number,
        county_fips=case.county_fips,
        opened_on=case.opened_on,
        service=service,
        state=state,
        obligor=case.obligor_id,
        obligee=case.obligee_id,
    )
