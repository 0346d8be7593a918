"""Coded values of recovery."""

from django.db import models


class TermsBasis(models.TextChoices):
    """By what right money is taken out of later payments."""

    AGREEMENT = "agreement", "The payee's written agreement"
    ORDER = "order", "A court's order"
    ENDED = "ended", "Nothing is taken any more"
