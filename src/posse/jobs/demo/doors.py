"""What the demo shows of its doors: people in danger, a conflict, an emergency, a token."""

from datetime import date

from django.contrib.auth.models import User
from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.people.choices import ViolenceBasis
from posse.apps.people.models import Participant
from posse.apps.staff.choices import Relation
from posse.apps.staff.models import ConflictOfInterest, StaffMember
from posse.services.access import ADMINISTRATOR, AUDITOR, CASEWORKER, INVESTIGATOR, SDU_CLERK
from posse.services.demo.installation import RECORDED_BY as BY
from posse.services.demo.parents import telling_case
from posse.services.doors.addresses import do_open_addresses
from posse.services.doors.emergencies import do_break_glass
from posse.services.doors.viewings import do_log_viewing
from posse.services.register.safety import (
    do_keep_address_confidential,
    do_mark_family_violence,
)
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.tokens.issuing import do_make_token, tokens_for_office

PROGRAM = "County dashboard (demo)"
EMERGENCY = (
    "The hospital asks at night for the insurance of the child, and nobody else is here."
)
SERVING = "Serving a protection order, asked by the court"


def do_show_doors(users: dict[str, str], *, on: date) -> None:
    """Rows of each door, once; ``users`` are the demo's user names by role."""
    of = {role: User.objects.get(username=name) for role, name in users.items()}
    _do_make_token(of)
    if ConflictOfInterest.objects.exists():
        return
    own = _cases().filter(standing__staff__user=of[CASEWORKER])
    others = _cases().exclude(standing__staff__user=of[CASEWORKER])
    for_marks = [case.obligee for case in own[:2]]
    if len(for_marks) < 2 or not others:
        return
    _do_mark(for_marks[0], for_marks[1], on=on)
    _do_look(of, own[0], on=on)
    _do_close_and_open(of[CASEWORKER], others[0], on=on)


def _cases() -> "QuerySet[Case]":
    """Cases that are served and have both parents, without the one of the portal."""
    telling = telling_case()
    rows = Case.objects.filter(standing__is_served=True, obligor__isnull=False)
    rows = rows.exclude(family=telling.family if telling else None)
    return rows.select_related("obligor", "obligee").order_by("number")


def _do_mark(afraid: Participant, hidden: Participant, *, on: date) -> None:
    """Somebody is in danger, and somebody takes part in the program for secret addresses."""
    do_mark_family_violence(
        participant=afraid,
        is_on=True,
        basis=ViolenceBasis.PROTECTION_ORDER,
        note="A made-up protection order of the demo",
        on=on,
        by=BY,
    )
    do_keep_address_confidential(
        participant=hidden, is_on=True, program="Made-up address program", on=on, by=BY
    )


def _do_look(of: dict[str, User], case: Case, *, on: date) -> None:
    """An investigator opens a protected address with a reason; a clerk tries to in vain."""
    page = f"/cases/{case.number}/people/{case.obligee_id}/address/"
    do_open_addresses(
        viewer=of[INVESTIGATOR],
        participant=case.obligee,
        case=case,
        reason=SERVING,
        page=page,
        on=on,
    )
    do_log_viewing(
        user=of[SDU_CLERK],
        door=Door.ADDRESS,
        answer=Answer.REFUSED,
        case=case,
        participant=case.obligee,
        page=page,
    )


def _do_close_and_open(worker: User, case: Case, *, on: date) -> None:
    """A relative's case is closed to a caseworker, who opened it in an emergency once."""
    assert case.obligor is not None, "cases are chosen with both parents"
    do_declare_conflict(
        staff=StaffMember.objects.get(user=worker),
        participant=case.obligor,
        relation=Relation.RELATIVE,
        on=on,
        by=worker.username,
        note="A cousin",
    )
    page = f"/cases/{case.number}/"
    do_break_glass(user=worker, case=case, reason=EMERGENCY, page=page, on=on)


def _do_make_token(of: dict[str, User]) -> None:
    """A token that reads as the auditor does; its secret is kept nowhere."""
    if not any(token.name == PROGRAM for token in tokens_for_office()):
        do_make_token(
            name=PROGRAM,
            user=of[AUDITOR],
            scopes=["cases:read", "money:read"],
            days=90,
            by=of[ADMINISTRATOR].username,
        )
