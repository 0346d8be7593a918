"""The doors of the parents' portal: who may come in, and whose case it is.

A parent reaches only own cases. Anything else is "not found", as if it were not there, so that
nobody learns which numbers there are.
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from posse.apps.cases.models import Case
from posse.apps.portal.models import PortalAccount
from posse.services.portal.accounts import account_for_user, cases_of

View = Callable[..., HttpResponse]

SIGN_IN = "family-sign-in"
NO_ACCOUNT = "This page is for parents who have an account of the portal."


class PortalRequest(HttpRequest):
    """A request of a parent; the door of the page found the account."""

    account: PortalAccount


def portal_page(view: Callable[..., HttpResponse]) -> View:
    """A page for whoever is signed in with an open account of the portal.

    Raises: PermissionDenied for everybody else, staff included.
    """

    @wraps(view)
    def guarded(request: PortalRequest, *args: object, **kwargs: object) -> HttpResponse:
        account = account_for_user(request.user)
        if account is None:
            raise PermissionDenied(NO_ACCOUNT)
        request.account = account
        return view(request, *args, **kwargs)

    # Where whoever is not signed in is led to.
    guarded.login_url = SIGN_IN  # type: ignore[attr-defined]
    return guarded


def own_case(request: PortalRequest, case_number: str) -> Case:
    """The parent's own case with this number. Raises: Http404 for any other."""
    for case in cases_of(request.account):
        if case.number == case_number:
            return case
    raise Http404("There is no such page.")
