"""Pages of a parent's own case: the first page, the money by month, the balances."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from posse.apps.cases.models import Case
from posse.services.matching.merged import same_person_as
from posse.services.portal.accounts import cases_of, is_paying
from posse.services.portal.balances import balances_told
from posse.services.portal.care_cases import care_cases_of
from posse.services.portal.months import months_for_case, story_of_month
from posse.services.portal.payments import payments_for_case, sent_to
from posse.services.portal.standing import (
    is_closed,
    liveliest,
    next_for_case,
    this_month,
    waiting_for,
)
from posse.units.days import add_months
from posse.web.family.doors import PortalRequest, own_case, portal_page
from posse.web.family.portal.telling import Teller
from posse.web.family.speaking import family_page
from posse.web.workday import acting_date, page_date

# How far back the first page looks for a payment, and how many months a list shows at once.
LOOKS_BACK_MONTHS = 24
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Chosen:
    """The case that a page is about, with the reader's side of it and other cases."""

    case: Case
    others: list[Case]
    is_paying: bool
    is_closed: bool
    people: tuple[int, ...]
    on: date

    @property
    def side(self) -> str:
        """On which side of the case the reader stands, as texts name it."""
        return "paying" if self.is_paying else "receiving"


def chosen_case(request: PortalRequest, number: str = "") -> Chosen:
    """The case of a number, else the one in which money came in last. Raises: Http404."""
    on, cases = page_date(), cases_of(request.account)
    if number:
        case = own_case(request, number)
    elif cases:
        case = liveliest(cases, on=on)
    else:
        raise Http404("There is no such page.")
    return Chosen(
        case=case,
        others=[each for each in cases if each != case],
        is_paying=is_paying(request.account, case),
        is_closed=is_closed(case, on=on),
        people=same_person_as(request.account.participant_id),
        on=on,
    )


@require_GET
@portal_page
def home(request: PortalRequest) -> HttpResponse:
    """The last payment in one sentence, what happens next and by when, what one can do."""
    if not cases_of(request.account):
        if care_cases_of(request.account, on=acting_date()):
            return redirect("family-care")
        return family_page(request, "family/portal/no_case.html", {})
    chosen = chosen_case(request, request.GET.get("case", ""))
    context = {
        "chosen": chosen,
        "sentence": _sentence(request, chosen),
        "month": this_month(chosen.case, on=chosen.on),
        "next": next_for_case(chosen.case, on=chosen.on),
        "waiting": waiting_for(chosen.people, chosen.case, on=chosen.on),
    }
    return family_page(request, "family/portal/home.html", context)


def _sentence(request: PortalRequest, chosen: Chosen) -> str:
    """What was paid or received last, in one sentence."""
    teller = Teller(request, chosen.on)
    first = add_months(chosen.on, -LOOKS_BACK_MONTHS)
    if chosen.is_paying:
        payments = payments_for_case(chosen.case, first=first, last=chosen.on, is_paying=True)
        return teller.paid(payments[0]) if payments else teller.say("nothing_paid")
    sent = sent_to(chosen.people, chosen.case, first=first, last=chosen.on)
    return teller.sent(sent[0]) if sent else teller.say("nothing_received")


@require_GET
@portal_page
def money(request: PortalRequest) -> HttpResponse:
    """The story of the money, a month a line."""
    chosen = chosen_case(request, request.GET.get("case", ""))
    months = months_for_case(chosen.case, on=chosen.on, is_paying=chosen.is_paying)
    context = {
        "chosen": chosen,
        "months": months[:MONTHS_SHOWN],
        "earlier": months[MONTHS_SHOWN:],
    }
    return family_page(request, "family/portal/money.html", context)


@require_GET
@portal_page
def month(request: PortalRequest, number: str, month: str) -> HttpResponse:
    """One month: each payment that came in, where it went and why."""
    chosen = chosen_case(request, number)
    story = story_of_month(
        chosen.case,
        _month_of(month),
        people=chosen.people,
        is_paying=chosen.is_paying,
        on=chosen.on,
    )
    teller = Teller(request, chosen.on)
    context = {
        "chosen": chosen,
        "story": story,
        "payments": [(each, teller.of_payment(each)) for each in story.payments],
        "sent": [(each, teller.method(each), teller.of_sent(each)) for each in story.sent],
    }
    return family_page(request, "family/portal/month.html", context)


def _month_of(text: str) -> date:
    """The first day of a month such as 2026-03. Raises: Http404."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as refused:
        raise Http404("There is no such page.") from refused


@require_GET
@portal_page
def balances(request: PortalRequest) -> HttpResponse:
    """What is owed, each kind with what it means and the law that says so."""
    chosen = chosen_case(request, request.GET.get("case", ""))
    context = {"chosen": chosen, "told": balances_told(chosen.case, on=chosen.on)}
    return family_page(request, "family/portal/balances.html", context)
