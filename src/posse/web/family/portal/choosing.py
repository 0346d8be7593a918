"""What the pages of talking share: the own case that is meant, days and moments in words."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from posse.apps.cases.models import Case
from posse.notices.days_in_words import day_in
from posse.services.portal.accounts import cases_of
from posse.services.portal.refusals import PortalRefusal
from posse.services.portal.sending import working_case
from posse.web.family.doors import PortalRequest, own_case
from posse.web.family.speaking import language_of, said
from posse.web.workday import acting_date, local


def chosen_case(request: PortalRequest) -> Case:
    """The own case that a form is about; who has one alone is not asked.

    Raises: PortalRefusal where none was chosen, Http404 where it is not the parent's.
    """
    cases = cases_of(request.account)
    if len(cases) <= 1:
        return working_case(cases, on=acting_date())
    number = request.POST.get("case", "")
    if not number:
        raise PortalRefusal("portal_talk.r_case")
    return own_case(request, number)


def case_choice(request: PortalRequest) -> dict[str, Any]:
    """The cases to choose from, where there are several, and the one that was chosen."""
    cases = cases_of(request.account)
    return {
        "cases": cases if len(cases) > 1 else [],
        "chosen": request.POST.get("case", ""),
    }


def refused_words(request: HttpRequest, refusal: PortalRefusal) -> str:
    """Why not, in the reader's language."""
    return said(request, refusal.key, **refusal.values)


def day_said(request: HttpRequest, day: date) -> str:
    """A day in the reader's language."""
    return day_in(day, language=language_of(request))


def moment_said(request: HttpRequest, at: datetime) -> tuple[str, str]:
    """A moment's day and hour by the office's clock, as the reader writes them."""
    here = local(at)
    is_english = language_of(request) == "en"
    hour = f"{here:%I:%M %p}".lstrip("0") if is_english else f"{here:%H:%M}"
    return day_said(request, here.date()), hour
