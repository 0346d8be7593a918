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


class FileKind(models.TextChoices):
    """What an inbound file is, by which it is read again."""

    PAYMENTS = "payments", "Payments of a bank"
    WARRANTS = "warrants", "A bank's answer about warrants"
    REFERRALS = "referrals", "Referrals of an agency"
    OFFSET_REJECTS = "offset_rejects", "Federal offset: submissions rejected"
    OFFSET_COLLECTIONS = "offset_collections", "Federal offset: money taken or taken back"
    OFFSET_STANDING = "offset_standing", "Federal offset: what stands there"
    MSFIDM = "msfidm", "Accounts of the multistate match"
    FIDM = "fidm", "Accounts of the in-state match"
    INSURANCE = "insurance", "Insurance claims"
    UNCLAIMED_PROPERTY = "unclaimed_property", "Unclaimed property"
    LOTTERY = "lottery", "Prizes of the Wyoming State Lottery"
    LICENSES = "licenses", "Answers about licenses"
    NEW_HIRES = "new_hires", "New hires of the national directory"
    EMPLOYER_HIRES = "employer_hires", "New hires of one employer"
    CREDIT_DISPUTES = "credit_disputes", "Disputes told by a credit bureau"
    STATE_REQUESTS = "state_requests", "Requests of another State"
    BENEFITS = "benefits", "Benefits of unemployment and workers' compensation"


class SuspenseReason(models.TextChoices):
    """Why a receipt could not be given to an obligor."""

    UNKNOWN_REMITTANCE_ID = "unknown_remittance_id", "No case has this remittance id"
    SSN_DIFFERS = "ssn_differs", "The SSN is not the one of the case's noncustodial parent"
    NO_OBLIGOR = "no_obligor", "The case has no identified noncustodial parent"
    FIPS_DIFFERS = "fips_differs", "The payment names another jurisdiction"
    TAKEN_BACK = "taken_back", "It was credited to the wrong person and taken back"


class PaymentMethod(models.TextChoices):
    """How money leaves."""

    DIRECT_DEPOSIT = "direct_deposit", "Direct deposit"
    DEBIT_CARD = "debit_card", "Load of a debit card"
    WARRANT = "warrant", "Warrant by mail"
    STATE_TRANSFER = "state_transfer", "Transfer to the State's account"
    FOSTER_CARE_TRANSFER = "foster_care_transfer", "Transfer to the foster care agency"
    MEDICAID_TRANSFER = "medicaid_transfer", "Transfer to the Medicaid agency"


class ReversalReason(models.TextChoices):
    """Why a receipt, or a part of it, was taken back."""

    BOUNCED = "bounced", "The payer's bank did not honor it"
    TREASURY = "treasury", "Treasury took back an offset"
    WRONG_PERSON = "wrong_person", "It was credited to the wrong person"
    ENTERED_WRONGLY = "entered_wrongly", "It was entered wrongly; no such money came"
    PROTECTED = "protected", "It came from protected benefits and was given back"


class HoldScope(models.TextChoices):
    """What of a receipt is held: before it is applied, or only its payment."""

    WHOLE = "whole", "Nothing is applied"
    ARREARS = "arrears", "Current support is applied, the rest is held"
    PAYMENT = "payment", "Applied, but not paid out"


class HoldReason(models.TextChoices):
    """Why money is held."""

    JOINT_REFUND = "joint_refund", "Joint tax refund: the spouse may claim a share"
    FROZEN_ACCOUNT = "frozen_account", "Account money: the levy can still be challenged"
    APPEAL_ON_ARREARS = "appeal_on_arrears", "The past-due amount is under appeal"
    ADMINISTRATIVE_REVIEW = "administrative_review", "Under administrative review"
    UNKNOWN_ADDRESS = "unknown_address", "The payee's address is not known"
    RETURNED_PAYMENT = "returned_payment", "An earlier payment came back"
    OTHER = "other", "Another reason, told in the note"


class ReleaseTrigger(models.TextChoices):
    """What ended a hold."""

    TIME_OVER = "time_over", "Its time is over"
    AFFIDAVIT = "affidavit", "Both spouses signed the affidavit"
    SPOUSE_PAID = "spouse_paid", "The spouse's share was paid"
    REVIEW_DECIDED = "review_decided", "The review or appeal was decided"
    ADDRESS_FOUND = "address_found", "The payee can be paid again"
    OTHER = "other", "Another reason, told in the note"
