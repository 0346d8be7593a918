"""Tables of what was looked at behind a door, and of emergency openings with their review."""

import pgtrigger
from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.facts import append_only
from posse.apps.people.models import Participant

REVIEWED_BY_ANOTHER = """
    PERFORM FROM doors_brokenglass AS opened
    WHERE opened.id = NEW.opening_id AND opened.user_id = NEW.reviewer_id;
    IF FOUND THEN
        RAISE EXCEPTION 'an emergency opening is reviewed by another person'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


class Viewing(models.Model):
    """That somebody looked, or tried to look, at what stands behind a door, and why.

    ``page`` is the address of the page without what was asked after it, since questions may
    hold names.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="viewings")
    door = models.CharField(max_length=16, choices=Door)
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.OPENED)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="viewings")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="viewings"
    )
    subject = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    page = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """Views are kept, the latest first."""

        triggers = [append_only()]
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "door", "at"])]


class BrokenGlass(models.Model):
    """That somebody opened a case that a conflict of interest closes to them, for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="broken_glass")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="broken_glass")
    reason = models.CharField(max_length=300)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    until = models.DateTimeField()

    class Meta:
        """Openings are kept."""

        triggers = [append_only()]
        ordering = ["-id"]
        verbose_name_plural = "broken glass"


class GlassReview(models.Model):
    """What another person found of an emergency opening."""

    opening = models.OneToOneField(BrokenGlass, on_delete=models.PROTECT, related_name="review")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="glass_reviews")
    was_justified = models.BooleanField()
    note = models.CharField(max_length=300)
    reviewed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """Reviews are kept, and nobody reviews what they opened."""

        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="reviewed_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=REVIEWED_BY_ANOTHER,
            ),
        ]
        ordering = ["id"]
