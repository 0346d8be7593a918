"""Tables of runs and their steps."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.references import stays
from posse.apps.runs.choices import RunKind, RunState


class Run(models.Model):
    """One job for one business date; its key makes a second run recognise the first."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=RunKind)
    business_date = models.DateField(db_index=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=80)
    law_fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        """Newest first; what the books name, stays."""

        ordering = ["-business_date", "-id"]
        triggers = [stays()]


class RunStep(models.Model):
    """One committed piece of a run: a file received, a partition folded, a file written.

    ``checksum`` is the SHA-256 of what went out, where something did.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    name = models.CharField(max_length=40)
    part = models.CharField(max_length=120, blank=True)
    in_count = models.IntegerField(default=0)
    out_count = models.IntegerField(default=0)
    rejected_count = models.IntegerField(default=0)
    amount_cents = models.BigIntegerField(default=0)
    checksum = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """A step of a run is done once."""

        constraints = [
            models.UniqueConstraint(fields=["run", "name", "part"], name="run_step_done_once"),
        ]
        ordering = ["id"]
