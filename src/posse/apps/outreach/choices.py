"""The coded words of outreach."""

from django.db import models


class ReminderChannel(models.TextChoices):
    """By which way a reminder goes."""

    EMAIL = "email", "E-mail"
    TEXT = "text", "Text message"


class HandoverOutcome(models.TextChoices):
    """What became of a reminder that was decided."""

    SENT = "sent", "Handed to the gateway"
    WITHDRAWN = "withdrawn", "Not sent: no longer wanted or of no use"
