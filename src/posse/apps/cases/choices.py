"""Coded values of cases."""

from django.db import models


class Role(models.TextChoices):
    """The part a person has in a case."""

    CUSTODIAL = "custodial", "Custodial parent"
    NONCUSTODIAL = "noncustodial", "Noncustodial parent"
    ALLEGED_FATHER = "alleged_father", "Alleged father"
    CHILD = "child", "Child"


class Service(models.TextChoices):
    """Under which program a case is served."""

    IV_D = "iv_d", "IV-D"
    NON_IV_D = "non_iv_d", "Non-IV-D (payment processing only)"


class CaseState(models.TextChoices):
    """Whether a case is worked."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class AssistanceProgram(models.TextChoices):
    """Assistance to which a family's rights to support are assigned while it lasts."""

    POWER = "power", "POWER (TANF)"
    IV_E = "iv_e", "Foster care (IV-E)"
    MEDICAID = "medicaid", "Medicaid"


# Programs that pay money, which assigned support repays; Medicaid pays for care instead.
PAYING_PROGRAMS = (AssistanceProgram.POWER, AssistanceProgram.IV_E)


class Interstate(models.TextChoices):
    """What Wyoming does in a case that another state has a part in."""

    NONE = "none", "No other state"
    INITIATING = "initiating", "Wyoming asked another state"
    RESPONDING = "responding", "Another state asked Wyoming"


class FeeExemptionReason(models.TextChoices):
    """Why no annual fee is taken in a case."""

    FOREIGN_OBLIGEE = "foreign_obligee", "The payee lives in a foreign country"
    SNAP_COOPERATION = "snap_cooperation", "Services are a condition of food assistance"
    FOSTER_CARE = "foster_care", "The child is in foster care"
