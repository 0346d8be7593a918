"""How somebody is paid: the way that counts now, what was recorded, and what can be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.pages.payees import page_for_payee
from posse.web.acts.way_acts import CLOSE_CARD, WAY_ACTS
from posse.web.doors import money_page, payee_person_for_user
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date


@require_GET
@money_page
def payee(request: HttpRequest, payee_id: int) -> HttpResponse:
    """One payee, how they are paid, and what was sent last."""
    person = payee_person_for_user(request.user, payee_id)
    page = page_for_payee(person, on=acting_date())
    acts = {name: act for name, act in WAY_ACTS.items() if page.has_card or name != CLOSE_CARD}
    context = {"payee": person, "page": page, "acts": acts}
    return render(request, "payee.html", context)


@FORM_METHODS
@money_page
def way_act(request: HttpRequest, payee_id: int, act: str) -> HttpResponse:
    """An act about how a payee is paid."""
    person = payee_person_for_user(request.user, payee_id)
    found = act_or_404(WAY_ACTS, act)
    done_url = reverse("payee", args=[payee_id])
    return act_page(request, Acting(found, person, "How the payee is paid", done_url))
