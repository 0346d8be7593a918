"""How a person may be reminded, every reminder decided, and what became of it.

All three are only added to. A reminder is decided in the database before it leaves, and its
handover is kept after; one without a handover is tried again.
"""

from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.intake.models import Application
from posse.apps.outreach.choices import HandoverOutcome, ReminderChannel
from posse.apps.people.models import Participant


class ContactPreference(Fact):
    """How a person wants to be reminded; the latest governs, and without one nothing is sent.

    ``kinds_off`` are reminders not wanted. A way ``is_safe`` where the person said that
    nobody else reads it.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="contact_preferences"
    )
    language = models.CharField(max_length=2, default="en")
    email = models.CharField(max_length=254, blank=True)
    email_reminders = models.BooleanField(default=False)
    email_is_safe = models.BooleanField(default=False)
    phone = models.CharField(max_length=16, blank=True)
    text_reminders = models.BooleanField(default=False)
    text_is_safe = models.BooleanField(default=False)
    kinds_off = models.JSONField(default=list)

    class Meta:
        """Preferences are facts; nothing is sent to nowhere."""

        triggers = [append_only()]
        ordering = ["id"]
        indexes = [models.Index(fields=["phone"], name="preference_by_phone")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email_reminders=False) | ~models.Q(email=""),
                name="email_reminders_have_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(text_reminders=False) | ~models.Q(phone=""),
                name="text_reminders_have_a_number",
            ),
        ]


class ApplicantWish(models.Model):
    """That an applicant wants to be reminded of an unsigned application, or no more.

    The latest of an application governs. An applicant is nobody in the register yet.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="reminder_wishes"
    )
    channel = models.CharField(max_length=5, choices=ReminderChannel)
    address = models.CharField(max_length=254)
    is_safe = models.BooleanField(default=False)
    is_on = models.BooleanField()
    language = models.CharField(max_length=2, default="en")
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """Wishes are only added to, and name where to."""

        triggers = [append_only()]
        ordering = ["id"]
        indexes = [models.Index(fields=["address"], name="applicant_wish_by_address")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(address=""), name="applicant_wish_names_an_address"
            ),
        ]


class SentMessage(models.Model):
    """A reminder as it was decided: to whom, of what, by which way and in which words.

    To a person, or to the applicant of an unsigned application. ``about`` names the row it
    tells of, so that nobody is reminded of it twice.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="reminders"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="reminders"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="reminders"
    )
    channel = models.CharField(max_length=5, choices=ReminderChannel)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60)
    text_key = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    address = models.CharField(max_length=254)
    about_on = models.DateField()
    useful_through = models.DateField()
    sent_on = models.DateField()

    class Meta:
        """Once for each person, thing and way."""

        triggers = [append_only()]
        ordering = ["id"]
        indexes = [models.Index(fields=["sent_on"], name="reminder_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind", "about", "channel"],
                name="reminded_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(participant__isnull=False, application__isnull=True)
                | models.Q(participant__isnull=True, application__isnull=False),
                name="reminder_goes_to_one",
            ),
        ]


class Handover(models.Model):
    """That a reminder was handed to the gateway on a business date, or withdrawn before."""

    message = models.OneToOneField(
        SentMessage, on_delete=models.PROTECT, related_name="handover"
    )
    outcome = models.CharField(max_length=9, choices=HandoverOutcome)
    on = models.DateField()

    class Meta:
        """One end for each reminder."""

        triggers = [append_only()]
        ordering = ["id"]

    @property
    def participant_id(self) -> int | None:
        """To whom the reminder went; nobody of the register where to an applicant."""
        return self.message.participant_id
