"""Coded values of doors."""

from django.db import models


class Door(models.TextChoices):
    """What somebody looked at, or tried to."""

    ADDRESS = "address", "Protected address"
    TAX_INFORMATION = "tax_information", "Federal tax information"
    CONFLICT = "conflict", "Case closed by a conflict of interest"
    BROKEN_GLASS = "broken_glass", "Case opened in an emergency"
    API = "api", "Data interface"
    PORTAL = "portal", "Family pages"
    SESSION = "session", "Session used from another browser"


class Answer(models.TextChoices):
    """What the door said."""

    OPENED = "opened", "Opened"
    REFUSED = "refused", "Refused"
