"""Recognising a token, and counting its requests by the minute, in the database.

The count is the database's, so that it holds across all processes that serve the site.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Now

from posse.apps.tokens.models import Token
from posse.services.tokens.issuing import secret_hash

COUNT = """
    INSERT INTO tokens_tokenuse AS used
           (token_id, last_used_at, minute_starts_at, minute_count)
    VALUES (%(token)s, now(), date_trunc('minute', now()), 1)
    ON CONFLICT (token_id) DO UPDATE
    SET last_used_at = now(), minute_starts_at = date_trunc('minute', now()),
        minute_count = CASE WHEN used.minute_starts_at = date_trunc('minute', now())
                            THEN used.minute_count + 1 ELSE 1 END
    RETURNING minute_count,
              ceil(extract(epoch FROM minute_starts_at + interval '1 minute' - now()))::int"""


@dataclass(frozen=True)
class Rate:
    """How many requests a token has in this minute, how many are left, until when."""

    limit: int
    left: int
    reset_seconds: int
    is_over: bool


def token_of_secret(secret: str) -> Token | None:
    """The token of a secret, while it lasts and its user is active."""
    rows = Token.objects.select_related("user").filter(
        secret_sha256=secret_hash(secret),
        expires_at__gt=Now(),
        end__isnull=True,
        user__is_active=True,
    )
    return rows.first()


def do_count_request(token: Token) -> Rate:
    """Count one request of a token."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"token": token.pk})
        count, seconds = cursor.fetchone()
    limit = token.requests_a_minute
    return Rate(limit, max(0, limit - count), seconds, is_over=count > limit)
