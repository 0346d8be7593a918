"""What every fact row has: when it took effect, when it was learned, and from whom."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now


def append_only() -> pgtrigger.Trigger:
    """A trigger by which the database itself refuses UPDATE and DELETE of a row."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Fact(models.Model):
    """A row that is added and never changed; a correction is a new row that supersedes it.

    ``effective_on`` says from when it holds, ``recorded_on`` on which business date it
    was learned, ``recorded_at`` when the database took it.
    """

    effective_on = models.DateField()
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Shared by every fact table."""

        abstract = True
