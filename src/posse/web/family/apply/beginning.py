"""Beginning an application, leaving it, coming back, and asking for a form by mail."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posse.apps.care.models import CareApplication
from posse.apps.intake.choices import AskedBy, Wanted
from posse.apps.intake.models import Application
from posse.apps.online.models import VisitKind
from posse.notices.days_in_words import day_in
from posse.services.intake.inquiries import do_log_inquiry
from posse.services.online.codes import do_come_back, do_make_code
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.saving import BY, do_start_online
from posse.services.online.stops import first_open_step
from posse.services.online.visits import do_count_visit
from posse.services.outreach.unsigned import do_end_wish, do_wish_reminder, wish_of
from posse.web.asking import day_of_text
from posse.web.family.apply.asking import address_of
from posse.web.family.apply.holding import (
    client_address,
    do_hold,
    is_trapped,
    let_go,
    with_draft,
)
from posse.web.family.care_apply.asking import open_care
from posse.web.family.care_apply.holding import let_care_go
from posse.web.family.speaking import family_page, language_of, said
from posse.web.workday import acting_date, now

# A page that says nothing about who looked at it or why.
ELSEWHERE = "https://www.weather.gov/"
MAIL_FIELDS = ("name", "line_1", "line_2", "city", "state", "zip_code", "phone")
MAIL_NEEDED = ("name", "line_1", "city", "state", "zip_code")
MAIL_LONGEST = {"name": 80, "line_1": 60, "line_2": 60, "city": 40, "state": 2,
                "zip_code": 10, "phone": 20}  # fmt: skip


@require_GET
@login_not_required
def apply(request: HttpRequest) -> HttpResponse:
    """What to know before, and where to begin."""
    return family_page(request, "family/apply/apply.html", {"form_key": uuid4()})


@require_POST
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Begin; the same form posted twice begins one application."""
    if is_trapped(request):
        return redirect("apply")
    try:
        application = do_start_online(
            form_key=request.POST.get("form_key", "")[:36],
            language=language_of(request),
            address=client_address(request),
            at=now(),
            on=acting_date(),
        )
    except OnlineRefusal as refusal:
        return _apply_refused(request, refusal)
    if application.answers:
        # Who posts an old form again must come back by the code, as anybody else.
        return redirect("apply-return")
    do_hold(request, application)
    return redirect("apply-question", "who")


def _apply_refused(request: HttpRequest, refusal: OnlineRefusal) -> HttpResponse:
    words = said(request, f"apply.{refusal.key}", **refusal.values)
    context = {"form_key": uuid4(), "refusal": words}
    return family_page(request, "family/apply/apply.html", context, status=429)


@require_GET
@login_not_required
def leave(request: HttpRequest) -> HttpResponse:
    """Close the application here at once and show another site."""
    let_go(request)
    let_care_go(request)
    return redirect(ELSEWHERE)


@require_POST
@login_not_required
def close(request: HttpRequest) -> HttpResponse:
    """Close the application on this device."""
    let_go(request)
    let_care_go(request)
    messages.info(request, said(request, "apply.closed"))
    return redirect("public-home")


@require_http_methods(["GET", "POST"])
@with_draft
def code(request: HttpRequest, application: Application) -> HttpResponse:
    """A code to come back, shown once."""
    step = first_open_step(application)
    context = {
        "application": application,
        "next_address": address_of(step),
        "wish": wish_of(application.pk),
    }
    if request.method == "POST":
        try:
            told, until = do_make_code(application=application, on=acting_date())
            context |= {"code": told, "until": day_in(until, language=language_of(request))}
        except OnlineRefusal as refusal:
            messages.info(request, said(request, f"apply.{refusal.key}"))
            return redirect("apply-question", "birth")
    return family_page(request, "family/apply/code.html", context)


