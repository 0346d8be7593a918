"""Reviews of remedies, with what can be done in them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.apps.enforcement.models import Review
from posse.services.enforcement.reviews import kind_of
from posse.services.pages.enforcement import review_by_id
from posse.web.acts.enforcement_acts import REVIEW_ACTS, acts_for
from posse.web.doors import case_for_user, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page


@require_GET
@staff_page
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """A parent's review: what it is about, what was done, and what can be done."""
    found = _review(request, review_id)
    kind = kind_of(found)
    context = {
        "review": found,
        "kind": kind,
        "ground": kind.ground(found.ground).words,
        "events": found.events.all(),
        "acts": acts_for(found),
    }
    return render(request, "enforcement/review.html", context)


@FORM_METHODS
@staff_page
def review_act(request: HttpRequest, review_id: int, act: str) -> HttpResponse:
    """Something done in a review."""
    found = _review(request, review_id)
    over = "The review is decided." if found.closed_on else ""
    return act_page(
        request,
        Acting(
            act_or_404(REVIEW_ACTS, act),
            found,
            f"Review {found.pk}",
            reverse("review", args=[found.pk]),
            context={"over": over},
            # What is asked of every review, and then of this kind.
            guidance=("work_review", found.kind),
        ),
    )


def _review(request: HttpRequest, review_id: int) -> Review:
    """The review, where its case is open to the viewer. Raises: Http404, PermissionDenied."""
    found = review_by_id(review_id)
    if found is None:
        raise Http404(f"There is no review {review_id}.")
    case_for_user(request.user, found.case.number)
    return found
