"""Tables of inbound files, receipts, suspense, holds, disbursements and outbound files."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.payments.choices import (
    FileKind,
    FileState,
    HoldReason,
    HoldScope,
    PaymentMethod,
    ReleaseTrigger,
    ReversalReason,
    Source,
    SuspenseReason,
)
from posse.apps.people.models import Employer, Participant
from posse.apps.runs.models import Run

IS_OF_REFUSED = """
    PERFORM FROM payments_inboundfile WHERE id = NEW.file_id AND state = 'refused' FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM payments_fileretry
                            WHERE file_id = NEW.file_id AND state = 'accepted') THEN
        RAISE EXCEPTION 'only a refused file is tried again' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
# Money of a receipt lies with its obligor or in suspense; an identification moves it to an
# obligor, a reversal takes it from there: back to suspense, or out of the books.
CONSERVES_OWNERS = """
    SELECT * INTO received FROM payments_receipt WHERE id = NEW.receipt_id FOR UPDATE;
    IF NEW.effective_on < received.effective_on THEN
        RAISE EXCEPTION 'a receipt is taken back or identified before it came in'
            USING ERRCODE = '23514';
    END IF;
    PERFORM 1 FROM (
        SELECT received.obligor_id AS owner, received.amount_cents AS cents
        UNION ALL
        SELECT obligor_id, amount_cents FROM payments_identification
        WHERE receipt_id = received.id
        UNION ALL
        SELECT NULL, -amount_cents FROM payments_identification
        WHERE receipt_id = received.id
        UNION ALL
        SELECT obligor_id, -amount_cents FROM payments_reversal
        WHERE receipt_id = received.id
        UNION ALL
        SELECT NULL, amount_cents FROM payments_reversal
        WHERE receipt_id = received.id AND reason = 'wrong_person') AS moved
    GROUP BY owner HAVING sum(cents) < 0;
    IF FOUND THEN
        RAISE EXCEPTION 'more of a receipt is moved than there is of it'
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""


def conserves_owners() -> pgtrigger.Trigger:
    """A trigger that refuses to take back, or to give away, more of a receipt than is left."""
    return pgtrigger.Trigger(
        name="conserves_owners",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        declare=[("received", "payments_receipt%ROWTYPE")],
        func=CONSERVES_OWNERS,
    )


class InboundFile(models.Model):
    """A file as it came, byte for byte, known by its content: a second arrival is the same."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=FileKind, default=FileKind.PAYMENTS, db_default=FileKind.PAYMENTS
    )
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
        indexes = [models.Index(fields=["kind", "-received_on"], name="inbound_file_by_kind")]

    @property
    def final_state(self) -> FileState:
        """What became of it in the end: when it came, or when it was last tried again."""
        states = [self.state, *(retry.state for retry in self.retries.all())]
        return FileState(states[-1])


class FileRetry(Fact):
    """That a refused file was tried again once its cause was mended: by whom, and why.

    ``state`` is what became of it this time, with the totals as read this time;
    ``effective_on`` is the day on which the file came in, which a retry does not move.
    """

    file = models.ForeignKey(InboundFile, on_delete=models.PROTECT, related_name="retries")
    note = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=FileState)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="file_retries")
    entry_count = models.IntegerField(default=0)
    credit_cents = models.BigIntegerField(default=0)

    class Meta:
        """Only a refused file is tried again, and once it was accepted never more."""

        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="is_of_refused",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=IS_OF_REFUSED,
            ),
        ]
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                condition=models.Q(state=FileState.ACCEPTED),
                name="file_accepted_once",
            ),
        ]


class FileFinding(models.Model):
    """What was wrong with a file or one of its records: line, field, reason.

    ``retry`` names the later trial that found it, empty for the file's first reading.
    """

    file = models.ForeignKey(InboundFile, on_delete=models.PROTECT, related_name="findings")
    retry = models.ForeignKey(
        FileRetry, on_delete=models.PROTECT, null=True, related_name="findings"
    )
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


class FindingAnswer(Fact):
    """That what a finding asked of a person was done, or that nothing is to be done.

    Money posted from a finding has its receipt beside this; ``note`` says what was done.
    """

    finding = models.OneToOneField(FileFinding, on_delete=models.PROTECT, related_name="answer")
    note = models.CharField(max_length=300)

    class Meta:
        """Answers are facts, one a finding."""

        triggers = [append_only()]