@require_POST
@with_draft
def remind(request: HttpRequest, application: Application) -> HttpResponse:
    """Keep that the applicant wants to be reminded once, or no more."""
    if "stop" in request.POST:
        do_end_wish(application=application.pk, on=acting_date())
        messages.success(request, said(request, "apply.remind_stopped"))
        return redirect("apply-code")
    try:
        do_wish_reminder(
            application=application,
            to=request.POST.get("to", "")[:300],
            is_safe="is_safe" in request.POST,
            language=language_of(request),
            on=acting_date(),
        )
    except ValueError:
        messages.error(request, said(request, "apply.e_remind"))
    else:
        messages.success(request, said(request, "apply.remind_saved"))
    return redirect("apply-code")


@require_http_methods(["GET", "POST"])
@login_not_required
def come_back(request: HttpRequest) -> HttpResponse:
    """Open what was saved, by the code and the date of birth."""
    if request.method == "GET" or is_trapped(request):
        return family_page(request, "family/apply/return.html", {})
    try:
        application = _found(request)
    except OnlineRefusal as refusal:
        words = said(request, f"apply.{refusal.key}", **refusal.values)
        status = 422 if refusal.key == "r_not_found" else 429
        return family_page(
            request, "family/apply/return.html", {"refusal": words}, status=status
        )
    if isinstance(application, CareApplication):
        return open_care(request, application)
    do_hold(request, application)
    if application.filed_on:
        return redirect("apply-done")
    return redirect(address_of(first_open_step(application)))


def _found(request: HttpRequest) -> Application | CareApplication:
    address, on = client_address(request), acting_date()
    do_count_visit(kind=VisitKind.RETURN, address=address, at=now(), on=on)
    return do_come_back(
        code=request.POST.get("code", "")[:40],
        birth_date=day_of_text(request.POST.get("birth_date", "")),
        address=address,
        at=now(),
        on=on,
    )


@require_http_methods(["GET", "POST"])
@login_not_required
def by_mail(request: HttpRequest) -> HttpResponse:
    """Ask for a paper form; it goes out within the time frame. Source: 45 CFR 303.2(a)(2)."""
    told = {name: request.POST.get(name, "").strip() for name in MAIL_FIELDS}
    context = {"told": told, "form_key": request.POST.get("form_key") or uuid4()}
    if request.method == "GET" or is_trapped(request):
        return family_page(request, "family/apply/by_mail.html", context)
    errors = _mail_errors(request, told)
    if errors:
        context |= {"errors": errors}
        return family_page(request, "family/apply/by_mail.html", context, status=422)
    try:
        due = _do_ask(request, told)
    except OnlineRefusal as refusal:
        context["refusal"] = said(request, f"apply.{refusal.key}")
        return family_page(request, "family/apply/by_mail.html", context, status=429)
    return family_page(request, "family/apply/mailed.html", {"due": due, "cite": RULE})


RULE = "45 CFR 303.2(a)(2)"


def _mail_errors(request: HttpRequest, told: dict[str, str]) -> dict[str, str]:
    errors = {name: said(request, "apply.e_missing") for name in MAIL_NEEDED if not told[name]}
    errors |= {
        name: said(request, "apply.e_long")
        for name, text in told.items()
        if len(text) > MAIL_LONGEST[name]
    }
    return errors


def _do_ask(request: HttpRequest, told: dict[str, str]) -> str:
    """Log that somebody asked; the day by which the form goes out, in words."""
    on, language = acting_date(), language_of(request)
    do_count_visit(kind=VisitKind.INQUIRY, address=client_address(request), at=now(), on=on)
    inquiry = do_log_inquiry(
        asked_by=AskedBy.EMAIL,
        wanted=Wanted.APPLICATION,
        asked_on=on,
        on=on,
        by=BY,
        language=language,
        form_key=request.POST.get("form_key", "")[:36],
        note="Asked on the public pages",
        **{name: text.replace("\0", "") for name, text in told.items()},
    )
    return day_in(inquiry.due_on, language=language)
