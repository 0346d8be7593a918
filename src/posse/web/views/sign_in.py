"""Signing in and out."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from posse.services.access import Visitor
from posse.services.portal.accounts import is_parent
from posse.services.sign_in.second_factor import is_demo, is_second_factor_required
from posse.web.security.session_guard import COPIED, IDLE, OVER

ENDED = {
    IDLE: "You were signed out because nothing was done for a while.",
    OVER: "You were signed out because a session lasts one working day.",
    COPIED: (
        "You were signed out because this session was used from another browser as well."
        " If that was not you, change your password and tell your security officer."
    ),
}


class SignIn(LoginView):
    """The one page that needs no sign-in; a second step follows where one is set up."""

    template_name = "sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password was right: go on to the second step, or in."""
        user = form.get_user()
        # The password was typed this moment, so setting up a second step asks no second time.
        record_authentication(self.request, user, method="password", reauthenticated=True)
        response: HttpResponse = perform_login(
            self.request, user, redirect_url=self._landing(user)
        )
        return response

    def get_success_url(self) -> str:
        """Where somebody who is signed in already belongs."""
        return self._landing(self.request.user)

    def _landing(self, user: Visitor) -> str:
        """The page that was asked for, else the first page: a parent's is the own case."""
        asked: str = self.get_redirect_url()
        if is_parent(user):
            return asked if asked not in {"", reverse("home")} else reverse("family-home")
        return asked or reverse("home")

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Why the last session ended, and whether a second step is asked for here."""
        return super().get_context_data(**named) | {
            "ended": ENDED.get(self.request.GET.get("ended", "")),
            "is_second_factor_required": is_second_factor_required(),
            "is_demo": is_demo(),
        }


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")
