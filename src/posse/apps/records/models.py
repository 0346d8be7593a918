"""Tables of the case record: files as they came, and what is told about a case."""

from datetime import date

from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.intake.models import Application
from posse.apps.people.models import Participant
from posse.apps.records.choices import DocumentKind, MediaType, ScanVerdict


class StoredFile(models.Model):
    """The bytes of a file as they came, known by their content: the same bytes are one file.

    ``page_count`` is how many pages can be drawn of it; a picture is one page.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    media_type = models.CharField(max_length=20, choices=MediaType)
    size_bytes = models.BigIntegerField()
    page_count = models.PositiveIntegerField()
    stored_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """Kept as received, and never empty."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size_bytes__gt=0, page_count__gt=0),
                name="stored_file_holds_something",
            ),
        ]


class Document(Fact):
    """A paper of a case, a person or an application, received on ``effective_on``.

    ``remarks`` are sentences about what is odd in the file, such as a script in a PDF;
    ``scan_said`` is what the scanner itself wrote.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    kind = models.CharField(max_length=12, choices=DocumentKind)
    name = models.CharField(max_length=120)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="documents")
    is_from_family = models.BooleanField(default=False)
    scan_verdict = models.CharField(max_length=12, choices=ScanVerdict)
    scan_said = models.CharField(max_length=200, blank=True)
    remarks = models.JSONField(default=list)

    class Meta:
        """Documents are kept, the latest first."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]

    @property
    def received_on(self) -> date:
        """The day on which the document came."""
        return self.effective_on

    @property
    def uploaded_by(self) -> str:
        """Who put it into the record."""
        return self.recorded_by
