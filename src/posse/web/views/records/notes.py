"""The search over the notes of all cases."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.doors.closed_cases import closed_cases
from posse.services.records.notes import FOUND_MAX, notes_found, with_headlines
from posse.web.asking import asked_address
from posse.web.doors import staff_page
from posse.web.workday import acting_date

ROWS_A_PAGE, WORDS_MAX = 20, 200


@require_GET
@staff_page
def notes(request: HttpRequest) -> HttpResponse:
    """Notes with the words asked for, the newest first."""
    asked = request.GET.get("words", "").replace("\0", "").strip()[:WORDS_MAX]
    hidden = closed_cases(request.user, on=acting_date())
    found = list(notes_found(asked, hidden_cases=hidden)) if asked else []
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "words": asked,
        "count": len(found),
        "is_cut": len(found) == FOUND_MAX,
        "page": page,
        "rows": with_headlines(list(page.object_list), asked),
        "keep": asked_address(request),
    }
    return render(request, "records/notes.html", context)
