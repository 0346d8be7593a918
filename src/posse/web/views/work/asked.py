"""Which tasks a page asks for, read leniently from its address; and the rail of queues."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse

from posse.apps.staff.models import StaffMember
from posse.services.access import REASSIGN_WORK, may
from posse.services.pages.worklists import (
    ESCALATED,
    EVERYBODY,
    GROUPS,
    MINE,
    NOBODY,
    SORTS,
    TEAM,
    Asked,
    count_of,
    counted,
    hidden_from,
    staff_of,
    tasks_asked,
)
from posse.web.asking import asked_number
from posse.web.workday import acting_date

QUEUES = {
    MINE: "My tasks",
    TEAM: "Tasks of my team",
    NOBODY: "Of my team, nobody has them",
    ESCALATED: "Escalated to me",
    EVERYBODY: "Tasks of everybody",
}
# Lists of other rooms that wait for somebody; their pages count for themselves.
OTHER_QUEUES = (
    ("suspense", "Suspense"),
    ("holds", "Holds"),
    ("waiting", "Payments that wait"),
    ("approvals", "Approvals"),
    ("calendar", "Calendar"),
    ("closures", "Closing cases"),
    ("notes", "Search notes"),
    ("money-day", "The books today"),
)


@dataclass(frozen=True)
class Queue:
    """One line of the rail."""

    words: str
    url: str
    count: str
    is_here: bool = False


def viewer_of(request: HttpRequest) -> StaffMember | None:
    """Whoever of the staff looks, read once a request."""
    if not hasattr(request, "staff_member"):
        request.staff_member = staff_of(request.user)  # type: ignore[attr-defined]
    found: StaffMember | None = request.staff_member  # type: ignore[attr-defined]
    return found


def bare_of(request: HttpRequest, *, queue: str = EVERYBODY) -> Asked:
    """Everything that whoever looks may see of a queue, today."""
    viewer, on = viewer_of(request), acting_date()
    if not hasattr(request, "hidden_cases"):
        request.hidden_cases = hidden_from(viewer, on=on)  # type: ignore[attr-defined]
    return Asked(viewer=viewer, on=on, queue=queue, hidden=request.hidden_cases)  # type: ignore[attr-defined]


def asked_of(request: HttpRequest, *, queue: str = EVERYBODY) -> Asked:
    """What a list's address asks for; nonsense narrows nothing."""
    named = request.GET.get("queue", queue)
    group, sort = request.GET.get("group", ""), request.GET.get("sort", "due")
    return replace(
        bare_of(request),
        queue=named if named in QUEUES else queue,
        worker=asked_number(request, "worker"),
        team=asked_number(request, "team"),
        county=request.GET.get("county", "")[:5],
        rule=request.GET.get("rule", "")[:20],
        group=group if group in GROUPS else "",
        sort=sort if sort in SORTS else "due",
    )


def queues_for(request: HttpRequest, *, here: str) -> list[Queue]:
    """The queues of tasks of whoever looks, each with how much waits in it."""
    viewer = viewer_of(request)
    assert isinstance(request.user, User)
    is_lead = may(request.user, REASSIGN_WORK)
    names = [name for name in QUEUES if name != ESCALATED or is_lead]
    bare = bare_of(request)
    return [
        Queue(
            words=QUEUES[name],
            url=reverse("home") if name == MINE else f"{reverse('work')}?queue={name}",
            count=counted(count_of(tasks_asked(replace(bare, queue=name)))),
            is_here=name == here,
        )
        for name in names
        if viewer is not None or name == EVERYBODY
    ]


def other_queues() -> list[Queue]:
    """Lists that wait in other parts of the system."""
    return [Queue(words, reverse(name), "") for name, words in OTHER_QUEUES]
