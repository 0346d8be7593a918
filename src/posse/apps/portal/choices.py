"""Coded values of the parents' portal."""

from django.db import models


class ChangeKind(models.TextChoices):
    """What a parent says has changed."""

    ADDRESS = "address", "Address"
    PHONE = "phone", "Phone"
    EMAIL = "email", "E-mail"
    EMPLOYER = "employer", "Employer"
    CUSTODY = "custody", "With whom the children live"
    INCOME = "income", "Income"
    OTHER = "other", "Something else"


class ReportState(models.TextChoices):
    """How far a report of a change came."""

    OPEN = "open", "Not looked at yet"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Not accepted"
