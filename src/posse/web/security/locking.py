"""How many sign-ins may fail, and for how long a name is locked then.

Names are locked, not addresses: behind one office's address sit all its people, and who tries
passwords can change addresses.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from posse.services.sign_in.rules import sign_in_rules
from posse.web.workday import today


def failures_allowed(request: HttpRequest | None, credentials: Any) -> int:  # noqa: ARG001
    """The failure at which a name is locked."""
    return sign_in_rules(on=today()).failures_max


def lock_lasts(request: HttpRequest | None) -> timedelta:  # noqa: ARG001 - as it is asked for
    """How long a name stays locked."""
    return sign_in_rules(on=today()).lock_lasts
