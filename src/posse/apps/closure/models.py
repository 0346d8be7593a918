"""Tables of closing: facts for its tests, notices, answers, closings and reopenings."""

from django.db import models

from posse.apps.approvals.models import Proposal
from posse.apps.cases.models import Case
from posse.apps.closure.choices import NoticeWay, ReopenWay
from posse.apps.facts import Fact, append_only
from posse.apps.intake.models import Application
from posse.apps.records.models import Document, Letter

NAME_LENGTH = 40


class ClosureFact(Fact):
    """What a worker found for a test of closing a case, and how it is known.

    ``test`` is a name of the law's table (``support.closure.tests``). The latest of a test
    governs; ``is_so`` says whether it is met.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closure_facts")
    test = models.CharField(max_length=NAME_LENGTH)
    is_so = models.BooleanField()
    evidence = models.CharField(max_length=300)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="closure_facts"
    )

    class Meta:
        """Facts, each with its evidence."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(evidence=""), name="closure_fact_has_evidence"
            ),
        ]


class LocateTry(Fact):
    """That a source was asked on ``effective_on`` where somebody is, and did not know.

    The search has gone on since the first of them after the parent was last known to be
    anywhere. Source: 45 CFR 303.3(b).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="locate_tries")
    source = models.CharField(max_length=60)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        """Tries are facts."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        verbose_name_plural = "locate tries"


class ClosureNotice(Fact):
    """That somebody was told on ``effective_on`` that the case will be closed, and why.

    ``closes_on`` is the first day on which it may be. A notice to an agency has no letter
    of this house but a ``record`` of how that agency was told.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closure_notices")
    reason = models.CharField(max_length=NAME_LENGTH)
    way = models.CharField(max_length=10, choices=NoticeWay)
    letter = models.OneToOneField(
        Letter, on_delete=models.PROTECT, null=True, related_name="closure_notice"
    )
    record = models.CharField(max_length=300, blank=True)
    closes_on = models.DateField()

    class Meta:
        """Notices are facts, wait, and can be shown."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        indexes = [models.Index(fields=["closes_on"], name="closure_notice_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gt=models.F("effective_on")),
                name="closure_notice_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(letter__isnull=False) | ~models.Q(record=""),
                name="closure_notice_can_be_shown",
            ),
        ]


class ClosureAnswer(Fact):
    """What came back on a notice. One that ``keeps_open`` ends the notice for good.

    Source: 45 CFR 303.11(d)(3).
    """

    notice = models.ForeignKey(ClosureNotice, on_delete=models.PROTECT, related_name="answers")
    text = models.CharField(max_length=300)
    keeps_open = models.BooleanField()

    class Meta:
        """Answers are facts."""

        triggers = [append_only()]
        ordering = ["id"]


class CaseClosure(Fact):
    """That a case was closed for a reason, with each of its tests as it stood.

    ``proposal`` is the director's approval where arrears were assigned. The record is kept
    at least through ``keep_through``. Source: 45 CFR 303.11(e), Wyoming Policy 12.2.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closures")
    reason = models.CharField(max_length=NAME_LENGTH)
    notice = models.OneToOneField(
        ClosureNotice, on_delete=models.PROTECT, null=True, related_name="closure"
    )
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, null=True, related_name="closure"
    )
    tests = models.JSONField()
    assigned_cents = models.BigIntegerField()
    keep_through = models.DateField()
    law_fingerprint = models.CharField(max_length=64)

    class Meta:
        """Closings are facts; assigned arrears need an approval."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        indexes = [models.Index(fields=["keep_through"], name="closure_by_retention")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(assigned_cents__lte=0) | models.Q(proposal__isnull=False),
                name="assigned_arrears_need_approval",
            ),
            models.CheckConstraint(
                condition=models.Q(keep_through__gt=models.F("effective_on")),
                name="closed_record_is_kept",
            ),
        ]


class CaseReopening(Fact):
    """That a closed case is worked again from ``effective_on`` on, and by what right."""

    closure = models.OneToOneField(
        CaseClosure, on_delete=models.PROTECT, related_name="reopening"
    )
    way = models.CharField(max_length=12, choices=ReopenWay)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="reopenings"
    )
    text = models.CharField(max_length=300)

    class Meta:
        """Reopenings are facts."""

        triggers = [append_only()]


class RecordRelease(Fact):
    """That the record of a closed case may be destroyed, once its time was over."""

    closure = models.OneToOneField(
        CaseClosure, on_delete=models.PROTECT, related_name="release"
    )
    text = models.CharField(max_length=300)

    class Meta:
        """Releases are facts."""

        triggers = [append_only()]


class ClosureCandidate(models.Model):
    """A case that a reason could close, as found on a day; derived, found anew each time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closure_candidates")
    reason = models.CharField(max_length=NAME_LENGTH)
    assigned_cents = models.BigIntegerField()
    found_on = models.DateField()

    class Meta:
        """A case once for each reason."""

        ordering = ["reason", "case"]
        constraints = [
            models.UniqueConstraint(fields=["case", "reason"], name="candidate_once_a_reason"),
        ]
