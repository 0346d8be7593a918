"""Sessions end when nobody uses them, after a day's work, and when somebody copies them.

A session is bound to the browser that began it and to a marker, a second cookie that changes
every few minutes. Whoever copies the session's cookie alone has no marker; whoever copies
both is found out as soon as the marker has changed for one of the two, and the session ends
for both. Markers are computed, not kept, so that two requests at once cannot lose one.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django_htmx.http import HttpResponseClientRedirect

from posse.apps.doors.choices import Answer, Door
from posse.services.doors.viewings import do_log_viewing
from posse.services.sign_in.rules import sign_in_rules
from posse.web.security.headers import Respond
from posse.web.workday import now, today

GUARD, COOKIE = "guard", "posse_marker"
MARKER_LASTS = timedelta(minutes=5)
# Requests sent before the browser had the new marker still carry the last one.
GRACE = timedelta(minutes=1)
SEEN_EVERY = timedelta(minutes=1)
IDLE, OVER, COPIED = "idle", "over", "copied"

Guard = dict[str, Any]


class SessionGuard:
    """End what should end, before any page is asked; renew the marker after it."""

    def __init__(self, respond: Respond) -> None:
        """Keep what answers."""
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to the sign-in with the reason."""
        why = _why_ended(request, at=now())
        if why == COPIED:
            _log_copy(request)
        if why:
            logout(request)
            return _lead_to_sign_in(request, why)
        response = self.respond(request)
        _renew(request, response, at=now())
        return response


def _why_ended(request: HttpRequest, *, at: datetime) -> str:
    guard: Guard | None = request.session.get(GUARD)
    if SESSION_KEY not in request.session or guard is None:
        return ""
    rules = sign_in_rules(on=today())
    if at - datetime.fromisoformat(guard["began"]) > rules.session_lasts:
        return OVER
    if at - datetime.fromisoformat(guard["seen"]) > rules.idle_lasts:
        return IDLE
    is_own = guard["browser"] == _browser(request) and _is_marked(request, guard, at=at)
    return "" if is_own else COPIED


def _is_marked(request: HttpRequest, guard: Guard, *, at: datetime) -> bool:
    number, _, _ = request.COOKIES.get(COOKIE, "").partition(".")
    if not number.isdecimal() or len(number) > 9:
        return False
    expected = _marker(guard, int(number))
    if not constant_time_compare(request.COOKIES[COOKIE], expected):
        return False
    is_in_grace = at - datetime.fromisoformat(guard["issued"]) <= GRACE
    oldest: int = guard["number"] - (1 if is_in_grace else 0)
    return int(number) >= oldest


def _renew(request: HttpRequest, response: HttpResponse, *, at: datetime) -> None:
    if SESSION_KEY not in request.session:
        if COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE)
        return
    guard: Guard = request.session.get(GUARD) or _begin(request, at=at)
    number = (at - datetime.fromisoformat(guard["began"])) // MARKER_LASTS
    if number > guard["number"]:
        guard |= {"number": number, "issued": at.isoformat()}
        response.set_cookie(
            COOKIE,
            _marker(guard, number),
            httponly=True,
            samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )
        request.session[GUARD] = guard
    if at - datetime.fromisoformat(guard["seen"]) >= SEEN_EVERY:
        request.session[GUARD] = guard | {"seen": at.isoformat()}


def _begin(request: HttpRequest, *, at: datetime) -> Guard:
    return {
        "browser": _browser(request),
        "secret": secrets.token_urlsafe(24),
        "began": at.isoformat(),
        "seen": at.isoformat(),
        "issued": at.isoformat(),
        "number": -1,
    }


def _browser(request: HttpRequest) -> str:
    return sha256(request.headers.get("User-Agent", "").encode()).hexdigest()[:32]


def _marker(guard: Guard, number: int) -> str:
    told = salted_hmac("posse.session.marker", f"{guard['secret']}:{number}")
    return f"{number}.{told.hexdigest()}"


def _log_copy(request: HttpRequest) -> None:
    """Keep in the access log that a session was copied, and to which kind of browser."""
    do_log_viewing(
        user=request.user,
        door=Door.SESSION,
        answer=Answer.REFUSED,
        subject=request.headers.get("User-Agent", ""),
        page=request.path,
    )


def _lead_to_sign_in(request: HttpRequest, why: str) -> HttpResponse:
    asked = {"ended": why}
    if request.method == "GET" and not request.headers.get("HX-Request"):
        asked["next"] = request.get_full_path()
    is_family = request.path.startswith(reverse("family-home"))
    page = reverse("family-sign-in" if is_family else "sign-in")
    address = f"{page}?{urlencode(asked)}"
    if request.headers.get("HX-Request"):
        # Else htmx would put the page of the sign-in into a part of this one.
        return HttpResponseClientRedirect(address)
    return redirect(address)
