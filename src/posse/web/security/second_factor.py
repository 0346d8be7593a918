"""The gate that lets users go on only once their second factor is set up and was used."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from posse.services.portal.accounts import is_parent
from posse.services.sign_in.second_factor import must_use_second_factor
from posse.web.security.headers import Respond

PASSED = "second_factor"
USED, NOT_ASKED = "used", "not asked"
# Where somebody may go who has none yet: setting one up, changing the password, leaving.
OPEN_PAGES = frozenset({
    "account_reauthenticate", "account_change_password", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
    "mfa_list_webauthn", "sign-out", "account_logout", "sign-in", "account_login",
    "family-sign-in", "family-sign-out",
})  # fmt: skip
ASKED = (
    "Your work needs a second step at sign-in. Set up an authenticator app or a passkey here;"
    " then every page opens."
)


class SecondFactorGate:
    """Lead users without a second factor to the page where one is set up."""

    def __init__(self, respond: Respond) -> None:
        """Keep what answers."""
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the gate itself stands before the view."""
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Any, *_asked: Any
    ) -> HttpResponse | None:
        """Nothing where the way is free."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if request.session.get(PASSED) or _has_passed(request):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in OPEN_PAGES:
            return None
        # A parent reads the same on the page itself.
        if not is_parent(request.user):
            messages.info(request, ASKED)
        return redirect("mfa_index")


def _has_passed(request: HttpRequest) -> bool:
    """Whether this session used a second factor or needs none; remembered with the session."""
    assert isinstance(request.user, User)
    records = get_authentication_records(request, request.user)
    was_used = any(record.get("method") == "mfa" for record in records)
    if was_used and is_mfa_enabled(request.user):
        request.session[PASSED] = USED
    elif not must_use_second_factor(request.user):
        request.session[PASSED] = NOT_ASKED
    return PASSED in request.session


def note_used(request: HttpRequest) -> None:
    """Whoever sets up a second factor in this session has just used it."""
    request.session[PASSED] = USED


def note_removed(request: HttpRequest) -> None:
    """Whoever takes one away is asked again whether one is left."""
    request.session.pop(PASSED, None)


def note_failed(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:  # noqa: ARG001
    """A wrong code counts toward the lock of the name, as a wrong password does."""
    user_login_failed.send(
        sender="second factor", credentials={"username": user.username}, request=request
    )
