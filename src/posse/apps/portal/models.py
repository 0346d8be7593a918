"""Tables of the parents' portal.

What a parent and the office wrote to each other is only ever added to. Invitations, accounts
and reports of changes move on in place, and leave each earlier version behind.
"""

import pghistory
from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.facts import append_only
from posse.apps.people.models import Participant
from posse.apps.portal.choices import ChangeKind, ReportState
from posse.apps.work.models import Task

OPEN = models.Q(state=ReportState.OPEN)


@pghistory.track(exclude=["code_hash"])
class Invitation(models.Model):
    """A code by which one person may make an account of the portal, kept as a keyed hash.

    It works once, together with the person's date of birth, through ``expires_on``, and no
    longer after ``tries_left`` wrong dates. A person's newest invitation alone counts.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="invitations"
    )
    code_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_by = models.CharField(max_length=80)
    expires_on = models.DateField()
    tries_left = models.PositiveSmallIntegerField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """Never without an end."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("made_on")),
                name="invitation_ends_after_it_was_made",
            ),
        ]


@pghistory.track()
class PortalAccount(models.Model):
    """That a user is a parent, and which one; ``is_open`` false closes the portal to them."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="portal_account")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="portal_accounts"
    )
    is_open = models.BooleanField(default=True)
    opened_on = models.DateField()

    class Meta:
        """One account a person is open at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=models.Q(is_open=True),
                name="one_open_account_a_person",
            ),
        ]


class Thread(models.Model):
    """A conversation between one parent of a case and the office; the other sees nothing."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="threads"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="threads")
    subject = models.CharField(max_length=120)
    opened_at = models.DateTimeField()

    class Meta:
        """Kept as begun, the latest first."""

        triggers = [append_only()]
        ordering = ["-opened_at", "-id"]


class Message(models.Model):
    """One message of a conversation, as it was written."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages")
    is_from_family = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Kept as written, in the order of writing; never empty."""

        triggers = [append_only()]
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="message_says_something"),
        ]


@pghistory.track()
class ChangeReport(models.Model):
    """What a parent told has changed, as answers of a form, until somebody decides on it.

    ``task`` is the work it made. ``case`` is empty where the change is of the person alone.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="change_reports"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="change_reports"
    )
    kind = models.CharField(max_length=8, choices=ChangeKind)
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.OPEN)
    reported_at = models.DateTimeField()
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, null=True, related_name="change_reports"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """The latest first; decided at a moment, by somebody, or not yet."""

        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(OPEN & models.Q(decided_at__isnull=True, decided_by=""))
                | (~OPEN & models.Q(decided_at__isnull=False) & ~models.Q(decided_by="")),
                name="report_decided_by_somebody",
            ),
        ]
