"""One remedy of a case: why it may be used or not, its steps, and what can be done."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.cases.models import Case
from posse.services.pages.remedy import RemedyPage, remedy_page_for
from posse.web.acts.model import Act
from posse.web.acts.remedy_acts import REMEDY_ACTS, CaseRemedy, acts_open
from posse.web.doors import case_for_user, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import page_date


@require_GET
@staff_page
def remedy(request: HttpRequest, number: str, remedy: str) -> HttpResponse:
    """A remedy of a case with its criteria, its steps and letters, and its acts."""
    case = case_for_user(request.user, number)
    page = _page(case, remedy)
    acts = acts_open(remedy, page.taken)
    return render(
        request, "enforcement/remedy.html", {"case": case, "page": page, "acts": acts}
    )


@FORM_METHODS
@staff_page
def remedy_act(request: HttpRequest, *, number: str, remedy: str, act: str) -> HttpResponse:
    """A step of a remedy."""
    case = case_for_user(request.user, number)
    page = _page(case, remedy)
    acts: Mapping[str, Act] = REMEDY_ACTS.get(remedy, {})
    return act_page(
        request,
        Acting(
            act_or_404(acts, act),
            CaseRemedy(case, remedy),
            page.row.words,
            reverse("remedy", args=[number, remedy]),
            context={"page": page, "about_template": "enforcement/_remedy_now.html"},
        ),
    )


def _page(case: Case, remedy: str) -> RemedyPage:
    """Raises: Http404 where no remedy of this name is judged in the case."""
    found = remedy_page_for(case, remedy, on=page_date())
    if found is None:
        raise Http404(f"No remedy {remedy} is judged in case {case.number}.")
    return found
