"""Invitations to the portal, the accounts made from them, and whose cases an account opens.

A parent of a child support case is invited, and a caretaker of a child care case.

An invitation is a code on paper; with the person's date of birth it makes an account. For
somebody who has an account it gives a new name and password, since who forgot one can only
ask the office. An account is of a person, so it follows merges of people.
"""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from posse.apps.cases.choices import Role
from posse.apps.cases.models import Case, CaseRole
from posse.apps.people.models import Identity, Participant
from posse.apps.portal.models import Invitation, PortalAccount
from posse.services.access import (
    CUSTODIAL_PARENT,
    NONCUSTODIAL_PARENT,
    Visitor,
    do_give_roles,
)
from posse.services.law import current_law
from posse.services.matching.merged import same_person_as, survivor_of
from posse.services.online.codes import new_code
from posse.services.online.visits import keyed_hash
from posse.services.portal.care_cases import care_cases_of_person
from posse.services.portal.refusals import PortalRefusal

TOPIC = "support.portal"
PASSWORD_FAULTS = ("password_too_short", "password_too_common", "password_too_similar")
USERNAME_LENGTHS = range(4, 81)


@transaction.atomic
def do_invite(*, participant: Participant, on: date, by: str) -> str:
    """A code by which this person may make an account; it is shown once and kept nowhere.

    An earlier code of the person no longer works. Raises: ValueError where the person has no
    case or no known date of birth.
    """
    person = survivor_of(participant.pk)
    if _birth_date(person) is None:
        raise ValueError("the date of birth is not known; it goes with the code at sign-up")
    if not (_cases_of(person) or care_cases_of_person(person, on=on)):
        raise ValueError("only a parent of a case or a caretaker is invited to the portal")
    code = new_code()
    Invitation.objects.create(
        participant_id=person,
        code_hash=_hash(code),
        made_on=on,
        made_by=by,
        expires_on=on + timedelta(days=_count("invitation_lasts_days", on=on)),
        tries_left=_count("invitation_tries_max", on=on),
    )
    return code


def do_accept_invitation(
    *, code: str, birth_date: date | None, username: str, password: str, on: date
) -> User:
    """The user whom a code and a date of birth make, or give a new name and password.

    A wrong code, a wrong date and a code that has ended are refused in the same words, so
    that nobody learns which it was. Raises: PortalRefusal.
    """
    invitation = _invitation(code, birth_date, on=on)
    username = username.strip()
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.used_at is not None:
            raise PortalRefusal("portal.r_code")
        account = account_of_person(invitation.participant_id)
        user = account.user if account else User()
        _check_name(user, username)
        user.username = username
        _check_password(user, password)
        user.set_password(password)
        user.is_active = True
        user.save()
        _do_open(user, invitation, account, on=on)
    return user


@transaction.atomic
def do_close_portal(*, participant: Participant) -> None:
    """End what opens the portal to a person: every account, and any code not used yet."""
    same = same_person_as(participant.pk)
    for account in PortalAccount.objects.filter(participant__in=same, is_open=True):
        account.is_open = False
        account.save(update_fields=["is_open"])
    unused = Invitation.objects.filter(participant__in=same, used_at=None, tries_left__gt=0)
    unused.update(tries_left=0)


def account_for_user(user: Visitor) -> PortalAccount | None:
    """The open account of the portal that is this user's; nothing for anybody else."""
    if not isinstance(user, User) or not user.is_active:
        return None
    found = PortalAccount.objects.select_related("participant", "user")
    return found.filter(user=user, is_open=True).first()


def is_parent(user: Visitor) -> bool:
    """Whether a user signs in as a parent, though the account may be closed."""
    return isinstance(user, User) and PortalAccount.objects.filter(user=user).exists()


def account_of_person(participant: int) -> PortalAccount | None:
    """The account that a person has, open or not; the newest where merges left several."""
    found = PortalAccount.objects.filter(participant__in=same_person_as(participant))
    return found.select_related("user").order_by("-is_open", "-pk").first()


def cases_of(account: PortalAccount) -> list[Case]:
    """The cases of the person who has the account, closed ones too, the newest first."""
    return _cases_of(account.participant_id)


