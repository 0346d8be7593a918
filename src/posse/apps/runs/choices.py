"""Coded values of runs."""

from django.db import models


class RunKind(models.TextChoices):
    """What a run did."""

    RECEIVE = "receive", "Received a file"
    NIGHTLY = "nightly", "Nightly job"
    DEMO = "demo", "Made the demo caseload"
    SCREEN = "screen", "Posted from a screen"
    ISSUE = "issue", "Issued a document"
    CARE = "care", "Child care caseload"


class RunState(models.TextChoices):
    """How far a run has come."""

    RUNNING = "running", "Running or interrupted"
    FINISHED = "finished", "Finished"
