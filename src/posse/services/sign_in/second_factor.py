"""Whether users must prove at sign-in that they also have something, not only know it."""

from django.conf import settings

from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.services.access import Visitor, roles_for_user
from posse.services.portal.accounts import account_for_user

REQUIRED, OFFERED = "required", "offered"


def is_second_factor_required() -> bool:
    """Whether staff and parents of this installation must use a second factor.

    A demo, whose sign-ins are printed and whose people are invented, does without unless the
    installation says otherwise.
    """
    if settings.POSSE_SECOND_FACTOR in {REQUIRED, OFFERED}:
        return bool(settings.POSSE_SECOND_FACTOR == REQUIRED)
    return not is_demo()


def must_use_second_factor(user: Visitor) -> bool:
    """Whether this user must use one: whoever works here, or sees a case as its parent."""
    is_known = bool(roles_for_user(user)) or account_for_user(user) is not None
    return is_known and is_second_factor_required()


def is_demo() -> bool:
    """Whether the database holds a demo."""
    return Run.objects.filter(kind=RunKind.DEMO).exists()
