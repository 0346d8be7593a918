"""Who works here, in which team, and under whom."""

from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.people.models import Participant
from posse.apps.staff.models import Office, StaffMember, Team
from posse.services.access import Visitor
from posse.services.register.entries import required


@transaction.atomic
def do_open_office(*, name: str, county_fips: str) -> Office:
    """An office by its name, made or brought up to date. Raises: ValueError."""
    if len(county_fips) != 5 or not county_fips.isdigit():
        raise ValueError(f"the county must be five FIPS digits, not {county_fips!r}")
    named = required(name, what="the office's name", length_max=80)
    office, _ = Office.objects.update_or_create(
        name=named, defaults={"county_fips": county_fips}
    )
    return office


@transaction.atomic
def do_form_team(*, office: Office, name: str) -> Team:
    """A team of an office, made where it is not there yet. Raises: ValueError."""
    named = required(name, what="the team's name", length_max=80)
    return Team.objects.get_or_create(office=office, name=named)[0]


@transaction.atomic
def do_hire(
    *,
    user: User,
    team: Team | None = None,
    supervisor: StaffMember | None = None,
    participant: Participant | None = None,
) -> StaffMember:
    """A user as somebody who works here, made or brought up to date.

    Raises: ValueError where the supervisor is supervised by the same person.
    """
    above = supervisor
    while above is not None:
        if above.user_id == user.pk:
            raise ValueError("nobody can be supervised by somebody whom they supervise")
        above = above.supervisor
    member, _ = StaffMember.objects.update_or_create(
        user=user,
        defaults={"team": team, "supervisor": supervisor, "participant": participant},
    )
    return member


def team_named(*, office: str, team: str) -> Team | None:
    """A team by its name and that of its office."""
    return Team.objects.filter(office__name=office, name=team).first()


def staff_for_user(user: Visitor) -> StaffMember | None:
    """The person of the staff who is this user; nothing for anybody else."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return StaffMember.objects.filter(user=user).select_related("user", "team__office").first()
