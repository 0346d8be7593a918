"""Coded values of families in the child care program."""

from django.db import models


class CareChannel(models.TextChoices):
    """How something reached the agency. Source: CC-1501-A, CC-404-B."""

    ONLINE = "online", "Online"
    PAPER = "paper", "On paper"
    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "By telephone"
    EMAIL = "email", "By e-mail"
    POWER = "power", "Written request of a POWER recipient"


class CareApplicationKind(models.TextChoices):
    """What an application asks for.

    Source: CC-200-initial-eligibility-determination, CC-200-reapplication, CC-1601-B.
    """

    INITIAL = "initial", "First application"
    REAPPLICATION = "reapplication", "Application after a time without assistance"
    REVIEW = "review", "Application form of a review"
    POWER_REQUEST = "power_request", "Request of a POWER recipient"


class CareApplicationState(models.TextChoices):
    """How far an application is."""

    DRAFT = "draft", "Being filled in"
    FILED = "filed", "Filed"
    APPROVED = "approved", "Approved"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Withdrawn"


class CareStep(models.TextChoices):
    """What happened to an application."""

    STARTED = "started", "Started"
    SAVED = "saved", "Saved"
    FILED = "filed", "Filed"
    TAKEN_OVER = "taken_over", "Its answers taken over into the case"
    PENDED = "pended", "Left open, with a notice"
    EXTENDED = "extended", "More time for a provider's license"
    APPROVED = "approved", "Approved"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Withdrawn"


class MemberRole(models.TextChoices):
    """As what somebody lives in the household."""

    ADULT = "adult", "Caretaker, or spouse of one"
    CHILD = "child", "Child"
    OTHER = "other", "Somebody else of the household"


class ActivityKind(models.TextChoices):
    """An approved activity, in the words of the law. Source: CC-701-B-1 to CC-701-B-5."""

    EMPLOYMENT = "employment", "Employment"
    SELF_EMPLOYMENT = "self_employment", "Self-employment"
    EDUCATION = "education", "Educational programme"
    TRAINING = "training", "Training for employment"
    POWER = "power", "POWER Pay-After-Performance"
    JOB_SEARCH = "job_search", "Job search"


class PowerStep(models.TextChoices):
    """What became of an application for POWER. Source: CC-401-F-1, CC-401-F-2."""

    SENT = "sent", "The request for child care went to the work programme"
    UNMET = "unmet", "The work requirements are not met"
    APPROVED = "approved", "POWER was approved"
    DENIED = "denied", "POWER was denied"
    CLOSED = "closed", "The application for POWER was closed"


class Origin(models.TextChoices):
    """From where a fact of a family is known."""

    APPLICATION = "application", "The application"
    CHANGE = "change", "A change that was reported"
    WORKER = "worker", "A worker found it"
    INTERFACE = "interface", "Another agency's system"
