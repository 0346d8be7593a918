"""People entered twice: the report, two people side by side, and what is decided of them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.matching.choices import PairKind, Verdict
from posse.services.doors.closed_cases import closed_people
from posse.services.pages.duplicates import last_report, pair_rows, undecided_pairs
from posse.services.pages.pairs import pair_page_for
from posse.web.acts.pair_acts import PAIR_ACTS, acts_on
from posse.web.asking import asked_address
from posse.web.doors import pair_for_user, staff_page
from posse.web.exports import csv_response
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date

ROWS_A_PAGE, ROWS_MAX = 50, 10_000


@require_GET
@staff_page
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs of the last report that still await a decision, the likeliest first."""
    kind = request.GET.get("kind", "")
    closed = closed_people(request.user, on=acting_date())
    pairs = Paginator(undecided_pairs(kind=kind, without=closed), ROWS_A_PAGE)
    page = pairs.get_page(request.GET.get("page"))
    context = {
        "report": last_report(),
        "page": page,
        "rows": pair_rows(page.object_list, on=acting_date()),
        "kinds": PairKind.choices,
        "kind": kind,
        "asked": asked_address(request),
    }
    return render(request, "matching/duplicates.html", context)


@require_GET
@staff_page
def duplicates_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV, numbers left out."""
    closed = closed_people(request.user, on=acting_date())
    pairs = undecided_pairs(kind=request.GET.get("kind", ""), without=closed)[:ROWS_MAX]
    header = ["Person", "Name", "Other person", "Other name", "Kind", "Score", "Because"]
    cells = (
        [
            *(row.one.participant, row.one.name, row.other.participant, row.other.name),
            *(row.kind_words, row.score, "; ".join(row.reasons)),
        ]
        for row in pair_rows(pairs, on=acting_date())
    )
    return csv_response("duplicates.csv", header, cells)


@require_GET
@staff_page
def pair(request: HttpRequest, one_id: int, other_id: int) -> HttpResponse:
    """Two people field by field, and what can be decided."""
    people = pair_for_user(request.user, one_id, other_id)
    page = pair_page_for(*people, on=acting_date())
    verdict = page.decisions[0].verdict if page.decisions else Verdict.OPEN
    acts = acts_on(people, is_decided=verdict != Verdict.OPEN)
    return render(
        request,
        "matching/pair.html",
        {"page": page, "acts": acts, "people": (page.one, page.other)},
    )


@FORM_METHODS
@staff_page
def pair_act(request: HttpRequest, *, one_id: int, other_id: int, act: str) -> HttpResponse:
    """A decision about two people."""
    people = pair_for_user(request.user, one_id, other_id)
    found = act_or_404(PAIR_ACTS, act)
    done_url = reverse("pair", args=[one_id, other_id])
    return act_page(request, Acting(found, people, "Two people", done_url))
