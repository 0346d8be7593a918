"""The form of an application for child care as staff write it down, a part on a page."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from posse.apps.care.models import CareApplication
from posse.services.access import WORK_CARE, may
from posse.services.care.writing_down import (
    FormPart,
    do_begin_form,
    do_write_part,
    is_written_by_staff,
    part_at,
)
from posse.services.care_online.saving import do_remove_care_person
from posse.services.care_online.stops import GROUPS
from posse.services.intake.applications import StaleEdit
from posse.services.online.refusals import OnlineRefusal
from posse.services.pages.care.writing import part_page
from posse.web.acts.care_writing_acts import BeginForm
from posse.web.acts.model import Doing
from posse.web.asking import answers_in
from posse.web.doors import (
    care_application_for_user,
    care_case_for_user,
    care_page,
    require,
)
from posse.web.fields import sentence
from posse.web.views.acting import FORM_METHODS
from posse.web.workday import acting_date

STALE = "Somebody saved this part meanwhile."


@FORM_METHODS
@care_page
def care_form_begin(request: HttpRequest, number: str = "") -> HttpResponse:
    """A form begun, empty or filled with what is known of the family of a case."""
    care_case = care_case_for_user(request.user, number) if number else None
    form, refusal = BeginForm(request.POST or None, subject=care_case, on=acting_date()), ""
    if request.method == "POST":
        require(request.user, WORK_CARE)
        if form.is_valid():
            try:
                key = request.POST.get("form_key", "")[:36]
                told = {**form.cleaned_data, **_doing(request).told}
                found = do_begin_form(care_case=care_case, form_key=key, **told)
                return redirect("care-form-part", found.number, "applicant")
            except ValueError as why:
                refusal = sentence(str(why))
    context = {"form": form, "refusal": refusal, "care_case": care_case}
    context |= {"may_work": may(request.user, WORK_CARE), "form_key": uuid4()}
    status = 422 if form.is_bound else 200
    return render(request, "care/application_begin.html", context, status=status)


@FORM_METHODS
@care_page
def care_form_part(request: HttpRequest, number: str, part: str) -> HttpResponse:
    """A part of the form, kept as it was told, right or wrong."""
    application, asked = _draft(request, number, part)
    may_work = {"may_work": may(request.user, WORK_CARE)}
    if request.method == "GET":
        context = part_page(application, asked, on=acting_date()) | may_work
        return render(request, "care/application_part.html", context)
    require(request.user, WORK_CARE)
    if "remove" in request.POST:
        return _remove(request, application, asked)
    told, seen = answers_in(request, asked.stop.section.fields), _seen(request)
    try:
        do_write_part(application, asked, told=told, seen_version=seen, **_doing(request).told)
    except (StaleEdit, OnlineRefusal):
        application.refresh_from_db()
        page = part_page(application, asked, typed=told, on=acting_date())
        page |= {**may_work, "refusal": STALE}
        return render(request, "care/application_part.html", page, status=409)
    messages.success(request, "Saved.")
    return _after(request, number)


def _after(request: HttpRequest, number: str) -> HttpResponse:
    """Where to go once a part is kept."""
    chosen = request.POST.get("next", "")
    application = care_application_for_user(request.user, number)
    if chosen and part_at(application.answers, chosen):
        return redirect("care-form-part", number, chosen)
    return redirect("care-application", number)


def _remove(
    request: HttpRequest, application: CareApplication, asked: FormPart
) -> HttpResponse:
    """Take an adult or a child off the form."""
    if asked.of not in GROUPS or asked.place is None:
        raise Http404("Only adults and children are taken off.")
    try:
        do_remove_care_person(
            application=application, of=asked.of, place=asked.place,
            seen_version=_seen(request), **_doing(request).told,
        )  # fmt: skip
        messages.success(request, "Taken off.")
    except StaleEdit:
        messages.warning(request, f"{STALE} Nobody was taken off.")
    return redirect("care-application", application.number)


def _draft(request: HttpRequest, number: str, part: str) -> tuple[CareApplication, FormPart]:
    """Raises: Http404 for what staff may not write on, or no part."""
    application = care_application_for_user(request.user, number)
    asked = part_at(application.answers, part)
    if asked is None or not is_written_by_staff(application):
        raise Http404(f"Nothing called {part} is to be written on application {number}.")
    return application, asked


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0


def _doing(request: HttpRequest) -> Doing:
    return Doing(request.user, acting_date())  # type: ignore[arg-type]  # a door was passed
