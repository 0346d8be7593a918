"""Coded values of payments."""

from django.db import models


class Source(models.TextChoices):
    """Where a collection came from; the distribution order may differ by it."""

    INCOME_WITHHOLDING = "income_withholding", "Income withholding"
    VOLUNTARY = "voluntary", "Voluntary payment"
    UNEMPLOYMENT = "unemployment", "Unemployment compensation"
    WORKERS_COMPENSATION = "workers_compensation", "Workers' compensation"
    FEDERAL_TAX_REFUND_OFFSET = "federal_tax_refund_offset", "Federal tax refund offset"
    FEDERAL_ADMINISTRATIVE_OFFSET = (
        "federal_administrative_offset",
        "Federal administrative offset",
    )
    STATE_LOTTERY = "state_lottery", "State lottery"
    FIDM_LEVY = "fidm_levy", "Financial institution levy"
    UNCLAIMED_PROPERTY = "unclaimed_property", "Unclaimed property"
    INSURANCE = "insurance", "Insurance settlement"
    OTHER_STATE = "other_state", "Received from another state"


class FileState(models.TextChoices):
    """What became of an inbound file."""

    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused as a whole; nothing was posted"


class SuspenseReason(models.TextChoices):
    """Why a receipt could not be given to an obligor."""

    UNKNOWN_REMITTANCE_ID = "unknown_remittance_id", "No case has this remittance id"
    SSN_DIFFERS = "ssn_differs", "The SSN is not the one of the case's noncustodial parent"
    NO_OBLIGOR = "no_obligor", "The case has no identified noncustodial parent"
    FIPS_DIFFERS = "fips_differs", "The payment names another jurisdiction"


class PaymentMethod(models.TextChoices):
    """How money leaves."""

    DIRECT_DEPOSIT = "direct_deposit", "Direct deposit"
    DEBIT_CARD = "debit_card", "Load of a debit card"
    WARRANT = "warrant", "Warrant by mail"
    STATE_TRANSFER = "state_transfer", "Transfer to the State's account"
    FOSTER_CARE_TRANSFER = "foster_care_transfer", "Transfer to the foster care agency"
    MEDICAID_TRANSFER = "medicaid_transfer", "Transfer to the Medicaid agency"
