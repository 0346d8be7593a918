"""Making an account from a code, signing in to the portal, and signing out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from posse.apps.online.models import VisitKind
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.visits import do_count_visit
from posse.services.portal.accounts import do_accept_invitation
from posse.services.portal.refusals import PortalRefusal
from posse.web.asking import day_of_text
from posse.web.family.apply.holding import client_address
from posse.web.family.speaking import family_page, said
from posse.web.security.session_guard import COPIED, IDLE, OVER
from posse.web.views.sign_in import SignIn
from posse.web.workday import acting_date, now

ENDED = {IDLE: "portal.ended_idle", OVER: "portal.ended_over", COPIED: "portal.ended_copied"}


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_not_required
def join(request: HttpRequest) -> HttpResponse:
    """Make an account by the code of a letter and the date of birth."""
    if request.method == "GET":
        return family_page(request, "family/portal/join.html", {})
    try:
        _do_join(request)
    except PortalRefusal as refusal:
        context = {"refusal": said(request, refusal.key, **refusal.values)}
        return family_page(request, "family/portal/join.html", context, status=422)
    except OnlineRefusal:
        context = {"refusal": said(request, "portal.r_too_often")}
        return family_page(request, "family/portal/join.html", context, status=429)
    messages.success(request, said(request, "portal.join_done"))
    return redirect("family-sign-in")


def _do_join(request: HttpRequest) -> None:
    asked, on = request.POST, acting_date()
    # A code is tried here as the code of an application is, so both count together.
    do_count_visit(kind=VisitKind.RETURN, address=client_address(request), at=now(), on=on)
    if asked.get("password", "") != asked.get("again", ""):
        raise PortalRefusal("portal.r_mismatch")
    do_accept_invitation(
        code=asked.get("code", "")[:40],
        birth_date=day_of_text(asked.get("birth_date", "")),
        username=asked.get("username", "").replace("\0", "")[:150],
        password=asked.get("password", ""),
        on=on,
    )


class FamilySignIn(SignIn):
    """The sign-in in the words and the language of a family."""

    template_name = "family/portal/sign_in.html"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Why the last session ended."""
        ended = ENDED.get(self.request.GET.get("ended", ""))
        return super().get_context_data(**named) | {
            "ended": said(self.request, ended) if ended else "",
        }

    def render_to_response(self, context: dict[str, Any], **_named: Any) -> HttpResponse:
        """The page in the reader's language."""
        return family_page(self.request, self.template_name, context)


@require_POST
@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    words = said(request, "portal.out_done")
    logout(request)
    messages.info(request, words)
    return redirect("public-home")
