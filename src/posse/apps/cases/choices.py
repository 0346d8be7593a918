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
    """Cash assistance whose grants are repaid from assigned support."""

    POWER = "power", "POWER (TANF)"
