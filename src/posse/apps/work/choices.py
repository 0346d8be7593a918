"""Coded values of work."""

from django.db import models


class TaskState(models.TextChoices):
    """Whether a task is still to be done."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


class Effect(models.TextChoices):
    """What an event does to the clock of a rule."""

    OPENS = "opens", "Opens"
    CLOSES = "closes", "Closes"


class MoveKind(models.TextChoices):
    """Why a task went from one person to another."""

    REASSIGNED = "reassigned", "Reassigned"
    BALANCED = "balanced", "Given where least waits"
    COVERED = "covered", "Covered while somebody is away"
    ESCALATED = "escalated", "Escalated to the supervisor"


class Action(models.TextChoices):
    """What a case needs next."""

    LOCATE = "locate", "Locate the other parent"
    PATERNITY = "paternity", "Establish paternity"
    ORDER = "order", "Establish an order"
    ENFORCEMENT = "enforcement", "Enforce the order"
    REVIEW = "review", "Review the order"
    CLOSURE = "closure", "Close the case"
    NONE = "none", "Nothing is required now"
