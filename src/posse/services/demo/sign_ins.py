"""Writers of the people who may sign in."""

from django.contrib.auth.models import User
from django.db import transaction

from posse.services.access import ADMINISTRATOR, do_give_roles


@transaction.atomic
def do_set_sign_in(
    *, username: str, given_name: str, surname: str, role: str, password_hash: str
) -> User:
    """A user with one role, made or brought up to date; an administrator may do all."""
    user, _ = User.objects.update_or_create(
        username=username,
        defaults={
            "first_name": given_name,
            "last_name": surname,
            "password": password_hash,
            "is_active": True,
            "is_staff": role == ADMINISTRATOR,
            "is_superuser": role == ADMINISTRATOR,
        },
    )
    do_give_roles(user, [role])
    return user
