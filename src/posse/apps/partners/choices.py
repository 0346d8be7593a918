"""Coded values of partners."""

from django.db import models


class RequestAct(models.TextChoices):
    """What became of a State's request after it was taken in."""

    CERTIFIED = "certified", "Arrears certified anew"
    TOLD = "told", "The State was told what was found"
    WITHDRAWN = "withdrawn", "Withdrawn by the State"


class StateMatchAct(models.TextChoices):
    """What became of a match for another State."""

    LEVIED = "levied", "Lien and levy mailed for the State"
    COLLECTED = "collected", "Money sent to the State"
    LEFT = "left", "Left alone"


class MatchMethod(models.TextChoices):
    """Who compares: the State with all accounts sent to it, or the institution itself."""

    ONE = "one", "Method one: the institution sends all its accounts"
    TWO = "two", "Method two: the institution looks for the State's parents"
