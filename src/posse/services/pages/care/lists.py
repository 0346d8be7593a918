"""Child care cases to choose from: by name or number, county and specialist."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from posse.apps.care.models import CareCase, CareSpecialist, HouseholdMember
from posse.apps.staff.models import StaffMember
from posse.apps.subsidy.models import CarePeriod
from posse.services.access import Visitor
from posse.services.care.letters import names_of
from posse.services.counties import county_names
from posse.services.doors.closed_cases import closed_people
from posse.services.search.names import people_by_name
from posse.units.days import add_months

PER_PAGE, PEOPLE_AT_MOST = 50, 200
DIGITS_AT_MOST = 7
MINE, NOBODY, REVIEWS = "mine", "nobody", "reviews"


@dataclass(frozen=True)
class CareCaseRow:
    """A case of the list; ``is_over`` marks one whose months have ended."""

    number: str
    applicant: str
    county: str
    specialist: str
    period_ends_on: date | None
    is_over: bool


@dataclass(frozen=True)
class CareCasesPage:
    """A page of the list, with what was asked."""

    rows: tuple[CareCaseRow, ...]
    count: int
    page: int
    query: str
    county: str
    show: str
    counties: Mapping[str, str]

    @property
    def has_more(self) -> bool:
        """Whether a further page has rows."""
        return self.page * PER_PAGE < self.count


def care_cases_page(asked: Mapping[str, str], *, user: Visitor, on: date) -> CareCasesPage:
    """The cases that were asked for, without those that a conflict of interest closes.

    ``asked`` may have q, county, show (mine, those that nobody has, or reviews that are
    due within two months) and page; nonsense narrows nothing.
    """
    counties = county_names(on=on)
    query, county, show = (asked.get(each, "").strip() for each in ("q", "county", "show"))
    found = cases_open_to(user, on=on)
    if query:
        found = found.filter(_called(query))
    if county in counties:
        found = found.filter(county_fips=county)
    if show == MINE:
        own = StaffMember.objects.filter(user_id=user.pk or 0).values("pk")
        found = found.filter(holder_id__in=own)
    if show == NOBODY:
        found = found.filter(holder_id__isnull=True)
    if show == REVIEWS:
        found = found.filter(ends_on__gte=on, ends_on__lte=add_months(on, 2))
    page = page_of(asked)
    rows = list(found.order_by("-id")[(page - 1) * PER_PAGE : page * PER_PAGE])
    return CareCasesPage(
        rows=tuple(_rows(rows, counties=counties, on=on)),
        count=found.count(),
        page=page,
        query=query,
        county=county,
        show=show,
        counties=counties,
    )


def page_of(asked: Mapping[str, str]) -> int:
    """The page that was asked for, the first for nonsense."""
    said = asked.get("page", "")
    return max(int(said), 1) if said.isdecimal() and len(said) < DIGITS_AT_MOST else 1


def cases_open_to(user: Visitor, *, on: date) -> Any:
    """Cases that no conflict of interest closes, with ``holder_id`` and ``ends_on``."""
    latest = CareSpecialist.objects.filter(care_case=OuterRef("pk"), effective_on__lte=on)
    periods = CarePeriod.objects.filter(
        care_case=OuterRef("pk"), replaced_by__isnull=True, is_withdrawn=False
    )
    closed = list(closed_people(user, on=on))
    return CareCase.objects.exclude(
        Q(applicant__in=closed) | Q(members__participant__in=closed)
    ).annotate(
        holder_id=Subquery(latest.order_by("-effective_on", "-id").values("specialist_id")[:1]),
        ends_on=Subquery(periods.order_by("-effective_on", "-id").values("ends_on")[:1]),
    )


def _called(query: str) -> Q:
    """Cases by their number, or by the name of somebody who is in them."""
    people = [each.participant for each in people_by_name(query, limit=PEOPLE_AT_MOST)]
    members = HouseholdMember.objects.filter(participant__in=people).values("care_case")
    by_name = Q(applicant__in=people) | Q(pk__in=members)
    return by_name | Q(number__iexact=query)


def _rows(rows: list[CareCase], *, counties: Mapping[str, str], on: date) -> list[CareCaseRow]:
    names = names_of([row.applicant_id for row in rows], on=on)
    staff = {
        each.pk: each.full_name
        for each in StaffMember.objects.select_related("user").filter(
            pk__in=[row.holder_id for row in rows]  # type: ignore[attr-defined]
        )
    }
    return [
        CareCaseRow(
            number=row.number,
            applicant=names.get(row.applicant_id, ""),
            county=counties.get(row.county_fips, row.county_fips),
            specialist=staff.get(row.holder_id, ""),  # type: ignore[attr-defined]
            period_ends_on=row.ends_on,  # type: ignore[attr-defined]
            is_over=row.ends_on is not None and row.ends_on < on,  # type: ignore[attr-defined]
        )
        for row in rows
    ]
