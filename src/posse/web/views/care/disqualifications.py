"""Disqualifications of the people of a case, and what became of one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.access import APPROVE_CARE, may
from posse.services.care.disqualifying import standings_of_case
from posse.services.care.letters import names_of
from posse.services.care.ruling import to_rule
from posse.web.acts.care_disqualification_acts import RULE, TELL
from posse.web.doors import care_case_for_user, care_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date

ACTS = {"tell": TELL, "rule": RULE}


@require_GET
@care_page
def care_disqualifications(request: HttpRequest, number: str) -> HttpResponse:
    """Who of a case is or was disqualified, by what decision, and until when."""
    found, on = care_case_for_user(request.user, number), acting_date()
    standings = standings_of_case(found, on=on)
    names = names_of([each.row.participant_id for each in standings], on=on)
    rows = [(each, names.get(each.row.participant_id, "")) for each in standings]
    asked = {each.row.pk for each in to_rule(on=on, case_ids=[found.pk])}
    context = {"care_case": found, "rows": rows, "asked": asked}
    context["may_tell"] = may(request.user, APPROVE_CARE)
    return render(request, "care/disqualifications.html", context)


@FORM_METHODS
@care_page
def care_disqualification_act(
    request: HttpRequest, *, number: str, row_id: int, act: str
) -> HttpResponse:
    """What became of a decision, or what is ruled where it bars the only caretaker."""
    chosen = act_or_404(ACTS, act)
    care_case = care_case_for_user(request.user, number)
    row = care_case.disqualifications.filter(pk=row_id).first()
    if row is None:
        raise Http404(f"Case {number} has no disqualification {row_id}.")
    done_url = reverse("care-disqualifications", args=[number])
    return act_page(request, Acting(chosen, row, f"{number}, disqualifications", done_url))
