"""Making and revoking tokens."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from posse.apps.tokens.models import RATE_DEFAULT, Token, TokenEnd
from posse.services.access import roles_for_user
from posse.services.register.entries import required

SCOPES = {
    "cases:read": "cases, their people and timelines",
    "participants:read": "people with the addresses that are not protected",
    "money:read": "balances, payments, and why",
    "tasks:read": "tasks",
    "tasks:write": "finish tasks and give them to others",
}
DAYS_MAX, RATE_MAX = 366, 6000
_MARK = "posse_"


def secret_hash(secret: str) -> str:
    """What is kept of a secret; it is long and random, so that one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def do_make_token(
    *,
    name: str,
    user: User,
    scopes: Iterable[str],
    days: int,
    by: str,
    requests_a_minute: int = RATE_DEFAULT,
) -> tuple[Token, str]:
    """A new token and its secret, which is told this once.

    Raises: ValueError in words for a scope, a user, a name or a time that cannot be.
    """
    chosen = sorted(set(scopes))
    unknown = [scope for scope in chosen if scope not in SCOPES]
    if unknown or not chosen:
        known = ", ".join(SCOPES)
        raise ValueError(f"choose scopes among {known}; not: {', '.join(unknown) or 'none'}")
    if not roles_for_user(user):
        raise ValueError(f"{user.get_username()} has no role, so a token could do nothing")
    if not 1 <= days <= DAYS_MAX:
        raise ValueError(f"a token lasts 1 to {DAYS_MAX} days")
    if not 1 <= requests_a_minute <= RATE_MAX:
        raise ValueError(f"a token may ask 1 to {RATE_MAX} times a minute")
    told = required(name, what="the name of the token", length_max=80)
    if Token.objects.filter(user=user, name=told).exists():
        raise ValueError(f"{user.get_username()} has a token “{told}” already")
    secret = _MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=told,
        user=user,
        secret_sha256=secret_hash(secret),
        scopes=chosen,
        requests_a_minute=requests_a_minute,
        expires_at=Now() + timedelta(days=days),
        made_by=by,
    )
    return Token.objects.get(pk=token.pk), secret


@transaction.atomic
def do_revoke_token(*, token: Token, by: str) -> TokenEnd:
    """End a token at once; revoking it again changes nothing."""
    end, _ = TokenEnd.objects.get_or_create(token=token, defaults={"revoked_by": by})
    return end


def tokens_for_office() -> list[Token]:
    """Every token with its user, use and end, the newest first."""
    return list(Token.objects.select_related("user", "use", "end"))


def token_by_id(token_id: int) -> Token | None:
    """A token; nobody's permission is asked here."""
    return Token.objects.filter(pk=token_id).first()