class Receipt(Fact):
    """Money received: ``effective_on`` is the date of collection (receipt by the SDU).

    ``line`` is that of the entry in the file; one entry may bring the payments of several
    people, told apart by ``segment``. ``withheld_on`` is when the employer withheld it.
    ``obligor`` is empty where the receipt came into suspense for ``suspense_reason``; an
    ``Identification`` then names one. ``notice_on`` is the day of the notice of the offset
    or levy. One entered by hand has a ``note``, and the ``finding`` it puts right.
    Source: 45 CFR 302.51(a)(4), CS-9.2-TOP-JOINT-6.
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
    is_joint_return = models.BooleanField(default=False, db_default=False)
    has_injured_spouse_form = models.BooleanField(default=False, db_default=False)
    release_affidavit_on = models.DateField(null=True)
    notice_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True, db_default="")
    finding = models.ForeignKey(
        FileFinding, on_delete=models.PROTECT, null=True, related_name="receipts"
    )

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
            models.UniqueConstraint(
                fields=["finding", "case"], name="receipt_once_per_finding_and_case"
            ),
            models.CheckConstraint(
                condition=models.Q(is_joint_return=False)
                | models.Q(source=Source.FEDERAL_TAX_REFUND_OFFSET),
                name="joint_return_is_offset",
            ),
        ]
        indexes = [
            models.Index(fields=["recorded_on"]),
            # The few that a rule may hold, so that a night finds them without a look at all.
            models.Index(
                fields=["recorded_on"],
                condition=models.Q(is_joint_return=True) | models.Q(source=Source.FIDM_LEVY),
                name="receipt_to_be_held",
            ),
        ]


class Identification(Fact):
    """That money in suspense belongs to an obligor, found by a person who says why.

    A receipt has another one after it was taken back from the wrong person.
    """

    receipt = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, related_name="identifications"
    )
    amount_cents = models.BigIntegerField()
    obligor = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300)

    class Meta:
        """Identifications are facts, of more than nothing and of no more than there is."""

        triggers = [append_only(), conserves_owners()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="identification_is_positive"
            ),
            models.UniqueConstraint(
                fields=["receipt", "obligor"], name="identification_once_per_obligor"
            ),
        ]


class Reversal(Fact):
    """That a receipt, or a part of it, was taken back on ``effective_on``.

    From ``obligor``, or out of suspense where it is empty. Credited to the wrong person, it
    goes to suspense and can be identified anew; else it leaves the bank.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="reversals")
    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="reversals"
    )
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=16, choices=ReversalReason)
    note = models.CharField(max_length=300)

    class Meta:
        """Reversals are facts, of more than nothing and of no more than there is."""

        triggers = [append_only(), conserves_owners()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="reversal_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(obligor__isnull=False)
                | ~models.Q(reason=ReversalReason.WRONG_PERSON),
                name="reversal_from_somebody",
            ),
        ]


class Hold(Fact):
    """That a receipt waits, or all payments to a payee, from ``effective_on`` on.

    By its scope money is held before it is applied, or applied and not paid out.
    ``release_due_on`` is the day on which it ends by itself, empty where a decision has to.
    """

    receipt = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, null=True, related_name="holds"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="holds"
    )
    scope = models.CharField(max_length=10, choices=HoldScope)
    reason = models.CharField(max_length=24, choices=HoldReason)
    note = models.CharField(max_length=300)
    release_due_on = models.DateField(null=True)

    class Meta:
        """Holds are facts, of one receipt or of one payee."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(receipt__isnull=False, participant__isnull=True)
                | models.Q(
                    receipt__isnull=True,
                    participant__isnull=False,
                    scope=HoldScope.PAYMENT,
                ),
                name="hold_of_receipt_or_payee",
            ),
            models.CheckConstraint(
                condition=models.Q(scope__in=HoldScope.values), name="hold_scope_is_known"
            ),
        ]


class HoldRelease(Fact):
    """That a hold ended on ``effective_on``, once and for good."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="release")
    trigger = models.CharField(max_length=16, choices=ReleaseTrigger)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        """Releases are facts."""

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
        indexes = [models.Index(fields=["recorded_on"]), models.Index(fields=["trace_number"])]


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
