"""Cases that are closed to somebody of the staff: the own, a relative's, a colleague's.

A declared conflict of interest closes them, and so does being the same person or working in
the same team as one; nobody has to declare that. An emergency opens a case for a while.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.doors.models import BrokenGlass
from posse.apps.people.models import Participant
from posse.apps.staff.choices import Relation
from posse.apps.staff.models import StaffMember
from posse.services.access import Visitor
from posse.services.doors.viewings import do_log_viewing
from posse.services.matching.merged import members_for, survivors_for
from posse.services.staff.conflicts import conflicts_of
from posse.services.staff.members import staff_for_user


def closed_people(user: Visitor, *, on: date) -> dict[int, Relation]:
    """Participants whose cases are closed to a user on a day, and why."""
    member = staff_for_user(user)
    if member is None:
        return {}
    return _with_merged(_colleagues(member) | conflicts_of(member, on=on))


def _with_merged(people: Mapping[int, Relation]) -> dict[int, Relation]:
    """The people, and all records that are of one person with one of them."""
    if not people:
        return {}
    stands = survivors_for(people)
    members = members_for(stands.values())
    return {
        each: relation
        for person, relation in people.items()
        for each in members[stands[person]]
    }


def _colleagues(member: StaffMember) -> dict[int, Relation]:
    """Those of the same team, above and below, who are in the register themselves."""
    near = Q(supervisor=member) | Q(pk=member.supervisor_id)
    if member.team_id:
        near |= Q(team=member.team_id)
    rows = StaffMember.objects.filter(near, participant__isnull=False).exclude(pk=member.pk)
    people = rows.values_list("participant_id", flat=True)
    return dict.fromkeys(people, Relation.COLLEAGUE)


def closed_cases(user: Visitor, *, on: date) -> dict[int, Relation]:
    """Ids of the cases that are closed to a user on a day, and why; none for nearly everybody.

    A case that was opened in an emergency is open until that ends.
    """
    people = closed_people(user, on=on)
    if not people:
        return {}
    opened = BrokenGlass.objects.filter(user=user.pk, until__gt=Now()).values("case")
    rows = Case.objects.exclude(pk__in=opened)
    found: dict[int, Relation] = {}
    for name in ("obligor", "obligee", "roles__participant"):
        pairs = rows.filter(**{f"{name}__in": list(people)}).values_list("pk", name)
        found |= {case: people[person] for case, person in pairs}
    return found


def refusal_of_case(user: Visitor, case: Case, *, on: date, page: str = "") -> str:
    """Why a case is closed to a user, in words, with the attempt logged; empty when open."""
    relation = closed_cases(user, on=on).get(case.pk)
    if relation is None:
        return ""
    do_log_viewing(
        user=user,
        door=Door.CONFLICT,
        answer=Answer.REFUSED,
        case=case,
        subject=str(relation.label),
        page=page,
    )
    return _words(relation, f"Case {case.number}")


def refusal_of_people(
    user: Visitor, participants: Iterable[Participant | None], *, on: date
) -> str:
    """Why what belongs to some people is closed to a user, logged; empty when open."""
    people = closed_people(user, on=on)
    for participant in participants:
        relation = people.get(participant.pk) if participant is not None else None
        if relation is None or _is_opened(user, participant):
            continue
        do_log_viewing(
            user=user,
            door=Door.CONFLICT,
            answer=Answer.REFUSED,
            participant=participant,
            subject=str(relation.label),
        )
        return _words(relation, "What belongs to this person")
    return ""


def _is_opened(user: Visitor, participant: Participant | None) -> bool:
    """Whether an emergency opened a case of the person to the user."""
    own = Q(case__obligor=participant) | Q(case__obligee=participant)
    return BrokenGlass.objects.filter(own, user=user.pk, until__gt=Now()).exists()


def _words(relation: Relation, what: str) -> str:
    why: Mapping[Relation, str] = {
        Relation.SELF: "you are in it yourself",
        Relation.RELATIVE: "a relative of yours is in it",
        Relation.COLLEAGUE: "an immediate colleague of yours is in it",
        Relation.OTHER: "you declared a conflict of interest",
    }
    return f"{what} is closed to you: {why[relation]}. The attempt is logged."
