"""The made-up staff of the demo: offices, teams, and caseworkers who never sign in."""

from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.staff.models import StaffMember
from posse.services.access import CASEWORKER, do_give_roles
from posse.services.staff.members import do_form_team, do_hire, do_open_office

TEAM = "Child support team"


@transaction.atomic
def do_staff_office(
    *, town: str, county_fips: str, people: dict[str, str], lead: str = ""
) -> list[StaffMember]:
    """An office with its team of caseworkers: names by user name; made or brought up to date.

    ``lead`` is the user name of who supervises them, a user that is there already.
    """
    office = do_open_office(name=f"{town} office", county_fips=county_fips)
    team = do_form_team(office=office, name=TEAM)
    supervisor = StaffMember.objects.filter(user__username=lead).first()
    if supervisor is None and (user := User.objects.filter(username=lead).first()):
        supervisor = do_hire(user=user, team=team)
    return [
        do_hire(user=_do_make_user(username, name), team=team, supervisor=supervisor)
        for username, name in people.items()
    ]


def _do_make_user(username: str, name: str) -> User:
    """A caseworker; without a password of their own nobody signs in as them."""
    given_name, _, surname = name.partition(" ")
    user, is_new = User.objects.get_or_create(
        username=username, defaults={"first_name": given_name, "last_name": surname}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
        do_give_roles(user, [CASEWORKER])
    return user
