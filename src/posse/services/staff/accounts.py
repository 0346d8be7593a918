"""Accounts of the staff: opened, given roles, closed; passwords and second steps renewed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.staff.models import StaffMember, Team
from posse.services.access import ADMINISTRATOR, do_give_roles, roles_for_user
from posse.services.staff.members import do_hire

# No letter or digit that another looks like, since a first password is read from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 5


@dataclass(frozen=True)
class Account:
    """An account as lists show it."""

    username: str
    full_name: str
    roles: tuple[str, ...]
    team: str
    is_open: bool
    has_second_step: bool
    last_sign_in: datetime | None
    user: int


@transaction.atomic
def do_open_account(
    *, username: str, given_name: str, surname: str, roles: Sequence[str], team: Team | None
) -> str:
    """An account of somebody who works here; its first password, which is kept nowhere.

    Raises: ValueError where the name is taken or empty, or no role is given.
    """
    if not username.strip() or User.objects.filter(username__iexact=username).exists():
        raise ValueError(f"the name {username!r} is empty or taken")
    if not roles:
        raise ValueError("somebody who works here needs at least one role")
    password = _new_password()
    user = User.objects.create_user(
        username=username.strip(), password=password, first_name=given_name, last_name=surname
    )
    do_give_account_roles(user=user, roles=roles)
    do_hire(user=user, team=team)
    return password


@transaction.atomic
def do_give_account_roles(*, user: User, roles: Sequence[str]) -> None:
    """These roles and no others. Raises: ValueError."""
    do_give_roles(user, roles)
    is_administrator = ADMINISTRATOR in roles
    if user.is_superuser and not is_administrator:
        user.is_superuser = user.is_staff = False
        user.save(update_fields=["is_superuser", "is_staff"])


@transaction.atomic
def do_close_account(*, user: User) -> None:
    """Nobody signs in by it any more, and whoever is signed in by it is signed out."""
    user.is_active = False
    user.save(update_fields=["is_active"])


@transaction.atomic
def do_reopen_account(*, user: User) -> None:
    """Open a closed account again, and forget the failures that locked its name."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    AccessAttempt.objects.filter(username=user.get_username()).delete()


@transaction.atomic
def do_renew_password(*, user: User) -> str:
    """A new password, which ends every session of the account and is kept nowhere."""
    password = _new_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    AccessAttempt.objects.filter(username=user.get_username()).delete()
    return password


@transaction.atomic
def do_forget_second_step(*, user: User) -> int:
    """Take away the second steps of somebody who lost the phone; how many there were."""
    count: int = Authenticator.objects.filter(user=user).delete()[0]
    return count


def account_named(username: str) -> User | None:
    """The user of this name."""
    return User.objects.filter(username=username).first()


def accounts() -> list[Account]:
    """Every account of the staff, by name."""
    teams = {
        member.user_id: f"{member.team.office.name}, {member.team.name}"
        for member in StaffMember.objects.select_related("team__office")
        if member.team
    }
    stepped = set(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list(
            "user", flat=True
        )
    )
    return [
        Account(
            username=user.get_username(),
            full_name=user.get_full_name() or user.get_username(),
            roles=roles_for_user(user) or tuple(g.name for g in user.groups.all()),
            team=teams.get(user.pk, ""),
            is_open=user.is_active,
            has_second_step=user.pk in stepped,
            last_sign_in=user.last_login,
            user=user.pk,
        )
        for user in User.objects.prefetch_related("groups").order_by("last_name", "first_name")
    ]


def _new_password() -> str:
    groups = (
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    return "-".join(groups)
