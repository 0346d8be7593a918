"""Closed lists of matching."""

from django.db import models


class PairKind(models.TextChoices):
    """Why a pair stands in the report."""

    ALIKE = "alike", "Likely one person"
    SHARED_NUMBER = "number", "One Social Security number, two people"


class Verdict(models.TextChoices):
    """What somebody decided of a pair."""

    SAME = "same", "One person"
    DIFFERENT = "different", "Different people"
    OPEN = "open", "Not decided after all"
