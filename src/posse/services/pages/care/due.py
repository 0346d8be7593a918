"""What is due in child care, and whose twelve months end, for a specialist to choose from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.apps.care.models import CareApplication, CareCase
from posse.apps.staff.models import StaffMember
from posse.rules.childcare.reviews import ReviewTerms
from posse.services.access import Visitor
from posse.services.care.applying import case_of
from posse.services.care.duties import (
    Duty,
    duties_beside_applications,
    duties_of_applications,
)
from posse.services.care.letters import names_of
from posse.services.care.pending import open_applications
from posse.services.care.reviewing import Review, reviews_on
from posse.services.counties import county_names
from posse.services.law import current_law
from posse.services.pages.care.lists import MINE, cases_open_to, page_of

PER_PAGE = 25


@dataclass(frozen=True)
class CaseLine:
    """A case as its rows name it."""

    number: str
    applicant: str
    county: str
    specialist: str


@dataclass(frozen=True)
class DuePage:
    """What is due, with what was asked."""

    rows: tuple[tuple[CaseLine, Duty], ...]
    count: int
    page: int
    county: str
    show: str
    counties: Mapping[str, str]

    @property
    def has_more(self) -> bool:
        """Whether a further page has rows."""
        return self.page * PER_PAGE < self.count


@dataclass(frozen=True)
class ReviewsPage:
    """Reviews, with what was asked; ``states`` are those to choose from, in words."""

    rows: tuple[tuple[CaseLine, Review], ...]
    county: str
    show: str
    state: str
    counties: Mapping[str, str]
    states: tuple[tuple[str, str], ...]


def due_page(
    asked: Mapping[str, str], *, user: Visitor, on: date, is_whole: bool = False
) -> DuePage:
    """What is due in the cases that were asked for; nonsense narrows nothing.

    A page holds some of it, chosen by the day by which it is due at the latest, because the
    clock of an application asks every rule. ``is_whole`` gives all of it.
    Raises: LawError where the law of the day is not known. Source: CC-401-B, CC-1601-A.
    """
    county, show, cases = asked_cases(asked, user=user, on=on)
    waiting, beside = open_applications(), duties_beside_applications(on=on)
    lines = lines_of(
        (*(case_of(each) for each in waiting), *(each.care_case for each in beside)),
        cases, on=on,
    )  # fmt: skip
    known: list[Duty | CareApplication] = [
        *(each for each in waiting if each.care_case_id in lines),
        *(each for each in beside if each.care_case.pk in lines),
    ]
    known.sort(key=lambda each: _latest(each, on=on))
    page = page_of(asked)
    chosen = known if is_whole else known[(page - 1) * PER_PAGE : page * PER_PAGE]
    rows = [each for each in chosen if isinstance(each, CareApplication)]
    duties = [each for each in chosen if isinstance(each, Duty)]
    duties += duties_of_applications(rows, on=on)
    duties.sort(key=lambda each: (each.due_on, each.care_case.pk, each.words))
    return DuePage(
        rows=tuple((lines[each.care_case.pk], each) for each in duties),
        count=len(known),
        page=page,
        county=county,
        show=show,
        counties=county_names(on=on),
    )


def _latest(each: Duty | CareApplication, *, on: date) -> tuple[date, int]:
    """By when something is due at the latest, and its case."""
    if isinstance(each, Duty):
        return each.due_on, each.care_case.pk
    return each.decide_by or on, case_of(each).pk


def reviews_page(asked: Mapping[str, str], *, user: Visitor, on: date) -> ReviewsPage:
    """Reviews of the cases that were asked for; nonsense narrows nothing.

    Raises: LawError where the law of the day is not known. Source: CC-1601-A, CC-1601-B.
    """
    county, show, cases = asked_cases(asked, user=user, on=on)
    terms = ReviewTerms.from_law(current_law(), on=on)
    states = tuple((each.name, each.words) for each in terms.states)
    state = asked.get("state", "") if asked.get("state", "") in dict(states) else ""
    found = [each for each in reviews_on(on=on) if state in {"", each.state.name}]
    lines = lines_of((each.period.care_case for each in found), cases, on=on)
    return ReviewsPage(
        rows=tuple(
            (lines[each.period.care_case_id], each)
            for each in found
            if each.period.care_case_id in lines
        ),
        county=county,
        show=show,
        state=state,
        counties=county_names(on=on),
        states=states,
    )


def asked_cases(asked: Mapping[str, str], *, user: Visitor, on: date) -> tuple[str, str, Any]:
    """County and show as they were asked for, and the cases that they leave."""
    county = asked.get("county", "") if asked.get("county", "") in county_names(on=on) else ""
    show = MINE if asked.get("show", "") == MINE else ""
    found = cases_open_to(user, on=on)
    if county:
        found = found.filter(county_fips=county)
    if show == MINE:
        own = StaffMember.objects.filter(user_id=user.pk or 0).values("pk")
        found = found.filter(holder_id__in=own)
    return county, show, found


def lines_of(cases: Iterable[CareCase], asked: Any, *, on: date) -> dict[int, CaseLine]:
    """The cases of some rows that are among those asked for, by their id."""
    rows = list(asked.filter(pk__in={each.pk for each in cases}).distinct())
    names = names_of([row.applicant_id for row in rows], on=on)
    counties = county_names(on=on)
    staff = StaffMember.objects.filter(pk__in=[row.holder_id for row in rows])
    holders = {each.pk: each.full_name for each in staff.select_related("user")}
    return {
        row.pk: CaseLine(
            number=row.number,
            applicant=names.get(row.applicant_id, ""),
            county=counties.get(row.county_fips, row.county_fips),
            specialist=holders.get(row.holder_id, ""),
        )
        for row in rows
    }