def is_paying(account: PortalAccount, case: Case) -> bool:
    """Whether the person of the account is the parent who pays, or may have to, in a case."""
    return case.obligor_id in same_person_as(account.participant_id)


def _cases_of(participant: int) -> list[Case]:
    same = same_person_as(participant)
    found = Case.objects.filter(Q(obligor__in=same) | Q(obligee__in=same))
    return [
        case
        for case in found.order_by("-opened_on", "-pk")
        if case.obligee_id in same or not _was_left_out(case)
    ]


def _was_left_out(case: Case) -> bool:
    """Whether the man named as father turned out not to be, so that the case is not his."""
    rows = CaseRole.objects.filter(case=case, participant=case.obligor_id)
    latest = {row.role: row.is_ended for row in rows.order_by("effective_on", "id")}
    roles = (Role.NONCUSTODIAL, Role.ALLEGED_FATHER)
    return bool(latest) and all(latest.get(role, True) for role in roles)


def _invitation(code: str, birth_date: date | None, *, on: date) -> Invitation:
    """The invitation of a code, if the date fits; a wrong date is counted even so."""
    known = Invitation.objects.filter(code_hash=_hash(code), used_at=None).first()
    if known is None or not _do_try(known, birth_date, on=on):
        raise PortalRefusal("portal.r_code")
    return known


@transaction.atomic
def _do_try(known: Invitation, birth_date: date | None, *, on: date) -> bool:
    """Whether the code still works and the date fits."""
    locked = Invitation.objects.select_for_update().get(pk=known.pk)
    same = same_person_as(locked.participant_id)
    newest = Invitation.objects.filter(participant__in=same).order_by("-pk").first()
    if locked != newest or on > locked.expires_on or not locked.tries_left:
        return False
    if birth_date is not None and birth_date == _birth_date(same[0]):
        return True
    locked.tries_left -= 1
    locked.save(update_fields=["tries_left"])
    return False


def _do_open(
    user: User, invitation: Invitation, account: PortalAccount | None, *, on: date
) -> None:
    """Tie the user to the person; whoever asked for a new password starts afresh."""
    person = survivor_of(invitation.participant_id)
    if account is None:
        PortalAccount.objects.create(user=user, participant_id=person, opened_on=on)
    elif not account.is_open:
        account.is_open = True
        account.save(update_fields=["is_open"])
    same = set(same_person_as(person))
    pays = any(case.obligor_id in same for case in _cases_of(person))
    receives = any(case.obligee_id in same for case in _cases_of(person))
    roles = [CUSTODIAL_PARENT] * receives + [NONCUSTODIAL_PARENT] * pays
    do_give_roles(user, roles)
    Authenticator.objects.filter(user=user).delete()
    AccessAttempt.objects.filter(username=user.get_username()).delete()
    invitation.used_at = Now()
    invitation.save(update_fields=["used_at"])


def _check_name(user: User, username: str) -> None:
    """Refuse a name that is too short, has odd signs, or is somebody's already."""
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as refused:
        raise PortalRefusal("portal.r_name") from refused
    if len(username) not in USERNAME_LENGTHS:
        raise PortalRefusal("portal.r_name")
    if User.objects.filter(username__iexact=username).exclude(pk=user.pk).exists():
        raise PortalRefusal("portal.r_name_taken")


def _check_password(user: User, password: str) -> None:
    """Refuse a password by the house's rules, with the first fault in plain words."""
    try:
        validate_password(password, user)
    except ValidationError as refused:
        codes = {each.code for each in refused.error_list}
        fault = next((each for each in PASSWORD_FAULTS if each in codes), PASSWORD_FAULTS[0])
        raise PortalRefusal(f"portal.r_{fault}") from refused


def _birth_date(participant: int) -> date | None:
    rows = Identity.objects.filter(participant=participant).order_by("effective_on", "id")
    latest = rows.last()
    return latest.birth_date if latest else None


def _hash(code: str) -> str:
    plain = "".join(each for each in code.upper() if each.isalnum())
    return keyed_hash(plain, what="portal invitation")


def _count(name: str, *, on: date) -> int:
    return int(current_law().value(f"{TOPIC}.{name}", on=on))
