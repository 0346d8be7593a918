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


class OrderReason(models.TextChoices):
    """Why an order went out."""

    INCOME_KNOWN = "income_known", "The income became known, and support is due from it"
    CHANGED = "changed", "What is due, or the age of what is past due, changed"
    CONTESTED = "contested", "A contest of the withholding was decided"
    LUMP_SUM = "lump_sum", "The payor told of a lump sum, and support is past due"
    BROUGHT_OVER = "brought_over", "It stood when the case was brought over"
    SUPPORT_ENDED = "support_ended", "Support has ended and nothing is past due"
    CASE_CLOSED = "case_closed", "The case is closed, or the remedy may not be used in it"
    OBLIGOR_LEFT = "obligor_left", "The income has ended"
    ISSUED_IN_ERROR = "issued_in_error", "The order was sent by mistake"
    SUSPENDED = "suspended", "Withholding is suppressed in the case"


class RefusalCode(models.TextChoices):
    """What keeps an order from going out although income and a debt are known."""

    NO_FEIN = "no_fein", "The payor's employer number (FEIN) is not known"
    NO_ADDRESS = "no_address", "The payor's address is not known"
    NO_SSN = "no_ssn", "The parent's Social Security number is not known"
    NO_SIGNER = "no_signer", "Nobody is named who signs orders, and an order must be signed"
    NO_ARREARS_AMOUNT = (
        "no_arrears_amount",
        "Support is past due, and nothing says how much a month is to be paid toward it",
    )
    SUPPRESSED = "suppressed", "Withholding is suppressed in the case"
    CONTEST_WON = "contest_won", "The parent's contest of the withholding was decided for them"
    IN_ERROR = (
        "in_error",
        "A worker ended the order as sent by mistake; a worker may issue it anew",
    )
    NOT_ELIGIBLE = "not_eligible", "The remedy may not be used in the case"


class NonComplianceState(models.TextChoices):
    """Where it stands with a payor who does not do what an order says."""

    FOUND = "found", "Money did not come"
    NOTICED = "noticed", "Payor told"
    HEARING = "hearing", "Before the court"
    PENALTY = "penalty", "Penalty set"
    CLOSED = "closed", "Closed"
