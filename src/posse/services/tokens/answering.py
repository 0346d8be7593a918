"""Answering a repeated request as the first time, by the key its sender gave it."""

from django.db import connection

from posse.apps.tokens.models import KeptAnswer, Token

# Two requests under one key at once: the second waits, and finds the answer of the first.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"


def kept_answer(token: Token, key: str) -> KeptAnswer | None:
    """What was answered under a key; holds the key until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"name": f"answer {token.pk} {key}"})
    return KeptAnswer.objects.filter(token=token, key=key).first()


def do_keep_answer(
    *, token: Token, key: str, asked_sha256: str, body: object, etag: str, status: int = 200
) -> None:
    """Keep an answer under its key."""
    KeptAnswer.objects.create(
        token=token, key=key, asked_sha256=asked_sha256, status=status, body=body, etag=etag
    )
