"""Coded values of orders. Obligations and buckets are those of :mod:`posse.ledger.accounts`."""

from django.db import models

from posse.ledger.accounts import BUCKETS, OBLIGATIONS

ObligationChoices = [(obligation.name, obligation.words) for obligation in OBLIGATIONS]
TermChoices = [*ObligationChoices, ("arrears_payment", "Payment toward arrears")]
BucketChoices = [(bucket.name, bucket.words) for bucket in BUCKETS]


class Frequency(models.TextChoices):
    """How often a term falls due."""

    MONTHLY = "monthly", "Monthly"
    SEMIMONTHLY = "semimonthly", "Twice a month"
    BIWEEKLY = "biweekly", "Every two weeks"
    WEEKLY = "weekly", "Weekly"
    ONCE = "once", "Once"


class Basis(models.TextChoices):
    """The legal basis of an order; it decides penalty against interest."""

    PATERNITY = "paternity", "Paternity or support action"
    DIVORCE_DECREE = "divorce_decree", "Divorce decree"
    OTHER_STATE = "other_state", "Order of another state"


class JudgmentKind(models.TextChoices):
    """What a court turned into a judgment, on which interest runs."""

    RETROACTIVE = "retroactive", "Support for a time before the order"
    ARREARS = "arrears", "Past-due support reduced to judgment"


class Charge(models.TextChoices):
    """What is charged on unpaid support and can be suppressed."""

    INTEREST = "interest", "Interest"
    PENALTY = "penalty", "Late-payment penalty"
