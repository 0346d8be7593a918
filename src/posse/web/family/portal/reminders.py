"""How a parent wants to be reminded, and the page on which reminders end without signing in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from posse.rules.texts import LANGUAGES
from posse.services.outreach.preferences import (
    APPLICATION,
    Wishes,
    do_set_preferences,
    do_stop_reminders,
    faults_of,
    person_of_token,
    preference_of,
)
from posse.services.outreach.triggers import reminder_kinds
from posse.services.outreach.unsigned import do_end_wish
from posse.web.family.doors import PortalRequest, portal_page
from posse.web.family.speaking import family_page, language_of, said
from posse.web.workday import acting_date

TICKS = ("email_reminders", "email_is_safe", "text_reminders", "text_is_safe")
PAGE = "family/portal/preferences.html"


@require_http_methods(["GET", "POST"])
@portal_page
def preferences(request: PortalRequest) -> HttpResponse:
    """Language, ways and kinds of reminders, and a button that ends all of them."""
    person = request.account.participant
    if request.method == "GET":
        return family_page(request, PAGE, _shown(_kept(request)))
    by, on = request.account.user.get_username(), acting_date()
    if "stop" in request.POST:
        do_stop_reminders(participant=person.pk, on=on, by=by)
        messages.success(request, said(request, "outreach.stopped"))
        return redirect("family-preferences")
    wishes = _typed(request)
    faults = faults_of(wishes)
    if faults:
        return family_page(request, PAGE, _shown(wishes, faults), status=422)
    do_set_preferences(participant=person, wishes=wishes, on=on, by=by)
    messages.success(request, said(request, "outreach.saved"))
    return redirect("family-preferences")


@require_http_methods(["GET", "POST"])
@login_not_required
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ends reminders by the link of an e-mail, after a question, as robots follow links."""
    person, form = person_of_token(token), person_of_token(token, of=APPLICATION)
    is_known = person is not None or form is not None
    is_done = is_known and request.method == "POST"
    if is_done and person is not None:
        do_stop_reminders(participant=person, on=acting_date(), by="link of an e-mail")
    elif is_done and form is not None:
        do_end_wish(application=form, on=acting_date())
    context = {"is_known": is_known, "is_done": is_done}
    status = 200 if is_known else 404
    return family_page(request, "family/portal/stop.html", context, status=status)


def _kept(request: PortalRequest) -> Wishes:
    known = preference_of(request.account.participant_id)
    if known is None:
        return Wishes(language=language_of(request))
    ticks = {name: getattr(known, name) for name in TICKS}
    return Wishes(known.language, email=known.email, phone=known.phone,
                  kinds_off=tuple(known.kinds_off), **ticks)  # fmt: skip


def _typed(request: HttpRequest) -> Wishes:
    posted = request.POST
    language = posted.get("language", "")
    wanted = posted.getlist("kinds")
    return Wishes(
        language if language in LANGUAGES else language_of(request),
        email=posted.get("email", "").strip(),
        phone=posted.get("phone", "").strip(),
        kinds_off=tuple(kind for kind in reminder_kinds(acting_date()) if kind not in wanted),
        **{name: name in posted for name in TICKS},
    )


def _shown(wishes: Wishes, faults: dict[str, str] | None = None) -> dict[str, Any]:
    kinds = reminder_kinds(acting_date())
    return {
        "wishes": wishes,
        "faults": faults or {},
        "languages": LANGUAGES.items(),
        "kinds": [(k, f"outreach.kind_{k}", k not in wishes.kinds_off) for k in kinds],
    }
