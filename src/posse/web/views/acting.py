"""Acts on cases, receipts and holds: one page for all, with consequence and guidance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from posse.apps.payments.choices import HoldReason
from posse.rules.guidance import Guidance
from posse.services.books.as_of import balances_for_case
from posse.services.law import guidance_on
from posse.services.pages.holds import hold_page_for
from posse.services.pages.receipt_money import is_anything_left
from posse.services.runs import AnotherJobRuns
from posse.web.acts.case_acts import CASE_ACTS
from posse.web.acts.model import Act, Doing
from posse.web.acts.receipt_acts import GUIDED_REASONS, RECEIPT_ACTS, RELEASE
from posse.web.doors import (
    case_for_user,
    hold_for_user,
    money_page,
    receipt_for_user,
    staff_page,
)
from posse.web.fields import sentence
from posse.web.workday import acting_date, page_date

FORM_METHODS = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class Acting:
    """An act on its subject, where it belongs on the site, and where success leads."""

    act: Act
    subject: Any
    parent: str
    done_url: str
    heading: str = ""
    context: dict[str, Any] | None = None
    guidance: tuple[str, ...] = ()


@FORM_METHODS
@staff_page
def case_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """An act on the money of a case."""
    case = case_for_user(request.user, number)
    found = act_or_404(CASE_ACTS, act)
    done_url = f"{reverse('case', args=[number])}?tab=money"
    today = page_date()
    context = {"balances": balances_for_case(case.pk, as_of=today, known_on=today)}
    return act_page(request, Acting(found, case, f"Case {number}", done_url, context=context))


@FORM_METHODS
@money_page
def receipt_act(request: HttpRequest, receipt_id: int, act: str) -> HttpResponse:
    """An act on one receipt."""
    receipt = receipt_for_user(request.user, receipt_id)
    found = act_or_404(RECEIPT_ACTS, act)
    done_url = reverse("receipt", args=[receipt_id])
    over = "" if is_anything_left(receipt) else "Nothing is left of this receipt."
    context = {"receipt": receipt, "over": over}
    return act_page(
        request,
        Acting(found, receipt, f"Receipt R{receipt_id}", done_url, context=context),
    )


@FORM_METHODS
@money_page
def hold(request: HttpRequest, hold_id: int) -> HttpResponse:
    """A hold, and its release."""
    found = hold_page_for(hold_for_user(request.user, hold_id), on=acting_date())
    guided = GUIDED_REASONS.get(HoldReason(found.hold.reason))
    return act_page(
        request,
        Acting(
            RELEASE,
            found.hold,
            "Holds",
            reverse("holds"),
            heading=found.reason_words,
            context={"hold": found, "over": "The hold is over." if found.release else ""},
            guidance=(guided,) if guided else (),
        ),
    )


def act_or_404(acts: Mapping[str, Act], name: str) -> Act:
    """The act of this name. Raises: Http404."""
    if name not in acts:
        raise Http404(f"Nothing called {name} can be done here.")
    return acts[name]


def act_page(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The page of an act, or where it leads once it is done."""
    about = {"subject": acting.subject, "on": acting_date()}
    form, refusal = acting.act.form(**about), ""
    if request.method == "POST":
        if not acting.act.is_open_to(request.user):
            raise PermissionDenied(f"Your role does not include this: {acting.act.title}.")
        form = acting.act.form(request.POST, **about)
        done, refusal = _try(request, acting, form)
        if done:
            messages.success(request, done)
            return redirect(acting.done_url)
    context = {**act_words(request, acting), "form": form, "refusal": refusal}
    return render(request, "act.html", context, status=422 if form.is_bound else 200)


def act_words(request: HttpRequest, acting: Acting) -> dict[str, Any]:
    """What the page of an act says besides its form."""
    return {
        "acting": acting,
        "act": acting.act,
        "may_act": acting.act.is_open_to(request.user),
        "guidance": _guidance(acting),
        **(acting.context or {}),
    }


def _try(request: HttpRequest, acting: Acting, form: forms.Form) -> tuple[str, str]:
    """What was done, in words, or why it was not."""
    if not form.is_valid():
        return "", "Some of this cannot stand; it is marked below."
    doing = Doing(request.user, acting_date())  # type: ignore[arg-type]  # a door was passed
    try:
        return acting.act.perform(acting.subject, dict(form.cleaned_data), doing), ""
    except (ValueError, AnotherJobRuns) as refusal:
        return "", sentence(str(refusal))


def _guidance(acting: Acting) -> list[tuple[str, tuple[Guidance, ...]]]:
    names = acting.guidance or acting.act.guidance
    return [(name.replace("_", " ").capitalize(), guidance_on(name)) for name in names]
