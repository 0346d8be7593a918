"""Tables of the case record: files as they came, and what is told about a case."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Now

from posse.apps.care.models import CareApplication, CareCase
from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.intake.models import Application
from posse.apps.people.models import Participant
from posse.apps.records.choices import (
    ContactMethod,
    ContactOutcome,
    Direction,
    DocumentKind,
    EntryKind,
    LetterKind,
    MediaType,
    ReturnReason,
    ScanVerdict,
)


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

    ``care_case`` and ``care_application`` are those of the child care program.

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
    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    care_application = models.ForeignKey(
        CareApplication, on_delete=models.PROTECT, null=True, related_name="documents"
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


class Note(Fact):
    """What somebody wrote down about a case; a correction is a new note that names the old.

    ``template`` is the title of the template it was begun from, empty for none. The words
    are kept by their stems as well, so that a search over all cases finds them.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    template = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    stems = models.GeneratedField(
        expression=SearchVector("text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        """Notes are facts, found by their words."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        indexes = [GinIndex(fields=["stems"], name="note_stems")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something"),
        ]


class Contact(Fact):
    """That somebody of a case was spoken with, or tried to be, on ``effective_on``."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="contacts"
    )
    method = models.CharField(max_length=10, choices=ContactMethod)
    direction = models.CharField(max_length=10, choices=Direction)
    outcome = models.CharField(max_length=14, choices=ContactOutcome)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        """Contacts are facts."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]


class CalendarEntry(Fact):
    """Something on the calendar of ``effective_on``, of a case or of the whole office.

    Moving or calling it off is a new entry that ``replaces`` the old one.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="calendar_entries"
    )
    kind = models.CharField(max_length=14, choices=EntryKind)
    title = models.CharField(max_length=120)
    begins_at = models.TimeField(null=True)
    place = models.CharField(max_length=120, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    is_called_off = models.BooleanField(default=False)

    class Meta:
        """Entries are facts, in the order of the day."""

        triggers = [append_only()]
        verbose_name_plural = "calendar entries"
        ordering = ["effective_on", models.F("begins_at").asc(nulls_first=True), "id"]
        indexes = [models.Index(fields=["effective_on"], name="calendar_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_called_off=False) | models.Q(replaces__isnull=False),
                name="called_off_entry_replaces_another",
            ),
        ]


class Letter(Fact):
    """A letter as it was sent on ``effective_on``: its bytes, and the address on it.

    ``address`` holds the lines as sent; it is empty where the letter was handed over or went
    by the portal. ``about`` is a sentence that says what it told. A letter to nobody of the
    register, such as a bank, has no participant. ``key`` says of what it is the one letter,
    so that a job that runs twice writes it once. It is of a child support case or of a child
    care case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="letters")
    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, null=True, related_name="letters"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="letters", null=True
    )
    kind = models.CharField(max_length=40, choices=LetterKind)
    key = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001 - null is none
    about = models.CharField(max_length=200)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="letters")
    address = models.JSONField(default=list)
    is_address_protected = models.BooleanField(default=False)

    class Meta:
        """Letters are kept as they went."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=True) ^ models.Q(care_case__isnull=True),
                name="letter_is_of_one_case",
            ),
        ]

    @property
    def case_number(self) -> str:
        """The number of the case it is of, in either program."""
        of_case = self.case or self.care_case
        return of_case.number if of_case else ""


class PrintBatch(Fact):
    """Letters printed together: how many, and the hash of the manifest that went with them."""

    letter_count = models.PositiveIntegerField()
    page_count = models.PositiveIntegerField()
    manifest_sha256 = models.CharField(max_length=64)

    class Meta:
        """Batches are kept."""

        triggers = [append_only()]
        ordering = ["-id"]


class PrintedLetter(models.Model):
    """The place of a letter in its batch; a letter is printed once."""

    batch = models.ForeignKey(PrintBatch, on_delete=models.PROTECT, related_name="printed")
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="printed")
    place = models.PositiveIntegerField()

    class Meta:
        """In the order of the manifest."""

        triggers = [append_only()]
        ordering = ["batch", "place"]


class ReturnedMail(Fact):
    """That a letter came back on ``effective_on``, and what the post says about it."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="returned")
    reason = models.CharField(max_length=20, choices=ReturnReason)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        """A letter comes back once."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
