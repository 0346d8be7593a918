"""How many sign-ins may fail, and for how long a name is locked then.

Names are locked, not addresses: behind one office's address sit all its people, and who tries
passwords can change addresses.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from posse.services.sign_in.rules import sign_in_rules
from posse.web.family.speaking import family_page
from posse.web.workday import today


def failures_allowed(request: HttpRequest | None, credentials: Any) -> int:  # noqa: ARG001
    """The failure at which a name is locked."""
    return sign_in_rules(on=today()).failures_max


def lock_lasts(request: HttpRequest | None) -> timedelta:  # noqa: ARG001 - as it is asked for
    """How long a name stays locked."""
    return sign_in_rules(on=today()).lock_lasts


def locked_out(request: HttpRequest, credentials: Any) -> HttpResponse:  # noqa: ARG001 - as asked
    """That a name waits, in the words of whoever tried to sign in."""
    if request.path == reverse("family-sign-in"):
        return family_page(request, "family/portal/locked.html", {}, status=429)
    return render(request, "429.html", status=429)
