"""Which application for child care is open on a device, until nobody uses it for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from posse.apps.care.choices import CareApplicationState, CareChannel
from posse.apps.care.models import CareApplication
from posse.services.law import current_law
from posse.web.family.apply.holding import ENDED, NONE
from posse.web.family.speaking import said
from posse.web.workday import acting_date, now

HELD = "care_application"
View = Callable[..., HttpResponse]


def do_hold_care(request: HttpRequest, application: CareApplication) -> None:
    """Open an application on this device, under a new session key."""
    request.session.cycle_key()
    request.session[HELD] = {"id": application.pk, "seen": now().isoformat()}


def let_care_go(request: HttpRequest) -> None:
    """Close it here; what was saved is kept."""
    request.session.pop(HELD, None)


def _held(request: HttpRequest) -> tuple[CareApplication | None, str]:
    """The application that is open here, or the sentence that says why there is none."""
    held = request.session.get(HELD)
    if not held:
        return None, NONE
    minutes = int(current_law().value("support.online.idle_minutes", on=acting_date()))
    if now() - datetime.fromisoformat(held["seen"]) > timedelta(minutes=minutes):
        let_care_go(request)
        return None, ENDED
    request.session[HELD] = {**held, "seen": now().isoformat()}
    found = CareApplication.objects.filter(pk=held["id"], channel=CareChannel.ONLINE)
    return found.first(), NONE


def with_care(view: View) -> View:
    """Give a view the application that is open here, or lead to where one comes back."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        application, why = _held(request)
        if application is None:
            messages.info(request, said(request, why))
            return redirect("apply-return")
        return view(request, application, *args, **kwargs)

    return guarded


def with_care_draft(view: View) -> View:
    """The same for what only a draft may do; what was sent leads to its receipt."""

    @with_care
    @wraps(view)
    def guarded(
        request: HttpRequest, application: CareApplication, *args: object, **kwargs: object
    ) -> HttpResponse:
        if application.state != CareApplicationState.DRAFT:
            return redirect("care-apply-done")
        return view(request, application, *args, **kwargs)

    return guarded
