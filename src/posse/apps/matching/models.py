"""Tables of the duplicate report, of decisions about its pairs, and of merges."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.facts import Fact, append_only
from posse.apps.matching.choices import PairKind, Verdict
from posse.apps.matching.triggers import makes_no_circle
from posse.apps.people.models import Participant

NOTE_LENGTH = 300


class PersonMerge(Fact):
    """That ``participant`` is the same person as ``into``, or (``is_ended``) is not after all.

    The latest row of a participant governs. No other fact is touched by a merge: each stays
    with the participant of whom it was told, and readers follow the merge. So what is ended
    leaves everything as it was before.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="merges"
    )
    into = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="merged_here")
    is_ended = models.BooleanField(default=False)
    note = models.CharField(max_length=NOTE_LENGTH)

    class Meta:
        """Merges are facts, of two, and never in a circle."""

        triggers = [append_only(), makes_no_circle()]
        indexes = [models.Index(fields=["participant", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(participant=models.F("into")), name="merge_is_of_two"
            ),
        ]


class PairDecision(models.Model):
    """What somebody decided of two people; the latest governs. ``one`` has the lower number."""

    one = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.CharField(max_length=NOTE_LENGTH)
    decided_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Decisions are kept."""

        triggers = [append_only()]
        indexes = [models.Index(fields=["one", "other", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="decision_in_order"
            ),
        ]


class DuplicateReport(models.Model):
    """A run of the duplicate report: over whom, under which law, and what it found.

    ``placeholder_count`` is of numbers that so many people have that they were not compared.
    """

    made_on = models.DateField()
    people_count = models.BigIntegerField()
    compared_count = models.BigIntegerField()
    pair_count = models.BigIntegerField()
    placeholder_count = models.BigIntegerField()
    law_fingerprint = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Reports are kept, though only the last one's pairs are."""

        triggers = [append_only()]
        ordering = ["id"]


class DuplicatePair(models.Model):
    """Two people of the last report, with how alike they are. ``one`` has the lower number.

    Derived: each report replaces all. ``levels`` has the level of each field, whose words and
    weights are the law's. Units: thousandths of a bit.
    """

    report = models.ForeignKey(DuplicateReport, on_delete=models.CASCADE, related_name="pairs")
    one = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=PairKind)
    score = models.SmallIntegerField()
    weight_millibits = models.IntegerField()
    levels = models.JSONField()

    class Meta:
        """Each pair once, the likeliest first."""

        ordering = ["-weight_millibits", "id"]
        indexes = [models.Index(fields=["kind", "-weight_millibits", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="duplicate_pair_in_order"
            ),
        ]
