"""How far a person is with the portal, for the office."""

from dataclasses import dataclass
from datetime import date, datetime

from posse.apps.people.models import Participant
from posse.apps.portal.models import Invitation
from posse.services.matching.merged import same_person_as
from posse.services.portal.accounts import account_of_person


@dataclass(frozen=True)
class PortalStanding:
    """Whether a person has an account, and the newest invitation while it still works."""

    username: str
    is_open: bool
    last_sign_in: datetime | None
    invited_on: date | None
    expires_on: date | None
    tries_left: int


def portal_standing(participant: Participant, *, on: date) -> PortalStanding:
    """How far a person is with the portal on a day."""
    account = account_of_person(participant.pk)
    same = same_person_as(participant.pk)
    newest = Invitation.objects.filter(participant__in=same).order_by("-pk").first()
    is_waiting = newest is not None and newest.used_at is None and newest.expires_on >= on
    invitation = newest if is_waiting else None
    return PortalStanding(
        username=account.user.get_username() if account else "",
        is_open=account is not None and account.is_open,
        last_sign_in=account.user.last_login if account else None,
        invited_on=invitation.made_on if invitation else None,
        expires_on=invitation.expires_on if invitation else None,
        tries_left=invitation.tries_left if invitation else 0,
    )
