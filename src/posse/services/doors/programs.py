"""What is closed to a program that acts as somebody: an emergency opens nothing to it.

An emergency is a person's to judge, and federal tax information and protected addresses are
a person's to look at, with a reason; a program sees them masked, and that it came is logged.
Source: 26 USC 6103; 42 USC 654(26).
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.people.models import Participant
from posse.services.access import Visitor
from posse.services.doors.closed_cases import closed_people
from posse.services.doors.viewings import do_log_viewing

CLOSED = "A conflict of interest closes this, and to a program no emergency opens it."


def closed_to_program(user: Visitor, *, on: date, case: str = "") -> Q:
    """The cases that a conflict closes, whatever an emergency opened to the user's pages.

    ``case`` leads from the table asked to the case, such as ``case__``.
    """
    people = list(closed_people(user, on=on))
    if not people:
        return Q(pk__in=[])
    closed = Q(obligor__in=people) | Q(obligee__in=people) | Q(roles__participant__in=people)
    if not case:
        return Q(pk__in=Case.objects.filter(closed).values("pk"))
    return Q(**{f"{case}in": Case.objects.filter(closed).values("pk")})


def refusal_to_program(
    user: Visitor, *, on: date, page: str, case: Case | None = None,
    people: Iterable[Participant | None] = (),
) -> str:  # fmt: skip
    """Why a program may not have a case or a person, logged; empty when it may."""
    closed = closed_people(user, on=on)
    if not closed:
        return ""
    is_case = case is not None and (
        Case.objects.filter(closed_to_program(user, on=on), pk=case.pk).exists()
    )
    if not is_case and not any(each is not None and each.pk in closed for each in people):
        return ""
    do_log_viewing(
        user=user, door=Door.API, answer=Answer.REFUSED, case=case, subject="conflict",
        page=page,
    )  # fmt: skip
    return CLOSED


def do_log_masked(
    *,
    user: Visitor,
    subject: str,
    page: str,
    case: Case | None = None,
    participant: Participant | None = None,
) -> None:
    """Log that a program asked for what it got masked."""
    do_log_viewing(
        user=user,
        door=Door.API,
        answer=Answer.REFUSED,
        case=case,
        participant=participant,
        subject=subject,
        page=page,
    )
