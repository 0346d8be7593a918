"""Coded values of closing."""

from django.db import models


class NoticeWay(models.TextChoices):
    """How a notice of closing went out."""

    MAIL = "mail", "By mail"
    ELECTRONIC = "electronic", "Electronically, with recorded consent"
    AGENCY = "agency", "In a record to the initiating agency"


class ReopenWay(models.TextChoices):
    """By what right a closed case is worked again."""

    APPLICATION = "application", "A new application"
    REFERRAL = "referral", "A new referral from an assistance program"
    MISTAKE = "mistake", "It was closed by mistake"
