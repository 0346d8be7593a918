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
