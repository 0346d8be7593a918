"""Coded values of the life of a disbursement."""

from django.db import models


class EventKind(models.TextChoices):
    """What became of a disbursement."""

    STOP_REQUESTED = "stop_requested", "The bank was asked to stop payment"
    CLEARED = "cleared", "Paid by the bank"
    STOPPED = "stopped", "Payment stopped by the bank"
    VOIDED = "voided", "Voided before anybody cashed it"
    UNDELIVERABLE = "undeliverable", "Came back as undeliverable mail"
    RETURNED = "returned", "Returned by the payee's bank or card programme"
    STALE = "stale", "Not cashed in time"


# With these the money is back in the unit's bank account and awaits payment again.
MONEY_BACK = (
    EventKind.STOPPED,
    EventKind.VOIDED,
    EventKind.UNDELIVERABLE,
    EventKind.RETURNED,
    EventKind.STALE,
)
# A disbursement ends in one of these, once.
ENDINGS = (EventKind.CLEARED, *MONEY_BACK)
