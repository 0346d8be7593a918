"""Which application is open on a device, until it is left or nobody uses it for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from posse.apps.intake.choices import Channel
from posse.apps.intake.models import Application
from posse.services.law import current_law
from posse.web.family.speaking import said
from posse.web.workday import acting_date, now

HELD = "application"
# A person sees no such field; whoever fills it in is a program.
TRAP = "website"
ENDED, NONE = "apply.ended", "apply.none"
View = Callable[..., HttpResponse]


def do_hold(request: HttpRequest, application: Application) -> None:
    """Open an application on this device, under a new session key."""
    request.session.cycle_key()
    request.session[HELD] = {"id": application.pk, "seen": now().isoformat()}


def let_go(request: HttpRequest) -> None:
    """Close it here; what was saved is kept."""
    request.session.pop(HELD, None)


def is_trapped(request: HttpRequest) -> bool:
    """Whether a program filled in what no person sees."""
    return bool(request.POST.get(TRAP))


def client_address(request: HttpRequest) -> str:
    """The network address; a server in front must pass on the real one as its own."""
    return str(request.META.get("REMOTE_ADDR", ""))


def held_application(request: HttpRequest) -> tuple[Application | None, str]:
    """The application that is open here, or the sentence that says why there is none."""
    held = request.session.get(HELD)
    if not held:
        return None, NONE
    minutes = int(current_law().value("support.online.idle_minutes", on=acting_date()))
    if now() - datetime.fromisoformat(held["seen"]) > timedelta(minutes=minutes):
        let_go(request)
        return None, ENDED
    request.session[HELD] = {**held, "seen": now().isoformat()}
    return Application.objects.filter(pk=held["id"], channel=Channel.ONLINE).first(), NONE


def with_application(view: View) -> View:
    """Give a view the application that is open here, or lead to where one is begun."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        application, why = held_application(request)
        if application is None:
            messages.info(request, said(request, why))
            return redirect("apply-return")
        return view(request, application, *args, **kwargs)

    return guarded


def with_draft(view: View) -> View:
    """The same for what only a draft may do; what was sent leads to its receipt."""

    @with_application
    @wraps(view)
    def guarded(
        request: HttpRequest, application: Application, *args: object, **kwargs: object
    ) -> HttpResponse:
        if application.state != "draft":
            return redirect("apply-done")
        return view(request, application, *args, **kwargs)

    return guarded
