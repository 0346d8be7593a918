"""Coded values of people."""

from django.db import models


class IdentifierKind(models.TextChoices):
    """What a number identifies a person by."""

    SSN = "ssn", "Social Security number"
    ITIN = "itin", "Individual taxpayer identification number"
    DRIVER_LICENSE = "driver_license", "Driver's license"


class AddressKind(models.TextChoices):
    """What an address is for."""

    RESIDENCE = "residence", "Residence"
    MAILING = "mailing", "Mailing address"


class AccountKind(models.TextChoices):
    """What kind of bank account receives support."""

    CHECKING = "checking", "Checking account"
    SAVINGS = "savings", "Savings account"


class ViolenceBasis(models.TextChoices):
    """On what the mark of family violence rests."""

    SCREENING = "screening", "Answers at intake"
    PROTECTION_ORDER = "protection_order", "Protection order"
    GOOD_CAUSE = "good_cause", "Good cause found by the assistance program"
    COURT = "court", "Finding of a court"
    OTHER_STATE = "other_state", "Told by another state or the federal registry"
    WORKER = "worker", "Belief of the worker"
    ENDED = "ended", "The person asked to end it"
