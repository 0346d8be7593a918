"""Coded values of approvals."""

from django.db import models


class Correction(models.TextChoices):
    """What a proposal would do once another person approves it."""

    REVERSE = "reverse", "Take back a receipt"
    ADJUST = "adjust", "Adjust a balance"
    WRITE_OFF = "write_off", "Write off a debt"
    CLOSE = "close", "Close a case with arrears assigned to the State"
    SUPPRESS = "suppress", "Suppress an enforcement action"
    PASSPORT = "passport", "Suppress the denial of a passport denied already"


# What lets an action rest and so may move no money at all.
RESTS = (Correction.SUPPRESS, Correction.PASSPORT)
