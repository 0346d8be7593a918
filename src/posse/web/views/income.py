"""Income withholding: a case's payors and orders, the payor's page, and what hinders."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.cases.models import Case
from posse.apps.withholding.models import NonCompliance
from posse.services.doors.closed_cases import closed_cases
from posse.services.pages.withholding import (
    income_for_case,
    lump_sums_waiting,
    order_counts,
    refusals_open,
    source_by_id,
    trouble_by_id,
    troubles_open,
)
from posse.services.withholding.non_compliance import missed_pay_of
from posse.web.acts.income_acts import EMPLOYER_ACTS, INCOME_ACTS, SOURCE_ACTS, CaseSource
from posse.web.acts.trouble_acts import TROUBLE_ACTS, acts_for
from posse.web.doors import case_for_user, employer_for_user, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date, page_date


def income_tab(case: Case) -> dict[str, Any]:
    """What a case's page tells of the paying parent's income."""
    return {
        "tab_template": "_case_income.html",
        "income": income_for_case(case, on=acting_date()),
        "acts": INCOME_ACTS,
        "source_acts": SOURCE_ACTS,
    }


def income_url(number: str) -> str:
    """Where a case tells of income."""
    return f"{reverse('case', args=[number])}?tab=income"


@require_GET
@staff_page
def withholding(request: HttpRequest) -> HttpResponse:
    """How many orders went out, which cannot and why, and which payors do not pay."""
    hidden = closed_cases(request.user, on=acting_date())
    context = {
        "counts": order_counts(on=page_date()),
        "refusals": refusals_open(hidden=hidden),
        "troubles": troubles_open(hidden=hidden),
        "lump_sums": lump_sums_waiting(hidden=hidden),
    }
    return render(request, "income/home.html", context)


@FORM_METHODS
@staff_page
def income_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Something told of the paying parent's income."""
    case = case_for_user(request.user, number)
    found = act_or_404(INCOME_ACTS, act)
    return act_page(request, Acting(found, case, f"Case {number}", income_url(number)))


@FORM_METHODS
@staff_page
def source_act(request: HttpRequest, *, number: str, source_id: int, act: str) -> HttpResponse:
    """Something done about one payor in one case."""
    case = case_for_user(request.user, number)
    source = source_by_id(source_id)
    if source is None or source.obligor_id != case.obligor_id:
        raise Http404(f"Case {number} has no income {source_id}.")
    found, pair = act_or_404(SOURCE_ACTS, act), CaseSource(case, source)
    return act_page(
        request,
        Acting(
            found,
            pair,
            f"Case {number}",
            income_url(number),
            heading=f"{found.title}: {source.payor}",
        ),
    )


@FORM_METHODS
@staff_page
def employer_act(request: HttpRequest, employer_id: int, act: str) -> HttpResponse:
    """Something recorded about a payor."""
    employer = employer_for_user(request.user, employer_id)
    done_url = reverse("employer", args=[employer_id])
    return act_page(
        request, Acting(act_or_404(EMPLOYER_ACTS, act), employer, employer.name, done_url)
    )


@require_GET
@staff_page
def trouble(request: HttpRequest, trouble_id: int) -> HttpResponse:
    """What a payor did not do, and what is done about it."""
    found = _trouble(request, trouble_id)
    context = {
        "trouble": found,
        "missed": [] if found.closed_on else missed_pay_of(found, on=page_date()),
        "events": found.events.select_related("letter"),
        "acts": acts_for(found),
    }
    return render(request, "income/trouble.html", context)


@FORM_METHODS
@staff_page
def trouble_act(request: HttpRequest, trouble_id: int, act: str) -> HttpResponse:
    """A step against a payor."""
    found = _trouble(request, trouble_id)
    chosen = act_or_404(TROUBLE_ACTS, act)
    over = "" if act in acts_for(found) else "This is not the next step."
    done_url = reverse("trouble", args=[trouble_id])
    return act_page(
        request,
        Acting(chosen, found, found.employer.name, done_url, context={"over": over}),
    )


def _trouble(request: HttpRequest, trouble_id: int) -> NonCompliance:
    """It, where its case is open to the viewer. Raises: Http404, PermissionDenied."""
    found = trouble_by_id(trouble_id)
    if found is None:
        raise Http404(f"There is no trouble {trouble_id} with a payor.")
    case_for_user(request.user, found.case.number)
    return found
