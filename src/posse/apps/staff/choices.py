"""Coded values of staff."""

from django.db import models


class Relation(models.TextChoices):
    """Why somebody of the staff may not open the cases of a person."""

    SELF = "self", "The same person"
    RELATIVE = "relative", "A relative"
    COLLEAGUE = "colleague", "An immediate colleague"
    OTHER = "other", "Another conflict of interest"
