"""Tables of the online application; each is only ever added to."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.care.models import CareApplication
from posse.apps.facts import append_only
from posse.apps.intake.models import Application
from posse.apps.records.models import Document


class VisitKind(models.TextChoices):
    """What is counted, so that nobody does it without end."""

    START = "start", "Began an application"
    RETURN = "return", "Came back by a code"
    INQUIRY = "inquiry", "Asked for a form by mail"
    UPLOAD = "upload", "Sent a file"


class ReturnCode(models.Model):
    """A code by which an applicant comes back, kept as a keyed hash alone.

    It works together with the applicant's date of birth until ``expires_on``. An application
    may have several, since a person may ask for another on another device.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="return_codes"
    )
    care_application = models.ForeignKey(
        CareApplication, on_delete=models.PROTECT, null=True, related_name="return_codes"
    )
    code_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_on = models.DateField()

    class Meta:
        """Kept, and never without an end."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("made_on")),
                name="return_code_ends_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=models.Q(application__isnull=False)
                ^ models.Q(care_application__isnull=False),
                name="return_code_is_of_one_application",
            ),
        ]


class Visit(models.Model):
    """One thing done by somebody without an account, by a keyed hash of the network address.

    ``code`` is the code that was tried, where there is such a code.
    """

    kind = models.CharField(max_length=8, choices=VisitKind)
    address_hash = models.CharField(max_length=64)
    code = models.ForeignKey(
        ReturnCode, on_delete=models.PROTECT, null=True, related_name="tries"
    )
    has_failed = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        """Counted by address and by code."""

        triggers = [append_only()]
        indexes = [
            models.Index(fields=["address_hash", "kind", "at"]),
            models.Index(fields=["code", "at"], name="online_visit_of_code"),
        ]


class SignedApplication(models.Model):
    """What an applicant signed: the paper byte for byte, the words, the name and the moment.

    ``answers_sha256`` is of all answers, also of those that the paper keeps private.
    Source: 45 CFR 303.2(a)(3), CC-401-A.
    """

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, related_name="signed"
    )
    care_application = models.OneToOneField(
        CareApplication, on_delete=models.PROTECT, null=True, related_name="signed"
    )
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="signed")
    answers_sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=120)
    declaration = models.TextField()
    cites = models.JSONField()
    language = models.CharField(max_length=2)
    helped_by = models.CharField(max_length=80, blank=True)
    signed_at = models.DateTimeField()
    recorded_on = models.DateField()

    class Meta:
        """Kept as signed."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(application__isnull=False)
                ^ models.Q(care_application__isnull=False),
                name="signed_is_of_one_application",
            ),
        ]
