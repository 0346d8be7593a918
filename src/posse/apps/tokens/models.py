"""Tables of the data interface: tokens, their end, their use, and answers to repeat."""

from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from posse.apps.facts import append_only

RATE_DEFAULT = 300


class Token(models.Model):
    """What a program shows instead of a password; only the hash of the secret is kept.

    It acts as its ``user`` and never does more than that user may; ``scopes`` narrow it.
    """

    name = models.CharField(max_length=80)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    requests_a_minute = models.PositiveIntegerField(default=RATE_DEFAULT)
    expires_at = models.DateTimeField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_by = models.CharField(max_length=80)

    class Meta:
        """Tokens never change; one that should do something else is made anew."""

        triggers = [append_only()]
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="token_name_once_a_user"),
        ]


class TokenEnd(models.Model):
    """That a token was revoked."""

    token = models.OneToOneField(Token, on_delete=models.PROTECT, related_name="end")
    revoked_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_by = models.CharField(max_length=80)

    class Meta:
        """Nothing brings a revoked token back."""

        triggers = [append_only()]


class TokenUse(models.Model):
    """When a token was last used, and how often in the minute that began then."""

    token = models.OneToOneField(Token, on_delete=models.PROTECT, related_name="use")
    last_used_at = models.DateTimeField()
    minute_starts_at = models.DateTimeField()
    minute_count = models.PositiveIntegerField()


class KeptAnswer(models.Model):
    """What a token was answered under an idempotency key, to be said again word for word."""

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=80)
    asked_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    etag = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """One answer a key."""

        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="kept_answer_once_a_key"),
        ]
