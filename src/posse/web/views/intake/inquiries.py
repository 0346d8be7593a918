"""The log of inquiries, what was sent for them, and referrals of other agencies."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from posse.services.access import WORK_INTAKE, may
from posse.services.intake.inquiries import do_log_inquiry, do_record_packet
from posse.services.pages.intake import inquiries_for_office, referrals_for_office
from posse.web.acts.model import Doing
from posse.web.asking import asked_address
from posse.web.doors import require, staff_page
from posse.web.fields import sentence
from posse.web.views.intake.doors import inquiry_for_user, referral_for_user
from posse.web.views.intake.forms import InquiryForm, PacketForm
from posse.web.workday import acting_date

ROWS_A_PAGE = 50


def _list_context(request: HttpRequest, rows: Any, *, waiting: bool) -> dict[str, Any]:
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "count": page.paginator.count,
        "waiting": waiting,
        "may_act": may(request.user, WORK_INTAKE),
        "keep": asked_address(request),
        "on": acting_date(),
    }


@require_GET
@staff_page
def inquiries(request: HttpRequest) -> HttpResponse:
    """Who asked: what waits for an answer, or everything."""
    waiting = request.GET.get("show") != "all"
    rows = inquiries_for_office(only_waiting=waiting)
    context = _list_context(request, rows, waiting=waiting)
    return render(request, "intake/inquiries.html", context)


@require_http_methods(["GET", "POST"])
@staff_page
def new_inquiry(request: HttpRequest) -> HttpResponse:
    """Log that somebody asked; a form posted twice is one inquiry."""
    require(request.user, WORK_INTAKE)
    form, refusal = InquiryForm(initial={"asked_on": acting_date(), "language": "en"}), ""
    key = request.POST.get("form_key", "")[:36] or str(uuid4())
    if request.method == "POST":
        form = InquiryForm(request.POST)
        if form.is_valid():
            try:
                told = _doing(request).told
                logged = do_log_inquiry(**form.cleaned_data, form_key=key, **told)
                return redirect("inquiry", logged.pk)
            except ValueError as error:
                refusal = sentence(str(error))
    context = {"form": form, "refusal": refusal, "form_key": key}
    return render(
        request, "intake/new_inquiry.html", context, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
@staff_page
def inquiry(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """One inquiry: what was sent, and the application that came of it."""
    found = inquiry_for_user(request.user, inquiry_id)
    form, refusal = _packet(request, {"inquiry": found})
    if form is None:
        return redirect("inquiry", inquiry_id)
    context = {
        "inquiry": found,
        "form": form,
        "refusal": refusal,
        "form_key": uuid4(),
        "may_act": may(request.user, WORK_INTAKE),
        "on": acting_date(),
    }
    return render(request, "intake/inquiry.html", context, status=422 if refusal else 200)


@require_GET
@staff_page
def referrals(request: HttpRequest) -> HttpResponse:
    """What other agencies referred: whose family waits for information, or everything."""
    waiting = request.GET.get("show") != "all"
    rows = referrals_for_office(only_waiting=waiting)
    context = _list_context(request, rows, waiting=waiting)
    return render(request, "intake/referrals.html", context)


@require_http_methods(["GET", "POST"])
@staff_page
def referral(request: HttpRequest, referral_id: int) -> HttpResponse:
    """One referral: what it said, what became of it, and what its family was sent."""
    found = referral_for_user(request.user, referral_id)
    form, refusal = _packet(request, {"referral": found})
    if form is None:
        return redirect("referral", referral_id)
    context = {
        "referral": found,
        "form": form,
        "refusal": refusal,
        "may_act": may(request.user, WORK_INTAKE),
        "on": acting_date(),
    }
    return render(request, "intake/referral.html", context, status=422 if refusal else 200)


def _packet(request: HttpRequest, answers: dict[str, Any]) -> tuple[forms.Form | None, str]:
    """The form of what was sent; None once it is kept."""
    if request.method == "GET":
        return PacketForm(initial={"sent_on": acting_date()}), ""
    require(request.user, WORK_INTAKE)
    form = PacketForm(request.POST)
    if not form.is_valid():
        return form, "Some of this cannot stand; it is marked below."
    try:
        do_record_packet(**form.cleaned_data, **answers, **_doing(request).told)
    except ValueError as error:
        return form, sentence(str(error))
    messages.success(request, "Kept with the day on which it went out.")
    return None, ""


def _doing(request: HttpRequest) -> Doing:
    return Doing(request.user, acting_date())  # type: ignore[arg-type]  # a door was passed
