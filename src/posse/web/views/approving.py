"""Corrections that wait for a second person: the list, and deciding about one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.approvals.models import Proposal
from posse.services.corrections.deciding import (
    do_decide_proposal,
    may_decide,
    proposal_row,
    proposals_for_office,
)
from posse.services.corrections.proposing import second_person_above
from posse.services.runs import AnotherJobRuns
from posse.web.doors import money_page, proposal_for_user
from posse.web.fields import Note, sentence
from posse.web.workday import acting_date

DECIDED_SHOWN = 50
VERDICTS = {"approve": True, "refuse": False}


class DecisionForm(forms.Form):
    """Why somebody approves or refuses."""

    note = Note(label="What you looked at, and why")


@require_GET
@money_page
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits, and what was decided last."""
    on = acting_date()
    waiting = proposals_for_office(on=on)
    context = {
        "waiting": waiting,
        "total_cents": sum(row.proposal.amount_cents for row in waiting),
        "decided": proposals_for_office(on=on, is_decided=True)[:DECIDED_SHOWN],
        "limit_cents": second_person_above(on),
        "on": on,
    }
    return render(request, "approvals.html", context)


@require_http_methods(["GET", "POST"])
@money_page
def approval(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal, and the decision about it."""
    proposal = proposal_for_user(request.user, proposal_id)
    form, refusal = DecisionForm(), ""
    if request.method == "POST":
        if not may_decide(request.user, proposal):
            raise PermissionDenied("Your role does not include approving this.")
        form = DecisionForm(request.POST)
        refusal = _decide(request, proposal, form)
        if not refusal:
            return redirect("approvals")
    context = {
        "row": proposal_row(proposal, on=acting_date()),
        "form": form,
        "refusal": refusal,
        "may_decide": may_decide(request.user, proposal),
        "is_own": proposal.proposed_by_id == request.user.pk,
    }
    return render(request, "approval.html", context, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, proposal: Proposal, form: DecisionForm) -> str:
    """Why nothing was decided; empty when it was."""
    is_approved = VERDICTS.get(request.POST.get("verdict", ""))
    if not form.is_valid() or is_approved is None:
        return "Say what you looked at, and choose whether to approve or to refuse."
    try:
        decision = do_decide_proposal(
            proposal=proposal,
            is_approved=is_approved,
            note=form.cleaned_data["note"],
            user=request.user,  # type: ignore[arg-type]  # a door was passed
            on=acting_date(),
        )
    except (ValueError, AnotherJobRuns) as refusal:
        return sentence(str(refusal))
    words = f"Approved: {decision.outcome}" if is_approved else "Refused; nothing was changed."
    messages.success(request, words)
    return ""
