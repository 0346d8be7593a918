"""Coded values of income withholding."""

from django.db import models


class SourceKind(models.TextChoices):
    """What a payor pays a parent.

    Source: CS-IRG-G1, CS-IRG-G8.2, CS-IRG-G9.1.
    """

    WAGES = "wages", "Wages"
    UNEMPLOYMENT = "unemployment", "Unemployment insurance"
    WORKERS_COMPENSATION = "workers_compensation", "Workers' compensation"
    FEDERAL = "federal", "Federal pay or pension"
    MILITARY = "military", "Military pay"
    OTHER = "other", "Other income"


class ToldBy(models.TextChoices):
    """Who told that a payor pays a parent, or no longer does."""

    NEW_HIRE = "new_hire", "New hire report"
    WORKER = "worker", "A worker"
    PARENT = "parent", "The parent"
    MATCH = "match", "A match with a partner"
    PAYOR = "payor", "The payor"


class OrderKind(models.TextChoices):
    """Which order went out, by the boxes of the federal form."""

    ORIGINAL = "original", "Original order"
    AMENDED = "amended", "Amended order"
    ONE_TIME = "one_time", "One-time order for a lump sum"
    TERMINATION = "termination", "Termination"


class NonComplianceState(models.TextChoices):
    """Where it stands with a payor who does not do what an order says."""

    FOUND = "found", "Money did not come"
    NOTICED = "noticed", "Payor told"
    HEARING = "hearing", "Before the court"
    PENALTY = "penalty", "Penalty set"
    CLOSED = "closed", "Closed"
