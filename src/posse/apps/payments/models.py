"""Tables of inbound files, receipts, suspense, disbursements and outbound files."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.payments.choices import FileState, PaymentMethod, Source, SuspenseReason
from posse.apps.people.models import Employer, Participant
from posse.apps.runs.models import Run


class InboundFile(models.Model):
    """A file as it came, byte for byte, known by its content: a second arrival is the same."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    received_on = models.DateField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    state = models.CharField(max_length=10, choices=FileState)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="inbound_files")
    entry_count = models.IntegerField(default=0)
    credit_cents = models.BigIntegerField(default=0)

    class Meta:
        """Kept as received."""

        triggers = [append_only()]
        ordering = ["-received_on", "-id"]


class FileFinding(models.Model):
    """What was wrong with a file or one of its records: line, field, reason."""

    file = models.ForeignKey(InboundFile, on_delete=models.PROTECT, related_name="findings")
    line = models.IntegerField(null=True)
    field = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    reason = models.TextField()
    is_fatal = models.BooleanField()
    text = models.TextField(blank=True)

    class Meta:
        """In the order of the file."""

        triggers = [append_only()]
        ordering = ["line", "id"]


class Receipt(Fact):
    """Money received: ``effective_on`` is the date of collection (receipt by the SDU).

    ``line`` is that of the entry in the file; one entry may bring the payments of several
    people, told apart by ``segment``. ``withheld_on`` is when the employer withheld it.
    ``obligor`` is empty while the receipt is in suspense for ``suspense_reason``; an
    ``Identification`` then names one.
    Source: 45 CFR 302.51(a)(4).
    """

    file = models.ForeignKey(
        InboundFile, on_delete=models.PROTECT, null=True, related_name="receipts"
    )
    line = models.IntegerField(null=True)
    segment = models.SmallIntegerField(default=1, db_default=1)
    source = models.CharField(max_length=32, choices=Source)
    amount_cents = models.BigIntegerField()
    withheld_on = models.DateField(null=True)
    remittance_id = models.CharField(max_length=20, blank=True)
    obligor_ssn = models.CharField(max_length=9, blank=True)
    obligor_name = models.CharField(max_length=10, blank=True)
    payor_name = models.CharField(max_length=60, blank=True)
    payor_id = models.CharField(max_length=10, blank=True)
    trace_number = models.CharField(max_length=15, blank=True)
    fips = models.CharField(max_length=7, blank=True)
    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="receipts"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="receipts")
    suspense_reason = models.CharField(max_length=24, choices=SuspenseReason, blank=True)

    class Meta:
        """Receipts are facts, more than nothing, and either identified or in suspense."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="receipt_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(obligor__isnull=False, suspense_reason="")
                | models.Q(obligor__isnull=True) & ~models.Q(suspense_reason=""),
                name="receipt_is_identified_or_suspended",
            ),
            models.UniqueConstraint(
                fields=["file", "line", "segment"], name="receipt_once_per_file_line"
            ),
        ]
        indexes = [models.Index(fields=["recorded_on"])]


class Identification(Fact):
    """That a receipt in suspense belongs to an obligor, found by a person who says why."""

    receipt = models.OneToOneField(
        Receipt, on_delete=models.PROTECT, related_name="identification"
    )
    obligor = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300)

    class Meta:
        """Identifications are facts."""

        triggers = [append_only()]


class TerminationNotice(Fact):
    """An employer's word, with the last payment or without one, that employment ended."""

    file = models.ForeignKey(
        InboundFile, on_delete=models.PROTECT, related_name="termination_notices"
    )
    line = models.IntegerField()
    segment = models.SmallIntegerField(default=1, db_default=1)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, null=True)
    remittance_id = models.CharField(max_length=20)
    payor_name = models.CharField(max_length=60)

    class Meta:
        """Notices are facts."""

        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "line", "segment"], name="notice_once_per_file_line"
            ),
        ]


class ReturnedEntry(Fact):
    """A direct deposit that came back, as its bank's return entry says it."""

    file = models.ForeignKey(
        InboundFile, on_delete=models.PROTECT, related_name="returned_entries"
    )
    line = models.IntegerField()
    return_code = models.CharField(max_length=3)
    original_trace_number = models.CharField(max_length=15)
    amount_cents = models.BigIntegerField()

    class Meta:
        """Returns are facts."""

        triggers = [append_only()]
        verbose_name_plural = "returned entries"
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="return_once_per_file_line"),
        ]


class OutboundFile(models.Model):
    """A file as it was made, byte for byte; one of its kind for each business date."""

    kind = models.CharField(max_length=30)
    business_date = models.DateField()
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    entry_count = models.IntegerField()
    amount_cents = models.BigIntegerField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="outbound_files")

    class Meta:
        """Never two for one day."""

        triggers = [append_only()]
        ordering = ["-business_date", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "business_date"], name="outbound_once_a_day"
            ),
        ]


class Disbursement(Fact):
    """Money sent to one payee on one business date (``recorded_on``); banks settle on
    ``effective_on``. The payee is empty where the State or an agency of it is paid.

    ``reissue_of`` is the earlier payment whose money came back and goes out again here; it
    can be so once. What became of a payment is told by ``instruments.DisbursementEvent``.
    """

    payee = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="disbursements"
    )
    method = models.CharField(max_length=20, choices=PaymentMethod)
    amount_cents = models.BigIntegerField()
    trace_number = models.CharField(max_length=15, blank=True)
    routing_number = models.CharField(max_length=9, blank=True)
    account_number = models.CharField(max_length=17, blank=True)
    account_kind = models.CharField(max_length=10, blank=True)
    card_reference = models.CharField(max_length=20, blank=True, db_default="")
    reissue_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reissue"
    )
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="disbursements")

    class Meta:
        """One to a payee and day beside reissues, and more than nothing."""

        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(
                fields=["payee", "method", "recorded_on"],
                condition=models.Q(reissue_of__isnull=True),
                name="disbursement_once_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="disbursement_is_positive"
            ),
        ]


class DisbursementLine(models.Model):
    """The part of a disbursement that comes from one receipt in one case."""

    disbursement = models.ForeignKey(
        Disbursement, on_delete=models.PROTECT, related_name="lines"
    )
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="paid_lines")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="paid_lines"
    )
    account = models.SmallIntegerField()
    amount_cents = models.BigIntegerField()

    class Meta:
        """Lines are facts and more than nothing."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="disbursement_line_is_positive"
            ),
        ]
